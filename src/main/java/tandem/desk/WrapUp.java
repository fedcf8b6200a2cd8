package tandem.desk;

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
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Floor;
import tandem.storage.Database;
import tandem.storage.Outbox;
import tandem.storage.OutboxMessage;

/**
 * The agent says how a contact ended. Outcome, entry, the case's state and the word to routing that
 * the contact is finished are one transaction.
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
   * Records the outcome of a contact the agent holds. A repeat of the same gets the first answer,
   * also when the contact has long been closed by it.
   */
  public Future<ContactOutcome> record(
      ContactId contact, AgentId agent, OutcomeId outcome, String note) {
    var text = Outcomes.note(note);
    return outcomes
        .find(database.pool(), contact)
        .compose(first -> first.isPresent()
            ? Future.succeededFuture(Outcomes.same(first.get(), outcome, text, agent))
            : held(contact, agent).compose(held -> write(held, agent, outcome, text)));
  }

  private Future<Floor.Contact> held(ContactId id, AgentId agent) {
    return floor
        .read(f -> f.contact(id))
        .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> absent(id)))
        .map(contact -> {
          boolean talkedTo = switch (contact.state()) {
            case CONNECTED, HELD, WRAP_UP -> true;
            case QUEUED, OFFERED, CONNECTING -> false;
          };
          if (!talkedTo) {
            throw new Failure.Conflict("nobody has talked to the customer yet");
          }
          if (!contact.agent().equals(Optional.of(agent))) {
            throw new Failure.Denied("the contact is with another agent");
          }
          return contact;
        });
  }

  private <T> Future<T> absent(ContactId id) {
    return cases
        .caseOf(database.pool(), id)
        .compose(known -> Future.failedFuture(
            known.isPresent()
                ? new Failure.Conflict("the contact has ended")
                : new Failure.NotFound("contact", id)));
  }

  private record Written(Outcomes.Recorded recorded, List<AddedEntry> added) {}

  private Future<ContactOutcome> write(
      Floor.Contact contact, AgentId agent, OutcomeId outcome, String note) {
    var now = clock.instant();
    return transactions.run(tx -> write(tx, contact, agent, outcome, note, now)).map(written -> {
      feed.say(written.added());
      outbox.wake();
      return written.recorded().outcome();
    });
  }

  private Future<Written> write(
      SqlConnection tx,
      Floor.Contact contact,
      AgentId agent,
      OutcomeId outcome,
      String note,
      Instant now) {
    // the projector may not have come to this contact yet
    return cases
        .attach(
            tx,
            new NewContact(contact.id(), contact.customer(), contact.queue(), contact.arrived()))
        .compose(attached -> outcomes
            .record(tx, contact.id(), attached.caseId(), outcome, note, agent, now)
            .compose(recorded -> recorded.fresh()
                ? finish(tx, attached.reopening(), recorded, now)
                : Future.succeededFuture(new Written(recorded, List.of()))));
  }

  private Future<Written> finish(
      SqlConnection tx, Optional<NewEntry> reopening, Outcomes.Recorded recorded, Instant now) {
    var outcome = recorded.outcome();
    return resolved(tx, outcome, now)
        .compose(resolving -> timelines.appendAll(
            tx,
            Stream.of(reopening, Optional.of(entry(outcome)), resolving)
                .flatMap(Optional::stream)
                .toList()))
        .compose(added -> outbox.put(tx, finished(outcome), now).map(_ -> added))
        .map(added -> new Written(recorded, added));
  }

  private Future<Optional<NewEntry>> resolved(
      SqlConnection tx, ContactOutcome outcome, Instant now) {
    return outcome.resolves()
        ? states.resolve(tx, outcome.caseId(), outcome.agent(), outcome.contact(), now)
        : Future.succeededFuture(Optional.empty());
  }

  private static NewEntry entry(ContactOutcome outcome) {
    return new NewEntry(
        outcome.caseId(),
        outcome.at(),
        Entry.Kind.OUTCOME,
        Optional.empty(),
        Optional.of(outcome.agent()),
        Optional.of(outcome.contact()),
        Optional.of("outcome:" + outcome.contact()),
        Json.MAPPER
            .createObjectNode()
            .put("outcome", outcome.outcome().value())
            .put("outcome_name", outcome.outcomeName())
            .put("note", outcome.note())
            .put("resolves", outcome.resolves()));
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
