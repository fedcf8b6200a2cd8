package tandem.routing.simulation;

import java.time.Instant;
import java.util.Optional;
import tandem.routing.engine.Presence;

/** The times that the engine must keep: nothing is overdue once it has been told the time. */
final class DeadlineRules {

  private final SeenFloor seen;

  DeadlineRules(SeenFloor seen) {
    this.seen = seen;
  }

  void clockReached(Instant now) {
    for (var visit : seen.visits.values()) {
      seen.promise(
          visit.stage != Visit.Stage.SCHEDULED || visit.arrived.isAfter(now),
          "%s is due and does not wait",
          visit.id);
      seen.promise(!visit.isOver(now), "%s is %s past its deadline", visit.id, visit.stage);
      seen.promise(
          visit.stage != Visit.Stage.WAITS || !visit.isPreferenceOver(now),
          "%s waits for %s alone past its deadline",
          visit.id,
          visit.assigned);
      seen.promise(
          !isSilent(visit, now), "%s is %s and was silent for too long", visit.id, visit.stage);
    }
    for (var clerk : seen.clerks.values()) {
      if (seen.isGone(clerk.id, now)) {
        seen.promise(
            clerk.next.equals(Optional.of(new Presence.Offline())), "%s stays lost", clerk.id);
        for (var contact : clerk.holds) {
          seen.promise(
              seen.goesOnAlone(seen.visit(contact)), "%s is kept for lost %s", contact, clerk.id);
        }
      }
    }
  }

  /** Whether a live customer was silent for so long that they must have left. */
  boolean isSilent(Visit visit, Instant now) {
    if (!seen.terms.isLive(visit.channel) || visit.endpoint == null) {
      return false;
    }
    if (visit.isWaiting()) {
      return visit.heard == null
          ? !counted(visit.arrived).plus(seen.rules.silenceMax()).isAfter(now)
          : !counted(visit.heard).plus(seen.rules.askingSilenceMax()).isAfter(now);
    }
    return visit.isTalkedTo()
        && !counted(visit.since).plus(seen.rules.silenceMax()).isAfter(now);
  }

  /** Nobody could be heard in an outage. */
  private Instant counted(Instant news) {
    return news.isBefore(seen.heardSince) ? seen.heardSince : news;
  }
}
