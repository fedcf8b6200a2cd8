package tandem.console.floor;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.Failure;
import tandem.desk.supervision.ContactLabels;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.FloorPlan;
import tandem.web.Paging;

/** The route of who waits in a queue, and whom its agents serve. */
public final class QueueRoutes {

  private final CommittedFloor floor;
  private final ContactLabels labels;
  private final InstantSource clock;

  public QueueRoutes(CommittedFloor floor, ContactLabels labels, InstantSource clock) {
    this.floor = floor;
    this.labels = labels;
    this.clock = clock;
  }

  public void mount(Guard guard) {
    guard
        .allow(Who.SUPERVISOR, HttpMethod.GET, "/api/v1/queues/:queue/contacts")
        .answer(this::contacts);
  }

  private Future<QueueContacts> contacts(RoutingContext ctx) {
    var paging = Paging.of(ctx);
    var id = ctx.pathParam("queue");
    return Board.View.of(floor).compose(view -> {
      var queue = queue(view.plan(), id);
      var ordered = QueueContacts.ordered(view.contacts(), queue.id());
      var page = QueueContacts.Page.of(ordered, paging.limit(), paging.cursor());
      return labels
          .of(page.contacts())
          .map(
              found -> QueueContacts.of(queue, view.plan(), ordered, page, found, clock.instant()));
    });
  }

  private static FloorPlan.Queue queue(FloorPlan plan, String id) {
    return plan.queues().stream()
        .filter(queue -> queue.id().value().equals(id))
        .findFirst()
        .orElseThrow(() -> new Failure.NotFound("queue", id));
  }
}
