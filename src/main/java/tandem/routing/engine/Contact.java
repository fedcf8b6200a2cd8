package tandem.routing.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.QueueId;

/**
 * One open contact.
 *
 * @param endpoint empty until the customer has been reached
 * @param arrived when the contact began to wait, or is due
 * @param rank arrival time less head start: the lowest rank is served first. It changes only when
 *     the contact moves
 * @param since when this phase began
 * @param connected when customer and agent were joined, before all holds; empty until then and
 *     after the agent has the contact no longer
 * @param offers how often the contact was offered
 * @param heard when the carrier last said that the waiting caller is still on the line; empty if
 *     the carrier never says so
 * @param passed the agents who declined, missed or passed on the contact or could not be bridged
 *     to, and when
 * @param tried the agents whose bridge was given up, each with the attempt of the offer: the
 *     carrier may still report that they talk
 */
public record Contact(
    ContactId id,
    Channel channel,
    QueueId queue,
    Optional<Endpoint> endpoint,
    CustomerId customer,
    Phase phase,
    Instant arrived,
    Instant rank,
    Instant since,
    Optional<Instant> connected,
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

  /** The agent who has accepted the contact and not finished it. */
  public Optional<AgentId> agent() {
    return phase instanceof Phase.WithAgent with ? Optional.of(with.agent()) : Optional.empty();
  }

  /** The pending offer. */
  public Optional<Offer> offer() {
    return phase instanceof Phase.Offered offered ? Optional.of(offered.offer()) : Optional.empty();
  }

  /** The agent for whom alone the contact waits, or will wait when it is due. */
  public Optional<AgentId> assigned() {
    return phase instanceof Phase.Unaccepted open ? open.assigned() : Optional.empty();
  }

  /** Until when the contact waits for its preferred agent alone; empty if it prefers nobody. */
  public Optional<Instant> preferredUntil() {
    return phase instanceof Phase.Unaccepted open ? open.preferredUntil() : Optional.empty();
  }

  /** Whether the contact waits for an agent to accept it. */
  public boolean waits() {
    return phase instanceof Phase.Queued || phase instanceof Phase.Offered;
  }

  /** Whether customer and agent are joined. */
  public boolean isTalkedTo() {
    return phase instanceof Phase.Connected || phase instanceof Phase.Held;
  }

  /**
   * Since when the contact has been in the state that people see. A conversation goes on through
   * its holds, so it does not begin anew after each.
   */
  public Instant seenSince() {
    return phase instanceof Phase.Connected ? connected.orElse(since) : since;
  }

  /** The agent whose bridge was given up last. */
  public Optional<AgentId> lastTried() {
    return tried.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  static Contact queued(Fact.Queued f) {
    return arrived(
        f.contact(),
        f.channel(),
        f.queue(),
        f.endpoint(),
        f.customer(),
        new Phase.Queued(
            f.preferred().map(Fact.Preferred::agent), f.preferred().map(Fact.Preferred::until)),
        f.arrived(),
        f.headStart(),
        f.at());
  }

  static Contact scheduled(Fact.Scheduled f) {
    return arrived(
        f.contact(),
        f.channel(),
        f.queue(),
        Optional.empty(),
        f.customer(),
        new Phase.Scheduled(f.dueAt(), Optional.empty()),
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
        endpoint,
        customer,
        phase,
        arrived,
        arrived.minus(headStart),
        at,
        Optional.empty(),
        0,
        Optional.empty(),
        Map.of(),
        Map.of());
  }

  /** The scheduled contact is due. It waits for the agent to whom it was given before. */
  Contact due(Fact.Queued f) {
    return queued(f).in(new Phase.Queued(assigned(), Optional.empty()), f.at());
  }

  Contact of(CustomerId customer) {
    return new Contact(
        id, channel, queue, endpoint, customer, phase, arrived, rank, since, connected, offers,
        heard, passed, tried);
  }

  /** The deadline of the bridge is counted from the moment when the customer is reached. */
  Contact linked(Fact.Linked f) {
    var linked = reachedAt(f.endpoint());
    return f.bridgeBy().isPresent()
        ? linked.in(new Phase.Connecting(agent().orElseThrow(), f.bridgeBy()), f.at())
        : linked;
  }

  private Contact reachedAt(Endpoint endpoint) {
    return new Contact(
        id,
        channel,
        queue,
        Optional.of(endpoint),
        customer,
        phase,
        arrived,
        rank,
        since,
        connected,
        offers,
        heard,
        passed,
        tried);
  }

  Contact heard(Instant at) {
    return new Contact(
        id,
        channel,
        queue,
        endpoint,
        customer,
        phase,
        arrived,
        rank,
        since,
        connected,
        offers,
        Optional.of(at),
        passed,
        tried);
  }

  Contact in(Phase phase, Instant at) {
    return new Contact(
        id,
        channel,
        queue,
        endpoint,
        customer,
        phase,
        arrived,
        rank,
        at,
        connectedIn(phase, at),
        offers,
        heard,
        passed,
        tried);
  }

  private Optional<Instant> connectedIn(Phase next, Instant at) {
    return switch (next) {
      case Phase.Connected _, Phase.Held _ ->
        Optional.of(isTalkedTo() ? connected.orElse(since) : at);
      case Phase.WrapUp _ -> connected;
      case Phase.Scheduled _, Phase.Queued _, Phase.Offered _, Phase.Connecting _ ->
        Optional.empty();
    };
  }

  Contact offered(Offer offer) {
    return counting(offer.id().attempt())
        .in(new Phase.Offered(offer, assigned(), preferredUntil()), offer.offeredAt());
  }

  private Contact counting(int offers) {
    return new Contact(
        id, channel, queue, endpoint, customer, phase, arrived, rank, since, connected, offers,
        heard, passed, tried);
  }

  /** With an immediate link, accepting joins customer and agent. */
  Contact accepted(Fact.Accepted f, FloorPlan.ChannelTerms terms) {
    return in(
        f.bridgeBy().isPresent() || terms.link() == FloorPlan.Link.BRIDGED
            ? new Phase.Connecting(f.agent(), f.bridgeBy())
            : new Phase.Connected(f.agent()),
        f.at());
  }

  /** The offer was closed, or the agent has the contact no longer: it waits in its old place. */
  Contact back(boolean wasPassed, AgentId by, Instant at) {
    var back = wasPassed ? passedBy(by, at) : this;
    var queued = back.in(new Phase.Queued(assigned(), preferredUntil()), at);
    return phase instanceof Phase.Connecting ? queued.triedInVain(by).heardAgain(at) : queued;
  }

  /**
   * The carrier does not report a waiting caller while it calls an agent, so the time starts anew.
   */
  private Contact heardAgain(Instant at) {
    return heard.isPresent() ? heard(at) : this;
  }

  private Contact passedBy(AgentId agent, Instant at) {
    var passes = new TreeMap<>(passed);
    passes.put(agent, at);
    return new Contact(
        id, channel, queue, endpoint, customer, phase, arrived, rank, since, connected, offers,
        heard, passes, tried);
  }

  private Contact triedInVain(AgentId agent) {
    var tries = new TreeMap<>(tried);
    tries.put(agent, offers);
    return new Contact(
        id, channel, queue, endpoint, customer, phase, arrived, rank, since, connected, offers,
        heard, passed, tries);
  }

  Contact moved(Fact.Moved f) {
    var moved = switch (f.to()) {
      case Destination.ToQueue(var to) -> ranked(to, f.headStart());
      case Destination.ToAgent _ -> ranked(queue, f.headStart());
    };
    var assigned = switch (f.to()) {
      case Destination.ToQueue _ -> Optional.<AgentId>empty();
      case Destination.ToAgent(var to) -> Optional.of(to);
    };
    var left =
        f.from().map(agent -> moved.passedBy(agent, f.at()).heardAgain(f.at())).orElse(moved);
    return phase instanceof Phase.Scheduled scheduled
        ? left.in(new Phase.Scheduled(scheduled.dueAt(), assigned), since)
        : left.in(new Phase.Queued(assigned, Optional.empty()), f.at());
  }

  /** Deadlines that were running move; how long the contact has waited does not. */
  Contact after(Lapse lapse) {
    var moved = switch (phase) {
      case Phase.Offered offered -> {
        var offer = offered.offer();
        yield new Phase.Offered(
            new Offer(
                offer.id(),
                offer.agent(),
                offer.choice(),
                offer.offeredAt(),
                lapse.moved(offer.expiresAt(), offer.offeredAt())),
            offered.assigned(),
            preferredAfter(lapse));
      }
      case Phase.Queued queued -> new Phase.Queued(queued.assigned(), preferredAfter(lapse));
      case Phase.Connecting connecting ->
        new Phase.Connecting(
            connecting.agent(), connecting.bridgeBy().map(by -> lapse.moved(by, since)));
      case Phase.Scheduled _, Phase.Connected _, Phase.Held _, Phase.WrapUp _ -> phase;
    };
    return moved.equals(phase) ? this : in(moved, since);
  }

  private Optional<Instant> preferredAfter(Lapse lapse) {
    return preferredUntil().map(until -> lapse.moved(until, arrived));
  }

  private Contact ranked(QueueId queue, Duration headStart) {
    return new Contact(
        id,
        channel,
        queue,
        endpoint,
        customer,
        phase,
        arrived,
        arrived.minus(headStart),
        since,
        connected,
        offers,
        heard,
        passed,
        tried);
  }
}
