package tandem.desk.conversations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import tandem.base.AgentId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.Storable;
import tandem.base.Text;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.FloorPlan;
import tandem.storage.Database;

/**
 * The texts that agents insert into their answers. A personal one belongs to an account; one of the
 * team belongs to a department, and supervisors write it.
 */
public final class CannedReplies {

  public static final int TEXT_LENGTH_MAX = 8_000;

  /** As many as a person can choose from. */
  static final int PER_OWNER_MAX = 200;

  private static final Pattern SHORTCUT =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}_-]{0,39}");

  /** A shortcut has no line feed, so that shortcut and text are hashed as one text. */
  private static final int VERSION_LENGTH = 32;

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String FOREIGN_KEY_VIOLATION = "23503";

  private static final String OF = """
      SELECT id, account, department, shortcut, text, changed_by, changed_at
        FROM canned_reply
       WHERE account = $1
          OR department = $2
          OR $3
         AND department IS NOT NULL
       ORDER BY shortcut, department NULLS FIRST, id
      """;

  private static final String ONE = """
      SELECT id, account, department, shortcut, text, changed_by, changed_at
        FROM canned_reply
       WHERE id = $1
         FOR UPDATE
      """;

  private static final String ADD = """
      INSERT INTO canned_reply (id, account, department, shortcut, text, changed_by, changed_at)
      SELECT $1, $2, $3, $4, $5, $6, $7
       WHERE (SELECT count(*)
                FROM canned_reply
               WHERE account = $2
                  OR department = $3) < $8
      """;

  private static final String CHANGE = """
      UPDATE canned_reply
         SET shortcut = $2, text = $3, changed_by = $4, changed_at = $5
       WHERE id = $1
      """;

  private static final String REMOVE = "DELETE FROM canned_reply WHERE id = $1";

  /**
   * A canned reply.
   *
   * @param department whose it is; empty for a personal one
   * @param shortcut what is typed after the slash
   * @param version says which shortcut and text this is; the same ones have the same version
   * @param changedBy the account that wrote them
   */
  public record Reply(
      UUID id,
      Optional<DepartmentId> department,
      String shortcut,
      String text,
      String version,
      String changedBy,
      Instant changedAt) {

    private static Reply of(
        UUID id, Optional<DepartmentId> department, Written written, String by, Instant at) {
      var version = HexFormat.of()
          .formatHex(sha256(written.shortcut() + '\n' + written.text()))
          .substring(0, VERSION_LENGTH);
      return new Reply(id, department, written.shortcut(), written.text(), version, by, at);
    }
  }

  /** The text of a reply as somebody writes it. */
  public record Written(String shortcut, String text) {

    public Written {
      Failure.require(
          SHORTCUT.matcher(shortcut).matches(),
          "shortcut must be 1-40 letters, digits, - or _, and begin with a letter or digit");
      text = Text.written(text);
      Failure.require(!text.isBlank(), "text is required");
      Failure.require(
          Text.length(text) <= TEXT_LENGTH_MAX,
          "text must have at most " + TEXT_LENGTH_MAX + " characters");
      Storable.objection(text).ifPresent(rule -> {
        throw new Failure.Invalid("text " + rule);
      });
    }
  }

  /**
   * The person who asks.
   *
   * @param supervises whether they may write the replies of departments
   */
  public record Who(String account, Optional<AgentId> agent, boolean supervises) {}

  /** The record of acts that need a role. */
  @FunctionalInterface
  public interface Recorder {
    Future<Void> of(SqlConnection tx, String account, String act, String subject, Object body);
  }

  private record Owned(Reply reply, Optional<String> account) {}

  private final Database database;
  private final CommittedFloor floor;
  private final Recorder audit;
  private final Ids ids;
  private final InstantSource clock;

  public CannedReplies(
      Database database, CommittedFloor floor, Recorder audit, Ids ids, InstantSource clock) {
    this.database = database;
    this.floor = floor;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Returns the replies that a person may use: their own and those of their department; a
   * supervisor gets those of all departments.
   */
  public Future<List<Reply>> of(Who who) {
    return department(who)
        .compose(department -> database
            .pool()
            .preparedQuery(OF)
            .execute(Tuple.of(
                who.account(), department.map(DepartmentId::value).orElse(null), who.supervises()))
            .map(rows -> rows.stream().map(row -> read(row).reply()).toList()));
  }

  private Future<Optional<DepartmentId>> department(Who who) {
    return floor.read(now -> who.agent().flatMap(now::planned).map(FloorPlan.Agent::department));
  }

  /** Adds a reply: a personal one, or one of a department. */
  public Future<Reply> add(Who who, Optional<DepartmentId> department, Written written) {
    department.ifPresent(_ -> mayWrite(who));
    var reply = Reply.of(ids.next(), department, written, who.account(), clock.instant());
    return told(
        written.shortcut(),
        database.transaction(tx -> tx.preparedQuery(ADD)
            .execute(Tuple.of(
                    reply.id(),
                    department.isPresent() ? null : who.account(),
                    department.map(DepartmentId::value).orElse(null),
                    reply.shortcut(),
                    reply.text(),
                    reply.changedBy(),
                    reply.changedAt().atOffset(UTC))
                .addInteger(PER_OWNER_MAX))
            .compose(rows -> {
              if (rows.rowCount() == 0) {
                throw new Failure.Conflict(
                    "there are already " + PER_OWNER_MAX + " canned replies; remove one first");
              }
              return recorded(tx, who, "canned_reply.added", reply);
            })
            .map(reply)));
  }

  /**
   * Changes a reply; its owner stays.
   *
   * @param expected the versions that may be changed; {@link Failure.Outdated} (in the future) with
   *     the reply that is there when it has none of them
   */
  public Future<Reply> change(Who who, UUID id, Optional<Set<String>> expected, Written written) {
    return told(
        written.shortcut(),
        database.transaction(tx -> mine(tx, who, id, expected).compose(before -> {
          var after = Reply.of(id, before.department(), written, who.account(), clock.instant());
          return tx.preparedQuery(CHANGE)
              .execute(Tuple.of(
                  id,
                  after.shortcut(),
                  after.text(),
                  after.changedBy(),
                  after.changedAt().atOffset(UTC)))
              .compose(_ -> recorded(tx, who, "canned_reply.changed", after))
              .map(after);
        })));
  }

  /** Removes a reply that has one of these versions. */
  public Future<Void> remove(Who who, UUID id, Optional<Set<String>> expected) {
    return database.transaction(tx -> mine(tx, who, id, expected)
        .compose(reply -> tx.preparedQuery(REMOVE)
            .execute(Tuple.of(id))
            .compose(_ -> recorded(tx, who, "canned_reply.removed", reply))));
  }

  /**
   * Returns the reply if this person may change it; others' personal ones do not exist for them.
   */
  private static Future<Reply> mine(
      SqlConnection tx, Who who, UUID id, Optional<Set<String>> expected) {
    return tx.preparedQuery(ONE).execute(Tuple.of(id)).map(rows -> {
      var found = rows.stream()
          .findFirst()
          .map(CannedReplies::read)
          .filter(one -> one.account().isEmpty() || one.account().get().equals(who.account()))
          .orElseThrow(() -> new Failure.NotFound("canned reply", id));
      var reply = found.reply();
      reply.department().ifPresent(_ -> mayWrite(who));
      if (!expected.map(versions -> versions.contains(reply.version())).orElse(true)) {
        throw new Failure.Outdated(
            "this reply was changed meanwhile by " + reply.changedBy(), Map.of("reply", reply));
      }
      return reply;
    });
  }

  private static void mayWrite(Who who) {
    if (!who.supervises()) {
      throw new Failure.Denied("supervisors write the canned replies of a department");
    }
  }

  /** Records changes of a department's replies, without their text. */
  private Future<Void> recorded(SqlConnection tx, Who who, String act, Reply reply) {
    return reply
        .department()
        .map(department -> audit.of(
            tx,
            who.account(),
            act,
            reply.id().toString(),
            Map.of("department", department, "shortcut", reply.shortcut())))
        .orElseGet(Future::succeededFuture);
  }

  private static <T> Future<T> told(String shortcut, Future<T> change) {
    return change.recover(failure -> Future.failedFuture(
        failure instanceof PgException refused
            ? switch (refused.getSqlState()) {
              case UNIQUE_VIOLATION ->
                new Failure.Conflict("there is already a canned reply /" + shortcut);
              case FOREIGN_KEY_VIOLATION -> new Failure.Invalid("department does not exist");
              default -> failure;
            }
            : failure));
  }

  private static Owned read(Row row) {
    return new Owned(
        Reply.of(
            row.getUUID("id"),
            Optional.ofNullable(row.getString("department")).map(DepartmentId::new),
            new Written(row.getString("shortcut"), row.getString("text")),
            row.getString("changed_by"),
            row.getOffsetDateTime("changed_at").toInstant()),
        Optional.ofNullable(row.getString("account")));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
