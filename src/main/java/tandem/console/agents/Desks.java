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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.cases.AddedEntry;
import tandem.cases.Claim;
import tandem.conversations.Glance;
import tandem.conversations.Message;
import tandem.desk.agents.AgentCommands;
import tandem.desk.casework.DraftNews;
import tandem.desk.casework.Drafts;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.ConversationNews;
import tandem.desk.conversations.Viewers;
import tandem.desk.floor.Catalogues;
import tandem.desk.screens.HandOver;
import tandem.desk.screens.ScreenRegister;
import tandem.desk.supervision.SupervisionNews;
import tandem.desk.timeline.TimelineListener;
import tandem.loops.Caller;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;

/**
 * The screens of all agents on this node. Committed facts come in, and each screen gets the
 * messages that it needs; commands of agents go to routing. Everything here runs on one context.
 * The sockets run on the loops of their connections, and any thread may call the methods that they
 * use.
 */
public final class Desks implements CommittedFloor.Follower, TimelineListener, HandOver.Screens {

  /** The sources of a screen's content that is not on the floor. */
  public interface Sources {
    /** Reads the pop of a contact's customer, as JSON that is sent unchanged. */
    Future<Buffer> pop(ContactId contact, CustomerId customer);

    /** Reads the claims on a customer: the agents who are about to give them a remedy. */
    Future<List<Claim>> claims(CustomerId customer);

    /** Reads the agent's unsent texts. */
    Future<List<Drafts.Kept>> drafts(AgentId agent);

    /** Reads a written conversation as a list of work shows it. */
    Future<Optional<Glance>> glance(ConversationId conversation);

    /** Reads the messages of a conversation after this number, the oldest first. */
    Future<List<Message>> messages(ConversationId conversation, int after);

    /** Returns the outcomes and remedies that agents can choose from, as this node knows them. */
    Catalogues catalogues();

    /** Whether calls are only practised: no telephone is connected. */
    boolean isPractice();
  }

  /** The parts that exist from the moment when the floor is known. */
  private record Known(DeskFloor floor, DeskNews news, DeskTalks talks, DeskActs acts) {}

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  private final Context context;
  private final CommittedFloor committed;
  private final AgentCommands routing;
  private final ScreenRegister register;
  private final DeskReading reading;
  private final ConversationDesk conversations;
  private final Viewers viewers;
  private final InstantSource clock;
  private final Timer painted;

  /** Any thread may change the set. */
  private final Set<DeskSocket> sockets = ConcurrentHashMap.newKeySet();

  // all fields below are used on the context only
  private final Screens screens;
  private final List<Fact> early = new ArrayList<>();
  private @Nullable Known known;
  private boolean closing;

  /** Why this node admits no screens; empty if it does. */
  private Optional<String> unable = Optional.empty();

  public Desks(
      Vertx vertx,
      CommittedFloor committed,
      AgentCommands routing,
      ScreenRegister register,
      Sources sources,
      ConversationDesk conversations,
      Viewers viewers,
      InstantSource clock,
      Ids ids,
      MeterRegistry meters) {
    this.context = vertx.getOrCreateContext();
    this.committed = committed;
    this.routing = routing;
    this.register = register;
    this.reading = new DeskReading(vertx, context, sources);
    this.conversations = conversations;
    this.viewers = viewers;
    this.clock = clock;
    this.painted = Timer.builder("tandem.offer.to.paint")
        .description(
            "from the page's receipt of an offer to the frame that shows it, measured by the page")
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
        .description("connected sockets of agents' screens")
        .register(meters);
    this.screens = new Screens(vertx, context, register, clock, ids);
  }

  /** Begins to follow the floor. Sockets that connect earlier are told to try again. */
  public Future<Void> start() {
    var started = Promise.<Void>promise();
    committed
        .follow(this, Floor::snapshot)
        .onFailure(started::fail)
        .onSuccess(snapshot -> context.runOnContext(_ -> {
          var floor = new DeskFloor(Floor.of(snapshot));
          var news = new DeskNews(floor, screens, reading);
          var talks = new DeskTalks(context, floor, screens, reading, conversations, viewers);
          known = new Known(floor, news, talks, new DeskActs(routing, talks, clock));
          early.forEach(news::take);
          early.clear();
          started.complete();
        }));
    return started.future();
  }

  /**
   * Closes every screen and admits no more; their pages reconnect to this or another node. The
   * agents are not lost. Those who have reconnected by the time when the other nodes notice that
   * this node is silent, or when the floor has its next owner, keep their offers.
   */
  public Future<Void> close() {
    return Future.future(closed -> context.runOnContext(_ -> {
      closing = true;
      register.close();
      Future.join(sockets.stream().map(DeskSocket::closeForStop).toList())
          .<Void>mapEmpty()
          .onComplete(closed);
    }));
  }

  @Override
  public void handOver(String why) {
    context.runOnContext(_ -> {
      unable = Optional.of(why + ": come again at another node");
      sockets.forEach(socket -> socket.end(DeskSocket.TRY_AGAIN, unable.get()));
    });
  }

  @Override
  public void admit() {
    context.runOnContext(_ -> unable = Optional.empty());
  }

  /**
   * This node was silent for so long that the floor may have taken its agents for lost. Only the
   * agents whose screens answer this ping are present.
   */
  public void pingAll() {
    sockets.forEach(DeskSocket::pingNow);
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

  /** Sends a new entry to the agents who have its customer on screen. */
  @Override
  public void added(AddedEntry added) {
    context.runOnContext(_ -> {
      if (known != null) {
        known.news().tell(added);
      }
    });
  }

  /** Sends a customer again to the agents who have them on screen, after a person changed them. */
  public void changed(CustomerId customer) {
    context.runOnContext(_ -> {
      if (known != null) {
        known.news().changed(customer);
      }
    });
  }

  /**
   * Sends the claims on a customer to the agents who see the customer, after a claim began or
   * ended.
   */
  public void claimed(CustomerId customer) {
    context.runOnContext(_ -> {
      if (known != null) {
        known.news().claimed(customer);
      }
    });
  }

  /** Sends what is new in a conversation to the agents who have it or look at it. */
  public void heard(ConversationNews news) {
    context.runOnContext(_ -> {
      if (known != null) {
        known.talks().take(news);
      }
    });
  }

  /** Sends the viewers of a conversation, after they have changed, to those who look at it. */
  public void viewersChanged(ConversationId conversation) {
    context.runOnContext(_ -> {
      if (known != null) {
        known.talks().viewersChanged(conversation);
      }
    });
  }

  /** Sends a saved draft to the agent's screens. */
  public void drafted(DraftNews saved) {
    context.runOnContext(_ -> screens
        .of(saved.agent())
        .forEach(
            screen -> screen.tell(Future.succeededFuture(new DeskMessage.DraftChanged(saved)))));
  }

  /** Tells an agent's screens what a supervisor did, and why. */
  public void supervised(SupervisionNews news) {
    context.runOnContext(_ -> screens
        .of(news.agent())
        .forEach(screen -> screen.tell(Future.succeededFuture(new DeskMessage.Supervised(news)))));
  }

  /** Sends the new choices to all agents after the catalogues have changed. */
  public void cataloguesChanged() {
    context.runOnContext(_ -> {
      if (known != null) {
        known.news().tellSetup();
      }
    });
  }

  /** Sessions of these accounts have ended. Their sockets check whether they were theirs. */
  void ended(Predicate<String> accounts) {
    sockets.stream()
        .filter(socket -> accounts.test(socket.identity().account()))
        .forEach(DeskSocket::checkLogIn);
  }

  /** Records the time from the page's receipt of an offer until the page has painted it. */
  void painted(Duration took) {
    painted.record(took);
  }

  void opened(DeskSocket socket) {
    sockets.add(socket);
  }

  void closed(DeskSocket socket) {
    sockets.remove(socket);
  }

  /** The number of connected sockets. Any thread may call. */
  public int sockets() {
    return sockets.size();
  }

  /** The number of screens, with and without a socket. */
  Future<Integer> screens() {
    return Future.future(answer -> context.runOnContext(_ -> answer.complete(screens.count())));
  }

  /** The number of agents who may still come back after their last socket has closed. */
  Future<Integer> awaited() {
    return register.awaited();
  }

  /**
   * Admits a screen, which continues its session if possible. The socket gets every message from
   * here on.
   */
  void enter(DeskSocket socket, AgentId agent, Optional<DeskCommand.Resume> resume) {
    context.runOnContext(_ -> letIn(socket, agent, resume));
  }

  private void letIn(DeskSocket socket, AgentId agent, Optional<DeskCommand.Resume> resume) {
    if (closing) {
      socket.end(DeskSocket.TRY_AGAIN, "this node is stopping: try again");
      return;
    }
    if (unable.isPresent()) {
      socket.end(DeskSocket.TRY_AGAIN, unable.get());
      return;
    }
    if (known == null || known.floor().planned(agent).isEmpty()) {
      socket.end(DeskSocket.TRY_AGAIN, "the floor does not know this agent yet: try again");
      return;
    }
    screens.enter(socket, agent, resume, known.news()::snapshot);
    known.news().showClaims(agent);
  }

  /** A screen of this agent has just answered. */
  void answered(AgentId agent) {
    context.runOnContext(_ -> screens.isAlive(agent));
  }

  /** The socket has closed: see {@link Screens#leave}. */
  void leave(DeskSocket socket, Screen screen, Duration absence, Duration grace) {
    context.runOnContext(_ -> {
      screens.leave(socket, screen, absence, grace);
      if (known != null && !screen.attached()) {
        known.talks().looksAtNothing(screen);
      }
    });
  }

  /**
   * Carries out a command from the present socket of an agent's screen. The answer comes on the
   * context of the caller.
   */
  Future<Void> act(DeskSocket socket, AgentId agent, DeskCommand.Do command) {
    return Caller.hears(Future.future(done -> context.runOnContext(_ ->
        Future.succeededFuture().compose(_ -> acted(socket, agent, command)).onComplete(done))));
  }

  private Future<Void> acted(DeskSocket socket, AgentId agent, DeskCommand.Do command) {
    var acts = Optional.ofNullable(known).map(Known::acts);
    return screens
        .with(agent, socket)
        .flatMap(screen -> acts.map(all -> all.act(screen, command)))
        .orElseGet(() -> Future.failedFuture(
            new Failure.Unavailable("this socket no longer belongs to a screen", COME_AGAIN)));
  }
}
