package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class StartLockTest {

  private static final String WAITING = """
      SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
       WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()
      """;

  @Test
  void nodes_that_start_together_take_turns() throws SQLException {
    var address = TestDatabase.freshAddress();
    var one = StartLock.take(address, "first");
    var second = CompletableFuture.supplyAsync(() -> StartLock.take(address, "first"));
    while (waiting(address) == 0) {
      assertThat(second).isNotDone();
    }

    StartLock.take(address, "another part").close();
    one.close();

    second.join().close();
  }

  private static int waiting(DatabaseAddress address) throws SQLException {
    try (var connection = address.open();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(WAITING)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
