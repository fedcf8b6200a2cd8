package tandem.storage;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema up to this version's; nodes that start together wait for each other (Flyway's
 * lock).
 */
public final class Migrations {

  private Migrations() {}

  /** Blocks; a database that is newer or was changed by hand is an error that says so. */
  public static void run(DatabaseAddress address) throws FlywayException {
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(address.jdbcUrl(), address.user(), address.password())
        .locations("classpath:db/migration")
        .connectRetries(10)
        .validateMigrationNaming(true)
        .load()
        .migrate();
  }
}
