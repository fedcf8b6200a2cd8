package tandem.channels.voice;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.auth.Guard;
import tandem.auth.WebhookSignature;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.desk.voice.CallEvent;
import tandem.desk.voice.CallEvents;
import tandem.desk.voice.Intake;
import tandem.web.Bodies;

/** The hook that any PBX connector can speak: signed JSON in, one answer per event for ever. */
public final class NativeVoice {

  public static final String CARRIER = "native";
  public static final String PATH = "/hooks/voice";

  static final int CALL_LENGTH_MAX = 128;
  static final int NUMBER_LENGTH_MAX = 128;
  static final int WORD_LENGTH_MAX = 200;

  /** A body of the hook; what a connector adds beyond it is its own affair. */
  private interface Told {
    CallEvent event();

    record Arrived(String call, Optional<String> from, Optional<String> to, Instant at)
        implements Told {
      @Override
      public CallEvent event() {
        return new CallEvent.Arrived(
            checked(call),
            text("from", from, NUMBER_LENGTH_MAX),
            text("to", to, NUMBER_LENGTH_MAX),
            at);
      }
    }

    record Bridged(String call, Optional<AgentId> agent) implements Told {
      @Override
      public CallEvent event() {
        return new CallEvent.Bridged(checked(call), agent);
      }
    }

    record BridgeFailed(String call, Optional<AgentId> agent, Optional<String> reason)
        implements Told {
      @Override
      public CallEvent event() {
        return new CallEvent.BridgeFailed(
            checked(call), agent, text("reason", reason, WORD_LENGTH_MAX));
      }
    }

    record Held(String call) implements Told {
      @Override
      public CallEvent event() {
        return new CallEvent.Held(checked(call));
      }
    }

    record Resumed(String call) implements Told {
      @Override
      public CallEvent event() {
        return new CallEvent.Resumed(checked(call));
      }
    }

    record Ended(String call, Optional<String> cause) implements Told {
      @Override
      public CallEvent event() {
        return new CallEvent.Ended(checked(call), text("cause", cause, WORD_LENGTH_MAX));
      }
    }
  }

  private static final Map<String, Class<? extends Told>> TYPES = types();

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
  }

  public void mount(Guard guard) {
    guard.allow(Who.HOOK, HttpMethod.POST, PATH).answer(this::take);
  }

  private Future<Intake.Answer> take(RoutingContext ctx) {
    var headers = ctx.request().headers();
    var clock = time.nearest(WebhookSignature.sent(headers));
    var id = signature.verify(headers, Bodies.raw(ctx), clock.instant());
    time.believe(clock);
    return desk.tell(CARRIER, id, inOurTime(event(Bodies.tree(ctx))));
  }

  private CallEvent inOurTime(CallEvent event) {
    return event instanceof CallEvent.Arrived caller ? caller.since(time.ours(caller.at())) : event;
  }

  private static CallEvent event(JsonNode body) {
    var type = body.path("type");
    var told = TYPES.get(type.asText());
    if (told == null) {
      throw new Failure.Invalid("type must be one of " + String.join(", ", TYPES.keySet()));
    }
    return Bodies.tolerant(body, told).event();
  }

  private static Map<String, Class<? extends Told>> types() {
    var types = new LinkedHashMap<String, Class<? extends Told>>();
    types.put("call.arrived", Told.Arrived.class);
    types.put("call.bridged", Told.Bridged.class);
    types.put("call.bridge_failed", Told.BridgeFailed.class);
    types.put("call.held", Told.Held.class);
    types.put("call.resumed", Told.Resumed.class);
    types.put("call.ended", Told.Ended.class);
    return types;
  }

  private static String checked(String call) {
    Failure.require(
        !call.isBlank() && call.length() <= CALL_LENGTH_MAX,
        "call must be 1-" + CALL_LENGTH_MAX + " characters");
    return call;
  }

  private static String text(String name, Optional<String> text, int lengthMax) {
    Failure.require(
        text.orElse("").length() <= lengthMax,
        name + " must be at most " + lengthMax + " characters");
    return text.orElse("");
  }
}
