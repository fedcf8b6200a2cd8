package tandem.cases;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Money;
import tandem.base.OrderLineId;
import tandem.base.RemedyId;
import tandem.base.RemedyKindId;
import tandem.base.Text;

/**
 * A request to give a remedy.
 *
 * @param key the idempotency key; a repeated request has the same one
 * @param units pieces of the order line; may be left out if there is only one
 * @param amount the paid amount; empty for a kind that is money means the most that the units can
 *     get
 * @param repeats the live remedy that is to be given again, by permission
 */
public record RemedyRequest(
    String key,
    CaseId caseId,
    RemedyKindId kind,
    Optional<OrderLineId> orderLine,
    List<Integer> units,
    Optional<Money> amount,
    String reason,
    Optional<ContactId> contact,
    Optional<RemedyId> repeats) {

  public static final int KEY_LENGTH_MAX = 200;

  /** The most pieces of an order line. */
  public static final int UNITS_MAX = 1_000;

  public RemedyRequest {
    key = Text.required("idempotency_key", key, KEY_LENGTH_MAX);
    reason = Text.required("reason", reason, Remedy.REASON_LENGTH_MAX);
    Failure.require(units.size() <= UNITS_MAX, "units must be at most " + UNITS_MAX);
    Failure.require(units.stream().allMatch(unit -> unit >= 1), "units count from 1");
    units = List.copyOf(new TreeSet<>(units));
    amount.ifPresent(
        money -> Failure.require(money.minor() > 0, "amount_minor must be more than 0"));
  }

  /** Whether a remedy is the one that this request asks for. */
  boolean asksFor(Remedy remedy) {
    return remedy.caseId().equals(caseId)
        && remedy.kind().equals(kind)
        && remedy.orderLine().equals(orderLine)
        && (units.isEmpty() || remedy.units().equals(units))
        && (amount.isEmpty()
            || (remedy.amountMinor().equals(amount.map(Money::minor))
                && remedy.currency().equals(amount.map(money -> money.currency().code()))))
        && remedy.reason().equals(reason)
        && remedy.contact().equals(contact)
        && remedy.repeats().equals(repeats);
  }
}
