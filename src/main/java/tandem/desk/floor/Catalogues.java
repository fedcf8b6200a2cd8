package tandem.desk.floor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.base.Parts;
import tandem.base.SegmentId;
import tandem.cases.OutcomeKind;
import tandem.cases.RemedyKind;
import tandem.conversations.Site;
import tandem.customers.Segment;

/**
 * The catalogues of the floor document, which belong to other rooms than routing. Complete or in
 * part, like {@link tandem.routing.engine.FloorPlan}.
 */
public record Catalogues(
    List<Segment> segments,
    List<OutcomeKind> outcomes,
    List<RemedyKind> remedies,
    List<Site> sites) {

  public static final Catalogues EMPTY = new Catalogues(List.of(), List.of(), List.of(), List.of());

  public Catalogues {
    segments = List.copyOf(segments);
    outcomes = List.copyOf(outcomes);
    remedies = List.copyOf(remedies);
    sites = List.copyOf(sites);
  }

  /** Returns these catalogues after the changes. */
  Catalogues with(Catalogues changes) {
    return new Catalogues(
        Parts.merged(segments, changes.segments, Segment::id),
        Parts.merged(outcomes, changes.outcomes, OutcomeKind::id),
        Parts.merged(remedies, changes.remedies, RemedyKind::id),
        Parts.merged(sites, changes.sites, Site::id));
  }

  /** Returns the parts that are new or differ from the known ones. */
  Catalogues without(Catalogues known) {
    return new Catalogues(
        Parts.unlike(segments, known.segments),
        Parts.unlike(outcomes, known.outcomes),
        Parts.unlike(remedies, known.remedies),
        Parts.unlike(sites, known.sites));
  }

  /** The site of this id. */
  public Optional<Site> site(String id) {
    return sites.stream().filter(site -> site.id().equals(id)).findFirst();
  }

  /** The head start of a segment's customers. */
  public Duration headStart(SegmentId id) {
    return segments.stream()
        .filter(segment -> segment.id().equals(id))
        .findFirst()
        .map(Segment::headStart)
        .orElse(Duration.ZERO);
  }
}
