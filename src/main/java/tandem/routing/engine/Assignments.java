package tandem.routing.engine;

import java.time.Duration;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.QueueId;
import tandem.routing.engine.Fact.MoveReason;

/**
 * The contacts that wait for one agent alone. They return to their queue when that agent leaves or
 * turns them down.
 */
final class Assignments {

  private static final Presence OFFLINE = new Presence.Offline();

  private final LiveFloor live;

  Assignments(LiveFloor live) {
    this.live = live;
  }

  /** The contacts that wait for this agent alone return to their queues. */
  void releaseAll(AgentId agent) {
    live.index().assignedTo(agent).forEach(id -> release(live.contact(id)));
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
   * stopped taking its channel.
   */
  void releaseUnlessComing(Contact contact) {
    contact
        .assigned()
        .filter(agent -> !mayCome(agent, contact.channel()))
        .ifPresent(_ -> release(contact));
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

  private void release(Contact contact) {
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
