package tandem.storage.nodes;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.loops.Wires;

/**
 * The bound on the number of connections whose TLS handshake is not over. One more closes the
 * oldest of its address, or of all: a node finishes in a fraction of a second, and who never does
 * keeps nobody out. Any thread may call.
 */
final class Handshakes {

  static final int ALL_MAX = 64;

  /** Nodes on one machine are few, and try again. */
  static final int OF_ADDRESS_MAX = 8;

  private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);
  private static final Duration SAID_EVERY = Duration.ofMinutes(1);

  // used under the lock only
  private final Map<Channel, String> open = new LinkedHashMap<>();
  private int closed;
  private Optional<Long> saidAt = Optional.empty();

  /** Takes a new connection, before anything of it is read. */
  void accepted(Channel connection) {
    connection.closeFuture().addListener(_ -> over(connection));
    var address = address(connection.remoteAddress());
    tooMany(connection, address).ifPresent(oldest -> {
      Wires.cut(oldest);
      say(address);
    });
  }

  /** The handshake of this connection is over. */
  void done(HttpConnection connection) {
    over(Wires.channel(connection));
  }

  private synchronized void over(Channel connection) {
    open.remove(connection);
  }

  /** Adds a connection, and takes away the one without a place. */
  private synchronized Optional<Channel> tooMany(Channel connection, String address) {
    open.put(connection, address);
    boolean isFull = open.values().stream().filter(address::equals).count() > OF_ADDRESS_MAX;
    var oldest = isFull || open.size() > ALL_MAX
        ? open.entrySet().stream()
            .filter(one -> !isFull || one.getValue().equals(address))
            .findFirst()
            .map(Map.Entry::getKey)
        : Optional.<Channel>empty();
    oldest.ifPresent(open::remove);
    return oldest;
  }

  private static String address(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "";
  }

  private synchronized void say(String address) {
    closed++;
    long now = System.nanoTime();
    if (saidAt.isEmpty() || now - saidAt.get() >= SAID_EVERY.toNanos()) {
      saidAt = Optional.of(now);
      LOG.warn(
          "too many connections to the port for nodes do not finish their handshake; the oldest"
              + " are closed closed={} last_from={}",
          closed,
          address);
    }
  }
}
