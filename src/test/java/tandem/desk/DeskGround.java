package tandem.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.SERVICE;
import static tandem.cases.Ground.SHIPPING;
import static tandem.cases.Ground.TOM;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.cases.AddedEntry;
import tandem.cases.Ground;
import tandem.routing.Commands;
import tandem.routing.RoutingNode;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Outcome;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.Outbox;

/**
 * The desk on a real floor: a routing node, its outbox and projector, and what a screen would hear.
 */
final class DeskGround implements AutoCloseable {

  /** A lost agent is gone at once: nobody waits a minute for it here. */
  private static final Rules HASTY = new Rules(
      Rules.STANDARD.slots(),
      Rules.STANDARD.stops(),
      Rules.STANDARD.reofferPause(),
      Duration.ofMillis(1),
      Rules.STANDARD.bridgeWithin(),
      Rules.STANDARD.silenceMax(),
      Rules.STANDARD.askingSilenceMax(),
      Rules.STANDARD.heardEvery(),
      Rules.STANDARD.contactsMax(),
      Rules.STANDARD.rememberedMax(),
      Rules.STANDARD.agentsMax(),
      Rules.STANDARD.queuesMax());

  final Vertx vertx;
  final Ground ground;
  final Clock clock = Clock.systemUTC();
  final RoutingNode routing;
  final TimelineFeed feed;
  final Alerts alerts = new Alerts();
  final Projector projector;
  final Outbox outbox;
  final WrapUp wrapUp;
  final GiveRemedy giveRemedy;
  final Notes notes;
  private final List<AddedEntry> heard = new ArrayList<>();
  private final Promise<Void> began = Promise.promise();
  private int calls;

  DeskGround(Vertx vertx) {
    this(vertx, (_, _, _) -> List.of(), HASTY);
  }

  DeskGround(Vertx vertx, Commands commands, Rules rules) {
    this.vertx = vertx;
    ground = new Ground(vertx);
    var database = ground.database();
    feed = new TimelineFeed(vertx);
    feed.listen(this::hear);
    feed.start().await();
    outbox = new Outbox(vertx, database, clock);
    routing = new RoutingNode(
        vertx,
        database,
        clock,
        "main",
        "node-1",
        rules,
        commands,
        new SimpleMeterRegistry(),
        outbox::wake);
    outbox.deliverTo(DeskMessages.DESTINATION, new DeskMessages(routing));
    projector = newProjector();
    wrapUp = new WrapUp(
        database,
        routing.committed(),
        ground.cases,
        ground.states,
        ground.timelines,
        ground.outcomes,
        outbox,
        feed,
        clock);
    giveRemedy = new GiveRemedy(
        database,
        ground.cases,
        ground.timelines,
        ground.remedies,
        alerts,
        feed,
        clock,
        new SimpleMeterRegistry());
    notes = new Notes(database, ground.timelines, feed, clock);
  }

  Projector newProjector() {
    return new Projector(
        vertx,
        ground.database(),
        routing.committed(),
        "main",
        ground.cases,
        ground.timelines,
        alerts,
        feed,
        clock,
        new SimpleMeterRegistry());
  }

  /** Owns the floor, with Tom and Ana ready and the outbox delivering. */
  DeskGround open() {
    routing.onTerm(new RoutingNode.TermListener() {
      @Override
      public void began(long epoch) {
        projector.start(epoch);
        outbox.start();
        began.tryComplete();
      }

      @Override
      public Future<Void> ended() {
        return Future.all(projector.stop(), outbox.stop()).mapEmpty();
      }
    });
    routing.start();
    began.future().timeout(20, TimeUnit.SECONDS).await();
    tell(new Signal.FloorPlanned(plan()));
    return this;
  }

  private static FloorPlan plan() {
    return new FloorPlan(
        List.of(
            new FloorPlan.Department(SHIPPING, "Shipping"),
            new FloorPlan.Department(SERVICE, "Service")),
        List.of(),
        List.of(new FloorPlan.Queue(
            PARCELS,
            "Where is my parcel",
            SHIPPING,
            Channel.CALL,
            Map.of(),
            FloorPlan.Strategy.LONGEST_IDLE,
            Duration.ZERO,
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            true)),
        List.of(
            new FloorPlan.Agent(TOM, "Tom", SHIPPING, Map.of(), "+31101", true),
            new FloorPlan.Agent(ANA, "Ana", SERVICE, Map.of(), "+31102", true)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(PARCELS));
  }

  void tell(Signal signal) {
    assertThat(routing.tell(signal).timeout(20, TimeUnit.SECONDS).await())
        .isInstanceOf(Outcome.Accepted.class);
  }

  /** An agent at their own desk. */
  static WrapUp.Teller teller(AgentId agent) {
    return new WrapUp.Teller(agent.value(), Optional.of(agent), false);
  }

  ContactId arrive(CustomerId customer) {
    var call = "call-" + ++calls;
    var contact = Ids.contact("native", call);
    tell(new Signal.ContactArrived(
        contact, Channel.CALL, PARCELS, "native", call, customer, Duration.ZERO, clock.instant()));
    return contact;
  }

  /** A call of the customer that the agent is talking in. */
  ContactId talk(CustomerId customer, AgentId agent) {
    tell(new Signal.PresenceAsked(agent, new Presence.Ready()));
    var contact = arrive(customer);
    tell(new Signal.OfferAccepted(new OfferId(contact, 1), agent));
    tell(new Signal.Bridged(contact));
    return contact;
  }

  private synchronized void hear(AddedEntry entry) {
    heard.add(entry);
    notifyAll();
  }

  synchronized List<AddedEntry> heard() {
    return List.copyOf(heard);
  }

  /** Waits for an entry that was heard or will be. */
  synchronized AddedEntry await(Predicate<AddedEntry> wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      var found = heard.stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      long left = deadline - System.nanoTime();
      assertThat(left).as("waiting for an entry, heard " + heard).isPositive();
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  AddedEntry awaitEvent(ContactId contact, String event) {
    return await(added -> added.entry().contact().equals(Optional.of(contact))
        && added.entry().body().path("event").asText().equals(event));
  }

  @Override
  public void close() {
    routing.stop().timeout(20, TimeUnit.SECONDS).await();
    Future.all(projector.stop(), outbox.stop(), feed.stop())
        .timeout(20, TimeUnit.SECONDS)
        .await();
    ground.close();
  }
}
