package tandem.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts to stop, the last started first. A part that hangs does not delay the others for long.
 */
final class Closings {

  private static final Logger LOG = LoggerFactory.getLogger(Closings.class);

  /** The longest wait for a part that does not stop. */
  private static final Duration PART_LIMIT = Duration.ofSeconds(10);

  /** The limit for all parts together: supervisors usually kill a server after half a minute. */
  private static final Duration LIMIT = Duration.ofSeconds(25);

  private record Closing(String what, Runnable close) {}

  private final List<Closing> closings = new ArrayList<>();
  private final InstantSource clock;

  Closings(InstantSource clock) {
    this.clock = clock;
  }

  /** Adds a started part and the way to stop it. */
  void add(String what, Runnable close) {
    closings.add(new Closing(what, close));
  }

  /** Stops everything; blocks. */
  void closeAll() {
    var until = clock.instant().plus(LIMIT);
    for (var closing : closings.reversed()) {
      var left = Duration.between(clock.instant(), until);
      try {
        begin(closing)
            .get(Math.clamp(left.toMillis(), 1, PART_LIMIT.toMillis()), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        LOG.warn("a part does not stop cleanly part={}", closing.what(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    closings.clear();
  }

  private static CompletableFuture<Void> begin(Closing closing) {
    var done = new CompletableFuture<Void>();
    Thread.ofPlatform().daemon().name("stop " + closing.what()).start(() -> {
      try {
        closing.close().run();
        done.complete(null);
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    });
    return done;
  }
}
