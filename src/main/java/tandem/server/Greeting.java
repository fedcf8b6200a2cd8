package tandem.server;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import tandem.auth.SampleAccounts;
import tandem.config.Config;

/**
 * The text after a start: addresses, and the log-ins of a sample floor.
 *
 * @param httpPort the actual port; the configuration may ask for any free one
 * @param made the log-ins that this start has made: only this text shows their passwords
 * @param somebodyCanLogIn whether any account has a password
 */
public record Greeting(
    Config config,
    int httpPort,
    int managementPort,
    List<SampleAccounts.LogIn> made,
    boolean somebodyCanLogIn) {

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
    out.printf("  home          %s/%n", base);
    out.printf("  agents        %s/agent%n", base);
    out.printf("  wallboard     %s/wall%n", base);
    out.printf(
        "  voice hook    %s/hooks/voice   (secret in %s)%n",
        base, config.dataDir().resolve("secrets/voice"));
    out.printf(
        "  API           %s/docs          (admin token in %s)%n",
        base, config.dataDir().resolve("secrets/admin-token"));
    if (config.isPractice()) {
      out.printf("  practice line no telephone is connected; scripts/tandem call makes a call%n");
    }
    if (config.floor().sample()) {
      out.printf("  demo shop     %s/demo/shop%n", base);
    }
    out.printf("  health        http://%s:%d/readyz%n", config.management().host(), managementPort);
    printLogIns(out);
    config.http().warning().ifPresent(warning -> out.printf("Warning: %s%n", warning));
    config.management().warning().ifPresent(warning -> out.printf("Warning: %s%n", warning));
    config.practiceWarning().ifPresent(warning -> out.printf("Warning: %s%n", warning));
  }

  private void printLogIns(PrintWriter out) {
    var file = SampleAccounts.file(config.dataDir());
    if (!made.isEmpty()) {
      out.printf("Log-ins made by this start, shown only now (kept in %s):%n", file);
      made.forEach(logIn -> out.printf("  %-12s %s%n", logIn.name(), logIn.password()));
    } else if (!somebodyCanLogIn) {
      out.println("Nobody can log in yet. Make the first administrator:"
          + " scripts/tandem user add NAME --role admin");
    } else if (config.floor().sample()) {
      out.println(
          Files.exists(file)
              ? "Log-ins of the sample floor, as they were made: " + file
              : "Log-ins of the sample floor: another node made them; the passwords are in that"
                  + " node's data folder.");
    }
  }
}
