package tandem.console;

import tandem.document.SettingKinds;
import tandem.document.Settings;

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
}
