package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.rehearsal.FreePort;
import tandem.storage.AskedDatabase;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/**
 * Starts that fail, as an operator sees them: a process that ends with exit code 1, and whose last
 * line says what is wrong and what to do.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FailedStartIT {

  /** A start that fails says so within ten seconds; a busy machine gets more. */
  private static final int SECONDS_MAX = 30;

  private static final Path HOME = Path.of("").toAbsolutePath();

  @TempDir
  private Path folder;

  @Test
  void a_database_that_lets_nobody_in_is_named_in_the_words_of_postgresql() throws Exception {
    var good = TestDatabase.freshAddress();
    assertThat(says(url(good.database("gone"))))
        .contains("refuses the connection: FATAL: database \"gone\" does not exist");
    var wrong =
        new DatabaseAddress(good.host(), good.port(), good.database(), good.user(), "not-this-one");
    assertThat(says(url(wrong)))
        .contains("FATAL: password authentication failed")
        .doesNotContain("not-this-one");
    assertThat(
            says(Map.of("TANDEM_DATABASE_URL", new AskedDatabase(good).url() + "?sslmode=require")))
        .contains("The server does not support SSL");
  }

  @Test
  void a_database_of_another_program_is_left_alone() throws Exception {
    var address = TestDatabase.freshAddress();
    run(address, "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE invoice (id int)");

    assertThat(says(url(address)))
        .contains("belongs to another program", "invoice", "name an empty database");
    assertThat(new AskedDatabase(address)
            .ask("SELECT string_agg(tablename, ',') FROM pg_tables"
                + " WHERE schemaname = 'public'"))
        .isEqualTo("invoice");
  }

  @Test
  void a_user_without_rights_is_told_which_are_missing() throws Exception {
    var address = TestDatabase.freshAddress();
    run(address, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    run(address, "CREATE ROLE weak LOGIN PASSWORD 'weak'; GRANT USAGE ON SCHEMA public TO weak");
    try {
      var weak =
          new DatabaseAddress(address.host(), address.port(), address.database(), "weak", "weak");
      assertThat(says(url(weak)))
          .contains("permission denied for schema public", "GRANT CREATE, USAGE ON SCHEMA public");
      run(address, "ALTER ROLE weak SET default_transaction_read_only = on");
      assertThat(says(url(weak))).contains("can only be read");
    } finally {
      run(address, "DROP OWNED BY weak; DROP ROLE weak");
    }
  }

  @Test
  void a_schema_that_was_changed_by_hand_is_named() throws Exception {
    var address = TestDatabase.freshAddress();
    run(address, "UPDATE flyway_schema_history SET checksum = 1 WHERE version = '4'");

    assertThat(says(url(address))).contains("changed by hand", "version 4");
  }

  @Test
  void a_database_that_does_not_answer_is_named_at_once_while_the_start_waits() throws Exception {
    int port = new FreePort().number();
    var process =
        start(Map.of("TANDEM_DATABASE_URL", "postgresql://ana:hush@127.0.0.1:" + port + "/tandem"));
    try {
      // the log writes a slash as an escape
      Polls.eventually(
          () -> log().contains("waiting up to 60 s for postgresql:\\/\\/ana@127.0.0.1:" + port));
      assertThat(log()).doesNotContain("hush");
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void an_owner_that_cannot_be_reached_is_named_while_the_start_waits() throws Exception {
    var address = TestDatabase.freshAddress();
    try (var ghost = address.open();
        var work = ghost.createStatement()) {
      work.execute("INSERT INTO node (id, started_at, seen_at, door_host, door_port)"
          + " VALUES ('ghost', clock_timestamp(), clock_timestamp(), '127.0.0.1', 1)");
      work.execute(
          "UPDATE floor SET epoch = epoch + 1, owner = 'ghost', backend = pg_backend_pid()");
      work.execute("SELECT pg_advisory_lock(hashtextextended('tandem floor main', 0))");
      var process = start(url(address));
      try {
        Polls.eventually(() -> {
          try {
            work.execute("UPDATE node SET seen_at = clock_timestamp() WHERE id = 'ghost'");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
          return log()
              .contains("node ghost owns the floor, and this node does not reach it"
                  + " at 127.0.0.1:1; check cluster.host and cluster.bus_port");
        });
        assertThat(process.isAlive()).isTrue();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void a_start_that_waits_for_the_first_start_of_another_node_says_so_and_goes_on()
      throws Exception {
    var address = TestDatabase.freshAddress();
    Process process;
    try (var other = address.open();
        var work = other.createStatement()) {
      work.execute("SELECT pg_advisory_lock(hashtextextended('tandem start first', 0))");
      process = start(url(address));
      Polls.eventually(() -> log().contains("another node on this database is starting (first)"));
      assertThat(process.isAlive()).isTrue();
    }
    try {
      Polls.eventually(() -> log().contains("serving node="));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void a_port_in_use_and_a_data_folder_that_is_a_file_are_named_by_their_settings()
      throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());
      assertThat(says(Map.of("TANDEM_HTTP_PORT", port))).contains(port + " is already in use");
      assertThat(says(Map.of("TANDEM_MANAGEMENT_PORT", port)))
          .contains(port + " is already in use", "TANDEM_MANAGEMENT_PORT");
    }
    var file = Files.createFile(folder.resolve("file"));
    assertThat(says(Map.of("TANDEM_DATA_DIR", file.toString())))
        .contains("must be a folder that can be written");
  }

  @Test
  void a_data_folder_that_another_server_uses_is_named() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    try (var lock = FileChannel.open(
            folder.resolve("data/tandem.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
        var _ = lock.lock()) {
      assertThat(says(Map.of())).contains("another Tandem runs on the data folder");
    }
  }

  @Test
  void damaged_files_of_the_embedded_database_are_named() throws Exception {
    var data = Files.createDirectories(folder.resolve("data/postgres"));
    Files.writeString(data.resolve("postgresql.conf"), "");

    assertThat(says(Map.of())).contains("PG_VERSION is missing", "restore the folder");
  }

  /** On a disk of 24 MB of its own, which the process mounts in a namespace of its own. */
  @Test
  void a_full_disk_is_named() throws Exception {
    var data = Files.createDirectories(folder.resolve("data"));
    var command = new ArrayList<>(List.of(
        "unshare",
        "-rm",
        "sh",
        "-c",
        "mount -t tmpfs -o size=24m tmpfs " + data + " && exec \"$@\"",
        "sh"));
    command.addAll(java());

    assertThat(said(command, Map.of())).contains("No space left on device", "disk is full");
  }

  @Test
  void all_that_a_start_makes_belongs_to_its_owner_alone_whatever_the_umask() throws Exception {
    var command = new ArrayList<>(List.of("sh", "-c", "umask 0; exec \"$@\"", "sh"));
    command.addAll(java());
    var process = start(command, Map.of());
    try {
      Polls.eventually(() -> log().contains("serving node="));
      try (var all = Files.walk(folder.resolve("data"))) {
        assertThat(all.filter(path -> !Files.isSymbolicLink(path)).filter(FailedStartIT::isOpen))
            .isEmpty();
      }
    } finally {
      process.destroy();
      assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean isOpen(Path path) {
    try {
      return !PosixFilePermissions.toString(Files.getPosixFilePermissions(path)).endsWith("------");
    } catch (IOException e) {
      return false; // PostgreSQL has removed it
    }
  }

  private static Map<String, String> url(DatabaseAddress address) {
    return Map.of("TANDEM_DATABASE_URL", new AskedDatabase(address).url());
  }

  private static void run(DatabaseAddress address, String statements) throws SQLException {
    try (var connection = address.open();
        var work = connection.createStatement()) {
      work.execute(statements);
    }
  }

  private String says(Map<String, String> environment) throws Exception {
    return said(java(), environment);
  }

  /** What a start that fails prints at last. */
  private String said(List<String> command, Map<String, String> environment) throws Exception {
    var process = start(command, environment);
    try {
      assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as(log()).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as(log()).isEqualTo(1);
    assertThat(log()).doesNotContain("\tat ").doesNotContain("stackTrace", "StackTrace");
    var last = log().lines().reduce((_, later) -> later).orElse("");
    assertThat(last).startsWith("tandem: ");
    return last;
  }

  private Process start(Map<String, String> environment) throws IOException {
    return start(java(), environment);
  }

  private Process start(List<String> command, Map<String, String> environment) throws IOException {
    var all = new HashMap<String, String>();
    all.put("TANDEM_HOME", HOME.toString());
    all.put("TANDEM_DATA_DIR", folder.resolve("data").toString());
    all.put("TANDEM_HTTP_PORT", "0");
    all.put("TANDEM_MANAGEMENT_PORT", "0");
    all.put("TANDEM_CLUSTER_PORT", "0");
    all.putAll(environment);
    var builder = new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("log").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TANDEM_"));
    builder.environment().putAll(all);
    return builder.start();
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + HOME.resolve("config/jvm.options"),
        "-XX:TieredStopAtLevel=1",
        "-Xmx1g",
        "-cp",
        HOME.resolve("target/tandem.jar") + ":" + HOME.resolve("target/lib") + "/*",
        "tandem.Main",
        "serve");
  }
}
