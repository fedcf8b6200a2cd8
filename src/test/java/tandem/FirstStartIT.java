package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.document.Json;
import tandem.storage.AskedDatabase;
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
      assertThat(one.ringUntilTaken("c-1", "event-c-1", TAKEN_WITHIN)).isEqualTo(200);
      assertThat(two.ringUntilTaken("c-2", "event-c-2", TAKEN_WITHIN)).isEqualTo(200);
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
          Map.of(
              "TANDEM_DATABASE_URL", new AskedDatabase(address).url(), "TANDEM_CLUSTER_PORT", "0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasLogIns(String name) {
    return Files.exists(folder.resolve(name).resolve("passwords"));
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
