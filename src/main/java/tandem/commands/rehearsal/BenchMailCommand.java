package tandem.commands.rehearsal;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.commands.LocalDatabase;
import tandem.document.Json;
import tandem.rehearsal.load.Costs;
import tandem.rehearsal.load.MailLoad;

/** The command {@code bench mail}: how many mails a second are routed, how fast, and their cost. */
@Command(
    name = "mail",
    mixinStandardHelpOptions = true,
    description = "Mails at the hook for raw mails of the running server, in the shapes of real"
        + " ones: plain, HTML with quoted history, newsletters, files of 75 KB, replies; of known"
        + " customers and of strangers. Measures how many a second are routed, the time from a mail"
        + " to its contact in the queue, and the cost of each. The contacts stay in the queue, so"
        + " use a server with a database for this.")
final class BenchMailCommand implements Callable<Integer> {

  private static final double NANOS_PER_MS = 1e6;

  private final InstantSource clock;
  private final Ids ids;

  @Option(
      names = "--at-once",
      defaultValue = "32",
      description = "mails that are under way all the time, as fast as the server takes them; at"
          + " most 64 (default: ${DEFAULT-VALUE})")
  private int atOnce;

  @Option(
      names = "--per-second",
      description = "mails a second by the clock, in place of as many as the server takes")
  private @Nullable Double perSecond;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "seconds of measuring (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "30",
      description = "seconds of warm-up before that (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--customers",
      defaultValue = "5000",
      description = "the number of known customers who write in turn (default: ${DEFAULT-VALUE})")
  private int customers;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  BenchMailCommand(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Integer call() throws Exception {
    Failure.require(seconds >= 1 && seconds <= 3600, "seconds must be 1-3600");
    Failure.require(warmUp >= 0 && warmUp <= 3600, "warm-up seconds must be 0-3600");
    var load = new MailLoad.Load(atOnce, Optional.ofNullable(perSecond), customers);
    var out = spec.commandLine().getOut();
    out.println(measure(load));
    out.flush();
    return 0;
  }

  private void say(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }

  private String measure(MailLoad.Load load) throws Exception {
    var vertx = Vertx.vertx();
    var server = RunningServer.find();
    try (var costs = LocalCosts.of(server.http().getPort(), LocalDatabase.find(), this::say)) {
      var journal = JournalWatch.atEnd(vertx, LocalDatabase.find());
      var measured = new Measured(vertx, costs);
      var result = new MailLoad(
              vertx, clock, ids, server, RunningServer.mailSecret(), load, journal, this::say)
          .run(Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), measured)
          .await();
      var figures = figures(load, result, measured.before(), measured.after());
      return json ? Json.write(figures) : table(figures);
    } finally {
      vertx.close().await();
    }
  }

  private static Map<String, Object> figures(
      MailLoad.Load load, MailLoad.Result result, Costs before, Costs after) throws IOException {
    int mails = Math.max(1, result.routed().count());
    var figures = new LinkedHashMap<String, Object>();
    load.perSecond()
        .ifPresentOrElse(
            rate -> figures.put("per_second", rate), () -> figures.put("at_once", load.atOnce()));
    figures.put("mails", result.mails());
    figures.put("joined", result.joined());
    figures.put("refused", result.refused());
    figures.put("missing", result.missing());
    figures.put("routed_per_second", rounded(result.perSecond(), 1));
    figures.put("stored_ms", result.stored());
    figures.put("routed_ms", result.routed());
    cpu(before.serverCpu(), after.serverCpu(), mails)
        .ifPresent(ms -> figures.put("server_cpu_ms_per_mail", ms));
    cpu(before.databaseCpu(), after.databaseCpu(), mails)
        .ifPresent(ms -> figures.put("database_cpu_ms_per_mail", ms));
    cpu(Optional.of(before.driverCpu()), Optional.of(after.driverCpu()), mails)
        .ifPresent(ms -> figures.put("driver_cpu_ms_per_mail", ms));
    each(before.statements(), after.statements(), mails)
        .ifPresent(count -> figures.put("statements_per_mail", rounded(count, 1)));
    each(before.transactions(), after.transactions(), mails)
        .ifPresent(count -> figures.put("transactions_per_mail", rounded(count, 1)));
    each(before.allocatedBytes(), after.allocatedBytes(), mails)
        .ifPresent(bytes -> figures.put("allocated_bytes_per_mail", Math.round(bytes)));
    figures.put("machine", Machine.figures());
    return figures;
  }

  private static Optional<BigDecimal> cpu(
      Optional<Duration> before, Optional<Duration> after, int mails) {
    return each(before.map(Duration::toNanos), after.map(Duration::toNanos), mails)
        .map(nanos -> rounded(nanos / NANOS_PER_MS, 2));
  }

  private static Optional<Double> each(Optional<Long> before, Optional<Long> after, int mails) {
    return before.flatMap(from -> after.map(to -> (double) (to - from) / mails));
  }

  private static BigDecimal rounded(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
  }

  private static String table(Map<String, Object> figures) {
    var lines = new StringBuilder();
    figures.forEach((name, value) -> lines.append("%-28s %s%n".formatted(name, value)));
    return lines.toString().stripTrailing();
  }
}
