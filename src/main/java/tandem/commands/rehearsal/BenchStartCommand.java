package tandem.commands.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.server.Greeting;

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

  private final Class<?> main;

  BenchStartCommand(Class<?> main) {
    this.main = main;
  }

  /**
   * One start.
   *
   * @param on {@code nothing} or {@code data}
   * @param seconds the time from the start of the process until it serves
   * @param megabytes resident memory of the server then, without PostgreSQL
   */
  record Start(String on, BigDecimal seconds, long megabytes) {}

  record Report(List<Start> starts) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Failure.require(runs >= 1 && runs <= RUNS_MAX, "--runs must be 1-" + RUNS_MAX);
    var data = Files.createTempDirectory("tandem-start");
    var starts = new ArrayList<Start>();
    try {
      for (int run = 0; run < runs; run++) {
        starts.add(start(data, run == 0 ? "nothing" : "data"));
      }
    } finally {
      remove(data);
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

  private Start start(Path data, String on) throws IOException, InterruptedException {
    long born = System.nanoTime();
    var server = server(data).start();
    try (var said = new BufferedReader(
        new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = said.readLine(); line != null; line = said.readLine()) {
        if (line.startsWith(Greeting.SERVES)) {
          var seconds =
              BigDecimal.valueOf(System.nanoTime() - born, 9).setScale(2, RoundingMode.HALF_UP);
          return new Start(on, seconds, resident(server.pid()));
        }
      }
      throw new Failure.Conflict("a started server did not begin to serve");
    } finally {
      server.destroy();
      if (!server.waitFor(1, TimeUnit.MINUTES)) {
        server.destroyForcibly();
      }
    }
  }

  /** Builds a server process like this one, with free ports and without its environment. */
  private ProcessBuilder server(Path data) {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.add("serve");
    var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    var environment = process.environment();
    environment.keySet().removeIf(key -> key.startsWith("TANDEM_") && !key.equals("TANDEM_HOME"));
    environment.put("TANDEM_DATA_DIR", data.toString());
    environment.put("TANDEM_HTTP_PORT", "0");
    environment.put("TANDEM_MANAGEMENT_PORT", "0");
    return process;
  }

  private static long resident(long pid) throws IOException {
    var status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    var found = RESIDENT.matcher(Files.readString(status));
    return found.find() ? Long.parseLong(found.group(1)) / 1024 : 0;
  }

  private static void remove(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
