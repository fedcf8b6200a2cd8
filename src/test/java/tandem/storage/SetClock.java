package tandem.storage;

import java.sql.SQLException;
import java.time.Instant;

/**
 * A database whose clock somebody has set. Everything that asks it for the time gets another one:
 * functions of this schema hide those of PostgreSQL. Connections that are open already keep the
 * true time.
 */
public final class SetClock {

  private SetClock() {}

  /** Lets the clock show this time when PostgreSQL is started next, and go on from there. */
  public static void setAtStart(DatabaseAddress address, Instant time) throws SQLException {
    try (var connection = address.open();
        var statement = connection.createStatement()) {
      statement.execute("""
          CREATE SCHEMA IF NOT EXISTS set_clock;
          CREATE OR REPLACE FUNCTION set_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
            AS $$ SELECT timestamptz '%1$s' + (pg_catalog.clock_timestamp() - pg_postmaster_start_time()) $$;
          CREATE OR REPLACE FUNCTION set_clock.now() RETURNS timestamptz LANGUAGE sql STABLE
            AS $$ SELECT timestamptz '%1$s' + (pg_catalog.now() - pg_postmaster_start_time()) $$;
          DO $$ BEGIN
            EXECUTE format('ALTER DATABASE %%I SET search_path = public, set_clock, pg_catalog',
              current_database());
          END $$
          """.formatted(time));
    }
  }
}
