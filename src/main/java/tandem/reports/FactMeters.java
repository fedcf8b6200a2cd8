package tandem.reports;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.QueueId;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Offer;
import tandem.routing.engine.Phase;

/**
 * The floor's figures for monitoring: waits, offers and decisions, counted from committed facts in
 * their order and by the facts' own times. Only the floor's owner counts, so that the sum over all
 * nodes counts nothing twice. It is fed on one context.
 */
public final class FactMeters {

  /** The buckets of waiting times: common service-level targets, and longer waits. */
  private static final Duration[] WAITS = seconds(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800);

  private static final Duration[] MOMENTS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  /**
   * A contact that no agent has talked to yet.
   *
   * @param since when its present wait began
   */
  private record Waiting(
      QueueId queue, Channel channel, Instant arrived, Instant since, Optional<Instant> offered) {
    Waiting offeredAt(Instant at) {
      return new Waiting(queue, channel, arrived, since, Optional.of(at));
    }

    Waiting movedTo(Destination to, Instant at) {
      return new Waiting(
          to instanceof Destination.ToQueue(var other) ? other : queue,
          channel,
          arrived,
          at,
          Optional.empty());
    }

    Waiting againAt(Instant at) {
      return new Waiting(queue, channel, arrived, at, Optional.empty());
    }
  }

  private final MeterRegistry meters;
  private final Map<ContactId, Waiting> waiting = new HashMap<>();

  public FactMeters(MeterRegistry meters) {
    this.meters = meters;
    for (var outcome : new String[] {"accepted", "declined", "expired", "withdrawn"}) {
      meters.counter("tandem.offers", "outcome", outcome);
    }
  }

  /** Begins with the present floor; facts added afterwards are counted. */
  public void begin(Collection<Contact> contacts) {
    waiting.clear();
    for (var contact : contacts) {
      switch (contact.phase()) {
        case Phase.Queued _, Phase.Offered _, Phase.Connecting _ ->
          waiting.put(
              contact.id(),
              new Waiting(
                  contact.queue(),
                  contact.channel(),
                  contact.arrived(),
                  contact.since(),
                  contact.offer().map(Offer::offeredAt)));
        case Phase.Scheduled _, Phase.Connected _, Phase.Held _, Phase.WrapUp _ -> {}
      }
    }
  }

  public void add(Fact fact) {
    switch (fact) {
      case Fact.OfWaiting f -> add(f);
      case Fact.OfWork f -> add(f);
      case Fact.OfPresence _, Fact.OfPlan _, Fact.OfTime _ -> {}
    }
  }

  private void add(Fact.OfWaiting fact) {
    switch (fact) {
      case Fact.Queued f ->
        waiting.put(
            f.contact(),
            new Waiting(f.queue(), f.channel(), f.arrived(), f.at(), Optional.empty()));
      case Fact.Moved f ->
        waiting.computeIfPresent(f.contact(), (_, contact) -> contact.movedTo(f.to(), f.at()));
      case Fact.Offered f ->
        waiting.computeIfPresent(f.offer().contact(), (_, contact) -> {
          // from the moment when both the agent was free and the contact waited
          freeToOffer().record(positive(later(f.choice().idleSince(), contact.since()), f.at()));
          return contact.offeredAt(f.at());
        });
      case Fact.OfferClosed f -> {
        var outcome = switch (f.why()) {
          case DECLINED -> "declined";
          case EXPIRED -> "expired";
          case UNSHOWN, CUSTOMER_LEFT, AGENT_LEFT, JOINED, MOVED -> "withdrawn";
        };
        closed(f.offer().contact(), outcome, f.at());
        waiting.computeIfPresent(f.offer().contact(), (_, contact) -> contact.againAt(f.at()));
      }
      case Fact.Abandoned f ->
        over(f.contact(), f.isShort() ? "short_abandoned" : "abandoned", f.at());
      case Fact.Scheduled _,
          Fact.Cancelled _,
          Fact.Linked _,
          Fact.Identified _,
          Fact.Heard _,
          Fact.LeftEarly _ -> {}
    }
  }

  private void add(Fact.OfWork fact) {
    switch (fact) {
      case Fact.Accepted f -> closed(f.offer().contact(), "accepted", f.at());
      case Fact.BridgeFailed f -> again(f.contact(), f.at());
      case Fact.CameBack f -> again(f.contact(), f.at());
      case Fact.Connected f -> over(f.contact(), "answered", f.at());
      case Fact.Finished f -> waiting.remove(f.contact());
      case Fact.Held _, Fact.Resumed _, Fact.WrapUpBegan _ -> {}
    }
  }

  /** Notes that a contact waits again in its place, unless an agent has talked to it. */
  private void again(ContactId contact, Instant at) {
    waiting.computeIfPresent(contact, (_, known) -> known.againAt(at));
  }

  private void closed(ContactId contact, String outcome, Instant at) {
    meters.counter("tandem.offers", "outcome", outcome).increment();
    var known = waiting.get(contact);
    if (known != null && !outcome.equals("withdrawn")) {
      known.offered().ifPresent(offered -> decision(outcome).record(positive(offered, at)));
    }
  }

  private void over(ContactId contact, String end, Instant at) {
    var known = waiting.remove(contact);
    if (known != null) {
      wait(known, end).record(positive(known.arrived(), at));
    }
  }

  private Timer wait(Waiting contact, String end) {
    return Timer.builder("tandem.contact.wait")
        .description("from a contact's arrival to its answer or abandonment")
        .tags("queue", contact.queue().value(), "channel", contact.channel().word(), "end", end)
        .serviceLevelObjectives(WAITS)
        .register(meters);
  }

  private Timer freeToOffer() {
    return Timer.builder("tandem.agent.free.to.offer")
        .description("from the moment an agent is free and a contact waits to the offer")
        .serviceLevelObjectives(MOMENTS)
        .register(meters);
  }

  private Timer decision(String outcome) {
    return Timer.builder("tandem.offer.decision")
        .description("from an offer to the agent's answer, or to its deadline")
        .tag("outcome", outcome)
        .serviceLevelObjectives(WAITS)
        .register(meters);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Duration positive(Instant from, Instant to) {
    return to.isAfter(from) ? Duration.between(from, to) : Duration.ZERO;
  }

  private static Duration[] seconds(int... counts) {
    var durations = new Duration[counts.length];
    for (int i = 0; i < counts.length; i++) {
      durations[i] = Duration.ofSeconds(counts[i]);
    }
    return durations;
  }
}
