package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tandem.auth.Entrance;
import tandem.auth.Role;
import tandem.auth.Sessions;
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
import tandem.console.agents.DeskDoor;
import tandem.console.agents.Desks;
import tandem.console.casework.CaseRoutes;
import tandem.console.casework.ContactRoutes;
import tandem.console.casework.CustomerRoutes;
import tandem.console.casework.OrderRoutes;
import tandem.console.casework.RemedyRoutes;
import tandem.console.floor.FloorRoutes;
import tandem.console.floor.Wallboard;
import tandem.console.floor.WallboardRoutes;
import tandem.customers.Customers;
import tandem.customers.Histories;
import tandem.customers.HistoryCache;
import tandem.customers.Orders;
import tandem.customers.PhoneNumbers;
import tandem.customers.TestGrid;
import tandem.desk.FloorGround;
import tandem.desk.agents.AgentCommands;
import tandem.desk.agents.AttendanceBook;
import tandem.desk.casework.CaseDesk;
import tandem.desk.casework.ClaimDesk;
import tandem.desk.casework.Drafts;
import tandem.desk.casework.GiveRemedy;
import tandem.desk.casework.Notes;
import tandem.desk.casework.OpenCase;
import tandem.desk.casework.WrapUp;
import tandem.desk.customers.CustomerDesk;
import tandem.desk.customers.Identification;
import tandem.desk.customers.ScreenPop;
import tandem.desk.floor.FloorImport;
import tandem.desk.voice.Intake;
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
import tandem.web.ProblemHandler;
import tandem.web.PublicUrl;

/**
 * The whole console on a real gate, a real floor and a real database; Tom and Ana are agents of it.
 */
public final class ConsoleGround implements AutoCloseable {

  public static final AgentId TOM = new AgentId("tom");
  public static final AgentId ANA = new AgentId("ana");
  public static final QueueId PARCELS = new QueueId("parcels");

  /** Signs what is told at the native voice hook. */
  public static final String HOOK_SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  public final Vertx vertx;
  public final Entrance entrance;
  public final Clock clock = Clock.systemUTC();

  /** It is noon there: nothing here sees a day end. */
  public final ZoneId zone =
      ZoneOffset.ofHours(12 - clock.instant().atOffset(ZoneOffset.UTC).getHour());

  public final Ids ids = new Ids(clock, new SecureRandom());
  public final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  public final RoutingNode routing;
  public final Outbox outbox;
  public final Desks desks;
  public final Wallboard wallboard;
  public final WallboardRoutes wallboardRoutes;
  public volatile Pops pops;
  public final ClaimDesk claims;
  public final Drafts drafts;

  /** What is known of the customer behind a contact: a test may know better. */
  @FunctionalInterface
  public interface Pops {
    Future<JsonNode> pop(ContactId contact, CustomerId customer);
  }

  /** How the desks' door is made: a test may have less patience. */
  @FunctionalInterface
  public interface DoorOfDesks {
    DeskDoor of(
        Vertx vertx, Desks desks, Sessions sessions, ProblemHandler problems, InstantSource clock);
  }

  /** How the wallboard's routes are made: a test may have less time. */
  @FunctionalInterface
  public interface RoutesOfWallboard {
    WallboardRoutes of(Vertx vertx, Wallboard wallboard, Sessions sessions);
  }

  private final Grid grid = TestGrid.shared();
  private final FloorGround ground;

  public ConsoleGround(Vertx vertx) {
    this(vertx, DeskDoor::new, WallboardRoutes::new, Rules.STANDARD);
  }

  public ConsoleGround(Vertx vertx, DoorOfDesks door) {
    this(vertx, door, WallboardRoutes::new, Rules.STANDARD);
  }

  public ConsoleGround(Vertx vertx, RoutesOfWallboard wall) {
    this(vertx, DeskDoor::new, wall, Rules.STANDARD);
  }

  public ConsoleGround(Vertx vertx, Rules rules) {
    this(vertx, DeskDoor::new, WallboardRoutes::new, rules);
  }

  private ConsoleGround(Vertx vertx, DoorOfDesks door, RoutesOfWallboard wall, Rules rules) {
    this.vertx = vertx;
    entrance = new Entrance(vertx, "");
    ContractAnswers.check(entrance.client);
    var database = entrance.database.database();
    var phones = new PhoneNumbers("NL");
    var customers = new Customers(clock, ids, phones);
    var cases = new Cases(ids);
    var timelines = new Timelines();
    var remedies = new Remedies(ids);
    ground =
        new FloorGround(vertx, database, (_, _, _) -> List.of(), rules, cases, timelines, meters);
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
        zone,
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
                () -> remedies.groupsInUse(database.pool()),
                phones),
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
    wallboardRoutes = wall.of(vertx, wallboard, entrance.sessions);
    wallboardRoutes.mount(guard);
    new ContractRoute().mount(guard);
    var intake = new Intake(
        database, new Inbox(database), customers, phones, floor, routing, screenPop, alerts, clock);
    new NativeVoice(new WebhookSignature(List.of(HOOK_SECRET)), intake, clock).mount(guard);
    new TwilioVoice(
            new TwilioAccount("AC1", "token", "", "http://127.0.0.1:1", () -> "http://127.0.0.1:1"),
            PublicUrl.of(""),
            intake,
            clock)
        .mount(guard);
    door.of(vertx, desks, entrance.sessions, entrance.problems, clock).mount(guard);
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
            new RemedyKindId("replacement"), "Replacement", "item", Map.of(), true, Set.of())),
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

  public void tell(Signal signal) {
    ground.tell(signal);
  }

  public Optional<Floor.Agent> agent(AgentId id) {
    return await(routing.committed().read(floor -> floor.agent(id)));
  }

  /** The first column of the first row, as text. */
  public String ask(String query) {
    return String.valueOf(await(entrance.database.database().pool().query(query).execute())
        .iterator()
        .next()
        .getValue(0));
  }

  public CustomerId customer(String name) {
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

  public ContactId arrive(CustomerId customer) {
    return ground.arrive(customer);
  }

  /** A call that the agent, who has a screen, is talking in. */
  public ContactId talk(CustomerId customer, AgentId agent) {
    return ground.talk(customer, agent);
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("nothing came in 20 s", e);
    }
  }

  public static void eventually(BooleanSupplier holds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("20 s").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Override
  public void close() {
    ground.close();
    entrance.close();
  }
}
