package tandem.commands.rehearsal;

import io.vertx.core.Vertx;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.config.ConfigSources;
import tandem.rehearsal.ServerAddress;
import tandem.rehearsal.day.RealDay;
import tandem.rehearsal.replay.DayReplay;
import tandem.rehearsal.replay.Pace;
import tandem.rehearsal.replay.Report;

/** The command {@code replay}: a real day of calls against the running server. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Replays a real day of calls against the running server.")
final class ReplayCommand implements Callable<Integer> {

  private static final int NOT_CLEAN = 1;
  private static final int NOT_DONE = 2;

  private final Supplier<ServerAddress> server;
  private final LongSupplier doctorRows;
  private final InstantSource clock;
  private final Ids ids;

  @Parameters(
      paramLabel = "FILE",
      description = "the log: tab separated, plain or packed with gzip")
  private Path file = Path.of("");

  @Option(names = "--date", required = true, paramLabel = "yymmdd", description = "the day")
  private String date = "";

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "600",
      description = "seconds of that day in one second, 1-3600 (default: ${DEFAULT-VALUE})")
  private int speed;

  @Option(names = "--json", description = "print the result as one JSON object")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  /**
   * @param server finds the server and its token, from the configuration and data folder
   * @param doctorRows runs the doctor's queries and returns the number of rows
   */
  ReplayCommand(
      Supplier<ServerAddress> server, LongSupplier doctorRows, InstantSource clock, Ids ids) {
    this.server = server;
    this.doctorRows = doctorRows;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    try {
      var pace = new Pace(speed);
      var day = RealDay.read(file, date);
      day.complaintsInShort().forEach(complaint -> say(err, file + ": " + complaint));
      var report = replay(day, pace, err).withDoctor(doctorRows.getAsLong());
      say(out, json ? report.json() : report.table());
      return report.clean() ? 0 : NOT_CLEAN;
    } catch (IOException e) {
      say(err, "replay: cannot read " + file + ": " + why(e));
    } catch (Failure.Invalid e) {
      e.errors().forEach(error -> say(err, "replay: " + error));
    } catch (Failure e) {
      say(err, "replay: " + e.getMessage());
    }
    return NOT_DONE;
  }

  private static String why(IOException e) {
    return switch (e) {
      case EOFException _ -> "the packed file is not complete";
      case ZipException _ -> "the file is damaged: " + e.getMessage();
      default -> ConfigSources.reason(e);
    };
  }

  private Report replay(RealDay day, Pace pace, PrintWriter err) {
    var vertx = Vertx.vertx();
    try {
      return new DayReplay(vertx, clock, ids, server.get(), day, pace, line -> say(err, line))
          .run()
          .await();
    } finally {
      vertx.close().await();
    }
  }

  private static void say(PrintWriter to, String line) {
    to.println(line);
    to.flush();
  }
}
