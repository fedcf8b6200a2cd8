package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Grids of processes on one database. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GridTest {

  @Test
  void nodes_that_take_whichever_port_is_free_find_each_other() {
    var address = TestDatabase.freshAddress();

    try (var one = enter(address, "one");
        var two = enter(address, "two")) {
      assertThat(two.hazelcast().getCluster().getMembers()).hasSize(2);
      assertThat(one.hazelcast().getCluster().getMembers()).hasSize(2);
    }
  }

  @Test
  void nodes_that_start_together_find_each_other() {
    var address = TestDatabase.freshAddress();
    var first = CompletableFuture.supplyAsync(() -> enter(address, "one"));
    var second = CompletableFuture.supplyAsync(() -> enter(address, "two"));

    try (var one = first.join();
        var two = second.join()) {
      assertThat(one.hazelcast().getCluster().getMembers()).hasSize(2);
      assertThat(two.hazelcast().getCluster().getMembers()).hasSize(2);
    }
  }

  @Test
  void a_node_without_the_grids_name_cannot_join() {
    var address = TestDatabase.freshAddress();

    try (var one = enter(address, "one");
        var stranger = new Grid(
            "tandem",
            "stranger",
            "127.0.0.1",
            Nodes.freePort("127.0.0.1", 0),
            List.of("127.0.0.1:"
                + one.hazelcast().getCluster().getLocalMember().getAddress().getPort()),
            List.of(),
            List.of())) {
      assertThat(stranger.hazelcast().getCluster().getMembers()).hasSize(1);
      assertThat(one.hazelcast().getCluster().getMembers()).hasSize(1);
    }
  }

  private static Grid enter(DatabaseAddress address, String node) {
    return Grid.enter(address, node, "127.0.0.1", 0, List.of(), List.of(), List.of());
  }
}
