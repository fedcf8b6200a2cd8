package tandem.routing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.QueueId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Signal;

/** How contacts come: they arrive or are scheduled, become due, and their customer is reached. */
final class ArrivalRules {

  private final SeenFloor seen;
  private final EndRules ends;

  /** The contact that a carrier reports as still there. */
  private Optional<ContactId> reported = Optional.empty();

  /** Whether this report must be noted. */
  private boolean isNews;

  /** The arrival that the engine has been told. */
  private Optional<Signal.ContactArrived> told = Optional.empty();

  ArrivalRules(SeenFloor seen, EndRules ends) {
    this.seen = seen;
    this.ends = ends;
  }

  void told(Signal.ContactArrived arrival) {
    told = Optional.of(arrival);
  }

  void queued(Fact.Queued f) {
    seen.promise(!f.arrived().isAfter(f.at()), "%s comes from the future", f.contact());
    var scheduled = seen.visits.get(f.contact());
    if (scheduled != null && scheduled.stage == Visit.Stage.SCHEDULED) {
      due(f, scheduled);
      return;
    }
    comes(f.contact(), f.channel(), f.queue(), f.headStart(), f.at());
    var visit = new Visit(
        f.contact(), f.channel(), f.queue(), Visit.Stage.WAITS, f.arrived(), f.headStart(), f.at());
    seen.visits.put(f.contact(), visit);
    prefers(f, visit);
    f.endpoint()
        .ifPresentOrElse(
            endpoint -> reaches(visit, endpoint),
            () -> seen.promise(false, "%s comes from nowhere", f.contact()));
    ends.arrived(f);
  }

  /**
   * The agent who had the last contact of the conversation is preferred if the queue does so, for
   * its time from the arrival on, if they take the channel and are there.
   */
  private void prefers(Fact.Queued f, Visit visit) {
    var until = seen.terms.queue(f.queue()).preferLastAgent().map(f.arrived()::plus);
    var wanted = told.filter(arrival -> arrival.contact().equals(f.contact()))
        .flatMap(Signal.ContactArrived::lastAgent)
        .filter(agent -> seen.clerks.containsKey(agent)
            && seen.clerk(agent).isHere()
            && seen.terms.slots(agent, f.channel()) > 0)
        .flatMap(
            agent -> until.filter(f.at()::isBefore).map(end -> new Fact.Preferred(agent, end)));
    seen.promise(
        f.preferred().equals(wanted),
        "%s prefers %s, and should prefer %s",
        f.contact(),
        f.preferred(),
        wanted);
    visit.assigned = f.preferred().map(Fact.Preferred::agent).orElse(null);
    visit.preferredUntil = f.preferred().map(Fact.Preferred::until).orElse(null);
  }

  void scheduled(Fact.Scheduled f) {
    comes(f.contact(), f.channel(), f.queue(), f.headStart(), f.at());
    seen.promise(!f.dueAt().isBefore(f.at()), "%s was due before", f.contact());
    seen.visits.put(
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

  private void comes(
      ContactId contact, Channel channel, QueueId id, Duration headStart, Instant at) {
    var queue = seen.terms.queue(id);
    seen.promise(!seen.visits.containsKey(contact), "%s came twice", contact);
    seen.promise(!ends.hasEnded(contact, at), "%s came again", contact);
    seen.promise(queue.active() && queue.channel() == channel, "%s is in a wrong queue", contact);
    seen.promise(headStart.compareTo(queue.headStart()) >= 0, "%s lost its head start", contact);
  }

  /** The contact waits from the promised moment, as what it was scheduled and moved to. */
  private void due(Fact.Queued f, Visit visit) {
    seen.promise(!visit.arrived.isAfter(f.at()), "%s waits before it is due", f.contact());
    seen.promise(
        f.arrived().equals(visit.arrived)
            && f.arrived().minus(f.headStart()).equals(visit.rank)
            && f.queue().equals(visit.queue)
            && f.channel() == visit.channel
            && f.preferred().isEmpty()
            && f.endpoint().equals(Optional.ofNullable(visit.endpoint)),
        "%s is not what was scheduled",
        f);
    visit.goesTo(Visit.Stage.WAITS, f.at());
  }

  void cancelled(Fact.Cancelled f) {
    var visit = seen.visit(f.contact());
    seen.promise(isToBeCancelled(visit), "%s is cancelled while %s", f.contact(), visit.stage);
    ends.ends(f.contact(), f.at());
  }

  void refused(Signal.ContactCancelled word) {
    var visit = seen.visits.get(word.contact());
    seen.promise(
        visit == null || !isToBeCancelled(visit), "%s cannot be cancelled", word.contact());
  }

  /** Whether the contact is not due yet and its customer has not been reached. */
  private static boolean isToBeCancelled(Visit visit) {
    return visit.stage == Visit.Stage.SCHEDULED && visit.endpoint == null;
  }

  /** From now on a carrier can join customer and agent. */
  void linked(Fact.Linked f) {
    var visit = seen.visit(f.contact());
    seen.promise(visit.endpoint == null, "%s is reached twice", f.contact());
    reaches(visit, f.endpoint());
    boolean isAwaited = visit.stage == Visit.Stage.CONNECTING;
    seen.promise(
        f.bridgeBy()
            .equals(
                isAwaited ? Optional.of(f.at().plus(seen.rules.bridgeWithin())) : Optional.empty()),
        "%s has the wrong bridge deadline",
        f.contact());
    if (isAwaited) {
      visit.until = f.bridgeBy().orElse(null);
    }
  }

  /** No two open contacts have the same endpoint. */
  private void reaches(Visit visit, Endpoint endpoint) {
    seen.visits.values().stream()
        .filter(other -> other != visit && endpoint.equals(other.endpoint))
        .forEach(other -> seen.promise(false, "%s is at the same end as %s", visit.id, other.id));
    visit.endpoint = endpoint;
  }

  /** A report that a waiting customer is still there is noted now and then, not every time. */
  void told(Optional<ContactId> heard, Instant now) {
    reported = heard;
    isNews = heard
        .map(seen.visits::get)
        .filter(visit -> visit.isWaiting() && isNews(visit, now))
        .isPresent();
  }

  private boolean isNews(Visit visit, Instant now) {
    return visit.heard == null || !now.isBefore(visit.heard.plus(seen.rules.heardEvery()));
  }

  void heard(Fact.Heard f) {
    var visit = seen.visit(f.contact());
    seen.promise(reported.equals(Optional.of(f.contact())), "nobody has reported %s", f.contact());
    seen.promise(visit.isWaiting(), "%s was heard and does not wait", f.contact());
    seen.promise(isNews, "%s is noted as heard too often", f.contact());
    isNews = false;
    visit.heard = f.at();
  }

  /** The engine has answered the signal, with facts or a refusal. */
  void answered() {
    seen.promise(!isNews, "%s was heard and this is not noted", reported);
    isNews = false;
    told = Optional.empty();
  }

  /** A contact that was scheduled for this moment waits at once. */
  void settled() {
    answered();
    seen.visits.values().stream()
        .filter(
            visit -> visit.stage == Visit.Stage.SCHEDULED && !visit.arrived.isAfter(seen.last()))
        .filter(visit -> visit.since.equals(seen.last()))
        .forEach(visit -> seen.promise(false, "%s is due and does not wait", visit.id));
  }
}
