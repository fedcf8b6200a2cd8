package tandem.routing.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.routing.engine.Fact.Choice;
import tandem.routing.engine.Fact.OfferEnd;

/** The floor: its plan, contacts and agents, as all facts so far have made them. */
public final class Floor {

  /**
   * How long an ended contact is remembered, so that late and repeated news of it is known for what
   * it is. No rule to be set: every floor built from the same facts must forget alike.
   */
  public static final Duration MEMORY = Duration.ofMinutes(10);

  private final Map<ContactId, Contact> contacts = new LinkedHashMap<>();
  private final Map<AgentId, Agent> agents = new LinkedHashMap<>();
  private final Map<Endpoint, ContactId> endpoints = new HashMap<>();
  private final SequencedMap<ContactId, Ended> ended = new LinkedHashMap<>();
  private final Map<QueueId, FloorPlan.Queue> queues = new LinkedHashMap<>();
  private final Map<AgentId, FloorPlan.Agent> staff = new LinkedHashMap<>();
  private final Set<ReasonId> reasons = new HashSet<>();
  private final Map<Channel, FloorPlan.ChannelTerms> terms = new EnumMap<>(Channel.class);
  private FloorPlan plan = FloorPlan.EMPTY;
  private Instant time = Instant.EPOCH;

  public Floor() {
    plan(FloorPlan.EMPTY);
  }

  /** The floor as it stood when the snapshot was taken. */
  public static Floor of(FloorSnapshot snapshot) {
    var floor = new Floor();
    floor.plan(snapshot.plan());
    snapshot.contacts().forEach(floor::open);
    snapshot.agents().forEach(agent -> floor.agents.put(agent.id(), agent.agent()));
    snapshot.ended().forEach(end -> floor.ended.put(end.contact(), end));
    floor.time = snapshot.time();
    return floor;
  }

  public FloorSnapshot snapshot() {
    return new FloorSnapshot(
        time,
        plan,
        List.copyOf(contacts.values()),
        agents.values().stream().map(FloorSnapshot.Agent::of).toList(),
        List.copyOf(ended.values()));
  }

  /** The one way the floor changes. */
  public void apply(Fact fact) {
    time = fact.at();
    forget();
    switch (fact) {
      case Fact.FloorPlanned f -> {
        plan(plan.with(f.changes()));
        f.changes().agents().forEach(a -> agents.putIfAbsent(a.id(), Agent.offline(a.id(), time)));
      }
      case Fact.Queued f -> {
        var scheduled = contacts.get(f.contact());
        var queued = Contact.queued(f);
        open(scheduled == null ? queued : queued.assignedTo(scheduled.assigned()));
      }
      case Fact.Scheduled f -> open(Contact.scheduled(f));
      case Fact.Cancelled f -> end(f.contact());
      case Fact.Moved f -> {
        change(f.contact(), contact -> contact.moved(f));
        f.from().ifPresent(id -> change(id, agent -> agent.done(f.contact(), time)));
      }
      case Fact.Linked f -> {
        change(f.contact(), contact -> contact.linked(f));
        endpoints.put(f.endpoint(), f.contact());
      }
      case Fact.Identified f -> change(f.contact(), contact -> contact.of(f.customer()));
      case Fact.Heard f -> change(f.contact(), contact -> contact.heard(time));
      case Fact.Offered f -> {
        var offer = new Offer(f.offer(), f.agent(), f.choice(), f.at(), f.expiresAt());
        change(f.offer().contact(), contact -> contact.offered(offer));
        change(f.agent(), agent -> agent.offered(f.offer()));
      }
      case Fact.OfferClosed f -> {
        boolean passed = f.why() == OfferEnd.DECLINED || f.why() == OfferEnd.EXPIRED;
        change(f.offer().contact(), contact -> contact.back(passed, f.agent(), time));
        change(f.agent(), agent -> agent.rid(f.offer()));
      }
      case Fact.Accepted f -> {
        change(f.offer().contact(), contact -> contact.accepted(f, terms(contact.channel())));
        change(f.agent(), agent -> agent.rid(f.offer()).has(f.offer().contact(), time));
      }
      case Fact.Connected f -> {
        change(
            f.contact(),
            contact ->
                contact.assignedTo(Optional.empty()).in(new Phase.Connected(f.agent()), time));
        if (!known(agents.get(f.agent()), f.agent()).contacts().contains(f.contact())) {
          change(f.agent(), agent -> agent.has(f.contact(), time));
        }
      }
      case Fact.BridgeFailed f -> {
        change(f.contact(), contact -> contact.back(true, f.agent(), time));
        change(f.agent(), agent -> agent.done(f.contact(), time));
      }
      case Fact.CameBack f -> {
        change(f.contact(), contact -> contact.back(false, f.agent(), time));
        change(f.agent(), agent -> agent.done(f.contact(), time));
      }
      case Fact.Held f ->
        change(f.contact(), contact -> contact.in(new Phase.Held(f.agent(), f.asked()), time));
      case Fact.Resumed f ->
        change(f.contact(), contact -> contact.in(new Phase.Connected(f.agent(), f.asked()), time));
      case Fact.Abandoned f -> {
        end(f.contact());
        f.agent().ifPresent(id -> change(id, agent -> agent.done(f.contact(), time)));
      }
      case Fact.LeftEarly f ->
        ended.put(
            f.contact(),
            new Ended(
                f.contact(), Optional.of(f.cause()), Optional.empty(), Optional.empty(), time));
      case Fact.WrapUpBegan f ->
        change(f.contact(), contact -> contact.in(new Phase.WrapUp(f.agent()), time));
      case Fact.Finished f -> {
        end(f.contact());
        change(f.agent(), agent -> agent.done(f.contact(), time));
      }
      case Fact.PresenceChanged f -> change(f.agent(), agent -> agent.is(f.presence(), time));
      case Fact.PresenceDeferred f -> change(f.agent(), agent -> agent.willBe(f.next()));
      case Fact.AgentLost f -> change(f.agent(), agent -> agent.lost(Optional.of(f.until())));
      case Fact.AgentFound f -> change(f.agent(), agent -> agent.lost(Optional.empty()));
    }
  }

  private void plan(FloorPlan plan) {
    this.plan = plan;
    plan.allChannels().forEach(one -> terms.put(one.channel(), one));
    plan.queues().forEach(queue -> queues.put(queue.id(), queue));
    plan.agents().forEach(agent -> staff.put(agent.id(), agent));
    plan.reasons().forEach(reason -> reasons.add(reason.id()));
  }

  private void change(ContactId id, UnaryOperator<Contact> change) {
    contacts.put(id, change.apply(known(contacts.get(id), id)));
  }

  private void change(AgentId id, UnaryOperator<Agent> change) {
    agents.put(id, change.apply(known(agents.get(id), id)));
  }

  private void open(Contact contact) {
    ended.remove(contact.id());
    contacts.put(contact.id(), contact);
    contact.endpoint().ifPresent(endpoint -> endpoints.put(endpoint, contact.id()));
  }

  private void end(ContactId id) {
    var last = known(contacts.remove(id), id);
    last.endpoint().ifPresent(endpoints::remove);
    ended.putLast(
        id, new Ended(id, Optional.empty(), Optional.of(last.channel()), last.endpoint(), time));
  }

  private static <T> T known(@org.jspecify.annotations.Nullable T state, Object id) {
    if (state == null) {
      throw new IllegalStateException("a fact about " + id + ", which is not on the floor");
    }
    return state;
  }

  /** Facts come in the order of time, so the first ended are the first forgotten. */
  private void forget() {
    for (var eldest = ended.firstEntry();
        eldest != null && !eldest.getValue().remembered(time);
        eldest = ended.firstEntry()) {
      ended.pollFirstEntry();
    }
  }

  /** When the last fact was decided. */
  public Instant time() {
    return time;
  }

  /** The whole routing plan as it stands. */
  public FloorPlan plan() {
    return plan;
  }

  /** On what terms contacts of a channel are taken. */
  public FloorPlan.ChannelTerms terms(Channel channel) {
    return known(terms.get(channel), channel);
  }

  public Optional<FloorPlan.Queue> queue(QueueId id) {
    return Optional.ofNullable(queues.get(id));
  }

  /** The agent as the floor document has them. */
  public Optional<FloorPlan.Agent> planned(AgentId id) {
    return Optional.ofNullable(staff.get(id));
  }

  public boolean hasReason(ReasonId id) {
    return reasons.contains(id);
  }

  public Optional<Contact> contact(ContactId id) {
    return Optional.ofNullable(contacts.get(id));
  }

  public Optional<Agent> agent(AgentId id) {
    return Optional.ofNullable(agents.get(id));
  }

  /** All open contacts. */
  public Collection<Contact> contacts() {
    return Collections.unmodifiableCollection(contacts.values());
  }

  /** All agents of the floor document, offline ones too. */
  public Collection<Agent> agents() {
    return Collections.unmodifiableCollection(agents.values());
  }

  /** What the agent has accepted and not finished, longest in its state first. */
  public List<Contact> heldBy(AgentId id) {
    return agent(id).map(Agent::contacts).orElse(Set.of()).stream()
        .map(contacts::get)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparing(Contact::since).thenComparing(Contact::id))
        .toList();
  }

  /** The open contact of an endpoint. */
  public Optional<ContactId> openAt(Endpoint endpoint) {
    return Optional.ofNullable(endpoints.get(endpoint));
  }

  /** The channel of a contact that is open, or over and still remembered. */
  public Optional<Channel> channel(ContactId id) {
    return contact(id)
        .map(Contact::channel)
        .or(() -> Optional.ofNullable(ended.get(id)).flatMap(Ended::channel));
  }

  /** The customer's side of a contact that is open, or over and still remembered. */
  public Optional<Endpoint> endpoint(ContactId id) {
    return contacts.containsKey(id)
        ? contact(id).flatMap(Contact::endpoint)
        : Optional.ofNullable(ended.get(id)).flatMap(Ended::endpoint);
  }

  /** The end of a contact that is over, as long as it is remembered. */
  Optional<Ended> ended(ContactId id, Instant now) {
    return Optional.ofNullable(ended.get(id)).filter(end -> end.remembered(now));
  }

  int remembered() {
    return ended.size();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Floor that
        && time.equals(that.time)
        && plan.equals(that.plan)
        && contacts.equals(that.contacts)
        && agents.equals(that.agents)
        && ended.equals(that.ended);
  }

  @Override
  public int hashCode() {
    return Objects.hash(time, plan, contacts, agents, ended);
  }

  /**
   * One open contact.
   *
   * @param assigned the agent for whom alone it waits
   * @param endpoint empty for one whose customer has not been reached yet
   * @param arrived when it began to wait, or is due
   * @param rank arrival less head start: the lowest is first; changes only when the contact moves
   * @param since in this phase
   * @param offers how often it was held out
   * @param heard when the carrier of a waiting caller last said that they are on the line; empty of
   *     a carrier that never does
   * @param passed who declined or missed it, could not be bridged to, or passed it on, and when
   * @param tried the agents whose bridge was given up, and the offer of each: the carrier may still
   *     say that they talk
   */
  public record Contact(
      ContactId id,
      Channel channel,
      QueueId queue,
      Optional<AgentId> assigned,
      Optional<Endpoint> endpoint,
      CustomerId customer,
      Phase phase,
      Instant arrived,
      Instant rank,
      Instant since,
      int offers,
      Optional<Instant> heard,
      Map<AgentId, Instant> passed,
      Map<AgentId, Integer> tried) {

    public Contact {
      passed = ordered(passed);
      tried = ordered(tried);
    }

    private static <V> Map<AgentId, V> ordered(Map<AgentId, V> map) {
      return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
    }

    /** The agent who has accepted it and not finished it. */
    public Optional<AgentId> agent() {
      return phase instanceof Phase.WithAgent with ? Optional.of(with.agent()) : Optional.empty();
    }

    /** The pending offer. */
    public Optional<Offer> offer() {
      return phase instanceof Phase.Offered(var offer) ? Optional.of(offer) : Optional.empty();
    }

    /** Whether it waits for an agent to accept it. */
    public boolean waits() {
      return phase instanceof Phase.Queued || phase instanceof Phase.Offered;
    }

    /** Whether customer and agent are joined. */
    public boolean isTalkedTo() {
      return phase instanceof Phase.Connected || phase instanceof Phase.Held;
    }

    /** The agent whose bridge was given up last. */
    public Optional<AgentId> lastTried() {
      return tried.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    private static Contact queued(Fact.Queued f) {
      return arrived(
          f.contact(),
          f.channel(),
          f.queue(),
          f.endpoint(),
          f.customer(),
          new Phase.Queued(),
          f.arrived(),
          f.headStart(),
          f.at());
    }

    private static Contact scheduled(Fact.Scheduled f) {
      return arrived(
          f.contact(),
          f.channel(),
          f.queue(),
          Optional.empty(),
          f.customer(),
          new Phase.Scheduled(f.dueAt()),
          f.dueAt(),
          f.headStart(),
          f.at());
    }

    private static Contact arrived(
        ContactId id,
        Channel channel,
        QueueId queue,
        Optional<Endpoint> endpoint,
        CustomerId customer,
        Phase phase,
        Instant arrived,
        Duration headStart,
        Instant at) {
      return new Contact(
          id,
          channel,
          queue,
          Optional.empty(),
          endpoint,
          customer,
          phase,
          arrived,
          arrived.minus(headStart),
          at,
          0,
          Optional.empty(),
          Map.of(),
          Map.of());
    }

    private Contact of(CustomerId customer) {
      return new Contact(
          id, channel, queue, assigned, endpoint, customer, phase, arrived, rank, since, offers,
          heard, passed, tried);
    }

    /** The time in which a carrier is to join the two counts from here. */
    private Contact linked(Fact.Linked f) {
      var linked = new Contact(
          id,
          channel,
          queue,
          assigned,
          Optional.of(f.endpoint()),
          customer,
          phase,
          arrived,
          rank,
          since,
          offers,
          heard,
          passed,
          tried);
      return f.bridgeBy().isPresent()
          ? linked.in(new Phase.Connecting(agent().orElseThrow(), f.bridgeBy()), f.at())
          : linked;
    }

    private Contact heard(Instant at) {
      return new Contact(
          id,
          channel,
          queue,
          assigned,
          endpoint,
          customer,
          phase,
          arrived,
          rank,
          since,
          offers,
          Optional.of(at),
          passed,
          tried);
    }

    private Contact in(Phase phase, Instant at) {
      return new Contact(
          id, channel, queue, assigned, endpoint, customer, phase, arrived, rank, at, offers, heard,
          passed, tried);
    }

    private Contact offered(Offer offer) {
      return new Contact(
          id,
          channel,
          queue,
          assigned,
          endpoint,
          customer,
          new Phase.Offered(offer),
          arrived,
          rank,
          offer.offeredAt(),
          offer.id().attempt(),
          heard,
          passed,
          tried);
    }

    /** With an immediate link the two are joined by it. */
    private Contact accepted(Fact.Accepted f, FloorPlan.ChannelTerms terms) {
      return assignedTo(Optional.empty())
          .in(
              f.bridgeBy().isPresent() || terms.link() == FloorPlan.Link.BRIDGED
                  ? new Phase.Connecting(f.agent(), f.bridgeBy())
                  : new Phase.Connected(f.agent()),
              f.at());
    }

    private Contact assignedTo(Optional<AgentId> agent) {
      return new Contact(
          id, channel, queue, agent, endpoint, customer, phase, arrived, rank, since, offers, heard,
          passed, tried);
    }

    private Contact back(boolean wasPassed, AgentId by, Instant at) {
      var back = wasPassed ? passedBy(by, at) : this;
      var queued = back.in(new Phase.Queued(), at);
      return phase instanceof Phase.Connecting ? queued.triedInVain(by).heardAgain(at) : queued;
    }

    /** A carrier does not ask again while the customer is with an agent or rings one. */
    private Contact heardAgain(Instant at) {
      return heard.isPresent() ? heard(at) : this;
    }

    private Contact passedBy(AgentId agent, Instant at) {
      var passes = new TreeMap<>(passed);
      passes.put(agent, at);
      return new Contact(
          id, channel, queue, assigned, endpoint, customer, phase, arrived, rank, since, offers,
          heard, passes, tried);
    }

    private Contact triedInVain(AgentId agent) {
      var tries = new TreeMap<>(tried);
      tries.put(agent, offers);
      return new Contact(
          id, channel, queue, assigned, endpoint, customer, phase, arrived, rank, since, offers,
          heard, passed, tries);
    }

    private Contact moved(Fact.Moved f) {
      var moved = new Contact(
          id,
          channel,
          f.to() instanceof Destination.ToQueue(var to) ? to : queue,
          f.to() instanceof Destination.ToAgent(var to) ? Optional.of(to) : Optional.empty(),
          endpoint,
          customer,
          phase,
          arrived,
          arrived.minus(f.headStart()),
          since,
          offers,
          heard,
          passed,
          tried);
      var left = f.from().map(agent -> moved.passedBy(agent, f.at()).heardAgain(f.at()));
      return phase instanceof Phase.Scheduled
          ? moved
          : left.orElse(moved).in(new Phase.Queued(), f.at());
    }
  }

  /** A contact held out to one agent. */
  public record Offer(
      OfferId id, AgentId agent, Choice choice, Instant offeredAt, Instant expiresAt) {}

  /**
   * One agent.
   *
   * @param next asked for, and waits for the last contact to be finished
   * @param since in this presence
   * @param idleSince when the agent became ready, or last took or finished something
   * @param lostUntil the agent has no screen, and gets their contacts back if they return by then
   * @param contacts accepted, not finished
   * @param offers pending
   */
  public record Agent(
      AgentId id,
      Presence presence,
      Optional<Presence> next,
      Instant since,
      Instant idleSince,
      Optional<Instant> lostUntil,
      Set<ContactId> contacts,
      Set<OfferId> offers) {

    public Agent {
      contacts = ordered(contacts);
      offers = ordered(offers);
    }

    public boolean lost() {
      return lostUntil.isPresent();
    }

    /** Ready and here to stay: takes contacts now, or when there is room again. */
    public boolean signedIn() {
      return presence instanceof Presence.Ready && next.isEmpty() && !lost();
    }

    private static Agent offline(AgentId id, Instant at) {
      return new Agent(
          id,
          new Presence.Offline(),
          Optional.empty(),
          at,
          at,
          Optional.empty(),
          Set.of(),
          Set.of());
    }

    private Agent offered(OfferId offer) {
      return with(contacts, plus(offers, offer), idleSince);
    }

    private Agent rid(OfferId offer) {
      return with(contacts, minus(offers, offer), idleSince);
    }

    private Agent has(ContactId contact, Instant at) {
      return with(plus(contacts, contact), offers, at);
    }

    private Agent done(ContactId contact, Instant at) {
      return with(minus(contacts, contact), offers, at);
    }

    private Agent is(Presence presence, Instant at) {
      boolean same = presence.equals(this.presence);
      return new Agent(
          id,
          presence,
          Optional.empty(),
          same ? since : at,
          !same && presence instanceof Presence.Ready ? at : idleSince,
          presence instanceof Presence.Offline ? Optional.empty() : lostUntil,
          contacts,
          offers);
    }

    private Agent willBe(Presence next) {
      return new Agent(
          id, presence, Optional.of(next), since, idleSince, lostUntil, contacts, offers);
    }

    private Agent lost(Optional<Instant> until) {
      return new Agent(id, presence, next, since, idleSince, until, contacts, offers);
    }

    private Agent with(Set<ContactId> contacts, Set<OfferId> offers, Instant idleSince) {
      return new Agent(id, presence, next, since, idleSince, lostUntil, contacts, offers);
    }

    /** Sets in the order of ids, so that a decision that walks over them is the same each time. */
    private static <T extends Comparable<T>> Set<T> ordered(Set<T> set) {
      return set.isEmpty() ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(set));
    }

    private static <T extends Comparable<T>> Set<T> plus(Set<T> set, T one) {
      var more = new TreeSet<>(set);
      more.add(one);
      return more;
    }

    private static <T extends Comparable<T>> Set<T> minus(Set<T> set, T one) {
      var less = new TreeSet<>(set);
      less.remove(one);
      return less;
    }
  }

  /**
   * A contact that is over.
   *
   * @param leftEarly the cause, when the customer left before we heard that they came
   * @param channel empty of one that left early; likewise the endpoint
   */
  public record Ended(
      ContactId contact,
      Optional<String> leftEarly,
      Optional<Channel> channel,
      Optional<Endpoint> endpoint,
      Instant at) {
    private boolean remembered(Instant now) {
      return now.isBefore(at.plus(MEMORY));
    }
  }
}
