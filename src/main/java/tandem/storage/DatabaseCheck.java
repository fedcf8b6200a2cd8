package tandem.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import tandem.base.Failure;

/**
 * The look at a database before anything is written to it: whether it can be written, and whether
 * it is ours or empty.
 */
final class DatabaseCheck {

  private static final int VERSION_MIN = 150_000;

  private static final String STATE = """
      SELECT current_setting('server_version_num')::int AS number,
             current_setting('server_version') AS version,
             pg_is_in_recovery() AS standby,
             current_setting('transaction_read_only')::boolean AS read_only,
             current_setting('server_encoding') AS encoding,
             current_schema() AS schema,
             coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create,
             to_regclass('flyway_schema_history') IS NOT NULL AS has_history
      """;

  private static final String TABLES = """
      SELECT c.relname
        FROM pg_class c
       WHERE c.relnamespace = current_schema()::regnamespace
         AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
         AND NOT EXISTS (SELECT FROM pg_depend d
                          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
       ORDER BY c.relname
       LIMIT 4
      """;

  private DatabaseCheck() {}

  /** Blocks. @throws Failure.Invalid that says what is wrong with this database, and what to do */
  static void run(Connection connection, DatabaseAddress address) throws SQLException {
    var obstacle = obstacle(connection, address);
    if (obstacle.isPresent()) {
      throw new Failure.Invalid(named(address) + " " + obstacle.get());
    }
  }

  static String named(DatabaseAddress address) {
    return "database.url (TANDEM_DATABASE_URL): " + address;
  }

  private static Optional<String> obstacle(Connection connection, DatabaseAddress address)
      throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(STATE)) {
      row.next();
      if (row.getInt("number") < VERSION_MIN) {
        return Optional.of("is PostgreSQL " + row.getString("version")
            + ", which is too old: use PostgreSQL 15 or newer");
      }
      if (row.getBoolean("standby")) {
        return Optional.of("is a standby, which can only be read: name the primary server");
      }
      if (row.getBoolean("read_only")) {
        return Optional.of("can only be read: set default_transaction_read_only to off for user "
            + address.user());
      }
      if (!row.getString("encoding").equals("UTF8")) {
        return Optional.of("stores text as " + row.getString("encoding")
            + ": use a database that was made with ENCODING 'UTF8'");
      }
      var schema = row.getString("schema");
      if (schema == null) {
        return Optional.of("has no schema in the search_path of user " + address.user()
            + ": make one, or set another search_path");
      }
      if (row.getBoolean("has_history")) {
        return Optional.empty();
      }
      if (!row.getBoolean("may_create")) {
        return Optional.of("does not let user " + address.user() + " make tables: permission denied"
            + " for schema " + schema + "; run: GRANT CREATE, USAGE ON SCHEMA " + schema + " TO "
            + address.user());
      }
    }
    var tables = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables.isEmpty()
        ? Optional.empty()
        : Optional.of("belongs to another program: it has tables that are not Tandem's ("
            + String.join(", ", tables.subList(0, Math.min(3, tables.size())))
            + (tables.size() > 3 ? ", ..." : "") + "); name an empty database, or Tandem's own");
  }
}
