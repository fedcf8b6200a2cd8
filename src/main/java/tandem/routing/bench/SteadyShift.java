package tandem.routing.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiConsumer;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.QueueId;
import tandem.routing.bench.ShiftPlan.Side;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.Presence;
import tandem.routing.engine.RoutingEngine;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;

/**
 * A shift in a steady state: on the busy side all agents talk and contacts wait; on the quiet side
 * all agents are free. Each turn handles one contact on each side from arrival to wrap-up, and
 * leaves the same numbers of waiting contacts, talking and free agents. The same seed gives the
 * same signals.
 */
final class SteadyShift {

  /** The kind of a signal in the shift. */
  enum Act {
    ARRIVED_WAITS,
    ARRIVED_OFFERED,
    ACCEPTED,
    BRIDGED,
    HUNG_UP,
    FINISHED_NEXT_OFFERED,
    FINISHED;

    /** The facts that the engine must decide. */
    List<Class<? extends Fact>> facts() {
      return switch (this) {
        case ARRIVED_WAITS -> List.of(Fact.Queued.class);
        case ARRIVED_OFFERED -> List.of(Fact.Queued.class, Fact.Offered.class);
        case ACCEPTED -> List.of(Fact.Accepted.class);
        case BRIDGED -> List.of(Fact.Connected.class);
        case HUNG_UP -> List.of(Fact.WrapUpBegan.class);
        case FINISHED_NEXT_OFFERED -> List.of(Fact.Finished.class, Fact.Offered.class);
        case FINISHED -> List.of(Fact.Finished.class);
      };
    }
  }

  /** The receiver of the engine's times for a decision and for naming the next deadline. */
  interface Stopwatch {
    void took(Act act, long nanos);
  }

  /** The length of a talk on floors of any size; with more agents, signals come faster. */
  private static final Duration TALK = Duration.ofSeconds(200);

  private static final Instant NINE = Instant.parse("2026-02-02T09:00:00Z");

  private final Random random;
  private final BiConsumer<Signal, List<Fact>> journal;
  private final RoutingEngine engine = new RoutingEngine(Rules.STANDARD);
  private final Queue<ContactId> talking = new ArrayDeque<>();
  private final Duration step;
  private Stopwatch stopwatch = (_, _) -> {};
  private Instant now = NINE;

  /** @param journal gets each signal with its facts */
  SteadyShift(FloorSize size, long seed, BiConsumer<Signal, List<Fact>> journal) {
    this.random = new Random(seed);
    this.journal = journal;
    int perSide = size.agents() / 2;
    this.step = TALK.dividedBy(perSide);
    begin(perSide, size.waiting());
  }

  private void begin(int perSide, int waiting) {
    accepted(new Signal.FloorPlanned(ShiftPlan.of(perSide)));
    for (int n = 0; n < waiting; n++) {
      arrives(Act.ARRIVED_WAITS, Side.BUSY.queue(n % ShiftPlan.QUEUES_PER_SIDE));
    }
    for (int n = 0; n < perSide; n++) {
      now = now.plus(step);
      answer(offered(accepted(ready(Side.BUSY, n))));
      accepted(ready(Side.QUIET, n));
    }
  }

  private static Signal ready(Side side, int n) {
    return new Signal.PresenceAsked(side.agent(n), new Presence.Ready());
  }

  /** Handles one contact on each side, from arrival to wrap-up. */
  void turn(Stopwatch watching) {
    stopwatch = watching;
    now = now.plus(step);
    var longest = talking.remove();
    answer(offered(end(Act.FINISHED_NEXT_OFFERED, longest, agentOf(longest))));

    var queue = Side.QUIET.queue(random.nextInt(ShiftPlan.QUEUES_PER_SIDE));
    var offer = offered(arrives(Act.ARRIVED_OFFERED, queue));
    join(offer);
    end(Act.FINISHED, offer.offer().contact(), offer.agent());
  }

  /** Connects the caller who has waited longest, and adds a waiting one to the same queue. */
  private void answer(Fact.Offered offer) {
    var contact = offer.offer().contact();
    join(offer);
    talking.add(contact);
    arrives(Act.ARRIVED_WAITS, floor().contact(contact).orElseThrow().queue());
  }

  private List<Fact> arrives(Act act, QueueId queue) {
    var contact = new ContactId(id());
    return tell(
        act,
        new Signal.ContactArrived(
            contact,
            Channel.CALL,
            queue,
            new Endpoint("native", contact.toString()),
            new CustomerId(id()),
            Duration.ZERO,
            now));
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private void join(Fact.Offered offer) {
    tell(Act.ACCEPTED, new Signal.OfferAccepted(offer.offer(), offer.agent()));
    tell(Act.BRIDGED, new Signal.Bridged(offer.offer().contact(), Optional.of(offer.agent())));
  }

  private List<Fact> end(Act act, ContactId contact, AgentId agent) {
    tell(Act.HUNG_UP, new Signal.ContactLeft(contact, "hung_up"));
    return tell(act, new Signal.ContactFinished(contact, agent, Optional.of("done")));
  }

  private List<Fact> tell(Act act, Signal signal) {
    long begun = System.nanoTime();
    var decision = engine.handle(signal, now);
    var deadline = engine.nextDeadline();
    stopwatch.took(act, System.nanoTime() - begun);
    var facts = facts(signal, decision);
    if (!facts.stream().map(Fact::getClass).toList().equals(act.facts())) {
      throw new IllegalStateException(act + " made " + facts);
    }
    if (deadline.filter(at -> !at.isAfter(now)).isPresent()) {
      throw new IllegalStateException("a deadline has passed unhandled: " + deadline.get());
    }
    return facts;
  }

  private List<Fact> accepted(Signal signal) {
    return facts(signal, engine.handle(signal, now));
  }

  private List<Fact> facts(Signal signal, Decision decision) {
    return switch (decision) {
      case Decision.Decided(var facts) -> {
        journal.accept(signal, facts);
        yield facts;
      }
      case Decision.Refused no ->
        throw new IllegalStateException(signal + " was refused: " + no.why());
    };
  }

  private static Fact.Offered offered(List<Fact> facts) {
    return (Fact.Offered) facts.getLast();
  }

  private AgentId agentOf(ContactId contact) {
    return floor().contact(contact).flatMap(Contact::agent).orElseThrow();
  }

  Floor floor() {
    return engine.floor();
  }
}
