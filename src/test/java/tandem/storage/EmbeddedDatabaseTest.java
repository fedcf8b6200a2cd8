package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.base.Failure;
import tandem.rehearsal.FreePort;

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

  enum Left {
    OURS,
    /** Another version of Tandem, or somebody by hand. */
    WITH_OTHER_SETTINGS,
    /** A version with another PostgreSQL. */
    WHOSE_PROGRAM_IS_REMOVED
  }

  @ParameterizedTest
  @EnumSource(Left.class)
  void a_server_that_was_left_running_is_taken_over_if_it_is_ours_and_stopped_otherwise(Left left)
      throws Exception {
    var data = folder.resolve("postgres");
    try (var database = EmbeddedDatabase.start(folder)) {
      ask(database.address(), "CREATE TABLE kept (word text)");
      ask(database.address(), "INSERT INTO kept VALUES ('shoes')");
    }
    var programs =
        folder.resolve(left == Left.WHOSE_PROGRAM_IS_REMOVED ? "other" : "postgres-program");
    PostgresProgram.in(programs)
        .start(
            data,
            EmbeddedDatabase.written(
                new FreePort().number(),
                left == Left.WITH_OTHER_SETTINGS
                    ? Map.of("listen_addresses", "127.0.0.1,::1")
                    : Map.of()));
    if (left == Left.WHOSE_PROGRAM_IS_REMOVED) {
      PrivateFolder.remove(programs);
    }
    var before = server(data);

    try (var database = EmbeddedDatabase.start(folder)) {
      assertThat(ask(database.address(), "SELECT word FROM kept")).containsExactly("shoes");
      assertThat(ask(database.address(), "SHOW listen_addresses")).containsExactly("127.0.0.1");
      assertThat(server(data).equals(before)).isEqualTo(left == Left.OURS);
    }
    assertThat(data.resolve("postmaster.pid")).doesNotExist();
  }

  /** The number of the process that serves these files. */
  private static String server(Path data) throws IOException {
    return Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
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
      assertThat(openToOthers(ours)).isEmpty();
      assertThat(EmbeddedDatabase.runningIn(ours)).contains(database.address());
    }
  }

  enum Named {
    NOBODY,
    ANOTHER_PROGRAM,
    A_POSTGRES_OF_ANOTHER_FOLDER
  }

  /** A server was killed with its machine; later somebody else listens at its port. */
  @ParameterizedTest
  @EnumSource(Named.class)
  void who_listens_at_the_port_of_a_server_that_was_killed_gets_no_password(Named process)
      throws Exception {
    var ours = folder.resolve("ours");
    EmbeddedDatabase.start(ours).close();
    var password = Files.readString(ours.resolve("secrets/database")).strip();
    try (var other = EmbeddedDatabase.start(folder.resolve("other"));
        var stranger = new FalsePostgres(FalsePostgres.Asks.FOR_THE_PASSWORD)) {
      assertThat(other.address().password()).isNotEqualTo(password);
      var pid = switch (process) {
        case NOBODY -> String.valueOf(ended());
        case ANOTHER_PROGRAM -> String.valueOf(ProcessHandle.current().pid());
        case A_POSTGRES_OF_ANOTHER_FOLDER -> server(folder.resolve("other/postgres"));
      };
      Files.writeString(
          ours.resolve("postgres/postmaster.pid"),
          String.join(
              "\n",
              pid,
              ours.resolve("postgres").toString(),
              "1700000000",
              String.valueOf(stranger.port()),
              "",
              "127.0.0.1",
              "  5432001    163840",
              "ready   \n"));

      var found = EmbeddedDatabase.runningIn(ours);

      found.ifPresent(address -> assertThatThrownBy(address::open).isNotNull());
      assertThat(stranger.heard()).doesNotContain(password);
      assertThat(found).isEmpty();
    }
  }

  /** The number of a process that has ended. */
  private static long ended() throws Exception {
    var process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
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

  /** Somebody on this machine who tries again and again, from before the server listens. */
  @Test
  void nobody_gets_in_without_the_password_not_even_in_the_first_second() throws Exception {
    var refused = new ConcurrentLinkedQueue<String>();
    var gotIn = new AtomicInteger();
    var over = new AtomicBoolean();
    var stranger = Thread.ofPlatform().start(() -> {
      while (!over.get()) {
        knock(folder, refused, gotIn);
      }
    });
    try (var database = EmbeddedDatabase.start(folder)) {
      eventually(() -> refused.stream().anyMatch(why -> why.contains("password")));
      over.set(true);
      stranger.join();

      assertThat(gotIn).hasValue(0);
      assertThat(ask(database.address(), "SHOW unix_socket_directories")).containsExactly("");
      assertThat(ask(database.address(), "SHOW listen_addresses")).containsExactly("127.0.0.1");
      assertThat(ask(
              database.address(),
              "SELECT DISTINCT auth_method FROM pg_hba_file_rules WHERE error IS NULL"))
          .containsExactly("scram-sha-256");
    }
  }

  private static void knock(Path folder, Queue<String> refused, AtomicInteger gotIn) {
    try {
      var lines = Files.readAllLines(folder.resolve("postgres/postmaster.pid"));
      var stranger = new DatabaseAddress(
          "127.0.0.1", Integer.parseInt(lines.get(3).strip()), "postgres", "postgres", "");
      stranger.open().close();
      gotIn.incrementAndGet();
    } catch (SQLException e) {
      refused.add(String.valueOf(e.getMessage()));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      Thread.onSpinWait(); // it does not listen yet
    }
  }

  @Test
  void a_cluster_that_an_earlier_version_left_open_is_closed_before_it_listens() throws Exception {
    try (var database = EmbeddedDatabase.start(folder)) {
      ask(database.address(), "CREATE TABLE kept (word text)");
      ask(database.address(), "CREATE ROLE intruder SUPERUSER LOGIN");
      ask(database.address(), "ALTER USER postgres PASSWORD NULL");
    }
    var data = folder.resolve("postgres");
    Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");
    Files.delete(data.resolve("tandem.secured"));
    Files.setPosixFilePermissions(
        folder.resolve("postgres-program"), PosixFilePermissions.fromString("rwx-w--w-"));
    Files.setPosixFilePermissions(
        folder.resolve("secrets"), PosixFilePermissions.fromString("rwxr-xr-x"));

    try (var database = EmbeddedDatabase.start(folder)) {
      var address = database.address();
      assertThat(ask(address, "SELECT count(*) FROM kept")).containsExactly("0");
      for (var user : List.of("postgres", "intruder")) {
        var stranger = new DatabaseAddress(
            "127.0.0.1", address.port(), "tandem", user, "", DatabaseTls.NONE, false);
        assertThatThrownBy(() -> ask(stranger, "SELECT 1")).hasMessageContaining("password");
      }
      assertThat(openToOthers(folder)).isEmpty();
    }
  }

  @Test
  void a_log_in_costs_one_round_because_nobody_can_guess_the_password_also_in_an_older_cluster()
      throws Exception {
    var rounds = "SELECT split_part(rolpassword, ':', 1) FROM pg_authid WHERE rolname = 'postgres'";
    try (var database = EmbeddedDatabase.start(folder)) {
      assertThat(ask(database.address(), rounds)).containsExactly("SCRAM-SHA-256$1");
      ask(
          database.address(),
          "ALTER USER postgres PASSWORD '" + database.address().password() + "'");
      assertThat(ask(database.address(), rounds)).containsExactly("SCRAM-SHA-256$4096");
    }

    try (var database = EmbeddedDatabase.start(folder)) {
      assertThat(ask(database.address(), rounds)).containsExactly("SCRAM-SHA-256$1");
    }
  }

  @Test
  void the_files_of_a_folder_that_others_could_enter_are_closed_too() throws Exception {
    EmbeddedDatabase.start(folder).close();
    var readable = PosixFilePermissions.fromString("rw-r--r--");
    Files.setPosixFilePermissions(folder.resolve("postgres/PG_VERSION"), readable);
    Files.setPosixFilePermissions(folder.resolve("secrets/database"), readable);
    Files.setPosixFilePermissions(
        folder.resolve("postgres"), PosixFilePermissions.fromString("rwxr-xr-x"));

    EmbeddedDatabase.start(folder).close();

    assertThat(openToOthers(folder)).isEmpty();
  }

  @Test
  void a_lost_password_is_replaced_while_nobody_can_connect() throws Exception {
    try (var database = EmbeddedDatabase.start(folder)) {
      ask(database.address(), "CREATE TABLE kept (word text)");
    }
    Files.writeString(folder.resolve("secrets/database"), "");

    try (var database = EmbeddedDatabase.start(folder)) {
      assertThat(ask(database.address(), "SELECT count(*) FROM kept")).containsExactly("0");
      assertThat(database.address().password()).hasSize(48);
    }
  }

  @Test
  void a_first_start_that_was_killed_amid_the_making_of_the_files_begins_anew() throws Exception {
    Files.createDirectories(folder.resolve("postgres/base"));
    Files.createDirectories(folder.resolve("secrets"));
    Files.createFile(folder.resolve("secrets/.database-being-made"));

    try (var database = EmbeddedDatabase.start(folder)) {
      assertThat(ask(database.address(), "SELECT 1")).containsExactly("1");
    }
  }

  @Test
  void damaged_files_are_named_in_the_words_of_postgresql_and_a_stale_pid_file_is_no_damage()
      throws Exception {
    EmbeddedDatabase.start(folder).close();
    var data = folder.resolve("postgres");

    Files.writeString(data.resolve("postmaster.pid"), "nonsense\n");
    EmbeddedDatabase.start(folder).close();

    var control = Files.readAllBytes(data.resolve("global/pg_control"));
    Files.write(data.resolve("global/pg_control"), new byte[0]);
    assertThatThrownBy(() -> EmbeddedDatabase.start(folder))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining(data + " does not start: ")
        .hasMessageContaining("pg_control")
        .hasMessageContaining("restore the folder from a backup");
    Files.write(data.resolve("global/pg_control"), control);

    Files.delete(data.resolve("PG_VERSION"));
    assertThatThrownBy(() -> EmbeddedDatabase.start(folder))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("PG_VERSION is missing");
  }

  @ParameterizedTest
  @CsvSource({"Linux, aarch64", "Mac OS X, x86_64", "Windows 11, amd64"})
  void a_machine_for_which_there_is_no_program_is_named(String system, String architecture) {
    assertThat(PostgresProgram.obstacle(system, architecture))
        .hasValueSatisfying(
            why -> assertThat(why).contains(system + " on " + architecture, "TANDEM_DATABASE_URL"));
    assertThat(PostgresProgram.obstacle("Linux", "amd64")).isEmpty();
  }

  /** All below a folder that others may read, write or enter. */
  private static List<Path> openToOthers(Path top) throws IOException {
    try (var all = Files.walk(top)) {
      return all.filter(path -> !Files.isSymbolicLink(path))
          .filter(path -> {
            try {
              return !permissions(path).endsWith("------");
            } catch (IOException e) {
              return false; // PostgreSQL has removed it
            }
          })
          .toList();
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
