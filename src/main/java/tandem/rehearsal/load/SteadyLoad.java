package tandem.rehearsal.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.rehearsal.Admin;
import tandem.rehearsal.Agenda;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.ServerAddress;
import tandem.rehearsal.agents.DeskAgent;
import tandem.rehearsal.carriers.VoiceCarrier;

/**
 * Calls of known customers at a steady rate, with more agents than they need: how long it takes
 * from the moment a call was to reach the voice hook until the offer is at the agent's socket. A
 * late driver makes the figure worse, not better: calls are due by the clock, not by the last
 * answer.
 */
public final class SteadyLoad {

  private static final Duration HEAD_START = Duration.ofMillis(500);
  private static final Duration SEAT_MAX = Duration.ofSeconds(60);
  private static final Duration DRAIN_MAX = Duration.ofSeconds(30);
  private static final Duration TELL_EVERY = Duration.ofSeconds(5);
  private static final Duration LEAVE_MAX = Duration.ofSeconds(5);
  private static final int ORDERS_PER_BATCH = 1000;

  private final Vertx vertx;
  private final InstantSource clock;
  private final Ids ids;
  private final ServerAddress server;
  private final URI metrics;
  private final Load load;
  private final Consumer<String> progress;

  /**
   * What comes.
   *
   * @param perSecond calls that arrive in a second
   * @param warmUp so long nothing is measured
   * @param lasting so long it is
   * @param customers who call, in turn; each has an order
   * @param talk how long each call lasts
   */
  public record Load(
      int perSecond, Duration warmUp, Duration lasting, int agents, int customers, Duration talk) {

    public Load {
      between("calls a second", perSecond, 1, 1000);
      between("warm-up seconds", warmUp.toSeconds(), 0, 600);
      between("seconds", lasting.toSeconds(), 1, 3600);
      between("agents", agents, 1, 2000);
      between("customers", customers, 1, 100_000);
    }

    private static void between(String what, long value, long least, long most) {
      Failure.require(value >= least && value <= most, what + " must be " + least + "-" + most);
    }

    int unmeasured() {
      return (int) (perSecond * warmUp.toSeconds());
    }

    int calls() {
      return (int) (perSecond * warmUp.plus(lasting).toSeconds());
    }
  }

  /** @param metrics where the server shows its own figures */
  public SteadyLoad(
      Vertx vertx,
      InstantSource clock,
      Ids ids,
      ServerAddress server,
      URI metrics,
      Load load,
      Consumer<String> progress) {
    this.vertx = vertx;
    this.clock = clock;
    this.ids = ids;
    this.server = server;
    this.metrics = metrics;
    this.load = load;
    this.progress = progress;
  }

  /** Fails with a {@link Failure} when the server will not have it. */
  public Future<Report> run() {
    Promise<Report> report = Promise.promise();
    vertx.getOrCreateContext().runOnContext(_ -> {
      var stage = new Stage();
      stage.set().compose(_ -> stage.play()).eventually(stage::clear).onComplete(report);
    });
    return report.future();
  }

  /** One measurement; everything happens on one event loop. */
  private final class Stage implements VoiceCarrier.Listener, DeskAgent.Listener {

    private final FrontDoor door = new FrontDoor(vertx, server.http());
    private final FrontDoor management = new FrontDoor(vertx, metrics);
    private final Admin admin = new Admin(door, server.adminToken());
    private final VoiceCarrier carrier =
        new VoiceCarrier(vertx, clock, ids, door, server.voiceSecret(), server.commandUrl(), this);
    private final Floor floor = new Floor(load.agents());
    private final Agenda agenda = new Agenda(vertx, System::nanoTime);
    private final String run = ids.next().toString().substring(24);
    private final Map<String, DeskAgent> desks = new LinkedHashMap<>();
    private final Set<ContactId> dialled = new HashSet<>();
    private final Map<ContactId, Long> due = new HashMap<>();
    private final List<Long> offers = new ArrayList<>();
    private final List<Long> hooks = new ArrayList<>();
    private final Promise<Void> seated = Promise.promise();
    private final Promise<Void> drained = Promise.promise();
    private final Promise<Void> left = Promise.promise();
    private boolean leaving;
    private int popsInOffer;
    private int gone;
    private int told;

    Future<Void> set() {
      progress.accept(load.agents() + " agents, " + load.customers() + " customers with an order");
      return carrier
          .open()
          .compose(_ -> admin.importFloor(floor.document()))
          .compose(_ -> importOrders(0))
          .compose(_ -> Future.all(floor
              .agents()
              .map(agent -> admin.tokenOf(agent).compose(token -> sit(agent, token)))
              .toList()))
          .compose(_ -> {
            desks.values().forEach(DeskAgent::ready);
            return seated.future();
          })
          .timeout(SEAT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Future<Void> sit(String agent, String token) {
      var desk = new DeskAgent(
          vertx, ids, door, agent, token, () -> admin.tokenOf(agent), Floor.OUTCOME, this);
      desks.put(agent, desk);
      return desk.connect();
    }

    private Future<Void> importOrders(int from) {
      if (from >= load.customers()) {
        return Future.succeededFuture();
      }
      return admin
          .importOrders(Floor.orders(from, Math.min(load.customers(), from + ORDERS_PER_BATCH)))
          .compose(_ -> importOrders(from + ORDERS_PER_BATCH));
    }

    Future<Report> play() {
      progress.accept(load.perSecond() + " calls a second for "
          + load.warmUp().plus(load.lasting()).toSeconds() + " s, the first "
          + load.warmUp().toSeconds() + " s unmeasured");
      long begun = System.nanoTime() + HEAD_START.toNanos();
      for (int n = 0; n < load.calls(); n++) {
        int number = n;
        long moment = begun + TimeUnit.SECONDS.toNanos(n) / load.perSecond();
        agenda.at(moment, () -> dial(number, moment));
      }
      agenda.at(begun + TELL_EVERY.toNanos(), this::tell);
      var before = ServerFigures.at(management);
      long longest = HEAD_START
          .plus(load.warmUp())
          .plus(load.lasting())
          .plus(load.talk())
          .plus(DRAIN_MAX)
          .toMillis();
      return drained
          .future()
          .timeout(longest, TimeUnit.MILLISECONDS)
          .recover(_ -> Future.failedFuture(new Failure.Conflict(
              gone + " of " + load.calls() + " calls had ended after " + longest + " ms")))
          .compose(_ -> Future.all(before, ServerFigures.at(management)))
          .map(figures -> report(figures.resultAt(0), figures.resultAt(1)));
    }

    /** How it went since it was last told. */
    private void tell() {
      var since = Latencies.of(nanos(offers.subList(told, offers.size())));
      told = offers.size();
      progress.accept(dialled.size() + " dialled, " + gone + " over; " + since.count()
          + " offers in " + TELL_EVERY.toSeconds() + " s: p50 " + since.p50Ms() + " ms, p99 "
          + since.p99Ms() + " ms");
      agenda.at(System.nanoTime() + TELL_EVERY.toNanos(), this::tell);
    }

    private void dial(int number, long moment) {
      var call = "bench-" + run + "-" + number;
      boolean measured = number >= load.unmeasured();
      var contact = Ids.contact("native", call);
      dialled.add(contact);
      if (measured) {
        due.put(contact, moment);
      }
      carrier.arrive(call, Floor.phone(number % load.customers()), Floor.CALLED).onSuccess(_ -> {
        if (measured) {
          hooks.add(System.nanoTime() - moment);
        }
      });
    }

    @Override
    public void offered(String agent, OfferId offer, boolean withPop) {
      Optional.ofNullable(due.remove(offer.contact())).ifPresent(moment -> {
        offers.add(System.nanoTime() - moment);
        popsInOffer += withPop ? 1 : 0;
      });
    }

    @Override
    public boolean bridge(String call, String agent) {
      agenda.at(
          System.nanoTime() + load.talk().toNanos(), () -> carrier.hangUp(call, "caller_hung_up"));
      return true;
    }

    @Override
    public void changed(String agent, ContactId contact, String state) {
      boolean closed = state.equals("closed");
      if (!dialled.contains(contact)) {
        if (!closed) { // left over from a run that was broken off
          Optional.ofNullable(desks.get(agent)).orElseThrow().finish(contact);
        }
      } else if (closed && ++gone == load.calls()) {
        drained.tryComplete();
      }
    }

    @Override
    public void present(String agent, String presence) {
      if (leaving && desks.values().stream().allMatch(desk -> desk.presence().equals("offline"))) {
        left.tryComplete();
      } else if (desks.size() == load.agents()
          && desks.values().stream().allMatch(desk -> desk.presence().equals("ready"))) {
        seated.tryComplete();
      }
    }

    private Report report(ServerFigures before, ServerFigures after) {
      return new Report(
          load.perSecond(),
          load.agents(),
          load.customers(),
          load.calls() - load.unmeasured(),
          Latencies.of(nanos(offers)),
          Latencies.of(nanos(hooks)),
          popsInOffer,
          Report.ServerPop.between(before, after),
          carrier.retries(),
          agenda.maxLagSeconds());
    }

    /** Signs all agents off: one without a desk would still be offered the next calls. */
    Future<Void> clear() {
      agenda.clear();
      leaving = true;
      desks.values().forEach(DeskAgent::offline);
      return left.future()
          .timeout(LEAVE_MAX.toMillis(), TimeUnit.MILLISECONDS)
          .eventually(this::close);
    }

    private Future<Void> close() {
      return Future.join(desks.values().stream().map(DeskAgent::close).toList())
          .eventually(carrier::close)
          .eventually(management::close)
          .eventually(door::close)
          .mapEmpty();
    }
  }

  private static long[] nanos(List<Long> all) {
    return all.stream().mapToLong(Long::longValue).toArray();
  }
}
