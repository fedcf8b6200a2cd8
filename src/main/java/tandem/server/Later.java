package tandem.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start leaves for later, one thing after the other with pauses: nobody waits for it, and
 * all at once it would take the processor from callers who have waited.
 */
final class Later implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Later.class);

  /** So long after a start the floor that waited is at work again. */
  private static final Duration CALLERS_FIRST = Duration.ofSeconds(5);

  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** @param things each may block */
  Later(List<Runnable> things) {
    thread = Thread.ofPlatform().daemon().name("tandem-later").start(() -> {
      try {
        for (var thing : things) {
          if (closed.await(CALLERS_FIRST.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
          thing.run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("a part of the server cannot be made ready", e);
      }
    });
  }

  /** Waits for the thing that is being done, and leaves out the others. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(END_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
