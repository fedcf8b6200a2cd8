package tandem.cases;

import java.util.Optional;
import java.util.UUID;
import tandem.base.CaseId;
import tandem.base.OrderLineId;

/** The object of a remedy in the guard and in claims: an order line, or the case. */
record GuardedObject(String type, UUID id) {

  static GuardedObject of(CaseId caseId, Optional<OrderLineId> orderLine) {
    return orderLine
        .map(line -> new GuardedObject("order_line", line.value()))
        .orElseGet(() -> new GuardedObject("case", caseId.value()));
  }
}
