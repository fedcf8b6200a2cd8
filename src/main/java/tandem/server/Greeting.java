package tandem.server;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import tandem.auth.SampleAccounts;
import tandem.config.Config;

/**
 * The text after a start: addresses, and the log-ins of a sample floor.
 *
 * @param httpPort the actual port; the configuration may ask for any free one
 */
public record Greeting(
    Config config, int httpPort, int managementPort, List<SampleAccounts.LogIn> logIns) {

  /** The beginning of the line with the server's address. */
  public static final String SERVES = "Tandem serves at ";

  /**
   * Prints the lines that an operator needs after a start.
   *
   * @param took the duration of the start
   */
  public void print(PrintWriter out, Duration took) {
    var base = "http://" + config.http().host() + ":" + httpPort;
    out.printf("%s%s (started in %.1f s)%n", SERVES, base, took.toMillis() / 1000.0);
    out.printf("  agents        %s/agent%n", base);
    out.printf("  wallboard     %s/wall%n", base);
    out.printf(
        "  voice hook    %s/hooks/voice   (secret in %s)%n",
        base, config.dataDir().resolve("secrets/voice"));
    out.printf(
        "  API           %s/openapi.yaml  (admin token in %s)%n",
        base, config.dataDir().resolve("secrets/admin-token"));
    if (config.floor().sample()) {
      out.printf("  demo shop     %s/demo/shop%n", base);
    }
    out.printf("  health        http://%s:%d/readyz%n", config.management().host(), managementPort);
    if (config.floor().sample() && logIns.isEmpty()) {
      out.println("Log-ins of the sample floor: another node made them; the passwords are"
          + " in that node's data folder.");
    }
    if (!logIns.isEmpty()) {
      out.printf(
          "Log-ins of the sample floor (kept in %s):%n", config.dataDir().resolve("passwords"));
      logIns.forEach(logIn -> out.printf("  %-12s %s%n", logIn.name(), logIn.password()));
    }
  }
}
