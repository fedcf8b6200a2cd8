package tandem.auth;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.storage.Database;

/** The accounts of people and programs. */
public final class Accounts {

  public static final int NAME_LENGTH_MAX = 64;

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
      SELECT name, password_hash, role, agent, active
        FROM account
       WHERE name = $1
      """;

  private static final String FIND_AGENT = """
      SELECT name, password_hash, role, agent, active
        FROM account
       WHERE agent = $1
         AND role = 'agent'
       ORDER BY name
       LIMIT 1
      """;

  private static final String SET_PASSWORD = """
      UPDATE account SET password_hash = $2 WHERE name = $1
      """;

  private static final String SET_ACTIVE = """
      UPDATE account SET active = $2 WHERE name = $1
      """;

  private static final String END_SESSIONS = """
      DELETE FROM credential WHERE account = $1 AND kind = 'session'
      """;

  private static final String END_ALL = """
      DELETE FROM credential WHERE account = $1
      """;

  /** An account with the hash of its password. */
  record Stored(Account account, String passwordHash) {}

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

  /**
   * Makes a new account, or gives a password to one that only tokens could use;
   * {@link Failure.Conflict} when the name is taken.
   */
  public Future<Account> create(
      String by, String name, String password, Role role, Optional<AgentId> agent) {
    checkName(name);
    return passwords
        .hash(password)
        .compose(hash -> database.transaction(sql -> insert(sql, name, hash, role, agent)
            .compose(made -> made
                ? audit.record(sql, by, "account.created", name, Map.of("role", role.word()))
                : Future.failedFuture(
                    new Failure.Conflict("account " + name + " already exists")))))
        .map(_ -> new Account(name, role, agent, true));
  }

  /** Sets a new password and ends all sessions of the account. */
  public Future<Void> changePassword(String by, String name, String password) {
    return passwords
        .hash(password)
        .compose(
            hash -> change(by, "account.password_changed", name, END_SESSIONS, SET_PASSWORD, hash));
  }

  /** Disables the account: it ends its sessions and tokens and allows no more log-ins. */
  public Future<Void> disable(String by, String name) {
    return change(by, "account.disabled", name, END_ALL, SET_ACTIVE, false);
  }

  public Future<Void> enable(String by, String name) {
    return database.transaction(sql -> update(sql, SET_ACTIVE, name, true)
        .compose(_ -> audit.record(sql, by, "account.enabled", name, Map.of())));
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

  Future<Boolean> isPassword(String name, String password) {
    return stored(database.pool(), name)
        .compose(found -> passwords.verify(password, found.map(Stored::passwordHash)));
  }

  static Future<Optional<Stored>> stored(SqlClient sql, String name) {
    return find(sql, FIND, name);
  }

  private Future<Account> makeForAgent(SqlClient sql, AgentId agent) {
    var owner = Optional.of(agent);
    return insert(sql, agent.value(), NO_PASSWORD, Role.AGENT, owner).compose(made -> {
      if (made) {
        return Future.succeededFuture(new Account(agent.value(), Role.AGENT, owner, true));
      }
      // the name belongs to another account (an agent called admin), which must not be handed out
      var name = "agent:" + agent.value();
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
      String by, String act, String name, String ending, String statement, Object value) {
    return database
        // credentials first, as at a log-in and a log-out, so that two transactions do not deadlock
        .transaction(sql -> sql.preparedQuery(ending)
            .execute(Tuple.of(name))
            .compose(_ -> update(sql, statement, name, value))
            .compose(_ -> audit.record(sql, by, act, name, Map.of())))
        .onSuccess(_ -> sessions.sayEnded(name));
  }

  private static Future<Void> update(SqlClient sql, String statement, String name, Object value) {
    return sql.preparedQuery(statement)
        .execute(Tuple.of(name, value))
        .compose(rows -> rows.rowCount() == 1
            ? Future.succeededFuture()
            : Future.failedFuture(new Failure.NotFound("account", name)));
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
    return new Stored(account(row), row.getString("password_hash"));
  }

  private static void checkName(String name) {
    Failure.require(
        Text.length(name) <= NAME_LENGTH_MAX && NAME.matcher(name).matches(),
        "an account's name is 1-" + NAME_LENGTH_MAX
            + " of a-z 0-9 _ . @ - and begins with a letter or digit");
  }
}
