package tandem.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.console.DeskMessage.Standing;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;

/**
 * Who is offered and holds what, folded from committed facts, and what each fact means to whose
 * screen. Decides nothing and never waits.
 */
final class DeskFloor {

  /** A message for one agent's screens. */
  record Told(AgentId agent, DeskMessage message) {}

  /** A contact that is not over: waiting, offered or with an agent. */
  record Work(
      ContactId id,
      QueueId queue,
      Channel channel,
      CustomerId customer,
      Optional<CaseId> caseId,
      Instant arrived,
      Optional<Instant> answered,
      State state,
      Instant since,
      Optional<AgentId> agent,
      Optional<Offered> offer) {

    Work waits(Instant at) {
      return new Work(
          id,
          queue,
          channel,
          customer,
          caseId,
          arrived,
          Optional.empty(),
          State.WAITING,
          at,
          Optional.empty(),
          Optional.empty());
    }

    Work offered(Fact.Offered f) {
      return new Work(
          id,
          queue,
          channel,
          customer,
          caseId,
          arrived,
          answered,
          state,
          since,
          Optional.empty(),
          Optional.of(new Offered(f.offer(), f.agent(), f.choice(), f.at(), f.expiresAt())));
    }

    Work with(AgentId holder, State now, Instant at) {
      var heard = now == State.CONNECTED && answered.isEmpty() ? Optional.of(at) : answered;
      return new Work(
          id,
          queue,
          channel,
          customer,
          caseId,
          arrived,
          heard,
          now,
          at,
          Optional.of(holder),
          Optional.empty());
    }

    Work of(CustomerId known) {
      return new Work(
          id, queue, channel, known, caseId, arrived, answered, state, since, agent, offer);
    }

    Work on(CaseId known) {
      return new Work(
          id,
          queue,
          channel,
          customer,
          Optional.of(known),
          arrived,
          answered,
          state,
          since,
          agent,
          offer);
    }

    /** On whose screen it is. */
    Optional<AgentId> shownTo() {
      return agent.or(() -> offer.map(Offered::agent));
    }
  }

  record Offered(
      OfferId id, AgentId agent, Fact.Choice choice, Instant offeredAt, Instant expiresAt) {}

  enum State {
    WAITING,
    CONNECTING,
    CONNECTED,
    HELD,
    WRAP_UP;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  record Seat(Standing standing, boolean lost) {}

  private static final Comparator<Work> LONGEST_FIRST =
      Comparator.comparing(Work::arrived).thenComparing(Work::id);

  private final Map<ContactId, Work> work = new HashMap<>();
  private final Map<AgentId, Seat> seats = new HashMap<>();
  private final Map<AgentId, Set<ContactId>> shown = new HashMap<>();
  private final Map<CustomerId, Set<ContactId>> byCustomer = new HashMap<>();
  private FloorPlan plan;

  DeskFloor(FloorPlan plan) {
    this.plan = plan;
  }

  /** The names of things as they are now; the facts only say what changed. */
  void plan(FloorPlan now) {
    plan = now;
  }

  FloorPlan plan() {
    return plan;
  }

  /** Puts what was there before the first fact. */
  void put(AgentId agent, Seat seat) {
    seats.put(agent, seat);
  }

  /** Puts what was there before the first fact. */
  void put(Work contact) {
    forget(contact.id());
    work.put(contact.id(), contact);
    contact
        .shownTo()
        .ifPresent(agent -> shown.computeIfAbsent(agent, _ -> new TreeSet<>()).add(contact.id()));
    byCustomer.computeIfAbsent(contact.customer(), _ -> new TreeSet<>()).add(contact.id());
  }

  private void forget(ContactId id) {
    var old = work.remove(id);
    if (old == null) {
      return;
    }
    old.shownTo().ifPresent(agent -> shown.computeIfPresent(agent, (_, ids) -> without(ids, id)));
    byCustomer.computeIfPresent(old.customer(), (_, ids) -> without(ids, id));
  }

  private static @org.jspecify.annotations.Nullable Set<ContactId> without(
      Set<ContactId> ids, ContactId id) {
    ids.remove(id);
    return ids.isEmpty() ? null : ids;
  }

  Optional<Work> work(ContactId id) {
    return Optional.ofNullable(work.get(id));
  }

  /** An agent nobody has heard of sits there offline. */
  Seat seat(AgentId agent) {
    return seats.getOrDefault(
        agent,
        new Seat(new Standing(new Presence.Offline(), Optional.empty(), Instant.EPOCH), false));
  }

  Set<AgentId> seated() {
    return Set.copyOf(seats.keySet());
  }

  List<DeskMessage.Offer> offers(AgentId agent) {
    return shownTo(agent).stream().flatMap(w -> offer(w).stream()).toList();
  }

  List<DeskMessage.Contact> contacts(AgentId agent) {
    return shownTo(agent).stream()
        .filter(w -> w.agent().isPresent())
        .map(w -> contact(w, w.state().word()))
        .toList();
  }

  /** Whose screens show something of this customer. */
  Set<AgentId> watching(CustomerId customer) {
    var agents = new TreeSet<AgentId>();
    byCustomer.getOrDefault(customer, Set.of()).stream()
        .flatMap(id -> work(id).flatMap(Work::shownTo).stream())
        .forEach(agents::add);
    return agents;
  }

  /** It became known which case a contact belongs to. */
  List<Told> filed(ContactId id, CaseId caseId) {
    var contact = work.get(id);
    if (contact == null || contact.caseId().isPresent()) {
      return List.of();
    }
    put(contact.on(caseId));
    return work(id)
        .flatMap(w -> w.agent().map(agent -> changed(w, agent)))
        .map(List::of)
        .orElse(List.of());
  }

  /** Folds one fact in, and says what it means to whom. */
  List<Told> apply(Fact fact) {
    return switch (fact) {
      case Fact.FloorPlanned _ -> List.of();
      case Fact.Queued f -> {
        put(new Work(
            f.contact(),
            f.queue(),
            f.channel(),
            f.customer(),
            Optional.empty(),
            f.arrived(),
            Optional.empty(),
            State.WAITING,
            f.at(),
            Optional.empty(),
            Optional.empty()));
        yield List.of();
      }
      case Fact.Identified f -> {
        work(f.contact()).ifPresent(w -> put(w.of(f.customer())));
        yield List.of();
      }
      case Fact.Offered f -> offered(f);
      case Fact.OfferClosed f -> offerClosed(f);
      case Fact.Accepted f -> accepted(f);
      case Fact.Connected f -> now(f.contact(), f.agent(), State.CONNECTED, f.at());
      case Fact.Held f -> now(f.contact(), f.agent(), State.HELD, f.at());
      case Fact.Resumed f -> now(f.contact(), f.agent(), State.CONNECTED, f.at());
      case Fact.WrapUpBegan f -> now(f.contact(), f.agent(), State.WRAP_UP, f.at());
      case Fact.BridgeFailed f -> wentBack(f.contact(), f.at());
      case Fact.CameBack f -> wentBack(f.contact(), f.at());
      case Fact.Abandoned f -> gone(f.contact(), f.at());
      case Fact.LeftEarly f -> gone(f.contact(), f.at());
      case Fact.Finished f -> gone(f.contact(), f.at());
      case Fact.PresenceChanged f ->
        sits(f.agent(), new Standing(f.presence(), Optional.empty(), f.at()));
      case Fact.PresenceDeferred f -> {
        var standing = seat(f.agent()).standing();
        yield sits(
            f.agent(), new Standing(standing.presence(), Optional.of(f.next()), standing.since()));
      }
      case Fact.AgentLost f -> {
        seats.put(f.agent(), new Seat(seat(f.agent()).standing(), true));
        yield List.of();
      }
      case Fact.AgentFound f -> {
        seats.put(f.agent(), new Seat(seat(f.agent()).standing(), false));
        yield List.of();
      }
    };
  }

  private List<Told> offered(Fact.Offered f) {
    var contact = work.get(f.offer().contact());
    if (contact == null) {
      return List.of();
    }
    put(contact.offered(f));
    return offer(contact.offered(f)).stream()
        .map(offer -> new Told(f.agent(), new DeskMessage.OfferCreated(offer)))
        .toList();
  }

  private List<Told> offerClosed(Fact.OfferClosed f) {
    work(f.offer().contact())
        .filter(w -> w.offer().map(Offered::id).equals(Optional.of(f.offer())))
        .ifPresent(w -> put(w.waits(w.since())));
    return List.of(new Told(
        f.agent(),
        new DeskMessage.OfferClosed(f.offer(), f.why().name().toLowerCase(Locale.ROOT))));
  }

  private List<Told> accepted(Fact.Accepted f) {
    var told = new ArrayList<Told>();
    told.add(new Told(f.agent(), new DeskMessage.OfferClosed(f.offer(), "accepted")));
    told.addAll(now(
        f.offer().contact(),
        f.agent(),
        f.bridgeBy().isPresent() ? State.CONNECTING : State.CONNECTED,
        f.at()));
    return told;
  }

  private List<Told> now(ContactId id, AgentId agent, State state, Instant at) {
    var contact = work.get(id);
    if (contact == null) {
      return List.of();
    }
    var changed = contact.with(agent, state, at);
    put(changed);
    return List.of(changed(changed, agent));
  }

  private List<Told> wentBack(ContactId id, Instant at) {
    var contact = work.get(id);
    if (contact == null) {
      return List.of();
    }
    put(contact.waits(at));
    return leaves(contact, at);
  }

  private List<Told> gone(ContactId id, Instant at) {
    var contact = work.get(id);
    if (contact == null) {
      return List.of();
    }
    forget(id);
    return leaves(contact, at);
  }

  private List<Told> leaves(Work contact, Instant at) {
    return contact
        .agent()
        .map(agent -> List.of(new Told(
            agent,
            new DeskMessage.ContactChanged(
                contact(contact.with(agent, contact.state(), at), "closed")))))
        .orElse(List.of());
  }

  private List<Told> sits(AgentId agent, Standing standing) {
    seats.put(agent, new Seat(standing, seat(agent).lost()));
    return List.of(new Told(agent, new DeskMessage.PresenceChanged(standing)));
  }

  private Told changed(Work contact, AgentId agent) {
    return new Told(
        agent, new DeskMessage.ContactChanged(contact(contact, contact.state().word())));
  }

  private List<Work> shownTo(AgentId agent) {
    return shown.getOrDefault(agent, Set.of()).stream()
        .flatMap(id -> work(id).stream())
        .sorted(LONGEST_FIRST)
        .toList();
  }

  private Optional<DeskMessage.Offer> offer(Work w) {
    return w.offer()
        .map(offer -> new DeskMessage.Offer(
            offer.id(),
            w.queue(),
            queueName(w.queue()),
            w.channel(),
            w.customer(),
            w.arrived(),
            offer.offeredAt(),
            offer.expiresAt(),
            offer.choice(),
            Optional.empty()));
  }

  private DeskMessage.Contact contact(Work w, String state) {
    return new DeskMessage.Contact(
        w.id(),
        w.queue(),
        queueName(w.queue()),
        w.channel(),
        state,
        w.customer(),
        w.caseId(),
        w.arrived(),
        w.answered(),
        w.since(),
        Optional.empty());
  }

  private String queueName(QueueId queue) {
    return plan.queues().stream()
        .filter(q -> q.id().equals(queue))
        .map(FloorPlan.Queue::name)
        .findFirst()
        .orElse(queue.value());
  }
}
