package tandem.auth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.storage.Database;
import tandem.storage.NodeNews;

/** The sessions of people and the tokens of programs. */
public final class Sessions {

  public static final Duration SESSION_LIFETIME = Duration.ofHours(12);
  public static final Duration TOKEN_LIFETIME = Duration.ofDays(30);

  /** A number of sessions that no person needs. A new session ends the oldest. */
  public static final int SESSIONS_PER_ACCOUNT_MAX = 20;

  private static final int REMEMBERED_MAX = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private static final String INSERT = """
      INSERT INTO credential (hash, kind, account, created_at, expires_at)
      VALUES ($1, $2, $3, $4, $5)
      """;

  private static final String MAKE_ROOM = """
      DELETE FROM credential
       WHERE account = $1
         AND (expires_at <= $2
              OR hash IN (SELECT hash FROM credential
                           WHERE account = $1 AND kind = 'session'
                           ORDER BY created_at DESC, hash
                          OFFSET $3))
      """;

  private static final String IDENTIFY = """
      SELECT a.name, a.role, a.agent, a.active, c.expires_at
        FROM credential c
        JOIN account a ON a.name = c.account
       WHERE c.hash = $1
         AND c.expires_at > $2
         AND a.active
      """;

  private static final String CHANGES = "SELECT count FROM credential_changes";

  private static final String END = """
      DELETE FROM credential WHERE hash = $1 RETURNING account
      """;

  /** A new session or token. Only this answer contains the secret. */
  public record Opened(Secret secret, Identity identity, Instant expiresAt) {}

  private final Database database;
  private final Passwords passwords;
  private final Audit audit;
  private final InstantSource clock;
  private final SecureRandom random;
  private final NodeNews<String> news;
  private final KnownCredentials known = new KnownCredentials(REMEMBERED_MAX);
  private final LogInThrottle throttle;

  public Sessions(
      Database database,
      Passwords passwords,
      Audit audit,
      InstantSource clock,
      SecureRandom random,
      NodeNews<String> news) {
    this.database = database;
    this.passwords = passwords;
    this.audit = audit;
    this.clock = clock;
    this.random = random;
    this.news = news;
    this.throttle = new LogInThrottle(clock);
    news.listen(_ -> known.forget());
  }

  /**
   * The news that a session of an account has ended; whether a session is valid is read from
   * PostgreSQL.
   */
  public static NodeNews<String> news(Vertx vertx) {
    return new NodeNews<>(vertx, "tandem.sessions", Function.identity(), Function.identity());
  }

  /**
   * Opens a session for a name and its password; every reason to refuse gets the same answer.
   *
   * @param address of the client, as it is counted
   * @param device the id of the device, if the account is known to use it ({@link KnownDevices})
   */
  public Future<Opened> logIn(
      String name, String password, String address, Optional<String> device) {
    return Future.succeededFuture().compose(_ -> check(name, password, address, device));
  }

  private Future<Opened> check(
      String name, String password, String address, Optional<String> device) {
    boolean fits = Text.length(name) <= Accounts.NAME_LENGTH_MAX;
    var one = new LogInThrottle.Try(fits ? name : "", address, device);
    throttle.begin(one);
    if (!fits) {
      return Future.failedFuture(wrong(address));
    }
    return Accounts.stored(database.pool(), name)
        .compose(stored -> {
          var usable = stored.filter(found -> found.account().active());
          var hash = usable.map(Accounts.Stored::passwordHash);
          var isRight = device.isPresent()
              ? passwords.verify(password, hash)
              : passwords.verifyOfStranger(password, hash, address);
          return isRight.compose(right -> right
              ? welcome(usable.orElseThrow().account(), one)
              : Future.failedFuture(wrong(address)));
        })
        .onFailure(no -> {
          // a failure of the server does not count as a guess
          if (!(no instanceof Failure.Unauthenticated)) {
            throttle.unchecked(one);
          }
        });
  }

  /** Ends the session or token of this secret, at every node. */
  public Future<Void> logOut(Secret secret) {
    return database.pool().preparedQuery(END).execute(Tuple.of(secret.hash())).map(rows -> {
      known.forget();
      rows.forEach(row -> news.say(row.getString("account")));
      return null;
    });
  }

  /** Issues a token for a program that acts as this account. */
  public Future<Opened> issueToken(String by, Account account, Duration lifetime) {
    return database.transaction(sql -> open(sql, "token", account, lifetime)
        .compose(token -> audit
            .record(
                sql,
                by,
                "token.issued",
                account.name(),
                Map.of("expires_at", token.expiresAt().toString()))
            .map(token)));
  }

  /** Issues a token for the account that asks for it. */
  public Future<Opened> issueToken(Identity self, Duration lifetime) {
    return issueToken(
        self.account(), new Account(self.account(), self.role(), self.agent(), true), lifetime);
  }

  /**
   * Finds the identity of a secret that is still valid. The database is asked the first time, and
   * again when any session, token or account has changed at any node.
   */
  public Future<Optional<Identity>> identify(Secret secret) {
    var hash = secret.hash();
    var now = clock.instant();
    var remembered = known.identity(hash, now);
    if (remembered.isPresent()) {
      return Future.succeededFuture(remembered);
    }
    long before = known.beforeLookUp();
    return database
        .pool()
        .preparedQuery(IDENTIFY)
        .execute(Tuple.of(hash, now.atOffset(ZoneOffset.UTC)))
        .map(rows -> rows.stream().findFirst().map(row -> {
          var identity = Accounts.account(row).identity();
          known.learn(hash, identity, row.getOffsetDateTime("expires_at").toInstant(), before);
          return identity;
        }));
  }

  /**
   * Checks whether a credential has ended without news of it. Call it about once a second;
   * otherwise every {@link #identify} asks the database.
   */
  public Future<Void> lookForChanges() {
    var now = clock.instant();
    return database
        .pool()
        .query(CHANGES)
        .execute()
        .onSuccess(rows -> known.counted(rows.iterator().next().getLong("count"), now))
        .mapEmpty();
  }

  /**
   * Calls the follower with the name of an account when one of its sessions has ended at any node.
   * A follower that keeps connections open then checks them.
   */
  public void whenEnded(Consumer<String> follower) {
    news.listen(follower);
  }

  void sayEnded(String account) {
    known.forget();
    news.say(account);
  }

  private Future<Opened> welcome(Account account, LogInThrottle.Try one) {
    var now = clock.instant();
    return database
        .transaction(sql -> sql.preparedQuery(MAKE_ROOM)
            .execute(Tuple.of(
                account.name(), now.atOffset(ZoneOffset.UTC), SESSIONS_PER_ACCOUNT_MAX - 1))
            .compose(_ -> open(sql, "session", account, SESSION_LIFETIME)))
        .onSuccess(_ -> throttle.right(one));
  }

  private Failure wrong(String address) {
    LOG.info("log-in refused address={}", address);
    return new Failure.Unauthenticated("name or password is wrong");
  }

  private Future<Opened> open(SqlClient sql, String kind, Account account, Duration lifetime) {
    var secret = Secret.fresh(random);
    var now = clock.instant();
    var expiresAt = now.plus(lifetime);
    return sql.preparedQuery(INSERT)
        .execute(Tuple.of(
            secret.hash(),
            kind,
            account.name(),
            now.atOffset(ZoneOffset.UTC),
            expiresAt.atOffset(ZoneOffset.UTC)))
        .map(_ -> new Opened(secret, account.identity(), expiresAt));
  }
}
