package tandem.storage;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/**
 * A real PostgreSQL for tests: one server per run, migrated once as a template; each test gets its
 * own copy.
 */
public final class TestDatabase implements AutoCloseable {

  private static final AtomicInteger COPIES = new AtomicInteger();
  private static final int CONNECTIONS = 16;

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
    Server.sql("CREATE DATABASE " + name + " TEMPLATE tandem");
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
    static final DatabaseAddress ADDRESS = start();

    private static DatabaseAddress start() {
      try {
        var folder = Files.createTempDirectory("tandem-test-");
        var server = EmbeddedDatabase.start(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
        Migrations.run(server.address());
        return server.address();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop(EmbeddedDatabase server, Path folder) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
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
