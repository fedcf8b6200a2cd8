package tandem.commands.rehearsal;

import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tandem.base.Ids;

/** The command {@code bench}, with one sub-command for each measurement. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures how fast Tandem is.")
final class BenchCommand implements Runnable {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  /**
   * Makes the command line with the sub-commands.
   *
   * @param main the class that starts a server with {@code serve}
   */
  static CommandLine line(Class<?> main, InstantSource clock, Ids ids) {
    return new CommandLine(new BenchCommand())
        .addSubcommand(new BenchEngineCommand())
        .addSubcommand(new BenchFloorCommand(clock, ids))
        .addSubcommand(new BenchStartCommand(main))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
