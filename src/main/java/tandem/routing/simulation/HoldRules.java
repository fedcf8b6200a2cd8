package tandem.routing.simulation;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.routing.engine.Fact;

/**
 * How customers are put on hold and taken back. The agent asks for it, or a carrier reports it or
 * fails to do it. The carrier is told only of what the agent has asked for.
 */
final class HoldRules {

  private final SeenFloor seen;

  /** What the engine must decide on the signal that it has been told. */
  private Optional<Change> due = Optional.empty();

  /**
   * A hold or its end.
   *
   * @param asked whether the agent has asked for it
   */
  private record Change(ContactId contact, Visit.Stage to, boolean asked) {}

  HoldRules(SeenFloor seen) {
    this.seen = seen;
  }

  /** The agent who has the contact can put the customer on hold and take them back. */
  void asked(ContactId contact, AgentId agent, Visit.Stage to) {
    due = change(contact, Optional.of(agent), to, true);
  }

  /**
   * The carrier reports it. A report that contradicts what the agent has just asked for is the echo
   * of an earlier command and changes nothing.
   */
  void reported(ContactId contact, Visit.Stage to, Instant now) {
    due =
        change(contact, Optional.empty(), to, false).filter(_ -> !isEcho(seen.visit(contact), now));
  }

  /** The carrier could not do the opposite. A failure is never an echo. */
  void failed(ContactId contact, Optional<AgentId> agent, Visit.Stage to) {
    due = change(contact, agent, to, false);
  }

  /** The signal is about something else. */
  void untouched() {
    due = Optional.empty();
  }

  private Optional<Change> change(
      ContactId contact, Optional<AgentId> agent, Visit.Stage to, boolean asked) {
    var visit = seen.visits.get(contact);
    return visit != null
            && visit.stage == opposite(to)
            && agent.map(visit::isWith).orElse(true)
        ? Optional.of(new Change(contact, to, asked))
        : Optional.empty();
  }

  private static Visit.Stage opposite(Visit.Stage stage) {
    return stage == Visit.Stage.TALKS ? Visit.Stage.ON_HOLD : Visit.Stage.TALKS;
  }

  private boolean isEcho(Visit visit, Instant now) {
    return visit.isAsked && now.isBefore(visit.since.plus(seen.rules.echoWithin()));
  }

  void held(Fact.Held f) {
    changed(new Change(f.contact(), Visit.Stage.ON_HOLD, f.asked()), f.agent());
  }

  void resumed(Fact.Resumed f) {
    changed(new Change(f.contact(), Visit.Stage.TALKS, f.asked()), f.agent());
  }

  private void changed(Change change, AgentId agent) {
    seen.promise(
        due.equals(Optional.of(change)), "%s, and the signal means %s", change, meant(due));
    due = Optional.empty();
    seen.moves(change.contact(), agent, change.to(), Set.of(opposite(change.to())));
    seen.visit(change.contact()).isAsked = change.asked();
  }

  private static String meant(Optional<Change> due) {
    return due.map(Change::toString).orElse("no hold");
  }

  /** The engine has answered the signal, with facts or a refusal. */
  void answered() {
    due.ifPresent(change -> seen.promise(false, "%s does not follow", change));
    due = Optional.empty();
  }
}
