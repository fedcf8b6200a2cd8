package tandem.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.OrderLineId;
import tandem.base.OutcomeId;
import tandem.base.QueueId;
import tandem.base.RemedyKindId;
import tandem.server.Rooms;
import tandem.storage.Database;
import tandem.storage.Outage;
import tandem.storage.TestDatabase;

/** The ground of tests of cases: a small floor, customers and orders in a real database. */
public final class Ground implements AutoCloseable {

  public static final Instant NINE = Instant.parse("2026-02-02T09:00:00Z");
  public static final DepartmentId SHIPPING = new DepartmentId("shipping");
  public static final DepartmentId SERVICE = new DepartmentId("service");
  public static final AgentId TOM = new AgentId("tom");
  public static final AgentId ANA = new AgentId("ana");
  public static final QueueId PARCELS = new QueueId("parcels");
  public static final OutcomeId SOLVED = new OutcomeId("solved");
  public static final OutcomeId CALL_BACK = new OutcomeId("call_back");
  public static final RemedyKindId REPLACEMENT = new RemedyKindId("replacement");
  public static final RemedyKindId SPARE_PART = new RemedyKindId("spare_part");
  public static final RemedyKindId REFUND = new RemedyKindId("refund");
  public static final RemedyKindId CREDIT = new RemedyKindId("credit");

  /** A client that is refused asks again a little later. */
  private static final Executor AGAIN = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

  private static final String FLOOR = """
      INSERT INTO department VALUES ('shipping', 'Shipping'), ('service', 'Service');
      INSERT INTO agent VALUES ('tom', 'Tom', 'shipping', '+31101', true, '{}'), ('ana', 'Ana', 'service', '+31102', true, '{}');
      INSERT INTO queue VALUES ('parcels', 'Where is my parcel', 'shipping', 'call', true, '{}'),
                               ('care', 'Customer care', 'service', 'call', true, '{}');
      INSERT INTO outcome_kind VALUES ('solved', 'Solved', true), ('call_back', 'We call back', false);
      INSERT INTO remedy_kind (id, name, exclusion_group, most, without_item)
      VALUES ('replacement', 'Replacement', 'item', '{}', true), ('spare_part', 'Spare part', 'item', '{}', false);
      INSERT INTO remedy_kind (id, name, exclusion_group, most, order_states)
      VALUES ('refund', 'Refund', 'item', '{"EUR": 1000, "CHF": 900}', '{placed,packed,shipped,delivered,returned,cancelled}'),
             ('credit', 'Credit', 'goodwill', '{"EUR": 1000, "CHF": 900}', '{placed,packed,shipped,delivered,returned,cancelled}');
      """;

  private final TestDatabase database;
  public final Ids ids = new Ids(() -> NINE, new Random(7));
  private final Rooms.OfCases room = Rooms.OfCases.of(ids);
  public final Cases cases = room.cases();
  public final CaseStates states = room.states();
  public final Timelines timelines = room.timelines();
  public final Outcomes outcomes = room.outcomes();
  public final Remedies remedies = room.remedies();

  public Ground(Vertx vertx) {
    database = TestDatabase.fresh(vertx);
    sql(FLOOR);
  }

  public Database database() {
    return database.database();
  }

  @Override
  public void close() {
    database.close();
  }

  public void sql(String statements) {
    database().pool().query(statements).execute().await();
  }

  /** Runs a query and returns the first column of every row, as text. */
  public List<String> ask(String query) {
    return database().pool().query(query).execute().await().stream()
        .map(row -> String.valueOf(row.getValue(0)))
        .toList();
  }

  /** Returns the doctor's findings. */
  public List<String> doctor(String invariant) {
    try (var in = Ground.class.getResourceAsStream("/db/doctor/" + invariant + ".sql")) {
      return ask("SELECT subject || ': ' || finding FROM (%s) found"
          .formatted(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until a transaction waits for a lock of another. */
  public void awaitWaiting() {
    waiting().timeout(60, TimeUnit.SECONDS).await();
  }

  private Future<Void> waiting() {
    return database()
        .pool()
        .query("""
            SELECT FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'
            """)
        .execute()
        .compose(rows -> rows.size() == 0 ? waiting() : Future.succeededFuture());
  }

  public <T> T transaction(Function<SqlConnection, Future<T>> work) {
    return database().transaction(work).await();
  }

  /**
   * Repeats work that was refused as not available, as clients do: many requests at once may wait
   * too long for a connection.
   */
  public static <T> Future<T> patiently(Supplier<Future<T>> work) {
    var done = Promise.<T>promise();
    attempt(work, done);
    return done.future();
  }

  private static <T> void attempt(Supplier<Future<T>> work, Promise<T> done) {
    work.get().onComplete(done::complete, failure -> {
      if (Outage.meaning(failure) instanceof Failure.Unavailable) {
        AGAIN.execute(() -> attempt(work, done));
      } else {
        done.fail(failure);
      }
    });
  }

  public CustomerId customer(String name) {
    var id = ids.next();
    sql("INSERT INTO customer (id, name, created_at) VALUES ('%s', '%s', '%s')"
        .formatted(id, name, NINE));
    return new CustomerId(id);
  }

  public long version(CustomerId customer) {
    return Long.parseLong(
        ask("SELECT version FROM customer WHERE id = '%s'".formatted(customer)).getFirst());
  }

  public CaseFile openCase(CustomerId customer) {
    return transaction(tx -> cases.open(
        tx,
        new Cases.ByHand(customer, CaseFile.Kind.COMPLAINT, "The lamp is broken", SHIPPING),
        Optional.empty(),
        NINE));
  }

  public OrderLineId orderLine(CustomerId customer, int quantity, long priceMinor) {
    UUID order = ids.next();
    UUID line = ids.next();
    sql("""
        INSERT INTO customer_order (id, number, customer, state, currency, placed_at, updated_at)
        VALUES ('%1$s', 'A-%1$s', '%2$s', 'delivered', 'EUR', '%6$s', '%6$s');
        INSERT INTO order_line (id, order_id, position, article, title, quantity, price_minor)
        VALUES ('%3$s', '%1$s', 1, 'lamp', 'A lamp', %4$d, %5$d);
        """.formatted(order, customer, line, quantity, priceMinor, NINE));
    return new OrderLineId(line);
  }

  /** A line of an order: article, number of pieces and price of one. */
  public record Item(String article, int quantity, long priceMinor) {}

  /**
   * Imports an order.
   *
   * @param paidMinor the amount paid for the whole order, if given
   */
  public List<OrderLineId> order(
      CustomerId customer, String state, Optional<Long> paidMinor, Item... items) {
    UUID order = ids.next();
    sql("""
        INSERT INTO customer_order (id, number, customer, state, currency, placed_at, updated_at, paid_minor)
        VALUES ('%1$s', 'A-%1$s', '%2$s', '%3$s', 'EUR', '%4$s', '%4$s', %5$s)
        """.formatted(order, customer, state, NINE, paidMinor.orElse(null)));
    var lines = new ArrayList<OrderLineId>();
    for (var item : items) {
      var line = new OrderLineId(ids.next());
      lines.add(line);
      sql("""
          INSERT INTO order_line (id, order_id, position, article, title, quantity, price_minor)
          VALUES ('%s', '%s', %d, '%s', 'Title of %4$s', %d, %d)
          """.formatted(
              line, order, lines.size(), item.article(), item.quantity(), item.priceMinor()));
    }
    return lines;
  }

  /** Gives contacts their cases, and writes what follows for these, as the desk does. */
  public Future<Map<ContactId, Attached>> attach(SqlConnection tx, List<NewContact> contacts) {
    return cases
        .attachAll(tx, contacts)
        .compose(attached -> timelines
            .write(
                tx,
                contacts.stream()
                    .flatMap(one ->
                        Objects.requireNonNull(attached.get(one.contact())).reopening().stream())
                    .toList(),
                attached.values())
            .map(attached));
  }

  public ContactId contact() {
    return new ContactId(ids.next());
  }

  /** A kind that a case may get without an item, with the terms of an empty policy. */
  static RemedyKind kind(RemedyKindId id, String name, String exclusionGroup) {
    return new RemedyKind(
        id,
        name,
        exclusionGroup,
        Map.of(),
        true,
        Set.of(),
        RemedyKind.REVOKE_WITHIN,
        Map.of(),
        RemedyKind.CUSTOMER_DAYS);
  }

  public static RemedyRequest request(
      String key, CaseId caseId, RemedyKindId kind, Optional<OrderLineId> line, Integer... units) {
    return new RemedyRequest(
        key,
        caseId,
        kind,
        line,
        List.of(units),
        Optional.empty(),
        "it arrived broken",
        Optional.empty(),
        Optional.empty());
  }
}
