package tandem;

import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.SteadyClock;
import tandem.commands.CheckConfigCommand;
import tandem.commands.DoctorCommand;
import tandem.commands.ServeCommand;
import tandem.commands.users.UserCommand;

/** The entry point of {@code scripts/tandem}; each command has a class of its own. */
@Command(
    name = "tandem",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "The call-centre contact-handling server: no department is an island.")
public final class Main implements Runnable {

  private static final int SAID_NO = 1;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Commands that are added to the server's own. */
  public interface Commands {
    void addTo(CommandLine line, InstantSource clock, Ids ids);
  }

  public static void main(String[] arguments) {
    run(arguments, (_, _, _) -> {});
  }

  /** Runs a command line, with additional commands. */
  public static void run(String[] arguments, Commands more) {
    var wall = InstantSource.system();
    var clock = new SteadyClock(wall);
    var random = new SecureRandom();
    var ids = new Ids(clock, random);
    var commands = new CommandLine(new Main())
        .addSubcommand(new ServeCommand(wall, random, ids))
        .addSubcommand(new DoctorCommand())
        .addSubcommand(new CheckConfigCommand())
        .addSubcommand(new UserCommand(random));
    more.addTo(commands, clock, ids);
    commands.setExecutionExceptionHandler((failure, line, _) -> {
      switch (failure) {
        case Failure.Invalid invalid ->
          invalid.errors().forEach(error -> line.getErr().println("tandem: " + error));
        case Failure expected -> line.getErr().println("tandem: " + expected.getMessage());
        default -> throw failure;
      }
      return SAID_NO;
    });
    int code = commands.execute(arguments);
    if (code != ServeCommand.GOES_ON) {
      System.exit(code);
    }
  }

  /** The version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"tandem " + (version == null ? "(not packaged)" : version)};
    }
  }
}
