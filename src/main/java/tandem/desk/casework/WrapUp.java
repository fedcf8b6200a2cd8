package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.OutcomeId;
import tandem.cases.AddedEntry;
import tandem.cases.CaseStates;
import tandem.cases.Cases;
import tandem.cases.ContactOutcome;
import tandem.cases.Entry;
import tandem.cases.NewContact;
import tandem.cases.NewEntry;
import tandem.cases.Outcomes;
import tandem.cases.Timelines;
import tandem.desk.Transactions;
import tandem.desk.timeline.ContactEntry;
import tandem.desk.timeline.TimelineFeed;
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.ContactRecord;
import tandem.routing.engine.Floor;
import tandem.routing.engine.Phase;
import tandem.storage.Database;
import tandem.storage.Outbox;
import tandem.storage.OutboxMessage;

/**
 * The agent says how a contact ended. Outcome, entry, the case's state and the word to routing that
 * the contact is finished are one transaction. A contact that was closed without an outcome, for
 * its agent was lost, may get it afterwards.
 */
public final class WrapUp {

  private final Database database;
  private final Transactions transactions;
  private final CommittedFloor floor;
  private final Cases cases;
  private final CaseStates states;
  private final Timelines timelines;
  private final Outcomes outcomes;
  private final Outbox outbox;
  private final TimelineFeed feed;
  private final InstantSource clock;

  public WrapUp(
      Database database,
      CommittedFloor floor,
      Cases cases,
      CaseStates states,
      Timelines timelines,
      Outcomes outcomes,
      Outbox outbox,
      TimelineFeed feed,
      InstantSource clock) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.floor = floor;
    this.cases = cases;
    this.states = states;
    this.timelines = timelines;
    this.outcomes = outcomes;
    this.outbox = outbox;
    this.feed = feed;
    this.clock = clock;
  }

  /**
   * Who says it.
   *
   * @param supervises whether they may say it of others' contacts, once these are closed
   */
  public record Teller(String account, Optional<AgentId> agent, boolean supervises) {}

  /** One contact's outcome as it is to be written. */
  private record Telling(NewContact contact, Outcomes.Said said, boolean closed) {}

  /**
   * Records the outcome of a contact: of one that is still open only its agent, of one that was
   * closed without an outcome its agent or a supervisor. A repeat of the same gets the first
   * answer, also when the contact has long been closed by it.
   */
  public Future<ContactOutcome> record(
      ContactId contact, Teller teller, OutcomeId outcome, String note) {
    var text = Outcomes.note(note);
    return outcomes
        .find(database.pool(), contact)
        .compose(first -> first.isPresent()
            ? Future.succeededFuture(
                Outcomes.same(first.get(), saidBy(teller, first.get().agent(), outcome, text)))
            : telling(contact, teller, outcome, text).compose(this::write));
  }

  private Future<Telling> telling(ContactId id, Teller teller, OutcomeId outcome, String note) {
    return floor
        .read(f -> f.contact(id))
        .compose(found -> found
            .map(contact -> Future.succeededFuture(new Telling(
                new NewContact(id, contact.customer(), contact.queue(), contact.arrived()),
                saidBy(teller, held(contact, teller), outcome, note),
                false)))
            .orElseGet(() -> EndedContact.find(database.pool(), id)
                .map(ended -> new Telling(
                    ended.contact(), saidBy(teller, late(ended, teller), outcome, note), true))));
  }

  private static AgentId held(Floor.Contact contact, Teller teller) {
    boolean talkedTo = switch (contact.phase()) {
      case Phase.Connected _, Phase.Held _, Phase.WrapUp _ -> true;
      case Phase.Scheduled _, Phase.Queued _, Phase.Offered _, Phase.Connecting _ -> false;
    };
    if (!talkedTo) {
      throw new Failure.Conflict("nobody has talked to the customer yet");
    }
    if (!contact.agent().equals(teller.agent())) {
      throw new Failure.Denied("the contact is with another agent");
    }
    return contact.agent().orElseThrow();
  }

  private static AgentId late(EndedContact ended, Teller teller) {
    if (!teller.supervises() && !teller.agent().equals(Optional.of(ended.agent()))) {
      throw new Failure.Denied("the contact was with another agent");
    }
    return ended.agent();
  }

  private static Outcomes.Said saidBy(
      Teller teller, AgentId agent, OutcomeId outcome, String note) {
    return new Outcomes.Said(
        outcome,
        note,
        agent,
        teller.agent().equals(Optional.of(agent))
            ? Optional.empty()
            : Optional.of(teller.account()));
  }

  private record Written(Outcomes.Recorded recorded, List<AddedEntry> added) {}

  private Future<ContactOutcome> write(Telling telling) {
    var now = clock.instant();
    return transactions.run(tx -> write(tx, telling, now)).map(written -> {
      feed.say(written.added());
      return written.recorded().outcome();
    });
  }

  private Future<Written> write(SqlConnection tx, Telling telling, Instant now) {
    // the projector may not have come to this contact yet
    return cases
        .attach(tx, telling.contact())
        .compose(attached -> outcomes
            .record(tx, telling.contact().contact(), attached.caseId(), telling.said(), now)
            .compose(recorded -> recorded.fresh()
                ? finish(tx, telling, attached.reopening(), recorded.outcome(), now)
                    .map(added -> new Written(recorded, added))
                : Future.succeededFuture(new Written(recorded, List.of()))));
  }

  private Future<List<AddedEntry>> finish(
      SqlConnection tx,
      Telling telling,
      Optional<NewEntry> reopening,
      ContactOutcome outcome,
      Instant now) {
    return resolved(tx, outcome, telling.closed(), now)
        .compose(resolving -> told(tx, telling, reopening, outcome, resolving))
        .compose(added -> telling.closed()
            ? Future.succeededFuture(added)
            : outbox.put(tx, finished(outcome), now).map(_ -> added))
        .compose(added -> Drafts.end(tx, outcome.contact()).map(_ -> added));
  }

  /**
   * The outcome on the timeline: as the contact's end, or after it if the contact has been closed
   * without an outcome, perhaps only just now.
   */
  private Future<List<AddedEntry>> told(
      SqlConnection tx,
      Telling telling,
      Optional<NewEntry> reopening,
      ContactOutcome outcome,
      Optional<NewEntry> resolving) {
    var end = telling.closed()
        ? Future.succeededFuture(ContactEntry.late(outcome))
        : ContactRecord.find(tx, outcome.contact())
            .map(found -> ContactEntry.ended(outcome, found.orElseThrow()));
    return end.compose(entry -> timelines.appendAll(
            tx,
            Stream.of(reopening, Optional.of(entry), resolving)
                .flatMap(Optional::stream)
                .toList()))
        .compose(added -> added.stream().anyMatch(one -> one.entry().kind() == Entry.Kind.OUTCOME)
            ? Future.succeededFuture(added)
            : timelines
                .append(tx, ContactEntry.late(outcome))
                .map(late -> Stream.concat(added.stream(), late.stream()).toList()));
  }

  /** What is said late resolves nothing that the customer has come back about. */
  private Future<Optional<NewEntry>> resolved(
      SqlConnection tx, ContactOutcome outcome, boolean late, Instant now) {
    if (!outcome.resolves()) {
      return Future.succeededFuture(Optional.empty());
    }
    return (late
            ? timelines.isNewestContact(tx, outcome.caseId(), outcome.contact())
            : Future.succeededFuture(true))
        .compose(newest -> newest
            ? states.resolve(tx, outcome.caseId(), outcome.agent(), outcome.contact(), now)
            : Future.succeededFuture(Optional.empty()));
  }

  private static OutboxMessage finished(ContactOutcome outcome) {
    return new OutboxMessage(
        "finished:" + outcome.contact(),
        DeskMessages.DESTINATION,
        outcome.contact().toString(),
        DeskMessages.CONTACT_FINISHED,
        Json.write(Map.of(
            "contact", outcome.contact(),
            "agent", outcome.agent(),
            "outcome", outcome.outcome())));
  }
}
