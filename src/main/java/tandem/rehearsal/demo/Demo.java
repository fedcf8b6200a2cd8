package tandem.rehearsal.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.Admin;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.Loop;
import tandem.rehearsal.ServerAddress;
import tandem.rehearsal.crowd.Crowd;

/**
 * The demo around a running server: two agents' seats, a supervisor's seat with the page
 * {@code /demo}, Maria and her shop, and the crowd. Any thread may call; its state belongs to one
 * event loop.
 */
public final class Demo {

  /** What Maria calls, and where she writes to. */
  private static final String NUMBER = "+31 20 123 45 00";

  private static final String SERVICE = "service@shop.example";

  private static final int LETTERS_MAX = 5;
  private static final long SECOND_MS = 1_000;
  private static final int SHOES_MINOR = 12_995;
  private static final int LACES_MINOR = 499;
  private static final Duration SENT_BEFORE = Duration.ofDays(8);
  private static final String SUPERVISOR = "supervisor";

  /** A person who works at the page. */
  private record Worker(String agent, String name, String department) {}

  private static final List<Worker> WORKERS = List.of(
      new Worker("ana", "Ana de Wit", "Shipping"),
      new Worker("daan", "Daan Smit", "Customer service"));

  private final Vertx vertx;
  private final Loop loop;
  private final InstantSource clock;
  private final FrontDoor door;
  private final Admin admin;
  private final MailServer mail;
  private final Maria maria;
  private final Crowd crowd;
  private final Seat front;
  private final List<Seat> seats;
  private final Listeners listeners = new Listeners();
  private final Deque<MailServer.Letter> letters = new ArrayDeque<>();
  private final Promise<Void> ended = Promise.promise();

  // requests read these two on the loops of their seats
  private volatile Optional<Shop> shop = Optional.empty();
  private volatile Customer customer = new Customer(0);
  private int people;
  private double speed = 1;

  /** @param mail the mail server from which the server reads */
  public Demo(
      Vertx vertx,
      InstantSource clock,
      Ids ids,
      ServerAddress server,
      MailServer mail,
      Crowd crowd) {
    this.vertx = vertx;
    this.loop = new Loop(vertx);
    this.clock = clock;
    this.door = new FrontDoor(vertx, server.http());
    this.admin = new Admin(door, server.adminToken());
    this.mail = mail;
    this.crowd = crowd;
    this.maria = new Maria(vertx, clock, ids, server, this::changed);
    this.front = new Seat(
        vertx, server.http(), new DemoRoutes(this)::answer, FrameHeaders.ofFront(this::ports));
    this.seats = WORKERS.stream()
        .map(_ -> new Seat(vertx, server.http(), _ -> false, FrameHeaders.ofSeat(front::port)))
        .toList();
  }

  /**
   * Opens the seats; completes with the port of the page when a browser may come.
   *
   * @param port the wished port, 0 for a free one
   * @param passwords the passwords of the sample floor by account
   */
  public Future<Integer> open(int port, Map<String, String> passwords) {
    return admin
        .siteKey(Shop.SITE)
        .onSuccess(key -> shop = Optional.of(new Shop(key)))
        .compose(_ -> newCustomer())
        .compose(_ -> front.listen(port))
        .compose(_ -> front.logIn(SUPERVISOR, password(passwords, SUPERVISOR)))
        .compose(_ -> Future.join(IntStream.range(0, WORKERS.size())
            .mapToObj(i -> seats.get(i).listen(0).compose(_ -> {
              var agent = WORKERS.get(i).agent();
              return seats.get(i).logIn(agent, password(passwords, agent));
            }))
            .toList()))
        .onSuccess(_ -> vertx.setPeriodic(SECOND_MS, _ -> changed()))
        .map(_ -> front.port());
  }

  private static String password(Map<String, String> passwords, String account) {
    return Optional.ofNullable(passwords.get(account))
        .orElseThrow(() -> new Failure.Conflict("the sample floor has no log-in for " + account));
  }

  /** Completes when somebody asks for the end of the demo on its page. */
  public Future<Void> ended() {
    return ended.future();
  }

  void end() {
    ended.tryComplete();
  }

  public Future<Void> close() {
    return Future.join(
            Stream.concat(Stream.of(front), seats.stream()).map(Seat::close).toList())
        .eventually(() -> maria.close())
        .eventually(() -> door.close())
        .mapEmpty();
  }

  /** Another Maria with another order: the story begins anew. */
  Future<Void> newCustomer() {
    return loop.<Customer>ask(next -> {
          customer = customer.next();
          letters.clear();
          next.complete(customer);
        })
        .compose(next -> {
          mail.open(next.email(), letter -> came(next, letter));
          return admin
              .createCustomer(Customer.NAME, next.phone(), next.email())
              .compose(_ -> admin.importOrders(order(next)));
        })
        .onSuccess(_ -> changed());
  }

  /** Her order, which was sent more than a week ago and has not come. */
  private String order(Customer of) {
    var order = Json.MAPPER
        .createObjectNode()
        .put("number", of.order())
        .put("state", "shipped")
        .put("currency", "EUR")
        .put("placed_at", clock.instant().minus(SENT_BEFORE).toString());
    order.putObject("customer").put("phone", of.phone());
    order
        .putArray("lines")
        .add(line("TS-39", "Trail shoes, size 39", SHOES_MINOR))
        .add(line("LC-R", "Laces, red", LACES_MINOR));
    var batch = Json.MAPPER.createObjectNode();
    batch.putArray("orders").add(order);
    return Json.write(batch);
  }

  private static ObjectNode line(String article, String title, int price) {
    return Json.MAPPER
        .createObjectNode()
        .put("article", article)
        .put("title", title)
        .put("quantity", 1)
        .put("price_minor", price);
  }

  /** The shop's page for Maria. */
  String shopPage() {
    return shop.orElseThrow().page(customer);
  }

  void call() {
    maria.call(customer.phone(), NUMBER);
  }

  void hangUp() {
    maria.hangUp();
  }

  Future<Void> mail() {
    var from = customer;
    return vertx.executeBlocking(() -> {
      mail.send(
          from.email(),
          Customer.NAME,
          SERVICE,
          "My order " + from.order(),
          "Hello,\n\nmy shoes have not come yet. Can you send them again?\n\nMaria Jansen\n");
      return null;
    });
  }

  /** Cuts the line of an agent's seat. */
  Future<Void> cut(String agent, long seconds) {
    for (int i = 0; i < WORKERS.size(); i++) {
      if (WORKERS.get(i).agent().equals(agent)) {
        return seats.get(i).cut(seconds);
      }
    }
    return Future.failedFuture(new Failure.Invalid("seat must be one of "
        + WORKERS.stream().map(Worker::agent).collect(Collectors.joining(", "))));
  }

  /** How many simulated agents work, and how many times as fast as people. */
  public void crowd(int people, double speed) {
    crowd.size(people);
    crowd.speed(speed);
    loop.run(() -> {
      this.people = people;
      this.speed = speed;
      listeners.tell(state());
    });
  }

  /** A page listens from now on, and gets the state at once. */
  void listen(HttpServerResponse page) {
    loop.run(() -> listeners.add(page, state()));
  }

  private void came(Customer to, MailServer.Letter letter) {
    loop.run(() -> {
      if (!to.equals(customer)) {
        return;
      }
      letters.addFirst(letter);
      while (letters.size() > LETTERS_MAX) {
        letters.removeLast();
      }
      listeners.tell(state());
    });
  }

  private void changed() {
    loop.run(() -> listeners.tell(state()));
  }

  private List<Integer> ports() {
    return seats.stream().map(Seat::port).toList();
  }

  private String state() {
    var state = Json.MAPPER
        .createObjectNode()
        .put("order", customer.order())
        .put("number", NUMBER)
        .put("people", people)
        .put("speed", speed)
        .put("line", maria.line().name().toLowerCase(Locale.ROOT));
    var shown = state.putArray("seats");
    for (int i = 0; i < WORKERS.size(); i++) {
      var worker = WORKERS.get(i);
      shown
          .addObject()
          .put("agent", worker.agent())
          .put("name", worker.name())
          .put("department", worker.department())
          .put("port", seats.get(i).port());
    }
    var mails = state.putArray("letters");
    letters.forEach(
        letter -> mails.addObject().put("from", letter.from()).put("subject", letter.subject()));
    state.set("crowd", Json.MAPPER.valueToTree(crowd.figures()));
    return Json.write(state);
  }
}
