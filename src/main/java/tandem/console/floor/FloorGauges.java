package tandem.console.floor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import tandem.base.QueueId;
import tandem.routing.CommittedFloor;

/**
 * The gauges of waiting contacts and agents, read from the committed floor at each scrape. Only the
 * floor's owner shows them, so that a sum over all nodes counts nothing twice.
 */
public final class FloorGauges {

  private final CommittedFloor floor;
  private final InstantSource clock;
  private final BooleanSupplier owner;
  private final MultiGauge waiting;
  private final MultiGauge agents;

  public FloorGauges(
      CommittedFloor floor, InstantSource clock, BooleanSupplier owner, MeterRegistry meters) {
    this.floor = floor;
    this.clock = clock;
    this.owner = owner;
    this.waiting = MultiGauge.builder("tandem.contacts.waiting")
        .description("contacts that are queued or offered")
        .register(meters);
    this.agents = MultiGauge.builder("tandem.agents")
        .description("agents by state: work comes first, then the requested presence")
        .register(meters);
  }

  /** Reads the gauges again. */
  public Future<Void> freshen() {
    if (!owner.getAsBoolean()) {
      waiting.register(List.of(), true);
      agents.register(List.of(), true);
      return Future.succeededFuture();
    }
    return floor.read(Board.View::of).map(view -> {
      waiting.register(waiting(view), true);
      agents.register(agents(view), true);
      return null;
    });
  }

  private static List<Row<?>> waiting(Board.View view) {
    var counts = new HashMap<QueueId, Integer>();
    view.contacts().stream()
        .filter(Board::waits)
        .forEach(contact -> counts.merge(contact.queue(), 1, Integer::sum));
    var rows = new ArrayList<Row<?>>();
    view.plan()
        .queues()
        .forEach(queue -> rows.add(Row.of(
            Tags.of("queue", queue.id().value(), "channel", queue.channel().word()),
            counts.getOrDefault(queue.id(), 0))));
    return rows;
  }

  private List<Row<?>> agents(Board.View view) {
    var counts = new EnumMap<Board.State, Integer>(Board.State.class);
    Board.agents(view, clock.instant())
        .forEach(agent -> counts.merge(agent.state(), 1, Integer::sum));
    var rows = new ArrayList<Row<?>>();
    for (var state : Board.State.values()) {
      rows.add(Row.of(
          Tags.of("state", state.name().toLowerCase(Locale.ROOT)), counts.getOrDefault(state, 0)));
    }
    return rows;
  }
}
