package tandem.desk.casework;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.base.RemedyId;
import tandem.base.Text;
import tandem.cases.AddedEntry;
import tandem.cases.Author;
import tandem.cases.Cases;
import tandem.cases.Entry;
import tandem.cases.NewEntry;
import tandem.cases.Remedies;
import tandem.cases.Remedy;
import tandem.cases.RemedyEnding;
import tandem.cases.RemedyRequest;
import tandem.cases.Timelines;
import tandem.desk.Alerts;
import tandem.desk.Transactions;
import tandem.desk.conversations.RemedyCards;
import tandem.desk.timeline.TimelineFeed;
import tandem.document.Json;
import tandem.storage.Database;

/**
 * The giving of remedies and the changes of their states; each is written to the timeline in the
 * same transaction.
 */
public final class GiveRemedy {

  private static final Logger LOG = LoggerFactory.getLogger(GiveRemedy.class);

  private final Database database;
  private final Transactions transactions;
  private final Cases cases;
  private final NamedContact contacts;
  private final Timelines timelines;
  private final Remedies remedies;
  private final Alerts alerts;
  private final TimelineFeed feed;
  private final RemedyCards cards;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Counter prevented;

  /** The writing of acts that need a role, in the transaction of the act. */
  public interface Ledger {
    Future<Void> note(SqlConnection tx, String account, String act, RemedyId remedy, Object body);
  }

  public GiveRemedy(
      Database database,
      Cases cases,
      NamedContact contacts,
      Timelines timelines,
      Remedies remedies,
      Alerts alerts,
      TimelineFeed feed,
      RemedyCards cards,
      Ledger ledger,
      InstantSource clock,
      MeterRegistry meters) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.cases = cases;
    this.contacts = contacts;
    this.timelines = timelines;
    this.remedies = remedies;
    this.alerts = alerts;
    this.feed = feed;
    this.cards = cards;
    this.ledger = ledger;
    this.clock = clock;
    this.prevented = Counter.builder("tandem.remedy.duplicates.prevented")
        .description("remedies that were requested while a live one existed")
        .register(meters);
  }

  private record Written(Remedy remedy, List<AddedEntry> added) {}

  /**
   * Gives a remedy, or returns the one that was given with the same key. If the guard holds another
   * one, fails with a {@link Failure.Conflict} that contains it as {@code remedy}. The caller must
   * check whether the author may repeat a live remedy.
   */
  public Future<Remedy> give(RemedyRequest request, Author author) {
    var now = clock.instant();
    return transactions
        .run(tx -> cases
            .take(tx, request.caseId())
            .compose(_ -> contacts.check(tx, request.contact(), request.caseId()))
            .compose(_ -> remedies.give(tx, request, author, now))
            .compose(given -> given.fresh()
                ? written(
                        tx,
                        given.remedy(),
                        request.repeats().isPresent() ? "repeated" : "given",
                        Optional.empty(),
                        author,
                        now)
                    .compose(written -> cards.given(tx, given.remedy()).map(written))
                : Future.succeededFuture(new Written(given.remedy(), List.of()))))
        .recover(failure -> Remedies.holder(failure)
            .map(holder -> this.<Written>prevented(holder, request, author, now, failure))
            .orElseGet(() -> Future.failedFuture(failure)))
        .map(this::said);
  }

  /**
   * Sets the state of a remedy; the same state again changes nothing. {@link Failure.Denied} when
   * {@link RemedyEnding} does not allow it.
   *
   * @param tracking the number of the remedy's own parcel, if it is new
   */
  public Future<Remedy> settle(
      RemedyId id,
      Remedy.State state,
      String reason,
      Optional<String> tracking,
      RemedyEnding.By by) {
    var why = Text.required("reason", reason, Remedy.REASON_LENGTH_MAX);
    var number = tracking.map(GiveRemedy::trackingNumber);
    var now = clock.instant();
    return remedies
        .find(database.pool(), id)
        .compose(before -> transactions
            .run(tx -> cases
                .take(tx, before.caseId())
                .compose(_ -> remedies.ending(tx, id))
                .compose(ending -> {
                  ending.check(state, by);
                  return remedies
                      .settle(tx, id, state, number, now)
                      .compose(settled -> settled.fresh()
                          ? ended(tx, ending, settled.remedy(), why, by, now)
                          : Future.succeededFuture(new Written(settled.remedy(), List.of())));
                }))
            .recover(failure -> lateNews(before, state, why, by, now, failure)))
        .map(this::said);
  }

  private Future<Written> ended(
      SqlConnection tx,
      RemedyEnding ending,
      Remedy remedy,
      String why,
      RemedyEnding.By by,
      Instant now) {
    var audited = ending.needsSupervisor(remedy.state(), by)
        ? ledger.note(
            tx, by.account(), "remedy." + word(remedy.state()), remedy.id(), Map.of("why", why))
        : Future.<Void>succeededFuture();
    return audited
        .compose(_ -> remedy.state() == Remedy.State.RETURNED
            ? remedies.reportReturn(tx, remedy.id(), by.account(), why, now)
            : Future.succeededFuture())
        .compose(
            _ -> written(tx, remedy, word(remedy.state()), Optional.of(why), by.author(), now));
  }

  /**
   * Takes a report that the goods of a remedy came back. A remedy of which nobody reported that it
   * arrived has arrived then. A repeat changes nothing.
   *
   * @param reporter the name of the sender, for the timeline and the audit
   * @param reference the sender's number of the return
   */
  public Future<Remedy> returned(RemedyId id, String reporter, String reference) {
    var number = Text.required("reference", Text.plain(reference), Remedies.REFERENCE_LENGTH_MAX);
    var now = clock.instant();
    return remedies
        .find(database.pool(), id)
        .compose(before -> transactions.run(tx -> cases
            .take(tx, before.caseId())
            .compose(_ -> remedies.ending(tx, id))
            .compose(ending -> ending.remedy().state() == Remedy.State.GIVEN
                ? remedies.settle(tx, id, Remedy.State.DONE, Optional.empty(), now)
                : Future.succeededFuture())
            .compose(_ -> remedies.settle(tx, id, Remedy.State.RETURNED, Optional.empty(), now))
            .compose(settled -> settled.fresh()
                ? remedies
                    .reportReturn(tx, id, reporter, number, now)
                    .compose(_ -> ledger.note(
                        tx, reporter, "remedy.returned", id, Map.of("reference", number)))
                    .compose(_ -> written(
                        tx,
                        settled.remedy(),
                        word(Remedy.State.RETURNED),
                        Optional.of(number),
                        Author.account(reporter),
                        now))
                : Future.succeededFuture(new Written(settled.remedy(), List.of())))))
        .map(this::said);
  }

  /** Sets the tracking number of the remedy's own parcel; the same again changes nothing. */
  public Future<Remedy> track(RemedyId id, String tracking, Author author) {
    var number = trackingNumber(tracking);
    var now = clock.instant();
    return remedies
        .find(database.pool(), id)
        .compose(before -> transactions.run(tx -> cases
            .take(tx, before.caseId())
            .compose(_ -> remedies.track(tx, id, number, now))
            .compose(tracked -> tracked.fresh()
                ? written(tx, tracked.remedy(), "tracked", Optional.empty(), author, now)
                : Future.succeededFuture(new Written(tracked.remedy(), List.of())))))
        .map(this::said);
  }

  private static String trackingNumber(String text) {
    return Text.required("tracking", Text.plain(text), Remedy.TRACKING_LENGTH_MAX);
  }

  private Remedy said(Written written) {
    feed.say(written.added());
    return written.remedy();
  }

  private Future<Written> written(
      SqlConnection tx,
      Remedy remedy,
      String event,
      Optional<String> why,
      Author author,
      Instant now) {
    ObjectNode body = Json.MAPPER.valueToTree(remedy);
    body.put("event", event);
    why.ifPresent(text -> body.put("why", text));
    return timelines
        .appendAll(
            tx,
            List.of(NewEntry.by(
                author,
                remedy.caseId(),
                now,
                Entry.Kind.REMEDY,
                event.equals("given") || event.equals("repeated")
                    ? remedy.contact()
                    : Optional.empty(),
                Optional.of("remedy:" + remedy.id() + ":" + event
                    // a parcel may get another number, and later its first one again
                    + (event.equals("tracked") ? ":" + remedy.changedAt() : "")),
                body)))
        .map(added -> new Written(remedy, added));
  }

  /** Counts a prevented duplicate; a failure to count must not replace the answer. */
  private <T> Future<T> prevented(
      RemedyId holder, RemedyRequest request, Author author, Instant now, Throwable conflict) {
    return remedies
        .prevented(database.pool(), holder, request, author.agent(), now)
        .onSuccess(first -> prevented.increment(first ? 1 : 0))
        .onFailure(e ->
            LOG.warn("prevented remedy not counted remedy={} error={}", holder, e.getMessage()))
        .transform(_ -> Future.failedFuture(conflict));
  }

  /**
   * Keeps the news "delivered" after "failed", with an alert: the units were freed, so the remedy
   * may have been given twice. It counts for the customer's limit, so it is in the audit. Only news
   * from an account that may bring it fail with a conflict.
   */
  private Future<Written> lateNews(
      Remedy before,
      Remedy.State state,
      String why,
      RemedyEnding.By by,
      Instant now,
      Throwable failure) {
    if (!(failure instanceof Failure.Conflict) || state != Remedy.State.DONE) {
      return Future.failedFuture(failure);
    }
    return transactions
        .run(tx -> remedies
            .doneAfterEnd(tx, before.id())
            .compose(first -> first
                ? ledger.note(
                    tx, by.account(), "remedy.done_after_end", before.id(), Map.of("why", why))
                : Future.succeededFuture()))
        .compose(_ -> alerts.raise(
            database.pool(),
            "remedy_done_after_end",
            before.id().toString(),
            Map.of("state", word(before.state())),
            now))
        .onFailure(
            e -> LOG.warn("late news not kept remedy={} error={}", before.id(), e.getMessage()))
        .transform(_ -> Future.failedFuture(failure));
  }

  private static String word(Remedy.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
