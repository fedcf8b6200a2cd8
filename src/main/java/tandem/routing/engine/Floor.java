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
import java.util.function.UnaryOperator;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.routing.engine.Fact.OfferEnd;

/** The floor as all facts so far have made it: its plan, its contacts and its agents. */
public final class Floor {

  /**
   * How long an ended contact is remembered, so that late and repeated reports about it are
   * recognised. This cannot be configured: every floor built from the same facts must forget at the
   * same time.
   */
  public static final Duration MEMORY = Duration.ofMinutes(10);

  private final Map<ContactId, Contact> contacts = new LinkedHashMap<>();
  private final Map<AgentId, AgentState> agents = new LinkedHashMap<>();
  private final Map<Endpoint, ContactId> endpoints = new HashMap<>();
  private final SequencedMap<ContactId, EndedContact> ended = new LinkedHashMap<>();
  private final Map<QueueId, FloorPlan.Queue> queues = new LinkedHashMap<>();
  private final Map<AgentId, FloorPlan.Agent> staff = new LinkedHashMap<>();
  private final Set<ReasonId> reasons = new HashSet<>();
  private final Map<Channel, FloorPlan.ChannelTerms> terms = new EnumMap<>(Channel.class);
  private FloorPlan plan = FloorPlan.EMPTY;
  private Instant time = Instant.EPOCH;
  private Optional<Lapse> lapse = Optional.empty();

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
    floor.lapse = snapshot.lapse();
    return floor;
  }

  public FloorSnapshot snapshot() {
    return new FloorSnapshot(
        time,
        plan,
        List.copyOf(contacts.values()),
        agents.values().stream().map(FloorSnapshot.Agent::of).toList(),
        List.copyOf(ended.values()),
        lapse);
  }

  /** Changes the floor. Nothing else does. */
  public void apply(Fact fact) {
    time = fact.at();
    forget();
    switch (fact) {
      case Fact.FloorPlanned f -> {
        plan(plan.with(f.changes()));
        f.changes()
            .agents()
            .forEach(a -> agents.putIfAbsent(a.id(), AgentState.offline(a.id(), time)));
      }
      case Fact.Queued f -> {
        var scheduled = contacts.get(f.contact());
        open(scheduled == null ? Contact.queued(f) : scheduled.due(f));
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
        change(f.contact(), contact -> contact.in(new Phase.Connected(f.agent()), time));
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
            new EndedContact(
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
      case Fact.TimeLost f -> lose(Lapse.of(f));
    }
  }

  private void lose(Lapse lost) {
    lapse = Optional.of(lost);
    contacts.replaceAll((_, contact) -> contact.after(lost));
    agents.replaceAll((_, agent) -> agent.after(lost));
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

  private void change(AgentId id, UnaryOperator<AgentState> change) {
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
        id,
        new EndedContact(id, Optional.empty(), Optional.of(last.channel()), last.endpoint(), time));
  }

  private static <T> T known(@org.jspecify.annotations.Nullable T state, Object id) {
    if (state == null) {
      throw new IllegalStateException("a fact about " + id + ", which is not on the floor");
    }
    return state;
  }

  /** Facts come in the order of time, so the contacts that ended first are forgotten first. */
  private void forget() {
    for (var eldest = ended.firstEntry();
        eldest != null && !eldest.getValue().remembered(time);
        eldest = ended.firstEntry()) {
      ended.pollFirstEntry();
    }
  }

  /** The time of the last fact. */
  public Instant time() {
    return time;
  }

  /** The last time in which nothing could be written. */
  public Optional<Lapse> lapse() {
    return lapse;
  }

  /** Since when reports have been able to reach us again; silence before does not count. */
  Instant hearsSince() {
    return lapse.map(Lapse::at).orElse(Instant.MIN);
  }

  /** The whole routing plan in force. */
  public FloorPlan plan() {
    return plan;
  }

  /** The terms on which contacts of a channel are taken. */
  public FloorPlan.ChannelTerms terms(Channel channel) {
    return known(terms.get(channel), channel);
  }

  public Optional<FloorPlan.Queue> queue(QueueId id) {
    return Optional.ofNullable(queues.get(id));
  }

  /** The agent's entry in the floor document. */
  public Optional<FloorPlan.Agent> planned(AgentId id) {
    return Optional.ofNullable(staff.get(id));
  }

  public boolean hasReason(ReasonId id) {
    return reasons.contains(id);
  }

  public Optional<Contact> contact(ContactId id) {
    return Optional.ofNullable(contacts.get(id));
  }

  public Optional<AgentState> agent(AgentId id) {
    return Optional.ofNullable(agents.get(id));
  }

  /** All open contacts. */
  public Collection<Contact> contacts() {
    return Collections.unmodifiableCollection(contacts.values());
  }

  /** All agents of the floor document, including offline ones. */
  public Collection<AgentState> agents() {
    return Collections.unmodifiableCollection(agents.values());
  }

  /**
   * The contacts that the agent has accepted and not finished; the one that is longest in its state
   * comes first.
   */
  public List<Contact> heldBy(AgentId id) {
    return agent(id).map(AgentState::contacts).orElse(Set.of()).stream()
        .map(contacts::get)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparing(Contact::since).thenComparing(Contact::id))
        .toList();
  }

  /** The open contact that has this endpoint. */
  public Optional<ContactId> openAt(Endpoint endpoint) {
    return Optional.ofNullable(endpoints.get(endpoint));
  }

  /** The channel of a contact that is open, or has ended and is still remembered. */
  public Optional<Channel> channel(ContactId id) {
    return contact(id)
        .map(Contact::channel)
        .or(() -> Optional.ofNullable(ended.get(id)).flatMap(EndedContact::channel));
  }

  /** The endpoint of a contact that is open, or has ended and is still remembered. */
  public Optional<Endpoint> endpoint(ContactId id) {
    return contacts.containsKey(id)
        ? contact(id).flatMap(Contact::endpoint)
        : Optional.ofNullable(ended.get(id)).flatMap(EndedContact::endpoint);
  }

  /** The end of a contact that has ended, as long as it is remembered. */
  Optional<EndedContact> ended(ContactId id, Instant now) {
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
        && ended.equals(that.ended)
        && lapse.equals(that.lapse);
  }

  @Override
  public int hashCode() {
    return Objects.hash(time, plan, contacts, agents, ended, lapse);
  }
}
