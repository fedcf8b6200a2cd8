package tandem.desk.voice;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
 * The admission of arriving contacts: each gets its customer. Contacts that arrive while others are
 * being written are written together. A caller with a known number costs one statement, which all
 * contacts of a group share.
 */
final class Admissions {

  private static final Decision.Refused ENDED =
      new Decision.Refused(Decision.No.GONE, "the contact has ended");

  private static final Decision.Refused HERE =
      new Decision.Refused(Decision.No.REPEATED, "the contact is already here");

  private static final int GROUP_MAX = 200;
  private static final int WAITING_MAX = 10_000;

  /**
   * A contact that comes in.
   *
   * @param alert the alert about its route, if there is one
   */
  record Coming(Arrival arrival, QueueId queue, Optional<String> alert, InboxEvent event) {
    ContactId contact() {
      return arrival.contact();
    }
  }

  /** The result of an arrival. */
  sealed interface Admission {

    /** Routing decides next. The origin contains the customer of the contact. */
    record Admitted(Origin origin) implements Admission {}

    /** The contact was known before and has ended. The answer is stored. */
    record Known(Decision answer) implements Admission {}
  }

  private final Database database;
  private final Transactions transactions;
  private final Arrivals arrivals;
  private final Inbox inbox;
  private final Alerts alerts;
  private final InstantSource clock;
  private final GroupCommit<Coming, Admission> together =
      new GroupCommit<>(GROUP_MAX, WAITING_MAX, this::admit);

  Admissions(
      Database database, Arrivals arrivals, Inbox inbox, Alerts alerts, InstantSource clock) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.arrivals = arrivals;
    this.inbox = inbox;
    this.alerts = alerts;
    this.clock = clock;
  }

  /**
   * Finds or makes the customer of a contact, unless the contact is closed. The engine forgets
   * closed contacts after a while, and an arrival may be reported later than that.
   */
  Future<Admission> admit(Coming coming) {
    return together.add(coming);
  }

  /**
   * Returns the answer to an arrival that no queue can take: the first answer of the event, or a
   * refusal because the contact is known. Empty if no earlier event was about this contact.
   */
  Future<Optional<Decision>> answerWithoutQueue(ContactId contact, InboxEvent event) {
    return inbox
        .firstAnswer(event)
        .compose(first -> first.isPresent()
            ? Future.succeededFuture(first.map(DecisionJson::read))
            : transactions.run(tx -> ContactRecord.find(tx, contact)
                .compose(record -> record
                    .map(known -> keep(tx, Map.of(event, known.isClosed() ? ENDED : HERE))
                        .map(kept -> Optional.ofNullable(kept.get(event.key()))))
                    .orElseGet(() -> Future.succeededFuture(Optional.empty())))));
  }

  private Future<List<Admission>> admit(List<Coming> group) {
    Map<ContactId, Coming> byContact = new LinkedHashMap<>();
    group.forEach(one -> byContact.putIfAbsent(one.contact(), one));
    var unsuspicious = byContact.values().stream()
        .filter(one -> one.alert().isEmpty())
        .map(Coming::arrival)
        .toList();
    return arrivals.recognized(database.reserve(), unsuspicious).compose(recognized -> {
      var rest =
          group.stream().filter(one -> !recognized.containsKey(one.contact())).toList();
      return admitRest(rest)
          .map(admitted -> group.stream()
              .map(one -> Optional.ofNullable(recognized.get(one.contact()))
                  .<Admission>map(Admission.Admitted::new)
                  .orElseGet(() -> Objects.requireNonNull(admitted.get(one))))
              .toList());
    });
  }

  private Future<Map<Coming, Admission>> admitRest(List<Coming> rest) {
    return rest.isEmpty()
        ? Future.succeededFuture(Map.of())
        : transactions.run(tx -> closed(tx, rest).compose(closed -> {
          Map<ContactId, Coming> open = new LinkedHashMap<>();
          rest.stream()
              .filter(one -> !closed.contains(one))
              .forEach(one -> open.putIfAbsent(one.contact(), one));
          return arrivals
              .all(tx, open.values().stream().map(Coming::arrival).toList())
              .compose(origins -> alert(tx, open.values(), origins)
                  // last: the floor's owner must not wait for events while this waits for callers
                  .compose(_ -> ended(tx, closed))
                  .map(answers -> admissions(rest, answers, origins)));
        }));
  }

  private static Map<Coming, Admission> admissions(
      List<Coming> rest, Map<Coming, Decision> closed, Map<ContactId, Origin> origins) {
    var admissions = new HashMap<Coming, Admission>();
    for (var one : rest) {
      var answer = closed.get(one);
      admissions.put(
          one,
          answer == null
              ? new Admission.Admitted(origin(origins, one))
              : new Admission.Known(answer));
    }
    return admissions;
  }

  /** Returns the arrivals whose contact is closed. */
  private static Future<List<Coming>> closed(SqlConnection tx, List<Coming> rest) {
    var contacts = rest.stream().map(Coming::contact).distinct().toList();
    return ContactRecord.find(tx, contacts)
        .map(records -> rest.stream()
            .filter(one -> Optional.ofNullable(records.get(one.contact()))
                .filter(ContactRecord::isClosed)
                .isPresent())
            .toList());
  }

  /** Stores and returns the answers to arrivals whose contact is closed. */
  private Future<Map<Coming, Decision>> ended(SqlConnection tx, List<Coming> closed) {
    var answers = new HashMap<InboxEvent, Decision>();
    closed.forEach(one -> answers.put(one.event(), ENDED));
    return keep(tx, answers).map(kept -> {
      var found = new HashMap<Coming, Decision>();
      closed.forEach(
          one -> found.put(one, Objects.requireNonNull(kept.get(one.event().key()))));
      return found;
    });
  }

  /** Returns the first answer of each event: the given one, or the one that is stored already. */
  private Future<Map<InboxEvent.Key, Decision>> keep(
      SqlConnection tx, Map<InboxEvent, ? extends Decision> answers) {
    Map<InboxEvent.Key, Inbox.Answered> events = new HashMap<>();
    answers.forEach((event, answer) ->
        events.put(event.key(), new Inbox.Answered(event, DecisionJson.write(answer))));
    return events.isEmpty()
        ? Future.succeededFuture(Map.of())
        : Inbox.keep(tx, events.values(), clock.instant()).map(kept -> {
          var decisions = new HashMap<InboxEvent.Key, Decision>();
          kept.forEach((event, answer) -> decisions.put(event, DecisionJson.read(answer)));
          return decisions;
        });
  }

  /** Raises the alert of each contact once, however often its arrival is reported. */
  private Future<Void> alert(
      SqlConnection tx, Collection<Coming> open, Map<ContactId, Origin> origins) {
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
