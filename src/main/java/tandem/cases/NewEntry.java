package tandem.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.DepartmentId;

/**
 * An entry to be written on a timeline.
 *
 * @param department where it was done; when left out the agent's own, or for an account that is no
 *     agent the case's
 * @param recordedBy the account that did it, where that is no agent of the floor
 * @param source what it is made from: a second entry of the same source changes nothing
 */
public record NewEntry(
    CaseId caseId,
    Instant at,
    Entry.Kind kind,
    Optional<DepartmentId> department,
    Optional<AgentId> agent,
    Optional<String> recordedBy,
    Optional<ContactId> contact,
    Optional<String> source,
    JsonNode body) {

  public NewEntry {
    at = at.truncatedTo(ChronoUnit.MICROS); // as the database keeps it
  }

  /** What an agent did, or what happened by itself. */
  public NewEntry(
      CaseId caseId,
      Instant at,
      Entry.Kind kind,
      Optional<DepartmentId> department,
      Optional<AgentId> agent,
      Optional<ContactId> contact,
      Optional<String> source,
      JsonNode body) {
    this(caseId, at, kind, department, agent, Optional.empty(), contact, source, body);
  }

  /** What somebody did. */
  public static NewEntry by(
      Author author,
      CaseId caseId,
      Instant at,
      Entry.Kind kind,
      Optional<ContactId> contact,
      Optional<String> source,
      JsonNode body) {
    return new NewEntry(
        caseId,
        at,
        kind,
        Optional.empty(),
        author.agent(),
        author.account(),
        contact,
        source,
        body);
  }

  /**
   * Whether something happened about the problem: that its time is up is no such thing, nor that a
   * contact was not about it.
   */
  boolean touches() {
    return switch (kind) {
      case STATE -> !body.path("state").asText().equals("closed");
      case CONTACT -> !body.path("event").asText().equals("identified");
      case NOTE, OUTCOME, REMEDY, IDENTIFIED -> true;
    };
  }
}
