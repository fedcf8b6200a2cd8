package tandem.commands.rehearsal;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.document.Json;
import tandem.routing.simulation.Report;
import tandem.routing.simulation.Simulation;

/** The command {@code simulate}: one random day on the engine, checked by the witness. */
@Command(
    name = "simulate",
    description = "Plays one random day on the engine and checks every rule of the floor.",
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {

  private static final int SIGNALS_MAX = 10_000_000;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--seed", defaultValue = "1", description = "the day (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--signals",
      defaultValue = "10000",
      description = "the number of signals (default: ${DEFAULT-VALUE})")
  private int signals;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    if (signals < 1 || signals > SIGNALS_MAX) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--signals must be between 1 and " + SIGNALS_MAX);
    }
    var report = Simulation.run(seed, signals);
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(report));
    } else {
      print(report, out);
    }
    out.flush();
    return report.violations().isEmpty() ? 0 : 1;
  }

  private static void print(Report report, PrintWriter out) {
    out.printf(
        "seed %d: %d signals, %d accepted, %d refused, facts %s%n",
        report.seed(), report.signals(), report.accepted(), report.refused(), report.fingerprint());
    report.facts().forEach((kind, count) -> out.printf("%8d %s%n", count, kind));
    if (report.violations().isEmpty()) {
      out.println("no rule was broken");
    } else {
      out.printf("%d rules were broken:%n", report.violations().size());
      report.violations().forEach(violation -> out.println("  " + violation));
    }
  }
}
