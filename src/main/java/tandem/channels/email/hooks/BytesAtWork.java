package tandem.channels.email.hooks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The mails that are worked on at once, by their bytes. To read and store a mail takes some times
 * its size in memory, so the others wait in their order. A mail above the limit is worked on alone.
 */
final class BytesAtWork {

  private record Waiting(long bytes, Promise<Void> turn) {}

  private final long max;
  private final Deque<Waiting> line = new ArrayDeque<>();
  private long now;

  BytesAtWork(long max) {
    this.max = max;
  }

  /** Does the work when it is its turn. */
  <T> Future<T> run(long bytes, Supplier<Future<T>> work) {
    return turn(bytes)
        .compose(_ ->
            Future.<Void>succeededFuture().compose(_ -> work.get()).onComplete(_ -> leave(bytes)));
  }

  private Future<Void> turn(long bytes) {
    var promise = Promise.<Void>promise();
    synchronized (this) {
      line.add(new Waiting(bytes, promise));
    }
    next();
    return promise.future();
  }

  private void leave(long bytes) {
    synchronized (this) {
      now -= bytes;
    }
    next();
  }

  /** Lets those begin who now may; outside of the lock, because their work begins here. */
  private void next() {
    var may = new ArrayDeque<Waiting>();
    synchronized (this) {
      while (!line.isEmpty() && (now == 0 || line.getFirst().bytes() <= max - now)) {
        var first = line.removeFirst();
        now += first.bytes();
        may.add(first);
      }
    }
    may.forEach(one -> one.turn().complete());
  }
}
