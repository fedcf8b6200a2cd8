package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.storage.AskedDatabase;
import tandem.storage.TestDatabase;
import tandem.storage.nodes.ListeningPorts;

/** Which ports a server process opens, alone and beside another, with the standard settings. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NodePortsIT {

  @TempDir
  private Path folder;

  @Test
  void a_server_that_is_alone_listens_for_its_clients_only_and_opens_doors_when_it_meets_another()
      throws Exception {
    var database = new AskedDatabase(TestDatabase.freshAddress());
    var environment = Map.of("TANDEM_DATABASE_URL", database.url());
    try (var first = Node.start(Files.createDirectory(folder.resolve("one")), environment)) {
      var alone = ListeningPorts.of(first.process().pid());

      assertThat(alone)
          .as("HTTP and management")
          .hasSize(2)
          .contains(first.http().getPort());

      try (var second = Node.start(Files.createDirectory(folder.resolve("two")), environment)) {
        assertThat(second.ring("at-the-second", "event-1")).isEqualTo(200);
        eventually(() -> ListeningPorts.of(first.process().pid()).size() == 4);
        eventually(() -> ListeningPorts.of(second.process().pid()).size() == 4);
        assertThat(database.ask("SELECT count(DISTINCT door_port)::text FROM node"))
            .isEqualTo("2");
      }
    }
  }
}
