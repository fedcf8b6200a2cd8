package tandem.reports;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.QueueId;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;

/**
 * The counts of one day, made from facts in their order. A contact counts in the day when it
 * arrived, even if its later facts are on another day; at midnight of the zone all counts start
 * again at 0.
 */
public final class Tally {

  private final ZoneId zone;
  private final AnswerTargets targets = new AnswerTargets();
  private final Map<QueueId, Counts> counts = new HashMap<>();
  private final Map<ContactId, Open> open = new HashMap<>();
  private Instant midnight = Instant.MIN;
  private Instant nextMidnight = Instant.MIN;

  public Tally(ZoneId zone) {
    this.zone = zone;
  }

  /** The beginning of the day of an instant. */
  public static Instant midnight(Instant now, ZoneId zone) {
    return now.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
  }

  public void add(Fact fact) {
    turnTo(fact.at());
    switch (fact) {
      case Fact.OfPlan f -> targets.add(f);
      case Fact.OfWaiting f -> add(f);
      case Fact.OfWork f -> add(f);
      case Fact.OfPresence _, Fact.OfTime _ -> {}
    }
  }

  private void add(Fact.OfWaiting fact) {
    switch (fact) {
      case Fact.Queued f -> queued(f);
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
      case Fact.Connected f -> connected(f);
      case Fact.Finished f -> finished(f);
      case Fact.Accepted _,
          Fact.BridgeFailed _,
          Fact.CameBack _,
          Fact.Held _,
          Fact.Resumed _,
          Fact.WrapUpBegan _ -> {}
    }
  }

  /** Returns one queue's figures of the day of {@code now}. */
  public Figures of(QueueId queue, Instant now) {
    turnTo(now);
    var found = counts.get(queue);
    return found == null ? Figures.NONE : found.figures();
  }

  public Figures total(Instant now) {
    turnTo(now);
    return counts.values().stream().map(Counts::figures).reduce(Figures.NONE, Figures::plus);
  }

  private void queued(Fact.Queued f) {
    if (f.arrived().isBefore(midnight)) {
      return;
    }
    if (open.putIfAbsent(f.contact(), new Open(f.queue(), f.arrived(), Optional.empty())) == null) {
      of(f.queue()).offered++;
    }
  }

  /** Counts a moved contact in the queue where it is answered, or has waited last. */
  private void moved(Fact.Moved f) {
    var contact = open.get(f.contact());
    if (contact == null
        || contact.connected().isPresent()
        || !(f.to() instanceof Destination.ToQueue(var queue))) {
      return;
    }
    of(contact.queue()).offered--;
    of(queue).offered++;
    open.put(f.contact(), new Open(queue, contact.arrived(), Optional.empty()));
  }

  private void connected(Fact.Connected f) {
    var contact = open.get(f.contact());
    if (contact == null || contact.connected().isPresent()) {
      return;
    }
    open.put(f.contact(), contact.connectedAt(f.at()));
    var waited = Duration.between(contact.arrived(), f.at());
    var counts = of(contact.queue());
    counts.answered++;
    counts.waited = counts.waited.plus(waited);
    if (targets.isMet(contact.queue(), waited)) {
      counts.answeredWithin++;
    }
  }

  private void abandoned(Fact.Abandoned f) {
    var contact = open.remove(f.contact());
    if (contact == null || contact.connected().isPresent()) {
      return;
    }
    var counts = of(contact.queue());
    counts.abandoned++;
    if (targets.isMet(contact.queue(), Duration.between(contact.arrived(), f.at()))) {
      counts.abandonedWithin++;
    }
    if (f.isShort()) {
      counts.shortAbandoned++;
    }
  }

  private void finished(Fact.Finished f) {
    var contact = open.remove(f.contact());
    if (contact == null || contact.connected().isEmpty()) {
      return;
    }
    var counts = of(contact.queue());
    counts.handled++;
    counts.handling = counts.handling.plus(Duration.between(contact.connected().get(), f.at()));
  }

  private Counts of(QueueId queue) {
    return counts.computeIfAbsent(queue, _ -> new Counts());
  }

  private void turnTo(Instant now) {
    if (!now.isBefore(nextMidnight)) {
      midnight = midnight(now, zone);
      nextMidnight =
          now.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
      counts.clear();
      open.clear();
    }
  }

  /** An open contact of today. */
  private record Open(QueueId queue, Instant arrived, Optional<Instant> connected) {
    Open connectedAt(Instant at) {
      return new Open(queue, arrived, Optional.of(at));
    }
  }

  private static final class Counts {
    private long offered;
    private long answered;
    private long answeredWithin;
    private long abandoned;
    private long abandonedWithin;
    private long shortAbandoned;
    private long handled;
    private Duration waited = Duration.ZERO;
    private Duration handling = Duration.ZERO;

    Figures figures() {
      return new Figures(
          offered,
          new ServiceLevel(answered, answeredWithin, abandoned, abandonedWithin, shortAbandoned),
          handled,
          waited,
          handling);
    }
  }
}
