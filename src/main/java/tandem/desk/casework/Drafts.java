package tandem.desk.casework;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Contact;
import tandem.storage.Database;
import tandem.storage.OneStatement;

/**
 * The drafts of agents: texts about their contacts that they have typed and not sent, one of each
 * kind per agent and contact. A draft is kept until its contact is finished; other drafts are
 * deleted after a while.
 */
public final class Drafts {

  public static final int LENGTH_MAX = 16 * 1024;

  /** How long a draft of a contact is kept that is never finished. */
  static final Duration KEPT_FOR = Duration.ofDays(7);

  private static final int LIST_MAX = 100;

  private static final String SAVE = """
      INSERT INTO draft (agent, contact, kind, body, saved_at)
      VALUES ($1, $2, $3, $4::text::jsonb, $5)
      ON CONFLICT (agent, contact, kind) DO UPDATE
         SET body = excluded.body, saved_at = excluded.saved_at
      """;

  private static final String DROP =
      "DELETE FROM draft WHERE agent = $1 AND contact = $2 AND kind = $3";

  private static final String END =
      "DELETE FROM draft WHERE contact = ANY ($1::uuid[]) RETURNING 1";

  private static final String FORGET = "DELETE FROM draft WHERE saved_at < $1";

  private static final String OF = """
      SELECT contact, kind, body::text
        FROM draft
       WHERE agent = $1
       ORDER BY saved_at DESC, contact, kind
       LIMIT $2
      """;

  /** The kind of text of a draft. */
  public enum Kind {
    NOTE,
    FINISH,
    REMEDY;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Kind of(String word) {
      for (var kind : values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      throw new Failure.Invalid("a draft is a note, finish or remedy");
    }
  }

  /** A draft; only the page defines the form of its body, an object. */
  public record Draft(ContactId contact, Kind kind, JsonNode body) {}

  private final Database database;
  private final CommittedFloor floor;
  private final InstantSource clock;

  public Drafts(Database database, CommittedFloor floor, InstantSource clock) {
    this.database = database;
    this.floor = floor;
    this.clock = clock;
  }

  /** Saves a draft in place of the earlier one; an empty object deletes it. */
  public Future<Void> save(AgentId agent, Draft draft) {
    Failure.require(draft.body().isObject(), "a draft must be an object");
    var body = Json.write(draft.body());
    Failure.require(
        Text.length(body) <= LENGTH_MAX, "a draft has at most " + LENGTH_MAX + " characters");
    return draft.body().isEmpty() ? drop(agent, draft) : keep(agent, draft, body);
  }

  private Future<Void> drop(AgentId agent, Draft draft) {
    return database
        .pool()
        .preparedQuery(DROP)
        .execute(Tuple.of(agent.value(), draft.contact().value(), draft.kind().word()))
        .mapEmpty();
  }

  private Future<Void> keep(AgentId agent, Draft draft, String body) {
    var now = clock.instant();
    return held(agent, draft.contact())
        .compose(_ -> database
            .pool()
            .preparedQuery(FORGET)
            .execute(Tuple.of(now.minus(KEPT_FOR).atOffset(UTC))))
        .compose(_ -> database
            .pool()
            .preparedQuery(SAVE)
            .execute(Tuple.of(
                agent.value(),
                draft.contact().value(),
                draft.kind().word(),
                body,
                now.atOffset(UTC))))
        .mapEmpty();
  }

  private Future<Void> held(AgentId agent, ContactId contact) {
    return floor
        .read(f -> f.contact(contact).flatMap(Contact::agent).equals(Optional.of(agent)))
        .compose(isHeld -> isHeld
            ? Future.succeededFuture()
            : Future.failedFuture(
                new Failure.Conflict("contact " + contact + " is not one you have")));
  }

  /** Returns an agent's drafts, the newest first. */
  public Future<List<Draft>> of(AgentId agent) {
    return database
        .pool()
        .preparedQuery(OF)
        .execute(Tuple.of(agent.value(), LIST_MAX))
        .map(rows -> rows.stream()
            .map(row -> new Draft(
                new ContactId(row.getUUID("contact")),
                Kind.of(row.getString("kind")),
                Json.read(row.getString("body"), JsonNode.class)))
            .toList());
  }

  /** Adds a part to a statement that deletes the drafts of finished contacts. */
  static void end(OneStatement statement, Collection<ContactId> contacts) {
    var ids = contacts.stream().map(ContactId::value).toArray(UUID[]::new);
    statement.with("drafts", END, (Object) ids);
  }
}
