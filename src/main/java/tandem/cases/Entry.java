package tandem.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.DepartmentId;

/**
 * One line of a case's timeline: never changed, numbered without gaps.
 *
 * @param recordedBy the account that did it, if it is not an agent of the floor
 */
public record Entry(
    @JsonProperty("case") CaseId caseId,
    long caseNumber,
    int number,
    Instant at,
    Kind kind,
    Optional<DepartmentId> department,
    Optional<AgentId> agent,
    Optional<String> recordedBy,
    Optional<ContactId> contact,
    JsonNode body) {

  public enum Kind {
    CONTACT,
    STATE,
    NOTE,
    OUTCOME,
    REMEDY,
    IDENTIFIED,
    /** What a customer said about a contact. */
    RATING
  }
}
