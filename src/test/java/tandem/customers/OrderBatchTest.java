package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OrderLineId;
import tandem.document.Json;

class OrderBatchTest {

  private static final String GOOD = """
      {"number": "A-1", "customer": {"phone": "020 1234567", "name": "Anna Bakker"}, "state": "shipped",
       "currency": "EUR", "placed_at": "2026-02-01T10:00:00+01:00", "tracking": "3SABC",
       "lines": [{"position": 1, "article": "LAMP-1", "title": "Lamp", "quantity": 2, "price_minor": 1995}]}
      """;

  private final PhoneNumbers phones = new PhoneNumbers("NL");

  @Test
  void an_order_is_read_with_its_phone_in_one_spelling() {
    var batch = read("{\"orders\": [" + GOOD + "]}");

    assertThat(batch.orders()).singleElement().satisfies(order -> {
      assertThat(order.owner())
          .isEqualTo(new OrderBatch.Owner.ByPoint(
              new ContactPoint(ContactPoint.Kind.PHONE, "+31201234567"), "Anna Bakker"));
      assertThat(order.placedAt()).isEqualTo("2026-02-01T09:00:00Z");
      assertThat(order.paidMinor()).isEmpty();
      assertThat(order.lines())
          .containsExactly(new OrderBatch.Line(
              1, Optional.empty(), Optional.empty(), "LAMP-1", "Lamp", 2, 1995, Optional.empty()));
    });
  }

  @Test
  void a_phone_with_marks_and_a_scheme_is_the_number_that_it_is_and_its_batch_is_taken() {
    for (var written : List.of(
        "whatsapp:+31201234567",
        "\\u202a+31201234567\\u202c",
        "+31\\u00a020\\u2009123\\u206045\\ufeff67",
        "020\\t1234567",
        "31201234567",
        "+31 (0)20 123 45 67")) {
      var order = read("{\"orders\": [" + GOOD.replace("020 1234567", written) + "]}")
          .orders()
          .getFirst();

      assertThat(order.owner())
          .as(written)
          .isEqualTo(new OrderBatch.Owner.ByPoint(
              new ContactPoint(ContactPoint.Kind.PHONE, "+31201234567"), "Anna Bakker"));
    }
  }

  @Test
  void every_error_names_its_field_and_what_is_allowed() {
    var shapeless = """
        {"number": "", "customer": {"phone": 7}, "state": "lost", "currency": "Euro",
         "placed_at": "yesterday", "tracking": "",
         "lines": [{"position": 0, "article": "x", "title": "a\\nb", "quantity": 1001, "price_minor": 19.95},
                   {"position": 2, "article": "x", "title": "t", "quantity": "2", "price_minor": -1},
                   {"position": 2, "article": "x", "quantity": 1, "price_minor": 1}]}
        """;
    var broken = """
        {"number": "A-2", "customer": {"phone": "anonymous"}, "state": "shipped", "currency": "Euro",
         "placed_at": "2026-02-01T10:00:00Z",
         "lines": [{"position": 2, "article": "x", "title": "t", "quantity": 1, "price_minor": 1},
                   {"position": 2, "article": "x", "title": "t", "quantity": 1, "price_minor": 1}]}
        """;

    assertThat(errors("{\"orders\": [" + String.join(",", GOOD, shapeless, broken, GOOD) + "]}"))
        .containsExactlyInAnyOrder(
            "orders[1].number must be 1-64 characters on one line",
            "orders[1].customer.phone must be text",
            "orders[1].state must be one of placed, packed, shipped, delivered, returned, cancelled",
            "orders[1].placed_at must be a time in ISO 8601 with its zone: 2026-02-01T09:00:00Z",
            "orders[1].tracking must be 1-200 characters on one line",
            "orders[1].lines[0].position must be a whole number, 1-2147483647",
            "orders[1].lines[0].title must be 1-200 characters on one line",
            "orders[1].lines[0].quantity must be a whole number, 1-1000",
            "orders[1].lines[0].price_minor must be a whole number, 0-1000000000000",
            "orders[1].lines[1].quantity must be a whole number, 1-1000",
            "orders[1].lines[1].price_minor must be a whole number, 0-1000000000000",
            "orders[1].lines[2].title is missing",
            "orders[2].customer.phone must be a phone number, national or in E.164 (+31201234567)",
            "orders[2].currency must be a currency as ISO 4217 writes it (EUR)",
            "orders[2].lines[1].position must be the only 2 of its order",
            "orders[3].number must differ from orders[0].number");
  }

  @Test
  void a_line_may_have_the_shops_id_and_a_paid_amount_and_its_position_is_its_index_by_default() {
    var line = UUID.nameUUIDFromBytes(new byte[0]);
    var body = """
        {"orders": [{"number": "A-1", "customer": {"phone": "020 1234567"}, "state": "shipped", "currency": "EUR",
         "placed_at": "2026-02-01T10:00:00Z", "paid_minor": 0, "lines": [
          {"id": " 77 ", "article": "x", "title": "t", "quantity": 1, "price_minor": 5, "paid_minor": 4},
          {"line": "%s", "article": "x", "title": "t", "quantity": 1, "price_minor": 5},
          {"id": "78", "line": "new", "article": "x", "title": "t", "quantity": 1, "price_minor": 5}]}]}
        """.formatted(line);

    var order = read(body).orders().getFirst();

    assertThat(order.paidMinor()).contains(0L);
    assertThat(order.lines()).extracting(OrderBatch.Line::position).containsExactly(1, 2, 3);
    assertThat(order.lines().getFirst().id()).contains("77");
    assertThat(order.lines().getFirst().paidMinor()).contains(4L);
    assertThat(order.lines().get(1).which())
        .contains(new OrderBatch.Which.Stored(new OrderLineId(line)));
    assertThat(order.lines().get(2).which()).contains(new OrderBatch.Which.New());
  }

  @Test
  void errors_of_ids_and_paid_amounts_name_the_field_and_what_is_allowed() {
    var order = """
        {"number": "A-%d", "customer": {"phone": "020 1234567"}, "state": "shipped", "currency": "EUR",
         "placed_at": "2026-02-01T10:00:00Z", "lines": [%s]}
        """;
    var rest = "\"article\": \"x\", \"title\": \"t\", \"quantity\": 1, \"price_minor\": 5}";
    var shapeless = String.join(
        ",",
        "{\"id\": \"a\", \"paid_minor\": 1000000000000001, " + rest,
        "{\"id\": \"b\", \"paid_minor\": \"4\", " + rest,
        "{\"id\": 7, \"line\": \"new\", " + rest,
        "{\"id\": \"" + "i".repeat(65) + "\", \"line\": 4, " + rest);
    var broken = String.join(
        ",",
        "{\"id\": \"a\", " + rest,
        "{\"id\": \" a \", \"position\": 3, " + rest,
        "{\"id\": \"b\", " + rest,
        "{\"line\": \"new\", " + rest,
        "{\"line\": \"newest\", " + rest);

    assertThat(errors("{\"orders\": ["
            + order.formatted(1, shapeless).replace("\"lines\"", "\"paid_minor\": -1, \"lines\"")
            + ","
            + order.formatted(2, broken)
            + "]}"))
        .containsExactlyInAnyOrder(
            "orders[0].paid_minor must be a whole number, 0-1000000000000000",
            "orders[0].lines[0].paid_minor must be a whole number, 0-1000000000000000",
            "orders[0].lines[1].paid_minor must be a whole number, 0-1000000000000000",
            "orders[0].lines[2].id must be 1-64 characters on one line",
            "orders[0].lines[3].id must be 1-64 characters on one line",
            "orders[0].lines[3].line must be text",
            "orders[1].lines[1].id must be the only a of its order",
            "orders[1].lines[2].position must be the only 3 of its order",
            "orders[1].lines[3].line must come with an id where it is new",
            "orders[1].lines[4].line must be the UUID of a stored line, or new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00Z",
        "-5000-01-01T00:00:00Z",
        "1899-12-31T23:59:59Z",
        "1900-01-01T00:00:00+00:01",
        "2100-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "+294276-12-31T23:59:59Z",
        "+294277-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z"
      })
  void an_order_of_a_time_too_long_ago_is_refused_with_the_allowed_times(String placedAt) {
    assertThat(
            errors("{\"orders\": [" + GOOD.replace("2026-02-01T10:00:00+01:00", placedAt) + "]}"))
        .containsExactly("orders[0].placed_at must be a time from 1900-01-01T00:00:00Z"
            + " and before 2100-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1900-01-01T00:00:00Z", "1962-06-01T12:00:00Z", "2099-12-31T23:59:59Z"})
  void an_order_of_long_ago_is_taken(String placedAt) {
    var batch = read("{\"orders\": [" + GOOD.replace("2026-02-01T10:00:00+01:00", placedAt) + "]}");

    assertThat(batch.orders().getFirst().placedAt()).isEqualTo(placedAt);
  }

  @Test
  void a_customer_is_named_in_exactly_one_way() {
    var both = GOOD.replace("\"phone\"", "\"email\": \"anna@example.com\", \"phone\"");
    var none = GOOD.replace("\"phone\": \"020 1234567\", ", "");
    var unknown = GOOD.replace("\"phone\"", "\"fax\"");
    var noUuid = GOOD.replace("\"phone\": \"020 1234567\"", "\"id\": \"7\"");

    assertThat(errors("{\"orders\": [%s, %s, %s, %s]}"
            .formatted(
                both.replace("A-1", "A-2"),
                none.replace("A-1", "A-3"),
                unknown.replace("A-1", "A-4"),
                noUuid.replace("A-1", "A-5"))))
        .containsExactly(
            "orders[0].customer must have one of id, phone and email",
            "orders[1].customer must have one of id, phone and email",
            "orders[2].customer.fax is unknown; allowed: id, phone, email, name",
            "orders[3].customer.id must be a UUID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1-1-1-1-1",
        "AZwYbi6Ac6CrG00dFZmVyA==",
        "019c186e2e8070a0ba4b1d4f1595c8c7",
        "0019c186e-2e80-70a0-ba4b-1d4f1595c8c"
      })
  void an_id_that_is_not_written_as_a_uuid_is_refused(String id) {
    var owner = GOOD.replace("\"phone\": \"020 1234567\"", "\"id\": \"" + id + "\"");
    var line = GOOD.replace("\"position\": 1", "\"line\": \"" + id + "\"");

    assertThat(errors("{\"orders\": [" + owner + "]}"))
        .containsExactly("orders[0].customer.id must be a UUID");
    assertThat(errors("{\"orders\": [" + line + "]}"))
        .containsExactly(
            "orders[0].lines[0].line must be the UUID of a stored line, or " + OrderBatch.NEW_LINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "null", "7", "\"a\\nb\""})
  void a_name_is_read_only_where_the_order_may_make_a_customer(String name) {
    var named = GOOD.replace("\"Anna Bakker\"", name);
    var id = UUID.nameUUIDFromBytes(new byte[0]);

    assertThat(read("{\"orders\": [%s]}"
                .formatted(named.replace("\"phone\": \"020 1234567\"", "\"id\": \"" + id + "\"")))
            .orders()
            .getFirst()
            .owner())
        .isEqualTo(new OrderBatch.Owner.ById(new CustomerId(id)));
    if (!name.equals("null")) {
      assertThat(errors("{\"orders\": [" + named + "]}"))
          .containsExactly("orders[0].customer.name must be 1-" + Customer.NAME_LENGTH_MAX
              + " characters on one line");
    }
  }

  @Test
  void an_unknown_field_is_named_at_any_depth() {
    var odd = GOOD.replace("\"number\"", "\"foo\": 1, \"number\"")
        .replace("\"name\"", "\"title\": \"Dr\", \"name\"")
        .replace("\"article\"", "\"sku\": \"x\", \"article\"");

    assertThat(errors("{\"shop\": \"x\", \"orders\": [" + odd + "]}"))
        .containsExactlyInAnyOrder(
            "shop is unknown; allowed: orders",
            "orders[0].foo is unknown; allowed: number, customer, state, currency, placed_at, tracking, paid_minor, lines",
            "orders[0].customer.title is unknown; allowed: id, phone, email, name",
            "orders[0].lines[0].sku is unknown; allowed: id, line, position, article, title, quantity, price_minor, paid_minor");
  }

  @Test
  void a_body_that_is_not_a_batch_is_refused_with_the_form_of_one() {
    for (var body : List.of(
        "{\"orders\": 7}",
        "{\"orders\": {}}",
        "{\"orders\": {\"x\": 1}}",
        "{\"orders\": {\"x\": %s}}".formatted(GOOD),
        "{\"orders\": []}")) {
      assertThat(errors(body)).containsExactly("orders must be a list of 1-1000 orders");
    }
    assertThat(errors("{}")).containsExactly("orders is missing");
    assertThat(errors("{\"orders\": null}")).containsExactly("orders is missing");
    for (var body : List.of("[]", "7")) {
      assertThat(errors(body)).containsExactly("the body must be an object");
    }
    assertThat(errors("{\"orders\": [7, null]}"))
        .containsExactly("orders[0] must be an object", "orders[1] must be an object");
  }

  @Test
  void a_batch_of_1001_orders_is_too_large() {
    var orders = IntStream.range(0, 1_001)
        .mapToObj(i -> GOOD.replace("A-1", "A-" + i))
        .collect(Collectors.joining(","));

    assertThatThrownBy(() -> read("{\"orders\": [" + orders + "]}"))
        .isInstanceOf(Failure.TooLarge.class)
        .hasMessageContaining("1000");
  }

  @Test
  void errors_are_reported_up_to_a_maximum() {
    var orders = IntStream.range(0, 500)
        .mapToObj(i -> GOOD.replace("A-1", "A-" + i).replace("EUR", "?"))
        .collect(Collectors.joining(","));

    assertThat(errors("{\"orders\": [" + orders + "]}")).hasSize(OrderBatch.ERRORS_MAX);
  }

  private List<String> errors(String body) {
    return assertThatExceptionOfType(Failure.Invalid.class)
        .isThrownBy(() -> read(body))
        .actual()
        .errors();
  }

  private OrderBatch read(String body) {
    return OrderBatch.read(json(body), phones);
  }

  private static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
