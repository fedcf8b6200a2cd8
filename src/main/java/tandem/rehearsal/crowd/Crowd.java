package tandem.rehearsal.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import tandem.base.Channel;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.rehearsal.Admin;
import tandem.rehearsal.Agenda;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.Loop;
import tandem.rehearsal.carriers.MessageGateway;
import tandem.rehearsal.carriers.SignedHook;
import tandem.rehearsal.carriers.SignedMessages;

/**
 * Simulated agents at a running server, and the customers that keep them busy. They use its public
 * interfaces alone, as people and carriers do. Any thread may call; it runs on one event loop.
 */
public final class Crowd {

  public static final int AGENTS_MAX = 48;
  public static final int AGENTS_AT_FIRST = 24;
  public static final double SPEED_MAX = 10;

  /** At speed 1 each agent gets a contact so often. */
  private static final double SECONDS_PER_CONTACT = 48;

  /** Customers do not come while so many are there for each agent. */
  private static final int VISITS_PER_AGENT = 2;

  private static final double CALLS = 0.45;
  private static final double CHATS = 0.3;
  private static final double TEXTS = 0.13;

  /** So many of the customers who got a remedy tell another department about it too. */
  private static final double TOLD_TWICE = 0.5;

  private static final int CUSTOMER_TRIES = 5;
  private static final int CHATS_MAX = 1_000;
  private static final int CHAT_SILENCE_SECONDS_MAX = 60;
  private static final double HURRY = 50;
  private static final Duration GOODBYE_MAX = Duration.ofSeconds(5);

  /**
   * What a crowd does and has done.
   *
   * @param agents the agents who are connected
   * @param customers the customers who are in contact with the shop now
   * @param finished the contacts to which an agent has given an outcome
   * @param remedies the remedies that were given
   * @param prevented the remedies that the server has refused because the customer had got one
   * @param failures what went wrong
   */
  public record Figures(
      int agents,
      Map<Channel, Integer> customers,
      Map<Channel, Long> finished,
      long remedies,
      long prevented,
      long failures) {

    public Figures {
      customers = Map.copyOf(customers);
      finished = Map.copyOf(finished);
    }
  }

  private final Loop loop;
  private final CrowdFloor floor = new CrowdFloor();
  private final SampleCustomers sample;
  private final List<Customer> customers;
  private final FrontDoor door;
  private final Admin admin;
  private final MessageGateway gateway;
  private final WebSocketClient chats;
  private final MailPost mails;
  private final Agenda agenda;
  private final Chances chances;
  private final Tally tally;
  private final Visits visits;
  private final Acquaintance acquaintance;
  private final Street street;
  private final Map<String, SiteKey> siteKeys = new HashMap<>();
  private final List<CrowdAgent> agents = new ArrayList<>();
  private int size = AGENTS_AT_FIRST;
  private boolean isOpen;

  /** Counts the planned arrivals, so that a new plan replaces the one before. */
  private int plan;

  /**
   * @param random determines the customers and the times of their contacts
   * @param says gets what goes wrong, at most once a minute, without personal data
   */
  public Crowd(
      Vertx vertx,
      InstantSource clock,
      Ids ids,
      RandomGenerator random,
      CrowdAddress server,
      Consumer<String> says) {
    this.loop = new Loop(vertx);
    this.sample = new SampleCustomers(clock.instant());
    this.customers = sample.all();
    this.door = new FrontDoor(vertx, server.http());
    this.admin = new Admin(door, server.adminToken());
    this.gateway = new MessageGateway(
        vertx, clock, ids, door, server.messageSecret(), server.messageCommands(), new Phones());
    this.chats = vertx.createWebSocketClient(new WebSocketClientOptions()
        .setSsl("https".equals(server.http().getScheme()))
        .setTcpNoDelay(true)
        .setIdleTimeout(CHAT_SILENCE_SECONDS_MAX)
        .setMaxConnections(CHATS_MAX));
    this.mails = new MailPost(vertx, clock, ids, server.smtpHost(), server.smtpPort());
    this.agenda = new Agenda(vertx, System::nanoTime);
    this.chances = new Chances(random);
    this.tally = new Tally(vertx, says);
    this.visits = new Visits(tally);
    this.acquaintance = new Acquaintance(admin);
    this.street = new Street(
        vertx,
        ids,
        agenda,
        chances,
        tally,
        visits,
        new SignedHook(door, SignedHook.VOICE, new SignedMessages(server.voiceSecret()), clock),
        gateway,
        mails,
        server.http(),
        chats,
        siteKeys);
    var remedies = new Remedies(ids, chances, tally);
    floor
        .seats()
        .forEach(
            seat -> agents.add(new CrowdAgent(seat, street, door, admin, remedies, this::righted)));
  }

  /**
   * Imports the floor and the customers, and lets the agents come; completes when all of them are
   * ready, and customers begin to come.
   */
  public Future<Void> open() {
    return loop.ask(opened -> gateway
        .open()
        .compose(_ -> admin.importFloor(floor.document()))
        .compose(_ -> admin.importOrders(sample.orders()))
        .compose(_ -> keys())
        .compose(_ ->
            Future.all(agents.subList(0, size).stream().map(CrowdAgent::come).toList()))
        .<Void>mapEmpty()
        .onSuccess(_ -> {
          isOpen = true;
          plan();
        })
        .onComplete(opened));
  }

  private Future<Void> keys() {
    var sites = Script.TOPICS.stream().map(Topic::site).distinct().toList();
    return Future.all(sites.stream()
            .map(site -> admin.siteKey(site).onSuccess(key -> siteKeys.put(site, new SiteKey(key))))
            .toList())
        .mapEmpty();
  }

  /** Lets agents come or leave, until there are so many: 0 to {@value #AGENTS_MAX}. */
  public void size(int wanted) {
    Failure.require(wanted >= 0 && wanted <= AGENTS_MAX, "agents must be 0-" + AGENTS_MAX);
    loop.run(() -> {
      size = wanted;
      if (!isOpen) {
        return;
      }
      for (int seat = 0; seat < agents.size(); seat++) {
        var _ = seat < size ? agents.get(seat).come() : agents.get(seat).leave();
      }
      plan();
    });
  }

  /** Sets the tempo of everybody: 1 is lively, 0 a pause, up to 10. */
  public void speed(double times) {
    Failure.require(times >= 0 && times <= SPEED_MAX, "speed must be 0-" + (int) SPEED_MAX);
    loop.run(() -> agenda.speed(times));
  }

  public Figures figures() {
    return tally.figures();
  }

  /** Lets everybody leave, and ends all connections. */
  public Future<Void> close() {
    return loop.ask(closed -> {
      isOpen = false;
      plan++;
      agenda.speed(HURRY);
      visits.all().forEach(Visit::leave);
      Future.all(agents.stream().map(CrowdAgent::leave).toList())
          .timeout(GOODBYE_MAX.toMillis(), TimeUnit.MILLISECONDS)
          .transform(_ -> end())
          .onComplete(closed);
    });
  }

  private Future<Void> end() {
    agenda.clear();
    tally.close();
    visits.all().forEach(Visit::over);
    var ending = new ArrayList<Future<?>>();
    agents.forEach(agent -> ending.add(agent.close()));
    ending.add(gateway.close());
    ending.add(chats.close());
    ending.add(mails.close());
    ending.add(door.close());
    return Future.join(ending).mapEmpty();
  }

  // --- customers

  /** Plans the next customer, in place of the one that was planned. */
  private void plan() {
    int mine = ++plan;
    if (isOpen && size > 0) {
      agenda.in(chances.untilNext(SECONDS_PER_CONTACT / size), () -> {
        if (mine == plan) {
          arrive();
          plan();
        }
      });
    }
  }

  private void arrive() {
    if (visits.count() < VISITS_PER_AGENT * size + 2) {
      somebody().ifPresent(customer -> {
        var topic = chances.oneOf(Script.TOPICS);
        var order = chances.oneOf(customer.orders());
        begin(new Visit.Wish(customer, topic, order, Optional.empty()));
      });
    }
  }

  /** A customer who is not in contact with the shop; empty if none is found soon. */
  private Optional<Customer> somebody() {
    for (int n = 0; n < CUSTOMER_TRIES; n++) {
      var customer = chances.oneOf(customers);
      if (!visits.isBusy(customer)) {
        return Optional.of(customer);
      }
    }
    return Optional.empty();
  }

  private void begin(Visit.Wish wish) {
    var visit = visit(wish);
    visits.begun(visit);
    acquaintance
        .with(wish.customer())
        .onSuccess(_ -> visit.begin())
        .onFailure(_ -> visit.failed("a customer could not be made known to the server"));
  }

  private Visit visit(Visit.Wish wish) {
    double chance = chances.random().nextDouble();
    if (chance < CALLS) {
      return new CallVisit(wish, street);
    } else if (chance < CALLS + CHATS) {
      return new ChatVisit(wish, street);
    }
    return chance < CALLS + CHATS + TEXTS
        ? new TextVisit(wish, street)
        : new MailVisit(wish, street);
  }

  /** A customer who got a remedy may tell another department, too. */
  private void righted(Visit.Wish wish, String line) {
    if (wish.line().isEmpty() && chances.in(TOLD_TWICE)) {
      agenda.in(chances.between(20, 60), () -> {
        if (isOpen && size > 0 && !visits.isBusy(wish.customer())) {
          var topic = wish.topic().equals(Script.RETURN) ? Script.DAMAGED : Script.RETURN;
          begin(new Visit.Wish(wish.customer(), topic, wish.order(), Optional.of(line)));
        }
      });
    }
  }

  /** The customers' phones, which get text messages. */
  private final class Phones implements MessageGateway.Listener {

    @Override
    public void sent(JsonNode message) {
      var id = message.path("message").asText();
      loop.run(() -> {
        agenda.in(chances.between(0.5, 2), () -> report(id, false));
        agenda.in(chances.between(3, 9), () -> report(id, true));
      });
    }

    private void report(String message, boolean isRead) {
      gateway
          .report(message, isRead)
          .onFailure(_ -> tally.failed("the server did not take a report about a text message"));
    }

    @Override
    public void strange(String what) {
      loop.run(() -> tally.failed("the gateway got " + what));
    }
  }
}
