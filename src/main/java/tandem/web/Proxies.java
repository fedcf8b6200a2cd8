package tandem.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.loops.Wires;

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
      Pattern.compile("(?i)\\s*for\\s*=\\s*(?:\"([^\"\\\\]*)\"|([^\"\\s]+))\\s*");

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
    return counted(sender(connection));
  }

  /** Whether the connection may carry the requests of many clients. */
  public boolean isShared(HttpConnection connection) {
    return address(sender(connection)).filter(this::isTrusted).isPresent();
  }

  /** The client of a request. */
  public ClientAddress client(HttpServerRequest request) {
    var sender = sender(request.connection());
    var peer = address(sender);
    return peer.isEmpty()
        ? counted(sender)
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
      return nearest(peer, listed(listed));
    }
    var told = nearest(peer, forwardedFor(forwarded));
    return listed.isEmpty() || nearest(peer, listed(listed)).equals(told) ? told : peer;
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

  /** The elements of all lines of X-Forwarded-For, which knows no quotes, in their order. */
  private static List<String> listed(List<String> lines) {
    return lines.stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .map(String::strip)
        .toList();
  }

  /** The addresses of all elements of Forwarded, in their order; empty where it names none. */
  private static List<String> forwardedFor(List<String> lines) {
    return lines.stream()
        .flatMap(line -> divided(line, ',').stream())
        .map(Proxies::forwardedFor)
        .toList();
  }

  private static String forwardedFor(String element) {
    var named = divided(element, ';').stream()
        .map(FORWARDED_FOR::matcher)
        .filter(Matcher::matches)
        .toList();
    if (named.size() != 1) {
      return "";
    }
    var one = named.getFirst();
    return one.group(1) == null ? one.group(2) : one.group(1);
  }

  /**
   * Divides a text of Forwarded at a sign that is not in quotes. It is read from the right, where
   * the nearest proxy has added an element that is whole: a quote that a stranger opens to the left
   * of it covers nothing of that element.
   */
  private static List<String> divided(String text, char at) {
    var parts = new ArrayList<String>();
    boolean quoted = false;
    int end = text.length();
    for (int i = text.length() - 1; i >= 0; i--) {
      if (text.charAt(i) == '"' && !isEscaped(text, i)) {
        quoted = !quoted;
      } else if (text.charAt(i) == at && !quoted) {
        parts.add(text.substring(i + 1, end));
        end = i;
      }
    }
    parts.add(text.substring(0, end));
    return parts.reversed();
  }

  private static boolean isEscaped(String text, int place) {
    int from = place;
    while (from > 0 && text.charAt(from - 1) == '\\') {
      from--;
    }
    return (place - from) % 2 == 1;
  }

  private static Optional<InetAddress> withoutPort(String hop) {
    var parts = WITH_PORT.matcher(hop);
    if (!parts.matches()) {
      return AddressRange.address(hop);
    }
    return AddressRange.address(
        parts.group("six") == null ? parts.group("four") : parts.group("six"));
  }

  private static SocketAddress sender(HttpConnection connection) {
    return Wires.named(connection).orElseGet(connection::remoteAddress);
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
