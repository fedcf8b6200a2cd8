package tandem.channels.email;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A time limit of work with a mail server. The limits of single reads do not end a server that
 * sends a byte now and then. When the limit is over, the thread is interrupted: a virtual thread
 * that waits for a socket closes it then.
 */
final class TimeLimit {

  /** Work that may wait for a server. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws MessagingException, IOException, InterruptedException, TimeoutException;
  }

  /** Work that returns nothing. */
  @FunctionalInterface
  interface Step {
    void run() throws MessagingException, IOException, InterruptedException, TimeoutException;
  }

  private final Thread thread = Thread.currentThread();

  // both are guarded by this object
  private boolean isOver;
  private boolean hasEnded;

  private TimeLimit() {}

  /** Does work that returns nothing. */
  static void runWithin(Duration limit, ScheduledExecutorService timer, Step step)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    within(limit, timer, () -> {
      step.run();
      return true;
    });
  }

  /** Does work on this thread, which must be a virtual one. What it has done in time counts. */
  static <T> T within(Duration limit, ScheduledExecutorService timer, Work<T> work)
      throws MessagingException, IOException, InterruptedException, TimeoutException {
    var started = new TimeLimit();
    var alarm = timer.schedule(started::ring, limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return work.run();
    } catch (MessagingException | IOException | InterruptedException | RuntimeException e) {
      if (started.isOver()) {
        throw new MessagingException(
            "the server takes longer than " + limit.toSeconds() + " seconds", e);
      }
      throw e;
    } finally {
      alarm.cancel(false);
      started.end();
    }
  }

  private synchronized void ring() {
    if (!hasEnded) {
      isOver = true;
      thread.interrupt();
    }
  }

  private synchronized boolean isOver() {
    return isOver;
  }

  /** The thread goes on; an interruption by this limit must not reach its next work. */
  private synchronized void end() {
    hasEnded = true;
    if (isOver) {
      Thread.interrupted();
    }
  }
}
