package tandem.storage;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests: one server per run, migrated once as a template; each test gets its
 * own copy.
 */
public final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger COPIES = new AtomicInteger();
  /** Half of them are the reserve. */
  public static final int CONNECTIONS = 16;

  private final DatabaseAddress address;
  private final Database database;

  private TestDatabase(DatabaseAddress address, Database database) {
    this.address = address;
    this.database = database;
  }

  /** A new, migrated, empty database. */
  public static TestDatabase fresh(Vertx vertx) {
    var address = freshAddress();
    return new TestDatabase(address, new Database(vertx, address, CONNECTIONS));
  }

  /**
   * The address of a new, migrated, empty database, for tests that start processes of their own.
   */
  public static DatabaseAddress freshAddress() {
    var name = "copy_" + COPIES.incrementAndGet();
    Server.sql("CREATE DATABASE " + name + " TEMPLATE tandem STRATEGY file_copy");
    return Server.ADDRESS.database(name);
  }

  /** The address of a new database with the schema of a version. */
  public static DatabaseAddress addressAt(String version) {
    var name = "copy_" + COPIES.incrementAndGet();
    Server.sql("CREATE DATABASE " + name);
    var address = Server.ADDRESS.database(name);
    Flyway.configure()
        .dataSource(address.jdbcUrl(), address.user(), address.password())
        .locations("classpath:db/migration")
        .target(version + "?")
        .load()
        .migrate();
    return address;
  }

  public Database database() {
    return database;
  }

  public DatabaseAddress address() {
    return address;
  }

  @Override
  public void close() {
    database.close().await();
    Server.sql("DROP DATABASE " + address.database() + " WITH (FORCE)");
  }

  /** The server, started by the first test that needs it and stopped with the JVM. */
  private static final class Server {
    /**
     * What it holds need not outlive the machine. A kill of its processes loses nothing, as with
     * the server's own database: what these leave out is only that the disk has it.
     */
    private static final Map<String, String> NOT_ON_DISK =
        Map.of("fsync", "off", "full_page_writes", "off", "max_wal_size", "128MB");

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM = 1L << 30;

    static final DatabaseAddress ADDRESS = start();

    private static DatabaseAddress start() {
      try {
        var folder = Files.createTempDirectory("tandem-test-");
        var data = hasRoom() ? Files.createTempDirectory(MEMORY, "tandem-test-") : null;
        if (data != null) {
          Files.createSymbolicLink(folder.resolve("postgres"), data);
        }
        var server = EmbeddedDatabase.start(folder, NOT_ON_DISK);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder, data)));
        Migrations.run(server.address());
        return server.address();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /**
     * A copy is three hundred small files: on a disk, making and removing them costs most of the
     * processor time of a short test.
     */
    private static boolean hasRoom() throws IOException {
      return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM;
    }

    private static void stop(EmbeddedDatabase server, Path folder, @Nullable Path data) {
      try {
        server.close();
        remove(folder);
        if (data != null) {
          remove(data);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void remove(Path folder) throws IOException {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }

    static synchronized void sql(String statement) {
      var maintenance = ADDRESS.database("postgres");
      try (var connection = maintenance.open();
          var work = connection.createStatement()) {
        work.execute(statement);
      } catch (SQLException e) {
        throw new IllegalStateException(statement, e);
      }
    }
  }
}
