package tandem.desk.floor;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tandem.base.Failure;
import tandem.base.RemedyKindId;
import tandem.customers.PhoneNumbers;
import tandem.routing.Routing;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Signal;

/** The import of a floor document, live; the same document again changes nothing. */
public final class FloorImport {

  private final Routing routing;
  private final Supplier<Future<FloorPlan>> current;
  private final Supplier<Future<Map<RemedyKindId, Set<String>>>> groupsInUse;
  private final PhoneNumbers phones;

  /**
   * @param current the floor as it is
   * @param groupsInUse the exclusion groups that live remedies of each kind hold
   */
  public FloorImport(
      Routing routing,
      Supplier<Future<FloorPlan>> current,
      Supplier<Future<Map<RemedyKindId, Set<String>>>> groupsInUse,
      PhoneNumbers phones) {
    this.routing = routing;
    this.current = current;
    this.groupsInUse = groupsInUse;
    this.phones = phones;
  }

  /**
   * What an import has done.
   *
   * @param changes how many parts of the floor are new or different
   * @param warnings what was read although it should be written in another way
   */
  public record Imported(int changes, List<String> warnings) {
    public Imported {
      warnings = List.copyOf(warnings);
    }
  }

  /** Imports a document; done once that is on disk. */
  public Future<Imported> take(String source, String text) {
    var warnings = new ArrayList<String>();
    return current
        .get()
        .map(floor -> FloorDocument.read(source, text, floor, phones, warnings::add))
        .compose(plan -> groupsInUse.get().map(held -> refuseToMoveHeld(plan, held)))
        .compose(plan -> routing.tell(new Signal.FloorPlanned(plan)))
        .map(decision -> new Imported(changes(decision), warnings));
  }

  /**
   * A live remedy holds the group it was given under. Moved to another group, the same kind could
   * be given again beside it.
   */
  private static FloorPlan refuseToMoveHeld(FloorPlan plan, Map<RemedyKindId, Set<String>> held) {
    var errors = new ArrayList<String>();
    for (var kind : plan.remedies()) {
      var groups = held.getOrDefault(kind.id(), Set.of()).stream()
          .filter(group -> !group.equals(kind.exclusionGroup()))
          .sorted()
          .collect(Collectors.joining(", "));
      if (!groups.isEmpty()) {
        errors.add("remedies: exclusion_group of " + kind.id() + " must stay " + groups
            + " while live remedies of that kind hold it, not become " + kind.exclusionGroup());
      }
    }
    if (!errors.isEmpty()) {
      throw new Failure.Invalid(errors);
    }
    return plan;
  }

  private static int changes(Decision decision) {
    return switch (decision) {
      case Decision.Decided decided ->
        decided.facts().stream()
            .mapToInt(
                fact -> fact instanceof Fact.FloorPlanned planned ? size(planned.changes()) : 0)
            .sum();
      case Decision.Refused refused -> throw new Failure.Invalid(refused.why());
    };
  }

  private static int size(FloorPlan plan) {
    return List.of(
                plan.channels(),
                plan.departments(),
                plan.skills(),
                plan.queues(),
                plan.agents(),
                plan.reasons(),
                plan.segments(),
                plan.outcomes(),
                plan.remedies(),
                plan.entrances())
            .stream()
            .mapToInt(List::size)
            .sum()
        + (plan.defaultQueue().isPresent() ? 1 : 0);
  }
}
