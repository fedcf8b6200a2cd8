package tandem.commands.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.storage.DatabaseAddress;

/** The command {@code bench search}: how fast the search for everything answers. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description =
        "Starts a server of its own in an empty folder, fills its database with customers,"
            + " and searches them by name, phone, email and order: how long each answer takes.")
final class BenchSearchCommand implements Callable<Integer> {

  private static final int CUSTOMERS_MIN = 1_000;
  private static final int CUSTOMERS_MAX = 10_000_000;
  private static final int TIMES_MAX = 10_000;

  /** How long one statement may take that writes the customers. */
  private static final Duration FILL_MAX = Duration.ofMinutes(30);

  /** What people type; a number in it stands for a customer from the middle. */
  private static final Map<String, List<String>> WANTED = Map.of(
      "1 common name", List.of("Jansen", "jansen", "JANSEN"),
      "2 beginning", List.of("jans", "jan", "mari", "bak"),
      "3 both names", List.of("maria jansen", "jansen zoe", "jansen lotte"),
      "4 rare name", List.of("tasseveld", "zandahoven", "maria bakkinga"),
      "5 accents", List.of("søren jansen", "chloé", "Łukasz"),
      "6 typing error", List.of("jansne", "tassevedl", "maria jnasen"),
      "7 phone", List.of("06 1%07d", "+3161%07d"),
      "8 email", List.of("customer%d@example.com"),
      "9 order", List.of("ORD-%d", "order ord %d"));

  @Option(
      names = "--customers",
      defaultValue = "1000000",
      description = "how many customers (default: ${DEFAULT-VALUE})")
  private int customers;

  @Option(
      names = "--times",
      defaultValue = "200",
      description = "how many searches of each kind (default: ${DEFAULT-VALUE})")
  private int times;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  private final Path script;

  /** @param script the script that starts a server with {@code serve} */
  BenchSearchCommand(Path script) {
    this.script = script;
  }

  /**
   * The times of one kind of search, in milliseconds from the request to the whole answer.
   *
   * @param found how many lists were not empty
   */
  record Figure(String kind, int found, BigDecimal p50, BigDecimal p99) {}

  /**
   * What was measured.
   *
   * @param written seconds to write the customers
   * @param filled seconds of the start that makes them searchable
   */
  record Report(int customers, BigDecimal written, BigDecimal filled, List<Figure> searches) {}

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Failure.require(
        customers >= CUSTOMERS_MIN && customers <= CUSTOMERS_MAX,
        "--customers must be " + CUSTOMERS_MIN + "-" + CUSTOMERS_MAX);
    Failure.require(times >= 1 && times <= TIMES_MAX, "--times must be 1-" + TIMES_MAX);
    var command = List.of(script.toString(), "serve");
    try (var folder = new OwnFolder("tandem-search")) {
      long begun = System.nanoTime();
      try (var _ = folder.start(command, Map.of())) {
        fill(folder.database());
      }
      var written = since(begun);
      begun = System.nanoTime();
      try (var server = folder.start(command, Map.of())) {
        var filled = since(begun);
        run(folder.database(), "VACUUM ANALYZE");
        show(new Report(
            customers, written, filled, measure(server.http(), folder.secret("admin-token"))));
      }
    }
    return 0;
  }

  private void show(Report report) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(report));
    } else {
      out.printf(
          "%d customers, written in %s s, made searchable in %s s%n",
          report.customers(), report.written(), report.filled());
      report
          .searches()
          .forEach(one -> out.printf(
              "%-16s p50 %7s ms  p99 %7s ms  found %d of %d%n",
              one.kind(), one.p50(), one.p99(), one.found(), times));
    }
    out.flush();
  }

  private static BigDecimal since(long begun) {
    return BigDecimal.valueOf(System.nanoTime() - begun, 9).setScale(1, RoundingMode.HALF_UP);
  }

  private void fill(DatabaseAddress address) throws SQLException {
    try (var in = BenchSearchCommand.class.getResourceAsStream("bench-customers.sql")) {
      if (in == null) {
        throw new IllegalStateException("no customers for the search");
      }
      run(
          address,
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replace("${customers}", Integer.toString(customers)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(DatabaseAddress address, String sql) throws SQLException {
    try (var connection = address.open(FILL_MAX);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<Figure> measure(URI server, String token) throws IOException, InterruptedException {
    var figures = new ArrayList<Figure>();
    try (var client = HttpClient.newHttpClient()) {
      for (var kind : WANTED.keySet().stream().sorted().toList()) {
        figures.add(measure(client, server, token, kind, WANTED.getOrDefault(kind, List.of())));
      }
    }
    return figures;
  }

  private Figure measure(
      HttpClient client, URI server, String token, String kind, List<String> texts)
      throws IOException, InterruptedException {
    var nanos = new long[times];
    int found = 0;
    for (int i = -texts.size(); i < times; i++) { // the first ones only warm up
      var text = texts
          .get(Math.floorMod(i, texts.size()))
          .formatted(customers / 2 + Math.floorMod(i, CUSTOMERS_MIN / 2));
      var request = HttpRequest.newBuilder(server.resolve("/api/v1/search"))
          .header("Authorization", "Bearer " + token)
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(Json.write(Map.of("text", text))))
          .build();
      long begun = System.nanoTime();
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      long took = System.nanoTime() - begun;
      Failure.require(answer.statusCode() == 200, "the server answered " + answer.statusCode());
      if (i >= 0) {
        nanos[i] = took;
        var body = Json.read(answer.body(), JsonNode.class);
        found += body.path("customers").size() + body.path("orders").size() > 0 ? 1 : 0;
      }
    }
    Arrays.sort(nanos);
    return new Figure(kind.substring(2), found, at(nanos, 0.5), at(nanos, 0.99));
  }

  private static BigDecimal at(long[] sorted, double part) {
    int place = Math.clamp((int) Math.ceil(part * sorted.length) - 1, 0, sorted.length - 1);
    return BigDecimal.valueOf(sorted[place], 6).setScale(1, RoundingMode.HALF_UP);
  }
}
