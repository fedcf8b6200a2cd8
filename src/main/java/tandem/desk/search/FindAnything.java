package tandem.desk.search;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tandem.base.CaseId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.QueueId;
import tandem.cases.CaseFile;
import tandem.cases.Cases;
import tandem.conversations.Messages;
import tandem.customers.Acquaintance;
import tandem.customers.ContactPoint;
import tandem.customers.Customer;
import tandem.customers.CustomerSearch;
import tandem.customers.Customers;
import tandem.customers.NameSearch;
import tandem.customers.OrderSearch;
import tandem.customers.Page;
import tandem.customers.PhoneNumbers;
import tandem.routing.ContactRecord;
import tandem.storage.Database;

/**
 * The search for customers, orders, cases and contacts by one text. It has connections of its own.
 * A part that takes too long is left out, and the answer says that it is incomplete.
 */
public final class FindAnything {

  public static final int CUSTOMERS_MAX = 8;

  /** The longest list of orders, cases or contacts. */
  public static final int OTHERS_MAX = 5;

  /** PostgreSQL has cancelled the statement. */
  private static final String TIMED_OUT = "57014";

  /** An order with its customer. */
  public record FoundOrder(
      String number, String state, Instant placedAt, Customers.Named customer) {}

  /** A case with its customer. */
  public record FoundCase(
      CaseId id,
      long number,
      CaseFile.Kind kind,
      String subject,
      CaseFile.State state,
      Customers.Named customer) {}

  /**
   * A contact with its customer.
   *
   * @param ended how it ended; empty while it is open
   */
  public record FoundContact(
      ContactId id,
      Channel channel,
      QueueId queue,
      Instant arrivedAt,
      Optional<String> ended,
      Customers.Named customer) {}

  /** What was found, the best of each first. */
  public record Found(
      List<Acquaintance> customers,
      List<FoundOrder> orders,
      List<FoundCase> cases,
      List<FoundContact> contacts,
      boolean incomplete) {}

  /** One part of the answer. */
  private record Part<T>(List<T> found, boolean complete) {

    static <T> Part<T> of(List<T> found) {
      return new Part<>(found, true);
    }
  }

  private final Database database;
  private final Customers customers;
  private final Cases cases;
  private final Messages messages;
  private final PhoneNumbers phones;

  public FindAnything(
      Database database, Customers customers, Cases cases, Messages messages, PhoneNumbers phones) {
    this.database = database;
    this.customers = customers;
    this.cases = cases;
    this.messages = messages;
    this.phones = phones;
  }

  /** Finds what a text means. */
  public Future<Found> find(String text) {
    var sought = new Sought(text);
    var pool = database.searches();
    var people = inTime(() -> customers(pool, sought));
    var orders = inTime(() -> orders(pool, sought).map(Part::of));
    var files = inTime(() -> cases(pool, sought).map(Part::of));
    var contacts = inTime(() -> contacts(pool, sought).map(Part::of));
    return Future.all(people, orders, files, contacts)
        .map(_ -> new Found(
            people.result().found(),
            orders.result().found(),
            files.result().found(),
            contacts.result().found(),
            !(people.result().complete()
                && orders.result().complete()
                && files.result().complete()
                && contacts.result().complete())));
  }

  private static <T> Future<Part<T>> inTime(Supplier<Future<Part<T>>> part) {
    return part.get()
        .recover(no -> no instanceof PgException e && TIMED_OUT.equals(e.getSqlState())
            ? Future.succeededFuture(new Part<>(List.of(), false))
            : Future.failedFuture(no));
  }

  /** Those whose number or address it is, then those who are found by name. */
  private Future<Part<Acquaintance>> customers(Pool pool, Sought sought) {
    return byPoints(pool, points(sought))
        .compose(reached -> NameSearch.find(pool, sought.text(), CUSTOMERS_MAX)
            .compose(named -> customers
                .inOrder(pool, named.customers())
                .map(all -> distinct(reached, all))
                .compose(all -> customers.tellingApart(pool, all))
                .map(known -> new Part<>(known, named.complete()))));
  }

  private List<ContactPoint> points(Sought sought) {
    var points = new ArrayList<ContactPoint>();
    if (sought.mayBePhone()) {
      phones.point(ContactPoint.Kind.PHONE, sought.text()).ifPresent(points::add);
    }
    if (sought.mayBeEmail()) {
      phones.point(ContactPoint.Kind.EMAIL, sought.text()).ifPresent(points::add);
    }
    return points;
  }

  private Future<List<Customer>> byPoints(Pool pool, List<ContactPoint> points) {
    var found = points.stream()
        .map(point -> customers.search(
            pool, new CustomerSearch.ByPoint(point), CUSTOMERS_MAX, Optional.empty()))
        .toList();
    return Future.all(found)
        .map(_ -> found.stream()
            .map(Future::result)
            .map(Page::items)
            .flatMap(List::stream)
            .toList());
  }

  private static List<Customer> distinct(List<Customer> first, List<Customer> then) {
    Map<CustomerId, Customer> all = new LinkedHashMap<>();
    first.forEach(one -> all.putIfAbsent(one.id(), one));
    then.forEach(one -> all.putIfAbsent(one.id(), one));
    return all.values().stream().limit(CUSTOMERS_MAX).toList();
  }

  private Future<List<FoundOrder>> orders(Pool pool, Sought sought) {
    return OrderSearch.find(pool, sought.orders(), OTHERS_MAX)
        .compose(found -> withNames(
            pool,
            found,
            OrderSearch.Found::customer,
            (order, name) ->
                new FoundOrder(order.number(), order.state(), order.placedAt(), name)));
  }

  private Future<List<FoundCase>> cases(Pool pool, Sought sought) {
    return cases
        .numbered(pool, sought.cases())
        .compose(found -> withNames(
            pool,
            found,
            CaseFile::customer,
            (file, name) -> new FoundCase(
                file.id(), file.number(), file.kind(), file.subject(), file.state(), name)));
  }

  private Future<List<FoundContact>> contacts(Pool pool, Sought sought) {
    return messages
        .contactsOf(pool, sought.messages())
        .map(ofMessages -> {
          var all = new ArrayList<>(sought.contact().stream().toList());
          all.addAll(ofMessages);
          return all;
        })
        .compose(ids -> ids.isEmpty()
            ? Future.succeededFuture(List.<ContactRecord>of())
            : ContactRecord.find(pool, ids)
                .map(found -> ids.stream()
                    .flatMap(id -> Optional.ofNullable(found.get(id)).stream())
                    .limit(OTHERS_MAX)
                    .toList()))
        .compose(found -> withNames(
            pool,
            found,
            ContactRecord::customer,
            (contact, name) -> new FoundContact(
                contact.id(),
                contact.channel(),
                contact.queue(),
                contact.arrived(),
                contact.ended(),
                name)));
  }

  @FunctionalInterface
  private interface Named<T, R> {
    R with(T thing, Customers.Named customer);
  }

  private <T, R> Future<List<R>> withNames(
      Pool pool, List<T> things, Function<T, CustomerId> customer, Named<T, R> named) {
    Collection<CustomerId> ids = things.stream().map(customer).distinct().toList();
    return customers
        .names(pool, ids)
        .map(names -> things.stream()
            .flatMap(thing -> Optional.ofNullable(names.get(customer.apply(thing)))
                .map(name -> named.with(thing, name))
                .stream())
            .toList());
  }
}
