package tandem.server;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tandem.base.Failure;

/** The bounded wait of a start or stop for one of its steps. */
final class Waiting {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration SAID_EVERY = Duration.ofSeconds(5);

  private Waiting() {}

  /**
   * Waits for a step that others may delay, and says every few seconds for what; blocks.
   *
   * @param reason for what it waits, and what to do
   * @throws Failure.Unavailable with the reason, when it takes too long
   */
  static <T> T on(Future<T> step, Supplier<String> reason, Consumer<String> say) {
    for (var waited = Duration.ZERO;
        waited.compareTo(LIMIT) < 0;
        waited = waited.plus(SAID_EVERY)) {
      try {
        return step.await(SAID_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        say.accept("waiting up to " + LIMIT.toSeconds() + " s: " + reason.get());
      }
    }
    throw new Failure.Unavailable(
        "the server has waited for " + LIMIT.toSeconds() + " s: " + reason.get(), LIMIT);
  }

  /** Waits for a step; blocks. */
  static <T> T on(Future<T> step) {
    try {
      return step.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("a step of the start or stop takes longer than " + LIMIT, e);
    }
  }
}
