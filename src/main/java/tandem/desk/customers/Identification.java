package tandem.desk.customers;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.cases.Cases;
import tandem.customers.Customer;
import tandem.customers.Customers;
import tandem.customers.Origins;
import tandem.desk.Transactions;
import tandem.routing.CommittedFloor;
import tandem.routing.Routing;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Signal;
import tandem.storage.Database;

/**
 * The identification of a contact's customer by its agent. A stranger is joined into the customer
 * with all their data, and moves with them when a later identification corrects the first. If the
 * contact's customer was known, only the contact moves. A repeat changes nothing.
 */
public final class Identification {

  private final Transactions transactions;
  private final Customers customers;
  private final Origins origins;
  private final Cases cases;
  private final CommittedFloor floor;
  private final Routing routing;

  public Identification(
      Database database, Customers customers, Cases cases, CommittedFloor floor, Routing routing) {
    this.transactions = new Transactions(database);
    this.customers = customers;
    this.origins = new Origins();
    this.cases = cases;
    this.floor = floor;
    this.routing = routing;
  }

  /**
   * The stored customer of a contact, and the one that the agent names.
   *
   * @param stranger the provisional customer with whom the contact came, if it was identified
   *     before
   */
  private record Word(Optional<CustomerId> stranger, Customer before, Customer known) {

    Set<CustomerId> customers() {
      return Stream.concat(stranger.stream(), Stream.of(before.id(), known.id()))
          .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the identified customer. */
    CustomerId identified() {
      return stranger.orElse(before.id());
    }

    boolean changesNothing() {
      return before.id().equals(known.id());
    }
  }

  /** The result: the customer, and the contacts that are theirs now. */
  private record Written(Customer known, List<ContactId> contacts) {}

  /** Identifies the customer; only the agent with the contact may do it. Returns the customer. */
  public Future<Customer> identify(ContactId contact, CustomerId customer, AgentId agent) {
    return held(contact, agent)
        .compose(held -> transactions.run(tx -> write(tx, held, customer)))
        .compose(written -> tell(contact, written).map(_ -> written.known()));
  }

  /**
   * Tells routing; a refusal means that the contact has just ended, and the history is correct
   * already.
   */
  private Future<?> tell(ContactId contact, Written written) {
    var known = written.known().id();
    return routing
        .tell(new Signal.ContactIdentified(contact, known))
        .compose(_ -> floor
            .read(f -> written.contacts().stream()
                .filter(other -> !other.equals(contact))
                .filter(other -> f.contact(other).isPresent())
                .toList())
            .compose(open -> Future.all(open.stream()
                .map(other -> routing.tell(new Signal.ContactIdentified(other, known)))
                .toList())));
  }

  private Future<Contact> held(ContactId id, AgentId agent) {
    return floor.read(f -> f.contact(id)).map(found -> {
      var contact = found.orElseThrow(() -> new Failure.NotFound("open contact", id));
      if (!contact.agent().equals(Optional.of(agent))) {
        throw new Failure.Denied("the contact is not with this agent");
      }
      return contact;
    });
  }

  private Future<Written> write(SqlConnection tx, Contact contact, CustomerId customer) {
    return word(tx, contact, customer)
        .compose(word -> customers.takeTurn(tx, word.identified()))
        .compose(_ -> locked(tx, contact, customer))
        .compose(word -> write(tx, contact, word));
  }

  /** Reads both customers again, with all involved customers locked. */
  private Future<Word> locked(SqlConnection tx, Contact contact, CustomerId customer) {
    return word(tx, contact, customer)
        .compose(word -> customers
            .lock(tx, word.customers())
            .compose(_ -> word(tx, contact, customer))
            .compose(now -> now.customers().equals(word.customers())
                ? Future.succeededFuture(now)
                : locked(tx, contact, customer))); // a customer was joined into another meanwhile
  }

  private Future<Written> write(SqlConnection tx, Contact contact, Word word) {
    var before = word.before().id();
    var known = word.known().id();
    if (word.changesNothing()) {
      return Future.succeededFuture(new Written(word.known(), List.of()));
    }
    Future<List<ContactId>> written;
    if (word.stranger().isPresent()) {
      var stranger = word.stranger().get();
      written = customers
          .joinAnew(tx, stranger, before, known)
          .compose(contacts -> cases.moveOn(tx, stranger, before, known).map(contacts));
    } else if (word.before().provisional()) {
      written = customers
          .join(tx, before, known)
          .compose(_ -> cases.moveAll(tx, before, known))
          .map(List.of());
    } else {
      written = cases
          .take(tx, Set.of(before, known))
          .compose(_ -> origins.say(tx, contact.id(), before, known))
          .map(List.of());
    }
    return written.compose(
        contacts -> customers.get(tx, known).map(as -> new Written(as, contacts)));
  }

  private Future<Word> word(SqlConnection tx, Contact contact, CustomerId customer) {
    return Future.all(before(tx, contact), customers.get(tx, customer)).map(both -> {
      Before before = both.resultAt(0);
      return new Word(before.stranger(), before.customer(), both.resultAt(1));
    });
  }

  private record Before(Optional<CustomerId> stranger, Customer customer) {}

  private Future<Before> before(SqlConnection tx, Contact contact) {
    return origins
        .of(tx, contact.id())
        .compose(found -> found
            .map(origin -> Future.succeededFuture(new Before(origin.stranger(), origin.customer())))
            .orElseGet(() -> customers
                .get(tx, contact.customer())
                .map(customer -> new Before(Optional.empty(), customer))));
  }
}
