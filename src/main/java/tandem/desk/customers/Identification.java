package tandem.desk.customers;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.cases.Cases;
import tandem.customers.Customer;
import tandem.customers.Customers;
import tandem.customers.Origin;
import tandem.customers.Origins;
import tandem.desk.Transactions;
import tandem.routing.CommittedFloor;
import tandem.routing.Routing;
import tandem.routing.engine.Floor;
import tandem.routing.engine.Signal;
import tandem.storage.Database;

/**
 * The agent found out who the customer is. A stranger is joined into them with everything that is
 * theirs; somebody known stays who they are, and only the contact changes hands. Said again, it
 * changes nothing.
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
    this.origins = new Origins(customers);
    this.cases = cases;
    this.floor = floor;
    this.routing = routing;
  }

  /** Only who holds the contact can say so; answers the customer as they are then. */
  public Future<Customer> identify(ContactId contact, CustomerId customer, AgentId agent) {
    return held(contact, agent)
        .compose(held -> transactions.run(tx -> write(tx, held, customer)))
        // a no says that the contact has just ended: the history is right all the same
        .compose(known ->
            routing.tell(new Signal.ContactIdentified(contact, known.id())).map(_ -> known));
  }

  private Future<Floor.Contact> held(ContactId id, AgentId agent) {
    return floor.read(f -> f.contact(id)).map(found -> {
      var contact = found.orElseThrow(() -> new Failure.NotFound("open contact", id));
      if (!contact.agent().equals(Optional.of(agent))) {
        throw new Failure.Denied("the contact is not with this agent");
      }
      return contact;
    });
  }

  private Future<Customer> write(SqlConnection tx, Floor.Contact contact, CustomerId customer) {
    return Future.all(before(tx, contact), customers.get(tx, customer)).compose(both -> {
      Customer before = both.resultAt(0);
      Customer known = both.resultAt(1);
      if (before.id().equals(known.id())) {
        return Future.succeededFuture(known);
      }
      return before.provisional()
          ? customers
              .join(tx, before.id(), known.id())
              .compose(_ -> cases.moveAll(tx, before.id(), known.id()))
              .compose(_ -> customers.get(tx, known.id()))
          : origins.say(tx, contact.id(), known.id()).map(known);
    });
  }

  private Future<Customer> before(SqlConnection tx, Floor.Contact contact) {
    return origins
        .of(tx, contact.id())
        .compose(origin -> origin
            .map(Origin::customer)
            .map(Future::succeededFuture)
            .orElseGet(() -> customers.get(tx, contact.customer())));
  }
}
