package tandem.desk.conversations;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.base.OrderId;
import tandem.base.QueueId;

/**
 * What the content of a message decides about its contact.
 *
 * @param queue the queue, in place of the entrance's
 * @param headStart a head start, added to those of queue and segment
 * @param orders the orders of the customer that the message names: the contact goes to the
 *     customer's open case about one of them
 */
public record Triage(Optional<QueueId> queue, Duration headStart, List<OrderId> orders) {

  public static final Triage NONE = new Triage(Optional.empty(), Duration.ZERO, List.of());

  public Triage {
    orders = List.copyOf(orders);
  }
}
