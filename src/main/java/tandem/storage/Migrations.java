package tandem.storage;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import tandem.base.Failure;

/**
 * The migration of the schema to this version. Nodes that start together wait for each other
 * (Flyway's lock).
 */
public final class Migrations {

  /** After 1, 2 and 4 seconds; a start that fails says so within ten. */
  private static final int RETRIES = 3;

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private Migrations() {}

  /**
   * Blocks. A newer schema is taken as it is, because a newer version leaves what this one needs.
   *
   * @throws Failure.Invalid when the database is not ours, or lacks something: it says what
   */
  public static void run(DatabaseAddress address) {
    DatabaseCheck.run(address);
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(address.jdbcUrl(), address.user(), address.password())
          .locations("classpath:db/migration")
          .connectRetries(RETRIES)
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (FlywayValidateException e) {
      throw new Failure.Invalid(DatabaseCheck.named(address)
          + " has a schema that is not Tandem's, or that was changed by hand: " + firstWords(e)
          + "; name an empty database or Tandem's own, or restore it from a backup");
    } catch (FlywayException e) {
      throw new Failure.Invalid(DatabaseCheck.named(address) + " cannot be brought to the schema of"
          + " this version: " + reason(e));
    }
  }

  private static String reason(FlywayException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException said) {
        return "PostgreSQL says: " + DatabaseWait.why(said)
            + (INSUFFICIENT_PRIVILEGE.equals(said.getSQLState())
                ? "; give its user the rights of the tables' owner"
                : "");
      }
    }
    return firstWords(e);
  }

  /** Flyway writes a paragraph with advice that does not fit here. */
  private static String firstWords(FlywayException e) {
    return String.join(
        " ",
        String.valueOf(e.getMessage())
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("Need "))
            .limit(3)
            .toList());
  }
}
