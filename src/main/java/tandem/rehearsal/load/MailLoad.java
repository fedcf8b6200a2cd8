package tandem.rehearsal.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.Admin;
import tandem.rehearsal.Agenda;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.Loop;
import tandem.rehearsal.ServerAddress;
import tandem.rehearsal.carriers.SignedMessages;

/**
 * A load of mails at the signed hook for raw mails. A mail is routed when the contact that it
 * begins is in its queue, by the server's journal; a mail that joins a contact, when it is stored.
 * There are no agents, so the contacts stay in the queue.
 */
public final class MailLoad {

  /** The journal is read so often; the time at which a contact was queued is not finer. */
  public static final Duration READ_EVERY = Duration.ofMillis(10);

  /** The most mails that are sent at once: as many connections as a client has. */
  private static final int AT_ONCE_MAX = 64;

  private static final Duration ROUTED_MAX = Duration.ofSeconds(60);
  private static final int ORDERS_PER_BATCH = 1000;
  private static final String WORD = "bench-mail";

  /**
   * The parameters of a load.
   *
   * @param atOnce without a rate, as many mails are under way all the time
   * @param perSecond the rate; a mail is due by the clock, even if the server is late
   */
  public record Load(int atOnce, Optional<Double> perSecond, int customers) {

    public Load {
      Failure.require(
          atOnce >= 1 && atOnce <= AT_ONCE_MAX, "mails at once must be 1-" + AT_ONCE_MAX);
      perSecond.ifPresent(rate -> Failure.require(
          rate > 0 && rate <= 2000, "mails a second must be more than 0, at most 2000"));
      Failure.require(customers >= 1 && customers <= 100_000, "customers must be 1-100000");
    }
  }

  /** The reader of the server's journal. */
  @FunctionalInterface
  public interface Journal {
    /** Returns the contacts that were put into a queue since the last call. */
    Future<Collection<String>> queued();
  }

  /**
   * What was measured.
   *
   * @param perSecond the routed mails a second, from the first request to the last routed mail
   * @param stored from a mail that is due to the answer that it is stored
   * @param routed from a mail that is due until it is routed
   * @param joined the mails among them that joined an earlier contact
   * @param refused the mails that the server has not taken
   * @param missing the stored mails that were not routed long after
   */
  public record Result(
      int mails,
      double perSecond,
      Latencies stored,
      Latencies routed,
      int joined,
      int refused,
      int missing) {}

  private final Vertx vertx;
  private final InstantSource clock;
  private final Ids ids;
  private final ServerAddress server;
  private final SignedMessages signed;
  private final Load load;
  private final Journal journal;
  private final Consumer<String> progress;

  /** @param secret signs the mails */
  public MailLoad(
      Vertx vertx,
      InstantSource clock,
      Ids ids,
      ServerAddress server,
      String secret,
      Load load,
      Journal journal,
      Consumer<String> progress) {
    this.vertx = vertx;
    this.clock = clock;
    this.ids = ids;
    this.server = server;
    this.signed = new SignedMessages(secret);
    this.load = load;
    this.journal = journal;
    this.progress = progress;
  }

  /** What happens during a load, besides the mails. */
  public interface Listener {
    /** The warm-up is over, and nothing is under way; completes when the measuring may begin. */
    Future<Void> begins();

    /** All measured mails are routed. */
    Future<Void> ended();
  }

  /** Sends mails; fails with a {@link Failure} when the server refuses the floor. */
  public Future<Result> run(Duration warmUp, Duration lasting, Listener listener) {
    return new Loop(vertx).ask(promise -> {
      var stage = new Stage();
      stage
          .set()
          .compose(_ -> warmUp.isZero() ? Future.succeededFuture() : stage.send(warmUp))
          .compose(_ -> listener.begins())
          .compose(_ -> {
            progress.accept("measuring");
            return stage.send(lasting);
          })
          .compose(result -> listener.ended().map(result))
          .eventually(stage::close)
          .onComplete(promise);
    });
  }

  /** A contact that a mail of ours has begun or joined. */
  private static final class Begun {
    private Optional<Long> queuedAt = Optional.empty();
    private final List<Long> waiting = new ArrayList<>();
  }

  /** One run of the load, on one event loop. */
  private final class Stage {

    private final FrontDoor door = new FrontDoor(vertx, server.http());
    private final Admin admin = new Admin(door, server.adminToken());
    private final MailShapes shapes =
        new MailShapes(ids.next().toString().substring(24), load.customers());
    private final Agenda agenda = new Agenda(vertx, System::nanoTime);
    private final Map<String, Begun> contacts = new HashMap<>();
    private final List<Long> stored = new ArrayList<>();
    private final List<Long> routed = new ArrayList<>();
    private boolean closed;
    private boolean sending;
    private int number;
    private int underWay;
    private int unrouted;
    private int joined;
    private int refused;
    private long lastRouted;
    private Promise<Void> quiet = Promise.promise();

    Future<Void> set() {
      progress.accept(load.customers() + " customers with an order");
      return admin.importFloor(floor()).compose(_ -> importOrders(0)).onSuccess(_ -> read());
    }

    private Future<Void> importOrders(int from) {
      if (from >= load.customers()) {
        return Future.succeededFuture();
      }
      int until = Math.min(load.customers(), from + ORDERS_PER_BATCH);
      var batch = IntStream.range(from, until)
          .mapToObj(customer -> Floor.order(
              WORD + "-" + customer,
              Map.of("email", MailShapes.address(customer), "name", "Customer " + customer)))
          .toList();
      return admin
          .importOrders(Json.write(Map.of("orders", batch)))
          .compose(_ -> importOrders(until));
    }

    /** Reads the journal again and again. */
    private void read() {
      journal
          .queued()
          .onSuccess(contacts -> {
            long now = System.nanoTime();
            contacts.forEach(contact -> queued(contact, now));
          })
          .onFailure(no -> progress.accept("the journal cannot be read: " + no.getMessage()))
          .onComplete(_ -> {
            if (!closed) {
              vertx.setTimer(READ_EVERY.toMillis(), _ -> read());
            }
          });
    }

    Future<Result> send(Duration time) {
      stored.clear();
      routed.clear();
      joined = 0;
      refused = 0;
      int before = number;
      long begun = System.nanoTime();
      long end = begun + time.toNanos();
      sending = true;
      quiet = Promise.promise();
      load.perSecond()
          .ifPresentOrElse(
              rate -> due(begun, end, (long) (1e9 / rate)),
              () -> IntStream.range(0, load.atOnce()).forEach(_ -> again(end)));
      agenda.at(end, () -> {
        sending = false;
        lookForEnd();
      });
      return quiet
          .future()
          .timeout(time.plus(ROUTED_MAX).toMillis(), TimeUnit.MILLISECONDS)
          .otherwiseEmpty()
          .map(_ -> new Result(
              number - before,
              routed.isEmpty() ? 0 : routed.size() * 1e9 / (lastRouted - begun),
              Latencies.of(stored),
              Latencies.of(routed),
              joined,
              refused,
              unrouted));
    }

    private void due(long moment, long end, long interval) {
      if (moment < end) {
        agenda.at(moment, () -> {
          post(moment);
          due(moment + interval, end, interval);
        });
      }
    }

    private void again(long end) {
      long now = System.nanoTime();
      if (now < end) {
        post(now).onComplete(_ -> again(end));
      }
    }

    private Future<Void> post(long due) {
      var at = clock.instant();
      var mail = shapes.mail(number++, at);
      underWay++;
      return door.post("/hooks/email/mime?to=" + MailShapes.ENTRANCE, headers(at, mail), mail)
          .onComplete(answer -> {
            underWay--;
            long now = System.nanoTime();
            if (answer.succeeded() && answer.result().taken()) {
              stored.add(now - due);
              stored(answer.result().json().path("contact").asText(), due, now);
            } else {
              refused++;
              if (refused == 1) {
                progress.accept("refused: "
                    + (answer.succeeded() ? answer.result().inShort() : answer.cause()));
              }
            }
            lookForEnd();
          })
          .mapEmpty();
    }

    private Map<String, String> headers(Instant at, String mail) {
      var headers = new HashMap<>(signed.headers(ids.next().toString(), at, mail));
      headers.put("content-type", "message/rfc822");
      return headers;
    }

    private void stored(String contact, long due, long now) {
      var known = contacts.get(contact);
      if (known != null && known.queuedAt.isPresent() && known.waiting.isEmpty()) {
        boolean joins = known.queuedAt.get() < due;
        joined += joins ? 1 : 0;
        routed(due, joins ? now : known.queuedAt.get());
        return;
      }
      unrouted++;
      contacts.computeIfAbsent(contact, _ -> new Begun()).waiting.add(due);
    }

    private void queued(String contact, long at) {
      var begun = contacts.computeIfAbsent(contact, _ -> new Begun());
      begun.queuedAt = Optional.of(at);
      begun.waiting.forEach(due -> {
        unrouted--;
        routed(due, at);
      });
      begun.waiting.clear();
      lookForEnd();
    }

    private void routed(long due, long at) {
      routed.add(at - due);
      lastRouted = Math.max(lastRouted, at);
    }

    private void lookForEnd() {
      if (!sending && underWay == 0 && unrouted == 0) {
        quiet.tryComplete();
      }
    }

    Future<Void> close() {
      closed = true;
      agenda.clear();
      return door.close();
    }
  }

  /** Returns the floor document to import in addition to the server's floor. */
  private static String floor() {
    return Json.write(Map.of(
        "departments",
        List.of(Map.of("id", WORD, "name", "Bench of mails")),
        "queues",
        List.of(
            Map.of("id", WORD, "name", "Bench of mails", "department", WORD, "channel", "email")),
        "entrances",
        List.of(Map.of("channel", "email", "address", MailShapes.ENTRANCE, "queue", WORD))));
  }
}
