package tandem.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.OutcomeId;

/**
 * How a contact ended, in the words of the agent who had it.
 *
 * @param resolves whether it resolved the case
 * @param agent who had the contact
 * @param recordedBy the account that said it in the agent's place, after the contact was closed
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
