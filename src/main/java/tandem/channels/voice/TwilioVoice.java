package tandem.channels.voice;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.channels.CarrierWords;
import tandem.channels.TwilioAccount;
import tandem.channels.TwilioDoor;
import tandem.desk.voice.CallEvent;
import tandem.desk.voice.CallEvents;
import tandem.desk.voice.Intake;
import tandem.web.Bodies;
import tandem.web.PublicUrl;

/**
 * The hook of a carrier with Twilio's interface. The carrier asks for a call's next instruction (a
 * fetch, always answered with TwiML) and reports the states of calls and legs (a status, stored or
 * refused).
 */
public final class TwilioVoice {

  public static final String CARRIER = "twilio";
  public static final String PATH = TwilioLinks.PATH;

  private static final Logger LOG = LoggerFactory.getLogger(TwilioVoice.class);

  /** The pause between a waiting caller's fetches; commands interrupt it, so it may be long. */
  private static final Duration HOLD = Duration.ofSeconds(30);

  /** The pause until the next fetch of a caller who could not be stored. */
  private static final Duration HOLD_WHILE_AWAY = Duration.ofSeconds(5);

  /**
   * The limit for handling an event; after 15 s without an answer the caller would hear the
   * carrier's error.
   */
  private static final long TELL_SECONDS_MAX = 6;

  private static final Set<String> OVER =
      Set.of("completed", "busy", "failed", "no-answer", "canceled");

  private static final Set<String> LIVE = Set.of("queued", "initiated", "ringing", "in-progress");

  private static final Set<String> ANSWERED = Set.of("completed", "answered");

  private static final Set<String> STATUSES =
      Stream.of(OVER, LIVE, ANSWERED).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

  /** The stand-in for an unreadable status, which has no effect. */
  private static final String UNREADABLE = "unreadable";

  private final TwilioDoor door;
  private final TwilioLinks links;
  private final CallEvents desk;
  private final InstantSource clock;

  public TwilioVoice(
      TwilioAccount account, PublicUrl publicUrl, CallEvents desk, InstantSource clock) {
    this.door = new TwilioDoor(account, publicUrl);
    this.links = new TwilioLinks(account);
    this.desk = desk;
    this.clock = clock;
  }

  public void mount(Guard guard) {
    guard.allow(Who.HOOK, HttpMethod.POST, PATH).bodyUpTo(Bodies.HOOK_BYTES_MAX).handle(this::take);
  }

  private void take(RoutingContext ctx) {
    var words = door.read(ctx);
    var call =
        words.reference("CallSid").orElseThrow(() -> new Failure.Invalid("CallSid is missing"));
    var dialled = words
        .oneOf("DialCallStatus", STATUSES)
        .or(() -> links.dialled(ctx))
        .or(() -> Optional.of(UNREADABLE)
            .filter(_ -> words.says("DialCallStatus") || words.says("DialCallSid")));
    if (dialled.isPresent()) {
      dialled(ctx, call, words, dialled.get());
    } else if (isStatus(words)) {
      told(ctx, call, words);
    } else {
      asked(ctx, call, words);
    }
  }

  private static String status(CarrierWords words, String field) {
    return words.oneOf(field, STATUSES).orElse(UNREADABLE);
  }

  /** Whether a request is a status: only a status has a sequence number or a source. */
  private static boolean isStatus(CarrierWords words) {
    return words.says("SequenceNumber")
        || words.says("CallbackSource")
        || words.says("ParentCallSid");
  }

  /**
   * Answers a fetch. Each fetch may be the first that this server gets of the call, so each one is
   * an arrival.
   */
  private void asked(RoutingContext ctx, String call, CarrierWords words) {
    var arrived = links.arrived(ctx).orElseGet(clock::instant);
    var status = status(words, "CallStatus");
    if (OVER.contains(status)) {
      // nobody hears the answer: a failure may be told, so that an answer means "stored"
      tell(statusId(call, status, words), new CallEvent.Ended(call, status))
          .onSuccess(_ -> answer(ctx, Twiml.hangUp()))
          .onFailure(ctx::fail);
      return;
    }
    var from = words.text("From");
    var to = words.text("To");
    tell(
            "arrived " + call,
            new CallEvent.Arrived(call, from, to, arrived, words.unread("from", "to")))
        .compose(_ -> desk.waits(CARRIER, call).timeout(TELL_SECONDS_MAX, TimeUnit.SECONDS))
        .onSuccess(
            waits -> answer(ctx, waits ? Twiml.hold(HOLD, links.hold(arrived)) : Twiml.hangUp()))
        .onFailure(no -> holdAnyway(ctx, links.hold(arrived), no));
  }

  /**
   * Handles the end of dialling an agent: they have talked, or the caller waits again. A caller who
   * was not taken off hold is still on hold.
   */
  private void dialled(RoutingContext ctx, String call, CarrierWords words, String status) {
    boolean gone = OVER.contains(status(words, "CallStatus"));
    boolean over = gone || ANSWERED.contains(status);
    var arrived = links.arrived(ctx).orElseGet(clock::instant);
    var leg = words
        .reference("DialCallSid")
        .or(() -> links.leg(ctx))
        // the time distinguishes two diallings of one agent
        .orElseGet(() -> "%s %s"
            .formatted(links.agent(ctx).map(AgentId::value).orElse(""), arrived.toEpochMilli()));
    var event = over ? new CallEvent.Ended(call, status) : notJoined(ctx, call, status);
    tell("dialled %s %s %s".formatted(call, leg, status), event)
        .onSuccess(_ -> answer(ctx, over ? Twiml.hangUp() : Twiml.hold(HOLD, links.hold(arrived))))
        .onFailure(no -> holdAnyway(ctx, links.dialled(ctx, arrived, leg, status), no));
  }

  private CallEvent notJoined(RoutingContext ctx, String call, String status) {
    return links.wasHeld(ctx)
        ? new CallEvent.ResumeFailed(call, links.agent(ctx), links.asked(ctx))
        : new CallEvent.BridgeFailed(call, links.agent(ctx), status);
  }

  /**
   * Handles the status of a call or of an agent's leg. If it cannot be stored it is refused, so
   * that the carrier repeats it.
   */
  private void told(RoutingContext ctx, String call, CarrierWords words) {
    var status = status(words, "CallStatus");
    var id = statusId(call, status, words);
    var event = words
        .reference("ParentCallSid")
        .map(caller -> leg(ctx, caller, status))
        .orElseGet(() -> OVER.contains(status)
            ? Optional.of(new CallEvent.Ended(call, status))
            : Optional.empty());
    event
        .map(news -> tell(id, news).<Void>mapEmpty())
        .orElseGet(Future::succeededFuture)
        .onSuccess(_ -> ctx.response().setStatusCode(204).end())
        .onFailure(ctx::fail);
  }

  private static String statusId(String call, String status, CarrierWords words) {
    return "status %s %s %s"
        .formatted(call, status, words.reference("SequenceNumber").orElse(""));
  }

  /**
   * Returns the event of an agent's leg. A leg that was completed after talking is not an event,
   * nor is the end of one that should have taken the caller off hold: the end of the dialling says
   * more.
   */
  private Optional<CallEvent> leg(RoutingContext ctx, String caller, String status) {
    return switch (status) {
      case "in-progress", "answered" ->
        Optional.of(new CallEvent.Bridged(caller, links.agent(ctx)));
      case "busy", "failed", "no-answer", "canceled" ->
        links.wasHeld(ctx) ? Optional.empty() : Optional.of(notJoined(ctx, caller, status));
      default -> Optional.empty();
    };
  }

  private Future<Intake.Answer> tell(String id, CallEvent event) {
    return Future.succeededFuture()
        .compose(_ -> desk.tell(CARRIER, id, event))
        .timeout(TELL_SECONDS_MAX, TimeUnit.SECONDS);
  }

  /** Answers with a hold, so that a live caller never hears an error. */
  private void holdAnyway(RoutingContext ctx, String askAgainAt, Throwable no) {
    log(no);
    answer(ctx, Twiml.hold(HOLD_WHILE_AWAY, askAgainAt));
  }

  private static void log(Throwable no) {
    if (no instanceof Failure) {
      LOG.info("event not stored carrier={} why={}", CARRIER, no.getMessage());
    } else {
      LOG.error("event not stored carrier={}", CARRIER, no);
    }
  }

  private static void answer(RoutingContext ctx, String twiml) {
    if (!ctx.response().ended() && !ctx.response().closed()) {
      ctx.response().putHeader("Content-Type", "text/xml; charset=utf-8").end(twiml);
    }
  }
}
