package tandem.cases;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.document.Json;

/**
 * The moving of a contact to another case of its customer, by a person. What was written and given
 * stays on the case where it happened; both timelines say where the contact went and where it came
 * from.
 */
public final class CaseSwitch {

  /** What an entry of a switched contact tells. */
  public enum Event {
    /** On the case that the contact leaves. */
    SWITCHED_AWAY,
    /** On the case to which it comes. */
    SWITCHED_HERE;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String PRESENT = "SELECT case_id FROM case_contact WHERE contact = $1";

  /** The wanted case, the one of the contact, and what else belongs to each. */
  private static final String STANDING = """
      SELECT t.number, t.state, t.waiting_on,
             EXISTS (SELECT FROM case_contact v WHERE v.case_id = t.id AND v.contact <> $1) AS visited,
             b.id AS before, b.number AS before_number, b.state AS before_state,
             EXISTS (SELECT FROM case_contact v WHERE v.case_id = b.id AND v.contact <> $1) AS before_visited,
             b.opened_at BETWEEN $3::timestamptz - interval '1 ms' AND $3::timestamptz + interval '1 ms'
               AND NOT EXISTS (SELECT FROM remedy r WHERE r.case_id = b.id)
               AND NOT EXISTS (SELECT FROM timeline_entry e
                                WHERE e.case_id = b.id AND (e.contact IS DISTINCT FROM $1 OR e.kind <> 'contact')) AS alone,
             EXISTS (SELECT FROM contact_outcome o WHERE o.contact = $1) AS told
        FROM case_file t
        LEFT JOIN case_contact l ON l.contact = $1
        LEFT JOIN case_file b ON b.id = l.case_id
       WHERE t.id = $2
      """;

  private static final String LINK = """
      WITH linked AS (
        INSERT INTO case_contact (contact, case_id) VALUES ($1, $2)
        ON CONFLICT (contact) DO UPDATE SET case_id = excluded.case_id)
      UPDATE case_file
         SET repeats = CASE WHEN id = $2 THEN repeats + $4 ELSE greatest(0, repeats - $5) END
       WHERE id IN ($2, $3)
      """;

  private final Cases cases;

  public CaseSwitch(Cases cases) {
    this.cases = cases;
  }

  /** A case as the switch finds it. */
  private record Other(CaseId id, long number, CaseFile.State state, boolean visited) {}

  /**
   * What the switch finds.
   *
   * @param alone whether the case of the contact was opened for it, and nothing else happened there
   * @param told whether the contact has its outcome
   */
  private record Standing(
      Other to,
      Optional<CaseFile.WaitingOn> waitingOn,
      Optional<Other> from,
      boolean alone,
      boolean told) {

    private boolean reopens() {
      return switch (to.state()) {
        case RESOLVED, CLOSED -> true;
        case WAITING -> waitingOn.equals(Optional.of(CaseFile.WaitingOn.CUSTOMER));
        case OPEN -> false;
      };
    }
  }

  /**
   * Moves a contact, and returns the entries that say so, which the caller writes in the same
   * transaction; none if the contact belongs to the case already. A resolved or closed case is open
   * again, as after a contact that came to it. A case that was opened for this contact alone is
   * closed behind it: nothing is left to do there. The caller checks whose case and contact these
   * are.
   *
   * @throws Failure.NotFound if there is no such case
   * @throws Failure.Conflict if the contact has its outcome already
   */
  public Future<List<NewEntry>> to(
      SqlConnection tx, CaseId target, NewContact contact, Author author, Instant now) {
    return present(tx, contact.contact())
        .compose(before -> cases
            .take(tx, Stream.concat(Stream.of(target), before.stream()).toList())
            .compose(_ -> standing(tx, target, contact)))
        .compose(found -> {
          if (found.from().map(Other::id).equals(Optional.of(target))) {
            return Future.succeededFuture(List.of());
          }
          if (found.told()) {
            throw new Failure.Conflict(
                "the contact has its outcome already, and stays on its case");
          }
          return link(tx, contact.contact(), found).map(_ -> entries(contact, found, author, now));
        });
  }

  private static Future<Optional<CaseId>> present(SqlClient sql, ContactId contact) {
    return sql.preparedQuery(PRESENT)
        .execute(Tuple.of(contact.value()))
        .map(rows -> rows.stream().findFirst().map(row -> new CaseId(row.getUUID("case_id"))));
  }

  private static Future<Standing> standing(SqlConnection tx, CaseId target, NewContact contact) {
    return tx.preparedQuery(STANDING)
        .execute(Tuple.of(
            contact.contact().value(), target.value(), contact.arrived().atOffset(UTC)))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row -> standing(target, row))
            .orElseThrow(() -> new Failure.NotFound("case", target)));
  }

  private static Standing standing(CaseId target, Row row) {
    return new Standing(
        new Other(target, row.getLong("number"), state(row, "state"), row.getBoolean("visited")),
        CaseFile.WaitingOn.read(row.getString("waiting_on")),
        Optional.ofNullable(row.getUUID("before"))
            .map(id -> new Other(
                new CaseId(id),
                row.getLong("before_number"),
                state(row, "before_state"),
                row.getBoolean("before_visited"))),
        Boolean.TRUE.equals(row.getBoolean("alone")),
        row.getBoolean("told"));
  }

  private static CaseFile.State state(Row row, String column) {
    return CaseFile.State.valueOf(row.getString(column).toUpperCase(Locale.ROOT));
  }

  private static Future<?> link(SqlConnection tx, ContactId contact, Standing found) {
    return tx.preparedQuery(LINK)
        .execute(Tuple.of(
            contact.value(),
            found.to().id().value(),
            found.from().map(from -> from.id().value()).orElse(null),
            found.to().visited() ? 1 : 0,
            found.from().filter(Other::visited).isPresent() ? 1 : 0));
  }

  private static List<NewEntry> entries(
      NewContact contact, Standing found, Author author, Instant now) {
    var entries = new ArrayList<NewEntry>();
    found.from().ifPresent(from -> {
      entries.add(moved(from.id(), Event.SWITCHED_AWAY, found.to(), contact, author, now));
      if (found.alone() && from.state() == CaseFile.State.OPEN) {
        entries.add(CaseStates.emptied(from.id(), author, contact.contact(), now));
      }
    });
    if (found.reopens()) {
      entries.add(
          CaseStates.reopened(found.to().id(), found.to().state(), contact.contact(), author, now));
    }
    found
        .from()
        .ifPresent(from ->
            entries.add(moved(found.to().id(), Event.SWITCHED_HERE, from, contact, author, now)));
    return entries;
  }

  private static NewEntry moved(
      CaseId on, Event event, Other other, NewContact contact, Author author, Instant now) {
    ObjectNode body = Json.MAPPER
        .createObjectNode()
        .put("event", event.word())
        .put("queue", contact.queue().value())
        .put("other_case", other.id().toString())
        .put("other_number", other.number());
    return NewEntry.by(
        author,
        on,
        now,
        Entry.Kind.CONTACT,
        Optional.of(contact.contact()),
        Optional.empty(),
        body);
  }
}
