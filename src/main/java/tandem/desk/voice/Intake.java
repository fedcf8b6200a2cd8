package tandem.desk.voice;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.Text;
import tandem.customers.Arrival;
import tandem.customers.Arrivals;
import tandem.customers.ContactPoint;
import tandem.customers.Customers;
import tandem.customers.Origin;
import tandem.customers.PhoneNumbers;
import tandem.customers.Withheld;
import tandem.desk.Alerts;
import tandem.desk.Transactions;
import tandem.desk.customers.ScreenPop;
import tandem.desk.floor.KnownCatalogues;
import tandem.desk.voice.Admissions.Admission.Admitted;
import tandem.desk.voice.Admissions.Admission.Known;
import tandem.desk.voice.CalledNumbers.Route;
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.ContactRecord;
import tandem.routing.Routing;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Signal;
import tandem.storage.Database;
import tandem.storage.Inbox;
import tandem.storage.InboxEvent;
import tandem.storage.Outage;

/**
 * The intake of carriers' events for routing. Events may come twice, late and out of order; each
 * has its effect once and always the same answer.
 */
public final class Intake implements CallEvents {

  /**
   * The largest age of an arrival: a carrier may hold a call for this long until the server accepts
   * it. A caller gains at most this much from a carrier's slow clock.
   */
  public static final Duration ARRIVED_EARLIER_MAX = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private static final int TEXT_LENGTH_MAX = 250;

  /** The longest stored address: a number may follow a long name. Pages show less of it. */
  private static final int ADDRESS_LENGTH_MAX = 1_000;

  /** The longest key that is stored itself; a longer one is stored as its digest. */
  private static final int KEY_LENGTH_MAX = 500;

  private static final Duration COME_AGAIN = Duration.ofSeconds(5);

  /** The effect of a carrier's event. */
  public enum Result {
    ACCEPTED,
    /** The event changes nothing, because an earlier one had the same effect. */
    REPEATED,
    /** The event has no effect, and this is not an error. */
    IGNORED
  }

  /** The answer to a carrier. */
  public record Answer(ContactId contact, Result result, Optional<String> why) {
    static Answer of(ContactId contact, Decision decision) {
      return switch (decision) {
        case Decision.Decided _ -> new Answer(contact, Result.ACCEPTED, Optional.empty());
        case Decision.Refused no ->
          new Answer(
              contact,
              no.no() == Decision.No.REPEATED ? Result.REPEATED : Result.IGNORED,
              Optional.of(no.why()));
      };
    }
  }

  private final Transactions transactions;
  private final Admissions admissions;
  private final PhoneNumbers phones;
  private final CommittedFloor floor;
  private final KnownCatalogues catalogues;
  private final Routing routing;
  private final ScreenPop pops;
  private final InstantSource clock;
  private volatile CalledNumbers numbers;

  public Intake(
      Database database,
      Inbox inbox,
      Customers customers,
      PhoneNumbers phones,
      CommittedFloor floor,
      KnownCatalogues catalogues,
      Routing routing,
      ScreenPop pops,
      Alerts alerts,
      InstantSource clock) {
    this.transactions = new Transactions(database);
    this.admissions = new Admissions(database, new Arrivals(customers), inbox, alerts, clock);
    this.phones = phones;
    this.floor = floor;
    this.catalogues = catalogues;
    this.routing = routing;
    this.pops = pops;
    this.clock = clock;
    this.numbers = new CalledNumbers(FloorPlan.EMPTY, phones);
  }

  @Override
  public Future<Answer> tell(String carrier, String id, CallEvent event) {
    Failure.require(!event.call().isBlank(), "call is missing");
    var news = storable(event);
    var contact = Ids.contact(carrier, news.call());
    var told = new InboxEvent(carrier, key(id, news), Json.write(news));
    var decision = switch (news) {
      case CallEvent.Arrived e -> arrived(carrier, contact, e, told);
      case CallEvent.Bridged e ->
        known(e.agent()).compose(agent -> tell(new Signal.Bridged(contact, agent), told));
      case CallEvent.BridgeFailed e ->
        known(e.agent())
            .compose(agent -> tell(new Signal.BridgeFailed(contact, agent, e.reason()), told));
      case CallEvent.Held _ -> tell(new Signal.Held(contact), told);
      case CallEvent.Resumed _ -> tell(new Signal.Resumed(contact), told);
      case CallEvent.HoldFailed e ->
        known(e.agent())
            .compose(agent -> tell(new Signal.HoldFailed(contact, agent, e.asked()), told));
      case CallEvent.ResumeFailed e ->
        known(e.agent())
            .compose(agent -> tell(new Signal.ResumeFailed(contact, agent, e.asked()), told));
      case CallEvent.Ended e -> tell(new Signal.ContactLeft(contact, e.cause()), told);
    };
    return decision
        .map(known -> Answer.of(contact, known))
        .recover(failure -> Future.failedFuture(Outage.meaning(failure)));
  }

  /** Returns the agent that the carrier names; empty if the floor has no such agent. */
  private Future<Optional<AgentId>> known(Optional<AgentId> agent) {
    return agent.isEmpty()
        ? Future.succeededFuture(agent)
        : floor.read(now -> agent.filter(id -> now.planned(id).isPresent()));
  }

  @Override
  public Future<Boolean> waits(String carrier, String call) {
    var contact = Ids.contact(carrier, CallReference.kept(call));
    return routing
        .tell(new Signal.ContactHeard(contact))
        .compose(decision -> decision instanceof Decision.Decided
            ? Future.succeededFuture(true)
            // the engine may have forgotten the contact, or another node may be writing it
            : transactions.run(tx -> isClosed(tx, contact)).map(closed -> !closed))
        .recover(failure -> Future.failedFuture(Outage.meaning(failure)));
  }

  /** Fails for a refusal that is only temporary, so that the carrier sends the event again. */
  private Future<Decision> tell(Signal signal, InboxEvent event) {
    return routing
        .tell(signal, event)
        .compose(decision -> decision instanceof Decision.Refused no && no.isForNow(signal)
            ? Future.failedFuture(new Failure.Unavailable(no.why(), COME_AGAIN))
            : Future.succeededFuture(decision));
  }

  /**
   * Returns the key by which a repeat is recognized. The id alone is not enough: two events with
   * one id are two events, and the second may be a caller.
   */
  private static String key(String id, CallEvent event) {
    var key = CallReference.kept(id) + " " + Json.kind(event.getClass()) + " " + event.call();
    return key.length() <= KEY_LENGTH_MAX ? key : "sha-256 " + digest(key);
  }

  private static String digest(String key) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Removes characters that PostgreSQL cannot store; the call's reference keeps them, escaped. */
  private static CallEvent storable(CallEvent event) {
    var call = CallReference.kept(event.call());
    return switch (event) {
      case CallEvent.Arrived e ->
        new CallEvent.Arrived(
            call,
            address(e.from()),
            address(e.to()),
            e.at(),
            e.unread().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> storable(one.getValue()))));
      case CallEvent.BridgeFailed e ->
        new CallEvent.BridgeFailed(call, e.agent(), storable(e.reason()));
      case CallEvent.Ended e -> new CallEvent.Ended(call, storable(e.cause()));
      case CallEvent.Bridged e -> new CallEvent.Bridged(call, e.agent());
      case CallEvent.Held _ -> new CallEvent.Held(call);
      case CallEvent.Resumed _ -> new CallEvent.Resumed(call);
      case CallEvent.HoldFailed e -> new CallEvent.HoldFailed(call, e.agent(), e.asked());
      case CallEvent.ResumeFailed e -> new CallEvent.ResumeFailed(call, e.agent(), e.asked());
    };
  }

  private static String address(String text) {
    return Text.beginning(Text.plain(text), ADDRESS_LENGTH_MAX);
  }

  private static String storable(String text) {
    return Text.beginning(Text.plain(text), TEXT_LENGTH_MAX);
  }

  /**
   * Finds or makes the customer of a call, and puts the call into the queue of the called number.
   */
  private Future<Decision> arrived(
      String carrier, ContactId contact, CallEvent.Arrived news, InboxEvent event) {
    return floor.read(Floor::plan).compose(plan -> comeIn(carrier, contact, news, event, plan));
  }

  private Future<Decision> comeIn(
      String carrier, ContactId contact, CallEvent.Arrived news, InboxEvent event, FloorPlan plan) {
    return numbers(plan)
        .route(news.to())
        .map(route -> comeIn(carrier, contact, news, event, route))
        .orElseGet(() -> admissions
            .answerWithoutQueue(contact, event)
            .map(answer -> answer.orElseThrow(
                () -> new Failure.Unavailable("no queue takes calls", COME_AGAIN))));
  }

  private Future<Decision> comeIn(
      String carrier, ContactId contact, CallEvent.Arrived news, InboxEvent event, Route route) {
    var caller = phones.read(news.from());
    if (caller.other().isPresent()) {
      LOG.info("caller's number is valid abroad too, read as our own contact={}", contact);
    }
    var point = caller.point();
    var arrival = new Arrival(
        contact,
        ContactPoint.Kind.PHONE,
        point,
        news.to(),
        since(news.at()),
        Optional.of(asCame(news)).filter(from -> point.isPresent() || !Withheld.says(from)),
        news.unread());
    return admissions
        .admit(new Admissions.Coming(arrival, route.queue(), route.alert(), event))
        .compose(admission -> switch (admission) {
          case Admitted(var origin) -> queue(carrier, news.call(), arrival, route, origin, event);
          case Known(var answer) -> Future.succeededFuture(answer);
        });
  }

  /** Returns the caller's number as the carrier wrote it, also an unreadable one. */
  private static String asCame(CallEvent.Arrived news) {
    return news.from().isBlank() ? news.unread().getOrDefault("from", "") : news.from();
  }

  private Future<Decision> queue(
      String carrier, String call, Arrival arrival, Route route, Origin origin, InboxEvent event) {
    pops.warm(origin.customer());
    return tell(
        new Signal.ContactArrived(
            arrival.contact(),
            Channel.CALL,
            route.queue(),
            new Endpoint(carrier, call),
            origin.customer().id(),
            origin.customer().segment().map(catalogues.now()::headStart).orElse(Duration.ZERO),
            arrival.at()),
        event);
  }

  private Instant since(Instant at) {
    var now = clock.instant();
    var earliest = now.minus(ARRIVED_EARLIER_MAX);
    return at.isAfter(now) ? now : at.isBefore(earliest) ? earliest : at;
  }

  /** Reads the called numbers of a plan once; two threads that read the same plan do no harm. */
  private CalledNumbers numbers(FloorPlan plan) {
    var known = numbers;
    if (!known.isOf(plan)) {
      known = new CalledNumbers(plan, phones);
      numbers = known;
    }
    return known;
  }

  private static Future<Boolean> isClosed(SqlConnection tx, ContactId contact) {
    return ContactRecord.find(tx, contact)
        .map(found -> found.filter(ContactRecord::isClosed).isPresent());
  }
}
