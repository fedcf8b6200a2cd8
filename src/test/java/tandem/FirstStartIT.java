package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.auth.WebhookSignature;
import tandem.document.Json;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/** First starts on an empty database, by two processes at once, and on an older one. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FirstStartIT {

  private static final Duration TAKEN_WITHIN = Duration.ofSeconds(60);

  @TempDir
  private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void two_nodes_started_together_both_serve_with_one_secret_and_one_set_of_log_ins()
      throws Exception {
    var address = TestDatabase.freshAddress();
    var first = CompletableFuture.supplyAsync(() -> start("one", address));
    var second = CompletableFuture.supplyAsync(() -> start("two", address));
    try (var one = first.join();
        var two = second.join()) {
      assertThat(two.secret("voice")).isEqualTo(one.secret("voice"));
      // both nodes accept a call: the one that does not own the floor reaches the owner over the
      // grid
      assertThat(ringUntilTaken(one, "c-1")).isEqualTo(200);
      assertThat(ringUntilTaken(two, "c-2")).isEqualTo(200);
      assertThat(List.of(hasLogIns("one"), hasLogIns("two")))
          .containsExactlyInAnyOrder(true, false);
      var maker = hasLogIns("one") ? one : two;
      for (var node : List.of(one, two)) {
        assertThat(logIn(node, "ana", maker.password("ana"))).isBetween(200, 299);
      }
    }
  }

  @Test
  void customers_of_an_older_version_are_found_by_name_as_soon_as_a_node_serves() throws Exception {
    var address = TestDatabase.freshAddress();
    try (var connection = address.open();
        var work = connection.createStatement()) {
      work.execute("INSERT INTO customer (id, name, created_at)"
          + " VALUES (gen_random_uuid(), 'Bol.com Müller', now())");
    }
    try (var node = start("one", address)) {
      var request = HttpRequest.newBuilder(
              node.http().resolve("/api/v1/customers?q=bol.com%20muller"))
          .header("authorization", "Bearer " + node.secret("admin-token"));
      assertThat(
              client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body())
          .contains("Bol.com Müller");
    }
  }

  private Node start(String name, DatabaseAddress address) {
    try {
      return Node.start(
          Files.createDirectory(folder.resolve(name)),
          Map.of("TANDEM_DATABASE_URL", url(address), "TANDEM_CLUSTER_PORT", "0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String url(DatabaseAddress address) {
    return "postgresql://" + address.user() + ":" + address.password() + "@" + address.host() + ":"
        + address.port() + "/" + address.database();
  }

  private boolean hasLogIns(String name) {
    return Files.exists(folder.resolve(name).resolve("passwords"));
  }

  /** Repeats the same event after a 503, as a carrier does. */
  private int ringUntilTaken(Node node, String call) throws Exception {
    var until = Instant.now().plus(TAKEN_WITHIN);
    int status;
    do {
      status = ring(node, call);
    } while (status == 503 && Instant.now().isBefore(until));
    return status;
  }

  private int ring(Node node, String call) throws Exception {
    var body = Json.write(Map.of(
        "type",
        "call.arrived",
        "call",
        call,
        "from",
        "anonymous",
        "to",
        "+31205550100",
        "at",
        Instant.now()));
    var request = HttpRequest.newBuilder(node.http().resolve("/hooks/voice"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    new WebhookSignature(List.of(node.secret("voice")))
        .sign("event-" + call, Buffer.buffer(body), Instant.now())
        .forEach(request::header);
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private int logIn(Node node, String name, String password) throws Exception {
    var request = HttpRequest.newBuilder(node.http().resolve("/api/v1/session"))
        .header("content-type", "application/json")
        .header("origin", node.http().toString())
        .POST(HttpRequest.BodyPublishers.ofString(
            Json.write(Map.of("name", name, "password", password))));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
  }
}
