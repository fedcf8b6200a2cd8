package tandem.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.OrderLineId;
import tandem.base.RemedyId;
import tandem.base.RemedyKindId;

/**
 * A remedy, which costs money and is given to solve a problem.
 *
 * @param units the pieces of the order line that it is for; 1 for a case
 * @param generation 1, and one more with each permitted repeat
 * @param repeats the earlier remedy that it repeats
 * @param recordedBy the account that gave it, if it is not an agent of the floor
 * @param department the department of the agent who gave it, else of the case
 * @param article the article it was given for, as named in the order then
 * @param title the title of this article
 * @param tracking the number of the remedy's own parcel; the order has another
 */
public record Remedy(
    RemedyId id,
    @JsonProperty("case") CaseId caseId,
    CustomerId customer,
    Optional<OrderLineId> orderLine,
    List<Integer> units,
    RemedyKindId kind,
    String kindName,
    String exclusionGroup,
    int generation,
    Optional<RemedyId> repeats,
    State state,
    Optional<Long> amountMinor,
    Optional<String> currency,
    String reason,
    Optional<AgentId> agent,
    Optional<String> agentName,
    Optional<String> recordedBy,
    Optional<DepartmentId> department,
    Optional<String> departmentName,
    Optional<ContactId> contact,
    Instant givenAt,
    Instant changedAt,
    Optional<String> article,
    Optional<String> title,
    Optional<String> tracking) {

  public static final int REASON_LENGTH_MAX = 500;
  public static final int TRACKING_LENGTH_MAX = 200;

  public Remedy {
    units = List.copyOf(units);
  }

  /** The state of a remedy; a live remedy holds its guard. */
  public enum State {
    GIVEN,
    DONE,
    FAILED,
    REVOKED,
    RETURNED;

    public boolean isLive() {
      return this == GIVEN || this == DONE;
    }

    public boolean mayBecome(State next) {
      return switch (this) {
        case GIVEN -> Set.of(DONE, FAILED, REVOKED).contains(next);
        case DONE -> next == RETURNED;
        case FAILED, REVOKED, RETURNED -> false;
      };
    }
  }
}
