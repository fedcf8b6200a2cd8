package tandem.routing.engine;

import static tandem.routing.engine.LiveFloor.no;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.QueueId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Decision.Refused;
import tandem.routing.engine.Fact.OfferEnd;

/** The rules of a contact from its arrival to its end, except for offers, bridges and holds. */
final class Contacts {

  /** The longest time ahead for which a callback or follow-up can be scheduled. */
  static final Duration AHEAD_MAX = Duration.ofDays(400);

  private final LiveFloor live;
  private final Offers offers;
  private final Presences presences;
  private final Assignments assignments;

  Contacts(LiveFloor live, Offers offers, Presences presences, Assignments assignments) {
    this.live = live;
    this.offers = offers;
    this.presences = presences;
    this.assignments = assignments;
  }

  Optional<Refused> arrived(Signal.ContactArrived s) {
    var ended = live.floor.ended(s.contact(), live.now());
    var leftEarly = ended.flatMap(EndedContact::leftEarly);
    if (live.floor.contact(s.contact()).isPresent()) {
      return no(No.REPEATED, "the contact is already here");
    }
    if (ended.isPresent() && leftEarly.isEmpty()) {
      return no(No.GONE, "the contact has ended");
    }
    var refused = refuseUnlessTaken(s.queue(), s.channel());
    if (refused.isPresent()) {
      return refused;
    }
    if (leftEarly.isEmpty() && isFull()) {
      return full();
    }
    var other = live.floor.openAt(s.endpoint());
    if (other.isPresent()) {
      return no(No.REPEATED, "contact " + other.get() + " is open at this endpoint");
    }
    var arrived = s.arrived().isAfter(live.now()) ? live.now() : s.arrived();
    live.emit(new Fact.Queued(
        s.contact(),
        s.channel(),
        s.queue(),
        Optional.of(s.endpoint()),
        s.customer(),
        headStart(s.queue(), s.headStart()),
        arrived,
        assignments.preferred(s, arrived),
        live.now()));
    leftEarly
        .filter(_ -> isLive(s.channel()))
        .ifPresent(cause ->
            abandon(live.contact(s.contact()), cause, ended.orElseThrow().at()));
    return Optional.empty();
  }

  private Optional<Refused> refuseUnlessTaken(QueueId id, Channel channel) {
    var queue = live.floor.queue(id);
    if (queue.isEmpty()) {
      return no(No.UNKNOWN, "queue " + id + " does not exist");
    }
    if (!queue.get().active()) {
      return no(No.NOT_NOW, "queue " + id + " takes no contacts");
    }
    return queue.get().channel() == channel
        ? Optional.empty()
        : no(No.INVALID, "queue " + id + " is for " + queue.get().channel().word() + " contacts");
  }

  private boolean isFull() {
    return live.floor.contacts().size() >= live.rules.contactsMax();
  }

  private Optional<Refused> full() {
    return no(No.FULL, "the floor is full: " + live.rules.contactsMax() + " contacts");
  }

  private Duration headStart(QueueId queue, Duration ofCustomer) {
    return live.floor.queue(queue).orElseThrow().headStart().plus(ofCustomer);
  }

  Optional<Refused> scheduled(Signal.ContactScheduled s) {
    if (live.floor.contact(s.contact()).isPresent()) {
      return no(No.REPEATED, "the contact is already here");
    }
    if (live.floor.ended(s.contact(), live.now()).isPresent()) {
      return no(No.GONE, "the contact has ended");
    }
    var refused = refuseUnlessTaken(s.queue(), s.channel());
    if (refused.isPresent()) {
      return refused;
    }
    if (s.dueAt().isAfter(live.now().plus(AHEAD_MAX))) {
      return no(No.INVALID, "a contact is scheduled at most " + AHEAD_MAX.toDays() + " days ahead");
    }
    if (isFull()) {
      return full();
    }
    live.emit(new Fact.Scheduled(
        s.contact(),
        s.channel(),
        s.queue(),
        s.customer(),
        headStart(s.queue(), s.headStart()),
        s.dueAt().isBefore(live.now()) ? live.now() : s.dueAt(),
        live.now()));
    if (!s.dueAt().isAfter(live.now())) {
      due(live.contact(s.contact()));
    }
    return Optional.empty();
  }

  /** A contact can be cancelled until it is due. Later it ends as any other does. */
  Optional<Refused> cancelled(Signal.ContactCancelled s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return live.refuseAbsent(s.contact());
    }
    if (!(found.get().phase() instanceof Phase.Scheduled)) {
      return no(No.NOT_NOW, "the contact is due already");
    }
    if (found.get().endpoint().isPresent()) {
      return no(No.NOT_NOW, "the customer has been reached");
    }
    live.emit(new Fact.Cancelled(s.contact(), s.cause(), live.now()));
    return Optional.empty();
  }

  /** The contact waits from now on, ranked by the promised time. */
  void due(Contact contact) {
    live.emit(new Fact.Queued(
        contact.id(),
        contact.channel(),
        contact.queue(),
        contact.endpoint(),
        contact.customer(),
        Assignments.headStart(contact),
        contact.arrived(),
        live.now()));
    assignments.releaseUnlessComing(live.contact(contact.id()));
  }

  Optional<Refused> linked(Signal.ContactLinked s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return live.refuseAbsent(s.contact());
    }
    var endpoint = found.get().endpoint();
    if (endpoint.isPresent()) {
      return endpoint.get().equals(s.endpoint())
          ? no(No.REPEATED, "the contact has this endpoint")
          : no(No.NOT_NOW, "the contact has another endpoint");
    }
    var other = live.floor.openAt(s.endpoint());
    if (other.isPresent()) {
      return no(No.NOT_NOW, "contact " + other.get() + " is open at this endpoint");
    }
    live.emit(new Fact.Linked(
        s.contact(),
        s.endpoint(),
        found
            .filter(contact -> contact.phase() instanceof Phase.Connecting)
            .map(_ -> live.now().plus(live.rules.bridgeWithin())),
        live.now()));
    return Optional.empty();
  }

  Optional<Refused> left(Signal.ContactLeft s) {
    var found = live.floor.contact(s.contact());
    if (found.isPresent() && !isLive(found.get().channel())) {
      return no(
          No.NOT_NOW,
          "the customer of a " + found.get().channel().word()
              + " contact waits for an answer and cannot leave");
    }
    return found.isPresent() ? left(found.get(), s.cause()) : leftUnknown(s);
  }

  private Optional<Refused> left(Contact contact, String cause) {
    switch (contact.phase()) {
      case Phase.Scheduled _ -> {
        return no(No.NOT_NOW, "the contact is not due yet");
      }
      case Phase.Queued _ -> abandon(contact, cause, live.now());
      case Phase.Offered offered -> {
        offers.close(offered.offer(), OfferEnd.CUSTOMER_LEFT);
        abandon(contact, cause, live.now());
      }
      case Phase.Connecting connecting -> {
        abandon(contact, cause, live.now());
        presences.freed(connecting.agent());
      }
      case Phase.Connected talk -> talkedTo(contact, talk.agent(), cause);
      case Phase.Held talk -> talkedTo(contact, talk.agent(), cause);
      case Phase.WrapUp _ -> {
        return no(No.REPEATED, "the customer has left before");
      }
    }
    return Optional.empty();
  }

  /** The carrier ends the call. Its report of the end comes later and repeats what is so. */
  Optional<Refused> hangUpAsked(Signal.HangUpAsked s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return live.refuseAbsent(s.contact());
    }
    var contact = found.get();
    if (live.floor.terms(contact.channel()).link() != FloorPlan.Link.BRIDGED) {
      return no(No.INVALID, "a " + contact.channel().word() + " contact cannot be hung up");
    }
    if (!contact.agent().equals(Optional.of(s.agent()))) {
      return no(No.NOT_NOW, "the contact is not with agent " + s.agent());
    }
    return switch (contact.phase()) {
      case Phase.Connected _, Phase.Held _ -> {
        live.emit(
            new Fact.WrapUpBegan(contact.id(), s.agent(), Rules.HUNG_UP_BY_AGENT, live.now()));
        yield Optional.empty();
      }
      case Phase.WrapUp _ -> no(No.REPEATED, "the call has ended");
      case Phase.Scheduled _, Phase.Queued _, Phase.Offered _, Phase.Connecting _ ->
        no(No.NOT_NOW, "nobody talks to the customer");
    };
  }

  private void talkedTo(Contact contact, AgentId agent, String cause) {
    if (presences.isGone(agent)) {
      finish(contact, agent, Optional.empty(), cause.equals(Rules.SILENT));
    } else {
      live.emit(new Fact.WrapUpBegan(contact.id(), agent, cause, live.now()));
    }
  }

  /**
   * The contact was silent for too long: its end was not reported, and it ends as if it had been.
   */
  void silent(Contact contact) {
    left(contact, Rules.SILENT);
  }

  /** Carriers report a waiting caller very often; only some of these reports become facts. */
  Optional<Refused> heard(Signal.ContactHeard s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return live.refuseAbsent(s.contact());
    }
    var contact = found.get();
    boolean isNews = contact
        .heard()
        .filter(heard -> live.now().isBefore(heard.plus(live.rules.heardEvery())))
        .isEmpty();
    if (contact.waits() && isNews) {
      live.emit(new Fact.Heard(s.contact(), live.now()));
    }
    return Optional.empty();
  }

  private boolean isLive(Channel channel) {
    return live.floor.terms(channel).customer() == FloorPlan.Customer.LIVE;
  }

  private Optional<Refused> leftUnknown(Signal.ContactLeft s) {
    if (live.floor.ended(s.contact(), live.now()).isPresent()) {
      return no(No.REPEATED, "the contact has ended");
    }
    if (live.floor.remembered() >= live.rules.rememberedMax()) {
      return no(No.FULL, "no more than " + live.rules.rememberedMax() + " contacts are remembered");
    }
    live.emit(new Fact.LeftEarly(s.contact(), s.cause(), live.now()));
    return Optional.empty();
  }

  private void abandon(Contact contact, String cause, Instant left) {
    var threshold = live.floor.queue(contact.queue()).orElseThrow().shortAbandon();
    boolean isShort = Duration.between(contact.arrived(), left).compareTo(threshold) < 0;
    live.emit(new Fact.Abandoned(contact.id(), contact.agent(), cause, isShort, live.now()));
  }

  Optional<Refused> identified(Signal.ContactIdentified s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return live.refuseAbsent(s.contact());
    }
    if (!found.get().customer().equals(s.customer())) {
      live.emit(new Fact.Identified(s.contact(), s.customer(), live.now()));
    }
    return Optional.empty();
  }

  Optional<Refused> finished(Signal.ContactFinished s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return live.floor.ended(s.contact(), live.now()).isPresent()
          ? no(No.REPEATED, "the contact has ended")
          : no(No.UNKNOWN, "contact " + s.contact() + " does not exist");
    }
    var contact = found.get();
    if (!contact.agent().equals(Optional.of(s.agent()))) {
      return no(No.NOT_NOW, "the contact is not with agent " + s.agent());
    }
    return switch (contact.phase()) {
      case Phase.Connected _, Phase.Held _, Phase.WrapUp _ -> {
        finish(contact, s.agent(), s.outcome(), contact.isTalkedTo());
        yield Optional.empty();
      }
      // the agent has tried to reach the customer, without success
      case Phase.Connecting _
      when contact.endpoint().isEmpty() -> {
        finish(contact, s.agent(), s.outcome(), false);
        yield Optional.empty();
      }
      case Phase.Scheduled _, Phase.Queued _, Phase.Offered _, Phase.Connecting _ ->
        no(No.NOT_NOW, "nobody has talked to the customer yet");
    };
  }

  private void finish(Contact contact, AgentId agent, Optional<String> outcome, boolean hangUp) {
    live.emit(new Fact.Finished(contact.id(), agent, outcome, hangUp, live.now()));
    presences.freed(agent);
  }
}
