package tandem.commands;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tandem.base.Ids;
import tandem.config.Config;
import tandem.config.ConfigSources;
import tandem.config.Premises;
import tandem.server.Server;

/** The command {@code serve}: runs the server until it is told to stop. */
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Starts the server.")
public final class ServeCommand implements Callable<Integer> {

  /**
   * The result of a started server: the process runs on, and the server's threads set its exit
   * code.
   */
  public static final int GOES_ON = -1;

  private final InstantSource wall;
  private final SecureRandom random;
  private final Ids ids;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  public ServeCommand(InstantSource wall, SecureRandom random, Ids ids) {
    this.wall = wall;
    this.random = random;
    this.ids = ids;
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    long begun = System.nanoTime();
    var server = started();
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "tandem-stop"));
    server.greeting().print(out, Duration.ofNanos(System.nanoTime() - begun));
    out.flush();
    return GOES_ON;
  }

  private Server started() {
    try {
      return Server.start(config(), wall, random, ids);
    } catch (RuntimeException e) {
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
