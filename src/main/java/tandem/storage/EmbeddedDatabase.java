package tandem.storage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;

/**
 * A real PostgreSQL with its data in a folder of the project, kept over restarts. One process at a
 * time may use the folder. A PostgreSQL that a killed process has left running is stopped and
 * started again on the same data.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final FileAttribute<?> OURS_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final String PROGRAM = "postgres-program";
  private static final String DATABASE = "tandem";
  private static final String USER = "postgres";
  private static final String PASSWORD_FOR_EVERYBODY = """
      host all all 127.0.0.1/32 scram-sha-256
      host all all ::1/128 scram-sha-256
      """;

  private final EmbeddedPostgres server;
  private final DatabaseAddress address;
  private final FileChannel lockFile;

  private EmbeddedDatabase(EmbeddedPostgres server, DatabaseAddress address, FileChannel lockFile) {
    this.server = server;
    this.address = address;
    this.lockFile = lockFile;
  }

  /**
   * Starts the server on {@code folder/postgres}, which the first start makes; blocks until it
   * answers. @throws Failure.Conflict when another process uses the folder
   */
  public static EmbeddedDatabase start(Path folder) {
    try {
      if (!Files.exists(folder)) {
        Files.createDirectories(folder, OURS_ALONE);
      }
      var lockFile = lock(folder);
      // we make it: the library would make the program's folder writable for everybody
      if (!Files.exists(folder.resolve(PROGRAM))) {
        Files.createDirectory(folder.resolve(PROGRAM), OURS_ALONE);
      }
      var data = folder.resolve("postgres");
      stopLeftover(data);
      var password = password(folder);
      boolean secured =
          Files.exists(data.resolve("PG_VERSION")) && Files.exists(data.resolve("tandem.secured"));
      var server = launch(folder, data, secured ? password : "");
      if (!secured) {
        secure(server, data, password);
      }
      var address = new DatabaseAddress("127.0.0.1", server.getPort(), DATABASE, USER, password);
      return new EmbeddedDatabase(server, address, lockFile);
    } catch (IOException e) {
      throw new UncheckedIOException("embedded PostgreSQL in " + folder + " does not start", e);
    }
  }

  /** Returns the address of the server that another process runs on this folder, for commands. */
  public static Optional<DatabaseAddress> runningIn(Path folder) {
    try {
      var pidFile = folder.resolve("postgres").resolve("postmaster.pid");
      var secret = folder.resolve("secrets").resolve("database");
      if (!Files.exists(pidFile) || !Files.exists(secret)) {
        return Optional.empty();
      }
      var lines = Files.readAllLines(pidFile);
      return lines.size() < 4
          ? Optional.empty()
          : Optional.of(new DatabaseAddress(
              "127.0.0.1",
              Integer.parseInt(lines.get(3).strip()),
              DATABASE,
              USER,
              Files.readString(secret).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for PostgreSQL in " + folder, e);
    }
  }

  public DatabaseAddress address() {
    return address;
  }

  /** Stops the server cleanly. */
  @Override
  public void close() throws IOException {
    server.close();
    lockFile.close();
  }

  /** Takes the folder's lock. The operating system frees it when its holder dies in any way. */
  private static FileChannel lock(Path folder) throws IOException {
    var file = FileChannel.open(
        folder.resolve("tandem.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(file) == null) {
      file.close();
      throw new Failure.Conflict(
          "another Tandem runs on the data folder " + folder
              + ": stop it, or set another TANDEM_DATA_DIR for this one, or use the other's database by TANDEM_DATABASE_URL");
    }
    return file;
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static EmbeddedPostgres launch(Path folder, Path data, String password)
      throws IOException {
    var builder = EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        // never the folder of the data: the library deletes files in its working folder
        .setOverrideWorkingDirectory(folder.resolve(PROGRAM).toFile())
        .setPGStartupWait(START_LIMIT)
        // the library switches these off, because it starts PostgreSQL for tests; here commits must
        // be durable
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("max_connections", "100")
        // query plans made while a new folder's tables are empty scan whole tables until the next
        // analyze, and a busy floor writes tens of thousands of rows in the default minute between
        // two checks
        .setServerConfig("autovacuum_naptime", "10s")
        // counts statements: it shows operators the costly ones, and benchmarks the cost of a
        // contact
        .setServerConfig("shared_preload_libraries", "pg_stat_statements")
        .setServerConfig("tcp_keepalives_idle", "5")
        .setServerConfig("tcp_keepalives_interval", "2")
        .setServerConfig("tcp_keepalives_count", "3")
        .setServerConfig("log_min_messages", "fatal");
    if (!password.isEmpty()) {
      builder.setConnectConfig("password", password);
    }
    return builder.start();
  }

  /**
   * Secures the server, which the library makes without a password; afterwards every connection
   * needs it.
   */
  private static void secure(EmbeddedPostgres server, Path data, String password)
      throws IOException {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(
          "ALTER USER " + USER + " PASSWORD '" + password + "'"); // our own hex digits
      try (var exists =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        if (!exists.next()) {
          statement.execute("CREATE DATABASE " + DATABASE);
        }
      }
      Files.writeString(data.resolve("pg_hba.conf"), PASSWORD_FOR_EVERYBODY);
      statement.execute("SELECT pg_reload_conf()");
      Files.writeString(data.resolve("tandem.secured"), "");
    } catch (SQLException e) {
      throw new IOException("PostgreSQL cannot be secured", e);
    }
  }

  private static String password(Path folder) throws IOException {
    var file = folder.resolve("secrets").resolve("database");
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      var bytes = new byte[24];
      new SecureRandom().nextBytes(bytes);
      Files.writeString(file, HexFormat.of().formatHex(bytes));
    }
    return Files.readString(file).strip();
  }

  /**
   * Stops the PostgreSQL of a killed Tandem. This process holds the folder's lock, so no other uses
   * it.
   */
  private static void stopLeftover(Path data) throws IOException {
    var pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    var pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    var process = ProcessHandle.of(pid).filter(EmbeddedDatabase::isPostgres);
    if (process.isPresent()) {
      LOG.info("stopping the PostgreSQL of a killed Tandem pid={}", pid);
      // an abrupt end loses nothing: PostgreSQL replays its journal at the next start
      process.get().destroy();
      try {
        process.get().onExit().get(5, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        signalFast(pid);
        await(process.get());
      } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
        throw new IOException("PostgreSQL " + pid + " does not stop", e);
      }
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(c -> c.endsWith("/postgres")).orElse(false);
  }

  /** SIGTERM waits for clients for ever, SIGINT (fast) does not. */
  private static void signalFast(long pid) throws IOException {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
    } catch (InterruptedException e) {
      throw new IOException("interrupted while stopping PostgreSQL " + pid, e);
    }
  }

  private static void await(ProcessHandle process) throws IOException {
    try {
      process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new IOException("PostgreSQL " + process.pid() + " does not stop", e);
    }
  }
}
