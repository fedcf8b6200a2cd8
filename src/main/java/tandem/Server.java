package tandem;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.auth.Accounts;
import tandem.auth.AdminToken;
import tandem.auth.Audit;
import tandem.auth.Guard;
import tandem.auth.Passwords;
import tandem.auth.SampleAccounts;
import tandem.auth.SessionNews;
import tandem.auth.Sessions;
import tandem.auth.WebhookSignature;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.SteadyClock;
import tandem.cases.CaseStates;
import tandem.cases.Cases;
import tandem.cases.Claims;
import tandem.cases.Outcomes;
import tandem.cases.Remedies;
import tandem.cases.Timelines;
import tandem.channels.HookMeters;
import tandem.channels.voice.CarrierTime;
import tandem.channels.voice.NativeCarrier;
import tandem.channels.voice.NativeVoice;
import tandem.channels.voice.TwilioAccount;
import tandem.channels.voice.TwilioCarrier;
import tandem.channels.voice.TwilioVoice;
import tandem.console.ClockMeters;
import tandem.console.ContractRoute;
import tandem.console.LoopDelay;
import tandem.console.Management;
import tandem.console.SessionRoutes;
import tandem.console.agents.DeskDoor;
import tandem.console.agents.DeskSources;
import tandem.console.agents.Desks;
import tandem.console.casework.CaseRoutes;
import tandem.console.casework.ContactRoutes;
import tandem.console.casework.CustomerRoutes;
import tandem.console.casework.OrderRoutes;
import tandem.console.casework.RemedyRoutes;
import tandem.console.floor.FloorGauges;
import tandem.console.floor.FloorRoutes;
import tandem.console.floor.Wallboard;
import tandem.console.floor.WallboardRoutes;
import tandem.customers.Customers;
import tandem.customers.Histories;
import tandem.customers.HistoryCache;
import tandem.customers.Orders;
import tandem.customers.PhoneNumbers;
import tandem.desk.Alerts;
import tandem.desk.agents.AgentCommands;
import tandem.desk.agents.AttendanceBook;
import tandem.desk.agents.RollCall;
import tandem.desk.casework.CaseClosing;
import tandem.desk.casework.CaseDesk;
import tandem.desk.casework.ClaimDesk;
import tandem.desk.casework.DeskMessages;
import tandem.desk.casework.Drafts;
import tandem.desk.casework.GiveRemedy;
import tandem.desk.casework.Notes;
import tandem.desk.casework.OpenCase;
import tandem.desk.casework.WrapUp;
import tandem.desk.customers.CustomerDesk;
import tandem.desk.customers.Identification;
import tandem.desk.customers.ScreenPop;
import tandem.desk.floor.FloorDocument;
import tandem.desk.floor.FloorImport;
import tandem.desk.timeline.Projector;
import tandem.desk.timeline.TimelineFeed;
import tandem.desk.voice.Carrier;
import tandem.desk.voice.CarrierCommands;
import tandem.desk.voice.Intake;
import tandem.document.DocumentReader;
import tandem.reports.FactHistory;
import tandem.reports.FactMeters;
import tandem.routing.CommittedFloor;
import tandem.routing.RoutingNode;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Rules;
import tandem.storage.Database;
import tandem.storage.DatabaseAddress;
import tandem.storage.DatabaseWait;
import tandem.storage.EmbeddedDatabase;
import tandem.storage.Grid;
import tandem.storage.Inbox;
import tandem.storage.Migrations;
import tandem.storage.Outage;
import tandem.storage.Outbox;
import tandem.storage.OutboxAge;
import tandem.storage.StartLock;
import tandem.web.HeadLimit;
import tandem.web.Limits;
import tandem.web.Pages;
import tandem.web.ProblemHandler;
import tandem.web.PublicUrl;
import tandem.web.SecurityHeaders;

/**
 * One node: all its parts, built with {@code new} from the ground up and stopped from the top down.
 */
final class Server {

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** Most installations have one site. */
  private static final String FLOOR = "main";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** What is asked when the doors close is still answered, if it takes no longer than this. */
  private static final Duration LAST_ANSWERS_LIMIT = Duration.ofSeconds(5);

  private final Closings closings;
  private final Config config;
  private final InstantSource wall;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ClockMeters clockMeters = new ClockMeters(meters);

  /** The clock that times everything in this server. */
  private final SteadyClock clock;

  private final SecureRandom random;
  private final Ids ids;
  private final String node;
  private List<SampleAccounts.LogIn> logIns = List.of();
  private int httpPort;
  private int managementPort;

  private Server(Config config, InstantSource wall, SecureRandom random, Ids ids) {
    this.config = config;
    this.wall = wall;
    this.clock = new SteadyClock(wall, System::nanoTime, clockMeters::stepped);
    this.random = random;
    this.ids = ids;
    this.node = ids.next().toString();
    this.closings = new Closings(clock);
  }

  /**
   * Blocks until the server serves; a part that was started is stopped again when a later one
   * fails.
   *
   * @param wall the machine's clock, which somebody may set while the server runs
   */
  static Server start(Config config, InstantSource wall, SecureRandom random, Ids ids) {
    var server = new Server(config, wall, random, ids);
    try {
      server.build();
      return server;
    } catch (RuntimeException e) {
      server.stop();
      throw e;
    }
  }

  private void build() {
    // the ground: what is kept and shared
    var address = config.database().url().orElseGet(this::embedded);
    DatabaseWait.until(address, clock, LOG::warn);
    Migrations.run(address);
    var secrets = new Secrets(config.dataDir(), address, random);
    var grid = Grid.enter(
        address,
        node,
        config.cluster().host(),
        config.cluster().port(),
        config.cluster().members(),
        List.of(HistoryCache.mapConfig()),
        HistoryCache.serializers());
    closings.add("grid", grid::close);
    var vertx = vertx(grid, meters);
    closings.add("event loops", () -> await(vertx.close()));
    var database = new Database(vertx, address, config.database().poolSize());
    closings.add("database pool", () -> await(database.close()));
    var outbox = new Outbox(vertx, database, clock);
    var inbox = new Inbox(database);

    // the rooms
    var routing = new RoutingNode(
        vertx,
        database,
        clock,
        FLOOR,
        node,
        Rules.STANDARD,
        new CarrierCommands(FLOOR),
        meters,
        outbox::wake);
    closings.add("routing", () -> await(routing.stop()));
    var committed = routing.committed();
    var phones = new PhoneNumbers(config.floor().region());
    var customers = new Customers(clock, ids, phones);
    int worded = customers.giveWords(database).await();
    if (worded > 0) {
      LOG.info("names made searchable customers={}", worded);
    }
    var histories = new Histories();
    var cache = new HistoryCache(vertx, database.pool(), histories, grid.hazelcast(), meters);
    var orders = new Orders(database, customers, clock, ids);
    var cases = new Cases(ids);
    var timelines = new Timelines();
    var outcomes = new Outcomes();
    var remedies = new Remedies(ids);

    // the desk: where rooms meet
    var feed = new TimelineFeed(vertx);
    await(feed.start());
    var alerts = new Alerts();
    var pops = new ScreenPop(database.pool(), customers, cache, meters);
    var intake =
        new Intake(database, inbox, customers, phones, committed, routing, pops, alerts, clock);
    var identification = new Identification(database, customers, cases, committed, routing);
    var states = new CaseStates();
    var wrapUp =
        new WrapUp(database, committed, cases, states, timelines, outcomes, outbox, feed, clock);
    var closing = new CaseClosing(vertx, database, cases, states, timelines, feed, clock);
    var giveRemedy =
        new GiveRemedy(database, cases, timelines, remedies, alerts, feed, clock, meters);
    var caseDesk = new CaseDesk(database, cases, timelines, states, feed, clock);
    var claims = new ClaimDesk(vertx, database, cases, new Claims(), clock);
    await(claims.start());
    var agentCommands = new AgentCommands(routing);
    var attendance = new AttendanceBook(vertx, database, node, agentCommands, claims);
    var rollCall = new RollCall(database, committed, agentCommands, claims);
    var drafts = new Drafts(database, committed, clock);
    var projector = new Projector(
        vertx, database, committed, FLOOR, cases, timelines, alerts, feed, clock, meters);
    var floorImport = new FloorImport(
        routing,
        () -> committed.read(Floor::plan),
        () -> remedies.groupsInUse(database.pool()),
        phones);

    // the gate
    var problems = new ProblemHandler(ids, Outage::meaning);
    var passwords = new Passwords(vertx, random);
    closings.add("passwords", passwords::close);
    // log-ins are kept for long and read by every node: no floor's time sets their clock forward
    var loginClock = new SteadyClock(wall);
    var audit = new Audit(loginClock);
    var sessionNews = new SessionNews(vertx);
    await(sessionNews.start());
    var sessions = new Sessions(database, passwords, audit, loginClock, random, sessionNews);
    var accounts = new Accounts(database, passwords, audit, sessions, loginClock);
    var publicUrl = PublicUrl.of(config.http().publicUrl().map(Object::toString).orElse(""));
    var pages = Pages.read();
    var guard = new Guard(
        vertx,
        sessions,
        publicUrl,
        problems,
        new SecurityHeaders(pages.inlineScripts()),
        new Limits());

    // the carriers
    var web = WebClient.create(
        vertx,
        new WebClientOptions().setFollowRedirects(false),
        new PoolOptions().setHttp1MaxSize(64));
    var nativeHook = config.voice().nativeHook();
    var signature = new WebhookSignature(List.of(
        nativeHook.secret().isEmpty()
            ? secrets.webhook("voice")
            : nativeHook.secret().reveal()));
    var hooks = new HookMeters(meters);
    hooks.watch(guard);
    var events = hooks.counting(intake);
    var carrierTime = new CarrierTime(clock, wall);
    new NativeVoice(signature, events, carrierTime).mount(guard);
    carrier(
        outbox,
        routing,
        new NativeCarrier(web, nativeHook.commandUrl().toString(), signature, carrierTime));
    var twilio = config.voice().twilio();
    var account = new TwilioAccount(
        twilio.accountSid(),
        twilio.authToken().reveal(),
        twilio.secondAuthToken().reveal(),
        twilio.apiUrl().toString(),
        () -> publicUrl.origin().isEmpty()
            ? "http://" + config.http().host() + ":" + httpPort
            : publicUrl.origin());
    if (account.isConfigured()) {
      new TwilioVoice(account, publicUrl, events, clock).mount(guard);
      carrier(outbox, routing, new TwilioCarrier(web, account, clock));
    }
    outbox.deliverTo(DeskMessages.DESTINATION, new DeskMessages(routing));

    // the console
    var desks = new Desks(
        vertx,
        committed,
        agentCommands,
        attendance,
        new DeskSources(pops, claims, drafts),
        clock,
        ids,
        meters);
    feed.listen(desks);
    claims.listen(desks::claimed);
    var board = new Wallboard(
        vertx,
        committed,
        new FactHistory(database),
        then -> alerts.since(database.pool(), then),
        config.floor().zone(),
        clock);
    new SessionRoutes(sessions, accounts, committed).mount(guard);
    new FloorRoutes(committed, floorImport, clock).mount(guard);
    new CustomerRoutes(new CustomerDesk(database, customers, timelines), pops, phones).mount(guard);
    new OrderRoutes(orders, phones).mount(guard);
    new ContactRoutes(identification, wrapUp, pops, drafts).mount(guard);
    new CaseRoutes(
            caseDesk,
            new OpenCase(database, cases, clock),
            new Notes(database, timelines, feed, clock),
            committed)
        .mount(guard);
    new RemedyRoutes(giveRemedy, claims).mount(guard);
    var wallboard = new WallboardRoutes(vertx, board, sessions);
    wallboard.mount(guard);
    new DeskDoor(vertx, desks, sessions, problems, clock).mount(guard);
    new ContractRoute().mount(guard);
    pages.mount((path, handler) -> {
      guard.allow(Who.PUBLIC, HttpMethod.GET, path).handle(handler);
      guard.allow(Who.PUBLIC, HttpMethod.HEAD, path).handle(handler);
    });

    // how it does
    new LoopDelay(vertx, meters).start();
    clockMeters.watch(vertx, clock);
    var factMeters = new FactMeters(meters);
    CommittedFloor.Follower metering = (_, fact) -> factMeters.add(fact);
    var owning = new AtomicBoolean();
    var floorGauges = new FloorGauges(committed, clock, owning::get, meters);
    var outboxAge = new OutboxAge(outbox, clock, owning::get, meters);
    buildInfo(meters);

    // start in this order: the floor, its followers, the doors
    routing.onTerm(new RoutingNode.TermListener() {
      @Override
      public void began(long epoch) {
        owning.set(true);
        committed.follow(metering, floor -> {
          factMeters.begin(floor.contacts());
          return epoch;
        });
        outbox.start();
        projector.start(epoch);
        closing.start();
      }

      @Override
      public Future<Void> ended() {
        owning.set(false);
        committed.unfollow(metering);
        return Future.join(projector.stop(), closing.stop(), outbox.stop()).mapEmpty();
      }
    });
    routing.onBeat(rollCall);
    routing.onBeat((late, _) -> {
      if (late) {
        desks.wokeLate();
      }
    });
    routing.start();
    await(routing.ready());
    try (var _ = StartLock.take(address, "first")) {
      new AdminToken(accounts, sessions, config.dataDir()).ensure();
      if (config.floor().sample()) {
        var agents =
            sampleFloor(floorImport, phones, committed.read(Floor::plan).await());
        logIns = new SampleAccounts(accounts, random, config.dataDir()).ensure(agents);
      }
    }
    await(Future.all(desks.start(), board.start()));
    var management = new Management(
        vertx,
        meters,
        Map.of(
            "database",
            () -> database.pool().query("SELECT 1").execute().map(_ -> true),
            "floor",
            routing::reachesOwner),
        List.of(floorGauges::freshen, outboxAge::freshen));
    managementPort = listening(
        Config.MANAGEMENT_PORT,
        config.management().host(),
        config.management().port(),
        management::listen);
    var doors = vertx
        .createHttpServer(Limits.server())
        .connectionHandler(new HeadLimit()::watch)
        .requestHandler(guard.handler());
    httpPort = listening(
        Config.HTTP_PORT,
        config.http().host(),
        config.http().port(),
        (host, port) -> doors.listen(port, host));
    // first of all nobody is sent here; then screens go, last answers are given, and the rooms
    // empty
    closings.add(
        "doors", () -> await(doors.shutdown(LAST_ANSWERS_LIMIT.toMillis(), TimeUnit.MILLISECONDS)));
    closings.add("wallboards", wallboard::close);
    closings.add("screens", () -> await(desks.close()));
    closings.add("readiness", management::drain);
    LOG.info("serving node={} port={} management={}", node, httpPort, managementPort);
  }

  /** Which build this is, as Prometheus likes to be told: a 1 with labels. */
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

  private DatabaseAddress embedded() {
    var embedded = EmbeddedDatabase.start(config.dataDir());
    closings.add("PostgreSQL", () -> {
      try {
        embedded.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    return embedded.address();
  }

  private Vertx vertx(Grid grid, PrometheusMeterRegistry meters) {
    return grid.clustered(Vertx.builder()
        .with(new VertxOptions()
            .setEventBusOptions(
                new EventBusOptions().setHost(config.cluster().host()).setPort(0))
            .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)))
        .withMetrics(new MicrometerMetricsFactory(meters)));
  }

  private void carrier(Outbox outbox, RoutingNode routing, Carrier carrier) {
    var destination = "carrier:" + carrier.name();
    var commands = CarrierCommands.to(carrier, routing.committed(), routing, clock);
    if (carrier.knowsRepeats()) {
      outbox.deliverTo(destination, commands);
    } else {
      outbox.deliverNotedTo(destination, commands);
    }
  }

  /**
   * Imports the floor file where there is no floor yet; names the file's agents, who have log-ins.
   */
  private List<AgentId> sampleFloor(
      FloorImport floorImport, PhoneNumbers phones, FloorPlan current) {
    var name = config.floor().file().toString();
    try {
      var text = DocumentReader.utf8(name, Files.readAllBytes(config.floor().file()));
      if (current.isEmpty()) {
        var imported = await(floorImport.take(name, text));
        imported.warnings().forEach(LOG::warn);
        LOG.info("sample floor imported changes={}", imported.changes());
      }
      return FloorDocument.read(name, text, current, phones).agents().stream()
          .map(FloorPlan.Agent::id)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the floor file cannot be read", e);
    }
  }

  private interface Listening {
    Future<HttpServer> at(String host, int port);
  }

  /** The port; somebody may have taken it since it was looked at. */
  private static int listening(Setting<?> setting, String host, int port, Listening server) {
    return await(server
            .at(host, port)
            .recover(cause -> Future.failedFuture(
                cause instanceof BindException
                    ? new Failure.Conflict(
                        setting.key() + ": " + Premises.taken(setting, host, port))
                    : cause)))
        .actualPort();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("it takes longer than " + START_LIMIT, e);
    }
  }

  /** From the doors inward; blocks. */
  void stop() {
    LOG.info("stopping node={}", node);
    closings.closeAll();
    LOG.info("stopped node={}", node);
  }

  Greeting greeting() {
    return new Greeting(config, httpPort, managementPort, logIns);
  }
}
