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
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.cases.AddedEntry;
import tandem.cases.Claim;
import tandem.cases.Entry;
import tandem.desk.AgentCommands;
import tandem.desk.AttendanceBook;
import tandem.desk.Drafts;
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

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Where a screen's content comes from that the floor does not know. */
  public interface Sources {
    /** What is known of the customer behind a contact. */
    Future<JsonNode> pop(ContactId contact, CustomerId customer);

    /** Who is about to give them something. */
    Future<List<Claim>> claims(CustomerId customer);

    /** What the agent has typed and not sent. */
    Future<List<Drafts.Draft>> drafts(AgentId agent);
  }

  private final Context context;
  private final CommittedFloor committed;
  private final AgentCommands routing;
  private final DeskReading reading;
  private final Timer painted;

  // everything below belongs to the context
  private final Attendance attendance;
  private final Set<DeskSocket> sockets = ConcurrentHashMap.newKeySet();
  private final Deque<Fact> early = new ArrayDeque<>();
  private @Nullable DeskFloor floor;
  private boolean closing;

  public Desks(
      Vertx vertx,
      CommittedFloor committed,
      AgentCommands routing,
      AttendanceBook book,
      Sources sources,
      InstantSource clock,
      Ids ids,
      MeterRegistry meters) {
    this.context = vertx.getOrCreateContext();
    this.committed = committed;
    this.routing = routing;
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
    this.attendance = new Attendance(vertx, context, book, clock, ids);
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
   * Lets every screen go, to come again elsewhere or later, and takes no more. Nobody is missed for
   * it: who has come to another node when this one's silence is noticed, or back to the floor's
   * next owner, keeps what they were offered.
   */
  public Future<Void> close() {
    return Future.future(closed -> context.runOnContext(_ -> {
      closing = true;
      attendance.close();
      List.copyOf(sockets)
          .forEach(socket -> socket.end(DeskSocket.TRY_AGAIN, "this node is stopping: come again"));
      closed.complete();
    }));
  }

  /**
   * This node was silent for so long that its agents may have been taken for lost, and some may be
   * gone: only who answers now is there.
   */
  public void wokeLate() {
    context.runOnContext(_ -> sockets.forEach(DeskSocket::askWhetherThere));
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

  /** Somebody has begun or ceased to give a customer something: whoever sees them is told who. */
  public void claimed(CustomerId customer) {
    context.runOnContext(_ -> {
      if (floor != null && floor.watching(customer).stream().anyMatch(attendance::hasScreens)) {
        var at = floor;
        reading.claims(customer, true, claims -> tellClaims(at, customer, claims));
      }
    });
  }

  private void tellClaims(DeskFloor at, CustomerId customer, List<Claim> claims) {
    at.watching(customer)
        .forEach(agent -> tell(agent, new DeskMessage.ClaimsChanged(customer, claims)));
  }

  /**
   * Whoever begins to see a customer knows of no claims: only of some there is something to say.
   */
  private void showClaims(DeskFloor at, CustomerId customer) {
    reading.claims(customer, false, claims -> tellClaims(at, customer, claims));
  }

  private void tell(DeskFloor at, AddedEntry added) {
    var entry = added.entry();
    entry
        .contact()
        .ifPresent(contact ->
            at.filed(contact, entry.caseId()).forEach(told -> tell(told.agent(), told.message())));
    var watching = at.watching(added.customer());
    if (watching.stream().noneMatch(attendance::hasScreens)) {
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

  Context context() {
    return context;
  }

  /** A session of this account has ended: its sockets look whether it is theirs. */
  void ended(String account) {
    context.runOnContext(_ -> List.copyOf(sockets).stream()
        .filter(socket -> socket.identity().account().equals(account))
        .forEach(DeskSocket::lookWhetherStillKnown));
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
    return Future.future(
        answer -> context.runOnContext(_ -> answer.complete(attendance.screens())));
  }

  /** How many agents are waited for, whose last socket has just closed. */
  Future<Integer> awaited() {
    return Future.future(
        answer -> context.runOnContext(_ -> answer.complete(attendance.awaited())));
  }

  /**
   * Lets a screen in, where it left off if that can be; the socket is told everything from here on.
   */
  void enter(DeskSocket socket, AgentId agent, Optional<DeskCommand.Resume> resume) {
    if (closing) {
      socket.end(DeskSocket.TRY_AGAIN, "this node is stopping: come again");
      return;
    }
    var at = floor;
    if (at == null || at.planned(agent).isEmpty()) {
      socket.end(DeskSocket.TRY_AGAIN, "the floor does not know this agent yet: come again");
      return;
    }
    attendance.enter(socket, agent, resume, screen -> snapshot(at, screen));
    Stream.concat(
            at.offers(agent).stream().map(DeskMessage.Offer::customer),
            at.contacts(agent).stream().map(DeskMessage.Contact::customer))
        .distinct()
        .forEach(customer -> showClaims(at, customer));
  }

  /** A screen has just answered. */
  void isThere(AgentId agent) {
    attendance.isThere(agent);
  }

  /** The socket is gone: see {@link Attendance#leave}. */
  void leave(Screen screen, Duration absence, Duration grace) {
    attendance.leave(screen, absence, grace);
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
        at.contact(f.contact()).ifPresent(contact -> {
          DeskFloor.shownTo(contact).ifPresent(agent -> tellPop(agent, contact));
          showClaims(at, contact);
        });
      // said too early, or of a screen that nobody looks at any more
      case Fact.AgentLost f -> attendance.of(f.agent()).forEach(Screen::askWhetherThere);
      case Fact.Offered f -> at.contact(f.offer().contact()).ifPresent(c -> showClaims(at, c));
      case Fact.FloorPlanned _ ->
        attendance
            .agents()
            .forEach(agent -> at.planned(agent)
                .ifPresent(
                    planned -> tell(agent, new DeskMessage.FloorChanged(planned, at.plan()))));
      case Fact _ -> {}
    }
  }

  private void showClaims(DeskFloor at, Floor.Contact contact) {
    if (DeskFloor.shownTo(contact).filter(attendance::hasScreens).isPresent()) {
      showClaims(at, contact.customer());
    }
  }

  private void tell(AgentId agent, DeskMessage message) {
    var mine = attendance.of(agent);
    if (mine.isEmpty()) {
      return;
    }
    var ready = switch (message) {
      case DeskMessage.OfferCreated created ->
        reading
            .popInTime(
                created.offer().id().contact(),
                created.offer().customer(),
                pop -> tellPop(agent, created.offer().id().contact(), pop))
            .map(pop -> pop.<DeskMessage>map(created::with).orElse(created));
      case DeskMessage _ -> Future.succeededFuture(message);
    };
    mine.forEach(screen -> screen.tell(ready));
  }

  private void tellPop(AgentId agent, Floor.Contact contact) {
    reading
        .popInTime(contact.id(), contact.customer(), pop -> tellPop(agent, contact.id(), pop))
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
    var drafts = reading.drafts(agent);
    var offers = new ArrayList<Future<DeskMessage.Offer>>();
    at.offers(agent)
        .forEach(offer -> offers.add(reading
            .popInTime(
                offer.id().contact(),
                offer.customer(),
                pop -> late(screen, offer.id().contact(), pop))
            .map(pop -> pop.map(offer::with).orElse(offer))));
    var contacts = new ArrayList<Future<DeskMessage.Contact>>();
    at.contacts(agent)
        .forEach(contact -> contacts.add(reading
            .popInTime(contact.id(), contact.customer(), pop -> late(screen, contact.id(), pop))
            .map(pop -> pop.map(contact::with).orElse(contact))));
    return Future.join(List.<Future<?>>copyOf(offers))
        .compose(_ -> Future.join(List.<Future<?>>copyOf(contacts)))
        .compose(_ -> drafts)
        .map(kept -> new DeskMessage.Snapshot(
            screen.session().id(),
            planned,
            standing,
            offers.stream().map(Future::result).toList(),
            contacts.stream().map(Future::result).toList(),
            plan,
            kept));
  }

  private static void late(Screen screen, ContactId contact, JsonNode pop) {
    screen.tell(Future.succeededFuture(new DeskMessage.Pop(contact, pop)));
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
