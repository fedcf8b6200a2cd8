package tandem.commands.rehearsal;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.routing.bench.EngineBench;

/** The command {@code bench engine}: the cost of a signal on small and on large floors. */
@Command(
    name = "engine",
    mixinStandardHelpOptions = true,
    description = "The routing engine alone, on floors of 50 agents and 20 waiting contacts, 500"
        + " and 2,000, 5,000 and 20,000: the time for each kind of signal, and how many"
        + " times as long on the largest floor as on the smallest.")
final class BenchEngineCommand implements Callable<Integer> {

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "seconds of measuring for each floor (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      description = "seconds of warm-up before that (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    var costs = EngineBench.run(Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), line -> {
      err.println(line);
      err.flush();
    });
    out.println(json ? costs.json() : costs.table());
    out.flush();
    return 0;
  }
}
