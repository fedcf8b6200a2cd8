package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Ids;
import tandem.storage.TestDatabase;

/** Contacts that arrive together get the same customers as contacts one after the other. */
@ExtendWith(VertxExtension.class)
class ArrivalsTest {

  private static final Instant NINE = Instant.parse("2026-02-01T09:00:00Z");
  private static final int ROUNDS = 60;
  private static final int POINTS = 12;

  private static Vertx vertx;

  @AutoClose
  private final TestDatabase database = TestDatabase.fresh(vertx);

  private final Random random = new Random(7);
  private final Ids ids = new Ids(Clock.fixed(NINE, ZoneOffset.UTC), random);
  private final Customers customers =
      new Customers(Clock.fixed(NINE, ZoneOffset.UTC), ids, new PhoneNumbers("NL"));
  private final Arrivals arrivals = new Arrivals(customers);
  private int calls;

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @Test
  void random_groups_of_arrivals_find_the_customers_of_their_points_and_make_the_others() {
    var points = IntStream.range(0, POINTS)
        .mapToObj(n -> new ContactPoint(ContactPoint.Kind.PHONE, "+3161234%04d".formatted(n)))
        .toList();
    var heard = new ArrayList<Arrival>();
    var expected = new HashMap<ContactId, CustomerId>();
    for (int round = 0; round < ROUNDS; round++) {
      if (random.nextInt(3) == 0) {
        holder(points.get(random.nextInt(POINTS)));
      }
      var group = group(points, heard);
      var matches = new HashMap<ContactPoint, Match>();
      points.forEach(point -> matches.put(point, new Match.None()));
      matches.putAll(customers.find(database.database().pool(), points).await());

      var recognized = arrivals.recognized(database.database().pool(), group).await();
      var rest =
          group.stream().filter(one -> !recognized.containsKey(one.contact())).toList();
      var admitted =
          database.database().transaction(tx -> arrivals.all(tx, rest)).await();

      assertThat(recognized.keySet())
          .as("round %d: only those of one customer, and only the first time", round)
          .containsExactlyInAnyOrderElementsOf(group.stream()
              .filter(one -> !expected.containsKey(one.contact()))
              .filter(one -> one.point().map(matches::get).orElse(null) instanceof Match.One)
              .map(Arrival::contact)
              .toList());
      Map<ContactId, Origin> origins = new HashMap<>(admitted);
      origins.putAll(recognized);
      var newcomers = new HashMap<ContactPoint, CustomerId>();
      for (var one : group) {
        var origin = origins.get(one.contact());
        boolean first = !expected.containsKey(one.contact());
        var customer =
            expected.computeIfAbsent(one.contact(), _ -> customer(one, matches, newcomers, origin));
        assertThat(origin.customer().id()).as("round %d", round).isEqualTo(customer);
        assertThat(origin.first()).as("round %d", round).isEqualTo(first);
        if (first) {
          heard.add(one);
        }
      }
    }
  }

  /** By the rules of {@link Match}, one after the other. */
  private static CustomerId customer(
      Arrival one,
      Map<ContactPoint, Match> matches,
      Map<ContactPoint, CustomerId> newcomers,
      Origin origin) {
    var stranger = Ids.strangerOf(one.contact());
    if (one.point().isEmpty()) {
      return stranger;
    }
    return switch (matches.get(one.point().get())) {
      case Match.One(var known) -> known.id();
      case Match.Several(var candidates) -> {
        assertThat(origin.candidates())
            .containsExactlyInAnyOrderElementsOf(
                candidates.stream().map(Customer::id).toList());
        yield stranger;
      }
      // the first of the group decides: one stranger for all of them
      case Match.None _ ->
        newcomers.computeIfAbsent(one.point().get(), _ -> origin.customer().id());
    };
  }

  private List<Arrival> group(List<ContactPoint> points, List<Arrival> heard) {
    var group = new ArrayList<Arrival>();
    var contacts = new HashSet<ContactId>();
    for (int n = random.nextInt(20); n >= 0; n--) {
      var one = !heard.isEmpty() && random.nextInt(4) == 0
          ? heard.get(random.nextInt(heard.size()))
          : new Arrival(
              Ids.contact("native", "call-" + calls++),
              ContactPoint.Kind.PHONE,
              random.nextInt(6) == 0
                  ? Optional.empty()
                  : Optional.of(points.get(random.nextInt(POINTS))),
              "100",
              NINE);
      if (contacts.add(one.contact())) {
        group.add(one);
      }
    }
    return group;
  }

  private void holder(ContactPoint point) {
    var id = new CustomerId(ids.next());
    boolean stranger = random.nextInt(3) == 0;
    database
        .database()
        .transaction(tx -> customers
            .insert(tx, id, stranger ? "" : "Anna", Optional.empty(), stranger)
            .compose(_ -> ContactPoints.insert(tx, id, List.of(point))))
        .await();
  }
}
