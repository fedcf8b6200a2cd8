package tandem.routing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/**
 * A checker of the engine by its facts alone. It shares no code and no rule with the engine,
 * because it would then repeat the engine's mistakes: the floor's promises are written down here a
 * second time, in the slow and obvious way.
 */
public final class Witness {

  private static final int VIOLATIONS_MAX = 100;
  private static final Duration TURNED_DOWN_FOR = Duration.ofSeconds(30);
  private static final Duration LOST_FOR = Duration.ofSeconds(60);
  private static final Duration BRIDGED_WITHIN = Duration.ofSeconds(30);
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);
  private static final Set<ReasonId> SET_BY_ENGINE =
      Set.of(new ReasonId("missed_offer"), new ReasonId("bridge_failed"));

  private final Map<ContactId, Visit> visits = new TreeMap<>();
  private final Map<AgentId, Clerk> clerks = new TreeMap<>();
  private final Map<QueueId, FloorPlan.Queue> queues = new HashMap<>();
  private final Set<Object> planned = new HashSet<>();
  private final Map<ContactId, Instant> over = new HashMap<>();
  private final Map<ContactId, Instant> leftEarly = new HashMap<>();

  /** What must have come true when the engine has spoken. */
  private final Set<AgentId> owedMissed = new HashSet<>();

  private final Set<AgentId> owedAway = new HashSet<>();
  private final Set<ContactId> owedGone = new HashSet<>();
  private final Set<ContactId> owedTalk = new HashSet<>();

  private final List<String> violations = new ArrayList<>();
  private Instant last = Instant.MIN;
  private int joinedLate;

  public List<String> violations() {
    return List.copyOf(violations);
  }

  /** How many callers were connected after their bridge had been given up. */
  int joinedLate() {
    return joinedLate;
  }

  /** One fact, in the order of the journal. */
  public void sees(Fact fact) {
    promise(!fact.at().isBefore(last), "time went back with %s", fact);
    last = fact.at();
    switch (fact) {
      case Fact.FloorPlanned f -> plan(f);
      case Fact.Queued f -> queued(f);
      case Fact.Scheduled f -> scheduled(f);
      case Fact.Moved f -> moved(f);
      case Fact.Linked f -> {
        promise(!visit(f.contact()).linked, "%s is linked twice", f.contact());
        visit(f.contact()).linked = true;
      }
      case Fact.Identified f -> visit(f.contact());
      case Fact.Heard f ->
        promise(
            visit(f.contact()).stage == Visit.Stage.WAITS
                || visit(f.contact()).stage == Visit.Stage.OFFERED,
            "%s was heard and does not wait",
            f.contact());
      case Fact.Offered f -> offered(f);
      case Fact.OfferClosed f -> offerClosed(f);
      case Fact.Accepted f -> accepted(f);
      case Fact.Connected f -> connected(f);
      case Fact.BridgeFailed f -> {
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
        promise(f.until().equals(f.at().plus(LOST_FOR)), "%s has the wrong grace", f.agent());
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
    for (var clerk : clerks.values()) {
      promise(
          clerk.next.isEmpty() || !clerk.holds.isEmpty(), "%s forgot what comes next", clerk.id);
      promise(clerk.offered.isEmpty() || clerk.isHere(), "%s is away and has an offer", clerk.id);
      promise(
          clerk.holds.isEmpty() || !(clerk.presence instanceof Presence.Offline),
          "%s has gone home and has a contact",
          clerk.id);
      promise(calls(clerk.offered) <= 1, "%s has two call offers", clerk.id);
      for (var channel : Channel.values()) {
        promise(taken(clerk, channel) <= slots(channel), "%s has too many contacts", clerk.id);
      }
      promise(calls(clerk.holds) == 0 || clerk.offered.isEmpty(), "%s is rung in a call", clerk.id);
    }
    for (var visit : visits.values()) {
      var assigned = visit.assigned;
      if (assigned != null && visit.stage != Visit.Stage.SCHEDULED) {
        promise(
            !(clerk(assigned).presence instanceof Presence.Offline),
            "%s waits for %s, who has gone home",
            visit.id,
            assigned);
      }
    }
    owedMissed.forEach(agent -> promise(
        clerk(agent).presence.equals(new Presence.NotReady(new ReasonId("missed_offer"))),
        "%s missed an offer and is still ready",
        agent));
    owedAway.forEach(agent -> promise(
        !clerk(agent).isHere() || calls(clerk(agent).holds) > 0,
        "an offer was taken from %s for nothing",
        agent));
    owedGone.forEach(
        contact -> promise(!visits.containsKey(contact), "%s has left and is still here", contact));
    owedTalk.forEach(contact -> promise(
        visits.containsKey(contact) && visit(contact).isTalkedTo(),
        "the offer of %s was withdrawn without a reason",
        contact));
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

  /** The engine has been told the time: nothing may be overdue. */
  public void clockReached(Instant clock) {
    var now = clock.isAfter(last) ? clock : last;
    for (var visit : visits.values()) {
      promise(!visit.isOver(now), "%s is %s past its deadline", visit.id, visit.stage);
    }
    for (var clerk : clerks.values()) {
      if (isGone(clerk.id, now)) {
        promise(clerk.next.equals(Optional.of(new Presence.Offline())), "%s stays lost", clerk.id);
        for (var contact : clerk.holds) {
          var visit = visit(contact);
          promise(
              visit.channel == Channel.CALL && visit.isTalkedTo(),
              "%s is kept for lost %s",
              contact,
              clerk.id);
        }
      }
    }
  }

  private void plan(Fact.FloorPlanned f) {
    var changes = f.changes();
    var parts = Stream.of(
            changes.channels(),
            changes.departments(),
            changes.skills(),
            changes.queues(),
            changes.agents(),
            changes.reasons(),
            changes.entrances())
        .flatMap(List::stream)
        .toList();
    promise(!parts.isEmpty() || changes.defaultQueue().isPresent(), "nothing was planned");
    changes.queues().forEach(queue -> {
      planned.remove(queues.put(queue.id(), queue));
    });
    changes.agents().forEach(agent -> {
      var clerk = clerks.computeIfAbsent(agent.id(), id -> new Clerk(id, f.at()));
      clerk.skills = agent.skills();
      clerk.active = agent.active();
    });
    planned.removeIf(old -> old instanceof FloorPlan.Agent agent
        && changes.agents().stream().anyMatch(a -> a.id().equals(agent.id()) && !a.equals(old)));
    parts.forEach(part -> promise(planned.add(part), "%s was planned before", part));
  }

  private void scheduled(Fact.Scheduled f) {
    promise(!visits.containsKey(f.contact()), "%s came twice", f.contact());
    promise(!remembers(over, f.contact(), f.at()), "%s came again", f.contact());
    promise(!f.dueAt().isBefore(f.at()), "%s was due before", f.contact());
    var visit =
        new Visit(f.contact(), f.channel(), f.queue(), f.dueAt(), f.dueAt().minus(f.headStart()));
    visit.goesTo(Visit.Stage.SCHEDULED, null, f.dueAt());
    visits.put(f.contact(), visit);
  }

  private void due(Visit visit, Fact.Queued f) {
    promise(visit.isOver(f.at()), "%s is queued before it is due", visit.id);
    promise(
        f.queue().equals(visit.queue)
            && f.arrived().equals(visit.arrived)
            && f.arrived().minus(f.headStart()).equals(visit.rank),
        "%s is not what was scheduled",
        f);
    visit.goesTo(Visit.Stage.WAITS, null, null);
  }

  /** It keeps its arrival, leaves its agent, and waits in its new place. */
  private void moved(Fact.Moved f) {
    var visit = visit(f.contact());
    promise(
        visit.stage == Visit.Stage.WAITS
            || visit.stage == Visit.Stage.SCHEDULED
            || visit.isTalkedTo(),
        "%s was moved while %s",
        f.contact(),
        visit.stage);
    promise(
        f.from().isPresent() == visit.isTalkedTo()
            && f.from().map(visit::isWith).orElse(true),
        "%s was taken from %s",
        f.contact(),
        f.from());
    f.from().ifPresent(agent -> {
      releases(agent, f.contact());
      visit.turnedDown.put(agent, f.at());
    });
    switch (f.to()) {
      case Destination.ToQueue(var id) -> {
        promise(
            queue(id).channel() == visit.channel
                && (f.why() == Fact.MoveReason.REQUEUED
                    ? visit.assigned != null && id.equals(visit.queue)
                    : queue(id).active()),
            "%s went to a wrong queue",
            f);
        visit.queue = id;
        visit.assigned = null;
      }
      case Destination.ToAgent(var agent) -> {
        promise(
            visit.stage == Visit.Stage.SCHEDULED
                || !(clerk(agent).presence instanceof Presence.Offline),
            "%s waits for %s, who is offline",
            f.contact(),
            agent);
        visit.assigned = agent;
      }
    }
    promise(!f.headStart().isNegative(), "%s fell behind its arrival", f.contact());
    visit.rank = visit.arrived.minus(f.headStart());
    if (visit.stage != Visit.Stage.SCHEDULED) {
      visit.goesTo(Visit.Stage.WAITS, null, null);
    }
  }

  private void queued(Fact.Queued f) {
    var scheduled = visits.get(f.contact());
    if (scheduled != null && scheduled.stage == Visit.Stage.SCHEDULED) {
      due(scheduled, f);
      return;
    }
    var queue = queue(f.queue());
    promise(!visits.containsKey(f.contact()), "%s came twice", f.contact());
    promise(!remembers(over, f.contact(), f.at()), "%s came again", f.contact());
    promise(!f.arrived().isAfter(f.at()), "%s comes from the future", f.contact());
    promise(
        queue.active() && queue.channel() == f.channel(), "%s is in a wrong queue", f.contact());
    promise(f.headStart().compareTo(queue.headStart()) >= 0, "%s lost its head start", f.contact());
    var rank = f.arrived().minus(f.headStart());
    visits.put(f.contact(), new Visit(f.contact(), f.channel(), f.queue(), f.arrived(), rank));
    boolean canLeave = f.channel() == Channel.CALL || f.channel() == Channel.CHAT;
    if (canLeave && remembers(leftEarly, f.contact(), f.at())) {
      owedGone.add(f.contact());
    }
  }

  private void offered(Fact.Offered f) {
    var visit = visit(f.offer().contact());
    var clerk = clerk(f.agent());
    var queue = queue(visit.queue);
    promise(visit.stage == Visit.Stage.WAITS, "%s is offered twice", f.offer());
    promise(f.offer().attempt() == visit.attempts + 1, "%s is out of count", f.offer());
    promise(
        f.expiresAt().equals(f.at().plus(queue.offerTimeout())), "%s rings too long", f.offer());
    promise(clerk.isHere(), "%s is offered to %s, who is away", f.offer(), f.agent());
    promise(
        visit.assigned == null ? clerk.knows(queue.skills()) : f.agent().equals(visit.assigned),
        "%s is offered to the wrong %s",
        f.offer(),
        f.agent());
    promise(hasRoom(clerk, visit.channel), "%s is offered to full %s", f.offer(), f.agent());
    promise(!isPaused(clerk, visit, f.at()), "%s is offered again to %s", f.offer(), f.agent());
    waiting()
        .filter(other -> other.isBefore(visit) && mayTake(clerk, other, f.at()))
        .forEach(other -> promise(false, "%s overtakes %s", visit.id, other.id));
    var order = preference(queue);
    var able = clerks.values().stream()
        .filter(other -> mayTake(other, visit, f.at()))
        .sorted(order)
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
            && f.choice().proficiency() == clerk.levelIn(queue.skills())
            && f.choice().runnerUp().equals(able.stream().skip(1).findFirst()),
        "%s is explained wrongly by %s: able were %s",
        f.offer(),
        f.choice(),
        able);
    visit.goesTo(Visit.Stage.OFFERED, f.agent(), f.expiresAt());
    visit.attempts++;
    clerk.offered.add(visit.id);
  }

  private void offerClosed(Fact.OfferClosed f) {
    var visit = visit(f.offer().contact());
    checkOffer(f, visit);
    visit.goesTo(Visit.Stage.WAITS, null, null);
    clerk(f.agent()).offered.remove(visit.id);
    switch (f.why()) {
      case DECLINED -> visit.turnedDown.put(f.agent(), f.at());
      case EXPIRED -> {
        visit.turnedDown.put(f.agent(), f.at());
        owedMissed.add(f.agent());
      }
      case UNSHOWN -> {}
      case CUSTOMER_LEFT -> owedGone.add(visit.id);
      case AGENT_LEFT -> owedAway.add(f.agent());
      case MOVED -> {}
      case JOINED -> owedTalk.add(visit.id);
    }
  }

  private void checkOffer(Fact.OfferClosed f, Visit visit) {
    promise(
        visit.stage == Visit.Stage.OFFERED
            && visit.isWith(f.agent())
            && visit.attempts == f.offer().attempt(),
        "%s is not open",
        f.offer());
    switch (f.why()) {
      case EXPIRED, UNSHOWN -> promise(visit.isOver(f.at()), "%s ran out too soon", f.offer());
      case DECLINED -> promise(!visit.isOver(f.at()), "%s was declined too late", f.offer());
      case CUSTOMER_LEFT, AGENT_LEFT, JOINED, MOVED -> {}
    }
  }

  private void accepted(Fact.Accepted f) {
    var visit = visit(f.offer().contact());
    var clerk = clerk(f.agent());
    promise(
        visit.stage == Visit.Stage.OFFERED
            && visit.isWith(f.agent())
            && visit.attempts == f.offer().attempt(),
        "%s is accepted and not open",
        f.offer());
    promise(!visit.isOver(f.at()), "%s was accepted too late", f.offer());
    boolean isCall = visit.channel == Channel.CALL;
    promise(
        f.bridgeBy().equals(isCall ? Optional.of(f.at().plus(BRIDGED_WITHIN)) : Optional.empty()),
        "%s has the wrong bridge deadline",
        f.offer());
    visit.goesTo(
        isCall ? Visit.Stage.CONNECTING : Visit.Stage.TALKS,
        f.agent(),
        f.bridgeBy().orElse(null));
    visit.assigned = null;
    clerk.offered.remove(visit.id);
    clerk.holds.add(visit.id);
    clerk.restingSince = f.at();
  }

  /** Allowed when the carrier says so in time, or late while no other agent has the customer. */
  private void connected(Fact.Connected f) {
    var visit = visit(f.contact());
    if (visit.stage == Visit.Stage.TALKS && visit.channel != Channel.CALL) {
      promise(visit.isWith(f.agent()), "%s is connected to a stranger", f.contact());
      return;
    }
    if (visit.stage != Visit.Stage.WAITS) {
      moves(f.contact(), f.agent(), Visit.Stage.TALKS, Set.of(Visit.Stage.CONNECTING));
      return;
    }
    var clerk = clerk(f.agent());
    promise(visit.givenUp.contains(f.agent()), "%s never accepted %s", f.agent(), f.contact());
    promise(calls(clerk.holds) == 0, "%s has another call than %s", f.agent(), f.contact());
    joinedLate++;
    visit.assigned = null;
    visit.goesTo(Visit.Stage.TALKS, f.agent(), null);
    clerk.holds.add(visit.id);
    clerk.restingSince = f.at();
  }

  /**
   * The engine has refused a carrier's word that customer and agent talk: right only when another
   * agent has the customer, or the agent talks to another customer.
   */
  public void refused(Signal.Bridged word) {
    var visit = visits.get(word.contact());
    if (visit == null
        || (visit.stage != Visit.Stage.WAITS && visit.stage != Visit.Stage.OFFERED)
        || visit.givenUp.isEmpty()) {
      return;
    }
    var agent = word.agent().orElse(visit.givenUp.getLast());
    promise(
        !visit.givenUp.contains(agent)
            || clerk(agent).holds.stream()
                .map(this::visit)
                .anyMatch(other -> other.channel == Channel.CALL && other.isTalkedTo()),
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
    visit.goesTo(to, agent, null);
  }

  private void back(ContactId id, AgentId agent, Set<Visit.Stage> from) {
    boolean isGivenUp = visit(id).stage == Visit.Stage.CONNECTING;
    moves(id, agent, Visit.Stage.WAITS, from);
    visit(id).agent = null;
    if (isGivenUp) {
      visit(id).givenUp.remove(agent);
      visit(id).givenUp.add(agent);
    }
    releases(agent, id);
  }

  private void cameBack(Fact.CameBack f) {
    promise(isGone(f.agent(), f.at()), "%s was taken from %s too soon", f.contact(), f.agent());
    back(
        f.contact(),
        f.agent(),
        visit(f.contact()).channel == Channel.CALL
            ? Set.of(Visit.Stage.CONNECTING)
            : Set.of(Visit.Stage.TALKS, Visit.Stage.ON_HOLD));
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
    var left = remembers(leftEarly, f.contact(), f.at())
        ? leftEarly.getOrDefault(f.contact(), f.at())
        : f.at();
    var waited = Duration.between(visit.arrived, left);
    promise(
        f.isShort() == (waited.compareTo(queue(visit.queue).shortAbandon()) < 0),
        "%s left after %s and short is %s",
        f.contact(),
        waited,
        f.isShort());
    ends(f.contact(), f.at());
  }

  private void finished(Fact.Finished f) {
    var visit = visit(f.contact());
    promise(visit.isWith(f.agent()), "%s is finished by a stranger", f.contact());
    promise(
        visit.isTalkedTo() || visit.stage == Visit.Stage.WRITTEN_UP,
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
        promise(clerk.active, "inactive %s is ready", f.agent());
        if (!(clerk.presence instanceof Presence.Ready)) {
          clerk.restingSince = f.at();
        }
      }
      case Presence.NotReady(var reason) ->
        promise(
            clerk.holds.isEmpty()
                || SET_BY_ENGINE.contains(reason)
                || f.presence().equals(clerk.presence),
            "%s leaves contacts behind",
            f.agent());
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
        && (visit.assigned == null
            ? clerk.knows(queue(visit.queue).skills())
            : clerk.id.equals(visit.assigned))
        && hasRoom(clerk, visit.channel)
        && !isPaused(clerk, visit, now);
  }

  private boolean isPaused(Clerk clerk, Visit visit, Instant now) {
    var turnedDown = visit.turnedDown.get(clerk.id);
    return turnedDown != null
        && visit.assigned == null
        && now.isBefore(turnedDown.plus(TURNED_DOWN_FOR))
        && clerks.values().stream()
            .anyMatch(other -> other != clerk
                && other.isHere()
                && other.knows(queue(visit.queue).skills()));
  }

  /** A call stops everything, a chat stops calls, messages and mails stop nothing. */
  private boolean hasRoom(Clerk clerk, Channel channel) {
    boolean stopped = taken(clerk, Channel.CALL) > 0
        || (channel == Channel.CALL && taken(clerk, Channel.CHAT) > 0);
    return !stopped && taken(clerk, channel) < slots(channel);
  }

  private boolean hasRoomForAnything(Clerk clerk) {
    return Arrays.stream(Channel.values()).anyMatch(channel -> hasRoom(clerk, channel));
  }

  private static int slots(Channel channel) {
    return switch (channel) {
      case CALL -> 1;
      case CHAT -> 3;
      case MESSAGE, EMAIL -> 5;
    };
  }

  private long taken(Clerk clerk, Channel channel) {
    return Stream.concat(clerk.holds.stream(), clerk.offered.stream())
        .filter(contact -> visit(contact).channel == channel)
        .count();
  }

  private long calls(Set<ContactId> contacts) {
    return contacts.stream()
        .filter(contact -> visit(contact).channel == Channel.CALL)
        .count();
  }

  private static Comparator<Clerk> preference(FloorPlan.Queue queue) {
    Comparator<Clerk> longestIdle = Comparator.<Clerk, Instant>comparing(
            clerk -> clerk.restingSince)
        .thenComparing(clerk -> clerk.id);
    return switch (queue.strategy()) {
      case LONGEST_IDLE -> longestIdle;
      case MOST_SKILLED ->
        Comparator.<Clerk>comparingInt(clerk -> -clerk.levelIn(queue.skills()))
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
      throw new IllegalStateException("a fact about contact " + id + ", which is not here");
    }
    return visit;
  }

  private Clerk clerk(AgentId id) {
    var clerk = clerks.get(id);
    if (clerk == null) {
      throw new IllegalStateException("a fact about agent " + id + ", whom nobody planned");
    }
    return clerk;
  }

  private FloorPlan.Queue queue(QueueId id) {
    var queue = queues.get(id);
    if (queue == null) {
      throw new IllegalStateException("a fact about queue " + id + ", which nobody planned");
    }
    return queue;
  }

  @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotations are not on our class path
  private void promise(boolean kept, String broken, Object... parts) {
    if (!kept && violations.size() < VIOLATIONS_MAX) {
      violations.add(last + " " + String.format(broken, parts));
    }
  }
}
