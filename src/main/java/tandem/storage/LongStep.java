package tandem.storage;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every few seconds, while a step of a start goes on, what takes so long. */
final class LongStep implements AutoCloseable {

  private static final Duration SAID_EVERY = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(LongStep.class);

  private final CountDownLatch ended = new CountDownLatch(1);

  LongStep(String what) {
    Thread.ofVirtual().name("tandem-long-step").start(() -> {
      try {
        while (!ended.await(SAID_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.warn("still waiting: {}", what);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
