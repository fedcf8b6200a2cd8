package tandem.faults;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import tandem.Polls;
import tandem.faults.History.Awaiting.What;

/**
 * The place of a fault: an installation under load, and its recorder.
 *
 * @param copies how often the carrier sends its next event at the same time
 * @param cabled the agent whose way to the nodes is a cable
 */
record Scene(
    Fleet fleet,
    Recorder recorder,
    Vertx vertx,
    RandomGenerator random,
    AtomicInteger copies,
    String cabled) {

  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(50);

  /** Lets time pass. */
  void lasts(Duration time) {
    vertx.timer(time.toMillis(), TimeUnit.MILLISECONDS).await();
  }

  /** Lets a random time pass. */
  void lasts(Duration least, Duration most) {
    lasts(Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis())));
  }

  /** From now on the seconds count until the next offer. */
  void awaitsOffer() {
    recorder.await(What.OFFER, Optional.empty());
  }

  void awaitsCommand() {
    recorder.await(What.COMMAND, Optional.empty());
  }

  /** Waits for two more offers, but not for ever. */
  void offersGoOn() {
    goesOn(recorder::offers);
  }

  void commandsGoOn() {
    goesOn(recorder::commands);
  }

  private void goesOn(LongSupplier count) {
    long before = count.getAsLong();
    long end = System.nanoTime() + GOES_ON_WITHIN.toNanos();
    Polls.eventually(() -> count.getAsLong() > before + 1 || System.nanoTime() > end);
  }
}
