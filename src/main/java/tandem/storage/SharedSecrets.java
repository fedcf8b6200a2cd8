package tandem.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The secrets of all nodes on one database; the first node that needs one makes it. */
public final class SharedSecrets {

  /** The name of the nodes' grid; the migration that makes the table makes it. */
  public static final String GRID = "grid";

  private static final String KEEP = """
      INSERT INTO shared_secret (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String READ = "SELECT value FROM shared_secret WHERE name = ?";

  private static final String READ_ALL = "SELECT name, value FROM shared_secret";

  private SharedSecrets() {}

  /** Returns the stored secrets by their names. Blocks. */
  public static Map<String, String> all(DatabaseAddress address) {
    try (var connection = address.open();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(READ_ALL)) {
      var all = new HashMap<String, String>();
      while (rows.next()) {
        all.put(rows.getString("name"), rows.getString("value"));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the secrets", e);
    }
  }

  /** Returns the stored secret of this name; stores the offered one if there is none. Blocks. */
  public static String keep(DatabaseAddress address, String name, String offered) {
    try (var connection = address.open()) {
      try (var statement = connection.prepareStatement(KEEP)) {
        statement.setString(1, name);
        statement.setString(2, offered);
        statement.executeUpdate();
      }
      return read(connection, name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot keep the secret " + name, e);
    }
  }

  /** Returns a secret that is there. */
  public static String read(Connection connection, String name) throws SQLException {
    try (var statement = connection.prepareStatement(READ)) {
      statement.setString(1, name);
      try (var rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("there is no secret " + name);
        }
        return rows.getString(1);
      }
    }
  }
}
