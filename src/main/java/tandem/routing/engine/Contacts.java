package tandem.routing.engine;

import static tandem.routing.engine.LiveFloor.no;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Decision.Refused;
import tandem.routing.engine.Fact.OfferEnd;

/** What happens to a contact from its arrival to its end, but for offer and bridge. */
final class Contacts {

  private final LiveFloor live;
  private final Offers offers;
  private final Presences presences;

  Contacts(LiveFloor live, Offers offers, Presences presences) {
    this.live = live;
    this.offers = offers;
    this.presences = presences;
  }

  Optional<Refused> arrived(Signal.ContactArrived s) {
    var ended = live.floor.ended(s.contact(), live.now());
    var leftEarly = ended.flatMap(Floor.Ended::leftEarly);
    var queue = live.floor.queue(s.queue());
    if (live.floor.contact(s.contact()).isPresent()) {
      return no(No.REPEATED, "the contact is already here");
    }
    if (ended.isPresent() && leftEarly.isEmpty()) {
      return no(No.GONE, "the contact has ended");
    }
    if (queue.isEmpty()) {
      return no(No.UNKNOWN, "queue " + s.queue() + " does not exist");
    }
    if (!queue.get().active()) {
      return no(No.NOT_NOW, "queue " + s.queue() + " takes no contacts");
    }
    if (queue.get().channel() != s.channel()) {
      return no(
          No.INVALID,
          "queue " + s.queue() + " is for " + queue.get().channel().word() + " contacts");
    }
    if (leftEarly.isEmpty() && live.floor.contacts().size() >= live.rules.contactsMax()) {
      return no(No.FULL, "the floor is full: " + live.rules.contactsMax() + " contacts");
    }
    var arrived = s.arrived().isAfter(live.now()) ? live.now() : s.arrived();
    live.emit(new Fact.Queued(
        s.contact(),
        s.channel(),
        s.queue(),
        Optional.of(s.endpoint()),
        s.customer(),
        queue.get().headStart().plus(s.headStart()),
        arrived,
        live.now()));
    leftEarly
        .filter(_ -> isLive(s.channel()))
        .ifPresent(cause ->
            abandon(live.contact(s.contact()), cause, ended.orElseThrow().at()));
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

  private Optional<Refused> left(Floor.Contact contact, String cause) {
    switch (contact.state()) {
      case QUEUED -> abandon(contact, cause, live.now());
      case OFFERED -> {
        offers.close(contact.offer().orElseThrow(), OfferEnd.CUSTOMER_LEFT);
        abandon(contact, cause, live.now());
      }
      case CONNECTING -> {
        abandon(contact, cause, live.now());
        presences.freed(contact.agent().orElseThrow());
      }
      case CONNECTED, HELD -> {
        var agent = contact.agent().orElseThrow();
        if (presences.isGone(agent)) {
          finish(contact, agent, Optional.empty(), cause.equals(Rules.SILENT));
        } else {
          live.emit(new Fact.WrapUpBegan(contact.id(), agent, cause, live.now()));
        }
      }
      case WRAP_UP -> {
        return no(No.REPEATED, "the customer has left before");
      }
    }
    return Optional.empty();
  }

  /** Nobody ever told us of their end: they leave as if somebody had. */
  void silent(Floor.Contact contact) {
    left(contact, Rules.SILENT);
  }

  /** Written down now and then only: a caller who waits for long is asked about very often. */
  Optional<Refused> heard(Signal.ContactHeard s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return refuseAbsent(s.contact());
    }
    var contact = found.get();
    boolean isNews = contact
        .heard()
        .filter(heard -> live.now().isBefore(heard.plus(live.rules.heardEvery())))
        .isEmpty();
    if (Deadlines.waits(contact) && isNews) {
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

  private void abandon(Floor.Contact contact, String cause, Instant left) {
    var threshold = live.floor.queue(contact.queue()).orElseThrow().shortAbandon();
    boolean isShort = Duration.between(contact.arrived(), left).compareTo(threshold) < 0;
    live.emit(new Fact.Abandoned(contact.id(), contact.agent(), cause, isShort, live.now()));
  }

  Optional<Refused> identified(Signal.ContactIdentified s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return refuseAbsent(s.contact());
    }
    if (!found.get().customer().equals(s.customer())) {
      live.emit(new Fact.Identified(s.contact(), s.customer(), live.now()));
    }
    return Optional.empty();
  }

  Optional<Refused> held(Signal.Held s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return refuseAbsent(s.contact());
    }
    return switch (found.get().state()) {
      case CONNECTED -> {
        live.emit(new Fact.Held(s.contact(), found.get().agent().orElseThrow(), live.now()));
        yield Optional.empty();
      }
      case HELD -> no(No.REPEATED, "the contact is already held");
      case QUEUED, OFFERED, CONNECTING, WRAP_UP -> no(No.NOT_NOW, "nobody talks to the customer");
    };
  }

  Optional<Refused> resumed(Signal.Resumed s) {
    var found = live.floor.contact(s.contact());
    if (found.isEmpty()) {
      return refuseAbsent(s.contact());
    }
    return switch (found.get().state()) {
      case HELD -> {
        live.emit(new Fact.Resumed(s.contact(), found.get().agent().orElseThrow(), live.now()));
        yield Optional.empty();
      }
      case CONNECTED -> no(No.REPEATED, "the contact is not held");
      case QUEUED, OFFERED, CONNECTING, WRAP_UP -> no(No.NOT_NOW, "nobody talks to the customer");
    };
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
    return switch (contact.state()) {
      case WRAP_UP, CONNECTED, HELD -> {
        finish(contact, s.agent(), s.outcome(), contact.state() != Floor.State.WRAP_UP);
        yield Optional.empty();
      }
      case CONNECTING, QUEUED, OFFERED -> no(No.NOT_NOW, "nobody has talked to the customer yet");
    };
  }

  private void finish(
      Floor.Contact contact, AgentId agent, Optional<String> outcome, boolean hangUp) {
    live.emit(new Fact.Finished(contact.id(), agent, outcome, hangUp, live.now()));
    presences.freed(agent);
  }

  private Optional<Refused> refuseAbsent(ContactId contact) {
    return live.floor.ended(contact, live.now()).isPresent()
        ? no(No.GONE, "the contact has ended")
        : no(No.UNKNOWN, "contact " + contact + " does not exist");
  }
}
