package tandem.commands.rehearsal;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.base.Ids;
import tandem.rehearsal.load.SteadyLoad;

/** {@code bench offers}: from the voice hook to the agent's socket, under a steady load. */
@Command(
    name = "offers",
    mixinStandardHelpOptions = true,
    description = "Calls at a steady rate against the running server: how long until the offer is"
        + " at the agent's socket, with the customer's history.")
final class BenchOffersCommand implements Callable<Integer> {

  private final InstantSource clock;
  private final Ids ids;

  @Option(
      names = "--per-second",
      defaultValue = "50",
      description = "calls a second (default: ${DEFAULT-VALUE})")
  private int perSecond;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "how long is measured (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "60",
      description = "so many seconds before that (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--agents",
      defaultValue = "100",
      description = "how many are ready (default: ${DEFAULT-VALUE})")
  private int agents;

  @Option(
      names = "--customers",
      defaultValue = "1000",
      description = "how many call in turn (default: ${DEFAULT-VALUE})")
  private int customers;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  BenchOffersCommand(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Integer call() {
    var load = new SteadyLoad.Load(
        perSecond,
        Duration.ofSeconds(warmUp),
        Duration.ofSeconds(seconds),
        agents,
        customers,
        Duration.ofSeconds(1));
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    var vertx = Vertx.vertx();
    try {
      var report = new SteadyLoad(
              vertx, clock, ids, RunningServer.find(), RunningServer.management(), load, line -> {
                err.println(line);
                err.flush();
              })
          .run()
          .await();
      out.println(json ? report.json() : report.table());
      out.flush();
      return 0;
    } finally {
      vertx.close().await();
    }
  }
}
