package tandem.commands.users;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.auth.Accounts;
import tandem.auth.AdminToken;
import tandem.auth.Audit;
import tandem.auth.Credentials;
import tandem.auth.Passwords;
import tandem.auth.Sessions;
import tandem.base.Failure;
import tandem.config.Config;
import tandem.storage.Database;
import tandem.storage.DatabaseAddress;
import tandem.storage.DatabaseClock;
import tandem.storage.DatabaseWait;
import tandem.storage.EmbeddedDatabase;
import tandem.storage.Migrations;

/**
 * The accounts in the database of this configuration, opened for one command. It works whether a
 * server runs or not: without one the embedded PostgreSQL is started for the time of the command.
 * Running nodes read what has changed within a second.
 */
final class AccountBooks implements AutoCloseable {

  private static final int CONNECTIONS = 2;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Optional<EmbeddedDatabase> embedded;
  private final Vertx vertx;
  private final Database database;
  private final Passwords passwords;
  private final Accounts accounts;
  private final Sessions sessions;
  private final Credentials credentials;
  private final AdminToken adminToken;

  private AccountBooks(
      Config config,
      Optional<EmbeddedDatabase> embedded,
      DatabaseAddress address,
      InstantSource clock,
      SecureRandom random) {
    this.embedded = embedded;
    this.vertx = Vertx.vertx();
    this.database = new Database(vertx, address, CONNECTIONS);
    this.passwords = new Passwords(vertx, random);
    var audit = new Audit(clock);
    this.sessions = new Sessions(database, passwords, audit, clock, random, Sessions.news(vertx));
    this.accounts = new Accounts(database, passwords, audit, sessions, clock);
    this.credentials = new Credentials(database, audit, sessions, clock);
    this.adminToken =
        new AdminToken(database, accounts, sessions, credentials, clock, config.dataDir());
  }

  /** Opens the database and brings its schema up to date, as a start does. Blocks. */
  static AccountBooks open(Config config, SecureRandom random) {
    var running = config.database().url().or(() -> answering(config));
    @Nullable
    EmbeddedDatabase started =
        running.isPresent() ? null : EmbeddedDatabase.start(config.dataDir());
    var address =
        running.orElseGet(() -> java.util.Objects.requireNonNull(started).address());
    try {
      var clock = reach(address);
      Migrations.run(address);
      return new AccountBooks(config, Optional.ofNullable(started), address, clock, random);
    } catch (RuntimeException e) {
      Optional.ofNullable(started).ifPresent(AccountBooks::stop);
      throw e;
    }
  }

  /** A PostgreSQL that is frozen or ends does not answer; the start decides what becomes of it. */
  private static Optional<DatabaseAddress> answering(Config config) {
    return EmbeddedDatabase.runningIn(config.dataDir()).filter(address -> {
      try (var _ = address.open()) {
        return true;
      } catch (SQLException e) {
        return false;
      }
    });
  }

  /** The times of accounts are the database's, whichever machine the command runs on. */
  private static DatabaseClock reach(DatabaseAddress address) {
    try (var connection = address.open()) {
      return DatabaseClock.of(connection);
    } catch (SQLException e) {
      throw new Failure.Unavailable(
          "cannot open " + address + ": " + DatabaseWait.why(e), RETRY_AFTER);
    }
  }

  Accounts accounts() {
    return accounts;
  }

  Sessions sessions() {
    return sessions;
  }

  Credentials credentials() {
    return credentials;
  }

  AdminToken adminToken() {
    return adminToken;
  }

  @Override
  public void close() {
    passwords.close();
    database.close().await();
    vertx.close().await();
    embedded.ifPresent(AccountBooks::stop);
  }

  private static void stop(EmbeddedDatabase database) {
    try {
      database.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
