package tandem.desk.timeline;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.CustomerId;
import tandem.base.QueueId;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;

/**
 * An event in the story of a contact, made of one fact.
 *
 * @param fromQueue the queue that it left when it moved to another
 * @param fromAgent the agent who had it before it moved, or for whom alone it waited
 * @param attempt the number of the offer, counted from 1
 * @param cause why the event happened, where a carrier or the engine said so
 * @param outcome the outcome that the agent recorded
 */
public record StoryEvent(
    Instant at,
    ContactEvent event,
    Optional<AgentId> agent,
    Optional<QueueId> queue,
    Optional<QueueId> fromQueue,
    Optional<AgentId> fromAgent,
    Optional<Channel> channel,
    Optional<CustomerId> customer,
    Optional<Integer> attempt,
    Optional<String> cause,
    Optional<String> outcome) {

  /** Nothing for facts that are no event of a contact. */
  static Optional<StoryEvent> of(Fact fact) {
    return switch (fact) {
      case Fact.OfWaiting f -> of(f);
      case Fact.OfWork f -> Optional.of(of(f));
      case Fact.OfPresence _, Fact.OfPlan _, Fact.OfTime _ -> Optional.empty();
    };
  }

  private static Optional<StoryEvent> of(Fact.OfWaiting fact) {
    return switch (fact) {
      case Fact.Scheduled f ->
        waits(f, ContactEvent.SCHEDULED, Optional.empty(), f.queue(), f.channel());
      case Fact.Queued f ->
        waits(
            f,
            ContactEvent.QUEUED,
            f.preferred().map(Fact.Preferred::agent),
            f.queue(),
            f.channel());
      case Fact.Cancelled f ->
        Optional.of(event(f, ContactEvent.CANCELLED, Optional.of(f.cause()), Optional.empty()));
      case Fact.Moved f -> Optional.of(moved(f));
      case Fact.Linked f -> Optional.of(event(f, ContactEvent.LINKED));
      case Fact.Identified f ->
        Optional.of(new StoryEvent(
            f.at(),
            ContactEvent.IDENTIFIED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(f.customer()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
      case Fact.Offered f -> Optional.of(offer(f, ContactEvent.OFFERED, Optional.empty()));
      case Fact.OfferClosed f ->
        Optional.of(
            switch (f.why()) {
              case DECLINED -> offer(f, ContactEvent.DECLINED, Optional.empty());
              case EXPIRED -> offer(f, ContactEvent.EXPIRED, Optional.empty());
              // the agent did not decline it: the cause is why it was withdrawn
              case UNSHOWN, CUSTOMER_LEFT, AGENT_LEFT, JOINED, MOVED ->
                offer(f, ContactEvent.WITHDRAWN, Optional.of(word(f.why())));
            });
      case Fact.Abandoned f ->
        Optional.of(event(f, ContactEvent.ABANDONED, Optional.of(f.cause()), Optional.empty()));
      // a contact that ended before its arrival is shown as abandoned when it arrives; a sign of
      // life of a waiting caller changes nothing
      case Fact.LeftEarly _, Fact.Heard _ -> Optional.empty();
    };
  }

  private static StoryEvent of(Fact.OfWork fact) {
    return switch (fact) {
      case Fact.Accepted f -> offer(f, ContactEvent.ACCEPTED, Optional.empty());
      case Fact.Connected f -> event(f, ContactEvent.CONNECTED);
      case Fact.BridgeFailed f ->
        event(f, ContactEvent.BRIDGE_FAILED, Optional.of(f.reason()), Optional.empty());
      case Fact.CameBack f -> event(f, ContactEvent.CAME_BACK);
      case Fact.Held f -> event(f, ContactEvent.HELD);
      case Fact.Resumed f -> event(f, ContactEvent.RESUMED);
      case Fact.WrapUpBegan f ->
        event(f, ContactEvent.WRAP_UP, Optional.of(f.cause()), Optional.empty());
      case Fact.Finished f -> event(f, ContactEvent.CLOSED, Optional.empty(), f.outcome());
    };
  }

  /** With the agent for whom it waits alone at first. */
  private static Optional<StoryEvent> waits(
      Fact fact, ContactEvent event, Optional<AgentId> agent, QueueId queue, Channel channel) {
    return Optional.of(new StoryEvent(
        fact.at(),
        event,
        agent,
        Optional.of(queue),
        Optional.empty(),
        Optional.empty(),
        Optional.of(channel),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty()));
  }

  /** With the agent for whom it waits now, or else the one who had it. */
  private static StoryEvent moved(Fact.Moved fact) {
    var to = fact.to() instanceof Destination.ToQueue(var queue)
        ? Optional.of(queue)
        : Optional.<QueueId>empty();
    return new StoryEvent(
        fact.at(),
        ContactEvent.MOVED,
        fact.to() instanceof Destination.ToAgent(var agent) ? Optional.of(agent) : fact.from(),
        to,
        fact.left()
            .map(Fact.Left::queue)
            .filter(left -> to.isPresent() && !to.get().equals(left)),
        fact.from().or(() -> fact.left().flatMap(Fact.Left::assigned)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(word(fact.why())),
        Optional.empty());
  }

  private static StoryEvent offer(Fact.OfOffer fact, ContactEvent event, Optional<String> cause) {
    return new StoryEvent(
        fact.at(),
        event,
        Optional.of(fact.agent()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(fact.offer().attempt()),
        cause,
        Optional.empty());
  }

  private static StoryEvent event(Fact fact, ContactEvent event) {
    return event(fact, event, Optional.empty(), Optional.empty());
  }

  private static StoryEvent event(
      Fact fact, ContactEvent event, Optional<String> cause, Optional<String> outcome) {
    return new StoryEvent(
        fact.at(),
        event,
        fact.aboutAgent(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        cause,
        outcome);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
