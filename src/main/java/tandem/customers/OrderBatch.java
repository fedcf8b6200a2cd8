package tandem.customers;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tandem.base.Currency;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OrderLineId;
import tandem.base.OrderState;
import tandem.base.Storable;
import tandem.base.Text;
import tandem.base.Times;

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

  private static final List<String> BATCH = List.of("orders");
  private static final List<String> ORDER = List.of(
      "number", "customer", "state", "currency", "placed_at", "tracking", "paid_minor", "lines");
  private static final List<String> OWNER = List.of("id", "phone", "email", "name");
  private static final List<String> LINE = List.of(
      "id", "line", "position", "article", "title", "quantity", "price_minor", "paid_minor");

  /** The value of {@code line} for a line that is none of the order's stored lines. */
  static final String NEW_LINE = "new";

  private static final List<String> STATES =
      Arrays.stream(OrderState.values()).map(OrderState::word).toList();

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
    return new Reader(phones).batch(body);
  }

  /** Reads on after an error, so that all errors are reported together. */
  private static final class Reader {
    private final PhoneNumbers phones;
    private final List<String> errors = new ArrayList<>();

    Reader(PhoneNumbers phones) {
      this.phones = phones;
    }

    OrderBatch batch(JsonNode body) {
      var list = body.path("orders");
      if (!list.isArray() || list.isEmpty()) {
        throw new Failure.Invalid("orders must be a list of 1-" + ORDERS_MAX + " orders");
      }
      if (list.size() > ORDERS_MAX) {
        throw new Failure.TooLarge("orders must be at most " + ORDERS_MAX + " at a time");
      }
      complainAboutUnknown("", body, BATCH);
      var orders = new ArrayList<Given>();
      Map<String, Integer> numbers = new HashMap<>();
      for (int i = 0; i < list.size() && errors.size() < ERRORS_MAX; i++) {
        var path = "orders[" + i + "]";
        var order = order(path, list.get(i));
        var earlier = numbers.putIfAbsent(order.number(), i);
        if (earlier != null && !order.number().isEmpty()) {
          errors.add(path + ".number must differ from orders[" + earlier + "].number");
        }
        orders.add(order);
      }
      if (orders.stream().mapToInt(order -> order.lines().size()).sum() > LINES_MAX) {
        errors.add("orders must have at most " + LINES_MAX + " lines together");
      }
      if (!errors.isEmpty()) {
        throw new Failure.Invalid(errors);
      }
      return new OrderBatch(orders);
    }

    private Given order(String path, JsonNode json) {
      complainAboutUnknown(path + ".", json, ORDER);
      return new Given(
          text(path + ".number", json.path("number"), WORD_LENGTH_MAX),
          owner(path + ".customer", json.path("customer")),
          state(path + ".state", json.path("state")),
          currency(path + ".currency", json.path("currency")),
          instant(path + ".placed_at", json.path("placed_at")),
          isAbsent(json.path("tracking"))
              ? Optional.empty()
              : Optional.of(text(path + ".tracking", json.path("tracking"), TITLE_LENGTH_MAX)),
          paid(path + ".paid_minor", json.path("paid_minor")),
          lines(path + ".lines", json.path("lines")));
    }

    private Owner owner(String path, JsonNode json) {
      complainAboutUnknown(path + ".", json, OWNER);
      var named = List.of("id", "phone", "email").stream()
          .filter(field -> !isAbsent(json.path(field)))
          .toList();
      if (named.size() != 1) {
        return wrong(path, "have one of id, phone and email", NOBODY);
      }
      var field = named.getFirst();
      var text = json.path(field).asText();
      if (field.equals("id")) {
        return uuid(text)
            .<Owner>map(id -> new Owner.ById(new CustomerId(id)))
            .orElseGet(() -> wrong(path + ".id", "be a UUID", NOBODY));
      }
      var kind = field.equals("phone") ? ContactPoint.Kind.PHONE : ContactPoint.Kind.EMAIL;
      var name = isAbsent(json.path("name"))
          ? ""
          : text(path + ".name", json.path("name"), Customer.NAME_LENGTH_MAX);
      return phones
          .point(kind, text)
          .<Owner>map(point -> new Owner.ByPoint(point, name))
          .orElseGet(() -> wrong(path + "." + field, "be " + kind.allowed(), NOBODY));
    }

    private List<Line> lines(String path, JsonNode json) {
      if (!json.isArray() || json.isEmpty() || json.size() > LINES_PER_ORDER_MAX) {
        return wrong(path, "be a list of 1-" + LINES_PER_ORDER_MAX + " lines", List.of());
      }
      var lines = new ArrayList<Line>();
      Set<Integer> positions = new HashSet<>();
      Set<String> ids = new HashSet<>();
      for (int i = 0; i < json.size() && errors.size() < ERRORS_MAX; i++) {
        var at = path + "[" + i + "]";
        var line = line(at, json.get(i), i + 1);
        if (line.position() > 0 && !positions.add(line.position())) {
          errors.add(at + ".position must be the only " + line.position() + " of its order");
        }
        if (line.id().filter(id -> !id.isEmpty() && !ids.add(id)).isPresent()) {
          errors.add(at + ".id must be the only " + line.id().get() + " of its order");
        }
        lines.add(line);
      }
      return lines;
    }

    private Line line(String at, JsonNode json, int place) {
      complainAboutUnknown(at + ".", json, LINE);
      var id = isAbsent(json.path("id"))
          ? Optional.<String>empty()
          : Optional.of(text(at + ".id", json.path("id"), WORD_LENGTH_MAX));
      return new Line(
          isAbsent(json.path("position"))
              ? place
              : (int) whole(at + ".position", json.path("position"), 1, Integer.MAX_VALUE),
          id,
          which(at + ".line", json.path("line"), id.isPresent()),
          text(at + ".article", json.path("article"), WORD_LENGTH_MAX),
          text(at + ".title", json.path("title"), TITLE_LENGTH_MAX),
          (int) whole(at + ".quantity", json.path("quantity"), 1, QUANTITY_MAX),
          whole(at + ".price_minor", json.path("price_minor"), 0, PRICE_MINOR_MAX),
          paid(at + ".paid_minor", json.path("paid_minor")));
    }

    /** A new line without an id would be new each time the order is sent. */
    private Optional<Which> which(String path, JsonNode json, boolean hasId) {
      if (isAbsent(json)) {
        return Optional.empty();
      }
      if (json.isTextual() && json.asText().equals(NEW_LINE)) {
        return hasId
            ? Optional.of(new Which.New())
            : wrong(path, "come with an id where it is " + NEW_LINE, Optional.empty());
      }
      return (json.isTextual() ? uuid(json.asText()) : Optional.<UUID>empty())
          .<Optional<Which>>map(id -> Optional.of(new Which.Stored(new OrderLineId(id))))
          .orElseGet(
              () -> wrong(path, "be the UUID of a stored line, or " + NEW_LINE, Optional.empty()));
    }

    private Optional<Long> paid(String path, JsonNode json) {
      return isAbsent(json) ? Optional.empty() : Optional.of(whole(path, json, 0, PAID_MINOR_MAX));
    }

    private String state(String path, JsonNode json) {
      return STATES.contains(json.asText())
          ? json.asText()
          : wrong(path, "be one of " + String.join(", ", STATES), "");
    }

    private String currency(String path, JsonNode json) {
      return Currency.of(json.asText())
          .map(Currency::code)
          .orElseGet(() -> wrong(path, "be a currency as ISO 4217 writes it (EUR)", ""));
    }

    private Instant instant(String path, JsonNode json) {
      try {
        var at = OffsetDateTime.parse(json.asText()).toInstant();
        Times.objection(at).ifPresent(rule -> errors.add(path + " " + rule));
        return at;
      } catch (DateTimeException e) {
        return wrong(path, "be a time as ISO 8601 writes it (2026-03-02T09:00:00Z)", Instant.EPOCH);
      }
    }

    private String text(String path, JsonNode json, int lengthMax) {
      var text = json.isTextual() ? json.asText().strip() : "";
      return text.isEmpty()
              || Text.length(text) > lengthMax
              || text.chars().anyMatch(Character::isISOControl)
              || Storable.objection(text).isPresent()
          ? wrong(path, "be 1-" + lengthMax + " characters on one line", "")
          : text;
    }

    private long whole(String path, JsonNode json, long min, long max) {
      return json.isIntegralNumber()
              && json.canConvertToLong()
              && json.asLong() >= min
              && json.asLong() <= max
          ? json.asLong()
          : wrong(path, "be a whole number, " + min + "-" + max, min - 1);
    }

    /** An unknown field is an error: its sender thinks that we read it. */
    private void complainAboutUnknown(String path, JsonNode json, List<String> known) {
      json.fieldNames().forEachRemaining(name -> {
        if (!known.contains(name) && errors.size() < ERRORS_MAX) {
          var shown = name.length() > WORD_LENGTH_MAX ? name.substring(0, WORD_LENGTH_MAX) : name;
          errors.add(path + shown + " is unknown; allowed: " + String.join(", ", known));
        }
      });
    }

    private <T> T wrong(String path, String allowed, T instead) {
      errors.add(path + " must " + allowed);
      return instead;
    }

    private static boolean isAbsent(JsonNode json) {
      return json.isMissingNode() || json.isNull();
    }

    private static Optional<UUID> uuid(String text) {
      try {
        return Optional.of(UUID.fromString(text));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    /** Stands in until the errors are reported. */
    private static final Owner NOBODY = new Owner.ById(new CustomerId(new UUID(0, 0)));
  }
}
