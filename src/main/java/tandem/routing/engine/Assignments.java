package tandem.routing.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.QueueId;
import tandem.routing.engine.Fact.MoveReason;

/**
 * The contacts that wait for one agent alone. They return to their queue when that agent leaves or
 * turns them down. A contact that only prefers its agent also returns when the agent is not ready,
 * and at its deadline.
 */
final class Assignments {

  private static final Presence OFFLINE = new Presence.Offline();

  private final LiveFloor live;

  Assignments(LiveFloor live) {
    this.live = live;
  }

  /**
   * The agent for whom a new contact waits alone at first: the one who had the last contact of the
   * conversation, if the queue prefers them, they take its channel, and they are ready. The time
   * counts from the contact's arrival.
   */
  Optional<Fact.Preferred> preferred(Signal.ContactArrived s, Instant arrived) {
    return live.floor
        .queue(s.queue())
        .flatMap(FloorPlan.Queue::preferLastAgent)
        .map(arrived::plus)
        .filter(until -> until.isAfter(live.now()))
        .flatMap(until -> s.lastAgent()
            .filter(agent -> isReadyFor(agent, s.channel()))
            .map(agent -> new Fact.Preferred(agent, until)));
  }

  private boolean isReadyFor(AgentId id, Channel channel) {
    return live.floor.agent(id).filter(AgentState::signedIn).isPresent() && mayCome(id, channel);
  }

  /** The contacts that wait for this agent alone return to their queues. */
  void releaseAll(AgentId agent) {
    live.index().assignedTo(agent).forEach(id -> release(live.contact(id)));
  }

  /** The agent is not ready: contacts that only prefer them do not wait for their return. */
  void releasePreferring(AgentId agent) {
    live.index().assignedTo(agent).stream()
        .map(live::contact)
        .filter(contact -> contact.preferredUntil().isPresent())
        .forEach(this::release);
  }

  /** Contacts of channels that the agent no longer takes return to their queues. */
  void releaseUntaken(FloorPlan.Agent agent) {
    live.index().assignedTo(agent.id()).stream()
        .map(live::contact)
        .filter(contact -> !agent.channels().contains(contact.channel()))
        .forEach(this::release);
  }

  /**
   * A contact that was scheduled or offered returns to its queue if its agent has meanwhile left or
   * stopped taking its channel, or was preferred for a time that is over.
   */
  void releaseUnlessComing(Contact contact) {
    contact
        .assigned()
        .filter(agent -> !mayCome(agent, contact.channel()) || isPreferenceOver(contact))
        .ifPresent(_ -> release(contact));
  }

  private boolean isPreferenceOver(Contact contact) {
    return contact.preferredUntil().filter(until -> !live.now().isBefore(until)).isPresent();
  }

  private boolean mayCome(AgentId id, Channel channel) {
    return !isLeaving(id) && live.floor.planned(id).orElseThrow().channels().contains(channel);
  }

  /** Whether the agent is offline, or will be as soon as the last contact is finished. */
  boolean isLeaving(AgentId id) {
    var agent = live.agent(id);
    return agent.presence().equals(OFFLINE) || agent.next().equals(Optional.of(OFFLINE));
  }

  /**
   * The agent has turned the contact down. If it waited for them alone, it returns to its queue.
   */
  void passed(Contact contact, AgentId by) {
    if (contact.assigned().equals(Optional.of(by))) {
      release(contact);
    }
  }

  /** Every agent of the contact's queue may take it from now on. */
  void release(Contact contact) {
    live.emit(new Fact.Moved(
        contact.id(),
        new Destination.ToQueue(contact.queue()),
        MoveReason.REQUEUED,
        Optional.empty(),
        Optional.of(left(contact)),
        Optional.empty(),
        headStart(contact),
        live.now()));
  }

  static Fact.Left left(Contact contact) {
    return new Fact.Left(contact.queue(), contact.assigned());
  }

  static Duration headStart(Contact contact) {
    return Duration.between(contact.rank(), contact.arrived());
  }

  /**
   * The contact's head start in another queue: the part of the old queue is replaced, the
   * customer's part is kept.
   */
  Duration headStart(Contact contact, QueueId queue) {
    var own = headStart(contact).minus(headStartOf(contact.queue()));
    return headStartOf(queue).plus(own.isNegative() ? Duration.ZERO : own);
  }

  private Duration headStartOf(QueueId queue) {
    return live.floor.queue(queue).orElseThrow().headStart();
  }
}
