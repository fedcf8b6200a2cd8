package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.Failure;

class EmbeddedDatabaseTest {

  @TempDir
  private Path folder;

  @Test
  void what_was_written_is_there_after_a_restart() throws Exception {
    try (var database = EmbeddedDatabase.start(folder)) {
      ask(database.address(), "CREATE TABLE kept (word text)");
      ask(database.address(), "INSERT INTO kept VALUES ('shoes')");
    }

    try (var database = EmbeddedDatabase.start(folder)) {
      assertThat(ask(database.address(), "SELECT word FROM kept")).containsExactly("shoes");
    }
  }

  @Test
  void a_commit_is_on_disk_before_it_is_answered() throws Exception {
    try (var database = EmbeddedDatabase.start(folder)) {
      assertThat(ask(database.address(), "SHOW fsync")).containsExactly("on");
      assertThat(ask(database.address(), "SHOW synchronous_commit")).containsExactly("on");
      assertThat(ask(database.address(), "SHOW full_page_writes")).containsExactly("on");
    }
  }

  @Test
  void nobody_gets_in_without_the_password_and_its_file_is_for_the_owner_alone() throws Exception {
    try (var database = EmbeddedDatabase.start(folder)) {
      var stranger = new DatabaseAddress(
          "127.0.0.1", database.address().port(), "tandem", "postgres", "guess");

      assertThatThrownBy(() -> ask(stranger, "SELECT 1"))
          .hasMessageContaining("password authentication failed");
      assertThat(Files.getPosixFilePermissions(folder.resolve("secrets/database")))
          .hasSize(2);
      assertThat(EmbeddedDatabase.runningIn(folder)).contains(database.address());
    }
  }

  @Test
  void a_second_process_on_the_same_folder_is_told_so() throws Exception {
    try (var database = EmbeddedDatabase.start(folder)) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(folder))
          .isInstanceOf(Failure.Conflict.class)
          .hasMessageContaining("another Tandem");
      assertThat(ask(database.address(), "SELECT 1")).containsExactly("1");
    }
  }

  private static List<String> ask(DatabaseAddress address, String sql) throws SQLException {
    var answer = new ArrayList<String>();
    try (var connection =
            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
        var statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (var rows = statement.getResultSet()) {
          while (rows.next()) {
            answer.add(rows.getString(1));
          }
        }
      }
    }
    return answer;
  }
}
