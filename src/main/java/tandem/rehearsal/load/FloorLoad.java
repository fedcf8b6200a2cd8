package tandem.rehearsal.load;

import static tandem.rehearsal.load.Report.decimal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
 * A load of whole contacts as in a call centre, from outside: known customers call; agents at desk
 * sockets accept, talk and finish with an outcome. Calls are due by the clock, not after the last
 * answer, so a late driver makes the figures worse, not better.
 */
public final class FloorLoad {

  private static final Duration HEAD_START = Duration.ofMillis(500);
  private static final Duration SEAT_MAX = Duration.ofMinutes(3);
  private static final Duration DRAIN_MAX = Duration.ofSeconds(60);
  private static final Duration TELL_EVERY = Duration.ofSeconds(5);
  private static final Duration LEAVE_MAX = Duration.ofSeconds(20);
  private static final int ORDERS_PER_BATCH = 1000;
  private static final int SEATED_AT_A_TIME = 100;
  private static final int CALLS_PER_AGENT_IN_A_BURST = 4;

  /** The factor between the rates of a saturation. */
  private static final double FASTER = 1.25;

  /** The time until a new rate is in a steady state. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  /**
   * The server keeps up while the mean time of an open contact exceeds the work by no more than
   * this.
   */
  private static final Duration BEHIND_MAX = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final InstantSource clock;
  private final Ids ids;
  private final RandomGenerator random;
  private final ServerAddress server;
  private final Load load;
  private final Costs.Meter meter;
  private final Consumer<String> progress;
  private final List<List<URI>> doors;
  private final IntSupplier copies;
  private final Witness witness;
  private volatile boolean finishing;

  /** The witness of a load: it is told all that the carrier and the agents see. */
  public interface Witness extends VoiceCarrier.Listener, DeskAgent.Listener {}

  /** @param random determines the arrival times of calls */
  public FloorLoad(
      Vertx vertx,
      InstantSource clock,
      Ids ids,
      RandomGenerator random,
      ServerAddress server,
      Load load,
      Costs.Meter meter,
      Consumer<String> progress) {
    this(
        vertx,
        clock,
        ids,
        random,
        server,
        List.of(List.of(server.http())),
        load,
        meter,
        progress,
        () -> 1,
        new Witness() {});
  }

  /**
   * A load on an installation of several nodes.
   *
   * @param doors the ways to the nodes, in the order in which they are tried: the first row is the
   *     carrier's, and agent n uses row n, the first again after the last
   * @param copies how often the carrier sends its next event at the same time
   */
  public FloorLoad(
      Vertx vertx,
      InstantSource clock,
      Ids ids,
      RandomGenerator random,
      ServerAddress server,
      List<List<URI>> doors,
      Load load,
      Costs.Meter meter,
      Consumer<String> progress,
      IntSupplier copies,
      Witness witness) {
    this.vertx = vertx;
    this.clock = clock;
    this.ids = ids;
    this.random = random;
    this.server = server;
    this.load = load;
    this.meter = meter;
    this.progress = progress;
    this.doors = List.copyOf(doors);
    this.copies = copies;
    this.witness = witness;
  }

  /** Ends the load before its time: nobody calls any more, and {@link #run} completes as always. */
  public void finish() {
    finishing = true;
  }

  /** Plays the load; fails with a {@link Failure} when the server refuses it. */
  public Future<Played> run() {
    Promise<Played> played = Promise.promise();
    vertx.getOrCreateContext().runOnContext(_ -> {
      var stage = new Stage();
      stage.set().compose(_ -> stage.play()).eventually(stage::clear).onComplete(played);
    });
    return played.future();
  }

  /** One call of ours. */
  private static final class Visit {
    final long due;
    final @Nullable Window window;
    boolean offered;

    @Nullable
    String holder;

    Visit(long due, @Nullable Window window) {
      this.due = due;
      this.window = window;
    }
  }

  /** One run of the load, on one event loop. */
  private final class Stage implements VoiceCarrier.Listener, DeskAgent.Listener {

    private final List<FrontDoor> ways =
        doors.stream().map(row -> new FrontDoor(vertx, row)).toList();
    private final FrontDoor door = ways.getFirst();
    private final Admin admin = new Admin(door, server.adminToken());
    private final VoiceCarrier carrier = new VoiceCarrier(
        vertx, clock, ids, door, server.voiceSecret(), server.commandUrl(), this, copies);
    private final Floor floor = new Floor(load.agents());
    private final Agenda agenda = new Agenda(vertx, System::nanoTime);
    private final Idleness idleness = new Idleness();
    private final String run = ids.next().toString().substring(24);
    private final Map<String, DeskAgent> desks = new LinkedHashMap<>();
    private final Map<String, String> presences = new HashMap<>();
    private final Map<ContactId, Visit> visits = new HashMap<>();
    private final List<Report.Step> steps = new ArrayList<>();
    private @Nullable Window window;
    private Promise<Void> seated = Promise.promise();
    private int seats = load.agents();
    private Promise<Void> quiet = Promise.promise();
    private int dialled;
    private int closed;
    private int duplicates;
    private int ready;
    private int told;

    Future<Void> set() {
      progress.accept(load.agents() + " agents, " + load.customers() + " customers with an order");
      return carrier
          .open()
          .compose(_ -> admin.importFloor(floor.document()))
          .compose(_ -> importOrders(0))
          .compose(_ -> sit(floor.agents().toList(), 0))
          .compose(_ -> {
            desks.values().forEach(DeskAgent::ready);
            return seated.future();
          })
          .timeout(SEAT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Future<Void> importOrders(int from) {
      if (from >= load.customers()) {
        return Future.succeededFuture();
      }
      return admin
          .importOrders(Floor.orders(from, Math.min(load.customers(), from + ORDERS_PER_BATCH)))
          .compose(_ -> importOrders(from + ORDERS_PER_BATCH));
    }

    private Future<Void> sit(List<String> agents, int from) {
      if (from >= agents.size()) {
        return Future.succeededFuture();
      }
      int until = Math.min(agents.size(), from + SEATED_AT_A_TIME);
      var sitting =
          IntStream.range(from, until).mapToObj(n -> sit(agents.get(n), n)).toList();
      return Future.all(sitting).compose(_ -> sit(agents, until));
    }

    private Future<Void> sit(String agent, int number) {
      return admin.tokenOf(agent).compose(token -> {
        var desk = new DeskAgent(
            vertx,
            ids,
            ways.get(number % ways.size()),
            agent,
            token,
            () -> admin.tokenOf(agent),
            DeskAgent.Manner.after(Load.ANSWER, Floor.OUTCOME),
            this);
        desks.put(agent, desk);
        return desk.connect();
      });
    }

    Future<Played> play() {
      agenda.at(System.nanoTime() + TELL_EVERY.toNanos(), this::tell);
      return measured().compose(window -> drain().map(_ -> played(window)));
    }

    private Future<Window> measured() {
      return switch (load.mode()) {
        case IDLE, LOAD ->
          steady(load.perSecond(), load.warmUp())
              .compose(
                  _ -> window(load.perSecond(), _ -> steady(load.perSecond(), load.lasting())));
        case BURST ->
          bursts(end(load.warmUp())).compose(_ -> window(0, _ -> bursts(end(load.lasting()))));
        case SATURATION ->
          steady(load.perSecond(), load.warmUp())
              .compose(_ -> faster(load.perSecond(), Optional.empty()));
      };
    }

    private static long end(Duration lasting) {
      return System.nanoTime() + lasting.toNanos();
    }

    /**
     * Raises the rate; returns the last one that the server kept up with; {@link Failure.Conflict}
     * when the first was too fast.
     */
    private Future<Window> faster(double perSecond, Optional<Window> kept) {
      return steady(perSecond, SETTLING)
          .compose(_ -> window(perSecond, _ -> steady(perSecond, load.lasting())))
          .compose(window -> {
            double behind = window.meanOpenSeconds() - Load.WORK.toMillis() / 1000.0;
            boolean keeps = behind <= BEHIND_MAX.toMillis() / 1000.0;
            var step = new Report.Step(
                decimal(perSecond, 1),
                decimal(window.contactsPerSecond(), 1),
                decimal(window.meanOpenSeconds(), 2),
                Latencies.of(window.offers).p99(),
                keeps);
            steps.add(step);
            progress.accept(step.perSecond() + " a second: open for " + step.meanOpenSeconds()
                + " s" + (keeps ? "" : ", too fast"));
            if (!keeps) {
              return kept.map(Future::succeededFuture)
                  .orElseGet(
                      () -> Future.failedFuture(new Failure.Conflict("the server does not keep"
                          + " up with " + perSecond + " calls a second: begin with fewer")));
            }
            if (perSecond * FASTER > Load.loading(load.agents())) {
              progress.accept("more agents are needed to go on: these are busy for 84 % of their"
                  + " time at " + decimal(Load.loading(load.agents()), 1) + " a second");
              return Future.succeededFuture(window);
            }
            return faster(perSecond * FASTER, Optional.of(window));
          });
    }

    /** Measures a part of the load from its begin to its end. */
    private Future<Window> window(double perSecond, Function<Window, Future<Void>> playing) {
      return vertx.executeBlocking(meter::read).compose(before -> {
        long now = System.nanoTime();
        var measured = new Window(perSecond, now);
        measured.begin(before);
        window = measured;
        idleness.measure(measured, now);
        return playing.apply(measured).compose(_ -> {
          long ended = System.nanoTime();
          idleness.pass(ended);
          window = null;
          return vertx.executeBlocking(meter::read).map(after -> {
            measured.end(ended, after);
            return measured;
          });
        });
      });
    }

    /** Plays calls at random times; the times between them are exponential (a Poisson process). */
    private Future<Void> steady(double perSecond, Duration lasting) {
      Promise<Void> over = Promise.promise();
      long from = System.nanoTime();
      long until = from + lasting.toNanos();
      next(from, until, perSecond, over);
      agenda.at(until, over::tryComplete);
      return over.future();
    }

    private void next(long last, long until, double perSecond, Promise<Void> over) {
      long moment = last + (long) (random.nextExponential() / perSecond * 1e9);
      if (moment < until) {
        agenda.at(moment, () -> {
          if (finishing) {
            over.tryComplete();
          } else {
            dial(moment);
            next(moment, until, perSecond, over);
          }
        });
      }
    }

    private Future<Void> bursts(long until) {
      if (System.nanoTime() >= until) {
        return Future.succeededFuture();
      }
      long moment = System.nanoTime() + HEAD_START.toNanos();
      Promise<Void> rung = Promise.promise();
      agenda.at(moment, () -> {
        for (int n = 0; n < CALLS_PER_AGENT_IN_A_BURST * load.agents(); n++) {
          dial(moment);
        }
        rung.complete();
      });
      return rung.future().compose(_ -> drain()).compose(_ -> bursts(until));
    }

    /** Waits until no contact is open, but at most a minute after the last one was closed. */
    private Future<Void> drain() {
      quiet = Promise.promise();
      if (idleness.open() == 0) {
        quiet.complete();
      } else {
        giveUp(closed);
      }
      return quiet.future();
    }

    private void giveUp(int closedBefore) {
      agenda.at(System.nanoTime() + DRAIN_MAX.toNanos(), () -> {
        if (closed == closedBefore) {
          quiet.tryComplete();
        } else if (!quiet.future().isComplete()) {
          giveUp(closed);
        }
      });
    }

    private Played played(Window window) {
      return new Played(
          load,
          window,
          steps,
          idleness.open(),
          duplicates,
          carrier.retries(),
          agenda.maxLagSeconds());
    }

    /** Reports the progress. */
    private void tell() {
      progress.accept(dialled + " dialled, " + closed + " over, " + idleness.waiting() + " wait; "
          + (closed - told) / TELL_EVERY.toSeconds() + " a second");
      told = closed;
      agenda.at(System.nanoTime() + TELL_EVERY.toNanos(), this::tell);
    }

    private void dial(long moment) {
      int number = dialled++;
      var call = "bench-" + run + "-" + number;
      var contact = Ids.contact("native", call);
      visits.put(contact, new Visit(moment, window));
      idleness.arrived(contact, System.nanoTime());
      if (window != null) {
        window.arrived++;
      }
      carrier.arrive(call, Floor.phone(number % load.customers()), Floor.CALLED);
    }

    @Override
    public void tried(String id, String call, String type, long sentAtNanos, int status) {
      witness.tried(id, call, type, sentAtNanos, status);
    }

    @Override
    public void commanded(String id, String body) {
      witness.commanded(id, body);
    }

    @Override
    public void connected(String agent, boolean isConnected) {
      witness.connected(agent, isConnected);
    }

    @Override
    public void withdrawn(String agent, OfferId offer) {
      witness.withdrawn(agent, offer);
    }

    @Override
    public void accepted(String agent, OfferId offer, long askedAtNanos, boolean taken) {
      witness.accepted(agent, offer, askedAtNanos, taken);
    }

    @Override
    public void broken(String agent, String how) {
      witness.broken(agent, how);
    }

    @Override
    public void offered(String agent, OfferId offer, Duration left, boolean withPop) {
      witness.offered(agent, offer, left, withPop);
      long now = System.nanoTime();
      var visit = visits.get(offer.contact());
      if (visit == null) {
        return; // from an earlier load that was broken off
      }
      var freed = idleness.offered(agent, offer.contact(), now);
      var measured = visit.window;
      if (measured != null && !visit.offered) {
        measured.offers.add(now - visit.due);
        measured.pops += withPop ? 1 : 0;
        freed.ifPresent(measured.freed::add);
      }
      visit.offered = true;
    }

    @Override
    public boolean bridge(String call, String agent) {
      agenda.at(
          System.nanoTime() + Load.TALK.toNanos(), () -> carrier.hangUp(call, "caller_hung_up"));
      return true;
    }

    @Override
    public void bridgedAgain(String call, String before, String agent) {
      witness.bridgedAgain(call, before, agent);
      duplicates += before.equals(agent) ? 0 : 1;
    }

    @Override
    public void changed(String agent, ContactId contact, String state) {
      witness.changed(agent, contact, state);
      var visit = visits.get(contact);
      if (visit == null) {
        if (!state.equals("closed")) { // from an earlier load that was broken off
          Objects.requireNonNull(desks.get(agent)).finish(contact);
        }
        return;
      }
      long now = System.nanoTime();
      switch (state) {
        case "closed" -> {
          visit.holder = null;
          idleness.closed(contact, now);
          visits.remove(contact);
          closed++;
          if (window != null) {
            window.closed++;
          }
          if (idleness.open() == 0) {
            quiet.tryComplete();
          }
        }
        case "wrap_up" -> idleness.freed(agent, now); // the outcome is recorded at once
        default -> {
          if (visit.holder != null && !visit.holder.equals(agent)) {
            duplicates++;
          }
          visit.holder = agent;
        }
      }
    }

    @Override
    public void present(String agent, String presence) {
      var before = presences.put(agent, presence);
      if (presence.equals("ready") && !presence.equals(before)) {
        idleness.freed(agent, System.nanoTime());
        ready++;
      } else if ("ready".equals(before) && !presence.equals(before)) {
        ready--;
      }
      if (ready == seats) {
        seated.tryComplete();
      }
    }

    /** Logs all agents off; an agent without a desk would still be offered the next calls. */
    Future<Void> clear() {
      agenda.clear();
      seated = Promise.promise();
      seats = 0;
      desks.values().forEach(DeskAgent::offline);
      return seated
          .future()
          .timeout(LEAVE_MAX.toMillis(), TimeUnit.MILLISECONDS)
          .eventually(this::close);
    }

    private Future<Void> close() {
      return Future.join(desks.values().stream().map(DeskAgent::close).toList())
          .eventually(carrier::close)
          .eventually(() -> Future.join(ways.stream().map(FrontDoor::close).toList()))
          .mapEmpty();
    }
  }
}
