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
            "Where pages, hooks, sockets and the API are served; 0.0.0.0 is every address of the machine."),
        in.read(
            "port", SettingKinds.port(), "8080", "Their port; 0 takes a free one and says which."),
        in.read(
            "public_url",
            SettingKinds.url(false).orEmpty(),
            "",
            "How the world reaches it, https://tandem.example.com: carriers sign it; empty is host and port."),
        in.read(
            "event_loops",
            Kind.whole(1, EVENT_LOOPS_MAX).orEmpty(),
            "",
            "Event loops that serve them, beside the one of the floor's engine; empty is one for each core."));
  }

  /** How many event loops serve on a machine with so many cores. */
  public int eventLoops(int cores) {
    return eventLoops.orElse(Math.clamp(cores, 1, EVENT_LOOPS_MAX));
  }

  /** By its spelling alone: what a name resolves to may change after the check. */
  public boolean isOnLoopback() {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }
}
