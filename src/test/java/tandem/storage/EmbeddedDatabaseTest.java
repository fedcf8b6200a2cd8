package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
  void written_data_are_present_after_a_restart() throws Exception {
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
  void connections_need_the_password_and_other_users_cannot_read_the_folder() throws Exception {
    var ours = folder.resolve("data");
    try (var database = EmbeddedDatabase.start(ours)) {
      var stranger = new DatabaseAddress(
          "127.0.0.1", database.address().port(), "tandem", "postgres", "guess");

      assertThatThrownBy(() -> ask(stranger, "SELECT 1"))
          .hasMessageContaining("password authentication failed");
      assertThat(permissions(ours)).isEqualTo("rwx------");
      assertThat(permissions(ours.resolve("secrets/database"))).isEqualTo("rw-------");
      // other users may not enter, so they cannot put a program there
      assertThat(permissions(ours.resolve("postgres-program"))).doesNotEndWith("x");
      assertThat(EmbeddedDatabase.runningIn(ours)).contains(database.address());
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void a_second_process_on_the_same_folder_is_refused_with_the_reason() throws Exception {
    try (var database = EmbeddedDatabase.start(folder)) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(folder))
          .isInstanceOf(Failure.Conflict.class)
          .hasMessageContaining("another Tandem");
      assertThat(ask(database.address(), "SELECT 1")).containsExactly("1");
    }
  }

  private static List<String> ask(DatabaseAddress address, String sql) throws SQLException {
    var answer = new ArrayList<String>();
    try (var connection = address.open();
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
