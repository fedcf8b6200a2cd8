package tandem.cases;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.document.Json;

/**
 * The changes of a case's state: people make it waiting, resolved or open again, a contact about it
 * opens it again, and time closes it. Every change is a timeline entry, and the case changes when
 * {@link Timelines} writes it.
 */
public final class CaseStates {

  /**
   * A resolved case that nothing has touched for this long is closed: a later call is about
   * something new.
   */
  public static final Duration CLOSES_AFTER = Cases.COMES_BACK_WITHIN;

  /** Cases closed in one transaction. */
  public static final int CLOSED_AT_ONCE_MAX = 100;

  public static final int WHY_LENGTH_MAX = 500;

  private static final String STATE = """
      SELECT state, waiting_on FROM case_file WHERE id = $1
      """;

  /**
   * A case was never touched before it was resolved: the index is of the time that changes less.
   */
  private static final String UNTOUCHED = """
      SELECT id
        FROM case_file
       WHERE state = 'resolved'
         AND resolved_at <= $1
         AND touched_at <= $1
       ORDER BY resolved_at, id
       LIMIT $2
      """;

  private static final String CLOSING = """
      SELECT id
        FROM case_file
       WHERE id = ANY ($1::uuid[])
         AND state = 'resolved'
         AND touched_at <= $2
      """;

  private static final String OLDEST = """
      SELECT least(
        (SELECT min(touched_at) FROM case_file WHERE state = 'resolved' AND resolved_at <= $1),
        (SELECT min(resolved_at) FROM case_file WHERE state = 'resolved' AND resolved_at > $1)) AS oldest
      """;

  /** What changed the state of a case. */
  public enum Cause {
    PERSON,
    OUTCOME,
    CONTACT,
    TIME,
    /** Its only contact went to another case. */
    EMPTIED
  }

  /**
   * A new state that a person gives a case, and why.
   *
   * @param waitingOn on whom, if it is to wait
   */
  public record Said(CaseFile.State state, Optional<CaseFile.WaitingOn> waitingOn, String why) {
    public Said {
      Failure.require(
          state != CaseFile.State.CLOSED,
          "state must be open, waiting or resolved: a resolved case closes by itself after "
              + CLOSES_AFTER.toDays() + " days");
      Failure.require(
          (state == CaseFile.State.WAITING) == waitingOn.isPresent(),
          "waiting_on goes with the state waiting, and only with it");
      why = Text.optional("why", why, WHY_LENGTH_MAX);
    }
  }

  private record Standing(CaseFile.State state, Optional<CaseFile.WaitingOn> waitingOn) {}

  /** Nothing when the case is so already. The caller has taken the case. */
  public Future<Optional<NewEntry>> say(
      SqlConnection tx, CaseId id, Said said, Author author, Instant now) {
    return standing(tx, id).compose(before -> {
      if (before.equals(new Standing(said.state(), said.waitingOn()))) {
        return Future.succeededFuture(Optional.empty());
      }
      if (!before.state().mayBecome(said.state())) {
        throw new Failure.Conflict(
            "a case that is " + word(before.state()) + " cannot become " + word(said.state()),
            Map.of("state", word(before.state())));
      }
      var body = body(said.state(), before.state(), Cause.PERSON);
      said.waitingOn().ifPresent(on -> body.put("waiting_on", word(on)));
      if (!said.why().isEmpty()) {
        body.put("why", said.why());
      }
      return Future.succeededFuture(Optional.of(NewEntry.by(
          author, id, now, Entry.Kind.STATE, Optional.empty(), Optional.empty(), body)));
    });
  }

  /** The outcome of a contact solved the problem. Nothing when it counts as solved already. */
  public static Optional<NewEntry> resolved(
      CaseId id, CaseFile.State before, AgentId agent, ContactId contact, Instant now) {
    return switch (before) {
      case RESOLVED, CLOSED -> Optional.empty();
      case OPEN, WAITING ->
        Optional.of(entry(
            id,
            now,
            Optional.of(agent),
            Optional.of(contact),
            body(CaseFile.State.RESOLVED, before, Cause.OUTCOME)));
    };
  }

  /** The entry that a contact has reopened a case. */
  static NewEntry reopened(CaseId id, CaseFile.State before, NewContact contact) {
    return entry(
        id,
        contact.arrived(),
        Optional.empty(),
        Optional.of(contact.contact()),
        body(CaseFile.State.OPEN, before, Cause.CONTACT));
  }

  /** The entry that a person has opened a case again by bringing a contact to it. */
  static NewEntry reopened(
      CaseId id, CaseFile.State before, ContactId contact, Author author, Instant now) {
    return NewEntry.by(
        author,
        id,
        now,
        Entry.Kind.STATE,
        Optional.of(contact),
        Optional.empty(),
        body(CaseFile.State.OPEN, before, Cause.CONTACT));
  }

  /** The entry that closes an open case after its only contact went to another one. */
  static NewEntry emptied(CaseId id, Author author, ContactId contact, Instant now) {
    return NewEntry.by(
        author,
        id,
        now,
        Entry.Kind.STATE,
        Optional.of(contact),
        Optional.empty(),
        body(CaseFile.State.CLOSED, CaseFile.State.OPEN, Cause.EMPTIED));
  }

  /** The next resolved cases that nothing has touched since then. */
  public Future<List<CaseId>> untouched(SqlClient sql, Instant since) {
    return sql.preparedQuery(UNTOUCHED)
        .execute(Tuple.of(since.atOffset(UTC), CLOSED_AT_ONCE_MAX))
        .map(rows -> rows.stream().map(row -> new CaseId(row.getUUID("id"))).toList());
  }

  /** The closing of those of them that still are so; the caller has taken them. */
  public Future<List<NewEntry>> close(
      SqlConnection tx, List<CaseId> ids, Instant since, Instant now) {
    return tx.preparedQuery(CLOSING)
        .execute(
            Tuple.of(ids.stream().map(CaseId::value).toArray(UUID[]::new), since.atOffset(UTC)))
        .map(rows -> rows.stream()
            .map(row -> entry(
                new CaseId(row.getUUID("id")),
                now,
                Optional.empty(),
                Optional.empty(),
                body(CaseFile.State.CLOSED, CaseFile.State.RESOLVED, Cause.TIME)))
            .toList());
  }

  /**
   * The time since which perhaps nothing has touched one of the resolved cases, and certainly
   * nothing has longer; empty when none is resolved.
   *
   * @param since those that were resolved before are looked at one by one: they should be few
   */
  public Future<Optional<Instant>> oldestResolved(SqlClient sql, Instant since) {
    return sql.preparedQuery(OLDEST)
        .execute(Tuple.of(since.atOffset(UTC)))
        .map(rows -> Optional.ofNullable(rows.iterator().next().getOffsetDateTime("oldest"))
            .map(at -> at.toInstant()));
  }

  /** The caller has taken the case. */
  private static Future<Standing> standing(SqlConnection tx, CaseId id) {
    return tx.preparedQuery(STATE)
        .execute(Tuple.of(id.value()))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row -> new Standing(
                CaseFile.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                CaseFile.WaitingOn.read(row.getString("waiting_on"))))
            .orElseThrow(() -> new Failure.NotFound("case", id)));
  }

  private static ObjectNode body(CaseFile.State state, CaseFile.State before, Cause cause) {
    return Json.MAPPER
        .createObjectNode()
        .put("state", word(state))
        .put("before", word(before))
        .put("cause", word(cause));
  }

  private static NewEntry entry(
      CaseId id,
      Instant at,
      Optional<AgentId> agent,
      Optional<ContactId> contact,
      ObjectNode body) {
    return new NewEntry(
        id, at, Entry.Kind.STATE, Optional.empty(), agent, contact, Optional.empty(), body);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
