package tandem.storage.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.rehearsal.FreePort;
import tandem.storage.AskedDatabase;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/** Grids of processes on one database. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class GridTest {

  private final DatabaseAddress address = TestDatabase.freshAddress();

  @Test
  void a_node_that_is_alone_listens_nowhere() {
    var before = ListeningPorts.ofThisProcess();

    try (var grid = alone("one")) {
      grid.map("words").orElseThrow().put("one", "eins");

      assertThat(grid.map("words").orElseThrow().get("one")).isEqualTo("eins");
      assertThat(ListeningPorts.ofThisProcess()).isSubsetOf(before);
    }
  }

  @Test
  void nodes_that_take_whichever_port_is_free_find_each_other() {
    try (var one = joined("one");
        var two = joined("two")) {
      assertThat(two.size()).isEqualTo(2);
      eventually(() -> one.size() == 2);
      one.map("words").orElseThrow().put("two", "zwei");
      assertThat(two.map("words").orElseThrow().get("two")).isEqualTo("zwei");
    }
  }

  @Test
  void nodes_that_start_together_find_each_other() {
    var first = CompletableFuture.supplyAsync(() -> joined("one"));
    var second = CompletableFuture.supplyAsync(() -> joined("two"));

    try (var one = first.join();
        var two = second.join()) {
      eventually(() -> one.size() == 2);
      eventually(() -> two.size() == 2);
    }
  }

  @Test
  void a_node_without_the_grids_secret_cannot_join() {
    try (var one = joined("one");
        var stranger = alone("stranger")) {
      stranger.join(
          "another secret",
          new Grid.Place("127.0.0.1", new FreePort().number()),
          List.of("127.0.0.1:" + port("one")));

      assertThat(stranger.size()).isEqualTo(1);
      assertThat(one.size()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HZC", "CP2", "CB2", "GET /hazelcast/rest/cluster HTTP/1.1\r\n\r\n", ""})
  void a_stranger_gets_random_bytes_and_nothing_else(String greeting) throws IOException {
    try (var _ = joined("one");
        var socket = new Socket(InetAddress.getLoopbackAddress(), port("one"))) {
      socket.setSoTimeout(60_000);
      var out = socket.getOutputStream();
      out.write(greeting.getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[64]);

      assertThat(answers(socket)).hasSize(32);
    }
  }

  private static byte[] answers(Socket socket) throws IOException {
    var answers = new java.io.ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(answers);
    } catch (java.net.SocketException reset) {
      // the other side has closed without reading all
    }
    return answers.toByteArray();
  }

  private int port(String node) {
    return Integer.parseInt(new AskedDatabase(address)
        .ask("SELECT grid_port::text FROM node WHERE id = '" + node + "'"));
  }

  private static Grid alone(String node) {
    return Grid.of(node + "-" + System.nanoTime(), new SecureRandom(), List.of(), List.of())
        .start();
  }

  private Grid joined(String node) {
    var grid = Grid.of(node, new SecureRandom(), List.of(), List.of());
    grid.join(address, "127.0.0.1", 0, List.of());
    return grid;
  }
}
