package tandem.customers;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OrderLineId;

/** A batch of orders from a shop, which is imported as a whole or not at all. */
public record OrderBatch(List<Given> orders) {

  public static final int ORDERS_MAX = 1_000;
  public static final int LINES_PER_ORDER_MAX = 200;
  public static final int LINES_MAX = 10_000;
  public static final int QUANTITY_MAX = 1_000;
  public static final long PRICE_MINOR_MAX = 1_000_000_000_000L;

  /** The price of the most expensive line. */
  public static final long PAID_MINOR_MAX = PRICE_MINOR_MAX * QUANTITY_MAX;

  public static final int WORD_LENGTH_MAX = 64;
  public static final int TITLE_LENGTH_MAX = 200;

  /** The most errors that an answer lists. */
  static final int ERRORS_MAX = 50;

  /** The value of {@code line} for a line that is not one of the order's stored lines. */
  static final String NEW_LINE = "new";

  public OrderBatch {
    orders = List.copyOf(orders);
  }

  /** The owner of an order. */
  public sealed interface Owner {

    /** The customer with this id of ours. */
    record ById(CustomerId id) implements Owner {}

    /** The customer with this contact point; a new one if there is none. */
    record ByPoint(ContactPoint point, String name) implements Owner {}
  }

  /**
   * One order.
   *
   * @param paidMinor what was paid for the whole order; empty when the shop does not say
   */
  public record Given(
      String number,
      Owner owner,
      String state,
      String currency,
      Instant placedAt,
      Optional<String> tracking,
      Optional<Long> paidMinor,
      List<Line> lines) {
    public Given {
      lines = List.copyOf(lines);
    }
  }

  /** An explicit statement of the stored line that a line is. */
  public sealed interface Which {

    /** The stored line of this id. */
    record Stored(OrderLineId id) implements Which {}

    /** None of the stored lines. */
    record New() implements Which {}
  }

  /**
   * One article of an order.
   *
   * @param position its place among the others
   * @param id the shop's own id of the line
   * @param paidMinor what was paid for the whole line; empty when the shop does not say
   */
  public record Line(
      int position,
      Optional<String> id,
      Optional<Which> which,
      String article,
      String title,
      int quantity,
      long priceMinor,
      Optional<Long> paidMinor) {}

  /** {@link Failure.Invalid} names every field that is wrong and what is allowed there. */
  public static OrderBatch read(JsonNode body, PhoneNumbers phones) {
    return new OrderReading(phones).batch(body);
  }
}
