package tandem.routing.engine;

import java.time.Duration;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.QueueId;
import tandem.routing.engine.Fact.MoveReason;

/** The contacts that wait for one agent alone, until that agent cannot or does not want to come. */
final class Assignments {

  private static final Presence OFFLINE = new Presence.Offline();

  private final LiveFloor live;

  Assignments(LiveFloor live) {
    this.live = live;
  }

  /** Everything that waits for the agent waits for all of its queue. */
  void releaseAll(AgentId agent) {
    live.index().assignedTo(agent).forEach(id -> release(live.contact(id)));
  }

  /** The same of what the agent no longer takes. */
  void releaseUntaken(FloorPlan.Agent agent) {
    live.index().assignedTo(agent.id()).stream()
        .map(live::contact)
        .filter(contact -> !agent.channels().contains(contact.channel()))
        .forEach(this::release);
  }

  /**
   * While a contact was scheduled or held out, its agent may have gone home or stopped taking its
   * channel.
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

  /** Offline, or as soon as the last contact is finished. */
  boolean isLeaving(AgentId id) {
    var agent = live.agent(id);
    return agent.presence().equals(OFFLINE) || agent.next().equals(Optional.of(OFFLINE));
  }

  /** The agent does not take this one. */
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

  /** In another queue: the old queue's own head start is replaced, the customer's is kept. */
  Duration headStart(Contact contact, QueueId queue) {
    var own = headStart(contact).minus(headStartOf(contact.queue()));
    return headStartOf(queue).plus(own.isNegative() ? Duration.ZERO : own);
  }

  private Duration headStartOf(QueueId queue) {
    return live.floor.queue(queue).orElseThrow().headStart();
  }
}
