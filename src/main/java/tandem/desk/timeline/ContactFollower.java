package tandem.desk.timeline;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import tandem.routing.engine.Fact;

/**
 * Work that follows from facts about contacts beside their timelines, done once and in order, in
 * the transaction that writes the timelines.
 */
@FunctionalInterface
public interface ContactFollower {

  /** Does the work of these facts; they are on the timelines already. */
  Future<Void> follow(SqlConnection tx, List<Fact> facts);
}
