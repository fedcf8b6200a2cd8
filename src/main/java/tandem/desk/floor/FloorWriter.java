package tandem.desk.floor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tandem.desk.floor.FloorVersion.Change;
import tandem.document.Json;
import tandem.routing.Companion;
import tandem.routing.Companion.Check;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Signal;

/**
 * The writer of the parts of an import that routing does not know: the catalogues, the new version
 * of the document and the audit of every change. It runs on the floor's owner, in the transaction
 * that contains the fact of the plan. Imports are handled one by one, so its checks still hold when
 * it writes.
 */
public final class FloorWriter implements Companion.Writer {

  public static final String KIND = "floor";

  /** The record of changes with their accounts, written in the transaction of the change. */
  @FunctionalInterface
  public interface Ledger {
    Future<Void> note(SqlConnection tx, String by, List<Note> notes);
  }

  /**
   * One part that was changed.
   *
   * @param part the document's list that has it and its id: {@code queues care}
   * @param body the part before and after
   */
  public record Note(String part, Map<String, Object> body) {}

  /**
   * The request without the plan.
   *
   * @param by the account that asks
   * @param expected the tags of the versions that may be changed; empty means any
   */
  record Asked(Catalogues catalogues, String by, Optional<Set<String>> expected) {
    Companion companion() {
      return new Companion(KIND, Json.write(this));
    }
  }

  /** The result: the number of new or changed parts. */
  record Taken(int changes) {}

  /** The reason why nothing is written. */
  sealed interface Objection {

    /** The document breaks rules. */
    record Invalid(List<String> errors) implements Objection {}

    /** The floor is no longer at an expected version; with the changes since, if known. */
    record Outdated(Optional<FloorVersions.Since> since) implements Objection {}
  }

  private record Draft(FloorVersion before, FloorVersion after, List<Change> changes) {}

  private final Vertx vertx;
  private final CatalogueRows rows;
  private final FloorVersions versions = new FloorVersions();
  private final Ledger ledger;
  private final Runnable changed;
  private final InstantSource clock;

  /** @param changed called after the commit of an import with changes */
  public FloorWriter(
      Vertx vertx, CatalogueRows rows, Ledger ledger, Runnable changed, InstantSource clock) {
    this.vertx = vertx;
    this.rows = rows;
    this.ledger = ledger;
    this.changed = changed;
    this.clock = clock;
  }

  @Override
  public Future<Check> check(SqlConnection tx, FloorPlan plan, Signal signal, String body) {
    if (!(signal instanceof Signal.FloorPlanned(var planned))) {
      throw new IllegalArgumentException("only a floor plan may have catalogues as its companion");
    }
    var asked = Json.read(body, Asked.class);
    return rows.all(tx).compose(known -> {
      var before = new FloorSetup(plan, known);
      var changes = new FloorSetup(planned, asked.catalogues()).without(before);
      return vertx
          .executeBlocking(() -> draft(before, changes))
          .compose(draft -> objection(tx, asked, changes, draft)
              .map(objection -> objection
                  .<Check>map(why -> new Check.Objection(Json.write(why)))
                  .orElseGet(() -> ready(asked.by(), changes.catalogues(), draft))));
    });
  }

  private static Draft draft(FloorSetup before, FloorSetup changes) {
    var was = FloorVersion.of(before);
    var will = changes.isEmpty() ? was : FloorVersion.of(before.with(changes));
    return new Draft(was, will, will.changesSince(was));
  }

  private Future<Optional<Objection>> objection(
      SqlConnection tx, Asked asked, FloorSetup changes, Draft draft) {
    var expected = asked.expected();
    if (expected.isPresent() && !expected.get().contains(draft.before().tag())) {
      return versions
          .since(tx, expected.get())
          .map(since -> Optional.of(new Objection.Outdated(since)));
    }
    return rows.remedies()
        .objections(tx, changes.catalogues().remedies())
        .map(errors ->
            errors.isEmpty() ? Optional.empty() : Optional.of(new Objection.Invalid(errors)));
  }

  private Check ready(String by, Catalogues catalogues, Draft draft) {
    var answer = Json.write(new Taken(draft.changes().size()));
    if (draft.changes().isEmpty()) {
      return new Check.Ready(answer, _ -> List.of(), () -> {});
    }
    return new Check.Ready(answer, tx -> write(tx, by, catalogues, draft), changed);
  }

  private List<Future<Void>> write(
      SqlConnection tx, String by, Catalogues catalogues, Draft draft) {
    var steps = new ArrayList<>(rows.write(tx, catalogues));
    steps.addAll(
        versions.write(tx, draft.before(), draft.after(), draft.changes(), clock.instant()));
    steps.add(
        ledger.note(tx, by, draft.changes().stream().map(FloorWriter::note).toList()));
    return steps;
  }

  private static Note note(Change change) {
    var body = new TreeMap<String, Object>(Map.of("after", change.after()));
    change.before().ifPresent(before -> body.put("before", before));
    return new Note(change.part().list() + " " + change.part().id(), body);
  }
}
