package tandem.desk.customers;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.base.CustomerId;
import tandem.cases.Entry;
import tandem.cases.EntryFilter;
import tandem.cases.Timelines;
import tandem.customers.Acquaintance;
import tandem.customers.Customer;
import tandem.customers.CustomerChange;
import tandem.customers.CustomerDraft;
import tandem.customers.CustomerSearch;
import tandem.customers.Customers;
import tandem.customers.Page;
import tandem.desk.Transactions;
import tandem.storage.Database;

/** The reading and changing of customers by people. */
public final class CustomerDesk {

  private final Database database;
  private final Transactions transactions;
  private final Customers customers;
  private final Timelines timelines;
  private final CustomerNews news;

  public CustomerDesk(
      Database database, Customers customers, Timelines timelines, CustomerNews news) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.customers = customers;
    this.timelines = timelines;
    this.news = news;
  }

  /** Finds customers, with what tells them apart. */
  public Future<Page<Acquaintance>> search(
      CustomerSearch search, int limit, Optional<String> cursor) {
    var pool = database.searches();
    return customers
        .search(pool, search, limit, cursor)
        .compose(found -> customers
            .tellingApart(pool, found.items())
            .map(known -> new Page<>(known, found.next())));
  }

  public Future<Customer> create(CustomerDraft draft) {
    return transactions.run(tx -> customers.create(tx, draft));
  }

  /** Changes a customer, which raises the version; returns the changed customer. */
  public Future<Customer> change(CustomerId id, Set<Long> versions, CustomerChange change) {
    return transactions.run(tx -> customers.change(tx, id, versions, change)).map(changed -> {
      news.say(id);
      return changed;
    });
  }

  /**
   * Returns the wanted entries below a place, newest first; for a joined stranger, those of the
   * customer joined into.
   */
  public Future<List<Entry>> timeline(
      CustomerId id, EntryFilter wanted, Optional<Timelines.Place> below, int limit) {
    return customers
        .get(database.pool(), id)
        .compose(customer -> timelines.page(database.pool(), customer.id(), wanted, below, limit));
  }
}
