package tandem.desk.floor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Floor;
import tandem.storage.Database;

/**
 * The reading of the floor's set-up. Plan and catalogues are read one after the other, and an
 * import may be committed between the two. The tag is computed from the content, so it is then the
 * tag of no version, and an import that expects it is refused.
 */
public final class FloorReading {

  private final Vertx vertx;
  private final CommittedFloor floor;
  private final Database database;
  private final CatalogueRows rows;

  public FloorReading(Vertx vertx, CommittedFloor floor, Database database, CatalogueRows rows) {
    this.vertx = vertx;
    this.floor = floor;
    this.database = database;
    this.rows = rows;
  }

  Future<FloorSetup> setup() {
    return rows.all(database.pool())
        .compose(
            catalogues -> floor.read(Floor::plan).map(plan -> new FloorSetup(plan, catalogues)));
  }

  /** Returns the complete present document. A large one is written outside the event loop. */
  public Future<FloorVersion> version() {
    return setup().compose(setup -> vertx.executeBlocking(() -> FloorVersion.of(setup)));
  }
}
