package tandem.desk.floor;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tandem.base.Failure;
import tandem.customers.PhoneNumbers;
import tandem.desk.floor.FloorWriter.Asked;
import tandem.desk.floor.FloorWriter.Objection;
import tandem.document.Json;
import tandem.routing.Companion;
import tandem.routing.Routing;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Signal;

/**
 * The import of a floor document into the running floor, in one transaction. A repeated import of
 * the same document changes nothing.
 */
public final class FloorImport {

  private static final int NAMED_IN_TEXT_MAX = 12;

  private final Routing routing;
  private final FloorReading reading;
  private final KnownCatalogues catalogues;
  private final PhoneNumbers phones;

  public FloorImport(
      Routing routing, FloorReading reading, KnownCatalogues catalogues, PhoneNumbers phones) {
    this.routing = routing;
    this.reading = reading;
    this.catalogues = catalogues;
    this.phones = phones;
  }

  /**
   * The result of an import.
   *
   * @param changes the number of new or changed parts
   * @param warnings texts that were accepted but should be written in another way
   */
  public record Imported(int changes, List<String> warnings) {
    public Imported {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Imports a document into any version of the floor; completes after the commit.
   *
   * @param by the account that asks
   */
  public Future<Imported> take(String source, String text, String by) {
    return take(source, text, by, Optional.empty());
  }

  /**
   * Imports a document under a condition.
   *
   * @param expected the tags of the versions that may be changed; {@link Failure.Outdated} when the
   *     floor is no longer any of them
   */
  public Future<Imported> take(
      String source, String text, String by, Optional<Set<String>> expected) {
    var warnings = new ArrayList<String>();
    return reading
        .setup()
        .map(floor -> FloorDocument.read(source, text, floor.plan(), phones, warnings::add))
        .compose(asked -> routing.tell(
            new Signal.FloorPlanned(asked.plan()),
            new Asked(asked.catalogues(), by, expected).companion()))
        .map(result -> new Imported(changes(result), warnings))
        // so that a client that gets the answer finds the import in effect at this node
        .compose(imported -> catalogues.refresh().otherwiseEmpty().map(imported));
  }

  private static int changes(Companion.Result result) {
    return switch (result) {
      case Companion.Result.Decided(Decision.Decided _, var answer) ->
        Json.read(answer, FloorWriter.Taken.class).changes();
      case Companion.Result.Decided(Decision.Refused refused, var _) ->
        throw new Failure.Invalid(refused.why());
      case Companion.Result.Objected(var why) ->
        throw switch (Json.read(why, Objection.class)) {
          case Objection.Invalid(var errors) -> new Failure.Invalid(errors);
          case Objection.Outdated(var since) ->
            since
                .map(FloorImport::outdated)
                .orElseGet(() -> new Failure.Outdated(
                    "If-Match names no known version of the floor; read the floor again",
                    Map.of()));
        };
    };
  }

  private static Failure.Outdated outdated(FloorVersions.Since since) {
    var names = since.changed().entrySet().stream()
        .flatMap(list -> list.getValue().stream().map(id -> list.getKey() + " " + id))
        .toList();
    int unnamed = Math.max(0, names.size() - NAMED_IN_TEXT_MAX) + since.more();
    var details = new TreeMap<String, Object>(Map.of("changed", since.changed()));
    if (since.more() > 0) {
      details.put("more_changed", since.more());
    }
    return new Failure.Outdated(
        "the floor has changed since it was read: "
            + names.stream().limit(NAMED_IN_TEXT_MAX).collect(Collectors.joining(", "))
            + (unnamed > 0 ? " and " + unnamed + " more" : ""),
        details);
  }
}
