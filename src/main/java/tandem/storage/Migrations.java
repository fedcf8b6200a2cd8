package tandem.storage;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;

/**
 * The migration of the schema to this version. Nodes that start together wait for each other
 * (Flyway's lock).
 */
public final class Migrations {

  /** After 1, 2 and 4 seconds; a start that fails says so within ten. */
  private static final int RETRIES = 3;

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  /**
   * Blocks. Flyway is left out when the database's {@link SchemaStamp} says that it has nothing to
   * do: to load it and its scripts takes a third of a second of a start. A newer schema is taken as
   * it is, because a newer version leaves what this one needs.
   *
   * @throws Failure.Invalid when the database is not ours, or lacks something: it says what
   */
  public static void run(DatabaseAddress address) {
    if (isCurrent(address)) {
      return;
    }
    try (var _ = new LongStep("the database is brought to the schema of this version, or another"
        + " node does it; end a node that does not go on")) {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(address.jdbcUrl(), address.user(), address.password())
          .locations("classpath:db/migration")
          .connectRetries(RETRIES)
          .validateMigrationNaming(true)
          .load()
          .migrate();
      try (var connection = address.open()) {
        SchemaStamp.write(connection);
      }
    } catch (FlywayValidateException e) {
      throw new Failure.Invalid(DatabaseCheck.named(address)
          + " has a schema that is not Tandem's, or that was changed by hand: " + firstWords(e)
          + "; name an empty database or Tandem's own, or restore it from a backup");
    } catch (SQLException e) {
      LOG.debug("the stamp of the schema cannot be written", e); // the next start asks Flyway again
    } catch (FlywayException e) {
      throw new Failure.Invalid(DatabaseCheck.named(address) + " cannot be brought to the schema of"
          + " this version: " + reason(e));
    }
  }

  private static boolean isCurrent(DatabaseAddress address) {
    try (var connection = address.open()) {
      DatabaseCheck.run(connection, address);
      return SchemaStamp.fits(connection);
    } catch (SQLException e) {
      throw new Failure.Invalid(
          DatabaseCheck.named(address) + ": PostgreSQL says: " + DatabaseWait.why(e));
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
