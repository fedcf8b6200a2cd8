package tandem.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import tandem.base.Ids;
import tandem.loops.Loops;
import tandem.storage.Database;
import tandem.storage.Inbox;
import tandem.storage.nodes.Grid;
import tandem.storage.outbox.Outbox;

/**
 * The objects on which every part of a node is built.
 *
 * @param node this node's unique name
 * @param clock the clock that times everything in this node
 */
public record Ground(
    String node,
    InstantSource clock,
    Ids ids,
    Vertx vertx,
    Loops loops,
    Grid grid,
    Database database,
    Outbox outbox,
    Inbox inbox,
    MeterRegistry meters) {

  /** Builds the ground with an outbox and an inbox in this database. */
  public static Ground of(
      String node,
      InstantSource clock,
      Ids ids,
      Vertx vertx,
      Loops loops,
      Grid grid,
      Database database,
      MeterRegistry meters) {
    return new Ground(
        node,
        clock,
        ids,
        vertx,
        loops,
        grid,
        database,
        new Outbox(vertx, database, clock),
        new Inbox(database),
        meters);
  }
}
