package tandem.desk.voice;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.QueueId;
import tandem.customers.Arrival;
import tandem.customers.Arrivals;
import tandem.customers.Origin;
import tandem.desk.Alerts;
import tandem.desk.Transactions;
import tandem.routing.ContactRecord;
import tandem.routing.DecisionJson;
import tandem.routing.engine.Decision;
import tandem.storage.Database;
import tandem.storage.GroupCommit;
import tandem.storage.Inbox;
import tandem.storage.InboxEvent;

/**
 * The customers behind contacts that come in. Contacts that come while others are being written are
 * written together. A caller with a known number costs one statement, shared with all who came
 * meanwhile.
 */
final class Admissions {

  private static final int GROUP_MAX = 200;
  private static final int WAITING_MAX = 10_000;

  /**
   * A contact that comes in.
   *
   * @param alert what is wrong about where it goes
   */
  record Coming(Arrival arrival, QueueId queue, Optional<String> alert, InboxEvent event) {
    ContactId contact() {
      return arrival.contact();
    }
  }

  private final Database database;
  private final Transactions transactions;
  private final Arrivals arrivals;
  private final Inbox inbox;
  private final Alerts alerts;
  private final InstantSource clock;
  private final Decision ended;
  private final GroupCommit<Coming, Optional<Origin>> together =
      new GroupCommit<>(GROUP_MAX, WAITING_MAX, this::admit);

  /** @param ended the answer to the arrival of a contact that is closed */
  Admissions(
      Database database,
      Arrivals arrivals,
      Inbox inbox,
      Alerts alerts,
      InstantSource clock,
      Decision ended) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.arrivals = arrivals;
    this.inbox = inbox;
    this.alerts = alerts;
    this.clock = clock;
    this.ended = ended;
  }

  /**
   * Who is behind the contact; empty when it is closed. The engine forgets closed contacts after a
   * while, and the news of an arrival may be later than that.
   */
  Future<Optional<Origin>> admit(Coming coming) {
    return together.add(coming);
  }

  private Future<List<Optional<Origin>>> admit(List<Coming> group) {
    Map<ContactId, Coming> byContact = new LinkedHashMap<>();
    group.forEach(one -> byContact.putIfAbsent(one.contact(), one));
    var unsuspicious = byContact.values().stream()
        .filter(one -> one.alert().isEmpty())
        .map(Coming::arrival)
        .toList();
    return arrivals.recognized(database.pool(), unsuspicious).compose(recognized -> {
      var rest = byContact.values().stream()
          .filter(one -> !recognized.containsKey(one.contact()))
          .toList();
      return admitRest(rest)
          .map(admitted -> group.stream()
              .map(one -> Optional.ofNullable(recognized.get(one.contact()))
                  .or(() -> Optional.ofNullable(admitted.get(one.contact()))))
              .toList());
    });
  }

  /** A closed contact is left out. */
  private Future<Map<ContactId, Origin>> admitRest(List<Coming> rest) {
    return rest.isEmpty()
        ? Future.succeededFuture(Map.of())
        : transactions.run(tx -> open(tx, rest)
            .compose(open -> arrivals
                .all(tx, open.stream().map(Coming::arrival).toList())
                .compose(origins -> alert(tx, open, origins).map(_ -> origins))));
  }

  /** Those that are not closed; the answer to the others is kept. */
  private Future<List<Coming>> open(SqlConnection tx, List<Coming> rest) {
    return ContactRecord.find(tx, rest.stream().map(Coming::contact).toList()).compose(records -> {
      var closed = rest.stream()
          .filter(one -> Optional.ofNullable(records.get(one.contact()))
              .filter(ContactRecord::isClosed)
              .isPresent())
          .toList();
      return Future.join(closed.stream()
              .map(one -> inbox.keep(tx, one.event(), DecisionJson.write(ended), clock.instant()))
              .toList())
          .map(_ -> rest.stream().filter(one -> !closed.contains(one)).toList());
    });
  }

  /** Once for each contact, however often its arrival is told. */
  private Future<Void> alert(SqlConnection tx, List<Coming> open, Map<ContactId, Origin> origins) {
    var raised = new ArrayList<Future<Void>>();
    for (var one : open) {
      one.alert()
          .filter(_ -> origin(origins, one).first())
          .ifPresent(kind -> raised.add(alerts.raise(
              tx,
              kind,
              one.arrival().called(),
              Map.of("contact", one.contact(), "queue", one.queue()),
              clock.instant())));
    }
    return Future.join(raised).mapEmpty();
  }

  private static Origin origin(Map<ContactId, Origin> origins, Coming one) {
    return Objects.requireNonNull(origins.get(one.contact()));
  }
}
