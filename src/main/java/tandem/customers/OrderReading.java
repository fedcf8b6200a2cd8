package tandem.customers;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import tandem.base.Currency;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Id;
import tandem.base.OrderLineId;
import tandem.base.OrderState;
import tandem.customers.OrderBatch.Given;
import tandem.customers.OrderBatch.Line;
import tandem.customers.OrderBatch.Owner;
import tandem.customers.OrderBatch.Which;
import tandem.document.Json;
import tandem.document.ListOf;
import tandem.document.OneLine;
import tandem.document.RequestShape;
import tandem.document.Whole;

/**
 * The reading of a batch of orders. It continues after a wrong order, so that the errors of all
 * orders are reported together.
 */
final class OrderReading {

  /** A batch as a shop writes it; each order is read by itself. */
  private record WrittenBatch(
      @ListOf(what = "orders", max = OrderBatch.ORDERS_MAX) List<JsonNode> orders) {}

  private record WrittenOrder(
      @OneLine(lengthMax = OrderBatch.WORD_LENGTH_MAX) String number,
      WrittenOwner customer,
      OrderState state,
      String currency,
      Instant placedAt,
      @OneLine(lengthMax = OrderBatch.TITLE_LENGTH_MAX) Optional<String> tracking,
      @Whole(min = 0, max = OrderBatch.PAID_MINOR_MAX) Optional<Long> paidMinor,

      @ListOf(what = "lines", max = OrderBatch.LINES_PER_ORDER_MAX)
      List<WrittenLine> lines) {}

  private record WrittenOwner(
      Optional<UUID> id, Optional<String> phone, Optional<String> email, Optional<JsonNode> name) {}

  /** The name of a customer who is made for an order; ignored for a stored customer. */
  private record WrittenName(
      @OneLine(lengthMax = Customer.NAME_LENGTH_MAX) Optional<String> name) {}

  private record WrittenLine(
      @OneLine(lengthMax = OrderBatch.WORD_LENGTH_MAX) Optional<String> id,
      Optional<String> line,
      @Whole(min = 1, max = Integer.MAX_VALUE) Optional<Integer> position,
      @OneLine(lengthMax = OrderBatch.WORD_LENGTH_MAX) String article,
      @OneLine(lengthMax = OrderBatch.TITLE_LENGTH_MAX) String title,
      @Whole(min = 1, max = OrderBatch.QUANTITY_MAX) int quantity,
      @Whole(min = 0, max = OrderBatch.PRICE_MINOR_MAX) long priceMinor,
      @Whole(min = 0, max = OrderBatch.PAID_MINOR_MAX) Optional<Long> paidMinor) {}

  private final PhoneNumbers phones;
  private final List<String> errors = new ArrayList<>();

  OrderReading(PhoneNumbers phones) {
    this.phones = phones;
  }

  OrderBatch batch(JsonNode body) {
    var list = body.path("orders");
    if (list.isArray() && list.size() > OrderBatch.ORDERS_MAX) {
      throw new Failure.TooLarge("orders must be at most " + OrderBatch.ORDERS_MAX + " at a time");
    }
    shape("", body, WrittenBatch.class);
    if (!list.isArray()) {
      throw new Failure.Invalid(errors);
    }
    var orders = new ArrayList<Given>();
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < list.size() && errors.size() < OrderBatch.ERRORS_MAX; i++) {
      int place = i;
      var path = "orders[" + i + "]";
      shape(path, list.get(i), WrittenOrder.class).ifPresent(order -> {
        var number = order.number().strip();
        var earlier = numbers.putIfAbsent(number, place);
        if (earlier != null) {
          errors.add(path + ".number must differ from orders[" + earlier + "].number");
        }
        orders.add(order(path, number, order));
      });
    }
    if (orders.stream().mapToInt(order -> order.lines().size()).sum() > OrderBatch.LINES_MAX) {
      errors.add("orders must have at most " + OrderBatch.LINES_MAX + " lines together");
    }
    if (!errors.isEmpty()) {
      throw new Failure.Invalid(errors.subList(0, Math.min(errors.size(), OrderBatch.ERRORS_MAX)));
    }
    return new OrderBatch(orders);
  }

  private <T> Optional<T> shape(String path, JsonNode json, Class<T> type) {
    try {
      return Optional.of(RequestShape.readAt(path, json, type));
    } catch (Failure.Invalid e) {
      errors.addAll(e.errors());
      return Optional.empty();
    }
  }

  private Given order(String path, String number, WrittenOrder order) {
    return new Given(
        number,
        owner(path + ".customer", order.customer()),
        order.state().word(),
        Currency.of(order.currency())
            .map(Currency::code)
            .orElseGet(
                () -> wrong(path + ".currency", "be a currency as ISO 4217 writes it (EUR)", "")),
        order.placedAt(),
        order.tracking().map(String::strip),
        order.paidMinor(),
        lines(path + ".lines", order.lines()));
  }

  private Owner owner(String path, WrittenOwner owner) {
    if (Stream.of(owner.id(), owner.phone(), owner.email())
            .filter(Optional::isPresent)
            .count()
        != 1) {
      return wrong(path, "have one of id, phone and email", NOBODY);
    }
    if (owner.id().isPresent()) {
      return new Owner.ById(new CustomerId(owner.id().get()));
    }
    var kind = owner.phone().isPresent() ? ContactPoint.Kind.PHONE : ContactPoint.Kind.EMAIL;
    var name = name(path, owner);
    return phones
        .point(kind, owner.phone().or(owner::email).orElseThrow())
        .<Owner>map(point -> new Owner.ByPoint(point, name))
        .orElseGet(() -> wrong(path + "." + kind.word(), "be " + kind.allowed(), NOBODY));
  }

  private String name(String path, WrittenOwner owner) {
    var written = Json.MAPPER.createObjectNode();
    owner.name().ifPresent(name -> written.set("name", name));
    return shape(path, written, WrittenName.class)
        .flatMap(WrittenName::name)
        .map(String::strip)
        .orElse("");
  }

  private List<Line> lines(String path, List<WrittenLine> written) {
    var lines = new ArrayList<Line>();
    Set<Integer> positions = new HashSet<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < written.size(); i++) {
      var at = path + "[" + i + "]";
      var line = line(at, written.get(i), i + 1);
      if (!positions.add(line.position())) {
        errors.add(at + ".position must be the only " + line.position() + " of its order");
      }
      if (line.id().filter(id -> !ids.add(id)).isPresent()) {
        errors.add(at + ".id must be the only " + line.id().get() + " of its order");
      }
      lines.add(line);
    }
    return lines;
  }

  private Line line(String at, WrittenLine line, int place) {
    return new Line(
        line.position().orElse(place),
        line.id().map(String::strip),
        which(at + ".line", line.line(), line.id().isPresent()),
        line.article().strip(),
        line.title().strip(),
        line.quantity(),
        line.priceMinor(),
        line.paidMinor());
  }

  /**
   * Reads {@code line}; a new line needs an id, because otherwise it would be new each time the
   * order is sent.
   */
  private Optional<Which> which(String path, Optional<String> line, boolean hasId) {
    if (line.isEmpty()) {
      return Optional.empty();
    }
    if (line.get().equals(OrderBatch.NEW_LINE)) {
      return hasId
          ? Optional.of(new Which.New())
          : wrong(path, "come with an id where it is " + OrderBatch.NEW_LINE, Optional.empty());
    }
    return Id.uuid(line.get())
        .<Optional<Which>>map(id -> Optional.of(new Which.Stored(new OrderLineId(id))))
        .orElseGet(() -> wrong(
            path, "be the UUID of a stored line, or " + OrderBatch.NEW_LINE, Optional.empty()));
  }

  private <T> T wrong(String path, String allowed, T instead) {
    errors.add(path + " must " + allowed);
    return instead;
  }

  /** The stand-in for a wrong owner until the errors are reported. */
  private static final Owner NOBODY = new Owner.ById(new CustomerId(new UUID(0, 0)));
}
