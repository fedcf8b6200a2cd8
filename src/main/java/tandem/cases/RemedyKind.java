package tandem.cases;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import tandem.base.OrderState;
import tandem.base.RemedyKindId;

/**
 * A kind of remedy; at most one live remedy of an exclusion group per unit of an order line.
 *
 * @param most the most that a case may get of it without an order line: by currency (ISO 4217), in
 *     its smallest unit; in a currency that is not named, nothing. A kind with a most is money and
 *     always has an amount
 * @param withoutItem whether a case may get it without an order line although it is not money
 * @param orderStates the states of an order in which its lines may get it; none named means every
 *     state for money, and for the rest those in which the goods have been sent
 * @param revokeWithin how long its giver may take it back; afterwards only a supervisor may
 * @param customerMost the most that a customer may get of it in {@code customerDays}, on all cases
 *     and orders together, in the form of {@code most}. None named means that all cases together
 *     get at most {@code most} without an order line
 */
public record RemedyKind(
    RemedyKindId id,
    String name,
    String exclusionGroup,
    Map<String, Integer> most,
    boolean withoutItem,
    Set<OrderState> orderStates,
    Duration revokeWithin,
    Map<String, Integer> customerMost,
    int customerDays) {

  /** Long enough for a slip, too short for a parcel or a payment to leave. */
  public static final Duration REVOKE_WITHIN = Duration.ofMinutes(5);

  public static final Duration REVOKE_WITHIN_MAX = Duration.ofDays(1);

  public static final int CUSTOMER_DAYS = 30;

  public static final int CUSTOMER_DAYS_MAX = 3_650;

  /** The states for kinds that are not money: the goods have been sent. */
  private static final Set<OrderState> SENT =
      EnumSet.of(OrderState.SHIPPED, OrderState.DELIVERED, OrderState.RETURNED);

  public RemedyKind {
    most = Map.copyOf(most);
    customerMost = Map.copyOf(customerMost);
    orderStates = Collections.unmodifiableSet(
        !orderStates.isEmpty()
            ? EnumSet.copyOf(orderStates)
            : most.isEmpty() ? EnumSet.copyOf(SENT) : EnumSet.allOf(OrderState.class));
  }
}
