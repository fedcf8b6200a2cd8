package tandem.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;

/**
 * The way to URLs that somebody outside has named. It leads to public hosts of the internet only:
 * never into our own network, in whatever notation the address is written. A host's name is
 * resolved once, and the connection goes to exactly the address that was checked, so that a name
 * server cannot give another one in between. Requests have none of our credentials, and redirects
 * are not followed: each is a request of its own.
 */
public final class Egress {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /**
   * A host whose last part is a number is an address. Programs read its short forms differently.
   */
  private static final Pattern NUMBER =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?", Pattern.DOTALL);

  private static final Pattern DOTTED =
      Pattern.compile("(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}");

  /** The resolver of hosts' names; it may block. */
  @FunctionalInterface
  public interface Names {
    List<InetAddress> of(String host) throws UnknownHostException;
  }

  private final HttpClient client;
  private final BoundedNames names;
  private final boolean isLocal;

  /**
   * Makes the way out.
   *
   * @param isLocal whether the service that names the URLs is a simulated one on this machine: then
   *     http, any port and loopback addresses are allowed too
   */
  public Egress(Vertx vertx, boolean isLocal) {
    this(vertx, new HttpClientOptions(), host -> List.of(InetAddress.getAllByName(host)), isLocal);
  }

  /** Makes the way out with other trust and names. */
  public Egress(Vertx vertx, HttpClientOptions options, Names names, boolean isLocal) {
    // a kept connection could be used for another URL without a check
    this.client = PeerClient.connections(vertx, new HttpClientOptions(options).setKeepAlive(false));
    this.names = new BoundedNames(vertx, names);
    this.isLocal = isLocal;
  }

  /**
   * Connects with the host of a URL; {@link Failure.Denied} if this way does not lead there. The
   * caller sends the request.
   */
  public Future<HttpClientRequest> get(URI url) {
    var host = host(url);
    if (host.isEmpty() || isAmbiguous(host) || !isAllowed(url)) {
      return refused();
    }
    return names
        .of(host)
        .recover(failure -> Future.failedFuture(
            failure instanceof UnknownHostException
                ? new Failure.Denied("the host is not known")
                : failure))
        .compose(found -> !found.isEmpty() && found.stream().allMatch(this::isAllowed)
            ? connected(url, host, found.getFirst())
            : refused());
  }

  private Future<HttpClientRequest> connected(URI url, String host, InetAddress address) {
    int port = port(url);
    return client
        .request(new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
            .setHost(host)
            .setPort(port)
            .setSsl(isSecure(url))
            .setURI(target(url))
            .setFollowRedirects(false)
            .setConnectTimeout(CONNECT_LIMIT.toMillis()))
        .compose(request -> {
          if (isAt(request, address)) {
            return Future.succeededFuture(request);
          }
          request.reset();
          return refused();
        });
  }

  private static boolean isAt(HttpClientRequest request, InetAddress address) {
    try {
      var connected = request.connection().remoteAddress().hostAddress();
      return connected != null && InetAddress.getByName(connected).equals(address);
    } catch (UnknownHostException e) {
      return false; // a connection that does not tell its address
    }
  }

  private static <T extends @Nullable Object> Future<T> refused() {
    return Future.failedFuture(
        new Failure.Denied("the address is not one that this server may fetch from"));
  }

  private static boolean isAmbiguous(String host) {
    return host.indexOf(':') < 0
        && NUMBER.matcher(host).matches()
        && !DOTTED.matcher(host).matches();
  }

  private boolean isAllowed(URI url) {
    boolean secure = isSecure(url);
    return url.getRawUserInfo() == null
        && (secure || (isLocal && "http".equalsIgnoreCase(url.getScheme())))
        && (isLocal || port(url) == HTTPS);
  }

  private boolean isAllowed(InetAddress address) {
    return isPublic(address) || (isLocal && address.isLoopbackAddress());
  }

  private static boolean isSecure(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  private static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : isSecure(url) ? HTTPS : HTTP;
  }

  /** Returns the host without the brackets of an IPv6 address; empty if the URL names none. */
  private static String host(URI url) {
    var host = url.getHost();
    if (host == null) {
      return "";
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Returns path and query, as a request writes them. */
  public static String target(URI url) {
    var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /** Whether an address belongs to a host of the public internet. */
  static boolean isPublic(InetAddress address) {
    var bytes = address.getAddress();
    return bytes.length == 4 ? isPublic(word(bytes, 0)) : isPublic(bytes);
  }

  /** The blocks of the IANA registry of special addresses that are not globally reachable. */
  private static boolean isPublic(int address) {
    return !(in(address, 0, 8) // this network
        || in(address, 0x0a000000, 8) // private
        || in(address, 0x64400000, 10) // carriers' translation
        || in(address, 0x7f000000, 8) // loopback
        || in(address, 0xa9fe0000, 16) // link-local
        || in(address, 0xac100000, 12) // private
        || in(address, 0xc0000000, 24) // protocols
        || in(address, 0xc0000200, 24) // documentation
        || in(address, 0xc0586300, 24) // 6to4 relays
        || in(address, 0xc0a80000, 16) // private
        || in(address, 0xc6120000, 15) // benchmarks
        || in(address, 0xc6336400, 24) // documentation
        || in(address, 0xcb007100, 24) // documentation
        || in(address, 0xe0000000, 3)); // multicast, reserved, broadcast
  }

  /**
   * Only global unicast is public (RFC 4291), without the parts that stand for an IPv4 address or
   * for documentation. So mapped, translated (NAT64), unique local and link-local ones are not.
   */
  private static boolean isPublic(byte[] address) {
    int first = word(address, 0);
    int third = word(address, 8) & 0xfdffffff;
    return in(first, 0x20000000, 3)
        && !in(first, 0x20010000, 23) // Teredo, ORCHID, benchmarks
        && !in(first, 0x20010db8, 32) // documentation
        && !in(first, 0x20020000, 16) // 6to4
        && !in(first, 0x3fff0000, 20) // documentation
        && third != 0x00005efe; // ISATAP
  }

  private static boolean in(int address, int network, int bits) {
    return (address ^ network) >>> (32 - bits) == 0;
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }
}
