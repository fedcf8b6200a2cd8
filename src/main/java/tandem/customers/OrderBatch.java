package tandem.customers;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OrderLineId;

/** A batch of orders from a shop: it is taken as a whole, or not at all. */
public record OrderBatch(List<Given> orders) {

  public static final int ORDERS_MAX = 1_000;
  public static final int LINES_PER_ORDER_MAX = 200;
  public static final int LINES_MAX = 10_000;
  public static final int QUANTITY_MAX = 1_000;
  public static final long PRICE_MINOR_MAX = 1_000_000_000_000L;

  /** As much as the dearest line costs. */
  public static final long PAID_MINOR_MAX = PRICE_MINOR_MAX * QUANTITY_MAX;

  public static final int WORD_LENGTH_MAX = 64;
  public static final int TITLE_LENGTH_MAX = 200;

  /** More errors than this help nobody. */
  static final int ERRORS_MAX = 50;

  /** The value of {@code line} for a line that is none of the order's stored lines. */
  static final String NEW_LINE = "new";

  public OrderBatch {
    orders = List.copyOf(orders);
  }

  /** The customer whose order it is. */
  public sealed interface Owner {

    /** A customer we gave this id. */
    record ById(CustomerId id) implements Owner {}

    /** The customer who has this contact point; a new one when nobody has it. */
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

  /** An explicit answer to which line of its order a line is. */
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
