package tandem.commands;

import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.commands.users.UserCommand;

/** The commands of {@code scripts/tandem}; each has a class of its own. */
@Command(
    name = "tandem",
    mixinStandardHelpOptions = true,
    versionProvider = CommandTree.Version.class,
    description = "The call-centre contact-handling server: no department is an island.")
public final class CommandTree implements Runnable {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  private CommandTree() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Commands that are added to the server's own. */
  public interface More {
    void addTo(CommandLine line, InstantSource clock, Ids ids);
  }

  /** The server's own commands and more. Each prints its failures, and gives an exit code. */
  public static CommandLine of(
      Serving serving, InstantSource clock, SecureRandom random, Ids ids, More more) {
    var commands = new CommandLine(new CommandTree())
        .addSubcommand(new ServeCommand(serving))
        .addSubcommand(new DoctorCommand())
        .addSubcommand(new CheckConfigCommand())
        .addSubcommand(new UserCommand(random));
    more.addTo(commands, clock, ids);
    return commands.setExecutionExceptionHandler((failure, line, _) -> {
      if (failure instanceof Failure expected) {
        return Refusals.print(expected, line.getErr());
      }
      var words = StartFailures.words(failure);
      if (words.isEmpty()) {
        throw failure;
      }
      return Refusals.print(new Failure.Conflict(words.get()), line.getErr());
    });
  }

  /** The version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = CommandTree.class.getPackage().getImplementationVersion();
      return new String[] {"tandem " + (version == null ? "(not packaged)" : version)};
    }
  }
}
