package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;

/** The schema is looked at by Flyway unless nothing has changed since it last was. */
class MigrationsTest {

  private static final String STAMP =
      "SELECT obj_description('flyway_schema_history'::regclass, 'pg_class')";

  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final AskedDatabase asked = new AskedDatabase(address);

  @Test
  void flyway_is_left_out_while_the_stamp_fits() throws SQLException {
    Migrations.run(address);
    assertThat(asked.ask(STAMP)).matches("[0-9a-f]{32}");
    // Flyway would refuse this history
    run("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '8'");
    try (var connection = address.open()) {
      SchemaStamp.write(connection);
    }

    Migrations.run(address);

    assertThat(asked.ask("SELECT checksum::text FROM flyway_schema_history WHERE version = '8'"))
        .isEqualTo("1");
  }

  @Test
  void a_history_that_was_changed_is_looked_at() throws SQLException {
    Migrations.run(address);
    run("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '8'");

    assertThatThrownBy(() -> Migrations.run(address))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("changed by hand");
  }

  @Test
  void a_schema_of_another_version_is_brought_to_this_one() throws SQLException {
    Migrations.run(address);
    var stamp = asked.ask(STAMP);
    var newest = asked.ask("SELECT max(version::int)::text FROM flyway_schema_history");
    run("COMMENT ON TABLE flyway_schema_history IS 'that of another version'");

    Migrations.run(address);

    assertThat(asked.ask(STAMP)).isEqualTo(stamp);
    assertThat(asked.ask("SELECT max(version::int)::text FROM flyway_schema_history"))
        .isEqualTo(newest);
  }

  private void run(String statements) throws SQLException {
    try (var connection = address.open();
        var work = connection.createStatement()) {
      work.execute(statements);
    }
  }
}
