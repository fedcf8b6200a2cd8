package tandem.cases;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.OutcomeId;
import tandem.base.Text;
import tandem.document.Json;
import tandem.storage.OneStatement;

/** The outcomes of contacts, one each: the first one stays. */
public final class Outcomes {

  private static final String SAID = """
      SELECT s.*, k.name, k.resolves, l.case_id
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) WITH ORDINALITY
             AS s (contact, outcome, note, agent, recorded_by, arrived, place)
        LEFT JOIN outcome_kind k ON k.id = s.outcome
        LEFT JOIN case_contact l ON l.contact = s.contact
      """;

  /** An outcome that another transaction recorded is seen, because the histories are taken. */
  private static final String RECORD = """
      INSERT INTO contact_outcome (contact, case_id, outcome, note, agent, at, recorded_by)
      SELECT DISTINCT ON (contact) contact, case_id, outcome, note, agent, $1::timestamptz, recorded_by
        FROM said
       WHERE name IS NOT NULL
         AND case_id IS NOT NULL
       ORDER BY contact, place
      ON CONFLICT (contact) DO NOTHING
      RETURNING contact
      """;

  private static final String TELL = """
      SELECT s.place, s.contact AS said_contact, s.name AS said_name, s.resolves AS said_resolves,
             s.case_id AS said_case, r.contact IS NOT NULL AS fresh,
             EXISTS (
               SELECT FROM timeline_entry e
                WHERE e.case_id = s.case_id
                  AND e.kind = 'contact'
                  AND e.contact <> s.contact
                  AND e.body ->> 'event' IN ('arrived', 'queued')
                  AND e.at > s.arrived) AS came_back,
             o.contact, o.case_id, o.outcome, k.name, k.resolves, o.note, o.agent, o.at, o.recorded_by
        FROM said s
        LEFT JOIN recorded r ON r.contact = s.contact
        LEFT JOIN contact_outcome o ON o.contact = s.contact
        LEFT JOIN outcome_kind k ON k.id = o.outcome
      """;

  /** The name of the part that returns the result for each contact. */
  public static final String PART = "told";

  private static final String FIND = """
      SELECT o.contact, o.case_id, o.outcome, k.name, k.resolves, o.note, o.agent, o.at, o.recorded_by
        FROM contact_outcome o JOIN outcome_kind k ON k.id = o.outcome
       WHERE o.contact = $1
      """;

  public Future<Optional<ContactOutcome>> find(SqlClient sql, ContactId contact) {
    return sql.preparedQuery(FIND)
        .execute(Tuple.of(contact.value()))
        .map(rows -> rows.stream().findFirst().map(Outcomes::read));
  }

  /**
   * An outcome to record.
   *
   * @param agent the agent who had the contact
   * @param recordedBy the account that records it in the agent's place
   */
  public record Said(OutcomeId outcome, String note, AgentId agent, Optional<String> recordedBy) {
    public Said {
      note = Outcomes.note(note);
    }
  }

  /** An outcome to record of one contact. */
  public record Saying(ContactId contact, Instant arrived, Said said) {}

  /** The result of recording an outcome. */
  public sealed interface Recorded {}

  /**
   * The contact's outcome, recorded just now.
   *
   * @param cameBack whether the customer has come back about the case since the contact arrived
   */
  public record Fresh(ContactOutcome outcome, boolean cameBack) implements Recorded {}

  /** The outcome that the contact had. */
  public record Standing(ContactOutcome outcome) implements Recorded {}

  /** The floor has no such outcome. */
  public record Unknown(OutcomeId outcome) implements Recorded {
    public Failure failure() {
      return new Failure.Invalid("outcome " + outcome + " is none of the floor's outcomes");
    }
  }

  /** Nothing is recorded: the contact had no case yet. */
  public record Unattached() implements Recorded {}

  /**
   * Records outcomes, of each contact the first that the floor knows. The caller has taken the
   * histories.
   *
   * @return the result of each, in the same order
   */
  public Future<List<Recorded>> recordAll(SqlConnection tx, List<Saying> sayings, Instant now) {
    if (sayings.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    var statement = new OneStatement();
    record(statement, sayings, now);
    return statement.rows(tx, PART).map(rows -> recorded(sayings, rows, now));
  }

  /**
   * Adds parts to a statement that do the same. The last is {@link #PART}; it has a row for each
   * saying, and its column {@code said_contact} names the contact.
   */
  public void record(OneStatement statement, List<Saying> sayings, Instant now) {
    statement
        .with(
            "said",
            SAID,
            column(sayings, UUID[]::new, s -> s.contact().value()),
            column(sayings, String[]::new, s -> s.said().outcome().value()),
            column(sayings, String[]::new, s -> s.said().note()),
            column(sayings, String[]::new, s -> s.said().agent().value()),
            column(sayings, String[]::new, s -> s.said().recordedBy().orElse(null)),
            column(sayings, OffsetDateTime[]::new, s -> s.arrived().atOffset(UTC)))
        .with("recorded", RECORD, now.truncatedTo(ChronoUnit.MICROS).atOffset(UTC))
        .with(PART, TELL);
  }

  /** What became of each saying, in the same order, read from the rows of {@link #PART}. */
  public List<Recorded> recorded(List<Saying> sayings, RowSet<Row> rows, Instant now) {
    Map<ContactId, ContactOutcome> first = new HashMap<>();
    return rows.stream()
        .sorted(Comparator.comparing(row -> row.getLong("place")))
        .map(row -> recorded(
            sayings.get(row.getInteger("place") - 1),
            row,
            now.truncatedTo(ChronoUnit.MICROS),
            first))
        .toList();
  }

  private static Recorded recorded(
      Saying saying, Row row, Instant at, Map<ContactId, ContactOutcome> first) {
    if (row.getUUID("contact") != null) {
      return new Standing(read(row));
    }
    var said = first.get(saying.contact());
    if (row.getString("said_name") == null) {
      return said == null ? new Unknown(saying.said().outcome()) : new Standing(said);
    }
    if (!row.getBoolean("fresh")) {
      return new Unattached();
    }
    if (said != null) {
      return new Standing(said);
    }
    var outcome = outcome(saying, row, at);
    first.put(saying.contact(), outcome);
    return new Fresh(outcome, row.getBoolean("came_back"));
  }

  private static ContactOutcome outcome(Saying saying, Row row, Instant at) {
    return new ContactOutcome(
        saying.contact(),
        new CaseId(row.getUUID("said_case")),
        saying.said().outcome(),
        row.getString("said_name"),
        row.getBoolean("said_resolves"),
        saying.said().note(),
        saying.said().agent(),
        saying.said().recordedBy(),
        at);
  }

  private static <T> @Nullable T[] column(
      List<Saying> sayings, IntFunction<@Nullable T[]> array, Function<Saying, @Nullable T> value) {
    return sayings.stream().map(value).toArray(array);
  }

  public static String note(String typed) {
    return Text.optional("note", typed, ContactOutcome.NOTE_LENGTH_MAX);
  }

  /** The first outcome, when this request only repeats it. */
  public static ContactOutcome same(ContactOutcome first, Said said) {
    if (first.outcome().equals(said.outcome())
        && first.note().equals(said.note())
        && first.agent().equals(said.agent())
        && first.recordedBy().equals(said.recordedBy())) {
      return first;
    }
    throw new Failure.Conflict(
        "the contact's outcome is " + first.outcomeName() + " already, recorded by "
            + first.recordedBy().orElse(first.agent().value()),
        Map.of("outcome", Json.MAPPER.convertValue(first, Map.class)));
  }

  private static ContactOutcome read(Row row) {
    return new ContactOutcome(
        new ContactId(row.getUUID("contact")),
        new CaseId(row.getUUID("case_id")),
        new OutcomeId(row.getString("outcome")),
        row.getString("name"),
        row.getBoolean("resolves"),
        row.getString("note"),
        new AgentId(row.getString("agent")),
        Optional.ofNullable(row.getString("recorded_by")),
        row.getOffsetDateTime("at").toInstant());
  }
}
