package tandem.cases;

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
 */
public record RemedyKind(
    RemedyKindId id,
    String name,
    String exclusionGroup,
    Map<String, Integer> most,
    boolean withoutItem,
    Set<OrderState> orderStates) {

  /** The states for kinds that are not money: the goods have been sent. */
  private static final Set<OrderState> SENT =
      EnumSet.of(OrderState.SHIPPED, OrderState.DELIVERED, OrderState.RETURNED);

  public RemedyKind {
    most = Map.copyOf(most);
    orderStates = Collections.unmodifiableSet(
        !orderStates.isEmpty()
            ? EnumSet.copyOf(orderStates)
            : most.isEmpty() ? EnumSet.copyOf(SENT) : EnumSet.allOf(OrderState.class));
  }
}
