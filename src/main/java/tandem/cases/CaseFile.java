package tandem.cases;

import java.time.Instant;
import java.util.Optional;
import tandem.base.CaseId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;

/**
 * One problem of one customer, worked on by any number of departments over any number of contacts.
 *
 * @param number how people name it
 * @param entries the number of its newest timeline entry
 * @param repeats contacts that came back to it
 */
public record CaseFile(
    CaseId id,
    long number,
    CustomerId customer,
    Kind kind,
    String subject,
    State state,
    DepartmentId department,
    Instant openedAt,
    Instant touchedAt,
    Optional<Instant> resolvedAt,
    int entries,
    int repeats) {

  public static final int SUBJECT_LENGTH_MAX = 200;

  public enum Kind {
    QUESTION,
    REQUEST,
    COMPLAINT
  }

  public enum State {
    OPEN,
    WAITING,
    RESOLVED,
    CLOSED
  }
}
