package tandem.commands.rehearsal;

import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tandem.base.Ids;

/** {@code bench}: how fast it is; one command below it per question. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measures how fast it is.")
final class BenchCommand implements Runnable {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  /**
   * With the commands below it.
   *
   * @param main what starts a server when it is told {@code serve}
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
