package tandem.commands.rehearsal;

import tandem.Main;

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
            .addSubcommand(BenchCommand.line(Main.class, clock, ids))
            .addSubcommand(new SimulateCommand()));
  }
}
