package tandem.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tandem.base.ContactId;
import tandem.base.QueueId;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;

/**
 * The counts of each queue in the last hour, in steps of five minutes, made from facts in their
 * order. A contact counts in the step in which it arrived, even if its later facts are in other
 * steps. The newest step is not over yet.
 */
public final class LastHour {

  public static final Duration STEP = Duration.ofMinutes(5);
  public static final int STEPS = 12;

  /**
   * One step of one queue.
   *
   * @param abandoned contacts that left while they waited, without short abandons
   */
  public record Step(Instant from, long offered, long answered, long abandoned) {}

  private final Map<QueueId, TreeMap<Long, Counts>> steps = new HashMap<>();
  private final Map<ContactId, Visit> visits = new HashMap<>();

  /** An open contact, with the queue and time under which it counts. */
  private record Visit(QueueId queue, Instant arrived, boolean connected) {}

  public void add(Fact fact) {
    switch (fact) {
      case Fact.OfWaiting f -> add(f);
      case Fact.OfWork f -> add(f);
      case Fact.OfPresence _, Fact.OfPlan _, Fact.OfTime _ -> {}
    }
  }

  private void add(Fact.OfWaiting fact) {
    switch (fact) {
      case Fact.Queued f -> {
        // the fact is repeated after a failed bridge, and counted once
        if (!visits.containsKey(f.contact())) {
          at(f.queue(), f.arrived()).offered++;
          visits.put(f.contact(), new Visit(f.queue(), f.arrived(), false));
        }
      }
      case Fact.Moved f -> moved(f);
      case Fact.Abandoned f -> abandoned(f);
      case Fact.Scheduled _,
          Fact.Cancelled _,
          Fact.Linked _,
          Fact.Identified _,
          Fact.Heard _,
          Fact.Offered _,
          Fact.OfferClosed _,
          Fact.LeftEarly _ -> {}
    }
  }

  private void add(Fact.OfWork fact) {
    switch (fact) {
      case Fact.Connected f -> answered(f.contact());
      case Fact.Finished f -> visits.remove(f.contact());
      case Fact.Accepted _,
          Fact.BridgeFailed _,
          Fact.CameBack _,
          Fact.Held _,
          Fact.Resumed _,
          Fact.WrapUpBegan _ -> {}
    }
  }

  /** Counts a moved contact in the queue where it is answered, or has waited last. */
  private void moved(Fact.Moved f) {
    var visit = visits.get(f.contact());
    if (visit != null && !visit.connected() && f.to() instanceof Destination.ToQueue(var queue)) {
      at(visit.queue(), visit.arrived()).offered--;
      at(queue, visit.arrived()).offered++;
      visits.put(f.contact(), new Visit(queue, visit.arrived(), false));
    }
  }

  private void answered(ContactId contact) {
    var visit = visits.get(contact);
    if (visit != null && !visit.connected()) {
      at(visit.queue(), visit.arrived()).answered++;
      visits.put(contact, new Visit(visit.queue(), visit.arrived(), true));
    }
  }

  private void abandoned(Fact.Abandoned f) {
    var visit = visits.remove(f.contact());
    if (visit != null && !f.isShort() && !visit.connected()) {
      at(visit.queue(), visit.arrived()).abandoned++;
    }
  }

  private Counts at(QueueId queue, Instant arrived) {
    var mine = steps.computeIfAbsent(queue, _ -> new TreeMap<>());
    long step = step(arrived);
    mine.headMap(step - STEPS).clear();
    return mine.computeIfAbsent(step, _ -> new Counts());
  }

  /** Returns the steps of the hour that ends now, the oldest first; always the same number. */
  public List<Step> of(QueueId queue, Instant now) {
    var mine = steps.getOrDefault(queue, new TreeMap<>());
    var shown = new ArrayList<Step>();
    for (long step = step(now) - STEPS + 1; step <= step(now); step++) {
      var counts = mine.getOrDefault(step, Counts.NONE);
      shown.add(new Step(
          Instant.ofEpochSecond(step * STEP.toSeconds()),
          counts.offered,
          counts.answered,
          counts.abandoned));
    }
    return List.copyOf(shown);
  }

  /** When the present step ends. */
  public static Instant nextStep(Instant now) {
    return Instant.ofEpochSecond((step(now) + 1) * STEP.toSeconds());
  }

  private static long step(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), STEP.toSeconds());
  }

  private static final class Counts {
    private static final Counts NONE = new Counts();

    private long offered;
    private long answered;
    private long abandoned;
  }
}
