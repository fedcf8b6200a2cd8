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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.storage.Database;
import tandem.storage.nodes.NodeNews;

/** The sessions of people and the tokens of programs. */
public final class Sessions {

  public static final Duration SESSION_LIFETIME = Duration.ofHours(12);
  public static final Duration TOKEN_LIFETIME = Duration.ofDays(30);

  public static final int TOKEN_DAYS_MAX = 365;
  public static final int LABEL_LENGTH_MAX = 100;

  /** A number of sessions that no person needs. A new session ends the oldest. */
  public static final int SESSIONS_PER_ACCOUNT_MAX = 20;

  private static final int REMEMBERED_MAX = 10_000;

  /** The number of changes whose accounts the database keeps: see the table credential_end. */
  private static final int ENDS_KEPT = 1_000;

  private static final String LEFT = "the agent is no longer active on the floor";

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private static final String INSERT = """
      INSERT INTO credential (hash, kind, account, created_at, expires_at, label)
      VALUES ($1, $2, $3, $4, $5, $6)
      RETURNING id
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
        LEFT JOIN auth_agent g ON g.id = a.agent
       WHERE c.hash = $1
         AND c.expires_at > $2
         AND a.active
         AND g.active IS NOT FALSE
      """;

  private static final String CHANGES = """
      SELECT count,
             EXISTS (SELECT
                       FROM auth_agent g
                       JOIN account a ON a.agent = g.id
                       JOIN credential c ON c.account = a.name
                      WHERE NOT g.active) AS leavers
        FROM credential_changes
      """;

  private static final String ENDED_SINCE = """
      SELECT DISTINCT account FROM credential_end WHERE number > $1
      """;

  private static final String END = """
      DELETE FROM credential WHERE hash = $1 RETURNING account
      """;

  private static final String END_LEAVERS = """
      DELETE FROM credential c
       USING account a, auth_agent g
       WHERE a.name = c.account
         AND g.id = a.agent
         AND NOT g.active
      RETURNING c.account, c.kind
      """;

  /** A new session or token. Only this answer contains the secret. */
  public record Opened(UUID id, Secret secret, Identity identity, Instant expiresAt) {}

  private final Database database;
  private final Passwords passwords;
  private final Audit audit;
  private final InstantSource clock;
  private final SecureRandom random;
  private final NodeNews<String> news;
  private final KnownCredentials known = new KnownCredentials(REMEMBERED_MAX);
  private final CredentialUses uses;
  private final List<Consumer<Predicate<String>>> followers = new CopyOnWriteArrayList<>();

  /** The count of changes up to which the followers were told whose sessions have ended. */
  private volatile OptionalLong toldUpTo = OptionalLong.empty();

  /** Accounts whose open connections could not be checked. */
  private final Set<String> unchecked = ConcurrentHashMap.newKeySet();

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
    this.uses = new CredentialUses(database, REMEMBERED_MAX);
    this.throttle = new LogInThrottle(clock);
    news.listen(account -> {
      known.forget();
      tellFollowers(account::equals);
    });
  }

  /**
   * The news that a session of an account has ended; whether a session is valid is read from
   * PostgreSQL.
   */
  public static NodeNews<String> news(Vertx vertx) {
    return new NodeNews<>(vertx, "tandem.sessions", Function.identity(), Function.identity());
  }

  /**
   * Opens a session for a name and its password. A stranger gets the same answer to every wrong
   * name and password; only with the right password is the reason said why the account may not log
   * in.
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
    var begun = throttle.begin(one);
    if (!fits) {
      return Future.failedFuture(wrong(address));
    }
    return Accounts.stored(database.pool(), name)
        .compose(stored -> {
          var hash = stored.map(Accounts.Stored::passwordHash);
          return passwords
              .verify(password, hash, begun.asker())
              .compose(right -> right
                  ? welcome(stored.orElseThrow(), begun)
                  : Future.failedFuture(wrong(address)));
        })
        .onFailure(no -> {
          // a failure of the server does not count as a guess
          if (!(no instanceof Failure.Unauthenticated)) {
            throttle.unchecked(begun);
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

  /**
   * Issues a token for a program that acts as this account; {@link Failure.Conflict} when the
   * account lets nobody in.
   *
   * @param label says in lists what the token is for
   */
  public Future<Opened> issueToken(
      String by, String account, Optional<String> label, Duration lifetime) {
    return database.transaction(sql -> Accounts.standing(sql, account)
        .compose(found -> {
          var stored = found.orElseThrow(() -> new Failure.NotFound("account", account));
          return stored
              .objection()
              .map(why -> Future.<Opened>failedFuture(new Failure.Conflict(why)))
              .orElseGet(() -> open(sql, "token", stored.account(), label, lifetime));
        })
        .compose(token -> audit
            .record(
                sql, by, "token.issued", account, Act.made(issued(token, label)).body())
            .map(token)));
  }

  private static Map<String, Object> issued(Opened token, Optional<String> label) {
    var body = new TreeMap<String, Object>(
        Map.of("id", token.id().toString(), "expires_at", token.expiresAt().toString()));
    label.ifPresent(text -> body.put("label", text));
    return body;
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
        .map(rows -> {
          var found = rows.stream().findFirst();
          if (found.isEmpty()) {
            known.hasEnded(hash);
          }
          return found.map(row -> {
            var identity = Accounts.account(row).identity();
            known.learn(hash, identity, row.getOffsetDateTime("expires_at").toInstant(), before);
            return identity;
          });
        });
  }

  /**
   * Returns the account whose secret it was when it was opened or last looked up here, without
   * asking the database. It says for whom a look-up counts, and lets nobody in.
   */
  Optional<String> lastKnownAccount(Secret secret) {
    return known.account(secret.hash());
  }

  /**
   * Finds the identity of somebody whose connection stays open. If it cannot be looked up, the
   * followers are told of this account again when the database answers.
   */
  public Future<Optional<Identity>> stillIdentify(Secret secret, String account) {
    return identify(secret).onFailure(_ -> unchecked.add(account));
  }

  /** Notes a use of a credential that was accepted, for the lists of sessions and tokens. */
  public void used(Secret secret, String address, @Nullable String device) {
    uses.note(secret.hash(), address, device, clock.instant());
  }

  /**
   * Checks whether a credential has ended without news of it, and tells the followers. It also ends
   * what agents have who are no longer active on the floor, and stores when credentials were used.
   * Call it about once a second; otherwise every {@link #identify} asks the database.
   */
  public Future<Void> lookForChanges() {
    var now = clock.instant();
    return database
        .pool()
        .query(CHANGES)
        .execute()
        .compose(rows -> {
          var row = rows.iterator().next();
          known.counted(row.getLong("count"), now);
          tellUnchecked();
          return tellEndedSince(toldUpTo, row.getLong("count"))
              // who may still watch is better asked in vain than a second later
              .onFailure(_ -> tellFollowers(_ -> true))
              .compose(_ -> row.getBoolean("leavers") ? endLeavers() : Future.succeededFuture());
        })
        .compose(_ -> uses.storeNowAndThen(now));
  }

  private Future<Void> tellEndedSince(OptionalLong before, long count) {
    if (before.isEmpty() || before.getAsLong() == count) {
      toldUpTo = OptionalLong.of(count);
      return Future.succeededFuture();
    }
    if (count - before.getAsLong() >= ENDS_KEPT) {
      tellFollowers(_ -> true);
      toldUpTo = OptionalLong.of(count);
      return Future.succeededFuture();
    }
    return database
        .pool()
        .preparedQuery(ENDED_SINCE)
        .execute(Tuple.of(before.getAsLong()))
        .onSuccess(rows -> {
          var ended =
              rows.stream().map(row -> row.getString("account")).collect(Collectors.toSet());
          tellFollowers(ended::contains);
          toldUpTo = OptionalLong.of(count);
        })
        .mapEmpty();
  }

  private void tellUnchecked() {
    var accounts = Set.copyOf(unchecked);
    if (!accounts.isEmpty()) {
      // those who cannot be checked now either are added again
      unchecked.removeAll(accounts);
      tellFollowers(accounts::contains);
    }
  }

  /**
   * Ends the sessions and tokens of agents who are no longer active on the floor. From the commit
   * of the floor's change on they let nobody in; a later return of the agent does not revive them.
   */
  public Future<Void> endLeavers() {
    known.forget();
    return database
        .transaction(sql -> sql.preparedQuery(END_LEAVERS).execute().compose(rows -> {
          var ended = new TreeMap<String, Integer>();
          rows.forEach(row -> ended.merge(row.getString("account"), 1, Integer::sum));
          var effects = ended.entrySet().stream()
              .map(account -> new Audit.Effect(
                  account.getKey(), Map.of("ended", account.getValue(), "why", LEFT)))
              .toList();
          return effects.isEmpty()
              ? Future.succeededFuture(Set.<String>of())
              : audit
                  .record(sql, "(floor)", "account.left", effects)
                  .map(Set.copyOf(ended.keySet()));
        }))
        .onSuccess(accounts -> accounts.forEach(this::sayEnded))
        .mapEmpty();
  }

  /**
   * Calls the follower when sessions or tokens have ended at any node, with a test of the accounts
   * whose they were. A follower that keeps connections open then checks those of these accounts.
   */
  public void whenEnded(Consumer<Predicate<String>> follower) {
    followers.add(follower);
  }

  private void tellFollowers(Predicate<String> accounts) {
    followers.forEach(follower -> follower.accept(accounts));
  }

  void sayEnded(String account) {
    known.forget();
    news.say(account);
  }

  private Future<Opened> welcome(Accounts.Stored stored, LogInThrottle.Begun begun) {
    var account = stored.account();
    var now = clock.instant();
    var objection = stored.objection();
    if (objection.isPresent()) {
      // the password was right, so it counts as no guess
      return Future.failedFuture(new Failure.Denied(objection.get()));
    }
    return database
        .transaction(sql -> Accounts.standing(sql, account.name())
            // it may have been disabled, or its password changed, while the given one was checked
            .compose(found -> found.equals(Optional.of(stored))
                ? sql.preparedQuery(MAKE_ROOM)
                    .execute(Tuple.of(
                        account.name(), now.atOffset(ZoneOffset.UTC), SESSIONS_PER_ACCOUNT_MAX - 1))
                : Future.failedFuture(
                    new Failure.Denied("the account has just been changed; log in again")))
            .compose(_ -> open(sql, "session", account, Optional.empty(), SESSION_LIFETIME)))
        .onSuccess(opened -> {
          known.opened(opened.secret().hash(), account.name());
          throttle.right(begun);
        });
  }

  private Failure wrong(String address) {
    LOG.info("log-in refused address={}", address);
    return new Failure.Unauthenticated("name or password is wrong");
  }

  private Future<Opened> open(
      SqlClient sql, String kind, Account account, Optional<String> label, Duration lifetime) {
    var secret = Secret.fresh(random);
    var now = clock.instant();
    var expiresAt = now.plus(lifetime);
    return sql.preparedQuery(INSERT)
        .execute(Tuple.of(
            secret.hash(),
            kind,
            account.name(),
            now.atOffset(ZoneOffset.UTC),
            expiresAt.atOffset(ZoneOffset.UTC),
            label.orElse(null)))
        .map(rows -> new Opened(
            rows.iterator().next().getUUID("id"), secret, account.identity(), expiresAt));
  }
}
