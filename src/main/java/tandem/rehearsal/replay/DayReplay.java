package tandem.rehearsal.replay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
import tandem.rehearsal.day.RealDay;
import tandem.rehearsal.replay.Caller.Doing;

/**
 * The replay of a real day against a running server: callers dial, wait, talk and give up as on
 * that day, and agents are present at the same times. It runs on one event loop.
 *
 * <p>A caller's wait lasts from the planned time of dialling until the carrier joins them with an
 * agent, on the server's command, and reports {@code call.bridged}: this is the wait that the
 * caller experiences. The talk begins at that moment.
 */
public final class DayReplay {

  private static final Duration HEAD_START = Duration.ofMillis(500);
  private static final Duration CONNECT_MAX = Duration.ofSeconds(30);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(2);
  private static final Duration SIGN_OUT_MAX = Duration.ofSeconds(5);
  private static final int FORBIDDEN = 403;

  private final Vertx vertx;
  private final InstantSource clock;
  private final Ids ids;
  private final ServerAddress server;
  private final RealDay day;
  private final Pace pace;
  private final Consumer<String> progress;

  /** @param progress gets lines for people to read */
  public DayReplay(
      Vertx vertx,
      InstantSource clock,
      Ids ids,
      ServerAddress server,
      RealDay day,
      Pace pace,
      Consumer<String> progress) {
    this.vertx = vertx;
    this.clock = clock;
    this.ids = ids;
    this.server = server;
    this.day = day;
    this.pace = pace;
    this.progress = progress;
  }

  /** Plays the day; fails with a {@link Failure} when the server refuses it. */
  public Future<Report> run() {
    if (day.calls().isEmpty()) {
      return Future.failedFuture(
          new Failure.Invalid(day.date() + " has no call that can be replayed"));
    }
    Promise<Report> report = Promise.promise();
    var context = vertx.getOrCreateContext();
    context.runOnContext(_ -> {
      Future.succeededFuture()
          .compose(_ -> {
            var stage = new Stage();
            return stage.set().compose(_ -> stage.play()).eventually(stage::clear);
          })
          .onComplete(report);
    });
    return report.future();
  }

  /** One run of the replay. */
  private final class Stage implements VoiceCarrier.Listener, DeskAgent.Listener {

    private final FrontDoor door = new FrontDoor(vertx, server.http());
    private final Admin admin = new Admin(door, server.adminToken());
    private final VoiceCarrier carrier =
        new VoiceCarrier(vertx, clock, ids, door, server.voiceSecret(), server.commandUrl(), this);
    private final Agenda agenda = new Agenda(vertx, System::nanoTime);
    private final History history = new History();
    private final Floor floor = new Floor(day);
    private final Callers callers = new Callers();
    private final Crew crew = new Crew(callers.all());
    private final Watch watch = new Watch(day, pace, callers, crew, carrier::retries);
    private final Promise<Report> report = Promise.promise();
    private final Promise<Void> left = Promise.promise();
    private boolean playing;
    private long begun;
    private long strangers;

    // ---- before

    Future<Void> set() {
      var run = ids.next().toString().substring(24);
      CallScript.of(day, floor, pace, run).forEach(callers::add);
      progress.accept("replay " + run + " of " + day.date() + ": " + callers.size() + " calls, "
          + day.agents().size() + " agents, speed " + pace.speed());
      return carrier
          .open()
          .recover(no -> Future.failedFuture(new Failure.Conflict(
              "cannot listen for commands at " + server.commandUrl() + ": " + no.getMessage())))
          .compose(_ -> admin.importFloor(floor.document(pace)))
          .compose(_ -> seat());
    }

    private Future<Void> seat() {
      var seated = new ArrayList<Future<Void>>();
      for (var real : day.agents()) {
        var agent = floor.agent(real.name());
        seated.add(admin.tokenOf(agent).compose(token -> {
          var desk = new DeskAgent(
              vertx,
              ids,
              door,
              agent,
              token,
              () -> admin.tokenOf(agent),
              DeskAgent.Manner.prompt(Floor.OUTCOME),
              this);
          crew.seat(real, desk);
          return desk.connect();
        }));
      }
      return Future.all(seated)
          .<Void>mapEmpty()
          .timeout(CONNECT_MAX.toMillis(), TimeUnit.MILLISECONDS)
          .recover(no -> Future.failedFuture(
              no instanceof TimeoutException
                  ? new Failure.Conflict(
                      "not every agent has a desk after " + CONNECT_MAX.toSeconds() + " s")
                  : no));
    }

    // ---- the day

    Future<Report> play() {
      playing = true;
      begun = System.nanoTime() + HEAD_START.toNanos();
      watch.begin(begun);
      int midnight = day.begins();
      for (var real : day.agents()) {
        var agent = floor.agent(real.name());
        for (var run : real.runs()) {
          agenda.at(moment(pace.wall(run.from() - midnight)), () -> crew.signIn(agent));
          agenda.at(moment(pace.wall(run.until() - midnight)), () -> crew.signOut(agent));
        }
      }
      for (var caller : callers.all()) {
        agenda.at(moment(caller.script.arrival()), () -> dial(caller));
      }
      agenda.at(begun + PROGRESS_EVERY.toNanos(), this::tell);
      return report.future();
    }

    private long moment(Duration sinceBegin) {
      return begun + sinceBegin.toNanos();
    }

    private void dial(Caller caller) {
      var script = caller.script;
      callers.dials(caller, Math.min(System.nanoTime(), moment(script.arrival())));
      watch.news(System.nanoTime());
      history.placed(script.call());
      carrier.arrive(script.call(), script.from(), script.to());
      script
          .patience()
          .ifPresent(
              patience -> agenda.at(caller.dialledAt + patience.toNanos(), () -> giveUp(caller)));
    }

    private void giveUp(Caller caller) {
      if (caller.doing == Doing.WAITING) {
        caller.doing = Doing.GAVE_UP;
        caller.gaveUpAt = System.nanoTime();
        hangUp(caller);
      }
    }

    private void hangUp(Caller caller) {
      var call = caller.script.call();
      history.ended(call);
      carrier.hangUp(call, "caller_hung_up");
    }

    // ---- events of the carrier

    @Override
    public boolean bridge(String call, String agent) {
      var waiting = callers.of(call).filter(caller -> caller.doing == Doing.WAITING);
      waiting.ifPresent(caller -> answer(caller, agent));
      return waiting.isPresent();
    }

    private void answer(Caller caller, String agent) {
      caller.doing = Doing.TALKING;
      caller.answeredAt = System.nanoTime();
      history.bridged(caller.script.call(), agent);
      agenda.at(caller.answeredAt + caller.script.talk().toNanos(), () -> endTalk(caller));
      news();
      crew.relieve();
    }

    @Override
    public void bridgedAgain(String call, String before, String agent) {
      history.bridgedAgain(call, agent);
    }

    private void endTalk(Caller caller) {
      if (caller.doing == Doing.TALKING) {
        caller.doing = Doing.SERVED;
        hangUp(caller);
      }
    }

    /** Records an unexpected hang-up: our agents finish only ended calls. */
    @Override
    public void hungUp(String call) {
      history.contradict(call + " was hung up by the server");
      callers.of(call).ifPresent(caller -> {
        caller.doing = caller.doing == Doing.TALKING ? Doing.SERVED : Doing.CUT_OFF;
        history.ended(call);
      });
    }

    /**
     * Counts commands for unknown calls; they are most likely from an earlier replay that was
     * broken off.
     */
    @Override
    public void strange(String what) {
      strangers++;
      news();
    }

    @Override
    public void answered(String call, String type, FrontDoor.Answer answer) {
      if (answer.taken()) {
        history.taken(call, type, answer.json(), System.nanoTime());
      } else {
        history.refused(call, type, answer);
      }
      if (answer.status() == FORBIDDEN) {
        report.tryFail(new Failure.Denied("the voice hook refuses our signature"));
      }
      boolean neverCame = type.equals("call.arrived") && !answer.taken();
      if (neverCame || type.equals("call.ended")) {
        callers.of(call).ifPresent(callers::settle);
      }
      news();
    }

    // ---- events of the agents

    @Override
    public void offered(String agent, OfferId offer, Duration left, boolean withPop) {
      history.offered(agent, offer);
    }

    @Override
    public void accepted(String agent, OfferId offer, long askedAt, boolean taken) {
      history.accepted(agent, offer, askedAt, taken);
      finishIfDone();
    }

    @Override
    public void changed(String agent, ContactId contact, String state) {
      history.shown(agent, contact, state);
      if (!history.knows(contact) && !state.equals("closed")) {
        crew.desk(agent).finish(contact);
      }
      news();
    }

    @Override
    public void finished(String agent, ContactId contact, FrontDoor.Answer answer) {
      if (!answer.taken() && history.knows(contact)) {
        history.contradict("the outcome of " + contact + " was refused with " + answer.inShort());
      }
      news();
    }

    @Override
    public void present(String agent, String presence) {
      if (playing) {
        finishIfDone();
      } else if (crew.hasLeft()) {
        left.tryComplete();
      }
    }

    @Override
    public void broken(String agent, String how) {
      history.contradict(agent + ": " + how);
    }

    // ---- after

    /** Notes progress of the day. */
    private void news() {
      watch.news(System.nanoTime());
      finishIfDone();
    }

    private void finishIfDone() {
      if (playing && callers.allSettled() && crew.isIdle()) {
        finish();
      }
    }

    private void tell() {
      long now = System.nanoTime();
      progress.accept(watch.line(now));
      if (watch.givesUp(now)) {
        progress.accept("no progress any more: giving up");
        finish();
      } else {
        agenda.at(now + PROGRESS_EVERY.toNanos(), this::tell);
      }
    }

    private void finish() {
      if (!playing) {
        return;
      }
      playing = false;
      long wall = System.nanoTime() - begun;
      agenda.clear();
      crew.allLeave();
      history.closeBooks();
      history.firstContradictions().forEach(what -> progress.accept("contradiction: " + what));
      if (strangers > 0) {
        progress.accept(strangers + " commands for unknown calls");
      }
      report.tryComplete(report(wall));
    }

    private Report report(long wall) {
      var waits = callers.waits(pace);
      return new Report(
          Report.Figures.of(day, pace.speed(), waits),
          Report.Figures.of(day, 1, day.waits()),
          history.offers(),
          carrier.retries(),
          agenda.maxLagSeconds(),
          Report.seconds(wall / 1e9),
          callers.size() - waits.served() - waits.abandoned(),
          history.duplicates(),
          history.contradictions());
    }

    Future<Void> clear() {
      playing = false;
      agenda.clear();
      crew.allLeave();
      if (crew.hasLeft()) {
        left.tryComplete();
      }
      long latest = vertx.setTimer(SIGN_OUT_MAX.toMillis(), _ -> left.tryComplete());
      return left.future()
          .onComplete(_ -> vertx.cancelTimer(latest))
          .compose(_ -> Future.join(crew.desks().map(DeskAgent::close).toList()))
          .timeout(SIGN_OUT_MAX.toMillis(), TimeUnit.MILLISECONDS)
          .eventually(carrier::close)
          .eventually(door::close)
          .mapEmpty();
    }
  }
}
