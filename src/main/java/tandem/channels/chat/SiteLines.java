package tandem.channels.chat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import tandem.base.Failure;

/**
 * The work for each site, a few pieces at a time. A flood on one site waits in that site's own
 * line, and what is too much for the line is refused: it does not slow another site. Any thread may
 * call.
 */
final class SiteLines {

  /** The database has more connections than one site may use at once. */
  static final int AT_ONCE_MAX = 4;

  static final int WAITING_MAX = 500;

  private static final Duration COME_AGAIN = Duration.ofSeconds(2);

  private static final class Line {
    int running;
    final Deque<Runnable> waiting = new ArrayDeque<>();
  }

  private final Map<String, Line> lines = new HashMap<>();

  /** Does a piece of work for a site when it is its turn. */
  <T> Future<T> run(String site, Supplier<Future<T>> work) {
    var done = Promise.<T>promise();
    Runnable step = () -> begin(work).onComplete(result -> {
      next(site);
      done.handle(result);
    });
    synchronized (lines) {
      var line = lines.computeIfAbsent(site, _ -> new Line());
      if (line.running >= AT_ONCE_MAX) {
        if (line.waiting.size() >= WAITING_MAX) {
          return Future.failedFuture(new Failure.TooMany(
              "this site gets more messages than it can take: at most " + WAITING_MAX + " wait",
              COME_AGAIN));
        }
        line.waiting.add(step);
        return done.future();
      }
      line.running++;
    }
    step.run();
    return done.future();
  }

  private static <T> Future<T> begin(Supplier<Future<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void next(String site) {
    Runnable step;
    synchronized (lines) {
      var line = lines.computeIfAbsent(site, _ -> new Line());
      step = line.waiting.poll();
      if (step == null) {
        line.running--;
        if (line.running == 0) {
          lines.remove(site);
        }
        return;
      }
    }
    step.run();
  }
}
