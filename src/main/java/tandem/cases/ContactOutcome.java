package tandem.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.OutcomeId;

/**
 * The outcome of a contact.
 *
 * @param resolves whether it resolved the case
 * @param agent the agent who had the contact
 * @param recordedBy the account that recorded it in the agent's place, after the contact was closed
 */
public record ContactOutcome(
    ContactId contact,
    @JsonProperty("case") CaseId caseId,
    OutcomeId outcome,
    String outcomeName,
    boolean resolves,
    String note,
    AgentId agent,
    Optional<String> recordedBy,
    Instant at) {

  public static final int NOTE_LENGTH_MAX = 4_000;
}
