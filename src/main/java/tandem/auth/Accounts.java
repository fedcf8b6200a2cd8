package tandem.auth;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.base.Storable;
import tandem.base.Text;
import tandem.storage.Database;

/** The accounts of people and programs. */
public final class Accounts {

  public static final int NAME_LENGTH_MAX = 64;

  /** The limit of a reason that is given for an act. */
  public static final int WHY_LENGTH_MAX = Act.WHY_LENGTH_MAX;

  /** The beginning of the name of an agent's account whose own name is another's. */
  private static final String AGENT = "agent:";

  /** The limit of a name that an account may have without having been asked for. */
  public static final int KNOWN_NAME_LENGTH_MAX = 70;

  /** No password has this hash: the account is used by tokens only (see {@link #CREATE}). */
  private static final String NO_PASSWORD = "!";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.@-]*");

  private static final String CREATE = """
      INSERT INTO account (name, password_hash, role, agent, created_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (name) DO UPDATE
         SET password_hash = excluded.password_hash
       WHERE account.password_hash = '!'
         AND account.role = excluded.role
         AND account.agent IS NOT DISTINCT FROM excluded.agent
      """;

  private static final String FIND = """
      SELECT a.name, a.password_hash, a.role, a.agent, a.active, g.active IS NOT FALSE AS on_floor
        FROM account a
        LEFT JOIN auth_agent g ON g.id = a.agent
       WHERE a.name = $1
      """;

  /** It stays as it is until the transaction ends. */
  private static final String FIND_STANDING = FIND + " FOR SHARE OF a";

  private static final String FIND_TO_CHANGE = FIND + " FOR NO KEY UPDATE OF a";

  private static final String FIND_AGENT = """
      SELECT a.name, a.password_hash, a.role, a.agent, a.active, g.active IS NOT FALSE AS on_floor
        FROM account a
        LEFT JOIN auth_agent g ON g.id = a.agent
       WHERE a.agent = $1
         AND a.role = 'agent'
       ORDER BY a.name
       LIMIT 1
      """;

  private static final String LIST = """
      SELECT a.name, a.role, a.agent, a.active, g.active IS NOT FALSE AS on_floor, a.created_at,
             a.password_hash <> '!' AS has_password,
             (SELECT count(*)::integer
                FROM credential c
               WHERE c.account = a.name AND c.kind = 'session' AND c.expires_at > $1) AS sessions,
             (SELECT count(*)::integer
                FROM credential c
               WHERE c.account = a.name AND c.kind = 'token' AND c.expires_at > $1) AS tokens
        FROM account a
        LEFT JOIN auth_agent g ON g.id = a.agent
       WHERE a.name > $2
       ORDER BY a.name
       LIMIT $3
      """;

  private static final String KNOWS_AGENT = "SELECT FROM auth_agent WHERE id = $1";

  /** Acts on accounts take turns, so that two administrators cannot disable each other at once. */
  private static final String TAKE_TURNS = """
      SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('tandem accounts', 0))
      """;

  private static final String OTHER_ADMINS = """
      SELECT count(*)
        FROM account
       WHERE role = 'admin' AND active AND password_hash <> '!' AND name <> $1
      """;

  private static final String WITH_PASSWORD = """
      SELECT EXISTS (SELECT FROM account WHERE active AND password_hash <> '!') AS any
      """;

  private static final String SET_PASSWORD = """
      UPDATE account SET password_hash = $2 WHERE name = $1
      """;

  private static final String SET_ACTIVE = """
      UPDATE account SET active = $2 WHERE name = $1
      """;

  private static final String SET_ROLE = """
      UPDATE account SET role = $2 WHERE name = $1
      """;

  private static final String END_SESSIONS = """
      DELETE FROM credential WHERE account = $1 AND kind = 'session'
      """;

  private static final String END_ALL = """
      DELETE FROM credential WHERE account = $1
      """;

  /**
   * An account with the hash of its password.
   *
   * @param onFloor false if its agent is no longer active on the floor
   */
  record Stored(Account account, String passwordHash, boolean onFloor) {

    /** Says why this account lets nobody in. Only somebody with its password may hear it. */
    Optional<String> objection() {
      if (!account.active()) {
        return Optional.of("account " + account.name() + " is disabled; ask an administrator");
      }
      return onFloor
          ? Optional.empty()
          : Optional.of("agent " + account.agent().orElseThrow()
              + " is no longer active on the floor; ask an administrator");
    }
  }

  /**
   * An account in the list of all.
   *
   * @param onFloor false if its agent is no longer active on the floor, so that nobody may log in
   * @param hasPassword false if only tokens can use it
   * @param sessions the number of its sessions that are valid
   */
  public record Listed(
      String name,
      Role role,
      Optional<AgentId> agent,
      boolean active,
      boolean onFloor,
      boolean hasPassword,
      Instant madeAt,
      int sessions,
      int tokens) {}

  /** A change of one column of an account, for the audit too. */
  private record Change(
      String statement, Object value, Map<String, Object> before, Map<String, Object> after) {

    static Change of(String statement, Object value, String part, Object before) {
      return new Change(statement, value, Map.of(part, before), Map.of(part, value));
    }
  }

  private final Database database;
  private final Passwords passwords;
  private final Audit audit;
  private final Sessions sessions;
  private final InstantSource clock;

  public Accounts(
      Database database, Passwords passwords, Audit audit, Sessions sessions, InstantSource clock) {
    this.database = database;
    this.passwords = passwords;
    this.audit = audit;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** {@link #create(String, Optional, String, String, Role, Optional)} without a reason. */
  public Future<Account> create(
      String by, String name, String password, Role role, Optional<AgentId> agent) {
    return create(by, Optional.empty(), name, password, role, agent);
  }

  /**
   * Makes a new account, or gives a password to one that only tokens could use;
   * {@link Failure.Conflict} when the name is taken.
   *
   * @param by the account that asks
   * @param why its reason, for the audit
   */
  public Future<Account> create(
      String by,
      Optional<String> why,
      String name,
      String password,
      Role role,
      Optional<AgentId> agent) {
    var errors = Stream.of(ofName(name), Passwords.ofNew(password), ofRole(role, agent))
        .flatMap(Optional::stream)
        .toList();
    if (!errors.isEmpty()) {
      throw new Failure.Invalid(errors);
    }
    var after = new TreeMap<String, Object>(Map.of("role", role.word()));
    agent.ifPresent(id -> after.put("agent", id.value()));
    return passwords
        .hash(password)
        .compose(hash -> database.transaction(sql -> insert(sql, name, hash, role, agent)
            .compose(made -> made
                ? audit.record(
                    sql, by, "account.created", name, new Act(Map.of(), after, why).body())
                : Future.failedFuture(
                    new Failure.Conflict("account " + name + " already exists")))))
        .map(_ -> new Account(name, role, agent, true));
  }

  /** Sets a new password and ends all sessions of the account; its tokens stay valid. */
  public Future<Void> changePassword(
      String by, Optional<String> why, String name, String password) {
    return passwords
        .hash(password)
        .compose(hash -> change(
            by,
            why,
            "account.password_changed",
            name,
            Optional.of(END_SESSIONS),
            _ -> new Change(SET_PASSWORD, hash, Map.of(), Map.of())));
  }

  /**
   * Disables the account: it ends its sessions and tokens and allows no more log-ins.
   * {@link Failure.Conflict} for the last administrator who can log in.
   */
  public Future<Void> disable(String by, Optional<String> why, String name) {
    return change(
        by,
        why,
        "account.disabled",
        name,
        Optional.of(END_ALL),
        was -> Change.of(SET_ACTIVE, false, "active", was.active()));
  }

  public Future<Void> enable(String by, Optional<String> why, String name) {
    return change(
        by,
        why,
        "account.enabled",
        name,
        Optional.empty(),
        was -> Change.of(SET_ACTIVE, true, "active", was.active()));
  }

  /**
   * Changes what the account may do, and ends its sessions and tokens, which were opened for the
   * role before. {@link Failure.Conflict} for the last administrator who can log in.
   */
  public Future<Void> changeRole(String by, Optional<String> why, String name, Role role) {
    return change(by, why, "account.role_changed", name, Optional.of(END_ALL), was -> {
      ofRole(role, was.agent()).ifPresent(error -> {
        throw new Failure.Invalid(error);
      });
      return Change.of(SET_ROLE, role.word(), "role", was.role().word());
    });
  }

  /** Returns the accounts after this name, in the order of their names. */
  public Future<List<Listed>> list(String after, int limit) {
    return database
        .pool()
        .preparedQuery(LIST)
        .execute(Tuple.of(clock.instant().atOffset(ZoneOffset.UTC), after, limit))
        .map(rows -> rows.stream()
            .map(row -> {
              var account = account(row);
              return new Listed(
                  account.name(),
                  account.role(),
                  account.agent(),
                  account.active(),
                  row.getBoolean("on_floor"),
                  row.getBoolean("has_password"),
                  row.getOffsetDateTime("created_at").toInstant(),
                  row.getInteger("sessions"),
                  row.getInteger("tokens"));
            })
            .toList());
  }

  /** Completes if the floor has this agent; {@link Failure.NotFound} otherwise. */
  public Future<Void> checkKnown(AgentId agent) {
    return database
        .pool()
        .preparedQuery(KNOWS_AGENT)
        .execute(Tuple.of(agent.value()))
        .compose(rows -> rows.size() == 1
            ? Future.succeededFuture()
            : Future.failedFuture(new Failure.NotFound("agent", agent)));
  }

  /** Whether anybody can log in with a password. */
  public Future<Boolean> anybodyCanLogIn() {
    return database
        .pool()
        .query(WITH_PASSWORD)
        .execute()
        .map(rows -> rows.iterator().next().getBoolean("any"));
  }

  /** Returns the account of an agent. An agent without an account gets one without a password. */
  public Future<Account> ofAgent(AgentId agent) {
    return database.transaction(sql -> find(sql, FIND_AGENT, agent.value())
        .compose(found -> found
            .map(stored -> Future.succeededFuture(stored.account()))
            .orElseGet(() -> makeForAgent(sql, agent))));
  }

  /** Returns the account that programs use by tokens; a missing one is made without a password. */
  Future<Account> ofProgram(String name, Role role) {
    return database.transaction(sql -> insert(sql, name, NO_PASSWORD, role, Optional.empty())
        .compose(_ -> find(sql, FIND, name))
        .map(found -> found.orElseThrow().account()));
  }

  Future<Boolean> hasPassword(String name) {
    return stored(database.pool(), name)
        .map(found -> found.filter(it -> !it.passwordHash().equals(NO_PASSWORD)).isPresent());
  }

  static Future<Optional<Stored>> stored(SqlClient sql, String name) {
    return find(sql, FIND, name);
  }

  /** The same; the account stays as it is until the transaction ends. */
  static Future<Optional<Stored>> standing(SqlClient transaction, String name) {
    return find(transaction, FIND_STANDING, name);
  }

  private Future<Account> makeForAgent(SqlClient sql, AgentId agent) {
    var owner = Optional.of(agent);
    return insert(sql, agent.value(), NO_PASSWORD, Role.AGENT, owner).compose(made -> {
      if (made) {
        return Future.succeededFuture(new Account(agent.value(), Role.AGENT, owner, true));
      }
      // the name belongs to another account (an agent called admin), which must not be handed out
      var name = AGENT + agent.value();
      return insert(sql, name, NO_PASSWORD, Role.AGENT, owner)
          .map(_ -> new Account(name, Role.AGENT, owner, true));
    });
  }

  private Future<Boolean> insert(
      SqlClient sql, String name, String hash, Role role, Optional<AgentId> agent) {
    return sql.preparedQuery(CREATE)
        .execute(Tuple.of(
            name,
            hash,
            role.word(),
            agent.map(AgentId::value).orElse(null),
            clock.instant().atOffset(ZoneOffset.UTC)))
        .map(rows -> rows.rowCount() == 1);
  }

  private Future<Void> change(
      String by,
      Optional<String> why,
      String act,
      String name,
      Optional<String> ending,
      Function<Account, Change> asked) {
    checkStorable(name);
    return database
        .transaction(sql -> sql.query(TAKE_TURNS)
            .execute()
            // the account comes first, as at a log-in; then credentials, as at a log-out: so no two
            // transactions wait for each other
            .compose(_ -> find(sql, FIND_TO_CHANGE, name))
            .compose(found -> {
              var was =
                  found.orElseThrow(() -> new Failure.NotFound("account", name)).account();
              var change = asked.apply(was);
              return keepAnAdmin(sql, was, change)
                  .compose(_ -> ending
                      .map(delete -> sql.preparedQuery(delete).execute(Tuple.of(name)))
                      .map(Future::<Void>mapEmpty)
                      .orElseGet(Future::succeededFuture))
                  .compose(_ ->
                      sql.preparedQuery(change.statement()).execute(Tuple.of(name, change.value())))
                  .compose(_ -> audit.record(
                      sql, by, act, name, new Act(change.before(), change.after(), why).body()));
            }))
        .onSuccess(_ -> sessions.sayEnded(name));
  }

  /** Refuses to take the last administrator who can log in: nobody could give access again. */
  private static Future<Void> keepAnAdmin(SqlClient sql, Account was, Change change) {
    boolean leaves = was.active()
        && was.role() == Role.ADMIN
        && ((change.statement().equals(SET_ACTIVE) && change.value().equals(false))
            || (change.statement().equals(SET_ROLE) && !change.value().equals(Role.ADMIN.word())));
    if (!leaves) {
      return Future.succeededFuture();
    }
    return sql.preparedQuery(OTHER_ADMINS)
        .execute(Tuple.of(was.name()))
        .compose(rows -> rows.iterator().next().getLong(0) > 0
            ? Future.succeededFuture()
            : Future.failedFuture(new Failure.Conflict(
                "no other administrator could log in; make another one first")));
  }

  private static Future<Optional<Stored>> find(SqlClient sql, String query, String key) {
    return sql.preparedQuery(query)
        .execute(Tuple.of(key))
        .map(rows -> rows.stream().findFirst().map(Accounts::read));
  }

  static Account account(Row row) {
    @Nullable String agent = row.getString("agent");
    return new Account(
        row.getString("name"),
        Role.of(row.getString("role")),
        Optional.ofNullable(agent).map(AgentId::new),
        row.getBoolean("active"));
  }

  private static Stored read(Row row) {
    return new Stored(account(row), row.getString("password_hash"), row.getBoolean("on_floor"));
  }

  private static void checkStorable(String name) {
    if (Text.length(name) > KNOWN_NAME_LENGTH_MAX || Storable.objection(name).isPresent()) {
      throw new Failure.NotFound("account", "of this name");
    }
  }

  /**
   * Says what is wrong. An administrator who is an agent could be lost by a change of the floor.
   */
  private static Optional<String> ofRole(Role role, Optional<AgentId> agent) {
    if (role == Role.AGENT && agent.isEmpty()) {
      return Optional.of("agent is missing: role agent needs it");
    }
    return role == Role.ADMIN && agent.isPresent()
        ? Optional.of("role must not be admin for an agent of the floor")
        : Optional.empty();
  }

  private static Optional<String> ofName(String name) {
    return Text.length(name) <= NAME_LENGTH_MAX && NAME.matcher(name).matches()
        ? Optional.empty()
        : Optional.of("an account's name is 1-" + NAME_LENGTH_MAX
            + " of a-z 0-9 _ . @ - and begins with a letter or digit");
  }
}
