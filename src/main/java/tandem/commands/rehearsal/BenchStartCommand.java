package tandem.commands.rehearsal;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.document.Json;

/** The command {@code bench start}: the time from the start of the process until it serves. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Starts servers of its own in an empty folder, first on nothing, then on what the"
        + " one before left: how long until each serves, and its memory then.")
final class BenchStartCommand implements Callable<Integer> {

  private static final int RUNS_MAX = 100;
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  @Option(
      names = "--runs",
      defaultValue = "4",
      description = "how many starts (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  private final Path script;

  /** @param script the script that starts a server with {@code serve} */
  BenchStartCommand(Path script) {
    this.script = script;
  }

  /**
   * One start.
   *
   * @param on {@code nothing} or {@code data}
   * @param seconds the time from the start of the script until it serves
   * @param megabytes resident memory of the server then, without PostgreSQL
   */
  record Start(String on, BigDecimal seconds, long megabytes) {}

  record Report(List<Start> starts) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Failure.require(runs >= 1 && runs <= RUNS_MAX, "--runs must be 1-" + RUNS_MAX);
    var starts = new ArrayList<Start>();
    prepare();
    try (var folder = new OwnFolder("tandem-start")) {
      for (int run = 0; run < runs; run++) {
        starts.add(start(folder, run == 0 ? "nothing" : "data"));
      }
    }
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(new Report(starts)));
    } else {
      starts.forEach(start ->
          out.printf("on %-8s %6s s  %4d MB%n", start.on(), start.seconds(), start.megabytes()));
    }
    out.flush();
    return 0;
  }

  /** Builds and trains the server, if it must be, before a start is measured. */
  private void prepare() throws IOException, InterruptedException {
    var help = new ProcessBuilder(script.toString(), "serve", "--help")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    Failure.require(help.waitFor() == 0, script + " cannot start a server");
  }

  private Start start(OwnFolder folder, String on) throws IOException, InterruptedException {
    long born = System.nanoTime();
    try (var server = folder.start(List.of(script.toString(), "serve"), Map.of())) {
      var seconds =
          BigDecimal.valueOf(System.nanoTime() - born, 9).setScale(2, RoundingMode.HALF_UP);
      return new Start(on, seconds, resident(server.pid()));
    }
  }

  private static long resident(long pid) throws IOException {
    var status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    var found = RESIDENT.matcher(Files.readString(status));
    return found.find() ? Long.parseLong(found.group(1)) / 1024 : 0;
  }
}
