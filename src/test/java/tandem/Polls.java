package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Questions that are repeated until their answer is the wanted one, because no event tells that it
 * has changed: the state of another process, for example. A pause between two questions leaves the
 * processor to what is asked. Everything else in the tests waits for events.
 */
public final class Polls {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Polls() {}

  /** Returns the first wanted answer; fails if there is none within the limit. */
  public static <T> T until(Supplier<T> question, Predicate<T> wanted) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      var answer = question.get();
      if (wanted.test(answer)) {
        return answer;
      }
      assertThat(System.nanoTime()).as("within %s, last: %s", LIMIT, answer).isLessThan(end);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  public static void eventually(BooleanSupplier holds) {
    until(holds::getAsBoolean, held -> held);
  }
}
