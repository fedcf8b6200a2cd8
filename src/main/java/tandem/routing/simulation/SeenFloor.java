package tandem.routing.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Rules;

/**
 * The floor as the witness has seen it: the plan, the open contacts, the agents, and the promises
 * that were broken.
 */
final class SeenFloor {

  private static final int VIOLATIONS_MAX = 100;

  final Rules rules;
  final Terms terms = new Terms();
  final Map<ContactId, Visit> visits = new LinkedHashMap<>();
  final Map<AgentId, Clerk> clerks = new LinkedHashMap<>();

  private final List<String> violations = new ArrayList<>();
  private Instant last = Instant.MIN;

  /** When the last outage was over; silence before does not count. */
  Instant heardSince = Instant.MIN;

  SeenFloor(Rules rules) {
    this.rules = rules;
  }

  /** Time goes on with the fact. */
  void reaches(Fact fact) {
    promise(!fact.at().isBefore(last), "time went back with %s", fact);
    last = fact.at();
  }

  /** The time of the last fact. */
  Instant last() {
    return last;
  }

  /** The time of a clock, which may be behind the last fact. */
  Instant notBeforeLast(Instant clock) {
    return clock.isAfter(last) ? clock : last;
  }

  Visit visit(ContactId id) {
    var visit = visits.get(id);
    if (visit == null) {
      throw new Terms.Unknown("a fact about contact " + id + ", which is not here");
    }
    return visit;
  }

  Clerk clerk(AgentId id) {
    var clerk = clerks.get(id);
    if (clerk == null) {
      throw new Terms.Unknown("a fact about agent " + id + ", whom nobody planned");
    }
    return clerk;
  }

  Stream<Visit> waiting() {
    return visits.values().stream().filter(visit -> visit.stage == Visit.Stage.WAITS);
  }

  /** Whether the agent is lost, and the time in which they could come back is over. */
  boolean isGone(AgentId agent, Instant now) {
    var until = clerk(agent).lostUntil;
    return until != null && !until.isAfter(now);
  }

  /** Whether customer and agent talk through a carrier, which needs no screen. */
  boolean goesOnAlone(Visit visit) {
    return visit.isTalkedTo() && terms.isBridged(visit.channel);
  }

  /** A contact of an agent goes on to its next stage. */
  void moves(ContactId id, AgentId agent, Visit.Stage to, Set<Visit.Stage> from) {
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

  /** The agent has the contact no longer. */
  void releases(AgentId agent, ContactId contact) {
    promise(clerk(agent).holds.remove(contact), "%s did not hold %s", agent, contact);
    clerk(agent).restingSince = last;
  }

  /** Notes a violation unless the promise was kept. */
  @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotations are not on our class path
  void promise(boolean kept, String broken, @Nullable Object... parts) {
    if (!kept && violations.size() < VIOLATIONS_MAX) {
      violations.add(last + " " + String.format(broken, parts));
    }
  }

  List<String> violations() {
    return List.copyOf(violations);
  }
}
