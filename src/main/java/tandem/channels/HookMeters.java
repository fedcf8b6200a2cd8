package tandem.channels;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import tandem.auth.Guard;
import tandem.base.Failure;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.MessageEvents;
import tandem.desk.voice.CallEvent;
import tandem.desk.voice.CallEvents;
import tandem.desk.voice.Intake;

/**
 * The counters of hook requests by carrier and result: {@code accepted}, {@code repeated},
 * {@code ignored}, {@code unavailable} and {@code failed} for readable events, {@code reported} and
 * {@code our_own} for mails, {@code waits} and {@code over} for repeated fetches of a waiting
 * caller, {@code forged} and {@code invalid} for refused requests.
 */
public final class HookMeters {

  private static final String NAME = "tandem.webhooks.received";
  private static final String HOOKS = "/hooks/";
  private static final String VOICE = "voice";
  private static final String NATIVE = "native";

  private final MeterRegistry meters;

  public HookMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Wraps the desk so that every event is counted. */
  public CallEvents counting(CallEvents desk) {
    return new CallEvents() {
      @Override
      public Future<Intake.Answer> tell(String carrier, String id, CallEvent event) {
        return counted(
            carrier, () -> desk.tell(carrier, id, event), answer -> word(answer.result()));
      }

      @Override
      public Future<Boolean> waits(String carrier, String call) {
        return counted(carrier, () -> desk.waits(carrier, call), waits -> waits ? "waits" : "over");
      }
    };
  }

  /** Wraps the desk's intake of messages so that every event is counted. */
  public MessageEvents counting(MessageEvents desk) {
    return new MessageEvents() {
      @Override
      public Future<Taken> arrived(String carrier, MessageEvent.Arrived event) {
        return counted(carrier, () -> desk.arrived(carrier, event), taken -> word(taken.result()));
      }

      @Override
      public Future<Result> delivered(String carrier, MessageEvent.Delivered event) {
        return counted(carrier, () -> desk.delivered(carrier, event), HookMeters::word);
      }

      @Override
      public Future<Result> read(String carrier, MessageEvent.Read event) {
        return counted(carrier, () -> desk.read(carrier, event), HookMeters::word);
      }

      @Override
      public void typing(MessageEvent.Typing event) {
        desk.typing(event);
      }

      @Override
      public Future<Result> left(String carrier, MessageEvent.Left event) {
        return counted(carrier, () -> desk.left(carrier, event), HookMeters::word);
      }
    };
  }

  /** Counts one event of a hook by the word of its result, or by its failure. */
  public <T> Future<T> counted(
      String carrier, Supplier<Future<T>> told, Function<T, String> result) {
    return Future.<Void>succeededFuture()
        .compose(_ -> told.get())
        .onComplete(answer -> count(carrier, result.apply(answer)), failure -> {
          switch (failure) {
            case Failure.Unavailable _ -> count(carrier, "unavailable");
            case Failure _ -> {} // the hook answers it with a 4xx
            default -> count(carrier, "failed");
          }
        });
  }

  /** Counts requests that the hooks refuse; call it before they are mounted. */
  public void watch(Guard guard) {
    guard.watch(HOOKS + "*", this::turnedAway);
  }

  private void turnedAway(RoutingContext ctx) {
    int status = ctx.response().getStatusCode();
    if (status == 401 || status == 403) {
      count(source(ctx.request().path()), "forged");
    } else if (status != 404 && status >= 400 && status < 500) {
      count(source(ctx.request().path()), "invalid");
    }
  }

  /**
   * Returns the carrier of a path: {@code /hooks/voice/twilio/...} is {@code twilio},
   * {@code /hooks/voice} is {@code native}, {@code /hooks/messages} is {@code messages},
   * {@code /hooks/email/postmark} is {@code postmark}.
   */
  private static String source(String path) {
    var parts = path.substring(HOOKS.length()).split("/", -1);
    if (parts.length > 1 && !parts[1].isEmpty()) {
      return parts[1];
    }
    return parts[0].equals(VOICE) ? NATIVE : parts[0];
  }

  private void count(String source, String result) {
    meters.counter(NAME, "source", source, "result", result).increment();
  }

  private static String word(Enum<?> result) {
    return result.name().toLowerCase(Locale.ROOT);
  }
}
