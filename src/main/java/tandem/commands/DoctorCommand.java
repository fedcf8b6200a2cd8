package tandem.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.document.Json;

/** The command {@code doctor}: checks the database for broken invariants. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Checks the database for broken invariants; exit code 1 when there is one.")
public final class DoctorCommand implements Callable<Integer> {

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var report = new Doctor(LocalDatabase.find()).examine();
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(report));
    } else {
      for (var checked : report.invariants()) {
        out.printf(
            "%-4s %-40s %s%n",
            checked.invariant(),
            checked.says(),
            checked.rows() == 0 ? "holds" : checked.rows() + " findings");
        checked.findings().forEach(f -> out.printf("     %s: %s%n", f.subject(), f.finding()));
      }
    }
    out.flush();
    return report.isHealthy() ? 0 : 1;
  }
}
