package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.SkillId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.FloorPlan.Strategy;

/**
 * A small site to play examples on: one queue per channel, three agents who know everything, and
 * the clock at nine.
 */
final class Scene {

  static final Instant NINE = Instant.parse("2026-02-02T09:00:00Z");
  static final DepartmentId SERVICE = new DepartmentId("service");
  static final QueueId CALLS = new QueueId("calls");
  static final QueueId CHATS = new QueueId("chats");
  static final QueueId MAILS = new QueueId("mails");
  static final AgentId ANA = new AgentId("ana");
  static final AgentId BEN = new AgentId("ben");
  static final AgentId CLEO = new AgentId("cleo");
  static final SkillId DUTCH = new SkillId("dutch");
  static final SkillId REPAIR = new SkillId("repair");
  static final Presence READY = new Presence.Ready();
  static final Presence OFFLINE = new Presence.Offline();
  static final Presence LUNCH = new Presence.NotReady(new ReasonId("lunch"));
  static final Presence COFFEE = new Presence.NotReady(new ReasonId("coffee"));
  static final Presence MISSED_OFFER = new Presence.NotReady(Presence.MISSED_OFFER);
  static final Presence UNREACHABLE = new Presence.NotReady(Presence.BRIDGE_FAILED);
  static final CustomerId CUSTOMER = new CustomerId(new UUID(9, 9));
  static final FloorPlan PLAN = plan(
      List.of(queue(CALLS, Channel.CALL), queue(CHATS, Channel.CHAT), queue(MAILS, Channel.EMAIL)),
      List.of(agent(ANA), agent(BEN), agent(CLEO)));

  final RoutingEngine engine;
  Instant now = NINE;

  Scene() {
    this(Rules.STANDARD, PLAN);
  }

  Scene(Rules rules, FloorPlan plan) {
    engine = new RoutingEngine(rules);
    does(new Signal.FloorPlanned(plan));
  }

  static FloorPlan plan(List<FloorPlan.Queue> queues, List<FloorPlan.Agent> agents) {
    return new FloorPlan(
        List.of(),
        List.of(new FloorPlan.Department(SERVICE, "Service")),
        List.of(new FloorPlan.Skill(DUTCH, "Dutch"), new FloorPlan.Skill(REPAIR, "Repair")),
        queues,
        agents,
        List.of(
            new FloorPlan.Reason(new ReasonId("lunch"), "Lunch", false, false, Optional.empty()),
            new FloorPlan.Reason(new ReasonId("coffee"), "Coffee", true, false, Optional.of(15))),
        List.of(),
        Optional.empty());
  }

  /** A plan that changes these and leaves the rest as it is. */
  static FloorPlan change(FloorPlan.Queue... queues) {
    return part(List.of(queues), List.of());
  }

  static FloorPlan change(FloorPlan.Agent... agents) {
    return part(List.of(), List.of(agents));
  }

  static FloorPlan change(FloorPlan.ChannelTerms... terms) {
    return new FloorPlan(
        List.of(terms),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static FloorPlan part(List<FloorPlan.Queue> queues, List<FloorPlan.Agent> agents) {
    return Plans.plan(List.of(), queues, agents);
  }

  static FloorPlan.Queue queue(QueueId id, Channel channel) {
    return queue(id, channel, Map.of(), Strategy.LONGEST_IDLE);
  }

  static FloorPlan.Queue queue(
      QueueId id, Channel channel, Map<SkillId, Integer> skills, Strategy strategy) {
    return queue(id, channel, skills, strategy, Duration.ZERO, true);
  }

  static FloorPlan.Queue queue(
      QueueId id,
      Channel channel,
      Map<SkillId, Integer> skills,
      Strategy strategy,
      Duration headStart,
      boolean active) {
    return Plans.queue(id, id.value(), SERVICE, channel, skills, strategy, headStart, active);
  }

  static FloorPlan.Agent agent(AgentId id) {
    return agent(id, Map.of(DUTCH, 5, REPAIR, 5));
  }

  static FloorPlan.Agent agent(AgentId id, Map<SkillId, Integer> skills) {
    return new FloorPlan.Agent(id, id.value(), SERVICE, skills, "+31201234567", true);
  }

  static FloorPlan.Agent inactive(AgentId id) {
    return new FloorPlan.Agent(
        id, id.value(), SERVICE, Map.of(DUTCH, 5, REPAIR, 5), "+31201234567", false);
  }

  static ContactId contact(int n) {
    return new ContactId(new UUID(7, n));
  }

  static OfferId offer(ContactId contact, int attempt) {
    return new OfferId(contact, attempt);
  }

  /** Time goes on, and nobody says so yet. */
  Scene after(int seconds) {
    now = now.plusSeconds(seconds);
    return this;
  }

  /** Time goes on, and the engine is told; all it decided before was said. */
  List<Fact> clockAfter(int seconds) {
    after(seconds);
    return does(new Signal.ClockReached(now));
  }

  List<Fact> does(Signal signal) {
    var decision = engine.handle(signal, now);
    assertThat(decision).isInstanceOf(Decision.Decided.class);
    return ((Decision.Decided) decision).facts();
  }

  No refuses(Signal signal) {
    var before = engine.floor().snapshot();
    var decision = engine.handle(signal, now);
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    assertThat(engine.floor().snapshot()).isEqualTo(before);
    return ((Decision.Refused) decision).no();
  }

  List<Fact> asks(AgentId agent, Presence presence) {
    return does(new Signal.PresenceAsked(agent, presence));
  }

  Scene ready(AgentId... agents) {
    Arrays.stream(agents).forEach(agent -> asks(agent, READY));
    return this;
  }

  List<Fact> arrives(ContactId contact, QueueId queue) {
    return does(arrival(contact, queue, now));
  }

  Signal.ContactArrived arrival(ContactId contact, QueueId queue, Instant arrived) {
    var channel = engine.floor().queue(queue).map(FloorPlan.Queue::channel).orElse(Channel.CALL);
    return new Signal.ContactArrived(
        contact,
        channel,
        queue,
        new Endpoint("native", contact.toString()),
        CUSTOMER,
        Duration.ZERO,
        arrived);
  }

  List<Fact> accepts(AgentId agent, OfferId offer) {
    return does(new Signal.OfferAccepted(offer, agent));
  }

  List<Fact> declines(AgentId agent, OfferId offer) {
    return does(new Signal.OfferDeclined(offer, agent));
  }

  List<Fact> leaves(ContactId contact) {
    return does(new Signal.ContactLeft(contact, "hung_up"));
  }

  List<Fact> finishes(AgentId agent, ContactId contact) {
    return does(new Signal.ContactFinished(contact, agent, Optional.of("solved")));
  }

  /** The agent is ready, gets the contact and takes it; a call is bridged too. */
  Scene talking(AgentId agent, ContactId contact, QueueId queue) {
    ready(agent);
    arrives(contact, queue);
    accepts(agent, offer(contact, 1));
    if (engine.floor().contact(contact).orElseThrow().phase() instanceof Phase.Connecting) {
      does(new Signal.Bridged(contact));
    }
    return this;
  }

  AgentState agentOf(AgentId id) {
    return engine.floor().agent(id).orElseThrow();
  }

  Contact contactOf(ContactId id) {
    return engine.floor().contact(id).orElseThrow();
  }

  Optional<AgentId> offeredTo(ContactId contact) {
    return contactOf(contact).offer().map(Offer::agent);
  }
}
