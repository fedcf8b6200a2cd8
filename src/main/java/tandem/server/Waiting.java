package tandem.server;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The bounded wait of a start or stop for one of its steps. */
final class Waiting {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Waiting() {}

  /** Waits for a step; blocks. */
  static <T> T on(Future<T> step) {
    try {
      return step.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("a step of the start or stop takes longer than " + LIMIT, e);
    }
  }
}
