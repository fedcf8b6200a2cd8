package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.customers.CustomerDraft.GivenPoint;
import tandem.customers.Orders.Imported;
import tandem.document.Json;
import tandem.storage.TestDatabase;

@ExtendWith(VertxExtension.class)
class OrdersTest {

  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NINE);

  private static final String LOCK = "SELECT FROM customer WHERE id = '%s' FOR NO KEY UPDATE";

  private static Vertx vertx;

  private final Ids ids = new Ids(CLOCK, new Random(7));
  private final PhoneNumbers phones = new PhoneNumbers("NL");
  private final Customers customers = new Customers(CLOCK, ids, phones);
  private final Histories histories = new Histories();

  @AutoClose
  private final TestDatabase database = TestDatabase.fresh(vertx);

  private final Orders orders = new Orders(database.database(), customers, CLOCK, ids);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @Test
  void an_import_makes_the_customers_it_does_not_find() {
    var imported = take(
        order("A-1", byPhone("020 1234567", "Anna")),
        order("A-2", byPhone("+31201234567", "Anna")),
        order("A-3", byPhone("+31207654321", "")));

    assertThat(imported).isEqualTo(new Imported(3, 0, 0, 2));
    assertThat(named("+31201234567").name()).isEqualTo("Anna");
    assertThat(named("+31201234567").provisional()).isFalse();
    assertThat(named("+31207654321").provisional()).isTrue();
    assertThat(history("+31201234567").orders())
        .extracting(ReadHistory.Order::number)
        .containsExactly("A-2", "A-1");
  }

  @Test
  void an_email_address_in_another_case_is_the_same_customers() {
    var imported = take(
        order("A-1", "{\"email\": \"Zed@Example.COM\", \"name\": \"Zed\"}"),
        order("A-2", "{\"email\": \"zed@example.com\"}"));

    assertThat(imported).isEqualTo(new Imported(2, 0, 0, 1));
    assertThat(take(order("A-3", "{\"email\": \"ZED@example.com\"}")).newCustomers())
        .isZero();
    assertThat(customers
            .find(
                database.database().pool(),
                ContactPoint.email("zed@EXAMPLE.com").orElseThrow())
            .await())
        .isInstanceOf(Match.One.class);
  }

  @Test
  void the_same_batch_again_changes_nothing_and_no_version() {
    var batch = new String[] {
      order("A-1", byPhone("+31201234567", "Anna")), order("A-2", byPhone("+31207654321", "Bert"))
    };
    take(batch);
    var before = named("+31201234567");

    var again = take(batch);

    assertThat(again).isEqualTo(new Imported(0, 0, 2, 0));
    assertThat(named("+31201234567")).isEqualTo(before);
  }

  @Test
  void only_customers_whose_orders_changed_get_a_new_version() {
    take(
        order("A-1", byPhone("+31201234567", "Anna")),
        order("A-2", byPhone("+31207654321", "Bert")));
    var anna = named("+31201234567");
    var bert = named("+31207654321");

    var imported = take(
        order("A-1", byPhone("+31201234567", "Anna")).replace("placed\"", "shipped\""),
        order("A-2", byPhone("+31207654321", "Bert")));

    assertThat(imported).isEqualTo(new Imported(0, 1, 1, 0));
    assertThat(named("+31201234567").version()).isEqualTo(anna.version() + 1);
    assertThat(named("+31207654321")).isEqualTo(bert);
    assertThat(history("+31201234567").orders())
        .extracting(ReadHistory.Order::state)
        .containsExactly("shipped");
  }

  @Test
  void a_line_keeps_its_identity_wherever_it_stands() {
    take(order("A-1", byPhone("+31201234567", "Anna"), line(1, "lamp", 2), line(2, "bulb", 4)));
    var before = history("+31201234567").orders().getFirst().lines();

    take(order("A-1", byPhone("+31201234567", "Anna"), line(1, "cord", 1), line(2, "lamp", 3)));

    var after = history("+31201234567").orders().getFirst().lines();
    assertThat(after)
        .extracting(ReadHistory.Line::position, ReadHistory.Line::article)
        .containsExactly(tuple(1, "cord"), tuple(2, "lamp"));
    assertThat(after.getLast().id()).isEqualTo(before.getFirst().id());
    assertThat(after.getLast().quantity()).isEqualTo(3);
    assertThat(after.getFirst().id())
        .isNotIn(before.getFirst().id(), before.getLast().id());
  }

  @Test
  void the_paid_amount_is_the_shops_or_else_the_price() {
    take(order("A-1", byPhone("+31201234567", "Anna"), line(1, "lamp", 2), line(2, "bulb", 4)));
    assertThat(paid()).isEqualTo("placed 11970: lamp 3990, bulb 7980");

    take(order(
        "A-1",
        byPhone("+31201234567", "Anna"),
        line(1, "lamp", 2).replace("1995}", "1995, \"paid_minor\": 3000}"),
        line(2, "bulb", 4)));
    assertThat(paid()).isEqualTo("placed 10980: lamp 3000, bulb 7980");

    take(order("A-1", byPhone("+31201234567", "Anna"), line(1, "lamp", 2), line(2, "bulb", 4))
        .replace("\"EUR\"", "\"EUR\", \"paid_minor\": 5000"));
    assertThat(paid()).isEqualTo("placed 5000: lamp 3990, bulb 7980");
  }

  @Test
  void a_cancelled_order_is_unpaid_unless_the_shop_says_that_it_was_paid() {
    var cancelled = order(
            "A-1", byPhone("+31201234567", "Anna"), line(1, "lamp", 2), line(2, "bulb", 4))
        .replace("\"placed\"", "\"cancelled\"");

    take(cancelled);
    assertThat(paid()).isEqualTo("cancelled 0: lamp 0, bulb 0");

    take(cancelled.replaceFirst("1995", "1995, \"paid_minor\": 3990"));
    assertThat(paid()).isEqualTo("cancelled 3990: lamp 3990, bulb 0");

    take(cancelled.replace("\"EUR\"", "\"EUR\", \"paid_minor\": 11970"));
    assertThat(paid()).isEqualTo("cancelled 11970: lamp 3990, bulb 7980");
  }

  private String paid() {
    var order = history("+31201234567").orders().getFirst();
    return order.state() + " " + order.paidMinor() + ": "
        + order.lines().stream()
            .map(line -> line.article() + " " + line.paidMinor())
            .collect(Collectors.joining(", "));
  }

  @Test
  void an_order_may_move_to_another_customer_and_both_histories_change() {
    take(order("A-1", byPhone("+31201234567", "Anna")));
    var anna = named("+31201234567");

    take(order("A-1", byPhone("+31207654321", "Bert")));

    assertThat(named("+31201234567").version()).isEqualTo(anna.version() + 1);
    assertThat(history("+31201234567").orders()).isEmpty();
    assertThat(history("+31207654321").orders()).hasSize(1);
  }

  @Test
  void a_shared_number_is_ambiguous_and_nothing_of_the_batch_is_taken() {
    var anna = create("Anna", "+31201234567");
    var bert = create("Bert", "+31201234567");

    assertThatExceptionOfType(Failure.Invalid.class)
        .isThrownBy(() -> take(
            order("A-1", byPhone("+31207654321", "Carla")),
            order("A-2", byPhone("+31201234567", "Anna")),
            order("A-3", "{\"id\": \"00000000-0000-0000-0000-000000000009\"}")))
        .satisfies(failure -> assertThat(failure.errors())
            .hasSize(2)
            .anySatisfy(error -> assertThat(error)
                .startsWith("orders[1].customer.phone is shared by several customers")
                .contains(anna.id().toString(), bert.id().toString())
                .endsWith("customer.id must name one of them"))
            .contains(
                "orders[2].customer.id must be the id of a customer; no customer has this id"));
    assertThat(count("SELECT count(*) FROM customer_order")).isZero();
    assertThat(count("SELECT count(*) FROM customer")).isEqualTo(2);
  }

  @Test
  void an_order_we_have_keeps_its_owner_when_the_number_is_shared_later() {
    take(order("A-1", byPhone("+31201234567", "Anna")));
    create("Bert", "+31201234567");

    var again = take(order("A-1", byPhone("+31201234567", "Anna")));

    assertThat(again).isEqualTo(new Imported(0, 0, 1, 0));
  }

  @Test
  void an_order_with_a_joined_strangers_id_goes_to_the_customer() {
    var stranger = stranger("+31201234567");
    var anna = create("Anna", "+31207654321");
    database
        .database()
        .transaction(tx -> customers.join(tx, stranger.id(), anna.id()))
        .await();

    take(order("A-1", "{\"id\": \"" + stranger.id() + "\"}"));

    assertThat(ReadHistory.of(
                histories.history(database.database().pool(), anna.id()).await())
            .orders())
        .hasSize(1);
  }

  @Test
  void a_stranger_who_called_before_is_named_by_their_order() {
    var stranger = stranger("+31201234567");

    var imported = take(order("A-1", byPhone("+31201234567", "Anna")));

    assertThat(imported.newCustomers()).isZero();
    assertThat(named("+31201234567").id()).isEqualTo(stranger.id());
    assertThat(named("+31201234567").name()).isEqualTo("Anna");
    assertThat(named("+31201234567").provisional()).isFalse();
  }

  @Test
  void a_thousand_orders_are_taken_and_parallel_batches_of_the_same_make_them_once() {
    var batch = IntStream.range(0, OrderBatch.ORDERS_MAX)
        .mapToObj(i -> order("A-" + i, byPhone("+3120" + (1_000_000 + i), "Customer " + i)))
        .toArray(String[]::new);
    var elsewhere = new Orders(database.database(), customers, CLOCK, ids);

    var taken =
        List.of(orders.take(read(batch)), elsewhere.take(read(batch)), orders.take(read(batch)));
    taken.forEach(one -> one.await());

    assertThat(count("SELECT count(*) FROM customer_order")).isEqualTo(OrderBatch.ORDERS_MAX);
    assertThat(count("SELECT count(*) FROM customer")).isEqualTo(OrderBatch.ORDERS_MAX);
    assertThat(count("SELECT count(*) FROM order_line")).isEqualTo(OrderBatch.ORDERS_MAX);
  }

  @Test
  void a_line_of_batches_has_a_maximum() {
    var anna = create("Anna", "+31201234567");
    var other = database.database().pool().getConnection().await();
    var begun = other.begin().await();
    other.query(LOCK.formatted(anna.id())).execute().await(); // so that the line does not move
    var taken = IntStream.range(0, 40)
        .mapToObj(i -> orders.take(read(order("A-" + i, byPhone("+31201234567", "Anna")))))
        .toList();
    begun.commit().await();
    other.close().await();

    var results = taken.stream()
        .map(one -> one.transform(Future::succeededFuture).await())
        .toList();

    assertThat(results.stream().filter(result -> result.succeeded())).hasSize(16);
    assertThat(results.stream().filter(result -> result.failed()))
        .allSatisfy(result -> assertThat(result.cause()).isInstanceOf(Failure.TooMany.class));
    assertThat(take(order("B-1", byPhone("+31201234567", "Anna"))).created()).isEqualTo(1);
  }

  @Test
  void a_writer_to_the_same_two_customers_waits_for_an_import_without_a_deadlock() {
    var first = "00000000-0000-7000-8000-000000000001"; // before any stranger's id
    sql("INSERT INTO customer (id, name, created_at) VALUES ('" + first + "', 'Bert', now())");
    var stranger = stranger("+31201234567");
    var other = database.database().pool().getConnection().await();
    var begun = other.begin().await();
    other.query(LOCK.formatted(first)).execute().await();

    var imported = orders.take(read(
        order("A-1", byPhone("+31201234567", "Anna")),
        order("A-2", "{\"id\": \"" + first + "\"}")));
    while (count("SELECT count(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0")
        == 0) {
      assertThat(imported.isComplete()).isFalse();
    }
    other.query(LOCK.formatted(stranger.id())).execute().await();
    begun.commit().await();

    assertThat(imported.await()).isEqualTo(new Imported(2, 0, 0, 0));
    other.close().await();
  }

  @Test
  void an_order_that_another_import_moves_at_the_same_moment_is_asked_for_again() {
    take(order("A-1", byPhone("+31201234567", "Anna")));
    var anna = named("+31201234567");
    var bert = create("Bert", "+31207654321");
    var other = database.database().pool().getConnection().await();
    var begun = other.begin().await();
    other.query(LOCK.formatted(anna.id())).execute().await();

    var imported =
        orders.take(read(order("A-1", byPhone("+31201234567", "Anna"), line(1, "bulb", 1))));
    while (count("SELECT count(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0")
        == 0) {
      assertThat(imported.isComplete()).isFalse();
    }
    other
        .query("UPDATE customer_order SET customer = '" + bert.id() + "'")
        .execute()
        .await();
    begun.commit().await();
    other.close().await();

    assertThatThrownBy(imported::await).isInstanceOf(Failure.Unavailable.class);
    assertThat(history("+31207654321").orders().getFirst().lines())
        .extracting(ReadHistory.Line::article)
        .containsExactly("lamp");
  }

  @Test
  void orders_of_two_hundred_lines_of_one_article_are_compared_within_a_limit() {
    var fifty = IntStream.range(0, OrderBatch.LINES_MAX / OrderBatch.LINES_PER_ORDER_MAX)
        .mapToObj(i -> order(
            "A-" + i,
            byPhone("+31201234567", "Anna"),
            IntStream.rangeClosed(1, OrderBatch.LINES_PER_ORDER_MAX)
                .mapToObj(n -> line(n, "lamp", n))
                .toArray(String[]::new)))
        .toList();
    take(fifty.toArray(String[]::new));
    sql("CREATE TABLE line_before AS SELECT id, position FROM order_line");

    assertThat(take(fifty.toArray(String[]::new))).isEqualTo(new Imported(0, 0, 50, 0));
    assertThat(take(fifty.stream()
            .map(order -> order.replaceAll("(\"position\": 1?[0-9],.*)1995", "$12995"))
            .toArray(String[]::new)))
        .isEqualTo(new Imported(0, 50, 0, 0));
    assertThat(count("SELECT count(*) FROM order_line JOIN line_before USING (id, position)"))
        .isEqualTo(50 * 181);
    assertThat(
            take(fifty.stream().map(order -> order.replace("1995", "3995")).toArray(String[]::new)))
        .isEqualTo(new Imported(0, 50, 0, 0));
    assertThat(count("SELECT count(*) FROM order_line WHERE price_minor = 3995"))
        .isEqualTo(OrderBatch.LINES_MAX);
  }

  @Test
  void a_batch_that_cannot_be_written_does_not_stop_the_next() {
    sql("ALTER TABLE order_line ADD CONSTRAINT no_bulbs CHECK (article <> 'bulb')");

    assertThatThrownBy(
            () -> take(order("A-1", byPhone("+31201234567", "Anna"), line(1, "bulb", 1))))
        .isNotInstanceOf(Failure.class);

    assertThat(take(order("A-1", byPhone("+31201234567", "Anna"))).created()).isEqualTo(1);
  }

  private Imported take(String... orders) {
    return this.orders.take(read(orders)).await();
  }

  private OrderBatch read(String... orders) {
    try {
      return OrderBatch.read(
          Json.MAPPER.readTree("{\"orders\": [" + String.join(",", orders) + "]}"), phones);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String order(String number, String customer, String... lines) {
    var list = lines.length == 0 ? line(1, "lamp", 1) : String.join(",", lines);
    return """
        {"number": "%s", "customer": %s, "state": "placed", "currency": "EUR",
         "placed_at": "2026-02-01T10:00:00Z", "lines": [%s]}
        """.formatted(number, customer, list);
  }

  private static String line(int position, String article, int quantity) {
    return """
        {"position": %d, "article": "%s", "title": "A %s", "quantity": %d, "price_minor": 1995}
        """.formatted(position, article, article, quantity);
  }

  private static String byPhone(String phone, String name) {
    return name.isEmpty()
        ? "{\"phone\": \"" + phone + "\"}"
        : "{\"phone\": \"" + phone + "\", \"name\": \"" + name + "\"}";
  }

  private Customer create(String name, String phone) {
    return database
        .database()
        .transaction(tx -> customers.create(
            tx,
            new CustomerDraft(
                name, Optional.empty(), List.of(new GivenPoint(ContactPoint.Kind.PHONE, phone)))))
        .await();
  }

  /** A stranger who has called. */
  private Customer stranger(String phone) {
    return database
        .database()
        .transaction(tx -> Arriving.one(
            customers,
            tx,
            new Arrival(
                Ids.contact("native", "call-1"),
                ContactPoint.Kind.PHONE,
                Optional.of(new ContactPoint(ContactPoint.Kind.PHONE, phone)),
                "100",
                NINE)))
        .await()
        .customer();
  }

  private Customer named(String phone) {
    var match = customers
        .find(database.database().pool(), new ContactPoint(ContactPoint.Kind.PHONE, phone))
        .await();
    return ((Match.One) match).customer();
  }

  private ReadHistory history(String phone) {
    return ReadHistory.of(
        histories.history(database.database().pool(), named(phone).id()).await());
  }

  private void sql(String statement) {
    database.database().pool().query(statement).execute().await();
  }

  private long count(String query) {
    return database
        .database()
        .pool()
        .query(query)
        .execute()
        .await()
        .iterator()
        .next()
        .getLong(0);
  }
}
