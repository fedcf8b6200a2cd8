package tandem.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import tandem.console.floor.FloorGauges;
import tandem.reports.FactMeters;
import tandem.routing.CommittedFloor;
import tandem.routing.RoutingNode;
import tandem.storage.outbox.OutboxAge;

/**
 * The metrics that only the floor's owner shows: facts, waiting contacts, agents, and the age of
 * the oldest message in the outbox.
 */
public record Gauges(
    CommittedFloor committed,
    AtomicBoolean owning,
    FactMeters facts,
    CommittedFloor.Follower counting,
    FloorGauges floor,
    OutboxAge outbox)
    implements RoutingNode.TermListener {

  public static Gauges of(Ground ground, Rooms rooms) {
    var meters = ground.meters();
    var owning = new AtomicBoolean();
    var facts = new FactMeters(meters);
    buildInfo(meters);
    return new Gauges(
        rooms.floor(),
        owning,
        facts,
        (_, fact) -> facts.add(fact),
        new FloorGauges(rooms.floor(), ground.clock(), owning::get, meters),
        new OutboxAge(ground.outbox(), ground.clock(), owning::get, meters));
  }

  @Override
  public void began(long epoch) {
    owning.set(true);
    committed.follow(counting, floor -> {
      facts.begin(floor.contacts());
      return epoch;
    });
  }

  @Override
  public Future<Void> ended() {
    owning.set(false);
    committed.unfollow(counting);
    return Future.succeededFuture();
  }

  /** Registers the build's version in Prometheus style: a 1 with labels. */
  private static void buildInfo(MeterRegistry meters) {
    var version = Optional.ofNullable(Server.class.getPackage().getImplementationVersion());
    Gauge.builder("tandem.build.info", () -> 1)
        .tags(
            "version",
            version.orElse("unpacked"),
            "java",
            String.valueOf(Runtime.version().feature()))
        .register(meters);
  }
}
