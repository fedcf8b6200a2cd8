package tandem.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The proxies that say truly for whom they ask. Headers of everybody else are ignored, because they
 * could contain any address.
 *
 * @param trusted the networks of the proxies
 * @param protocol whether each connection begins with the PROXY protocol; then only proxies may
 *     connect
 */
public record Proxies(List<AddressRange> trusted, boolean protocol) {

  /** Nobody is between the clients and the server. */
  public static final Proxies NONE = new Proxies(List.of(), false);

  /** More addresses than a request passes; those before them are not looked at. */
  private static final int HOPS_MAX = 32;

  /** One {@code for=} of a Forwarded header (RFC 7239), quoted or not. */
  private static final Pattern FORWARDED_FOR =
      Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*(?:\"([^\"\\\\]*)\"|([^\";\\s]+))\\s*(?=;|$)");

  /** An address with the port that may follow it. */
  private static final Pattern WITH_PORT =
      Pattern.compile("\\[(?<six>[^\\]]*)\\](?::[\\w.-]+)?|(?<four>[0-9.]+)(?::[\\w.-]+)?");

  public Proxies {
    trusted = List.copyOf(trusted);
  }

  /** Whether this peer may connect: with the PROXY protocol the port is for proxies alone. */
  public boolean mayConnect(HttpConnection connection) {
    return !protocol
        || address(connection.remoteAddress(true)).filter(this::isTrusted).isPresent();
  }

  /** The client of a connection: its peer, or whom a proxy named by the PROXY protocol. */
  public ClientAddress client(HttpConnection connection) {
    return counted(connection.remoteAddress());
  }

  /** Whether the connection may carry the requests of many clients. */
  public boolean isShared(HttpConnection connection) {
    return address(connection.remoteAddress()).filter(this::isTrusted).isPresent();
  }

  /** The client of a request. */
  public ClientAddress client(HttpServerRequest request) {
    var peer = address(request.remoteAddress());
    return peer.isEmpty()
        ? counted(request.remoteAddress())
        : ClientAddress.of(client(peer.get(), request.headers()));
  }

  /**
   * Returns the nearest address that is no proxy of ours. Each proxy adds at the right what it has
   * seen, so everything to the left of a stranger is only the stranger's claim. A proxy adds to one
   * of two headers and passes on the other as it came; when they differ, nobody knows which is the
   * proxy's, and the client is counted as the proxy.
   */
  InetAddress client(InetAddress peer, MultiMap headers) {
    var listed = headers.getAll("X-Forwarded-For");
    var forwarded = headers.getAll("Forwarded");
    if (!isTrusted(peer) || (listed.isEmpty() && forwarded.isEmpty())) {
      return peer;
    }
    if (forwarded.isEmpty()) {
      return nearest(peer, hops(listed));
    }
    var told = nearest(peer, forwardedFor(hops(forwarded)));
    return listed.isEmpty() || nearest(peer, hops(listed)).equals(told) ? told : peer;
  }

  private InetAddress nearest(InetAddress peer, List<String> hops) {
    var nearest = peer;
    for (var hop : hops.reversed().subList(0, Math.min(hops.size(), HOPS_MAX))) {
      var before = withoutPort(hop);
      if (!isTrusted(nearest) || before.isEmpty()) {
        return nearest;
      }
      nearest = before.get();
    }
    return nearest;
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  /** The elements of all lines of a header, in their order; commas in quotes do not divide. */
  private static List<String> hops(List<String> lines) {
    var hops = new ArrayList<String>();
    for (var line : lines) {
      boolean quoted = false;
      int from = 0;
      for (int i = 0; i < line.length(); i++) {
        if (line.charAt(i) == '"') {
          quoted = !quoted;
        } else if (line.charAt(i) == ',' && !quoted) {
          hops.add(line.substring(from, i).strip());
          from = i + 1;
        }
      }
      hops.add(line.substring(from).strip());
    }
    return hops;
  }

  private static List<String> forwardedFor(List<String> elements) {
    return elements.stream()
        .map(element -> {
          var named = FORWARDED_FOR.matcher(element);
          if (!named.find()) {
            return "";
          }
          return named.group(1) == null ? named.group(2) : named.group(1);
        })
        .toList();
  }

  private static Optional<InetAddress> withoutPort(String hop) {
    var parts = WITH_PORT.matcher(hop);
    if (!parts.matches()) {
      return AddressRange.address(hop);
    }
    return AddressRange.address(
        parts.group("six") == null ? parts.group("four") : parts.group("six"));
  }

  private static Optional<InetAddress> address(SocketAddress peer) {
    return peer == null || peer.hostAddress() == null
        ? Optional.empty()
        : AddressRange.address(peer.hostAddress());
  }

  private static ClientAddress counted(SocketAddress peer) {
    return address(peer).map(ClientAddress::of).orElse(ClientAddress.NONE);
  }
}
