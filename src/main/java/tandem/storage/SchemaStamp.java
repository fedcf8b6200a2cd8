package tandem.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/**
 * The mark of a database in which Flyway has found everything in order: a digest of our scripts and
 * of the rows of Flyway's history. It is the comment on Flyway's table. While it fits, the database
 * has the schema of this version.
 */
final class SchemaStamp {

  private static final String SCRIPTS = "db/migration/";

  private static final String HAS_HISTORY =
      "SELECT to_regclass('flyway_schema_history') IS NOT NULL";

  private static final String STATE = """
      SELECT obj_description('flyway_schema_history'::regclass, 'pg_class') AS stamp,
             md5(? || string_agg(concat_ws(' ', installed_rank, version, checksum, success), ','
                                 ORDER BY installed_rank)) AS fitting
        FROM flyway_schema_history
      """;

  private SchemaStamp() {}

  /** The stamp that a database has, and the one that fits it and this version. */
  private record State(String stamp, String fitting) {}

  /** Whether the database has the stamp that fits. Blocks. */
  static boolean fits(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(HAS_HISTORY)) {
      if (!row.next() || !row.getBoolean(1)) {
        return false;
      }
    }
    var state = state(connection);
    return state.fitting().equals(state.stamp());
  }

  /** Writes the stamp, when Flyway has found everything in order. Blocks. */
  static void write(Connection connection) throws SQLException {
    var fitting = state(connection).fitting();
    try (var statement = connection.createStatement()) {
      // PostgreSQL's own digest: a comment takes no parameters
      statement.execute("COMMENT ON TABLE flyway_schema_history IS '" + fitting + "'");
    }
  }

  private static State state(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(STATE)) {
      statement.setString(1, scripts().toString());
      try (var row = statement.executeQuery()) {
        row.next();
        return new State(
            String.valueOf(row.getString("stamp")), String.valueOf(row.getString("fitting")));
      }
    }
  }

  /** The checksums of our scripts by their names. A jar has them without a look into each. */
  private static Map<String, Long> scripts() {
    var sums = new TreeMap<String, Long>();
    try {
      var home = Path.of(
          SchemaStamp.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(home)) {
        try (var files = Files.list(home.resolve(SCRIPTS))) {
          for (var file : files.toList()) {
            sums.put(file.getFileName().toString(), sum(Files.readAllBytes(file)));
          }
        }
        return sums;
      }
      try (var jar = new JarFile(home.toFile(), false)) {
        jar.stream()
            .filter(entry -> entry.getName().startsWith(SCRIPTS) && !entry.isDirectory())
            .forEach(
                entry -> sums.put(entry.getName().substring(SCRIPTS.length()), entry.getCrc()));
      }
      return sums;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long sum(byte[] bytes) {
    var sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }
}
