package tandem.cases;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.OutcomeId;
import tandem.base.Text;
import tandem.document.Json;

/** The outcomes of contacts, one each: the first one stays. */
public final class Outcomes {

  private static final String INSERT = """
      INSERT INTO contact_outcome (contact, case_id, outcome, note, agent, at, recorded_by)
      SELECT $1, $2, k.id, $4, $5, $6, $7
        FROM outcome_kind k
       WHERE k.id = $3
      ON CONFLICT (contact) DO NOTHING
      """;

  private static final String FIND = """
      SELECT o.contact, o.case_id, o.outcome, k.name, k.resolves, o.note, o.agent, o.at, o.recorded_by
        FROM contact_outcome o JOIN outcome_kind k ON k.id = o.outcome
       WHERE o.contact = $1
      """;

  /**
   * The contact's outcome as it stands.
   *
   * @param fresh false when this only repeated what was recorded before
   */
  public record Recorded(ContactOutcome outcome, boolean fresh) {}

  public Future<Optional<ContactOutcome>> find(SqlClient sql, ContactId contact) {
    return sql.preparedQuery(FIND)
        .execute(Tuple.of(contact.value()))
        .map(rows -> rows.stream().findFirst().map(Outcomes::read));
  }

  /**
   * What somebody says of a contact.
   *
   * @param agent who had it
   * @param recordedBy the account that says it in the agent's place
   */
  public record Said(OutcomeId outcome, String note, AgentId agent, Optional<String> recordedBy) {
    public Said {
      note = Outcomes.note(note);
    }
  }

  /** Records the outcome; a repeat of the same is the same, a different second one a conflict. */
  public Future<Recorded> record(
      SqlConnection tx, ContactId contact, CaseId caseId, Said said, Instant now) {
    return tx.preparedQuery(INSERT)
        .execute(Tuple.of(
            contact.value(),
            caseId.value(),
            said.outcome().value(),
            said.note(),
            said.agent().value(),
            now.atOffset(UTC),
            said.recordedBy().orElse(null)))
        .compose(inserted -> find(tx, contact)
            .map(first -> new Recorded(
                same(
                    first.orElseThrow(() -> new Failure.Invalid(
                        "outcome " + said.outcome() + " is none of the floor's outcomes")),
                    said),
                inserted.rowCount() == 1)));
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
