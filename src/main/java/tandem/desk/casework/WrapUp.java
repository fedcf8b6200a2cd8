package tandem.desk.casework;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.OutcomeId;
import tandem.cases.Cases;
import tandem.cases.ContactOutcome;
import tandem.cases.NewContact;
import tandem.cases.Outcomes;
import tandem.cases.Timelines;
import tandem.conversations.Conversations;
import tandem.desk.timeline.TimelineFeed;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Phase;
import tandem.storage.Database;
import tandem.storage.outbox.Outbox;

/**
 * The recording of outcomes. A contact that was closed without an outcome, because its agent was
 * lost or a supervisor ended the wrap-up, may get one afterwards.
 */
public final class WrapUp {

  private final Database database;
  private final CommittedFloor floor;
  private final Outcomes outcomes;
  private final OutcomeWriting writing;

  public WrapUp(
      Database database,
      CommittedFloor floor,
      Cases cases,
      Timelines timelines,
      Outcomes outcomes,
      Conversations conversations,
      Outbox outbox,
      TimelineFeed feed,
      InstantSource clock) {
    this.database = database;
    this.floor = floor;
    this.outcomes = outcomes;
    this.writing = new OutcomeWriting(
        database, cases, timelines, outcomes, conversations, outbox, feed, clock);
  }

  /**
   * The person who records an outcome.
   *
   * @param supervises whether they may record outcomes of others' closed contacts
   */
  public record Teller(String account, Optional<AgentId> agent, boolean supervises) {

    Outcomes.Said says(AgentId of, OutcomeId outcome, String note) {
      return new Outcomes.Said(
          outcome,
          note,
          of,
          agent.equals(Optional.of(of)) ? Optional.empty() : Optional.of(account));
    }
  }

  /** Records the outcome of a contact whose agent has seen every message. */
  public Future<ContactOutcome> record(
      ContactId contact, Teller teller, OutcomeId outcome, String note) {
    return record(contact, teller, outcome, note, Optional.empty());
  }

  /**
   * Records the outcome of a contact. If the contact is open, only its agent may do it; if it was
   * closed without an outcome, its agent or a supervisor. A repeat gets the first answer, also
   * after the contact was closed.
   *
   * @param readTo the number of the last message that the agent saw; later messages of the customer
   *     begin a new contact. Empty means the last one that there is
   */
  public Future<ContactOutcome> record(
      ContactId contact, Teller teller, OutcomeId outcome, String note, Optional<Integer> readTo) {
    var text = Outcomes.note(note);
    return floor.read(f -> f.contact(contact)).compose(found -> {
      var refused = found.flatMap(open -> refusal(open, teller));
      return found.isPresent() && refused.isEmpty()
          ? writing.add(telling(found.get(), teller, outcome, text, readTo))
          : repeat(contact, teller, outcome, text)
              .compose(first -> first
                  .map(Future::succeededFuture)
                  .orElseGet(() -> refused.isPresent()
                      ? Future.failedFuture(refused.get())
                      : late(contact, teller, outcome, text)));
    });
  }

  private static OutcomeWriting.Telling telling(
      Contact open, Teller teller, OutcomeId outcome, String note, Optional<Integer> readTo) {
    return new OutcomeWriting.Telling(
        new NewContact(open.id(), open.customer(), open.queue(), open.arrived()),
        teller.says(open.agent().orElseThrow(), outcome, note),
        false,
        readTo);
  }

  /** Returns why this person may not record the outcome of an open contact; empty if they may. */
  private static Optional<Failure> refusal(Contact contact, Teller teller) {
    boolean talkedTo = switch (contact.phase()) {
      case Phase.Connected _, Phase.Held _, Phase.WrapUp _ -> true;
      // a customer who is called back may not have answered
      case Phase.Connecting _ -> contact.endpoint().isEmpty();
      case Phase.Scheduled _, Phase.Queued _, Phase.Offered _ -> false;
    };
    if (!talkedTo) {
      return Optional.of(new Failure.Conflict("nobody has talked to the customer yet"));
    }
    return contact.agent().equals(teller.agent())
        ? Optional.empty()
        : Optional.of(new Failure.Denied("the contact is with another agent"));
  }

  /** Returns the stored outcome if this is a repeat of it. */
  private Future<Optional<ContactOutcome>> repeat(
      ContactId contact, Teller teller, OutcomeId outcome, String note) {
    return outcomes
        .find(database.pool(), contact)
        .map(found ->
            found.map(first -> Outcomes.same(first, teller.says(first.agent(), outcome, note))));
  }

  private Future<ContactOutcome> late(
      ContactId contact, Teller teller, OutcomeId outcome, String note) {
    return EndedContact.find(database.pool(), contact).compose(ended -> {
      if (!teller.supervises() && !teller.agent().equals(Optional.of(ended.agent()))) {
        throw new Failure.Denied("the contact was with another agent");
      }
      return writing.add(new OutcomeWriting.Telling(
          ended.contact(), teller.says(ended.agent(), outcome, note), true, Optional.empty()));
    });
  }
}
