package tandem.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.SERVICE;
import static tandem.cases.Ground.SHIPPING;
import static tandem.cases.Ground.TOM;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Ids;
import tandem.cases.AddedEntry;
import tandem.cases.Ground;
import tandem.cases.RemedyEnding;
import tandem.customers.TestGrid;
import tandem.desk.casework.GiveRemedy;
import tandem.desk.casework.Notes;
import tandem.desk.casework.WrapUp;
import tandem.desk.timeline.Projector;
import tandem.desk.timeline.TimelineFeed;
import tandem.routing.Commands;
import tandem.routing.RoutingNode;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.routing.engine.TestRules;
import tandem.server.DeskWork;
import tandem.server.Rooms;
import tandem.storage.nodes.Grid;
import tandem.storage.outbox.Outbox;

/** The desk on a real floor: a routing node, its outbox and projector, and the news for screens. */
public final class DeskGround implements AutoCloseable {

  /** Rules by which a lost agent is gone at once, instead of after a minute. */
  private static final Rules HASTY =
      new TestRules().lostGrace(Duration.ofMillis(1)).rules();

  public final Vertx vertx;
  public final Ground ground;
  public final RoutingNode routing;
  public final FloorGround floor;
  public final Rooms rooms;
  public final DeskWork work;
  public final TimelineFeed feed;
  public final Alerts alerts;
  public final Clock clock;
  public final Projector projector;
  public final Outbox outbox;
  public final WrapUp wrapUp;
  public final GiveRemedy giveRemedy;
  public final Notes notes;
  private final List<AddedEntry> heard = new ArrayList<>();

  public DeskGround(Vertx vertx) {
    this(vertx, (_, _, _) -> List.of(), HASTY);
  }

  public DeskGround(Vertx vertx, Commands commands, Rules rules) {
    this(vertx, TestGrid.shared(), commands, rules);
  }

  public DeskGround(Vertx vertx, Grid grid, Commands commands, Rules rules) {
    this.vertx = vertx;
    ground = new Ground(vertx);
    var ids = new Ids(Clock.systemUTC(), new Random());
    floor = new FloorGround(
        vertx, ground.database(), grid, ids, commands, rules, new SimpleMeterRegistry());
    clock = floor.clock;
    outbox = floor.base.outbox();
    routing = floor.routing;
    rooms = floor.rooms;
    work = floor.desk;
    feed = work.feed();
    feed.listen(this::hear);
    alerts = work.alerts();
    projector = work.projector();
    wrapUp = work.contacts().wrapUp();
    giveRemedy = work.cases().giveRemedy();
    notes = work.cases().notes();
  }

  public Projector newProjector() {
    return work.anotherProjector(floor.base, rooms);
  }

  /** Takes the floor, makes Tom and Ana ready and starts the outbox. */
  public DeskGround open() {
    floor.own(plan());
    return this;
  }

  private static FloorPlan plan() {
    return new FloorPlan(
        List.of(),
        List.of(
            new FloorPlan.Department(SHIPPING, "Shipping"),
            new FloorPlan.Department(SERVICE, "Service")),
        List.of(),
        List.of(Plans.calls(PARCELS, "Where is my parcel", SHIPPING)),
        List.of(
            new FloorPlan.Agent(TOM, "Tom", SHIPPING, Map.of(), "+31101", true),
            new FloorPlan.Agent(ANA, "Ana", SERVICE, Map.of(), "+31102", true)),
        List.of(),
        List.of(),
        Optional.of(PARCELS));
  }

  public void tell(Signal signal) {
    floor.tell(signal);
  }

  /** Makes the teller of an agent. */
  public static WrapUp.Teller teller(AgentId agent) {
    return new WrapUp.Teller(agent.value(), Optional.of(agent), false);
  }

  /** An account without an agent that changes a remedy. */
  public static RemedyEnding.By by(String account, boolean supervises) {
    return new RemedyEnding.By(account, Optional.empty(), supervises);
  }

  /** An agent who changes a remedy. */
  public static RemedyEnding.By by(AgentId agent) {
    return new RemedyEnding.By(agent.value(), Optional.of(agent), false);
  }

  public ContactId arrive(CustomerId customer) {
    return floor.arrive(customer);
  }

  /** Connects a call of the customer with the agent. */
  public ContactId talk(CustomerId customer, AgentId agent) {
    return floor.talk(customer, agent);
  }

  private synchronized void hear(AddedEntry entry) {
    heard.add(entry);
    notifyAll();
  }

  public synchronized List<AddedEntry> heard() {
    return List.copyOf(heard);
  }

  /** Waits for an entry, already received or not. */
  public synchronized AddedEntry await(Predicate<AddedEntry> wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
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

  public AddedEntry awaitEvent(ContactId contact, String event) {
    return await(added -> added.entry().contact().equals(Optional.of(contact))
        && added.entry().body().path("event").asText().equals(event));
  }

  @Override
  public void close() {
    floor.close();
    ground.close();
  }
}
