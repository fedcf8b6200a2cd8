package tandem.channels.voice;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import tandem.auth.Guard;
import tandem.auth.WebhookSignature;
import tandem.auth.Who;
import tandem.base.Failure;
import tandem.channels.CarrierTime;
import tandem.channels.CarrierWords;
import tandem.desk.voice.CallEvent;
import tandem.desk.voice.CallEvents;
import tandem.desk.voice.Intake;
import tandem.web.Bodies;
import tandem.web.ToldFields;

/**
 * The hook for PBX connectors: it accepts signed JSON; all repeats of an event get the same answer.
 * An event is refused only for a wrong signature, an unknown type or a missing call id: a refused
 * caller is lost, and a refused end leaves a contact without a caller.
 */
public final class NativeVoice {

  public static final String CARRIER = "native";
  public static final String PATH = "/hooks/voice";

  /** How an event of a type is read. */
  @FunctionalInterface
  private interface Type {
    CallEvent read(String call, CarrierWords words, Instant sent);
  }

  private final Map<String, Type> types = new LinkedHashMap<>();

  private final WebhookSignature signature;
  private final CallEvents desk;
  private final CarrierTime time;

  public NativeVoice(WebhookSignature signature, CallEvents desk, InstantSource clock) {
    this(signature, desk, new CarrierTime(clock, clock));
  }

  public NativeVoice(WebhookSignature signature, CallEvents desk, CarrierTime time) {
    this.signature = signature;
    this.desk = desk;
    this.time = time;
    types.put("call.arrived", this::arrived);
    types.put(
        "call.bridged", (call, words, _) -> new CallEvent.Bridged(call, words.agent("agent")));
    types.put(
        "call.bridge_failed",
        (call, words, _) ->
            new CallEvent.BridgeFailed(call, words.agent("agent"), words.anything("reason")));
    types.put("call.held", (call, _, _) -> new CallEvent.Held(call));
    types.put("call.resumed", (call, _, _) -> new CallEvent.Resumed(call));
    types.put(
        "call.hold_failed",
        (call, words, _) -> new CallEvent.HoldFailed(call, words.agent("agent")));
    types.put(
        "call.resume_failed",
        (call, words, _) -> new CallEvent.ResumeFailed(call, words.agent("agent")));
    types.put("call.ended", (call, words, _) -> new CallEvent.Ended(call, words.anything("cause")));
  }

  public void mount(Guard guard) {
    guard.allow(Who.HOOK, HttpMethod.POST, PATH).bodyUpTo(Bodies.HOOK_BYTES_MAX).answer(this::take);
  }

  private Future<Intake.Answer> take(RoutingContext ctx) {
    var headers = ctx.request().headers();
    var clock = time.nearest(WebhookSignature.sent(headers));
    var id = signature.verify(headers, Bodies.raw(ctx), clock.instant());
    time.believe(clock);
    var sent = WebhookSignature.sent(headers).orElseThrow();
    return desk.tell(CARRIER, id, event(Bodies.told(ctx), sent));
  }

  private CallEvent event(ToldFields told, Instant sent) {
    var words = new CarrierWords(told);
    var type = words
        .oneOf("type", types.keySet())
        .map(types::get)
        .orElseThrow(() -> no(told, "type must be one of " + String.join(", ", types.keySet())));
    var call = words
        .reference("call")
        .orElseThrow(() -> no(
            told, "call is missing: it must be the carrier's id of the call, a text or a number"));
    return type.read(call, words, sent);
  }

  /** The refusal of an event; a missing field may be in the unreadable rest of the body. */
  private static RuntimeException no(ToldFields told, String why) {
    return told.brokenOff()
        .<RuntimeException>map(broken -> broken)
        .orElseGet(() -> new Failure.Invalid(why));
  }

  /** Reads an arrival; an unreadable time becomes the present time. */
  private CallEvent arrived(String call, CarrierWords words, Instant sent) {
    var from = words.text("from");
    var to = words.text("to");
    var at = time.ours(words.time("at"), sent);
    return new CallEvent.Arrived(call, from, to, at, words.unread("from", "to", "at"));
  }
}
