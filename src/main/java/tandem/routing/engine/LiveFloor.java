package tandem.routing.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The floor while the engine decides: its state, the time, the indexes that follow it, and the
 * facts of this turn. The rules read it, and change it only by {@link #emit}.
 */
final class LiveFloor {

  final Rules rules;
  final Floor floor;
  final Deadlines deadlines;
  private FloorIndex index;
  private Instant now;
  private final RoutingEngine.Listener listener;
  private List<Fact> facts = new ArrayList<>();

  LiveFloor(Rules rules, Floor floor, RoutingEngine.Listener listener) {
    this.listener = listener;
    this.rules = rules;
    this.floor = floor;
    this.deadlines = new Deadlines(rules, floor);
    this.index = new FloorIndex(floor);
    this.now = floor.time();
  }

  /** Begins a turn. A clock that is behind the last fact does not turn time back. */
  void turn(Instant clock) {
    now = clock.isAfter(floor.time()) ? clock : floor.time();
  }

  Instant now() {
    return now;
  }

  FloorIndex index() {
    return index;
  }

  void emit(Fact fact) {
    var before = fact.aboutContact().flatMap(floor::contact);
    floor.apply(fact);
    facts.add(fact);
    listener.decided(fact, floor);
    if (fact instanceof Fact.FloorPlanned planned) {
      reindex(planned.changes());
      return;
    }
    if (fact instanceof Fact.TimeLost) {
      deadlines.refreshAll(now);
      return;
    }
    fact.aboutContact()
        .ifPresent(id ->
            floor.contact(id).ifPresentOrElse(this::refresh, () -> before.ifPresent(this::remove)));
    fact.aboutAgent().flatMap(floor::agent).ifPresent(agent -> {
      index.refresh(agent);
      deadlines.refresh(agent);
    });
  }

  private void refresh(Contact contact) {
    index.refresh(contact);
    deadlines.refresh(contact, now);
  }

  private void remove(Contact contact) {
    index.remove(contact);
    deadlines.remove(contact.id());
  }

  /** Builds lines and crews anew after a change of the document that shapes them. */
  private void reindex(FloorPlan changes) {
    if (!changes.queues().isEmpty()
        || !changes.agents().isEmpty()
        || !changes.channels().isEmpty()) {
      index = new FloorIndex(floor);
    }
    if (!changes.channels().isEmpty()) {
      deadlines.refreshAll(now);
    }
  }

  List<Fact> drain() {
    var drained = List.copyOf(facts);
    facts = new ArrayList<>();
    return drained;
  }

  Contact contact(tandem.base.ContactId id) {
    return floor.contact(id).orElseThrow();
  }

  AgentState agent(tandem.base.AgentId id) {
    return floor.agent(id).orElseThrow();
  }

  Optional<Decision.Refused> refuseAbsent(tandem.base.ContactId contact) {
    return floor.ended(contact, now).isPresent()
        ? no(Decision.No.GONE, "the contact has ended")
        : no(Decision.No.UNKNOWN, "contact " + contact + " does not exist");
  }

  static Optional<Decision.Refused> no(Decision.No no, String why) {
    return Optional.of(new Decision.Refused(no, why));
  }
}
