package tandem.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. */
public final class StandingClock implements InstantSource {

  private volatile Instant now;

  public StandingClock(Instant now) {
    this.now = now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Only one test moves it, on one thread. */
  public void pass(Duration time) {
    now = instant().plus(time);
  }
}
