package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tandem.auth.Entrance;
import tandem.auth.Role;
import tandem.auth.WebhookSignature;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Ids;
import tandem.base.OutcomeId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.RemedyKindId;
import tandem.cases.CaseStates;
import tandem.cases.Cases;
import tandem.cases.Claim;
import tandem.cases.Claims;
import tandem.cases.Outcomes;
import tandem.cases.Remedies;
import tandem.cases.Timelines;
import tandem.channels.voice.NativeVoice;
import tandem.channels.voice.TwilioAccount;
import tandem.channels.voice.TwilioVoice;
import tandem.customers.Customers;
import tandem.customers.Histories;
import tandem.customers.HistoryCache;
import tandem.customers.Orders;
import tandem.customers.PhoneNumbers;
import tandem.customers.TestGrid;
import tandem.desk.AgentCommands;
import tandem.desk.AttendanceBook;
import tandem.desk.CaseDesk;
import tandem.desk.ClaimDesk;
import tandem.desk.CustomerDesk;
import tandem.desk.Drafts;
import tandem.desk.FloorGround;
import tandem.desk.FloorImport;
import tandem.desk.GiveRemedy;
import tandem.desk.Identification;
import tandem.desk.Intake;
import tandem.desk.Notes;
import tandem.desk.OpenCase;
import tandem.desk.ScreenPop;
import tandem.desk.WrapUp;
import tandem.document.Json;
import tandem.reports.FactHistory;
import tandem.routing.RoutingNode;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.Grid;
import tandem.storage.Inbox;
import tandem.storage.Outbox;
import tandem.web.PublicUrl;

/**
 * The whole console on a real gate, a real floor and a real database; Tom and Ana are agents of it.
 */
final class ConsoleGround implements AutoCloseable {

  static final AgentId TOM = new AgentId("tom");
  static final AgentId ANA = new AgentId("ana");
  static final QueueId PARCELS = new QueueId("parcels");

  /** It is noon there: nothing here sees a day end. */
  static final ZoneId ZONE =
      ZoneOffset.ofHours(12 - Instant.now().atOffset(ZoneOffset.UTC).getHour());

  final Entrance entrance = new Entrance("");
  final Vertx vertx = entrance.vertx;
  final Clock clock = Clock.systemUTC();
  final Ids ids = new Ids(clock, entrance.random);
  final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final RoutingNode routing;
  final Outbox outbox;
  final Desks desks;
  final Wallboard wallboard;
  final WallboardRoutes wallboardRoutes;
  volatile Pops pops;
  final ClaimDesk claims;
  final Drafts drafts;

  /** What is known of the customer behind a contact: a test may know better. */
  @FunctionalInterface
  interface Pops {
    Future<JsonNode> pop(ContactId contact, CustomerId customer);
  }

  private final Grid grid = TestGrid.alone();
  private final FloorGround ground;

  ConsoleGround() {
    this(DeskSocket.Patience.USUAL);
  }

  ConsoleGround(DeskSocket.Patience patience) {
    var database = entrance.database.database();
    var phones = new PhoneNumbers("NL");
    var customers = new Customers(clock, ids, phones);
    var cases = new Cases(ids);
    var timelines = new Timelines();
    var remedies = new Remedies(ids);
    ground = new FloorGround(
        vertx, database, (_, _, _) -> List.of(), Rules.STANDARD, cases, timelines, meters);
    routing = ground.routing;
    outbox = ground.outbox;
    var alerts = ground.alerts;
    var feed = ground.feed;
    var floor = routing.committed();
    var screenPop = new ScreenPop(
        database.pool(),
        customers,
        new HistoryCache(vertx, database.pool(), new Histories(), grid.hazelcast(), meters),
        meters);
    pops = (_, customer) -> screenPop.of(customer).map(Json.MAPPER::<JsonNode>valueToTree);
    claims = new ClaimDesk(vertx, database, cases, new Claims(), clock);
    drafts = new Drafts(database, floor, clock);
    var agentCommands = new AgentCommands(routing);
    var book = new AttendanceBook(vertx, database, "node-1", agentCommands, claims);
    desks = new Desks(vertx, floor, agentCommands, book, new Sources(), clock, ids, meters);
    wallboard = new Wallboard(
        vertx,
        floor,
        new FactHistory(database),
        then -> alerts.since(database.pool(), then),
        ZONE,
        clock);
    feed.listen(desks);
    claims.listen(desks::claimed);

    var guard = entrance.guard;
    var caseDesk = new CaseDesk(database, cases, timelines, new CaseStates(), feed, clock);
    new SessionRoutes(entrance.sessions, entrance.accounts, floor).mount(guard);
    new FloorRoutes(
            floor,
            new FloorImport(
                routing,
                () -> floor.read(Floor::plan),
                () -> remedies.groupsInUse(database.pool())),
            clock)
        .mount(guard);
    new CustomerRoutes(new CustomerDesk(database, customers, timelines), screenPop, phones)
        .mount(guard);
    new OrderRoutes(new Orders(database, customers, clock, ids), phones).mount(guard);
    new ContactRoutes(
            new Identification(database, customers, cases, floor, routing),
            new WrapUp(
                database,
                floor,
                cases,
                new CaseStates(),
                timelines,
                new Outcomes(),
                outbox,
                feed,
                clock),
            screenPop,
            drafts)
        .mount(guard);
    new CaseRoutes(
            caseDesk,
            new OpenCase(database, cases, clock),
            new Notes(database, timelines, feed, clock),
            floor)
        .mount(guard);
    new RemedyRoutes(
            new GiveRemedy(database, cases, timelines, remedies, alerts, feed, clock, meters),
            claims)
        .mount(guard);
    wallboardRoutes =
        new WallboardRoutes(vertx, wallboard, entrance.sessions, Duration.ofMillis(100));
    wallboardRoutes.mount(guard);
    new ContractRoute().mount(guard);
    var intake = new Intake(
        database, new Inbox(database), customers, phones, floor, routing, screenPop, alerts, clock);
    new NativeVoice(
            new WebhookSignature(List.of("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")), intake, clock)
        .mount(guard);
    new TwilioVoice(
            new TwilioAccount("AC1", "token", "", "http://127.0.0.1:1", () -> "http://127.0.0.1:1"),
            PublicUrl.of(""),
            intake,
            clock)
        .mount(guard);
    new DeskDoor(vertx, desks, entrance.sessions, entrance.problems, clock, patience).mount(guard);
    open();
  }

  private void open() {
    await(claims.start());
    ground.own(plan());
    await(desks.start());
    await(wallboard.start());
    entrance.people();
    await(entrance.accounts.create("test", "tom", Entrance.PASSWORD, Role.AGENT, Optional.of(TOM)));
  }

  private static FloorPlan plan() {
    var shipping = new DepartmentId("shipping");
    var service = new DepartmentId("service");
    return new FloorPlan(
        List.of(
            new FloorPlan.Department(shipping, "Shipping"),
            new FloorPlan.Department(service, "Service")),
        List.of(),
        List.of(Plans.calls(PARCELS, "Where is my parcel", shipping)),
        List.of(
            new FloorPlan.Agent(TOM, "Tom", shipping, Map.of(), "+31101", true),
            new FloorPlan.Agent(ANA, "Ana", service, Map.of(), "+31102", true)),
        List.of(
            new FloorPlan.Reason(new ReasonId("lunch"), "Lunch", false, false, Optional.empty())),
        List.of(),
        List.of(new FloorPlan.OutcomeKind(new OutcomeId("solved"), "Solved", true)),
        List.of(new FloorPlan.RemedyKind(
            new RemedyKindId("replacement"), "Replacement", "item", Map.of())),
        List.of(),
        Optional.of(PARCELS));
  }

  private final class Sources implements Desks.Sources {
    @Override
    public Future<JsonNode> pop(ContactId contact, CustomerId customer) {
      return pops.pop(contact, customer);
    }

    @Override
    public Future<List<Claim>> claims(CustomerId customer) {
      return claims.of(customer);
    }

    @Override
    public Future<List<Drafts.Draft>> drafts(AgentId agent) {
      return drafts.of(agent);
    }
  }

  void tell(Signal signal) {
    ground.tell(signal);
  }

  Optional<Floor.Agent> agent(AgentId id) {
    return await(routing.committed().read(floor -> floor.agent(id)));
  }

  /** The first column of the first row, as text. */
  String ask(String query) {
    return String.valueOf(await(entrance.database.database().pool().query(query).execute())
        .iterator()
        .next()
        .getValue(0));
  }

  CustomerId customer(String name) {
    var id = ids.next();
    await(entrance
        .database
        .database()
        .pool()
        .query("INSERT INTO customer (id, name, created_at) VALUES ('%s', '%s', now())"
            .formatted(id, name))
        .execute());
    return new CustomerId(id);
  }

  ContactId arrive(CustomerId customer) {
    return ground.arrive(customer);
  }

  /** A call that the agent, who has a screen, is talking in. */
  ContactId talk(CustomerId customer, AgentId agent) {
    return ground.talk(customer, agent);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("nothing came in 20 s", e);
    }
  }

  static void eventually(BooleanSupplier holds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("20 s").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Override
  public void close() {
    ground.close();
    grid.close();
    entrance.close();
  }
}
