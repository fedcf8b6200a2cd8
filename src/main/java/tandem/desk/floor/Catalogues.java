package tandem.desk.floor;

import java.time.Duration;
import java.util.List;
import tandem.base.Parts;
import tandem.base.SegmentId;
import tandem.cases.OutcomeKind;
import tandem.cases.RemedyKind;
import tandem.customers.Segment;

/**
 * What the floor document sets up for other rooms than routing. Whole or in part, as
 * {@link tandem.routing.engine.FloorPlan} is.
 */
public record Catalogues(
    List<Segment> segments, List<OutcomeKind> outcomes, List<RemedyKind> remedies) {

  public static final Catalogues EMPTY = new Catalogues(List.of(), List.of(), List.of());

  public Catalogues {
    segments = List.copyOf(segments);
    outcomes = List.copyOf(outcomes);
    remedies = List.copyOf(remedies);
  }

  /** These catalogues with everything in them that the others define or change. */
  Catalogues with(Catalogues changes) {
    return new Catalogues(
        Parts.merged(segments, changes.segments, Segment::id),
        Parts.merged(outcomes, changes.outcomes, OutcomeKind::id),
        Parts.merged(remedies, changes.remedies, RemedyKind::id));
  }

  /** What of these is new or different beside the known ones. */
  Catalogues without(Catalogues known) {
    return new Catalogues(
        Parts.unlike(segments, known.segments),
        Parts.unlike(outcomes, known.outcomes),
        Parts.unlike(remedies, known.remedies));
  }

  /** How much earlier the customers of a segment rank than they arrived. */
  public Duration headStart(SegmentId id) {
    return segments.stream()
        .filter(segment -> segment.id().equals(id))
        .findFirst()
        .map(Segment::headStart)
        .orElse(Duration.ZERO);
  }
}
