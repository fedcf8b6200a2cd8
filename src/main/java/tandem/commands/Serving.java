package tandem.commands;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.config.Config;
import tandem.config.ConfigSources;
import tandem.config.Premises;
import tandem.server.Server;

/** Runs the server until it is told to stop. */
public final class Serving {

  /**
   * The result of a started server: the process runs on, and the server's threads set its exit
   * code.
   */
  public static final int GOES_ON = -1;

  private final InstantSource wall;
  private final SecureRandom random;
  private final Ids ids;

  public Serving(InstantSource wall, SecureRandom random, Ids ids) {
    this.wall = wall;
    this.random = random;
    this.ids = ids;
  }

  /**
   * Blocks until the server serves, and prints where; or prints why it does not. Returns
   * {@link #GOES_ON} or the exit code.
   */
  public int begin(PrintWriter out, PrintWriter errors) {
    long begun = System.nanoTime();
    try {
      var server = started();
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "tandem-stop"));
      server.greeting().print(out, Duration.ofNanos(System.nanoTime() - begun));
      out.flush();
      return GOES_ON;
    } catch (Failure e) {
      return Refusals.print(e, errors);
    }
  }

  private Server started() {
    try {
      return Server.start(config(), wall, random, ids);
    } catch (Exception e) { // a wait for the database throws what failed, also what is checked
      throw StartFailures.told(e);
    }
  }

  /** Reads the settings and checks this machine; errors are reported before anything is made. */
  private static Config config() {
    var sources = new ConfigSources(ConfigSources.homeOfThisProcess(), System.getenv());
    var config = Config.read(sources);
    sources.errors().failIfAny();
    Premises.check(config, sources);
    sources.errors().failIfAny();
    return config;
  }
}
