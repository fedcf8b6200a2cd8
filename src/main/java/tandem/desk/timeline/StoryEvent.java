package tandem.desk.timeline;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.CustomerId;
import tandem.base.QueueId;
import tandem.routing.engine.Fact;

/**
 * What a fact tells in the story of its contact. Pure.
 *
 * @param attempt the number of the offer, counted from 1
 * @param cause why the event happened, where a carrier or the engine said so
 * @param outcome how the agent said that the contact ended
 */
public record StoryEvent(
    Instant at,
    ContactEvent event,
    Optional<AgentId> agent,
    Optional<QueueId> queue,
    Optional<Channel> channel,
    Optional<CustomerId> customer,
    Optional<Integer> attempt,
    Optional<String> cause,
    Optional<String> outcome) {

  /** Nothing for facts that are no event of a contact. */
  static Optional<StoryEvent> of(Fact fact) {
    return switch (fact) {
      case Fact.Queued f ->
        Optional.of(new StoryEvent(
            f.at(),
            ContactEvent.QUEUED,
            Optional.empty(),
            Optional.of(f.queue()),
            Optional.of(f.channel()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
      case Fact.Identified f ->
        Optional.of(new StoryEvent(
            f.at(),
            ContactEvent.IDENTIFIED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(f.customer()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
      case Fact.Offered f -> offer(f, ContactEvent.OFFERED, Optional.empty());
      case Fact.OfferClosed f ->
        switch (f.why()) {
          case DECLINED -> offer(f, ContactEvent.DECLINED, Optional.empty());
          case EXPIRED -> offer(f, ContactEvent.EXPIRED, Optional.empty());
          // nobody said no: the offer was taken back, and why
          case UNSHOWN, CUSTOMER_LEFT, AGENT_LEFT, JOINED ->
            offer(f, ContactEvent.WITHDRAWN, Optional.of(f.why().name().toLowerCase(Locale.ROOT)));
        };
      case Fact.Accepted f -> offer(f, ContactEvent.ACCEPTED, Optional.empty());
      case Fact.Connected f -> event(f, ContactEvent.CONNECTED);
      case Fact.BridgeFailed f ->
        event(f, ContactEvent.BRIDGE_FAILED, Optional.of(f.reason()), Optional.empty());
      case Fact.CameBack f -> event(f, ContactEvent.CAME_BACK);
      case Fact.Held f -> event(f, ContactEvent.HELD);
      case Fact.Resumed f -> event(f, ContactEvent.RESUMED);
      case Fact.Abandoned f ->
        event(f, ContactEvent.ABANDONED, Optional.of(f.cause()), Optional.empty());
      case Fact.WrapUpBegan f ->
        event(f, ContactEvent.WRAP_UP, Optional.of(f.cause()), Optional.empty());
      case Fact.Finished f -> event(f, ContactEvent.CLOSED, Optional.empty(), f.outcome());
      // an end before its arrival is told at the arrival, as abandoned; that a caller who still
      // waits was heard is no news
      case Fact.LeftEarly _,
          Fact.Heard _,
          Fact.FloorPlanned _,
          Fact.PresenceChanged _,
          Fact.PresenceDeferred _,
          Fact.AgentLost _,
          Fact.AgentFound _ -> Optional.empty();
    };
  }

  private static Optional<StoryEvent> offer(
      Fact.OfOffer fact, ContactEvent event, Optional<String> cause) {
    return Optional.of(new StoryEvent(
        fact.at(),
        event,
        Optional.of(fact.agent()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(fact.offer().attempt()),
        cause,
        Optional.empty()));
  }

  private static Optional<StoryEvent> event(Fact fact, ContactEvent event) {
    return event(fact, event, Optional.empty(), Optional.empty());
  }

  private static Optional<StoryEvent> event(
      Fact fact, ContactEvent event, Optional<String> cause, Optional<String> outcome) {
    return Optional.of(new StoryEvent(
        fact.at(),
        event,
        fact.aboutAgent(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        cause,
        outcome));
  }
}
