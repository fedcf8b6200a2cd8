package tandem.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tandem.base.Failure;
import tandem.loops.Caller;

/**
 * Names of hosts whose servers may not answer. Who asks waits for a short time only. The system
 * goes on asking for longer: a name is asked for once at a time, on a thread of its own, and there
 * are few of them.
 */
final class BoundedNames {

  private static final Duration LIMIT = Duration.ofSeconds(3);
  static final int AT_ONCE_MAX = 32;

  private final Vertx vertx;
  private final Egress.Names names;
  private final Duration limit;

  /** The names that the system is asking for; guarded by this object. */
  private final Map<String, Future<List<InetAddress>>> underWay = new HashMap<>();

  BoundedNames(Vertx vertx, Egress.Names names) {
    this(vertx, names, LIMIT);
  }

  BoundedNames(Vertx vertx, Egress.Names names, Duration limit) {
    this.vertx = vertx;
    this.names = names;
    this.limit = limit;
  }

  /** Finds the addresses of a host; {@link Failure.Unavailable} if that takes too long. */
  Future<List<InetAddress>> of(String host) {
    return Caller.hears(vertx, asked(host))
        .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(
            failure instanceof TimeoutException
                ? new Failure.Unavailable("the host's name is not found in time", limit)
                : failure));
  }

  private synchronized Future<List<InetAddress>> asked(String host) {
    var known = underWay.get(host);
    if (known != null) {
      return known;
    }
    if (underWay.size() >= AT_ONCE_MAX) {
      return Future.failedFuture(
          new Failure.Unavailable("too many hosts' names are being asked for", limit));
    }
    var found = Promise.<List<InetAddress>>promise();
    underWay.put(host, found.future());
    Thread.ofPlatform().daemon().name("tandem-name").start(() -> ask(host, found));
    return found.future();
  }

  private void ask(String host, Promise<List<InetAddress>> found) {
    try {
      var addresses = names.of(host);
      forget(host);
      found.tryComplete(addresses);
    } catch (Throwable e) { // a name without an end would hold its place for ever
      forget(host);
      found.tryFail(e);
    }
  }

  private synchronized void forget(String host) {
    underWay.remove(host);
  }
}
