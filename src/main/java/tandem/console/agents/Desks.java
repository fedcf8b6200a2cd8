package tandem.console.agents;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.cases.AddedEntry;
import tandem.cases.Claim;
import tandem.desk.agents.AgentCommands;
import tandem.desk.casework.Drafts;
import tandem.desk.floor.Catalogues;
import tandem.desk.screens.ScreenRegister;
import tandem.desk.timeline.TimelineListener;
import tandem.loops.Caller;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;

/**
 * The screens of all agents on this node. Committed facts come in, and each screen is told what it
 * needs to know; commands of agents go to routing. All of it happens on one context. The sockets
 * live on the loops of their connections: they read, write and count there, and any thread may call
 * what they use here.
 */
public final class Desks implements CommittedFloor.Follower, TimelineListener {

  /** Where a screen's content comes from that the floor does not know. */
  public interface Sources {
    /** What is known of the customer behind a contact, as JSON that is sent as it is. */
    Future<Buffer> pop(ContactId contact, CustomerId customer);

    /** Who is about to give them something. */
    Future<List<Claim>> claims(CustomerId customer);

    /** What the agent has typed and not sent. */
    Future<List<Drafts.Draft>> drafts(AgentId agent);

    /** The outcomes and remedies that agents choose from, as this node knows them. */
    Catalogues catalogues();
  }

  /** What there is from when the floor is known. */
  private record Known(DeskFloor floor, DeskNews news, DeskActs acts) {}

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  private final Context context;
  private final CommittedFloor committed;
  private final AgentCommands routing;
  private final ScreenRegister register;
  private final DeskReading reading;
  private final Timer painted;

  /** Any thread may change it. */
  private final Set<DeskSocket> sockets = ConcurrentHashMap.newKeySet();

  // everything below belongs to the context
  private final Screens screens;
  private final List<Fact> early = new ArrayList<>();
  private @Nullable Known known;
  private boolean closing;

  public Desks(
      Vertx vertx,
      CommittedFloor committed,
      AgentCommands routing,
      ScreenRegister register,
      Sources sources,
      InstantSource clock,
      Ids ids,
      MeterRegistry meters) {
    this.context = vertx.getOrCreateContext();
    this.committed = committed;
    this.routing = routing;
    this.register = register;
    this.reading = new DeskReading(vertx, context, sources);
    this.painted = Timer.builder("tandem.offer.to.paint")
        .description("from the page's hearing of an offer to the frame that shows it, as it says")
        .serviceLevelObjectives(
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(16),
            Duration.ofMillis(33),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(500))
        .register(meters);
    Gauge.builder("tandem.ws.clients", sockets, Set::size)
        .description("open lines of agents' screens")
        .register(meters);
    this.screens = new Screens(vertx, context, register, clock, ids);
  }

  /** Begins to follow the floor; sockets that come earlier are asked to come again. */
  public Future<Void> start() {
    var started = Promise.<Void>promise();
    committed
        .follow(this, Floor::snapshot)
        .onFailure(started::fail)
        .onSuccess(snapshot -> context.runOnContext(_ -> {
          var floor = new DeskFloor(Floor.of(snapshot));
          var news = new DeskNews(floor, screens, reading);
          known = new Known(floor, news, new DeskActs(routing));
          early.forEach(news::take);
          early.clear();
          started.complete();
        }));
    return started.future();
  }

  /**
   * Lets every screen go, to come again elsewhere or later, and takes no more. Nobody is missed for
   * it: who has come to another node when this one's silence is noticed, or back to the floor's
   * next owner, keeps what they were offered.
   */
  public Future<Void> close() {
    return Future.future(closed -> context.runOnContext(_ -> {
      closing = true;
      register.close();
      Future.join(sockets.stream().map(DeskSocket::letGo).toList())
          .<Void>mapEmpty()
          .onComplete(closed);
    }));
  }

  /**
   * This node was silent for so long that its agents may have been taken for lost, and some may be
   * gone: only who answers now is there.
   */
  public void wokeLate() {
    sockets.forEach(DeskSocket::askWhetherThere);
  }

  @Override
  public void committed(long seq, Fact fact) {
    context.runOnContext(_ -> {
      if (known == null) {
        early.add(fact);
      } else {
        known.news().take(fact);
      }
    });
  }

  /** Shows a new entry to the agents who have its customer on screen. */
  @Override
  public void added(AddedEntry added) {
    context.runOnContext(_ -> {
      if (known != null) {
        known.news().tell(added);
      }
    });
  }

  /** Tells the agents who see a customer which claims there are, after one began or ended. */
  public void claimed(CustomerId customer) {
    context.runOnContext(_ -> {
      if (known != null) {
        known.news().claimed(customer);
      }
    });
  }

  /** Tells all agents what they can choose from, after the catalogues have changed. */
  public void cataloguesChanged() {
    context.runOnContext(_ -> {
      if (known != null) {
        known.news().tellSetup();
      }
    });
  }

  /** A session of this account has ended: its sockets look whether it is theirs. */
  void ended(String account) {
    sockets.stream()
        .filter(socket -> socket.identity().account().equals(account))
        .forEach(DeskSocket::lookWhetherStillKnown);
  }

  /** An offer was on the screen so long after the page heard of it. */
  void painted(Duration took) {
    painted.record(took);
  }

  void opened(DeskSocket socket) {
    sockets.add(socket);
  }

  void closed(DeskSocket socket) {
    sockets.remove(socket);
  }

  /** How many lines are open; from any thread. */
  public int sockets() {
    return sockets.size();
  }

  /** How many screens are kept, with a socket or waiting for one. */
  Future<Integer> screens() {
    return Future.future(answer -> context.runOnContext(_ -> answer.complete(screens.count())));
  }

  /** How many agents are waited for, whose last socket has just closed. */
  Future<Integer> awaited() {
    return register.awaited();
  }

  /**
   * Lets a screen in, where it left off if that can be; the socket is told everything from here on.
   */
  void enter(DeskSocket socket, AgentId agent, Optional<DeskCommand.Resume> resume) {
    context.runOnContext(_ -> letIn(socket, agent, resume));
  }

  private void letIn(DeskSocket socket, AgentId agent, Optional<DeskCommand.Resume> resume) {
    if (closing) {
      socket.end(DeskSocket.TRY_AGAIN, "this node is stopping: come again");
      return;
    }
    if (known == null || known.floor().planned(agent).isEmpty()) {
      socket.end(DeskSocket.TRY_AGAIN, "the floor does not know this agent yet: come again");
      return;
    }
    screens.enter(socket, agent, resume, known.news()::snapshot);
    known.news().showClaims(agent);
  }

  /** A screen has just answered. */
  void isThere(AgentId agent) {
    context.runOnContext(_ -> screens.isThere(agent));
  }

  /** The socket is gone: see {@link Screens#leave}. */
  void leave(DeskSocket socket, Screen screen, Duration absence, Duration grace) {
    context.runOnContext(_ -> screens.leave(socket, screen, absence, grace));
  }

  /** Does what an agent's screen asks by the socket it has; answers where it was asked. */
  Future<Decision> act(DeskSocket socket, AgentId agent, DeskCommand.Do command) {
    return Caller.hears(Future.future(done -> context.runOnContext(_ ->
        Future.succeededFuture().compose(_ -> acted(socket, agent, command)).onComplete(done))));
  }

  private Future<Decision> acted(DeskSocket socket, AgentId agent, DeskCommand.Do command) {
    return known != null && screens.hasSocket(agent, socket)
        ? known.acts().act(agent, command)
        : Future.failedFuture(
            new Failure.Unavailable("this line shows no screen any more", COME_AGAIN));
  }
}
