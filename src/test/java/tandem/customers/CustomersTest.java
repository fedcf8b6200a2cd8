package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.SegmentId;
import tandem.customers.CustomerDraft.GivenPoint;
import tandem.storage.TestDatabase;

@ExtendWith(VertxExtension.class)
class CustomersTest {

  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NINE);
  private static final ContactPoint PHONE =
      new ContactPoint(ContactPoint.Kind.PHONE, "+31201234567");

  private static Vertx vertx;

  private final Ids ids = new Ids(CLOCK, new Random(7));
  private final Customers customers = new Customers(CLOCK, ids, new PhoneNumbers("NL"));
  private final Origins origins = new Origins();

  @AutoClose
  private final TestDatabase database = TestDatabase.fresh(vertx);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @Test
  void an_unknown_number_becomes_a_new_provisional_customer_and_is_known_from_then_on() {
    var first = arrive(contact(1), Optional.of(PHONE));
    var second = arrive(contact(2), Optional.of(PHONE));

    assertThat(first.customer().provisional()).isTrue();
    assertThat(first.candidates()).isEmpty();
    assertThat(second.customer()).isEqualTo(first.customer());
  }

  @Test
  void fifty_events_of_one_unknown_number_at_once_make_one_customer() {
    var arrivals = IntStream.range(0, 50)
        .mapToObj(i ->
            begin(tx -> Arriving.one(customers, tx, arrival(contact(i), Optional.of(PHONE)))))
        .toList();

    var found = arrivals.stream()
        .map(arriving -> arriving.await())
        .map(origin -> origin.customer().id())
        .distinct();

    assertThat(found).hasSize(1);
    assertThat(count("SELECT count(*) FROM customer")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM contact_origin")).isEqualTo(50);
  }

  @Test
  void one_event_repeated_fifty_times_at_once_is_one_contact_of_one_customer() {
    var arrivals = IntStream.range(0, 50)
        .mapToObj(_ ->
            begin(tx -> Arriving.one(customers, tx, arrival(contact(1), Optional.of(PHONE)))))
        .toList();

    var origins = arrivals.stream().map(arriving -> arriving.await()).toList();

    assertThat(origins.stream().map(Origin::customer).distinct()).hasSize(1);
    assertThat(origins.stream().filter(Origin::first)).hasSize(1);
    assertThat(count("SELECT count(*) FROM customer")).isEqualTo(1);
  }

  @Test
  void two_withheld_callers_are_two_strangers_without_a_contact_point() {
    var first = arrive(contact(1), Optional.empty());
    var again = arrive(contact(1), Optional.empty());
    var second = arrive(contact(2), Optional.empty());

    assertThat(first.customer().id()).isEqualTo(Ids.strangerOf(contact(1)));
    assertThat(again.customer()).isEqualTo(first.customer());
    assertThat(second.customer()).isNotEqualTo(first.customer());
    assertThat(count("SELECT count(*) FROM contact_point")).isZero();
    assertThat(count("SELECT count(*) FROM contact_origin WHERE value IS NULL")).isEqualTo(2);
  }

  @Test
  void a_number_that_several_share_gives_candidates_and_no_guess() {
    var anna = create("Anna", "+31201234567");
    var bert = create("Bert", "020 1234567");

    var origin = arrive(contact(1), Optional.of(PHONE));

    assertThat(origin.customer().id()).isEqualTo(Ids.strangerOf(contact(1)));
    assertThat(origin.customer().provisional()).isTrue();
    assertThat(origin.candidates()).containsExactlyInAnyOrder(anna.id(), bert.id());
    assertThat(arrive(contact(2), Optional.of(PHONE)).candidates()).hasSize(2);
  }

  @Test
  void a_known_customer_comes_before_the_stranger_who_once_called_from_their_number() {
    arrive(contact(1), Optional.of(PHONE));
    var anna = create("Anna", "+31201234567");

    assertThat(arrive(contact(2), Optional.of(PHONE)).customer()).isEqualTo(anna);
  }

  @Test
  void a_switchboard_of_thousands_gives_at_most_as_many_candidates_as_an_agent_can_choose_from() {
    for (int i = 0; i < Customers.CANDIDATES_MAX + 5; i++) {
      create("Customer " + i, "+31201234567");
    }

    assertThat(arrive(contact(1), Optional.of(PHONE)).candidates())
        .hasSize(Customers.CANDIDATES_MAX);
  }

  @Test
  void an_identified_strangers_data_move_to_the_customer() {
    var stranger = arrive(contact(1), Optional.of(PHONE)).customer();
    var anna = create("Anna", "+31207654321");
    sql("INSERT INTO customer_order VALUES (gen_random_uuid(), 'A-1', '" + stranger.id()
        + "', 'placed', 'EUR', NULL, now(), now())");

    var joined = in(tx -> customers.join(tx, stranger.id(), anna.id()));

    assertThat(joined.id()).isEqualTo(anna.id());
    assertThat(joined.version()).isGreaterThan(anna.version());
    assertThat(count("SELECT count(*) FROM contact_point WHERE customer = '" + anna.id() + "'"))
        .isEqualTo(2);
    assertThat(count("SELECT count(*) FROM customer_order WHERE customer = '" + anna.id() + "'"))
        .isEqualTo(1);
    assertThat(customers.get(pool(), stranger.id()).await()).isEqualTo(joined);
    assertThat(origins.of(pool(), contact(1)).await().orElseThrow().customer()).isEqualTo(joined);
    assertThat(arrive(contact(2), Optional.of(PHONE)).customer()).isEqualTo(joined);
  }

  @Test
  void joining_again_changes_nothing() {
    var stranger = arrive(contact(1), Optional.of(PHONE)).customer();
    var anna = create("Anna");
    var once = in(tx -> customers.join(tx, stranger.id(), anna.id()));

    var again = in(tx -> customers.join(tx, stranger.id(), anna.id()));

    assertThat(again).isEqualTo(once);
  }

  @Test
  void a_stranger_of_a_stranger_ends_with_the_same_customer() {
    var first = arrive(contact(1), Optional.empty()).customer();
    var second = arrive(contact(2), Optional.of(PHONE)).customer();
    var anna = create("Anna");
    in(tx -> customers.join(tx, first.id(), second.id()));

    in(tx -> customers.join(tx, second.id(), anna.id()));

    assertThat(customers.get(pool(), first.id()).await().id()).isEqualTo(anna.id());
  }

  @Test
  void a_customer_with_a_name_is_never_joined_and_no_customer_into_themselves() {
    var anna = create("Anna");
    var bert = create("Bert");
    var stranger = arrive(contact(1), Optional.empty()).customer();

    assertThatThrownBy(() -> in(tx -> customers.join(tx, anna.id(), bert.id())))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("known by name");
    assertThatThrownBy(() -> in(tx -> customers.join(tx, stranger.id(), stranger.id())))
        .isInstanceOf(Failure.Conflict.class);
    assertThatThrownBy(() -> in(tx -> customers.join(tx, stranger.id(), nobody())))
        .isInstanceOf(Failure.NotFound.class);
    assertThatThrownBy(() -> in(tx -> customers.join(tx, nobody(), anna.id())))
        .isInstanceOf(Failure.NotFound.class);
  }

  @Test
  void a_stranger_joined_into_one_customer_is_not_joined_into_another() {
    var stranger = arrive(contact(1), Optional.empty()).customer();
    var anna = create("Anna");
    var bert = create("Bert");
    in(tx -> customers.join(tx, stranger.id(), anna.id()));

    assertThatThrownBy(() -> in(tx -> customers.join(tx, stranger.id(), bert.id())))
        .isInstanceOfSatisfying(
            Failure.Conflict.class,
            conflict -> assertThat(conflict.details())
                .containsEntry("joined_into", anna.id().toString()));
  }

  @Test
  void a_change_counts_only_against_the_version_it_was_made_for() {
    var anna = create("Anna");
    var change = new CustomerChange(
        Optional.of("Anna Bakker"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());

    var changed = in(tx -> customers.change(tx, anna.id(), Set.of(anna.version()), change));

    assertThat(changed.name()).isEqualTo("Anna Bakker");
    assertThat(changed.version()).isEqualTo(anna.version() + 1);
    assertThatThrownBy(
            () -> in(tx -> customers.change(tx, anna.id(), Set.of(anna.version()), change)))
        .isInstanceOfSatisfying(
            Failure.Conflict.class,
            conflict -> assertThat(conflict.details()).containsEntry("version", changed.version()));
    assertThatThrownBy(() -> in(tx -> customers.change(tx, nobody(), Set.of(1L), change)))
        .isInstanceOf(Failure.NotFound.class);
  }

  @Test
  void a_stranger_who_gets_a_name_is_known() {
    var stranger = arrive(contact(1), Optional.of(PHONE)).customer();

    var named = in(tx -> customers.change(
        tx,
        stranger.id(),
        Set.of(stranger.version()),
        new CustomerChange(
            Optional.of("Anna"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty())));

    assertThat(named.provisional()).isFalse();
  }

  @Test
  void segment_and_contact_points_are_set_and_taken_away() {
    sql("INSERT INTO segment (id, name, head_start) VALUES ('vip', 'VIP', 0)");
    var anna = create("Anna", "+31201234567");
    var points = List.of(new GivenPoint(ContactPoint.Kind.EMAIL, "anna@EXAMPLE.com"));

    var vip = in(tx -> customers.change(
        tx,
        anna.id(),
        Set.of(1L),
        new CustomerChange(
            Optional.empty(),
            Optional.of("vip"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(points))));
    var plain = in(tx -> customers.change(
        tx,
        anna.id(),
        Set.of(2L),
        new CustomerChange(
            Optional.empty(),
            Optional.of(""),
            Optional.empty(),
            Optional.empty(),
            Optional.empty())));

    assertThat(vip.segment()).contains(new SegmentId("vip"));
    assertThat(plain.segment()).isEmpty();
    assertThat(customers.find(pool(), PHONE).await()).isEqualTo(new Match.None());
    assertThat(customers
            .find(pool(), ContactPoint.email("anna@example.com").orElseThrow())
            .await())
        .isEqualTo(new Match.One(plain));
  }

  @Test
  void an_unknown_segment_and_a_bad_contact_point_are_named() {
    assertThatThrownBy(() -> in(tx -> customers.create(
            tx, new CustomerDraft("Anna", Optional.of(new SegmentId("gold")), List.of()))))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("segment must be");
    assertThatThrownBy(() -> create("Anna", "+31201234567", "anonymous"))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageStartingWith("contact_points[1].value must be a phone number");
    assertThat(count("SELECT count(*) FROM customer")).isZero();
  }

  @Test
  void a_search_by_words_finds_names_by_the_beginnings_of_their_words_on_one_page() {
    for (var name : List.of("Anna de Vries", "Bert Vries", "anna VRIESEMAN", "Carla Jansen")) {
      create(name);
    }
    var search = CustomerSearch.of(
        Optional.empty(), Optional.empty(), Optional.of("vries"), new PhoneNumbers("NL"));

    var found = customers.search(pool(), search, 2, Optional.empty()).await();

    assertThat(found.items())
        .extracting(Customer::name)
        .containsExactly("Bert Vries", "Anna de Vries");
    assertThat(found.next()).isEmpty();
  }

  @Test
  void a_search_finds_by_phone_by_email_and_by_order_number() {
    var anna = create("Anna", "+31201234567");
    sql("INSERT INTO customer_order VALUES (gen_random_uuid(), 'A-1/7', '" + anna.id()
        + "', 'placed', 'EUR', NULL, now(), now())");

    assertThat(search(Optional.of("020 1234567"), Optional.empty(), Optional.empty()))
        .containsExactly(anna);
    assertThat(search(Optional.empty(), Optional.empty(), Optional.of("A-1/7")))
        .containsExactly(anna);
    assertThat(search(Optional.empty(), Optional.of("anna@example.com"), Optional.empty()))
        .isEmpty();
  }

  @Test
  void a_phone_is_one_contact_point_and_is_found_however_it_is_written() {
    var anna = create("Anna", "whatsapp:+31201234567", "\u202a020 123 45 67\u202c", "31201234567");

    assertThat(count("SELECT count(*) FROM contact_point")).isEqualTo(1);
    for (var written :
        List.of("\ufeff+31 20\u00a01234567", "sip:31201234567@trunk", "+31(0)20-1234567")) {
      assertThat(search(Optional.of(written), Optional.empty(), Optional.empty()))
          .as(written)
          .containsExactly(anna);
    }
    assertThatThrownBy(() -> create("Bert", "+10000000000"))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageStartingWith("contact_points[0].value must be a phone number");
  }

  @Test
  void a_search_for_nothing_and_a_made_up_cursor_are_refused() {
    assertThatThrownBy(() -> search(Optional.empty(), Optional.empty(), Optional.empty()))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("one of phone, email and q");
    assertThatThrownBy(() -> search(Optional.of("anonymous"), Optional.empty(), Optional.empty()))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageStartingWith("phone must be");
    assertThatThrownBy(() -> search(Optional.empty(), Optional.empty(), Optional.of(" ")))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageStartingWith("q must be");
    var byName = new CustomerSearch.ByWords("anna");
    for (var cursor : List.of("", "x", "W10", "bnVsbA", "WyJhIl0", "WzEsMl0")) {
      assertThatThrownBy(
              () -> customers.search(pool(), byName, 10, Optional.of(cursor)).await())
          .isInstanceOf(Failure.Invalid.class);
    }
  }

  private List<Customer> search(
      Optional<String> phone, Optional<String> email, Optional<String> q) {
    return customers
        .search(
            pool(),
            CustomerSearch.of(phone, email, q, new PhoneNumbers("NL")),
            10,
            Optional.empty())
        .await()
        .items();
  }

  private Customer create(String name, String... phones) {
    var points = List.of(phones).stream()
        .map(phone -> new GivenPoint(ContactPoint.Kind.PHONE, phone))
        .toList();
    return in(tx -> customers.create(tx, new CustomerDraft(name, Optional.empty(), points)));
  }

  private Origin arrive(ContactId contact, Optional<ContactPoint> point) {
    return in(tx -> Arriving.one(customers, tx, arrival(contact, point)));
  }

  private static Arrival arrival(ContactId contact, Optional<ContactPoint> point) {
    return new Arrival(contact, ContactPoint.Kind.PHONE, point, "+31201112222", NINE);
  }

  private <T> T in(Function<SqlConnection, Future<T>> work) {
    return begin(work).await();
  }

  private <T> Future<T> begin(Function<SqlConnection, Future<T>> work) {
    return database.database().transaction(work);
  }

  private io.vertx.sqlclient.Pool pool() {
    return database.database().pool();
  }

  private void sql(String statement) {
    pool().query(statement).execute().await();
  }

  private long count(String query) {
    return pool().query(query).execute().await().iterator().next().getLong(0);
  }

  private static ContactId contact(int number) {
    return Ids.contact("native", "call-" + number);
  }

  private static CustomerId nobody() {
    return new CustomerId(new UUID(0, 9));
  }
}
