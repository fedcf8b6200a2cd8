package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;

/** A database that a test queries beside the servers that use it. */
public record AskedDatabase(DatabaseAddress address) {

  /** The value of {@code TANDEM_DATABASE_URL} for a server. */
  public String url() {
    return "postgresql://" + address.user() + ":" + address.password() + "@" + address.host() + ":"
        + address.port() + "/" + address.database();
  }

  /** Runs a query and returns the first column of the first row, as text. */
  public String ask(String sql) {
    try (var connection = address.open();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Waits until a condition is true. */
  public void await(String condition, Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    while (!ask(condition).equals("t")) {
      assertThat(System.nanoTime()).as(condition).isLessThan(until);
      pause();
    }
  }

  /** The pause of a poll, which is a query and not a sleep. */
  public void pause() {
    ask("SELECT pg_sleep(0.05)::text");
  }
}
