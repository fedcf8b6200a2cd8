package tandem.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.OutcomeId;

/**
 * How a contact ended, in the words of the agent who had it.
 *
 * @param resolves whether it resolved the case
 */
public record ContactOutcome(
    ContactId contact,
    @JsonProperty("case") CaseId caseId,
    OutcomeId outcome,
    String outcomeName,
    boolean resolves,
    String note,
    AgentId agent,
    Instant at) {

  public static final int NOTE_LENGTH_MAX = 4_000;
}
