package tandem.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.auth.Sessions;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.cases.AddedEntry;
import tandem.cases.Entry;
import tandem.desk.AgentCommands;
import tandem.desk.TimelineListener;
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.Outcome;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/**
 * Every screen of every agent on this node. Committed facts come in, each screen is told what it
 * needs to know; what the agents ask goes to routing. Everything here happens on one event loop.
 */
public final class Desks implements CommittedFloor.Follower, TimelineListener {

  private static final Logger LOG = LoggerFactory.getLogger(Desks.class);

  /** An offer waits this long for its pop; then the pop follows by itself. */
  static final Duration POP_WAIT_MAX = Duration.ofMillis(100);

  /** More tabs than anybody works with. */
  static final int SCREENS_PER_AGENT_MAX = 16;

  /** How long an agent has to come back after a change of owner before they are taken for lost. */
  static final Duration RETURN_MAX = Duration.ofSeconds(15);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Who can say what is known of the customer behind a contact. */
  @FunctionalInterface
  public interface Pops {
    Future<JsonNode> pop(ContactId contact, CustomerId customer);
  }

  private final Vertx vertx;
  private final Context context;
  private final CommittedFloor committed;
  private final AgentCommands routing;
  private final Pops pops;
  private final InstantSource clock;
  private final Ids ids;
  private final Timer painted;

  // everything below belongs to the context
  private final Map<AgentId, Map<String, Screen>> screens = new HashMap<>();
  private final Set<DeskSocket> sockets = ConcurrentHashMap.newKeySet();
  private final Deque<Fact> early = new ArrayDeque<>();
  private @Nullable DeskFloor floor;
  private boolean closing;

  public Desks(
      Vertx vertx,
      CommittedFloor committed,
      AgentCommands routing,
      Pops pops,
      InstantSource clock,
      Ids ids,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.committed = committed;
    this.routing = routing;
    this.pops = pops;
    this.clock = clock;
    this.ids = ids;
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
  }

  /** Begins to follow the floor; sockets that come earlier are asked to come again. */
  public Future<Void> start() {
    var started = Promise.<Void>promise();
    committed
        .follow(this, Floor::snapshot)
        .onFailure(started::fail)
        .onSuccess(snapshot -> context.runOnContext(_ -> {
          floor = new DeskFloor(Floor.of(snapshot));
          while (!early.isEmpty()) {
            take(floor, early.removeFirst());
          }
          started.complete();
        }));
    return started.future();
  }

  /**
   * This node now owns the floor: whoever was at work on a node that is gone has a while to come
   * back here.
   */
  public void tookOver() {
    vertx.setTimer(
        RETURN_MAX.toMillis(),
        _ -> context.runOnContext(_ -> {
          if (floor != null) {
            floor.present().stream().filter(agent -> !isHere(agent)).forEach(this::sayLost);
          }
        }));
  }

  /**
   * Lets every screen go, to come again elsewhere or later, and takes no more. Where another node
   * owns the floor it is told who has no screen here any more; where this one does, its successor
   * sees who has come back.
   */
  public Future<Void> close(boolean ownsTheFloor) {
    return Future.<Void>future(closed -> context.runOnContext(_ -> {
      var here = screens.keySet().stream().filter(this::isHere).toList();
      closing = true;
      List.copyOf(sockets)
          .forEach(socket -> socket.end(DeskSocket.TRY_AGAIN, "this node is stopping: come again"));
      (ownsTheFloor
              ? Future.succeededFuture()
              : Future.join(here.stream().map(routing::lost).toList()))
          .<Void>mapEmpty()
          .otherwiseEmpty()
          .onComplete(closed);
    }));
  }

  @Override
  public void committed(long seq, Fact fact) {
    context.runOnContext(_ -> {
      if (floor == null) {
        early.addLast(fact);
      } else {
        take(floor, fact);
      }
    });
  }

  /** Something was written to a customer's history: whoever has them on screen sees it. */
  @Override
  public void added(AddedEntry added) {
    context.runOnContext(_ -> {
      if (floor != null) {
        tell(floor, added);
      }
    });
  }

  private void tell(DeskFloor at, AddedEntry added) {
    var entry = added.entry();
    entry
        .contact()
        .ifPresent(contact ->
            at.filed(contact, entry.caseId()).forEach(told -> tell(told.agent(), told.message())));
    var watching = at.watching(added.customer());
    if (watching.stream().noneMatch(this::hasScreens)) {
      return;
    }
    var message = new DeskMessage.EntryAdded(added.customer(), Json.MAPPER.valueToTree(entry));
    watching.forEach(agent -> tell(agent, message));
    if (entry.kind() == Entry.Kind.REMEDY) {
      var remedy = new DeskMessage.RemedyChanged(added.customer(), remedy(entry));
      watching.forEach(agent -> tell(agent, remedy));
    }
  }

  /** The entry's body is the remedy and what happened to it. */
  private static JsonNode remedy(Entry entry) {
    return ((ObjectNode) entry.body().deepCopy()).without(List.of("event", "why"));
  }

  private boolean hasScreens(AgentId agent) {
    return screens.containsKey(agent);
  }

  Context context() {
    return context;
  }

  /** Sockets of an ended session, or of every session of an account, are closed at once. */
  void ended(Sessions.Ended end) {
    context.runOnContext(_ -> List.copyOf(sockets).stream()
        .filter(socket -> socket.identity().account().equals(end.account()))
        .filter(socket -> end.only().map(socket.secret()::equals).orElse(true))
        .forEach(socket -> socket.end(DeskSocket.LOGGED_OUT, "the session has ended")));
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
    return Future.future(answer -> context.runOnContext(
        _ -> answer.complete(screens.values().stream().mapToInt(Map::size).sum())));
  }

  /**
   * Lets a screen in, where it left off if that can be; the socket is told everything from here on.
   */
  void enter(DeskSocket socket, AgentId agent, Optional<DeskCommand.Resume> resume) {
    if (closing) {
      socket.end(DeskSocket.TRY_AGAIN, "this node is stopping: come again");
      return;
    }
    if (floor == null || floor.planned(agent).isEmpty()) {
      socket.end(DeskSocket.TRY_AGAIN, "the floor does not know this agent yet: come again");
      return;
    }
    boolean wasHere = isHere(agent);
    var mine = screens.computeIfAbsent(agent, _ -> new LinkedHashMap<>());
    var known = resume.flatMap(r -> Optional.ofNullable(mine.get(r.session()))
        .filter(screen -> screen.session().canGoOnFrom(r.seq())));
    if (known.isPresent()) {
      goOn(socket, known.get(), resume.orElseThrow().seq());
    } else if (mine.size() >= SCREENS_PER_AGENT_MAX && !dropDetached(mine)) {
      socket.end(DeskSocket.POLICY, "at most " + SCREENS_PER_AGENT_MAX + " screens for one agent");
      return;
    } else {
      beginAnew(socket, floor, agent, mine);
    }
    if (!wasHere) {
      // asked even if the floor does not look so: the news of the loss may still be on its way
      sayFound(agent);
    }
  }

  private void goOn(DeskSocket socket, Screen screen, long seq) {
    var old = screen.socket();
    if (old != null) {
      screen.detach();
      old.end(DeskSocket.REPLACED, "this screen came back on another socket");
    }
    vertx.cancelTimer(screen.expiry());
    socket.resumed(screen, seq);
  }

  private void beginAnew(DeskSocket socket, DeskFloor at, AgentId agent, Map<String, Screen> mine) {
    var session = new DeskSession(ids.next().toString(), agent);
    var screen = new Screen(session, clock);
    mine.put(session.id(), screen);
    screen.tell(snapshot(at, screen));
    socket.began(screen);
  }

  /** The oldest screen without a socket gives way. */
  private boolean dropDetached(Map<String, Screen> mine) {
    var oldest = mine.values().stream().filter(screen -> !screen.attached()).findFirst();
    oldest.ifPresent(screen -> {
      vertx.cancelTimer(screen.expiry());
      mine.remove(screen.session().id());
    });
    return oldest.isPresent();
  }

  /** The socket is gone; the screen may come back for a while. */
  void leave(Screen screen, Duration absence) {
    var agent = screen.session().agent();
    screen.detach();
    screen.expiry(
        vertx.setTimer(absence.toMillis(), _ -> context.runOnContext(_ -> forget(screen))));
    if (!closing && !isHere(agent)) {
      sayLost(agent);
    }
  }

  private void forget(Screen screen) {
    if (!screen.attached()) {
      screens.computeIfPresent(screen.session().agent(), (_, mine) -> {
        mine.remove(screen.session().id(), screen);
        return mine.isEmpty() ? null : mine;
      });
    }
  }

  private boolean isHere(AgentId agent) {
    return screens.getOrDefault(agent, Map.of()).values().stream().anyMatch(Screen::attached);
  }

  private void sayFound(AgentId agent) {
    routing
        .found(agent)
        .onFailure(e -> again(e, () -> {
          if (isHere(agent)) {
            sayFound(agent);
          }
        }));
  }

  private void sayLost(AgentId agent) {
    routing
        .lost(agent)
        .onFailure(e -> again(e, () -> {
          if (!isHere(agent)) {
            sayLost(agent);
          }
        }));
  }

  /** Routing cannot be told now: it will be, as long as it is true. */
  private void again(Throwable failure, Runnable work) {
    LOG.debug("routing cannot be told of a screen error={}", failure.getMessage());
    vertx.setTimer(RETRY_AFTER.toMillis(), _ -> context.runOnContext(_ -> work.run()));
  }

  /** Does what an agent's screen asks. */
  Future<Outcome> act(AgentId agent, DeskCommand.Do command) {
    return switch (command.act()) {
      case DeskCommand.Ready _ -> ask(agent, command, new Presence.Ready());
      case DeskCommand.NotReady(var reason) -> ask(agent, command, new Presence.NotReady(reason));
      case DeskCommand.Offline _ -> ask(agent, command, new Presence.Offline());
      case DeskCommand.Accept(var offer) ->
        routing.tell(agent, command.id(), new Signal.OfferAccepted(offer, agent));
      case DeskCommand.Decline(var offer) ->
        routing.tell(agent, command.id(), new Signal.OfferDeclined(offer, agent));
      case DeskCommand.Hold(var contact) -> own(agent, contact, command, new Signal.Held(contact));
      case DeskCommand.Resumed(var contact) ->
        own(agent, contact, command, new Signal.Resumed(contact));
      case DeskCommand.Misspoken(var why) -> Future.failedFuture(why);
    };
  }

  private Future<Outcome> ask(AgentId agent, DeskCommand.Do command, Presence presence) {
    return routing.tell(agent, command.id(), new Signal.PresenceAsked(agent, presence));
  }

  /** The signal names no agent, so nobody may send it for another's contact. */
  private Future<Outcome> own(
      AgentId agent, ContactId contact, DeskCommand.Do command, Signal signal) {
    return floor != null
            && floor.contact(contact).flatMap(Floor.Contact::agent).equals(Optional.of(agent))
        ? routing.tell(agent, command.id(), signal)
        : Future.failedFuture(new Failure.Conflict("contact " + contact + " is not one you have"));
  }

  private void take(DeskFloor at, Fact fact) {
    at.apply(fact).forEach(told -> tell(told.agent(), told.message()));
    switch (fact) {
      case Fact.Identified f ->
        at.contact(f.contact())
            .ifPresent(
                contact -> DeskFloor.shownTo(contact).ifPresent(agent -> tellPop(agent, contact)));
      // said too early, or by a node that did not know of the screens here
      case Fact.AgentLost f when isHere(f.agent()) -> sayFound(f.agent());
      case Fact _ -> {}
    }
  }

  private void tell(AgentId agent, DeskMessage message) {
    var mine = screensOf(agent);
    if (mine.isEmpty()) {
      return;
    }
    var ready = switch (message) {
      case DeskMessage.OfferCreated created ->
        popInTime(
                created.offer().id().contact(),
                created.offer().customer(),
                pop -> tellPop(agent, created.offer().id().contact(), pop))
            .map(pop -> pop.<DeskMessage>map(created::with).orElse(created));
      case DeskMessage _ -> Future.succeededFuture(message);
    };
    mine.forEach(screen -> screen.tell(ready));
  }

  private Collection<Screen> screensOf(AgentId agent) {
    return screens.getOrDefault(agent, Map.of()).values();
  }

  private void tellPop(AgentId agent, Floor.Contact contact) {
    popInTime(contact.id(), contact.customer(), pop -> tellPop(agent, contact.id(), pop))
        .onSuccess(pop -> pop.ifPresent(loaded -> tellPop(agent, contact.id(), loaded)));
  }

  /** Unless the contact has left the agent's screens meanwhile. */
  private void tellPop(AgentId agent, ContactId contact, JsonNode pop) {
    if (floor != null
        && floor.contact(contact).flatMap(DeskFloor::shownTo).equals(Optional.of(agent))) {
      tell(agent, new DeskMessage.Pop(contact, pop));
    }
  }

  private Future<DeskMessage> snapshot(DeskFloor at, Screen screen) {
    var agent = screen.session().agent();
    var standing = at.standing(agent);
    var plan = at.plan();
    var planned = at.planned(agent).orElseThrow();
    var offers = new ArrayList<Future<DeskMessage.Offer>>();
    at.offers(agent)
        .forEach(offer -> offers.add(popInTime(
                offer.id().contact(),
                offer.customer(),
                pop -> late(screen, offer.id().contact(), pop))
            .map(pop -> pop.map(offer::with).orElse(offer))));
    var contacts = new ArrayList<Future<DeskMessage.Contact>>();
    at.contacts(agent)
        .forEach(contact -> contacts.add(
            popInTime(contact.id(), contact.customer(), pop -> late(screen, contact.id(), pop))
                .map(pop -> pop.map(contact::with).orElse(contact))));
    return Future.join(List.<Future<?>>copyOf(offers))
        .compose(_ -> Future.join(List.<Future<?>>copyOf(contacts)))
        .map(_ -> new DeskMessage.Snapshot(
            screen.session().id(),
            planned,
            standing,
            offers.stream().map(Future::result).toList(),
            contacts.stream().map(Future::result).toList(),
            plan));
  }

  private static void late(Screen screen, ContactId contact, JsonNode pop) {
    screen.tell(Future.succeededFuture(new DeskMessage.Pop(contact, pop)));
  }

  /** The pop if it comes in time; if it comes later, it is said later. Never fails. */
  private Future<Optional<JsonNode>> popInTime(
      ContactId contact, CustomerId customer, Consumer<JsonNode> late) {
    var inTime = Promise.<Optional<JsonNode>>promise();
    var timer = vertx.setTimer(
        POP_WAIT_MAX.toMillis(),
        _ -> context.runOnContext(_ -> inTime.tryComplete(Optional.empty())));
    pops.pop(contact, customer)
        .onComplete(loaded -> context.runOnContext(_ -> {
          vertx.cancelTimer(timer);
          if (loaded.failed()) {
            LOG.warn("no pop contact={} error={}", contact, loaded.cause().getMessage());
            inTime.tryComplete(Optional.empty());
          } else if (!inTime.tryComplete(Optional.of(loaded.result()))) {
            late.accept(loaded.result());
          }
        }));
    return inTime.future();
  }

  /** What routing said to a command: done, or a no as the desk words it. */
  static Optional<Failure> failure(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> Optional.empty();
      case Outcome.Refused(var no, var why) ->
        Optional.of(
            switch (no) {
              case UNKNOWN, GONE, REPEATED, NOT_NOW -> new Failure.Conflict(why);
              case INVALID -> new Failure.Invalid(why);
              case FULL -> new Failure.TooMany(why, RETRY_AFTER);
            });
    };
  }
}
