package tandem.storage;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;

/**
 * The data of a whole database as text: the rows of every table, Flyway's history among them, and
 * the state of every sequence. It does not contain the schema: the migrations make it, and the
 * history names the version and the checksums. A migration that was changed after its release is
 * therefore found when the dump is migrated further.
 */
public final class DatabaseDump {

  private static final String HISTORY = "flyway_schema_history";
  private static final Pattern COPY =
      lines("^COPY (\\S+) \\(.*\\) FROM stdin;\\n((?s:.*?))^\\\\\\.\\n");
  private static final Pattern SETVAL = lines("^SELECT setval.*;\\n");
  private static final Pattern VERSION = Pattern.compile("-- schema version (\\d+)\\n");

  private final String text;

  private static Pattern lines(String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE | Pattern.UNIX_LINES);
  }

  private DatabaseDump(String text) {
    this.text = text;
  }

  /** Dumps one snapshot, while others continue to write. */
  public static DatabaseDump of(DatabaseAddress address) throws SQLException, IOException {
    try (var connection = address.open()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      var text = new StringBuilder("-- schema version "
          + one(
              connection,
              "SELECT version FROM " + HISTORY
                  + " WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")
          + "\n");
      for (var table : all(connection, """
          SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname""")) {
        copyOut(connection, table, text);
      }
      for (var sequence : all(connection, """
          SELECT format('SELECT setval(%L, %s, %L);', sequencename, coalesce(last_value, start_value),
                        last_value IS NOT NULL)
            FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename""")) {
        text.append(sequence).append('\n');
      }
      return new DatabaseDump(text.toString());
    }
  }

  public static DatabaseDump read(Path file) throws IOException {
    return new DatabaseDump(Files.readString(file));
  }

  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
  }

  /** The last migration that the database had. */
  public String version() {
    var found = VERSION.matcher(text);
    if (!found.lookingAt()) {
      throw new IllegalStateException("a dump begins with its schema version");
    }
    return found.group(1);
  }

  /** Loads the dump into an empty database. */
  public void load(DatabaseAddress address) throws SQLException {
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(address.jdbcUrl(), address.user(), address.password())
        .locations("classpath:db/migration")
        .target(version())
        .load()
        .migrate();
    try (var connection = address.open()) {
      connection.setAutoCommit(false);
      try (var work = connection.createStatement()) {
        // rows reference rows of later tables
        work.execute("SET LOCAL session_replication_role = replica");
        copyIn(connection, work);
      }
      connection.commit();
    }
  }

  private void copyIn(Connection connection, Statement work) throws SQLException {
    var copies = COPY.matcher(text);
    while (copies.find()) {
      work.execute("DELETE FROM " + copies.group(1)); // rows that the migrations wrote
      try {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                copies.group().substring(0, copies.group().indexOf(";\n")),
                new StringReader(copies.group(2)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    var sequences = SETVAL.matcher(text);
    while (sequences.find()) {
      work.execute(sequences.group());
    }
  }

  private static void copyOut(Connection connection, String table, StringBuilder text)
      throws SQLException, IOException {
    var columns = String.join(", ", all(connection, """
        SELECT quote_ident(attname) FROM pg_attribute
         WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
         ORDER BY attnum""".formatted(table)));
    var rows = new StringWriter();
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("COPY " + table + " (" + columns + ") TO STDOUT", rows);
    text.append("\nCOPY " + table + " (" + columns + ") FROM stdin;\n" + rows + "\\.\n");
  }

  private static String one(Connection connection, String sql) throws SQLException {
    return all(connection, sql).getFirst();
  }

  private static List<String> all(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
