package tandem.routing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.routing.engine.AgentState;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Offer;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/**
 * The customers, agents and carriers of a random day. Most of their signals fit the moment; some
 * are late, repeated, wrong or about unknown contacts.
 */
final class Crowd {

  private static final int RECENT_MAX = 20;

  /** The highest number of contacts, so that a busy day of any length can be checked. */
  private static final int CONTACTS_MAX = 250;

  private final Random random;
  private final SitePlanner planner;
  private final List<ContactId> recent = new ArrayList<>();

  /** The report with which the carrier will answer an agent's last hold or resume. */
  private Optional<Signal> carriersAnswer = Optional.empty();

  /** The shares of signals of each kind, which differ from day to day; no kind is missing. */
  private final int arrivals;

  private final int refusals;
  private final int whims;
  private final int moves;

  /** The mean patience of live customers on this day. */
  private final Map<Channel, Duration> patience = new EnumMap<>(Channel.class);

  Crowd(Random random, SitePlanner planner) {
    this.random = random;
    this.planner = planner;
    this.arrivals = 10 + random.nextInt(30);
    this.refusals = 1 + random.nextInt(14);
    this.whims = 1 + random.nextInt(7);
    this.moves = 1 + random.nextInt(15);
    for (var channel : Channel.values()) {
      patience.put(channel, Duration.ofSeconds(20 + random.nextInt(300)));
    }
  }

  Signal next(Floor floor, Instant now) {
    var tired = tired(floor, now);
    if (tired.isPresent() && random.nextInt(4) > 0) {
      return new Signal.ContactLeft(tired.get().id(), "out_of_patience");
    }
    if (carriersAnswer.isPresent() && random.nextInt(4) == 0) {
      var answer = carriersAnswer.get();
      carriersAnswer = Optional.empty();
      return answer;
    }
    int dice = random.nextInt(arrivals + refusals + whims + moves + 98);
    if (dice < arrivals && random.nextInt(10) == 0 && floor.contacts().size() < CONTACTS_MAX) {
      return appointment(floor, now);
    }
    if (dice < arrivals) {
      return floor.contacts().size() < CONTACTS_MAX
          ? arrival(floor, now)
          : new Signal.ContactLeft(contact(floor, _ -> true), "hung_up");
    }
    dice -= arrivals;
    if (dice < refusals) {
      return answer(floor, false);
    }
    dice -= refusals;
    if (dice < whims) {
      return new Signal.ContactLeft(contact(floor, _ -> true), "hung_up");
    }
    dice -= whims;
    if (dice < moves) {
      return switch (random.nextInt(9)) {
        case 0, 1, 2 -> reached(floor);
        case 3 ->
          new Signal.ContactCancelled(
              contact(floor, c -> c.phase() instanceof Phase.Scheduled), "taken_back");
        default -> move(floor);
      };
    }
    dice -= moves;
    if (dice < 5) {
      return lateBridge(floor);
    }
    dice -= 5;
    return dice < 63 ? work(floor, dice) : presence(floor, dice - 63);
  }

  /** A customer who has waited longer than their patience. A patient customer never leaves. */
  private Optional<Contact> tired(Floor floor, Instant now) {
    return floor.contacts().stream()
        .filter(Contact::waits)
        .filter(contact -> floor.terms(contact.channel()).customer() == FloorPlan.Customer.LIVE)
        .filter(contact -> contact.arrived().plus(patienceOf(contact)).isBefore(now))
        .findFirst();
  }

  /** Each contact has its own patience, which is always the same for the same id. */
  private Duration patienceOf(Contact contact) {
    double share = (contact.id().value().getLeastSignificantBits() >>> 11) * 0x1.0p-53;
    double mean = Objects.requireNonNull(patience.get(contact.channel())).toMillis();
    return Duration.ofMillis((long) (-Math.log1p(-share) * mean));
  }

  /** An agent asks for it, a carrier reports it, or a carrier cannot do it. */
  private Signal hold(Floor floor, ContactId contact) {
    var agent = agentOf(floor, contact);
    return switch (random.nextInt(4)) {
      case 0 -> new Signal.Held(contact);
      case 1 -> new Signal.ResumeFailed(contact, Optional.of(agent));
      default -> {
        carriersAnswer = Optional.of(
            switch (random.nextInt(3)) {
              case 0 -> new Signal.Held(contact);
              case 1 -> new Signal.HoldFailed(contact, Optional.of(agent));
              default -> new Signal.Resumed(contact); // the echo of an earlier command
            });
        yield new Signal.HoldAsked(contact, agent);
      }
    };
  }

  /** The customer ends the conversation, or the agent asks the carrier to end it. */
  private Signal ended(Floor floor) {
    var contact = contact(floor, Contact::isTalkedTo);
    return random.nextInt(4) == 0
        ? new Signal.HangUpAsked(contact, agentOf(floor, contact))
        : new Signal.ContactLeft(contact, "ended");
  }

  private Signal resume(Floor floor, ContactId contact) {
    var agent = agentOf(floor, contact);
    return switch (random.nextInt(4)) {
      case 0 -> new Signal.Resumed(contact);
      case 1 -> new Signal.HoldFailed(contact, Optional.of(agent));
      default -> {
        carriersAnswer = Optional.of(
            switch (random.nextInt(3)) {
              case 0 -> new Signal.Resumed(contact);
              case 1 -> new Signal.ResumeFailed(contact, Optional.of(agent));
              default -> new Signal.Held(contact); // the echo of an earlier command
            });
        yield new Signal.ResumeAsked(contact, agent);
      }
    };
  }

  private Signal work(Floor floor, int dice) {
    if (dice < 25) {
      return answer(floor, true);
    }
    if (dice < 35) {
      var contact = contact(floor, c -> c.phase() instanceof Phase.Connecting);
      return new Signal.Bridged(contact, carriersAgent(floor, contact));
    }
    if (dice < 37) {
      var contact = contact(floor, c -> c.phase() instanceof Phase.Connecting);
      return new Signal.BridgeFailed(contact, carriersAgent(floor, contact), "busy");
    }
    if (dice < 39) {
      return hold(floor, contact(floor, c -> c.phase() instanceof Phase.Connected));
    }
    if (dice < 41) {
      return resume(floor, contact(floor, c -> c.phase() instanceof Phase.Held));
    }
    if (dice < 43) {
      return new Signal.ContactIdentified(contact(floor, _ -> true), customer());
    }
    if (dice < 48) {
      return ended(floor);
    }
    if (dice < 51) {
      return new Signal.ContactHeard(contact(floor, Contact::waits));
    }
    return finish(floor);
  }

  private Signal presence(Floor floor, int dice) {
    if (dice < 12) {
      return new Signal.PresenceAsked(agent(floor), new Presence.Ready());
    }
    if (dice < 16) {
      var reason = new ReasonId(random.nextInt(10) == 0 ? "golf" : planner.reason());
      return new Signal.PresenceAsked(agent(floor), new Presence.NotReady(reason));
    }
    if (dice < 18) {
      return new Signal.PresenceAsked(agent(floor), new Presence.Offline());
    }
    if (dice < 20) {
      return new Signal.AgentLost(agent(floor));
    }
    if (dice < 23) {
      return new Signal.AgentFound(
          one(floor.agents(), AgentState::lost).map(AgentState::id).orElse(agent(floor)));
    }
    if (dice < 26) {
      return new Signal.FloorPlanned(planner.change(floor.plan()));
    }
    return new Signal.PresenceAsked(
        one(floor.agents(), agent -> !agent.signedIn()).map(AgentState::id).orElse(agent(floor)),
        new Presence.Ready());
  }

  private Signal arrival(Floor floor, Instant now) {
    var queue = pick(floor.plan().queues());
    var id = random.nextInt(12) == 0 && !recent.isEmpty() ? pick(recent) : newContact();
    var arrived = switch (random.nextInt(8)) {
      case 0 -> now.minusSeconds(random.nextInt(120));
      case 1 -> now.plusSeconds(random.nextInt(5));
      default -> now;
    };
    return new Signal.ContactArrived(
        id,
        random.nextInt(50) == 0 ? pick(List.of(Channel.values())) : queue.channel(),
        random.nextInt(50) == 0 ? new QueueId("nowhere") : queue.id(),
        random.nextInt(40) == 0 ? endpoint(floor) : new Endpoint("carrier", id.toString()),
        customer(),
        Duration.ofSeconds(random.nextInt(4) * 15L),
        arrived,
        lastAgent(floor));
  }

  /** The agent who had the last contact of the conversation: usually one who is ready. */
  private Optional<AgentId> lastAgent(Floor floor) {
    return switch (random.nextInt(4)) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(agent(floor));
      default -> one(floor.agents(), AgentState::signedIn).map(AgentState::id);
    };
  }

  /** A callback or follow-up that is due soon, at once, or already late. */
  private Signal appointment(Floor floor, Instant now) {
    var queue = pick(floor.plan().queues());
    return new Signal.ContactScheduled(
        random.nextInt(12) == 0 && !recent.isEmpty() ? pick(recent) : newContact(),
        queue.channel(),
        random.nextInt(50) == 0 ? new QueueId("nowhere") : queue.id(),
        customer(),
        Duration.ofSeconds(random.nextInt(4) * 15L),
        now.plusSeconds(random.nextInt(300) - 20L));
  }

  /** The customer of a callback is reached, usually while an agent waits for it. */
  private Signal reached(Floor floor) {
    var contact = contact(
        floor,
        c -> c.endpoint().isEmpty()
            && (random.nextInt(3) == 0 || c.phase() instanceof Phase.Connecting));
    return new Signal.ContactLinked(
        contact,
        random.nextInt(8) == 0 ? endpoint(floor) : new Endpoint("dialled", contact.toString()));
  }

  /** An endpoint that an open contact has already. */
  private Endpoint endpoint(Floor floor) {
    return one(floor.contacts(), contact -> contact.endpoint().isPresent())
        .flatMap(Contact::endpoint)
        .orElseGet(() -> new Endpoint("carrier", "new"));
  }

  /** An agent passes a contact on, or somebody moves it while it waits. Some moves are wrong. */
  private Signal move(Floor floor) {
    var talks = one(floor.contacts(), Contact::isTalkedTo).filter(_ -> random.nextInt(3) > 0);
    var contact = talks.or(() -> one(floor.contacts(), _ -> true));
    return new Signal.ContactMoved(
        contact.map(Contact::id).orElseGet(this::newContact),
        random.nextInt(2) == 0
            ? new Destination.ToQueue(queueFor(floor, contact))
            : new Destination.ToAgent(one(floor.agents(), AgentState::signedIn)
                .filter(_ -> random.nextInt(4) > 0)
                .map(AgentState::id)
                .orElseGet(() -> agent(floor))),
        pick(List.of(Fact.MoveReason.values())),
        talks
            .flatMap(Contact::agent)
            .or(() -> random.nextInt(20) == 0 ? Optional.of(agent(floor)) : Optional.empty()));
  }

  private QueueId queueFor(Floor floor, Optional<Contact> contact) {
    return random.nextInt(20) == 0
        ? new QueueId("nowhere")
        : one(
                floor.plan().queues(),
                queue -> contact.map(c -> c.channel() == queue.channel()).orElse(true))
            .orElseGet(() -> pick(floor.plan().queues()))
            .id();
  }

  private Signal answer(Floor floor, boolean yes) {
    var offered = one(floor.contacts(), contact -> contact.offer().isPresent());
    var offer = offered
        .flatMap(Contact::offer)
        .map(Offer::id)
        .orElseGet(() -> new OfferId(contact(floor, _ -> true), 1 + random.nextInt(3)));
    var agent = offered
        .flatMap(Contact::offer)
        .map(Offer::agent)
        .filter(_ -> random.nextInt(20) > 0)
        .orElseGet(() -> agent(floor));
    return yes ? new Signal.OfferAccepted(offer, agent) : new Signal.OfferDeclined(offer, agent);
  }

  private Signal finish(Floor floor) {
    var held = one(floor.contacts(), contact -> contact.agent().isPresent());
    var id = held.map(Contact::id).orElseGet(() -> contact(floor, _ -> true));
    var agent = held.flatMap(Contact::agent)
        .filter(_ -> random.nextInt(20) > 0)
        .orElseGet(() -> agent(floor));
    return new Signal.ContactFinished(id, agent, Optional.of("solved"));
  }

  /** The agent who has the contact, or sometimes another. */
  private AgentId agentOf(Floor floor, ContactId contact) {
    return floor
        .contact(contact)
        .flatMap(Contact::agent)
        .filter(_ -> random.nextInt(20) > 0)
        .orElseGet(() -> agent(floor));
  }

  private Optional<AgentId> carriersAgent(Floor floor, ContactId contact) {
    return switch (random.nextInt(10)) {
      case 0 -> Optional.of(agent(floor));
      case 1, 2, 3 -> floor.contact(contact).flatMap(Contact::agent);
      default -> Optional.empty();
    };
  }

  /**
   * A report that comes after the bridge was given up. The carrier names the agent, no agent, or a
   * wrong one.
   */
  private Signal lateBridge(Floor floor) {
    var contact = contact(floor, c -> !c.tried().isEmpty());
    var tried = floor.contact(contact).map(c -> List.copyOf(c.tried().keySet())).orElse(List.of());
    return new Signal.Bridged(
        contact,
        switch (random.nextInt(6)) {
          case 0 -> Optional.of(agent(floor));
          case 1, 2 -> Optional.empty();
          default -> tried.isEmpty() ? Optional.empty() : Optional.of(pick(tried));
        });
  }

  /**
   * A fitting contact. Sometimes, or if none fits, one that has ended or that the engine does not
   * know.
   */
  private ContactId contact(Floor floor, Predicate<Contact> fitting) {
    return switch (random.nextInt(24)) {
      case 0, 1 -> recent.isEmpty() ? newContact() : pick(recent);
      case 2 -> newContact();
      default -> one(floor.contacts(), fitting).map(Contact::id).orElseGet(this::newContact);
    };
  }

  /** A new contact id. The contact may come later, because a report can overtake the arrival. */
  private ContactId newContact() {
    var id = new ContactId(new UUID(random.nextLong(), random.nextLong()));
    recent.add(id);
    if (recent.size() > RECENT_MAX) {
      recent.removeFirst();
    }
    return id;
  }

  private AgentId agent(Floor floor) {
    return random.nextInt(60) == 0
        ? new AgentId("nobody")
        : pick(floor.plan().agents()).id();
  }

  private CustomerId customer() {
    return new CustomerId(new UUID(9, random.nextInt(30)));
  }

  private <T> Optional<T> one(Collection<T> all, Predicate<T> fitting) {
    var some = all.stream().filter(fitting).toList();
    return some.isEmpty() ? Optional.empty() : Optional.of(pick(some));
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
