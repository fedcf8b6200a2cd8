package tandem.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.auth.AdminToken;
import tandem.auth.Passwords;
import tandem.auth.SampleAccounts;
import tandem.auth.Who;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.SteadyClock;
import tandem.channels.chat.Chats;
import tandem.channels.chat.WidgetPages;
import tandem.channels.email.MailboxFile;
import tandem.config.Config;
import tandem.config.Premises;
import tandem.console.ClockMeters;
import tandem.console.LoopDelay;
import tandem.console.Management;
import tandem.customers.HistoryCache;
import tandem.desk.screens.HandOver;
import tandem.desk.voice.CarrierCommands;
import tandem.loops.Loops;
import tandem.routing.RoutingNode;
import tandem.routing.engine.Rules;
import tandem.storage.Database;
import tandem.storage.DatabaseAddress;
import tandem.storage.DatabaseWait;
import tandem.storage.EmbeddedDatabase;
import tandem.storage.Migrations;
import tandem.storage.PrivateFolder;
import tandem.storage.nodes.Grid;
import tandem.storage.nodes.GridJoining;
import tandem.storage.nodes.NodeAuthority;
import tandem.storage.nodes.NodeBridge;
import tandem.web.Connections;
import tandem.web.Pages;
import tandem.web.PublicUrl;
import tandem.web.SecurityHeaders;

/**
 * One node. It builds the records of its parts from the ground up, starts them in order and stops
 * them in the opposite one.
 */
public final class Server {

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** The longest wait for one answer of a name server. */
  private static final Duration NAME_LIMIT = Duration.ofMillis(1_500);

  /** The longest wait for the last answers when the doors close. */
  private static final Duration LAST_ANSWERS_LIMIT = Duration.ofSeconds(5);

  private final Closings closings;
  private final Config config;
  private final InstantSource wall;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ClockMeters clockMeters = new ClockMeters(meters);

  /** Counts the time by this machine alone, and notices when its clock is set. */
  private final SteadyClock machine;

  private final SecureRandom random;
  private final Ids ids;
  private final String node;
  private List<SampleAccounts.LogIn> logIns = List.of();
  private boolean somebodyCanLogIn;

  /** Commands to carriers read this on any loop. */
  private volatile int httpPort;

  private int managementPort;

  private Server(Config config, InstantSource wall, SecureRandom random, Ids ids) {
    this.config = config;
    this.httpPort = config.http().port();
    this.wall = wall;
    this.machine = new SteadyClock(wall, System::nanoTime, clockMeters::machineStepped);
    this.random = random;
    this.ids = ids;
    this.node = ids.next().toString();
    this.closings = new Closings(machine);
  }

  /**
   * Blocks until the server serves. If a part fails to start, the parts before it are stopped.
   *
   * @param wall the machine's clock, which somebody may set while the server runs. It counts only
   *     for the signatures of carriers; everything else has the database's time
   */
  public static Server start(Config config, InstantSource wall, SecureRandom random, Ids ids) {
    var server = new Server(config, wall, random, ids);
    try {
      server.start();
      return server;
    } catch (Exception e) { // a wait for the database throws what failed, also what is checked
      server.stop();
      throw e;
    }
  }

  private void start() {
    var grid = Grid.of(node, random, List.of(HistoryCache.mapConfig()), HistoryCache.serializers());
    closings.add("grid", grid::close);
    secureDataFolder();
    var address = config.database().url().orElseGet(this::embedded);
    var pages = new Pages();
    var time = DatabaseWait.until(address, machine, LOG::warn);
    var clock = new SteadyClock(time, System::nanoTime, clockMeters::databaseStepped);
    // no floor's time sets this one forward: log-ins last long, and every node reads them
    var logInClock = new SteadyClock(time);
    var ground = ground(address, clock, grid);
    ground.database().warmUp(); // beside the look at the schema
    Migrations.run(address);
    var rooms = Rooms.of(
        ground,
        Rules.STANDARD,
        new CarrierCommands(Rooms.FLOOR),
        config.phones().region());
    rooms.routing().onTime(time::take);
    closings.add("routing", () -> Waiting.on(rooms.routing().stop()));
    makeNamesSearchable(ground, rooms);
    var publicUrl = PublicUrl.of(config.http().publicUrl().map(Object::toString).orElse(""));
    var secrets = new Secrets(config.dataDir(), address, random);
    var gate = gate(ground, logInClock, publicUrl, secrets);
    var desk = DeskWork.of(ground, rooms, gate.audit());
    Waiting.on(Future.all(desk.start(), gate.start()));
    var written = openToCarriers(secrets, ground, rooms, desk, gate, publicUrl);
    var console =
        Console.of(ground, rooms, desk, gate, config.wallboard().zone(), config.isPractice());
    console.mount(gate.guard());
    pages.mount((path, handler) -> {
      gate.guard().allow(Who.PUBLIC, HttpMethod.GET, path).handle(handler);
      gate.guard().allow(Who.PUBLIC, HttpMethod.HEAD, path).handle(handler);
    });
    new WidgetPages(pages, desk.messages().visitors(), config.floor().sample()).mount(gate.guard());
    new LoopDelay(ground.vertx(), ground.loops().named(), meters).start();
    clockMeters.watch(ground.vertx(), clock, wall, machine);
    var gauges = Gauges.of(ground, rooms);

    var token = new AdminToken(
        ground.database(),
        gate.accounts(),
        gate.sessions(),
        gate.credentials(),
        logInClock,
        config.dataDir());
    rooms.routing().onBeat((_, _) -> token.lookNowAndThen());

    // in this order: the floor, its followers, the doors
    meetOthers(address, ground, rooms.routing());
    new HandOver(
            ground.vertx(),
            rooms.routing(),
            List.of(console.desks(), console.wallboard(), written.chats()))
        .start();
    ownTheFloor(ground, rooms, desk, gate, console, gauges, written.mail());
    var first = new FirstStart(config, rooms, desk, gate, token, random);
    boolean isFirst = first.isDue();
    if (isFirst) {
      logIns = first.ensure(address);
    }
    config.http().warning().ifPresent(LOG::warn);
    config.management().warning().ifPresent(LOG::warn);
    config.practiceWarning().ifPresent(LOG::warn);
    Waiting.on(Future.all(console.start(), written.chats().start(desk.messages().feed())));
    closings.add("outbox", () -> Waiting.on(ground.outbox().stop()));
    serve(ground, rooms, gate, console, written.chats(), gauges);
    Waiting.on(ground.outbox().start()); // carriers get our URLs, and answer
    if (!isFirst) {
      logIns = first.ensure(address); // callers do not wait for a look at what is there
    }
    somebodyCanLogIn = Waiting.on(gate.accounts().anybodyCanLogIn());
    var attachments = rooms.conversations().attachments();
    var later = new Later(List.of(grid::start, pages::read, attachments::readTypes));
    closings.add("what was left for later", later::close);
    LOG.info("serving node={} port={} management={}", node, httpPort, managementPort);
  }

  private void secureDataFolder() {
    try {
      PrivateFolder.secure(config.dataDir());
    } catch (IOException e) {
      throw new UncheckedIOException("the data folder cannot be secured", e);
    }
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

  private Ground ground(DatabaseAddress address, SteadyClock clock, Grid grid) {
    var vertx = Vertx.builder()
        .with(new VertxOptions()
            .setPreferNativeTransport(true)
            // a name server that says nothing holds up nobody for longer than a connection may take
            .setAddressResolverOptions(new AddressResolverOptions()
                .setQueryTimeout(NAME_LIMIT.toMillis())
                .setCacheNegativeTimeToLive(1))
            .setEventLoopPoolSize(
                config.http().eventLoops(Runtime.getRuntime().availableProcessors()))
            .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)))
        .withMetrics(new MicrometerMetricsFactory(meters))
        .build();
    var loops = Loops.of(vertx);
    closings.add("engine's loop", () -> Waiting.on(loops.close()));
    closings.add("event loops", () -> Waiting.on(vertx.close()));
    var database = new Database(vertx, address, config.database().poolSize());
    closings.add("database pool", () -> Waiting.on(database.close()));
    return Ground.of(node, clock, ids, vertx, loops, grid, database, meters);
  }

  /** Looks for other nodes, and opens ports for them only if there are any. */
  private void meetOthers(DatabaseAddress address, Ground ground, RoutingNode routing) {
    var cluster = config.cluster();
    var bridge = new NodeBridge(
        ground.vertx(),
        ground.database(),
        node,
        () -> NodeAuthority.of(address, random).identify(node, random),
        cluster.host(),
        cluster.busPort());
    closings.add("bridge to other nodes", () -> Waiting.on(bridge.close()));
    var grid = new GridJoining(
        ground.vertx(),
        () -> ground.grid().join(address, cluster.host(), cluster.port(), cluster.members()));
    bridge.onStranger(routing::lookForNeighbours);
    routing.onBeat((late, _) -> {
      if (late) {
        bridge.showAgain();
      }
    });
    routing.onNeighbours(others -> {
      var _ = bridge.meet(others);
      grid.meet(others);
    });
  }

  private static void makeNamesSearchable(Ground ground, Rooms rooms) {
    int worded = rooms.customers().giveWords(ground.database()).await();
    if (worded > 0) {
      LOG.info("names made searchable customers={}", worded);
    }
    if (rooms.customers().fillWords(ground.database()).await()) {
      LOG.info("the words of the customers of an earlier version are searchable");
    }
  }

  private Gate gate(Ground ground, InstantSource logInClock, PublicUrl publicUrl, Secrets secrets) {
    var passwords = new Passwords(ground.vertx(), random);
    closings.add("passwords", passwords::close);
    return Gate.of(
        ground.vertx(),
        ground.database(),
        logInClock,
        random,
        ids,
        passwords,
        publicUrl,
        new SecurityHeaders(),
        config.http().proxies(),
        Connections.Bounds.of(config.http().connectionsMax()),
        secrets.webhook("devices"));
  }

  /** The carriers that begin and end with this node. */
  private record Written(Carriers.Mail mail, Chats chats) {}

  private Written openToCarriers(
      Secrets secrets, Ground ground, Rooms rooms, DeskWork desk, Gate gate, PublicUrl publicUrl) {
    var carriers = Carriers.of(ground, rooms, desk);
    carriers.open(
        gate.guard(),
        wall,
        secrets.webhook("voice", config.nativeVoice().secret()),
        config.nativeVoice().commandUrl(),
        config.twilio(),
        publicUrl,
        () -> "http://" + config.http().host() + ":" + httpPort);
    carriers.openMessages(
        gate.guard(),
        wall,
        secrets.webhook("messages", config.messages().secret()),
        config.messages().commandUrl().toString());
    var mail = carriers.openMail(
        gate.guard(),
        wall,
        config.email(),
        MailboxFile.read(config.email().file()),
        secrets.webhook("email", config.email().secret()),
        config.postmark(),
        config.mailgun(),
        config.sendgrid(),
        config.wallboard().zone());
    closings.add("mail sender", mail.smtp()::close);
    var chats = carriers.openChats(gate, publicUrl, secrets.webhook("chat"), config.chat());
    return new Written(mail, chats);
  }

  private static void ownTheFloor(
      Ground ground,
      Rooms rooms,
      DeskWork desk,
      Gate gate,
      Console console,
      Gauges gauges,
      Carriers.Mail mail) {
    var routing = rooms.routing();
    routing.onTerm(gauges);
    routing.onTerm(new Term(List.of(
        desk.projector().work(),
        desk.cases().closing().work(),
        desk.messages().absences().work())));
    routing.onTerm(new MailTerm(routing, mail.readers()));
    routing.onBeat(desk.screens().check());
    routing.onBeat((_, _) -> gate.sessions().lookForChanges());
    routing.onBeat((_, _) -> desk.floor().catalogues().lookForChanges());
    routing.onBeat((_, _) -> desk.messages().conversations().sweepNowAndThen());
    routing.onBeat((late, _) -> {
      if (late) {
        console.desks().pingAll();
        ground.outbox().wokeLate();
      }
    });
    routing.start();
    Waiting.on(routing.ready(), routing::waitsFor, LOG::warn);
  }

  private void serve(
      Ground ground, Rooms rooms, Gate gate, Console console, Chats chats, Gauges gauges) {
    var vertx = ground.vertx();
    var management = new Management(
        vertx,
        meters,
        Map.of("database", rooms.routing()::isRecorded, "floor", rooms.routing()::reachesOwner),
        List.of(gauges.floor()::freshen, gauges.outbox()::freshen),
        gate.problems());
    managementPort = listening(
        Config.MANAGEMENT,
        config.management().host(),
        config.management().port(),
        (host, port) -> management.listen(host, port).map(HttpServer::actualPort));
    var doors = new HttpDoors(vertx, gate);
    httpPort = listening(
        Config.HTTP,
        config.http().host(),
        config.http().port(),
        (host, port) -> doors.listen(ground.loops().shared(), host, port));
    // readiness ends first, so that no new work comes; then screens, last answers and rooms
    closings.add("doors", () -> Waiting.on(doors.shutdown(LAST_ANSWERS_LIMIT)));
    closings.add("wallboards", console.wallboard()::close);
    closings.add("chats", () -> Waiting.on(chats.close()));
    closings.add("screens", () -> Waiting.on(console.desks().close()));
    closings.add("readiness", management::drain);
  }

  private interface Listening {
    Future<Integer> at(String host, int port);
  }

  /**
   * Starts to listen. The port may be taken by now, although it was free when the start checked it.
   */
  private static int listening(String section, String host, int port, Listening server) {
    var key = section + ".port";
    return Waiting.on(server
        .at(host, port)
        .recover(cause -> Future.failedFuture(
            cause instanceof BindException
                ? new Failure.Conflict(key + ": " + Premises.taken(key, host, port))
                : cause)));
  }

  /** Stops everything, the doors first. It blocks. */
  public void stop() {
    LOG.info("stopping node={}", node);
    closings.closeAll();
    LOG.info("stopped node={}", node);
  }

  public Greeting greeting() {
    return new Greeting(config, httpPort, managementPort, logIns, somebodyCanLogIn);
  }
}
