package tandem.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tandem.base.ContactId;
import tandem.base.QueueId;
import tandem.routing.engine.Fact;

/**
 * How each queue went in the last hour, in steps of five minutes, folded from facts in their order.
 * A contact counts in the step it arrived in, wherever its later facts fall; the newest step is the
 * one that is not over.
 */
public final class LastHour {

  public static final Duration STEP = Duration.ofMinutes(5);
  public static final int STEPS = 12;

  /**
   * One step of one queue.
   *
   * @param abandoned left while they waited, without the short ones
   */
  public record Step(Instant from, long offered, long answered, long abandoned) {}

  private final Map<QueueId, TreeMap<Long, Counts>> steps = new HashMap<>();
  private final Map<ContactId, Counts> waiting = new HashMap<>();

  public void add(Fact fact) {
    switch (fact) {
      case Fact.Queued f -> {
        // said again after a transfer or a failed bridge, and counted once
        if (!waiting.containsKey(f.contact())) {
          var counts = at(f.queue(), f.arrived());
          counts.offered++;
          waiting.put(f.contact(), counts);
        }
      }
      case Fact.Connected f -> answered(f.contact());
      case Fact.Abandoned f -> abandoned(f);
      case Fact.Finished f -> waiting.remove(f.contact());
      case Fact _ -> {}
    }
  }

  private void answered(ContactId contact) {
    var counts = waiting.get(contact);
    if (counts != null && counts.connected.add(contact)) {
      counts.answered++;
    }
  }

  private void abandoned(Fact.Abandoned f) {
    var counts = waiting.remove(f.contact());
    if (counts != null && !f.isShort() && !counts.connected.contains(f.contact())) {
      counts.abandoned++;
    }
  }

  private Counts at(QueueId queue, Instant arrived) {
    var mine = steps.computeIfAbsent(queue, _ -> new TreeMap<>());
    long step = step(arrived);
    mine.headMap(step - STEPS).clear();
    return mine.computeIfAbsent(step, _ -> new Counts());
  }

  /** The steps of the hour that ends now, the oldest first; always as many. */
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

  /** When the step that is not over will be. */
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
    private final Set<ContactId> connected = new HashSet<>();
  }
}
