package tandem.cases;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.base.CaseId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;

/**
 * One problem of one customer, worked on by any number of departments over any number of contacts.
 *
 * @param number the number that people use for it
 * @param waitingOn the party on whom it waits, while it does
 * @param closedAt when it was closed
 * @param entries the number of its newest timeline entry
 * @param repeats the number of repeat contacts on it
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
    Optional<WaitingOn> waitingOn,
    Optional<Instant> resolvedAt,
    Optional<Instant> closedAt,
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
    CLOSED;

    /**
     * Whether a state may follow: only a resolved case closes, and a closed case can only be opened
     * again.
     */
    public boolean mayBecome(State next) {
      return switch (this) {
        case OPEN -> next == WAITING || next == RESOLVED;
        case WAITING -> next != CLOSED; // also to wait on another party
        case RESOLVED -> next != RESOLVED;
        case CLOSED -> next == OPEN;
      };
    }
  }

  /** The party that must act before the case can continue. */
  public enum WaitingOn {
    CUSTOMER,
    CARRIER,
    DEPARTMENT;

    static Optional<WaitingOn> read(@Nullable String word) {
      return Optional.ofNullable(word).map(w -> valueOf(w.toUpperCase(Locale.ROOT)));
    }
  }
}
