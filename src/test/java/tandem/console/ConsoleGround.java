package tandem.console;

import static tandem.Polls.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tandem.auth.Entrance;
import tandem.auth.Role;
import tandem.auth.SendGridSigner;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Ids;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.cases.Claim;
import tandem.channels.chat.ChatSettings;
import tandem.channels.chat.Chats;
import tandem.channels.email.EmailSettings;
import tandem.channels.email.MailboxFile;
import tandem.channels.email.hooks.MailgunSettings;
import tandem.channels.email.hooks.PostmarkSettings;
import tandem.channels.email.hooks.SendGridSettings;
import tandem.channels.messages.TwilioPeer;
import tandem.channels.voice.CommandUrl;
import tandem.channels.voice.Peer;
import tandem.channels.voice.TwilioSettings;
import tandem.console.agents.DeskDoor;
import tandem.console.agents.Desks;
import tandem.console.floor.Wallboard;
import tandem.console.floor.WallboardRoutes;
import tandem.conversations.Glance;
import tandem.conversations.Message;
import tandem.customers.TestGrid;
import tandem.desk.FloorGround;
import tandem.desk.casework.ClaimDesk;
import tandem.desk.casework.Drafts;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.floor.Catalogues;
import tandem.document.HiddenText;
import tandem.document.Json;
import tandem.routing.RoutingNode;
import tandem.routing.engine.AgentState;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.server.Carriers;
import tandem.server.Console;
import tandem.server.Ground;
import tandem.server.MessageWork;
import tandem.server.Rooms;
import tandem.storage.nodes.Grid;
import tandem.storage.outbox.Outbox;
import tandem.web.PublicUrl;

/**
 * The whole console on a real gate, a real floor and a real database; Tom and Ana are agents of it.
 */
public final class ConsoleGround implements AutoCloseable {

  public static final AgentId TOM = new AgentId("tom");
  public static final AgentId ANA = new AgentId("ana");
  public static final QueueId PARCELS = new QueueId("parcels");

  /** The secret of the native voice hook. */
  public static final String HOOK_SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  /** A mailbox whose mails come by the hooks. */
  private static final String MAILBOXES = """
      mailboxes: [{address: help@shop.example, name: The shop}]
      """;

  /** The provider that signs mails with a key of its own. */
  public static final SendGridSigner SENDGRID = new SendGridSigner();

  public final Vertx vertx;
  public final Entrance entrance;

  /** The gateway of messengers. */
  public final Peer gateway;

  /** The carrier with Twilio's interface, which knows its account by the token. */
  public final TwilioPeer twilio;

  public static final String TWILIO_TOKEN = "token";

  public final Clock clock = Clock.systemUTC();

  /** A zone in which it is noon, so that no test sees the end of a day. */
  public final ZoneId zone =
      ZoneOffset.ofHours(12 - clock.instant().atOffset(ZoneOffset.UTC).getHour());

  public final Ids ids = new Ids(clock, new SecureRandom());
  public final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  public final Ground base;
  public final Rooms rooms;
  public final RoutingNode routing;
  public final Outbox outbox;
  public final Desks desks;
  public final Wallboard wallboard;
  public final WallboardRoutes wallboardRoutes;
  public volatile Pops pops;
  public final Chats chats;
  public final ClaimDesk claims;
  public final Drafts drafts;
  private final ConversationDesk talks;

  /** The work with written messages, to which a test adds carriers of its own. */
  public final MessageWork messages;

  /** The source of pops, which a test may replace. */
  @FunctionalInterface
  public interface Pops {
    Future<JsonNode> pop(ContactId contact, CustomerId customer);
  }

  private final Grid grid = TestGrid.shared();
  private final FloorGround ground;

  public ConsoleGround(Vertx vertx) {
    this(vertx, MAILBOXES);
  }

  /** With mailboxes of the test's own. */
  public ConsoleGround(Vertx vertx, String mailboxes) {
    this(vertx, DeskDoor::new, WallboardRoutes::new, Rules.STANDARD, mailboxes);
  }

  public ConsoleGround(Vertx vertx, Console.DoorOfDesks door) {
    this(vertx, door, WallboardRoutes::new, Rules.STANDARD, MAILBOXES);
  }

  public ConsoleGround(Vertx vertx, Console.RoutesOfWallboard wall) {
    this(vertx, DeskDoor::new, wall, Rules.STANDARD, MAILBOXES);
  }

  public ConsoleGround(Vertx vertx, Rules rules) {
    this(vertx, DeskDoor::new, WallboardRoutes::new, rules, MAILBOXES);
  }

  private ConsoleGround(
      Vertx vertx,
      Console.DoorOfDesks door,
      Console.RoutesOfWallboard wall,
      Rules rules,
      String mailboxes) {
    this.vertx = vertx;
    entrance = new Entrance(vertx, "", ContractAnswers::checked);
    ground = new FloorGround(
        vertx, entrance.database.database(), grid, ids, (_, _, _) -> List.of(), rules, meters);
    base = ground.base;
    rooms = ground.rooms;
    routing = ground.routing;
    outbox = base.outbox();
    var desk = ground.desk;
    claims = desk.cases().claims();
    drafts = desk.contacts().drafts();
    messages = desk.messages();
    talks = messages.conversations();
    pops = (_, customer) -> desk.contacts()
        .pops()
        .of(customer)
        .map(pop -> Json.read(pop.json().toString(), JsonNode.class));
    var console = Console.of(base, rooms, desk, entrance.gate, zone, new Sources(), door, wall);
    desks = console.desks();
    wallboard = console.board();
    wallboardRoutes = console.wallboard();
    console.mount(entrance.guard);
    var carriers = Carriers.of(base, rooms, desk);
    twilio = new TwilioPeer(vertx, TWILIO_TOKEN, clock);
    carriers.open(
        entrance.guard,
        clock,
        HOOK_SECRET,
        CommandUrl.at("http://127.0.0.1:1"),
        new TwilioSettings(
            TwilioPeer.ACCOUNT,
            new HiddenText(TWILIO_TOKEN),
            new HiddenText(""),
            URI.create(twilio.url())),
        PublicUrl.of(""),
        () -> "http://127.0.0.1:1");
    gateway = new Peer(vertx);
    carriers.openMessages(entrance.guard, clock, HOOK_SECRET, gateway.url() + "/messages");
    carriers.openMail(
        entrance.guard,
        clock,
        new EmailSettings(Path.of("mailboxes.yaml"), "T", new HiddenText(HOOK_SECRET)),
        MailboxFile.read("mailboxes.yaml", mailboxes),
        HOOK_SECRET,
        new PostmarkSettings("postmark", new HiddenText("pw-postmark")),
        new MailgunSettings(new HiddenText("key-new"), new HiddenText("key-old")),
        new SendGridSettings("sendgrid", new HiddenText("pw-sendgrid"), SENDGRID.publicKey()),
        zone);
    chats = carriers.openChats(
        entrance.gate, PublicUrl.of(""), HOOK_SECRET, new ChatSettings(200, 1_000));
    ground.own(plan());
    take("""
        outcomes: [{id: solved, name: Solved, resolves: true}]
        remedies: [{id: replacement, name: Replacement, exclusion_group: item, without_item: true}]
        """);
    await(console.start());
    await(chats.start(ground.desk.messages().feed()));
    entrance.people();
    await(entrance.accounts.create("test", "tom", Entrance.PASSWORD, Role.AGENT, Optional.of(TOM)));
  }

  private static FloorPlan plan() {
    var shipping = new DepartmentId("shipping");
    var service = new DepartmentId("service");
    return new FloorPlan(
        List.of(),
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
        Optional.of(PARCELS));
  }

  private final class Sources implements Desks.Sources {
    @Override
    public Future<Buffer> pop(ContactId contact, CustomerId customer) {
      return pops.pop(contact, customer).map(pop -> Buffer.buffer(Json.write(pop)));
    }

    @Override
    public Future<List<Claim>> claims(CustomerId customer) {
      return claims.of(customer);
    }

    @Override
    public Future<List<Drafts.Kept>> drafts(AgentId agent) {
      return drafts.of(agent);
    }

    @Override
    public Future<Optional<Glance>> glance(ConversationId conversation) {
      return talks
          .glances(List.of(conversation))
          .map(found -> Optional.ofNullable(found.get(conversation)));
    }

    @Override
    public Future<List<Message>> messages(ConversationId conversation, int after) {
      return talks.after(conversation, after, 100);
    }

    @Override
    public Catalogues catalogues() {
      return ground.desk.floor().catalogues().now();
    }

    @Override
    public boolean isPractice() {
      return false;
    }
  }

  public void tell(Signal signal) {
    ground.tell(signal);
  }

  /** Imports a floor document; returns the number of changed parts. */
  public int take(String document) {
    return ground.take(document);
  }

  public Optional<AgentState> agent(AgentId id) {
    return await(routing.committed().read(floor -> floor.agent(id)));
  }

  /** Runs a query and returns the first column of the first row, as text. */
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

  /** Connects a call with an agent who has a screen. */
  public ContactId talk(CustomerId customer, AgentId agent) {
    return ground.talk(customer, agent);
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("nothing came in 60 s", e);
    }
  }

  @Override
  public void close() {
    ground.close();
    entrance.close();
    // the ends of the streams are heard on their loops, which must still run
    eventually(() -> wallboardRoutes.streams() == 0);
    twilio.close();
  }
}
