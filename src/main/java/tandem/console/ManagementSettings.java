package tandem.console;

import java.util.Optional;
import tandem.document.SettingKinds;
import tandem.document.Settings;
import tandem.web.HttpSettings;

/** The settings of health and metrics, which are for operators only. */
public record ManagementSettings(String host, int port) {

  public static ManagementSettings read(Settings in) {
    return new ManagementSettings(
        in.read(
            "host",
            SettingKinds.host(),
            "127.0.0.1",
            "The address of /livez, /readyz and /metrics, which need no log-in."),
        in.read(
            "port", SettingKinds.port(), "8081", "Their port; 0 takes a free one and prints it."));
  }

  /** Says what anybody on the network can read when the port is open beyond this machine. */
  public Optional<String> warning() {
    return HttpSettings.isLoopback(host)
        ? Optional.empty()
        : Optional.of("management.host " + host + ": plain HTTP without a log-in is served beyond"
            + " this machine, so anybody on the network can read metrics and readiness; only"
            + " operators may reach port " + port);
  }
}
