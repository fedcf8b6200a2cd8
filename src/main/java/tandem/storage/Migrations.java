package tandem.storage;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The migration of the schema to this version. Nodes that start together wait for each other
 * (Flyway's lock).
 */
public final class Migrations {

  private Migrations() {}

  /** Blocks; fails with a clear error if the database is newer or was changed by hand. */
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
