package tandem.commands.rehearsal;

import java.nio.file.Path;
import tandem.Main;
import tandem.config.ConfigSources;

/**
 * The entry point with all commands: the server's own, and those that drive or measure a server.
 */
public final class RehearsalMain {

  private RehearsalMain() {}

  public static void main(String[] arguments) {
    Main.run(
        arguments,
        (line, clock, ids) -> line.addSubcommand(
                new ReplayCommand(RunningServer::find, RunningServer::doctorRows, clock, ids))
            .addSubcommand(new CallCommand(RunningServer::find, clock, ids))
            .addSubcommand(new DemoCommand(clock, ids))
            .addSubcommand(BenchCommand.line(script(), clock, ids))
            .addSubcommand(new SimulateCommand())
            .addSubcommand(new TrainCommand(clock, ids)));
  }

  private static Path script() {
    return ConfigSources.homeOfThisProcess().resolve("scripts/tandem");
  }
}
