package tandem.desk.casework;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.cases.Author;
import tandem.cases.Cases;
import tandem.cases.Entry;
import tandem.cases.NewContact;
import tandem.cases.NewEntry;
import tandem.cases.Timelines;
import tandem.desk.Transactions;
import tandem.desk.timeline.TimelineFeed;
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.Routing;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Signal;
import tandem.storage.Database;

/**
 * The handing over of a contact by its agent to a queue or to another agent, without a talk first.
 * The agent's note is on the case before the contact moves, so that the next agent sees it with the
 * offer.
 */
public final class Transfer {

  private final Transactions transactions;
  private final CommittedFloor floor;
  private final Routing routing;
  private final Cases cases;
  private final Timelines timelines;
  private final TimelineFeed feed;
  private final InstantSource clock;

  public Transfer(
      Database database,
      CommittedFloor floor,
      Routing routing,
      Cases cases,
      Timelines timelines,
      TimelineFeed feed,
      InstantSource clock) {
    this.transactions = new Transactions(database);
    this.floor = floor;
    this.routing = routing;
    this.cases = cases;
    this.timelines = timelines;
    this.feed = feed;
    this.clock = clock;
  }

  /**
   * Moves a contact; {@link Failure.Conflict} when the agent does not have it or it cannot move
   * now.
   *
   * @param note for the next agent; may be empty
   */
  public Future<Void> move(ContactId id, AgentId agent, Destination to, String note) {
    var text = note.isBlank() ? "" : Text.required("note", note, Notes.NOTE_LENGTH_MAX);
    return floor
        .read(now -> {
          var contact = now.contact(id)
              .filter(open -> open.agent().equals(Optional.of(agent)))
              .orElseThrow(() -> new Failure.Conflict("contact " + id + " is not one you have"));
          checkChannel(now, contact, to);
          return contact;
        })
        .compose(contact ->
            text.isEmpty() ? Future.<Void>succeededFuture() : leave(contact, agent, text))
        .compose(_ -> routing.tell(
            new Signal.ContactMoved(id, to, Fact.MoveReason.TRANSFER, Optional.of(agent))))
        .map(Transfer::moved);
  }

  /** Refuses early what routing would refuse, so that no note is written about it. */
  private static void checkChannel(Floor now, Contact contact, Destination to) {
    switch (to) {
      case Destination.ToQueue(var queue) ->
        Failure.require(
            now.queue(queue).map(FloorPlan.Queue::channel).equals(Optional.of(contact.channel())),
            "queue " + queue + " does not exist or is not for "
                + contact.channel().word() + " contacts");
      case Destination.ToAgent(var other) ->
        Failure.require(
            now.planned(other)
                .filter(a -> a.channels().contains(contact.channel()))
                .isPresent(),
            "agent " + other + " does not exist or takes no "
                + contact.channel().word() + " contacts");
    }
  }

  private Future<Void> leave(Contact contact, AgentId agent, String text) {
    var now = clock.instant();
    // a repeat of the same hand-over writes the note once
    var source = "transfer:" + contact.id() + ":" + agent + ":" + contact.since();
    return transactions
        .run(tx -> cases
            .attach(
                tx,
                new NewContact(
                    contact.id(), contact.customer(), contact.queue(), contact.arrived()))
            .compose(attached -> timelines.write(
                tx,
                Stream.concat(
                        attached.reopening().stream(),
                        Stream.of(NewEntry.by(
                            Author.of(agent),
                            attached.caseId(),
                            now,
                            Entry.Kind.NOTE,
                            Optional.of(contact.id()),
                            Optional.of(source),
                            Json.MAPPER.createObjectNode().put("text", text))))
                    .toList(),
                List.of(attached))))
        .map(added -> {
          feed.say(added);
          return null;
        });
  }

  private static Void moved(Decision decision) {
    return switch (decision) {
      case Decision.Decided _ -> null;
      case Decision.Refused(var no, var why) ->
        throw switch (no) {
          case INVALID -> new Failure.Invalid(why);
          case UNKNOWN, GONE, REPEATED, NOT_NOW, LATE, FULL -> new Failure.Conflict(why);
        };
    };
  }
}
