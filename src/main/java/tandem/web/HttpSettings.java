package tandem.web;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.document.Kind;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/** The settings of pages, hooks, sockets and the API. */
public record HttpSettings(
    String host,
    int port,
    Optional<URI> publicUrl,
    Optional<Integer> eventLoops,
    Optional<Integer> connections,
    List<AddressRange> trustedProxies,
    boolean proxyProtocol) {

  public HttpSettings {
    trustedProxies = List.copyOf(trustedProxies);
  }

  public static final int EVENT_LOOPS_MAX = 256;

  private static final int CONNECTIONS_MIN = 16;
  private static final int CONNECTIONS_MAX = 1_000_000;

  /** Of a machine that does not say how many files may be open. */
  private static final int FILES_USUAL = 4_096;

  private static final int PROXIES_MAX = 100;

  public static HttpSettings read(Settings in) {
    var settings = new HttpSettings(
        in.read(
            "host",
            SettingKinds.host(),
            "127.0.0.1",
            "The address of pages, hooks, sockets and the API; 0.0.0.0 means every address of the machine."),
        in.read(
            "port", SettingKinds.port(), "8080", "Their port; 0 takes a free one and prints it."),
        in.read(
            "public_url",
            SettingKinds.url(false).orEmpty(),
            "",
            "The URL for the outside, like https://tandem.example.com; carriers sign it. Empty means host and port."),
        in.read(
            "event_loops",
            Kind.whole(1, EVENT_LOOPS_MAX).orEmpty(),
            "",
            "The number of event loops that serve them, beside the engine's own. Empty means one for each core."),
        in.read(
            "connections",
            Kind.whole(CONNECTIONS_MIN, CONNECTIONS_MAX).orEmpty(),
            "",
            "The most connections at a time. Empty means three quarters of the files that this process may open."),
        in.read(
            "trusted_proxies",
            ranges(),
            "",
            "Proxies whose X-Forwarded-For or Forwarded says who asks: addresses or networks like 10.0.0.0/8, separated by commas."),
        in.read(
            "proxy_protocol",
            Kind.bool(),
            "false",
            "Whether each connection begins with the PROXY protocol; then only trusted_proxies may connect."));
    if (settings.proxyProtocol() && settings.trustedProxies().isEmpty()) {
      in.complain(
          "proxy_protocol", "must be false without trusted_proxies, because nobody could connect");
    }
    return settings;
  }

  /** The number of event loops that serve requests on a machine with this many cores. */
  public int eventLoops(int cores) {
    return eventLoops.orElse(Math.clamp(cores, 1, EVENT_LOOPS_MAX));
  }

  /**
   * Says what anybody on the network can read and change, when plain HTTP is served beyond this
   * machine. The server itself speaks no TLS; a proxy before it does.
   */
  public Optional<String> warning() {
    if (isOnLoopback()) {
      return Optional.empty();
    }
    boolean proxied = publicUrl.filter(url -> "https".equals(url.getScheme())).isPresent();
    return Optional.of(
        proxied
            ? "http.host " + host + ": plain HTTP is served beyond this machine; only the proxy of "
                + publicUrl.get() + " may reach it, over a network that nobody else can read"
            : "http.host " + host + ": plain HTTP is served beyond this machine, so anybody on the"
                + " network can read passwords and sessions; put a proxy with TLS before it and set"
                + " http.public_url to its https URL");
  }

  /**
   * The most connections at a time; the other files are for the database and for our own requests.
   */
  public int connectionsMax() {
    return connections.orElseGet(() -> {
      long files =
          ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
              ? unix.getMaxFileDescriptorCount()
              : FILES_USUAL;
      return Math.toIntExact(Math.clamp(files * 3 / 4, CONNECTIONS_MIN, CONNECTIONS_MAX));
    });
  }

  /** The proxies that say truly for whom they ask. */
  public Proxies proxies() {
    return new Proxies(trustedProxies, proxyProtocol);
  }

  private static Kind<List<AddressRange>> ranges() {
    return Kind.of(
        "at most " + PROXIES_MAX
            + " IP addresses or networks (10.0.0.0/8), separated by commas, or empty",
        List.of(),
        text -> {
          var ranges = new ArrayList<AddressRange>();
          for (var range : text.isBlank() ? new String[0] : text.split(",", -1)) {
            var read = AddressRange.parse(range.strip());
            if (read.isEmpty()) {
              return Optional.empty();
            }
            ranges.add(read.get());
          }
          return ranges.size() > PROXIES_MAX ? Optional.empty() : Optional.of(ranges);
        });
  }

  public boolean isOnLoopback() {
    return isLoopback(host);
  }

  /** Checks the spelling only: the address of a name may change after the check. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }
}
