package tandem.desk.casework;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.databind.util.RawValue;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Contact;
import tandem.storage.Database;
import tandem.storage.OneStatement;
import tandem.storage.nodes.NodeNews;

/**
 * The drafts of agents: texts about their contacts that they have typed and not sent, one of each
 * kind per agent and contact. A draft is kept until its contact is finished; other drafts are
 * deleted after a while.
 */
public final class Drafts {

  public static final int LENGTH_MAX = 16 * 1024;

  /** The bytes of all drafts that a screen gets: the newest, up to this many. */
  static final int LIST_BYTES_MAX = 128 * 1024;

  /** How long a draft of a contact is kept that is never finished. */
  static final Duration KEPT_FOR = Duration.ofDays(7);

  private static final int LIST_MAX = 100;

  private static final String EMPTY = "{}";

  /**
   * A draft that is expected and absent has the version 0. A save of what is there already is no
   * conflict (RFC 9110, 13.1.1): a page that is reloaded repeats its last save.
   */
  private static final String SAVE = """
      WITH known AS (
        SELECT version, said FROM draft WHERE agent = $1 AND contact = $2 AND kind = $3)
      INSERT INTO draft (agent, contact, kind, said, saved_at)
      SELECT $1, $2, $3, $4, $5
       WHERE $6::bigint IS NULL
          OR $6 = coalesce((SELECT version FROM known), 0)
          OR $4 = (SELECT said FROM known)
      ON CONFLICT (agent, contact, kind) DO UPDATE
         SET said = excluded.said, saved_at = excluded.saved_at, version = excluded.version
       WHERE $6 IS NULL
          OR draft.version = $6
          OR draft.said = excluded.said
      RETURNING version
      """;

  private static final String DROP = """
      WITH gone AS (
        DELETE FROM draft
         WHERE agent = $1
           AND contact = $2
           AND kind = $3
           AND ($4::bigint IS NULL OR version = $4)
        RETURNING 1)
      SELECT (SELECT count(*) FROM gone) AS gone, nextval('draft_version') AS number
      """;

  private static final String ONE = """
      SELECT contact, kind, said, version
        FROM draft
       WHERE agent = $1
         AND contact = $2
         AND kind = $3
      """;

  private static final String END =
      "DELETE FROM draft WHERE contact = ANY ($1::uuid[]) RETURNING 1";

  private static final String FORGET = "DELETE FROM draft WHERE saved_at < $1";

  private static final String OF = """
      SELECT contact, kind, said, version
        FROM (SELECT *, sum(octet_length(said)) OVER newest AS bytes
                FROM draft
               WHERE agent = $1
              WINDOW newest AS (ORDER BY saved_at DESC, contact, kind)) d
       WHERE bytes <= $3
       ORDER BY saved_at DESC, contact, kind
       LIMIT $2
      """;

  /** The kind of text of a draft. */
  public enum Kind {
    NOTE,
    FINISH,
    REMEDY,
    REPLY;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Kind of(String word) {
      for (var kind : values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      throw new Failure.Invalid("a draft is a note, finish, remedy or reply");
    }
  }

  /**
   * A draft.
   *
   * @param body a JSON object without spaces; only the page defines its form, and the server never
   *     reads what is in it
   */
  public record Draft(ContactId contact, Kind kind, String body) {
    private boolean isEmpty() {
      return body.equals(EMPTY);
    }
  }

  /**
   * A draft as it is stored.
   *
   * @param version changes with each save and is never used again; 0 if there is no draft
   */
  public record Kept(Draft draft, long version) {}

  private final Database database;
  private final CommittedFloor floor;
  private final NodeNews<DraftNews> news;
  private final InstantSource clock;

  public Drafts(
      Database database, CommittedFloor floor, NodeNews<DraftNews> news, InstantSource clock) {
    this.database = database;
    this.floor = floor;
    this.news = news;
    this.clock = clock;
  }

  /**
   * Saves a draft in place of the earlier one, and tells the agent's other screens; an empty object
   * deletes it.
   *
   * @param base the version that was changed; empty if whatever is there may be replaced
   * @return the new version
   * @throws Failure.Outdated (in the future) when another version with another text is there, with
   *     that draft: its text would be lost
   */
  public Future<Long> save(AgentId agent, Draft draft, Optional<Long> base) {
    Failure.require(draft.body().startsWith("{"), "a draft must be an object");
    Failure.require(
        Text.length(draft.body()) <= LENGTH_MAX,
        "a draft has at most " + LENGTH_MAX + " characters");
    var saved = draft.isEmpty() ? drop(agent, draft, base) : keep(agent, draft, base);
    return saved
        .compose(
            place -> place.map(Future::succeededFuture).orElseGet(() -> outdated(agent, draft)))
        .map(place -> {
          news.say(new DraftNews(agent, draft, place.version(), place.order()));
          return place.version();
        });
  }

  /** The version of a saved draft, 0 for a deleted one, and its place among all savings. */
  private record Place(long version, long order) {}

  /** Empty when another version is there. */
  private Future<Optional<Place>> drop(AgentId agent, Draft draft, Optional<Long> base) {
    return database
        .pool()
        .preparedQuery(DROP)
        .execute(Tuple.of(
            agent.value(), draft.contact().value(), draft.kind().word(), base.orElse(null)))
        .compose(rows -> {
          var row = rows.iterator().next();
          var place = Optional.of(new Place(0, row.getLong("number")));
          return row.getLong("gone") > 0
              ? Future.succeededFuture(place)
              : one(agent, draft).map(there -> there.isEmpty() ? place : Optional.<Place>empty());
        });
  }

  private Future<Optional<Place>> keep(AgentId agent, Draft draft, Optional<Long> base) {
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
                draft.body(),
                now.atOffset(UTC),
                base.orElse(null))))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row -> row.getLong("version"))
            .map(version -> new Place(version, version)));
  }

  private Future<Optional<Kept>> one(AgentId agent, Draft draft) {
    return database
        .pool()
        .preparedQuery(ONE)
        .execute(Tuple.of(agent.value(), draft.contact().value(), draft.kind().word()))
        .map(rows -> rows.stream().findFirst().map(Drafts::read));
  }

  private Future<Place> outdated(AgentId agent, Draft draft) {
    return one(agent, draft)
        .compose(there -> Future.failedFuture(new Failure.Outdated(
            "this draft was changed in another tab",
            Map.of(
                "version",
                there.map(Kept::version).orElse(0L),
                "body",
                new RawValue(there.map(kept -> kept.draft().body()).orElse(EMPTY))))));
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
  public Future<List<Kept>> of(AgentId agent) {
    return database
        .pool()
        .preparedQuery(OF)
        .execute(Tuple.of(agent.value(), LIST_MAX, LIST_BYTES_MAX))
        .map(rows -> rows.stream().map(Drafts::read).toList());
  }

  private static Kept read(Row row) {
    return new Kept(
        new Draft(
            new ContactId(row.getUUID("contact")),
            Kind.of(row.getString("kind")),
            row.getString("said")),
        row.getLong("version"));
  }

  /** Adds a part to a statement that deletes the drafts of finished contacts. */
  static void end(OneStatement statement, Collection<ContactId> contacts) {
    var ids = contacts.stream().map(ContactId::value).toArray(UUID[]::new);
    statement.with("drafts", END, (Object) ids);
  }
}
