package tandem.routing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;

/**
 * A checker of the engine by its facts alone. It shares no code with the engine, because it would
 * then repeat the engine's mistakes: the floor's promises are written down here a second time, in
 * the slow and obvious way. Slots, blocking, links, patience and skills are those of the floor
 * document, and times those of the rules under which the day is played; it has none of its own.
 */
public final class Witness {

  private static final int VIOLATIONS_MAX = 100;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);
  private static final Set<ReasonId> SET_BY_ENGINE =
      Set.of(new ReasonId("missed_offer"), new ReasonId("bridge_failed"));

  private final Rules rules;
  private final Terms terms = new Terms();
  private final Map<ContactId, Visit> visits = new LinkedHashMap<>();
  private final Map<AgentId, Clerk> clerks = new LinkedHashMap<>();
  private final Map<ContactId, Instant> over = new HashMap<>();
  private final Map<ContactId, Instant> leftEarly = new HashMap<>();

  /** What must have come true when the engine has spoken. */
  private final Set<AgentId> owedMissed = new HashSet<>();

  private final Map<ContactId, AgentId> owedAway = new HashMap<>();
  private final Set<ContactId> owedGone = new HashSet<>();
  private final Set<ContactId> owedTalk = new HashSet<>();
  private final Set<ContactId> owedMove = new HashSet<>();

  /** Agents to whom a carrier could not bridge, or who were gone when it did. */
  private final Set<AgentId> unreached = new HashSet<>();

  private final List<String> violations = new ArrayList<>();
  private Instant last = Instant.MIN;
  private int joinedLate;
  private int blended;
  private int passedOn;

  /** @param rules the times that the engine is to keep */
  public Witness(Rules rules) {
    this.rules = rules;
  }

  public List<String> violations() {
    return List.copyOf(violations);
  }

  /** How many callers were connected after their bridge had been given up. */
  int joinedLate() {
    return joinedLate;
  }

  /** How many contacts agents passed on who talked to the customer. */
  int passedOn() {
    return passedOn;
  }

  /** How many contacts were taken by agents who had one of another channel. */
  int blended() {
    return blended;
  }

  /** One fact, in the order of the journal. */
  public void sees(Fact fact) {
    promise(!fact.at().isBefore(last), "time went back with %s", fact);
    last = fact.at();
    try {
      look(fact);
    } catch (Terms.Unheard e) {
      promise(false, "%s: %s", String.valueOf(e.getMessage()), fact);
    }
  }

  private void look(Fact fact) {
    switch (fact) {
      case Fact.FloorPlanned f -> plan(f);
      case Fact.Queued f -> queued(f);
      case Fact.Scheduled f -> scheduled(f);
      case Fact.Cancelled f -> {
        promise(
            isToBeCancelled(visit(f.contact())),
            "%s is cancelled while %s",
            f.contact(),
            visit(f.contact()).stage);
        ends(f.contact(), f.at());
      }
      case Fact.Moved f -> moved(f);
      case Fact.Linked f -> {
        promise(visit(f.contact()).endpoint == null, "%s is reached twice", f.contact());
        reaches(visit(f.contact()), f.endpoint());
        linked(f, visit(f.contact()));
      }
      case Fact.Identified f -> visit(f.contact());
      case Fact.Heard f -> {
        var visit = visit(f.contact());
        promise(visit.isWaiting(), "%s was heard and does not wait", f.contact());
        visit.heard = f.at();
      }
      case Fact.Offered f -> offered(f);
      case Fact.OfferClosed f -> offerClosed(f);
      case Fact.Accepted f -> accepted(f);
      case Fact.Connected f -> connected(f);
      case Fact.BridgeFailed f -> {
        if (visit(f.contact()).endpoint != null) {
          unreached.add(f.agent());
        }
        back(f.contact(), f.agent(), Set.of(Visit.Stage.CONNECTING));
        visit(f.contact()).turnedDown.put(f.agent(), f.at());
      }
      case Fact.CameBack f -> cameBack(f);
      case Fact.Held f ->
        moves(f.contact(), f.agent(), Visit.Stage.ON_HOLD, Set.of(Visit.Stage.TALKS));
      case Fact.Resumed f ->
        moves(f.contact(), f.agent(), Visit.Stage.TALKS, Set.of(Visit.Stage.ON_HOLD));
      case Fact.Abandoned f -> abandoned(f);
      case Fact.LeftEarly f -> {
        promise(!visits.containsKey(f.contact()), "%s left early and is here", f.contact());
        promise(!remembers(over, f.contact(), f.at()), "%s left after its end", f.contact());
        promise(!remembers(leftEarly, f.contact(), f.at()), "%s left twice", f.contact());
        leftEarly.put(f.contact(), f.at());
      }
      case Fact.WrapUpBegan f -> {
        leaves(visit(f.contact()), f.cause(), f.at());
        promise(!isGone(f.agent(), f.at()), "nobody is there to write up %s", f.contact());
        moves(
            f.contact(),
            f.agent(),
            Visit.Stage.WRITTEN_UP,
            Set.of(Visit.Stage.TALKS, Visit.Stage.ON_HOLD));
      }
      case Fact.Finished f -> finished(f);
      case Fact.PresenceChanged f -> presenceChanged(f);
      case Fact.PresenceDeferred f -> {
        var clerk = clerk(f.agent());
        promise(!clerk.holds.isEmpty(), "%s waits for nothing", f.agent());
        promise(!(f.next() instanceof Presence.Ready), "%s is ready only later", f.agent());
        clerk.next = Optional.of(f.next());
      }
      case Fact.AgentLost f -> {
        var clerk = clerk(f.agent());
        promise(clerk.lostUntil == null, "%s is lost twice", f.agent());
        promise(
            f.until().equals(f.at().plus(rules.lostGrace())), "%s has the wrong grace", f.agent());
        clerk.lostUntil = f.until();
      }
      case Fact.AgentFound f -> {
        promise(clerk(f.agent()).lostUntil != null, "%s was not lost", f.agent());
        clerk(f.agent()).lostUntil = null;
      }
    }
  }

  /** The engine has answered a signal: nothing may be left undone that could be done now. */
  public void settled(Instant clock) {
    var now = clock.isAfter(last) ? clock : last;
    try {
      settles(now);
    } catch (Terms.Unheard e) {
      promise(false, "%s", String.valueOf(e.getMessage()));
    }
  }

  private void settles(Instant now) {
    clerks.values().forEach(this::settled);
    visits.values().stream()
        .filter(visit -> visit.stage == Visit.Stage.CONNECTING && visit.until == null)
        .filter(visit -> visit.endpoint != null || !terms.isBridged(visit.channel))
        .forEach(visit -> promise(false, "%s was accepted and is not connected at once", visit.id));
    owedMissed.forEach(agent -> promise(
        clerk(agent).presence.equals(new Presence.NotReady(new ReasonId("missed_offer"))),
        "%s missed an offer and is still ready",
        agent));
    owedAway.forEach((contact, agent) -> promise(
        !clerk(agent).isHere() || isBlocked(clerk(agent), contact),
        "the offer of %s was taken from %s for nothing",
        contact,
        agent));
    owedGone.forEach(
        contact -> promise(!visits.containsKey(contact), "%s has left and is still here", contact));
    owedTalk.forEach(contact -> promise(
        visits.containsKey(contact) && visit(contact).isTalkedTo(),
        "the offer of %s was withdrawn without a reason",
        contact));
    owedMove.forEach(
        contact -> promise(false, "the offer of %s was closed and it did not move", contact));
    waiting()
        .forEach(visit -> promise(
            visit.assigned == null || isToCome(clerk(visit.assigned), visit),
            "%s waits for %s alone, who will not come",
            visit.id,
            visit.assigned));
    visits.values().stream()
        .filter(visit -> visit.stage == Visit.Stage.SCHEDULED && !visit.arrived.isAfter(last))
        .filter(visit -> visit.since.equals(last))
        .forEach(visit -> promise(false, "%s is due and does not wait", visit.id));
    unreached.clear();
    owedMove.clear();
    owedTalk.clear();
    owedMissed.clear();
    owedAway.clear();
    owedGone.clear();
    var free = clerks.values().stream()
        .filter(clerk -> clerk.isHere() && hasRoomForAnything(clerk))
        .toList();
    if (!free.isEmpty()) {
      waiting()
          .forEach(visit -> free.stream()
              .filter(clerk -> mayTake(clerk, visit, now))
              .findFirst()
              .ifPresent(clerk -> promise(false, "%s waits beside free %s", visit.id, clerk.id)));
    }
  }

  private void settled(Clerk clerk) {
    promise(clerk.next.isEmpty() || !clerk.holds.isEmpty(), "%s forgot what comes next", clerk.id);
    promise(clerk.offered.isEmpty() || clerk.isHere(), "%s is away and has an offer", clerk.id);
    promise(
        clerk.holds.isEmpty() || !(clerk.presence instanceof Presence.Offline),
        "%s has gone home and has a contact",
        clerk.id);
    for (var channel : Channel.values()) {
      long taken = taken(clerk, channel);
      long had = Math.min(clerk.had.getOrDefault(channel, 0L), taken);
      clerk.had.put(channel, had);
      promise(
          taken <= Math.max(had, terms.slots(clerk.id, channel)),
          "%s has too many contacts: %s of %s",
          clerk.id,
          taken,
          channel);
    }
    for (var offered : clerk.offered) {
      for (var held : clerk.holds) {
        promise(
            !terms.blocks(visit(held).channel, visit(offered).channel),
            "%s is offered %s, which %s blocks",
            clerk.id,
            offered,
            held);
      }
    }
  }

  /** Whether what the agent has by now, or a new plan, leaves no room for this contact. */
  private boolean isBlocked(Clerk clerk, ContactId contact) {
    var offered = visits.get(contact);
    return offered != null
        && (taken(clerk, offered.channel) >= terms.slots(clerk.id, offered.channel)
            || clerk.holds.stream()
                .map(this::visit)
                .anyMatch(held -> terms.blocks(held.channel, offered.channel)));
  }

  /** The engine has been told the time: nothing may be overdue. */
  public void clockReached(Instant clock) {
    try {
      isInTime(clock.isAfter(last) ? clock : last);
    } catch (Terms.Unheard e) {
      promise(false, "%s", String.valueOf(e.getMessage()));
    }
  }

  private void isInTime(Instant now) {
    for (var visit : visits.values()) {
      promise(
          visit.stage != Visit.Stage.SCHEDULED || visit.arrived.isAfter(now),
          "%s is due and does not wait",
          visit.id);
      promise(!visit.isOver(now), "%s is %s past its deadline", visit.id, visit.stage);
      promise(!isSilent(visit, now), "%s is %s and was silent for too long", visit.id, visit.stage);
    }
    for (var clerk : clerks.values()) {
      if (isGone(clerk.id, now)) {
        promise(clerk.next.equals(Optional.of(new Presence.Offline())), "%s stays lost", clerk.id);
        for (var contact : clerk.holds) {
          promise(goesOnAlone(visit(contact)), "%s is kept for lost %s", contact, clerk.id);
        }
      }
    }
  }

  /** Two whom a carrier has joined talk on without a screen. */
  private boolean goesOnAlone(Visit visit) {
    return visit.isTalkedTo() && terms.isBridged(visit.channel);
  }

  /** Only a live customer's silence means that they have left. */
  private boolean isSilent(Visit visit, Instant now) {
    if (!terms.isLive(visit.channel) || visit.endpoint == null) {
      return false;
    }
    if (visit.isWaiting()) {
      return visit.heard == null
          ? !visit.arrived.plus(rules.silenceMax()).isAfter(now)
          : !visit.heard.plus(rules.askingSilenceMax()).isAfter(now);
    }
    return visit.isTalkedTo() && !visit.since.plus(rules.silenceMax()).isAfter(now);
  }

  private void plan(Fact.FloorPlanned f) {
    terms.plan(f.changes()).forEach(wrong -> promise(false, "%s", wrong));
    f.changes()
        .agents()
        .forEach(agent -> clerks.computeIfAbsent(agent.id(), id -> new Clerk(id, f.at())));
    for (var clerk : clerks.values()) {
      for (var channel : Channel.values()) {
        clerk.had.put(channel, held(clerk, channel));
      }
    }
  }

  private void queued(Fact.Queued f) {
    promise(!f.arrived().isAfter(f.at()), "%s comes from the future", f.contact());
    var scheduled = visits.get(f.contact());
    if (scheduled != null && scheduled.stage == Visit.Stage.SCHEDULED) {
      due(f, scheduled);
      return;
    }
    comes(f.contact(), f.channel(), f.queue(), f.headStart(), f.at());
    var visit = new Visit(
        f.contact(), f.channel(), f.queue(), Visit.Stage.WAITS, f.arrived(), f.headStart(), f.at());
    visits.put(f.contact(), visit);
    f.endpoint()
        .ifPresentOrElse(
            endpoint -> reaches(visit, endpoint),
            () -> promise(false, "%s comes from nowhere", f.contact()));
    if (!terms.isLive(f.channel())) {
      leftEarly.remove(f.contact());
    } else if (remembers(leftEarly, f.contact(), f.at())) {
      owedGone.add(f.contact());
    }
  }

  private void comes(
      ContactId contact, Channel channel, QueueId id, Duration headStart, Instant at) {
    var queue = terms.queue(id);
    promise(!visits.containsKey(contact), "%s came twice", contact);
    promise(!remembers(over, contact, at), "%s came again", contact);
    promise(queue.active() && queue.channel() == channel, "%s is in a wrong queue", contact);
    promise(headStart.compareTo(queue.headStart()) >= 0, "%s lost its head start", contact);
  }

  /** No two open contacts have one customer's side. */
  private void reaches(Visit visit, Endpoint endpoint) {
    visits.values().stream()
        .filter(other -> other != visit && endpoint.equals(other.endpoint))
        .forEach(other -> promise(false, "%s is at the same end as %s", visit.id, other.id));
    visit.endpoint = endpoint;
  }

  /** From now on a carrier can join the two. */
  private void linked(Fact.Linked f, Visit visit) {
    boolean isAwaited = visit.stage == Visit.Stage.CONNECTING;
    promise(
        f.bridgeBy()
            .equals(isAwaited ? Optional.of(f.at().plus(rules.bridgeWithin())) : Optional.empty()),
        "%s has the wrong bridge deadline",
        f.contact());
    if (isAwaited) {
      visit.until = f.bridgeBy().orElse(null);
    }
  }

  private void scheduled(Fact.Scheduled f) {
    comes(f.contact(), f.channel(), f.queue(), f.headStart(), f.at());
    promise(!f.dueAt().isBefore(f.at()), "%s was due before", f.contact());
    visits.put(
        f.contact(),
        new Visit(
            f.contact(),
            f.channel(),
            f.queue(),
            Visit.Stage.SCHEDULED,
            f.dueAt(),
            f.headStart(),
            f.at()));
  }

  /** It waits from the moment that was promised, as what it was scheduled and moved to. */
  private void due(Fact.Queued f, Visit visit) {
    promise(!visit.arrived.isAfter(f.at()), "%s waits before it is due", f.contact());
    promise(
        f.arrived().equals(visit.arrived)
            && f.arrived().minus(f.headStart()).equals(visit.rank)
            && f.queue().equals(visit.queue)
            && f.channel() == visit.channel
            && f.endpoint().equals(Optional.ofNullable(visit.endpoint)),
        "%s is not what was scheduled",
        f);
    visit.goesTo(Visit.Stage.WAITS, f.at());
  }

  /** It leaves its line, and keeps its arrival time and its attempts. */
  private void moved(Fact.Moved f) {
    var visit = visit(f.contact());
    owedMove.remove(f.contact());
    promise(
        f.from().equals(visit.isTalkedTo() ? Optional.ofNullable(visit.agent) : Optional.empty()),
        "%s moves from %s, and is %s with %s",
        f.contact(),
        f.from(),
        visit.stage,
        visit.agent);
    promise(
        visit.isTalkedTo()
            || visit.stage == Visit.Stage.WAITS
            || visit.stage == Visit.Stage.SCHEDULED,
        "%s moves while %s",
        f.contact(),
        visit.stage);
    promise(
        f.left()
            .equals(Optional.of(new Fact.Left(visit.queue, Optional.ofNullable(visit.assigned)))),
        "%s left %s, and was in %s for %s",
        f.contact(),
        f.left(),
        visit.queue,
        visit.assigned);
    promise(
        f.handOver().equals(handOver(f, visit)),
        "%s is handed over as %s, not as %s",
        f.contact(),
        f.handOver(),
        handOver(f, visit));
    switch (f.to()) {
      case Destination.ToQueue(var id) -> {
        var queue = terms.queue(id);
        promise(
            queue.channel() == visit.channel
                && (queue.active() || f.why() == Fact.MoveReason.REQUEUED),
            "%s moves to a wrong queue",
            f.contact());
        promise(
            !id.equals(visit.queue) || visit.assigned != null || visit.isTalkedTo(),
            "%s moves to where it is",
            f.contact());
        promise(
            id.equals(visit.queue) || f.headStart().compareTo(queue.headStart()) >= 0,
            "%s lost its head start",
            f.contact());
        visit.queue = id;
        visit.assigned = null;
      }
      case Destination.ToAgent(var agent) -> {
        promise(!agent.equals(visit.assigned), "%s moves to where it is", f.contact());
        promise(
            isToCome(clerk(agent), visit) || visit.stage == Visit.Stage.SCHEDULED,
            "%s moves to %s, who will not come",
            f.contact(),
            agent);
        visit.assigned = agent;
      }
    }
    visit.rank = visit.arrived.minus(f.headStart());
    f.from().ifPresent(agent -> {
      passedOn++;
      visit.turnedDown.put(agent, f.at());
      visit.heard = visit.heard == null ? null : f.at();
      releases(agent, visit.id);
    });
    if (visit.stage != Visit.Stage.SCHEDULED) {
      visit.waitsAgain(f.at());
    }
  }

  /** The departments of the two queues, of a contact that has come. */
  private Optional<Fact.HandOver> handOver(Fact.Moved f, Visit visit) {
    if (!(f.to() instanceof Destination.ToQueue(var id)) || visit.stage == Visit.Stage.SCHEDULED) {
      return Optional.empty();
    }
    var before = terms.queue(visit.queue).department();
    var after = terms.queue(id).department();
    return before.equals(after) ? Optional.empty() : Optional.of(new Fact.HandOver(before, after));
  }

  /** Whether an agent may be waited for: there, and on the terms of the contact's channel. */
  private boolean isToCome(Clerk clerk, Visit visit) {
    return terms.slots(clerk.id, visit.channel) > 0
        && !(clerk.presence instanceof Presence.Offline)
        && !clerk.next.equals(Optional.of(new Presence.Offline()));
  }

  private void offered(Fact.Offered f) {
    var visit = visit(f.offer().contact());
    var clerk = clerk(f.agent());
    var queue = terms.queue(visit.queue);
    promise(visit.stage == Visit.Stage.WAITS, "%s is offered twice", f.offer());
    promise(f.offer().attempt() == visit.attempts + 1, "%s is out of count", f.offer());
    promise(
        f.expiresAt().equals(f.at().plus(queue.offerTimeout())),
        "%s is open for the wrong time",
        f.offer());
    promise(clerk.isHere(), "%s is offered to %s, who is away", f.offer(), f.agent());
    promise(mayServe(clerk, visit), "%s is offered to %s, who is not able", f.offer(), f.agent());
    promise(hasRoom(clerk, visit.channel), "%s is offered to full %s", f.offer(), f.agent());
    promise(!isPaused(clerk, visit, f.at()), "%s is offered again to %s", f.offer(), f.agent());
    waiting()
        .filter(other -> other.isBefore(visit) && mayTake(clerk, other, f.at()))
        .forEach(other -> promise(false, "%s overtakes %s", visit.id, other.id));
    explained(f, visit, clerk, queue);
    visit.goesTo(Visit.Stage.OFFERED, f.at());
    visit.agent = f.agent();
    visit.until = f.expiresAt();
    visit.attempts++;
    clerk.offered.add(visit.id);
  }

  private void explained(Fact.Offered f, Visit visit, Clerk clerk, FloorPlan.Queue queue) {
    var able = clerks.values().stream()
        .filter(other -> mayTake(other, visit, f.at()))
        .sorted(preference(queue))
        .map(other -> other.id)
        .toList();
    promise(
        able.isEmpty() || able.getFirst().equals(f.agent()),
        "%s went to %s, not to %s",
        f.offer(),
        f.agent(),
        able);
    promise(
        f.choice().strategy() == queue.strategy()
            && f.choice().able() == able.size()
            && f.choice().idleSince().equals(clerk.restingSince)
            && f.choice().proficiency() == terms.levelIn(clerk.id, queue)
            && f.choice().runnerUp().equals(able.stream().skip(1).findFirst()),
        "%s is explained wrongly by %s: able were %s",
        f.offer(),
        f.choice(),
        able);
  }

  private void offerClosed(Fact.OfferClosed f) {
    var visit = visit(f.offer().contact());
    promise(isOpen(visit, f.offer(), f.agent()), "%s is not open", f.offer());
    switch (f.why()) {
      case EXPIRED, UNSHOWN -> promise(visit.isOver(f.at()), "%s ran out too soon", f.offer());
      case DECLINED -> promise(!visit.isOver(f.at()), "%s was declined too late", f.offer());
      case CUSTOMER_LEFT, AGENT_LEFT, JOINED, MOVED -> {}
    }
    visit.waitsAgain(f.at());
    clerk(f.agent()).offered.remove(visit.id);
    switch (f.why()) {
      case DECLINED -> turnsDown(visit, f.agent(), f.at());
      case EXPIRED -> {
        turnsDown(visit, f.agent(), f.at());
        owedMissed.add(f.agent());
      }
      case UNSHOWN -> {}
      case CUSTOMER_LEFT -> owedGone.add(visit.id);
      case AGENT_LEFT -> owedAway.put(visit.id, f.agent());
      case JOINED -> owedTalk.add(visit.id);
      case MOVED -> owedMove.add(visit.id);
    }
  }

  /** An agent for whom alone the contact waited has not taken it: it waits for all again. */
  private void turnsDown(Visit visit, AgentId agent, Instant at) {
    visit.turnedDown.put(agent, at);
    if (agent.equals(visit.assigned)) {
      owedMove.add(visit.id);
    }
  }

  private static boolean isOpen(Visit visit, OfferId offer, AgentId agent) {
    return visit.stage == Visit.Stage.OFFERED
        && visit.isWith(agent)
        && visit.attempts == offer.attempt();
  }

  /**
   * A carrier joins the two by a deadline, once the customer is there; where none is needed they
   * are joined in the same breath.
   */
  private void accepted(Fact.Accepted f) {
    var visit = visit(f.offer().contact());
    var clerk = clerk(f.agent());
    promise(isOpen(visit, f.offer(), f.agent()), "%s is accepted and not open", f.offer());
    promise(!visit.isOver(f.at()), "%s was accepted too late", f.offer());
    promise(
        f.bridgeBy()
            .equals(
                terms.isBridged(visit.channel) && visit.endpoint != null
                    ? Optional.of(f.at().plus(rules.bridgeWithin()))
                    : Optional.empty()),
        "%s has the wrong bridge deadline",
        f.offer());
    visit.goesTo(Visit.Stage.CONNECTING, f.at());
    visit.until = f.bridgeBy().orElse(null);
    visit.assigned = null;
    clerk.offered.remove(visit.id);
    if (clerk.holds.stream().anyMatch(other -> visit(other).channel != visit.channel)) {
      blended++;
    }
    clerk.holds.add(visit.id);
    clerk.restingSince = f.at();
  }

  /** Allowed when the carrier says so in time, or late while no other agent has the customer. */
  private void connected(Fact.Connected f) {
    var visit = visit(f.contact());
    if (visit.stage != Visit.Stage.WAITS) {
      moves(f.contact(), f.agent(), Visit.Stage.TALKS, Set.of(Visit.Stage.CONNECTING));
      return;
    }
    var clerk = clerk(f.agent());
    promise(visit.givenUp.contains(f.agent()), "%s never accepted %s", f.agent(), f.contact());
    promise(
        clerk.holds.stream().noneMatch(other -> terms.isBridged(visit(other).channel)),
        "%s has another line than %s",
        f.agent(),
        f.contact());
    joinedLate++;
    unreached.add(f.agent());
    visit.assigned = null;
    visit.goesTo(Visit.Stage.TALKS, f.at());
    visit.agent = f.agent();
    clerk.holds.add(visit.id);
    clerk.had.put(visit.channel, held(clerk, visit.channel));
    clerk.restingSince = f.at();
  }

  /** Only before it is due, and while its customer has not been reached. */
  private static boolean isToBeCancelled(Visit visit) {
    return visit.stage == Visit.Stage.SCHEDULED && visit.endpoint == null;
  }

  /** The engine has refused a signal; of some it is plain when that is wrong. */
  public void refused(Signal signal) {
    if (signal instanceof Signal.Bridged word) {
      refused(word);
    }
    if (signal instanceof Signal.ContactCancelled word) {
      var visit = visits.get(word.contact());
      promise(visit == null || !isToBeCancelled(visit), "%s cannot be cancelled", word.contact());
    }
  }

  /**
   * A carrier's word that customer and agent talk: refused rightly only when another agent has the
   * customer, or the agent talks to another customer.
   */
  private void refused(Signal.Bridged word) {
    var visit = visits.get(word.contact());
    if (visit == null || !visit.isWaiting() || visit.givenUp.isEmpty()) {
      return;
    }
    var agent = word.agent().orElse(visit.givenUp.getLast());
    promise(
        !visit.givenUp.contains(agent)
            || clerk(agent).holds.stream().map(this::visit).anyMatch(this::goesOnAlone),
        "%s talks with %s, and the engine refuses it",
        agent,
        word.contact());
  }

  private void moves(ContactId id, AgentId agent, Visit.Stage to, Set<Visit.Stage> from) {
    var visit = visit(id);
    promise(
        from.contains(visit.stage) && visit.isWith(agent),
        "%s went from %s to %s with %s",
        id,
        visit.stage,
        to,
        agent);
    visit.goesTo(to, last);
  }

  private void back(ContactId id, AgentId agent, Set<Visit.Stage> from) {
    var visit = visit(id);
    boolean isGivenUp = visit.stage == Visit.Stage.CONNECTING;
    moves(id, agent, Visit.Stage.WAITS, from);
    visit.agent = null;
    if (isGivenUp) {
      visit.givenUp.remove(agent);
      visit.givenUp.add(agent);
      // nobody asks the carrier again while an agent is called
      visit.heard = visit.heard == null ? null : last;
    }
    releases(agent, id);
  }

  private void cameBack(Fact.CameBack f) {
    var visit = visit(f.contact());
    promise(isGone(f.agent(), f.at()), "%s was taken from %s too soon", f.contact(), f.agent());
    promise(!goesOnAlone(visit), "%s talks with %s and came back", f.contact(), f.agent());
    back(
        f.contact(),
        f.agent(),
        Set.of(Visit.Stage.CONNECTING, Visit.Stage.TALKS, Visit.Stage.ON_HOLD));
  }

  private void abandoned(Fact.Abandoned f) {
    var visit = visit(f.contact());
    if (f.agent().isPresent()) {
      promise(
          visit.stage == Visit.Stage.CONNECTING && visit.isWith(f.agent().get()),
          "%s did not leave %s",
          f.contact(),
          f.agent());
      releases(f.agent().get(), f.contact());
    } else {
      promise(visit.stage == Visit.Stage.WAITS, "%s left while %s", f.contact(), visit.stage);
    }
    leaves(visit, f.cause(), f.at());
    var left = remembers(leftEarly, f.contact(), f.at())
        ? leftEarly.getOrDefault(f.contact(), f.at())
        : f.at();
    var waited = Duration.between(visit.arrived, left);
    promise(
        f.isShort() == (waited.compareTo(terms.queue(visit.queue).shortAbandon()) < 0),
        "%s left after %s and short is %s",
        f.contact(),
        waited,
        f.isShort());
    ends(f.contact(), f.at());
  }

  /** Only a live customer can leave; without a report, only after a long silence. */
  private void leaves(Visit visit, String cause, Instant at) {
    promise(terms.isLive(visit.channel), "patient %s has left", visit.id);
    promise(!cause.equals(Rules.SILENT) || isSilent(visit, at), "%s was not silent", visit.id);
  }

  private void finished(Fact.Finished f) {
    var visit = visit(f.contact());
    promise(visit.isWith(f.agent()), "%s is finished by a stranger", f.contact());
    promise(
        visit.isTalkedTo()
            || visit.stage == Visit.Stage.WRITTEN_UP
            || (visit.stage == Visit.Stage.CONNECTING && visit.endpoint == null),
        "%s is finished while %s",
        f.contact(),
        visit.stage);
    promise(
        f.hangUp() == visit.isTalkedTo() || isGone(f.agent(), f.at()),
        "%s is hung up: %s, while %s",
        f.contact(),
        f.hangUp(),
        visit.stage);
    releases(f.agent(), f.contact());
    ends(f.contact(), f.at());
  }

  private void presenceChanged(Fact.PresenceChanged f) {
    var clerk = clerk(f.agent());
    switch (f.presence()) {
      case Presence.Ready _ -> {
        promise(terms.agent(f.agent()).active(), "inactive %s is ready", f.agent());
        if (!(clerk.presence instanceof Presence.Ready)) {
          clerk.restingSince = f.at();
        }
      }
      case Presence.NotReady(var reason) -> {
        promise(
            !reason.equals(Presence.BRIDGE_FAILED) || unreached.contains(f.agent()),
            "%s is not ready because of a customer",
            f.agent());
        promise(
            clerk.holds.isEmpty()
                || SET_BY_ENGINE.contains(reason)
                || f.presence().equals(clerk.presence),
            "%s leaves contacts behind",
            f.agent());
      }
      case Presence.Offline _ -> {
        promise(clerk.holds.isEmpty(), "%s leaves contacts behind", f.agent());
        clerk.lostUntil = null;
      }
    }
    clerk.presence = f.presence();
    clerk.next = Optional.empty();
  }

  private void releases(AgentId agent, ContactId contact) {
    promise(clerk(agent).holds.remove(contact), "%s did not hold %s", agent, contact);
    clerk(agent).restingSince = last;
  }

  private void ends(ContactId contact, Instant at) {
    visits.remove(contact);
    leftEarly.remove(contact);
    over.put(contact, at);
  }

  private Stream<Visit> waiting() {
    return visits.values().stream().filter(visit -> visit.stage == Visit.Stage.WAITS);
  }

  private boolean mayTake(Clerk clerk, Visit visit, Instant now) {
    return clerk.isHere()
        && mayServe(clerk, visit)
        && hasRoom(clerk, visit.channel)
        && !isPaused(clerk, visit, now);
  }

  private boolean isPaused(Clerk clerk, Visit visit, Instant now) {
    var turnedDown = visit.turnedDown.get(clerk.id);
    return turnedDown != null
        && now.isBefore(turnedDown.plus(rules.reofferPause()))
        && clerks.values().stream()
            .anyMatch(other -> other != clerk && other.isHere() && mayServe(other, visit));
  }

  /** One agent alone, whatever their skills, or all who serve the queue. */
  private boolean mayServe(Clerk clerk, Visit visit) {
    return visit.assigned == null
        ? terms.serves(clerk.id, terms.queue(visit.queue))
        : clerk.id.equals(visit.assigned) && terms.slots(clerk.id, visit.channel) > 0;
  }

  /** Offered, held and written-up contacts take a slot, and block, as one that is talked to. */
  private boolean hasRoom(Clerk clerk, Channel channel) {
    return taken(clerk, channel) < terms.slots(clerk.id, channel)
        && has(clerk).noneMatch(visit -> terms.blocks(visit.channel, channel));
  }

  private boolean hasRoomForAnything(Clerk clerk) {
    return Arrays.stream(Channel.values()).anyMatch(channel -> hasRoom(clerk, channel));
  }

  private long taken(Clerk clerk, Channel channel) {
    return has(clerk).filter(visit -> visit.channel == channel).count();
  }

  private long held(Clerk clerk, Channel channel) {
    return clerk.holds.stream().filter(held -> visit(held).channel == channel).count();
  }

  private Stream<Visit> has(Clerk clerk) {
    return Stream.concat(clerk.holds.stream(), clerk.offered.stream()).map(this::visit);
  }

  private Comparator<Clerk> preference(FloorPlan.Queue queue) {
    Comparator<Clerk> longestIdle = Comparator.<Clerk, Instant>comparing(
            clerk -> clerk.restingSince)
        .thenComparing(clerk -> clerk.id);
    return switch (queue.strategy()) {
      case LONGEST_IDLE -> longestIdle;
      case MOST_SKILLED ->
        Comparator.<Clerk>comparingInt(clerk -> -terms.levelIn(clerk.id, queue))
            .thenComparing(longestIdle);
    };
  }

  private boolean isGone(AgentId agent, Instant now) {
    var until = clerk(agent).lostUntil;
    return until != null && !until.isAfter(now);
  }

  private static boolean remembers(Map<ContactId, Instant> what, ContactId id, Instant now) {
    var at = what.get(id);
    return at != null && now.isBefore(at.plus(REMEMBERED_FOR));
  }

  private Visit visit(ContactId id) {
    var visit = visits.get(id);
    if (visit == null) {
      throw new Terms.Unheard("a fact about contact " + id + ", which is not here");
    }
    return visit;
  }

  private Clerk clerk(AgentId id) {
    var clerk = clerks.get(id);
    if (clerk == null) {
      throw new Terms.Unheard("a fact about agent " + id + ", whom nobody planned");
    }
    return clerk;
  }

  @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotations are not on our class path
  private void promise(boolean kept, String broken, @Nullable Object... parts) {
    if (!kept && violations.size() < VIOLATIONS_MAX) {
      violations.add(last + " " + String.format(broken, parts));
    }
  }
}
