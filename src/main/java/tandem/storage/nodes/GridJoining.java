package tandem.storage.nodes;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a node's grid join the others when there are others, once. */
public final class GridJoining {

  private static final Logger LOG = LoggerFactory.getLogger(GridJoining.class);

  private final Vertx vertx;
  private final Runnable join;
  private final AtomicBoolean begun = new AtomicBoolean();

  /** @param join joins the grid; it may block */
  public GridJoining(Vertx vertx, Runnable join) {
    this.vertx = vertx;
    this.join = join;
  }

  /** Takes the present list of the others. A join that fails is tried again with the next list. */
  public void meet(List<Neighbour> others) {
    if (others.isEmpty() || !begun.compareAndSet(false, true)) {
      return;
    }
    vertx
        .executeBlocking(() -> {
          join.run();
          return true;
        })
        .onFailure(e -> {
          LOG.warn("cannot join the grid of the other nodes error={}", e.getMessage());
          begun.set(false);
        });
  }
}
