package tandem.routing.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.routing.engine.Line.Candidate;

/**
 * Matches waiting contacts and free agents. It always follows one rule: of all lines in which a
 * match may be possible, the contact with the lowest rank comes first, and the strategy of its
 * queue picks the agent. It ends when no contact waits that a free agent could take.
 */
final class Matching {

  private final LiveFloor live;

  Matching(LiveFloor live) {
    this.live = live;
  }

  /** The end of a pause makes a match possible in the line of its contact. */
  void endPauses() {
    var now = live.now();
    for (var due = live.deadlines.pauseDue(now);
        due.isPresent();
        due = live.deadlines.pauseDue(now)) {
      var contact = live.contact(due.get());
      live.index().look(live.index().line(contact));
      live.deadlines.refresh(contact, now);
    }
  }

  void match() {
    var heads = new HashMap<Line, Place<ContactId>>();
    live.index().worthALook().stream()
        .filter(line -> line.free > 0 && !line.waiting.isEmpty())
        .forEach(line -> heads.put(line, line.waiting.first()));
    while (!heads.isEmpty()) {
      var head = Collections.min(heads.entrySet(), Map.Entry.comparingByValue());
      var line = head.getKey();
      var place = head.getValue();
      offer(live.contact(place.id()), line);
      var next = line.waiting.higher(place);
      if (next == null) {
        heads.remove(line);
      } else {
        heads.put(line, next);
      }
      heads.keySet().removeIf(other -> other.free == 0);
    }
    live.index().looked();
  }

  private void offer(Contact contact, Line line) {
    var paused = paused(contact, line);
    var able = new ArrayList<Candidate>();
    for (var fit : line.fits) {
      // The first two agents of each crew are enough to know the best one and the runner-up.
      fit.crew().free(contact.channel()).stream()
          .filter(place -> !paused.contains(place.id()))
          .limit(2)
          .forEach(place -> able.add(new Candidate(place, fit.proficiency())));
    }
    if (able.isEmpty()) {
      return;
    }
    able.sort(line.preference());
    var best = able.getFirst();
    var choice = new Fact.Choice(
        line.terms.strategy(),
        best.place().at(),
        best.proficiency(),
        line.free - paused.size(),
        able.stream().skip(1).findFirst().map(Candidate::agent),
        contact.preferredUntil());
    live.emit(new Fact.Offered(
        new OfferId(contact.id(), contact.offers() + 1),
        best.agent(),
        choice,
        live.now().plus(line.terms.offerTimeout()),
        live.now()));
  }

  /**
   * The free agents who are not offered this contact: they have just declined or missed it, and
   * another agent could still take it.
   */
  private List<AgentId> paused(Contact contact, Line line) {
    if (line.signedIn == 1) {
      return List.of();
    }
    return contact.passed().entrySet().stream()
        .filter(passed -> isPaused(passed.getValue()))
        .map(Map.Entry::getKey)
        .filter(agent -> live.index().isFreeFor(agent, line))
        .toList();
  }

  private boolean isPaused(Instant passed) {
    return live.now().isBefore(passed.plus(live.rules.reofferPause()));
  }
}
