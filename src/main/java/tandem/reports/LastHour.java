package tandem.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tandem.base.ContactId;
import tandem.base.QueueId;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;

/**
 * The counts of each queue in the last hour, made from facts in their order: in steps of five
 * minutes, and the service level of the last half hour. A contact counts in the minute in which it
 * arrived, even if its later facts are in other minutes. The newest minute is not over yet.
 */
public final class LastHour {

  public static final Duration STEP = Duration.ofMinutes(5);
  public static final int STEPS = 12;

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long MINUTES_OF_STEP = STEP.dividedBy(MINUTE);
  private static final long MINUTES_KEPT = STEPS * MINUTES_OF_STEP;

  /** The service level is that of the contacts of this many minutes. */
  public static final int LEVEL_MINUTES = 30;

  /**
   * One step of one queue.
   *
   * @param abandoned contacts that left while they waited, without short abandons
   */
  public record Step(Instant from, long offered, long answered, long abandoned) {}

  private final AnswerTargets targets = new AnswerTargets();
  private final Map<QueueId, TreeMap<Long, Counts>> minutes = new HashMap<>();
  private final Map<ContactId, Visit> visits = new HashMap<>();

  /** An open contact, with the queue and time under which it counts. */
  private record Visit(QueueId queue, Instant arrived, boolean connected) {}

  public void add(Fact fact) {
    switch (fact) {
      case Fact.OfWaiting f -> add(f);
      case Fact.OfWork f -> add(f);
      case Fact.OfPlan f -> targets.add(f);
      case Fact.OfPresence _, Fact.OfTime _ -> {}
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
      case Fact.Connected f -> answered(f);
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

  private void answered(Fact.Connected f) {
    var visit = visits.get(f.contact());
    if (visit == null || visit.connected()) {
      return;
    }
    var counts = at(visit.queue(), visit.arrived());
    boolean inTime = targets.isMet(visit.queue(), Duration.between(visit.arrived(), f.at()));
    counts.level = counts.level.plus(new ServiceLevel(1, inTime ? 1 : 0, 0, 0, 0));
    visits.put(f.contact(), new Visit(visit.queue(), visit.arrived(), true));
  }

  private void abandoned(Fact.Abandoned f) {
    var visit = visits.remove(f.contact());
    if (visit == null || visit.connected()) {
      return;
    }
    var counts = at(visit.queue(), visit.arrived());
    boolean inTime = targets.isMet(visit.queue(), Duration.between(visit.arrived(), f.at()));
    counts.level =
        counts.level.plus(new ServiceLevel(0, 0, 1, inTime ? 1 : 0, f.isShort() ? 1 : 0));
  }

  private Counts at(QueueId queue, Instant arrived) {
    var mine = minutes.computeIfAbsent(queue, _ -> new TreeMap<>());
    long minute = minute(arrived);
    // the step to which the oldest minute belongs is shown whole
    mine.headMap(minute - MINUTES_KEPT - MINUTES_OF_STEP).clear();
    return mine.computeIfAbsent(minute, _ -> new Counts());
  }

  /** Returns the steps of the hour that ends now, the oldest first; always the same number. */
  public List<Step> of(QueueId queue, Instant now) {
    var mine = minutes.getOrDefault(queue, new TreeMap<>());
    long newest = Math.floorDiv(minute(now), MINUTES_OF_STEP) * MINUTES_OF_STEP;
    var shown = new ArrayList<Step>();
    for (long from = newest - MINUTES_KEPT + MINUTES_OF_STEP;
        from <= newest;
        from += MINUTES_OF_STEP) {
      shown.add(step(from, mine.subMap(from, from + MINUTES_OF_STEP).values()));
    }
    return List.copyOf(shown);
  }

  private static Step step(long from, Collection<Counts> minutes) {
    var level = sum(minutes);
    return new Step(
        Instant.ofEpochSecond(from * MINUTE.toSeconds()),
        minutes.stream().mapToLong(counts -> counts.offered).sum(),
        level.answered(),
        level.abandoned() - level.shortAbandoned());
  }

  /** Returns the counts of the contacts that arrived in the last half hour. */
  public ServiceLevel level(QueueId queue, Instant now) {
    long newest = minute(now);
    return sum(minutes
        .getOrDefault(queue, new TreeMap<>())
        .subMap(newest - LEVEL_MINUTES + 1, newest + 1)
        .values());
  }

  private static ServiceLevel sum(Collection<Counts> minutes) {
    return minutes.stream()
        .map(counts -> counts.level)
        .reduce(ServiceLevel.NONE, ServiceLevel::plus);
  }

  /** When the present step ends. */
  public static Instant nextStep(Instant now) {
    return Instant.ofEpochSecond(
        (Math.floorDiv(minute(now), MINUTES_OF_STEP) + 1) * STEP.toSeconds());
  }

  /** When the present minute ends. */
  public static Instant nextMinute(Instant now) {
    return Instant.ofEpochSecond((minute(now) + 1) * MINUTE.toSeconds());
  }

  private static long minute(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), MINUTE.toSeconds());
  }

  private static final class Counts {
    private long offered;
    private ServiceLevel level = ServiceLevel.NONE;
  }
}
