package tandem.commands.rehearsal;

import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.commands.LocalDatabase;
import tandem.document.Json;
import tandem.rehearsal.load.ChatLoad;
import tandem.rehearsal.load.Costs;

/** The command {@code bench chat}: many open chats, and how fast a message is on the other side. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    description =
        "Many open chats with the running server. Each visitor has two tabs; what one says is"
            + " stored and comes to the other by the way of every message. Measures the time to the other"
            + " side, and memory and processor time for each open chat. The server needs"
            + " chat.sockets_per_address and chat.messages_per_address of twice the number of chats.")
final class BenchChatCommand implements Callable<Integer> {

  private static final double MILLIS = 1e6;

  private final Ids ids;

  @Option(
      names = "--chats",
      defaultValue = "2000",
      description = "open chats, each with two sockets (default: ${DEFAULT-VALUE})")
  private int chats;

  @Option(
      names = "--per-second",
      defaultValue = "100",
      description = "messages a second, of all visitors together (default: ${DEFAULT-VALUE})")
  private double perSecond;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "seconds of measuring (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--site",
      defaultValue = "shop",
      description = "the site whose visitors they are (default: ${DEFAULT-VALUE})")
  private String site = "shop";

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  BenchChatCommand(Ids ids) {
    this.ids = ids;
  }

  @Override
  public Integer call() throws Exception {
    var out = spec.commandLine().getOut();
    out.println(measure());
    out.flush();
    return 0;
  }

  private void say(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }

  private String measure() throws Exception {
    Failure.require(chats >= 1 && chats <= 20_000, "chats must be 1-20000");
    Failure.require(
        perSecond > 0 && perSecond <= 10_000,
        "messages a second must be more than 0, at most 10000");
    Failure.require(seconds >= 1 && seconds <= 3600, "seconds must be 1-3600");
    var vertx = Vertx.vertx();
    var server = RunningServer.find();
    try (var costs = LocalCosts.of(server.http().getPort(), LocalDatabase.find(), this::say)) {
      var load = new ChatLoad(vertx, ids, server.http(), site, chats, perSecond, this::say);
      var empty = costs.heapInUse();
      load.open().await();
      var open = costs.heapInUse();
      say("every visitor says something for the first time");
      load.speak(Duration.ofMillis((long) (chats / perSecond * 1_000) + 1_000)).await();
      var begun = costs.heapInUse();
      var before = costs.read();
      say("measuring");
      var result = load.speak(Duration.ofSeconds(seconds)).await();
      var after = costs.read();
      load.close().await();
      var figures = figures(result, before, after);
      perChat(empty, open).ifPresent(bytes -> figures.put("heap_bytes_per_silent_chat", bytes));
      perChat(empty, begun).ifPresent(bytes -> figures.put("heap_bytes_per_chat", bytes));
      return json ? Json.write(figures) : table(figures);
    } finally {
      vertx.close().await();
    }
  }

  private Map<String, Object> figures(ChatLoad.Result result, Costs before, Costs after)
      throws java.io.IOException {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("chats", result.chats());
    figures.put("per_second", perSecond);
    figures.put("said", result.said());
    figures.put("refused", result.refused());
    figures.put("missing", result.missing());
    figures.put("stored_ms", result.stored());
    figures.put("other_side_ms", result.otherSide());
    cpu(before.serverCpu(), after.serverCpu(), result.said())
        .ifPresent(ms -> figures.put("server_cpu_ms_per_message", ms));
    cpu(before.databaseCpu(), after.databaseCpu(), result.said())
        .ifPresent(ms -> figures.put("database_cpu_ms_per_message", ms));
    figures.put("machine", Machine.figures());
    return figures;
  }

  private static Optional<BigDecimal> cpu(
      Optional<Duration> before, Optional<Duration> after, int messages) {
    return before.flatMap(then -> after.map(
        now -> BigDecimal.valueOf(now.minus(then).toNanos() / MILLIS / Math.max(1, messages))
            .setScale(2, RoundingMode.HALF_UP)));
  }

  private Optional<Long> perChat(Optional<Long> before, Optional<Long> after) {
    return before.flatMap(then -> after.map(now -> (now - then) / chats));
  }

  private static String table(Map<String, Object> figures) {
    var lines = new StringBuilder();
    figures.forEach((name, value) -> lines.append("%-28s %s%n".formatted(name, value)));
    return lines.toString().stripTrailing();
  }
}
