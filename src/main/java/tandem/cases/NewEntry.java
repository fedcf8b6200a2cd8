package tandem.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.DepartmentId;

/**
 * An entry to be written on a timeline.
 *
 * @param department the department that did it; empty means the agent's own, or the case's if no
 *     agent did it
 * @param recordedBy the account that did it, if it is not an agent of the floor
 * @param source the unique origin of the entry: a second entry of the same source changes nothing
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

  /** The events of entries that say that a contact is not about this case. */
  private static final Set<String> NOT_ABOUT_IT =
      Set.of("identified", CaseSwitch.Event.SWITCHED_AWAY.word());

  public NewEntry {
    at = at.truncatedTo(ChronoUnit.MICROS); // the precision of the database
  }

  /** Makes an entry of an agent's act, or of an event without a person. */
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

  /** Makes an entry of an author's act. */
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
   * Whether the entry counts as activity on the case. The closing by time does not, and neither do
   * the news that a contact was not about it and what a customer said about a contact.
   */
  boolean touches() {
    return switch (kind) {
      case STATE -> !body.path("state").asText().equals("closed");
      case CONTACT -> !NOT_ABOUT_IT.contains(body.path("event").asText());
      case RATING -> false;
      case NOTE, OUTCOME, REMEDY, IDENTIFIED -> true;
    };
  }
}
