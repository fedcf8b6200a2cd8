package tandem.commands.rehearsal;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.base.Ids;
import tandem.commands.LocalDatabase;
import tandem.rehearsal.load.FloorLoad;
import tandem.rehearsal.load.Load;
import tandem.rehearsal.load.Load.Mode;
import tandem.rehearsal.load.Report;

/** The command {@code bench floor}: the whole life of contacts under load, and its cost. */
@Command(
    name = "floor",
    mixinStandardHelpOptions = true,
    description = "The whole life of contacts against the running server: customers call, agents at"
        + " desk sockets accept after 0.1 s, talk for 2 s and finish with an outcome. Measures speed,"
        + " cost, and the share of the rate that the database alone reaches.")
final class BenchFloorCommand implements Callable<Integer> {

  private static final Duration REFERENCE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Ids ids;

  @Option(
      names = "--mode",
      defaultValue = "idle",
      description =
          "idle: calls at a rate that leaves agents free; load: at the rate that keeps them"
              + " busy for 84 %% of their time; burst: four per agent at once, again and again;"
              + " saturation: rising rates until the server no longer keeps up (default:"
              + " ${DEFAULT-VALUE})")
  private Mode mode = Mode.IDLE;

  @Option(
      names = "--per-second",
      description =
          "calls a second (default: 20; in mode load the rate that keeps the agents busy)")
  private @Nullable Double perSecond;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description =
          "seconds of measuring; in mode saturation for each rate (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "60",
      description = "seconds of warm-up before that (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--agents",
      defaultValue = "200",
      description = "the number of ready agents (default: ${DEFAULT-VALUE})")
  private int agents;

  @Option(
      names = "--customers",
      defaultValue = "5000",
      description = "the number of customers who call in turn (default: ${DEFAULT-VALUE})")
  private int customers;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "the seed of the arrival times (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  BenchFloorCommand(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Integer call() throws Exception {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    out.println(measure(line -> {
      err.println(line);
      err.flush();
    }));
    out.flush();
    return 0;
  }

  private String measure(Consumer<String> progress) throws Exception {
    var vertx = Vertx.vertx();
    var server = RunningServer.find();
    try (var costs = LocalCosts.of(server.http().getPort(), LocalDatabase.find(), progress)) {
      var load = new Load(
          mode,
          agents,
          rate(),
          Duration.ofSeconds(seconds),
          Duration.ofSeconds(warmUp),
          customers,
          seed);
      var played = new FloorLoad(
              vertx, clock, ids, new SplittableRandom(seed), server, load, costs, progress)
          .run()
          .await();
      progress.accept("reference: the same rows alone, for " + REFERENCE.toSeconds() + " s");
      var reference = new DatabaseReference(LocalDatabase.find(), ids).contactsPerSecond(REFERENCE);
      var report = Report.of(played, Machine.figures(), Optional.of(reference));
      return json ? report.json() : report.table();
    } finally {
      vertx.close().await();
    }
  }

  private double rate() {
    return perSecond != null ? perSecond : mode == Mode.LOAD ? Load.loading(agents) : 20;
  }
}
