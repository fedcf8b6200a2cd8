package tandem.web;

import java.net.URI;
import java.util.Optional;
import tandem.document.Kind;
import tandem.document.SettingKinds;
import tandem.document.Settings;

/** The settings of pages, hooks, sockets and the API. */
public record HttpSettings(
    String host, int port, Optional<URI> publicUrl, Optional<Integer> eventLoops) {

  public static final int EVENT_LOOPS_MAX = 256;

  public static HttpSettings read(Settings in) {
    return new HttpSettings(
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
            "The number of event loops that serve them, beside the engine's own. Empty means one for each core."));
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

  /** Checks the spelling only: the address of a name may change after the check. */
  public boolean isOnLoopback() {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }
}
