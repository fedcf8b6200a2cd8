package tandem.desk.voice;

import static tandem.cases.Ground.PARCELS;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.DepartmentId;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.base.SegmentId;
import tandem.cases.Ground;
import tandem.customers.ContactPoint;
import tandem.customers.Customer;
import tandem.customers.CustomerDraft;
import tandem.customers.CustomerDraft.GivenPoint;
import tandem.customers.Customers;
import tandem.customers.HistoryCache;
import tandem.desk.DeskGround;
import tandem.desk.customers.Identification;
import tandem.desk.customers.ScreenPop;
import tandem.routing.engine.Contact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.Database;
import tandem.storage.Inbox;
import tandem.storage.nodes.Grid;

/** The desk on a real floor and a real grid, with arriving calls. */
public final class IntakeGround implements AutoCloseable {

  public static final String CALLER = "+31201234567";
  static final String OUR_NUMBER = "+31201112222";
  static final QueueId CARE = new QueueId("care");
  static final SegmentId VIP = new SegmentId("vip");

  public final DeskGround desk;
  public final Ground ground;
  final Customers customers;
  public final ScreenPop pops;
  public final Intake intake;
  public final Identification identification;
  private int events;

  public IntakeGround(Vertx vertx, Grid grid) {
    this(vertx, grid, Rules.STANDARD);
  }

  public IntakeGround(Vertx vertx, Grid grid, Rules rules) {
    desk = new DeskGround(vertx, grid, (_, _, _) -> List.of(), rules).open();
    ground = desk.ground;
    grid.map(HistoryCache.mapConfig().getName()).orElseThrow().clear(); // other tests' strangers
    customers = desk.rooms.customers();
    pops = desk.work.contacts().pops();
    intake = desk.work.contacts().intake();
    identification = desk.work.contacts().identification();
    desk.tell(new Signal.FloorPlanned(plan()));
    desk.floor.take("segments: [{id: vip, name: VIP, head_start: 90}]");
  }

  /** Makes an intake with this database and clock. */
  Intake intake(Database database, InstantSource clock) {
    return new Intake(
        database,
        new Inbox(database),
        customers,
        desk.rooms.phones(),
        desk.routing.committed(),
        desk.floor.desk.floor().catalogues(),
        desk.routing,
        pops,
        desk.alerts,
        clock);
  }

  private static FloorPlan plan() {
    return new FloorPlan(
        List.of(),
        List.of(),
        List.of(),
        List.of(new FloorPlan.Queue(
            CARE,
            "Customer care",
            new DepartmentId("service"),
            Channel.CALL,
            Map.of(),
            FloorPlan.Strategy.LONGEST_IDLE,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            true)),
        List.of(),
        List.of(),
        List.of(new FloorPlan.Entrance(Channel.CALL, "020 111 2222", CARE)),
        Optional.of(PARCELS));
  }

  /** Makes all queues inactive. */
  void closeQueues() {
    var queues = desk.routing.committed().read(floor -> floor.plan().queues()).await();
    desk.tell(new Signal.FloorPlanned(
        Plans.plan(List.of(), queues.stream().map(IntakeGround::closed).toList(), List.of())));
  }

  private static FloorPlan.Queue closed(FloorPlan.Queue queue) {
    return Plans.queue(
        queue.id(),
        queue.name(),
        queue.department(),
        queue.channel(),
        queue.skills(),
        queue.strategy(),
        queue.headStart(),
        false);
  }

  String event() {
    return "event-" + ++events;
  }

  public Intake.Answer arrive(String call, String from) {
    return arrive(call, from, OUR_NUMBER, event());
  }

  Intake.Answer arrive(String call, String from, String to, String event) {
    return arriving(call, from, to, event).await();
  }

  Future<Intake.Answer> arriving(String call, String from, String to, String event) {
    return intake.tell(
        "native", event, new CallEvent.Arrived(call, from, to, desk.clock.instant()));
  }

  /** Lets the caller hang up. */
  public void hangUp(String call) {
    tell(new CallEvent.Ended(call, "hung up"));
  }

  /** Sends an event of a call. */
  Intake.Answer tell(CallEvent event) {
    return intake.tell("native", event(), event).await();
  }

  public Optional<Contact> onFloor(ContactId contact) {
    return desk.routing.committed().read(floor -> floor.contact(contact)).await();
  }

  /** Connects a call with the agent. */
  public ContactId talk(String call, String from, AgentId agent) {
    desk.tell(new Signal.PresenceAsked(agent, new Presence.Ready()));
    var contact = arrive(call, from).contact();
    desk.tell(new Signal.OfferAccepted(new OfferId(contact, 1), agent));
    desk.tell(new Signal.Bridged(contact));
    return contact;
  }

  public Customer create(String name, Optional<SegmentId> segment, String... phones) {
    var points = List.of(phones).stream()
        .map(phone -> new GivenPoint(ContactPoint.Kind.PHONE, phone))
        .toList();
    return ground.transaction(tx -> customers.create(tx, new CustomerDraft(name, segment, points)));
  }

  static Instant micros(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public void close() {
    desk.close();
  }
}
