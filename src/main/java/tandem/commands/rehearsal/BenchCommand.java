package tandem.commands.rehearsal;

import java.nio.file.Path;
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
   * @param script the script that starts a server with {@code serve}
   */
  static CommandLine line(Path script, InstantSource clock, Ids ids) {
    return new CommandLine(new BenchCommand())
        .addSubcommand(new BenchEngineCommand())
        .addSubcommand(new BenchFloorCommand(clock, ids))
        .addSubcommand(new BenchChatCommand(ids))
        .addSubcommand(new BenchMailCommand(clock, ids))
        .addSubcommand(new BenchStartCommand(script))
        .addSubcommand(new BenchSearchCommand(script))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
