package tandem.routing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.base.ContactId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Signal;

/** How contacts end: the customer leaves, or the agent finishes. */
final class EndRules {

  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  /** The cause of an end that nobody has reported. */
  private static final String SILENT = "silent";

  /** The cause of an end that the agent has asked for. */
  private static final String HUNG_UP = "agent_hung_up";

  private final SeenFloor seen;
  private final DeadlineRules deadlines;
  private final Map<ContactId, Instant> over = new HashMap<>();
  private final Map<ContactId, Fact.LeftEarly> leftEarly = new HashMap<>();

  /** The report that the engine has been told. */
  private Optional<Signal.ContactLeft> reported = Optional.empty();

  /** The agent's request to hang up, of which the engine has been told. */
  private Optional<Signal.HangUpAsked> asked = Optional.empty();

  /** Contacts whose customer has left: they must be gone when the engine has answered. */
  private final Set<ContactId> toBeGone = new HashSet<>();

  EndRules(SeenFloor seen, DeadlineRules deadlines) {
    this.seen = seen;
    this.deadlines = deadlines;
  }

  /** Whether the contact has ended, and the engine must still remember it. */
  boolean hasEnded(ContactId contact, Instant now) {
    return remembers(over.get(contact), now);
  }

  /** If a live customer left before the arrival was heard of, the contact must end at once. */
  void arrived(Fact.Queued f) {
    if (!seen.terms.isLive(f.channel())) {
      leftEarly.remove(f.contact());
    } else if (hasLeftEarly(f.contact(), f.at())) {
      mustBeGone(f.contact());
    }
  }

  void told(Optional<Signal.ContactLeft> report) {
    reported = report;
  }

  void asked(Optional<Signal.HangUpAsked> request) {
    asked = request;
  }

  void mustBeGone(ContactId contact) {
    toBeGone.add(contact);
  }

  void leftEarly(Fact.LeftEarly f) {
    seen.promise(!seen.visits.containsKey(f.contact()), "%s left early and is here", f.contact());
    seen.promise(!hasEnded(f.contact(), f.at()), "%s left after its end", f.contact());
    seen.promise(!hasLeftEarly(f.contact(), f.at()), "%s left twice", f.contact());
    seen.promise(f.cause().equals(cause(f.contact(), f.at())), "%s has a wrong cause", f);
    leftEarly.put(f.contact(), f);
  }

  void abandoned(Fact.Abandoned f) {
    var visit = seen.visit(f.contact());
    if (f.agent().isPresent()) {
      seen.promise(
          visit.stage == Visit.Stage.CONNECTING && visit.isWith(f.agent().get()),
          "%s did not leave %s",
          f.contact(),
          f.agent());
      seen.releases(f.agent().get(), f.contact());
    } else {
      seen.promise(visit.stage == Visit.Stage.WAITS, "%s left while %s", f.contact(), visit.stage);
    }
    leaves(visit, f.cause(), f.at());
    var left = hasLeftEarly(f.contact(), f.at())
        ? Objects.requireNonNull(leftEarly.get(f.contact())).at()
        : f.at();
    var waited = Duration.between(visit.arrived, left);
    var threshold = seen.terms.queue(visit.queue).shortAbandon();
    seen.promise(
        f.isShort() == (waited.compareTo(threshold) < 0),
        "%s left after %s and short is %s",
        f.contact(),
        waited,
        f.isShort());
    ends(f.contact(), f.at());
  }

  void wrapUpBegan(Fact.WrapUpBegan f) {
    if (f.cause().equals(HUNG_UP)) {
      hungUp(f);
    } else {
      leaves(seen.visit(f.contact()), f.cause(), f.at());
    }
    seen.promise(!seen.isGone(f.agent(), f.at()), "nobody is there to write up %s", f.contact());
    seen.moves(
        f.contact(),
        f.agent(),
        Visit.Stage.WRITTEN_UP,
        Set.of(Visit.Stage.TALKS, Visit.Stage.ON_HOLD));
  }

  private void hungUp(Fact.WrapUpBegan f) {
    seen.promise(
        asked.equals(Optional.of(new Signal.HangUpAsked(f.contact(), f.agent()))),
        "%s was hung up, and %s did not ask for it",
        f.contact(),
        f.agent());
    seen.promise(
        seen.terms.isBridged(seen.visit(f.contact()).channel),
        "%s has no carrier and was hung up",
        f.contact());
  }

  /** Only a live customer can leave; without a report, only after a long silence. */
  private void leaves(Visit visit, String cause, Instant at) {
    seen.promise(seen.terms.isLive(visit.channel), "patient %s has left", visit.id);
    seen.promise(
        !cause.equals(SILENT) || deadlines.isSilent(visit, at), "%s was not silent", visit.id);
    var told = cause(visit.id, at);
    seen.promise(cause.equals(told), "%s has left as %s, not as %s", visit.id, cause, told);
  }

  /** Why the customer has left, as it was reported now or before the arrival. */
  private String cause(ContactId contact, Instant at) {
    return reported
        .filter(report -> report.contact().equals(contact))
        .map(Signal.ContactLeft::cause)
        .or(() -> hasLeftEarly(contact, at)
            ? Optional.ofNullable(leftEarly.get(contact)).map(Fact.LeftEarly::cause)
            : Optional.empty())
        .orElse(SILENT);
  }

  void finished(Fact.Finished f) {
    var visit = seen.visit(f.contact());
    seen.promise(visit.isWith(f.agent()), "%s is finished by a stranger", f.contact());
    seen.promise(
        visit.isTalkedTo()
            || visit.stage == Visit.Stage.WRITTEN_UP
            || (visit.stage == Visit.Stage.CONNECTING && visit.endpoint == null),
        "%s is finished while %s",
        f.contact(),
        visit.stage);
    boolean hasHungUp =
        reported.filter(report -> report.contact().equals(f.contact())).isPresent();
    seen.promise(
        f.hangUp() == (visit.isTalkedTo() && !hasHungUp),
        "%s is hung up: %s, while %s",
        f.contact(),
        f.hangUp(),
        visit.stage);
    seen.releases(f.agent(), f.contact());
    ends(f.contact(), f.at());
  }

  void ends(ContactId contact, Instant at) {
    seen.visits.remove(contact);
    leftEarly.remove(contact);
    over.put(contact, at);
  }

  void settled() {
    toBeGone.forEach(contact ->
        seen.promise(!seen.visits.containsKey(contact), "%s has left and is still here", contact));
    toBeGone.clear();
  }

  private boolean hasLeftEarly(ContactId contact, Instant now) {
    var left = leftEarly.get(contact);
    return left != null && remembers(left.at(), now);
  }

  private static boolean remembers(@Nullable Instant at, Instant now) {
    return at != null && now.isBefore(at.plus(REMEMBERED_FOR));
  }
}
