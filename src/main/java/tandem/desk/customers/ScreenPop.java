package tandem.desk.customers;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.customers.Customer;
import tandem.customers.CustomerHistory;
import tandem.customers.Customers;
import tandem.customers.Histories;
import tandem.customers.HistoryCache;
import tandem.customers.Origin;
import tandem.customers.Origins;
import tandem.customers.PhoneZones;

/**
 * The screen pops of contacts: a customer's history for the agent's screen, never older than in
 * PostgreSQL.
 */
public final class ScreenPop {

  private static final Logger LOG = LoggerFactory.getLogger(ScreenPop.class);

  private final Pool pool;
  private final Customers customers;
  private final Origins origins;
  private final PhoneZones zones = new PhoneZones();
  private final HistoryCache cache;
  private final MeterRegistry metrics;
  private final Timer taken;

  public ScreenPop(Pool pool, Customers customers, HistoryCache cache, MeterRegistry metrics) {
    this.pool = pool;
    this.customers = customers;
    this.origins = new Origins();
    this.cache = cache;
    this.metrics = metrics;
    this.taken = Timer.builder("tandem.screen.pop")
        .description("from the request for a pop to the complete answer")
        .publishPercentiles(0.5, 0.99)
        .register(metrics);
  }

  /** Returns the pop of a contact: its customer, and the candidates. */
  public Future<Pop> of(ContactId contact) {
    return timed(() -> origins
        .of(pool, contact)
        .map(origin -> origin.orElseThrow(() -> new Failure.NotFound("contact", contact)))
        .compose(origin -> Future.all(history(origin.customer()), candidates(origin))
            .map(both -> new Pop(
                both.resultAt(0),
                both.resultAt(1),
                Optional.of(origin.from()),
                origin.from().point().flatMap(zones::of)))));
  }

  public Future<Pop> of(CustomerId customer) {
    return timed(() -> cache
        .of(customer)
        .map(history -> new Pop(history, List.of(), Optional.empty(), Optional.empty())));
  }

  /**
   * Loads the history of a customer who has just been read into the cache, because it will be
   * needed in a moment.
   */
  public void warm(Customer customer) {
    history(customer)
        .onFailure(failure -> LOG.warn(
            "history not loaded ahead customer={} error={}", customer.id(), failure.toString()));
  }

  /** The history of a joined customer is kept under the id of the other customer. */
  private Future<CustomerHistory> history(Customer customer) {
    return customer.joinedInto().isPresent()
        ? cache.of(customer.id())
        : cache.of(new Histories.Current(customer.id(), customer.version()));
  }

  private Future<List<Pop.Candidate>> candidates(Origin origin) {
    return origin.candidates().isEmpty()
        ? Future.succeededFuture(List.of())
        : customers
            .all(pool, origin.candidates())
            .compose(all -> customers.tellingApart(pool, all))
            .map(all -> all.stream().map(Pop.Candidate::of).toList());
  }

  private Future<Pop> timed(Supplier<Future<Pop>> work) {
    var watch = Timer.start(metrics);
    return work.get().onComplete(_ -> watch.stop(taken));
  }
}
