package tandem.customers;

import static java.util.Comparator.reverseOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.customers.CustomerDraft.GivenPoint;
import tandem.document.Json;
import tandem.storage.TestDatabase;
import tandem.storage.nodes.Grid;

@ExtendWith(VertxExtension.class)
class HistoryCacheTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-02T09:00:00Z"));

  private static final Duration PATIENT = Duration.ofSeconds(60);

  private static Vertx vertx;

  @AutoClose
  private static final Grid grid = TestGrid.alone();

  private final Ids ids = new Ids(CLOCK, new Random(7));
  private final Customers customers = new Customers(CLOCK, ids, new PhoneNumbers("NL"));
  private final Histories histories = new Histories();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @AutoClose
  private final TestDatabase database = TestDatabase.fresh(vertx);

  private final HistoryCache cache = cache(grid, metrics);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @BeforeEach
  void forget() { // customers of another test have the same ids
    grid.map(HistoryCache.mapConfig().getName()).orElseThrow().clear();
  }

  @Test
  void the_grid_gives_back_the_very_history_that_was_loaded() {
    var anna = rich("Anna");

    var loaded = cache.of(anna).await();
    var kept = cache(grid, metrics).of(anna).await();

    var read = ReadHistory.of(loaded);
    assertThat(read.orders()).hasSize(1);
    assertThat(read.orders().getFirst().paidMinor()).isEqualTo(5_000);
    assertThat(read.orders().getFirst().lines())
        .extracting(ReadHistory.Line::shopLine, ReadHistory.Line::paidMinor, ReadHistory.Line::gone)
        .containsExactly(
            tuple(Optional.empty(), 3_990L, false), tuple(Optional.of("line-7"), 3_500L, true));
    assertThat(read.cases()).hasSize(1);
    assertThat(read.remedies()).hasSize(1);
    assertThat(read.timeline()).hasSize(3);
    assertThat(read.timelineTotal()).isEqualTo(3);
    assertThat(read.timeline().getFirst().body().path("text").asText()).isEqualTo("note 3");
    assertThat(kept).isEqualTo(loaded).isNotSameAs(loaded);
    assertThat(loads()).isEqualTo(1);
    assertThat(reads("hit")).isEqualTo(1);
  }

  @Test
  void a_history_is_written_as_all_our_json_is() {
    for (var at :
        List.of("10:00:00Z", "10:00:00.120Z", "10:00:00.123400Z", "10:00:59.999999+02:00")) {
      var anna = rich("Anna " + at);
      sql("UPDATE customer_order SET placed_at = '2026-02-01T" + at + "' WHERE customer = '" + anna
          + "'");

      var sent = cache.of(anna).await().json().toString();

      assertThat(Json.read(sent, JsonNode.class))
          .isEqualTo(Json.read(Json.write(Json.read(sent, ReadHistory.class)), JsonNode.class));
      assertThat(sent).startsWith("{\"customer\":{\"id\":").doesNotContain("null");
    }
  }

  @Test
  void a_node_gives_the_object_that_it_has_loaded_or_read_from_the_grid() {
    var anna = rich("Anna");
    var other = cache(grid, metrics);

    assertThat(cache.of(anna).await()).isSameAs(cache.of(anna).await());
    assertThat(other.of(anna).await()).isSameAs(other.of(anna).await());
  }

  @Test
  void histories_come_from_the_database_until_the_grid_has_started() {
    var anna = rich("Anna");
    try (var later = TestGrid.notStarted()) {
      assertThat(later.map(HistoryCache.mapConfig().getName())).isEmpty();
      var early = cache(later, metrics);

      var read = early.of(anna).await();

      assertThat(read).isEqualTo(cache.of(anna).await());
      assertThat(early.of(anna).await()).isSameAs(read);
    }
  }

  @Test
  void a_hundred_pops_at_once_are_one_load() {
    var anna = rich("Anna");
    var current = histories.current(database.database().pool(), anna).await();

    var pops = IntStream.range(0, 100).mapToObj(_ -> cache.of(current)).toList();
    pops.forEach(pop -> pop.await());

    assertThat(loads()).isEqualTo(1);
  }

  @Test
  void a_history_is_never_served_once_the_customer_has_a_newer_version() {
    var anna = rich("Anna");
    var before = cache.of(anna).await();
    cache.of(anna).await();

    for (int i = 0; i < 20; i++) {
      var name = "Anna " + i;
      var version = cache.of(anna).await().version();
      database
          .database()
          .transaction(tx -> customers.change(
              tx,
              anna,
              Set.of(version),
              new CustomerChange(
                  Optional.of(name),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty())))
          .await();

      assertThat(ReadHistory.of(cache.of(anna).await()).customer().name()).isEqualTo(name);
    }

    assertThat(cache.of(anna).await().version()).isEqualTo(before.version() + 20);
    assertThat(reads("stale")).isEqualTo(20);
  }

  @Test
  void an_older_load_that_ends_last_does_not_replace_a_newer_one() {
    var anna = rich("Anna");
    var old = histories.history(database.database().pool(), anna).await();
    database.database().transaction(tx -> customers.touch(tx, List.of(anna))).await();
    var fresh = cache.of(anna).await();

    var replaced = grid.<CustomerId, CustomerHistory>map(
            HistoryCache.mapConfig().getName())
        .orElseThrow()
        .executeOnKey(anna, new HistoryCache.ReplaceIfNewer(old));

    assertThat(replaced).isFalse();
    assertThat(cache.of(anna).await()).isEqualTo(fresh);
    assertThat(loads()).isEqualTo(1);
  }

  @Test
  void a_load_that_began_before_a_write_does_not_answer_a_later_request() {
    var anna = rich("Anna");
    var before = histories.current(database.database().pool(), anna).await();
    database.database().transaction(tx -> customers.touch(tx, List.of(anna))).await();
    var after = histories.current(database.database().pool(), anna).await();

    var early = cache.of(before);
    var late = cache.of(after);

    assertThat(early.await().version()).isGreaterThanOrEqualTo(before.version());
    assertThat(late.await().version()).isGreaterThanOrEqualTo(after.version());
  }

  @Test
  void a_joined_stranger_is_shown_as_the_customer() {
    var stranger = database
        .database()
        .transaction(tx -> Arriving.one(
            customers,
            tx,
            new Arrival(
                Ids.contact("native", "call-1"),
                ContactPoint.Kind.PHONE,
                Optional.empty(),
                "100",
                CLOCK.instant())))
        .await()
        .customer();
    cache.of(stranger.id()).await();
    var anna = rich("Anna");
    database
        .database()
        .transaction(tx -> customers.join(tx, stranger.id(), anna))
        .await();

    assertThat(cache.of(stranger.id()).await().customer()).isEqualTo(anna);
  }

  @Test
  void without_a_grid_histories_come_from_postgresql() {
    var lost = TestGrid.alone();
    var orphaned =
        new HistoryCache(vertx, database.database().pool(), histories, lost, CLOCK, metrics);
    var anna = rich("Anna");
    var bob = rich("Bob");
    lost.close();

    assertThat(ReadHistory.of(orphaned.of(anna).await()).customer().name()).isEqualTo("Anna");
    assertThat(ReadHistory.of(orphaned.of(bob).await()).customer().name()).isEqualTo("Bob");

    assertThat(reads("grid_silent")).isEqualTo(2);
    assertThat(loads()).isEqualTo(2);
  }

  @Test
  void a_history_loaded_by_one_node_is_not_loaded_by_another() {
    try (var one = TestGrid.alone();
        var other = TestGrid.alone()) {
      one.join(database.address(), "127.0.0.1", 0, List.of());
      other.join(database.address(), "127.0.0.1", 0, List.of());
      var here = cache(one, metrics);
      var there = cache(other, metrics);
      var all = IntStream.range(0, 40).mapToObj(i -> rich("Customer " + i)).toList();
      assertThat(other.size()).isEqualTo(2);

      var loaded = all.stream().map(id -> here.of(id).await()).toList();
      all.forEach(id ->
          one.map(HistoryCache.mapConfig().getName()).orElseThrow().get(id)); // the writes are in
      var read = all.stream().map(id -> there.of(id).await()).toList();

      assertThat(read).isEqualTo(loaded);
      assertThat(loads()).isEqualTo(all.size());

      database.database().transaction(tx -> customers.touch(tx, all)).await();
      all.forEach(id -> assertThat(here.of(id).await().version()).isEqualTo(2));
      all.forEach(id -> assertThat(there.of(id).await().version()).isEqualTo(2));
    }
  }

  @Test
  void an_unknown_customer_has_no_history() {
    assertThatThrownBy(() -> cache.of(new CustomerId(new UUID(0, 9))).await())
        .isInstanceOf(Failure.NotFound.class);
  }

  @Test
  void a_long_history_is_cached_to_its_newest_entries_and_counts_them_all() {
    var anna = create("Anna");
    sql("INSERT INTO department VALUES ('service', 'Service') ON CONFLICT DO NOTHING");
    sql(
        "INSERT INTO case_file (id, customer, kind, subject, state, department, entries, opened_at, touched_at)"
            + " SELECT gen_random_uuid(), '" + anna
            + "', 'question', 'Question ' || i, 'open', 'service', 10,"
            + " timestamptz '2026-01-01Z' + i * interval '1 hour', timestamptz '2026-01-01Z' + (i + 1) * interval '1 hour'"
            + " FROM generate_series(1, 300) i");
    sql("INSERT INTO timeline_entry (case_id, number, at, kind, body)"
        + " SELECT id, n, opened_at + n * interval '6 minutes', 'note', '{\"text\": \"hello\"}'"
        + " FROM case_file, generate_series(1, 10) n");
    sql("ANALYZE");

    var history = ReadHistory.of(cache.of(anna).await());
    assertThat(history.timeline()).hasSize(CustomerHistory.TIMELINE_MAX);
    assertThat(history.cases()).hasSize(CustomerHistory.CASES_MAX);
    assertThat(history.timelineTotal()).isEqualTo(3_000);
    assertThat(history.timeline())
        .extracting(ReadHistory.Entry::at)
        .isSortedAccordingTo(reverseOrder());
    assertThat(history.timeline().getFirst().at()).isEqualTo("2026-01-13T13:00:00Z");
    assertThat(history.timeline().getLast().at()).isEqualTo("2026-01-13T10:06:00Z");
  }

  private HistoryCache cache(Grid grid, SimpleMeterRegistry metrics) {
    return new HistoryCache(
        vertx, database.database().pool(), histories, grid, CLOCK, metrics, PATIENT);
  }

  private double loads() {
    return metrics.counter("tandem.history.loads").count();
  }

  private double reads(String result) {
    return metrics.counter("tandem.history.reads", "result", result).count();
  }

  private CustomerId create(String name) {
    return database
        .database()
        .transaction(tx -> customers.create(
            tx,
            new CustomerDraft(
                name,
                Optional.empty(),
                List.of(new GivenPoint(ContactPoint.Kind.EMAIL, "anna@example.com")))))
        .await()
        .id();
  }

  /** Makes a customer with one item of every kind. */
  private CustomerId rich(String name) {
    var id = create(name);
    sql("INSERT INTO department VALUES ('service', 'Service') ON CONFLICT DO NOTHING");
    sql("INSERT INTO remedy_kind VALUES ('refund', 'Refund', 'money') ON CONFLICT DO NOTHING");
    sql("INSERT INTO customer_order VALUES (gen_random_uuid(), 'N-" + id + "', '" + id
        + "', 'shipped', 'EUR', '3SABC', '2026-02-01 10:00:00.123456Z', now())");
    sql("INSERT INTO order_line SELECT gen_random_uuid(), id, n, 'lamp', 'A lamp', 2, 1995"
        + " FROM customer_order, generate_series(1, 2) n WHERE customer = '" + id + "'");
    sql("UPDATE customer_order SET paid_minor = 5000 WHERE customer = '" + id + "'");
    sql("UPDATE order_line SET shop_line = 'line-7', paid_minor = 3500, gone_at = now()"
        + " WHERE position = 1 AND order_id = (SELECT id FROM customer_order WHERE customer = '"
        + id + "')");
    sql(
        "INSERT INTO case_file (id, customer, kind, subject, state, department, entries, opened_at, touched_at)"
            + " VALUES (gen_random_uuid(), '" + id
            + "', 'complaint', 'Broken', 'open', 'service', 3, now(), now())");
    sql("INSERT INTO timeline_entry (case_id, number, at, kind, department, contact, body)"
        + " SELECT id, n, opened_at + n * interval '1 second', 'note', 'service', gen_random_uuid(),"
        + " jsonb_build_object('text', 'note ' || n, 'amount', 1.50) FROM case_file, generate_series(1, 3) n"
        + " WHERE customer = '" + id + "'");
    sql(
        "INSERT INTO remedy (id, case_id, customer, order_line, units, kind, exclusion_group, state, amount_minor,"
            + " most_minor, currency, reason, request_key, given_at, changed_at) SELECT gen_random_uuid(), c.id, c.customer, l.id,"
            + " '{1,2}', 'refund', 'money', 'given', 3990, 3990, 'EUR', 'broken', c.id::text, now(), now()"
            + " FROM case_file c JOIN customer_order o USING (customer) JOIN order_line l ON l.order_id = o.id"
            + " WHERE c.customer = '" + id + "' AND l.position = 1");
    return id;
  }

  private void sql(String statement) {
    database.database().pool().query(statement).execute().await();
  }
}
