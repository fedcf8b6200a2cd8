package tandem.routing.engine;

import static tandem.routing.engine.LiveFloor.no;

import java.time.Duration;
import java.util.Optional;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Decision.Refused;
import tandem.routing.engine.Fact.OfferEnd;

/** The rules by which a contact moves to another queue or to one agent. */
final class Moves {

  private final LiveFloor live;
  private final Offers offers;
  private final Presences presences;
  private final Assignments assignments;

  Moves(LiveFloor live, Offers offers, Presences presences, Assignments assignments) {
    this.live = live;
    this.offers = offers;
    this.presences = presences;
    this.assignments = assignments;
  }

  Optional<Refused> moved(Signal.ContactMoved s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return live.refuseAbsent(s.contact());
    }
    var contact = found.get();
    if (s.by().isPresent() && !s.by().equals(contact.agent())) {
      return no(No.NOT_NOW, "the contact is not with agent " + s.by().get());
    }
    var refused = switch (s.to()) {
      case Destination.ToQueue to -> refuse(contact, to);
      case Destination.ToAgent to -> refuse(contact, to);
    };
    return refused.or(() -> move(contact, s));
  }

  private Optional<Refused> refuse(Contact contact, Destination.ToQueue to) {
    var queue = live.floor.queue(to.queue());
    if (queue.isEmpty()) {
      return no(No.UNKNOWN, "queue " + to.queue() + " does not exist");
    }
    if (queue.get().channel() != contact.channel()) {
      return no(
          No.INVALID,
          "queue " + to.queue() + " is for " + queue.get().channel().word() + " contacts");
    }
    if (!queue.get().active()) {
      return no(No.NOT_NOW, "queue " + to.queue() + " takes no contacts");
    }
    return contact.agent().isEmpty()
            && contact.assigned().isEmpty()
            && contact.queue().equals(to.queue())
        ? no(No.REPEATED, "the contact is in queue " + to.queue())
        : Optional.empty();
  }

  private Optional<Refused> refuse(Contact contact, Destination.ToAgent to) {
    var planned = live.floor.planned(to.agent());
    if (planned.isEmpty()) {
      return no(No.UNKNOWN, "agent " + to.agent() + " does not exist");
    }
    if (!planned.get().channels().contains(contact.channel())) {
      return no(
          No.INVALID,
          "agent " + to.agent() + " takes no " + contact.channel().word() + " contacts");
    }
    if (assignments.isLeaving(to.agent()) && !(contact.phase() instanceof Phase.Scheduled)) {
      return no(No.NOT_NOW, "agent " + to.agent() + " is offline");
    }
    // a contact that only prefers the agent may be given to them for good
    return contact.preferredUntil().isEmpty()
            && contact.agent().or(contact::assigned).equals(Optional.of(to.agent()))
        ? no(No.REPEATED, "agent " + to.agent() + " has the contact already, or it waits for them")
        : Optional.empty();
  }

  private Optional<Refused> move(Contact contact, Signal.ContactMoved s) {
    if (s.by().isEmpty() && contact.agent().isPresent()) {
      return no(No.NOT_NOW, "agent " + contact.agent().get() + " has the contact");
    }
    switch (contact.phase()) {
      case Phase.Connecting _ -> {
        return no(No.NOT_NOW, "the contact is being bridged");
      }
      case Phase.WrapUp _ -> {
        return no(No.NOT_NOW, "the customer has left");
      }
      case Phase.Offered offered -> offers.close(offered.offer(), OfferEnd.MOVED);
      case Phase.Scheduled _, Phase.Queued _, Phase.Connected _, Phase.Held _ -> {}
    }
    live.emit(new Fact.Moved(
        contact.id(),
        s.to(),
        s.why(),
        contact.agent(),
        Optional.of(Assignments.left(contact)),
        handOver(contact, s.to()),
        headStart(contact, s.to()),
        live.now()));
    contact.agent().ifPresent(presences::freed);
    return Optional.empty();
  }

  /**
   * The departments, if the contact changes between them. A scheduled contact belongs to no
   * department yet.
   */
  private Optional<Fact.HandOver> handOver(Contact contact, Destination to) {
    return to instanceof Destination.ToQueue(var queue)
            && !(contact.phase() instanceof Phase.Scheduled)
        ? Optional.of(new Fact.HandOver(departmentOf(contact.queue()), departmentOf(queue)))
            .filter(handOver -> !handOver.from().equals(handOver.to()))
        : Optional.empty();
  }

  private DepartmentId departmentOf(QueueId queue) {
    return live.floor.queue(queue).orElseThrow().department();
  }

  private Duration headStart(Contact contact, Destination to) {
    return switch (to) {
      case Destination.ToQueue(var queue) -> assignments.headStart(contact, queue);
      case Destination.ToAgent _ -> Assignments.headStart(contact);
    };
  }
}
