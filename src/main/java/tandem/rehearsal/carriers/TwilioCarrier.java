package tandem.rehearsal.carriers;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tandem.base.Failure;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.Loop;

/**
 * A simulated carrier with Twilio's interface. It fetches each call's instructions from the server
 * by signed forms, follows them, reports the states of calls and legs, and lets the server redirect
 * live calls over a small REST interface. Any thread may call; it runs on one event loop.
 */
public final class TwilioCarrier {

  public static final String HOOK = "/hooks/voice/twilio";

  private final Vertx vertx;
  private final Loop loop;
  private final InstantSource clock;
  private final TwilioForms forms;
  private final String accountSid;
  private final BackDoor backDoor;
  private final Listener listener;
  private final Map<String, Line> lines = new HashMap<>();

  /** The listener at the other ends of the calls. Called on the carrier's event loop. */
  public interface Listener {

    /** The agent's telephone rings; returns false when the agent does not answer. */
    default boolean dial(String call, String address) {
      return true;
    }

    /** The call has ended, on either side. */
    default void over(String call) {}

    /** The server's answer is not a usable instruction. */
    default void strange(String what) {}
  }

  /** One call. */
  private final class Line {
    final String call;
    final String from;
    final String to;
    Future<?> told = Future.succeededFuture();
    Optional<Leg> leg = Optional.empty();
    boolean over;
    int sequence;
    int legs;
    long step;

    Line(String call, String from, String to) {
      this.call = call;
      this.from = from;
      this.to = to;
    }

    Map<String, String> form(String status) {
      var form = new TreeMap<String, String>();
      form.put("CallSid", call);
      form.put("AccountSid", accountSid);
      form.put("From", from);
      form.put("To", to);
      form.put("CallStatus", status);
      form.put("Direction", "inbound");
      form.put("ApiVersion", TwilioRest.API_VERSION);
      return form;
    }
  }

  /** The other side of a call: an agent's telephone. */
  private static final class Leg {
    final String sid;
    final TwilioDocument.Dial dial;
    int sequence;

    Leg(String sid, TwilioDocument.Dial dial) {
      this.sid = sid;
      this.dial = dial;
    }
  }

  /**
   * @param door the client of the server, under the server's own public URL
   * @param apiUrl the URL of the REST interface, at which the carrier listens; port 0 finds a free
   *     one
   */
  public TwilioCarrier(
      Vertx vertx,
      InstantSource clock,
      FrontDoor door,
      String accountSid,
      String authToken,
      URI apiUrl,
      Listener listener) {
    this.vertx = vertx;
    this.loop = new Loop(vertx);
    this.clock = clock;
    this.forms = new TwilioForms(door, authToken);
    this.accountSid = accountSid;
    this.backDoor = new BackDoor(vertx, apiUrl, new TwilioRest(accountSid, authToken, new Moves()));
    this.listener = listener;
  }

  /** Starts to listen; returns the URL of the REST interface. */
  public Future<URI> open() {
    return loop.ask(open -> backDoor.open().onComplete(open));
  }

  public Future<Void> close() {
    return loop.ask(closed -> {
      lines.values().forEach(line -> line.over = true);
      backDoor.close().onComplete(closed);
    });
  }

  /**
   * Places a call to one of the server's numbers; completes with the server's first instructions.
   */
  public Future<FrontDoor.Answer> arrive(String call, String from, String to) {
    return loop.ask(asked -> {
      var line = new Line(call, from, to);
      lines.put(call, line);
      ask(line, HOOK, line.form("ringing")).onComplete(asked);
    });
  }

  /** Lets the caller hang up; completes when the server has accepted the report. */
  public Future<Void> hangUp(String call) {
    return loop.ask(told -> {
      var line = lines.get(call);
      if (line == null || line.over) {
        told.complete();
        return;
      }
      var talked = line.leg;
      end(line);
      talked
          .flatMap(leg -> leg.dial.action().map(url -> after(line, url, leg, "completed")))
          .orElseGet(Future::succeededFuture)
          .eventually(() -> line.told)
          .<Void>mapEmpty()
          .onComplete(told);
    });
  }

  /** Lets the agent hang up; the call continues with its document. */
  public void agentHangsUp(String call) {
    loop.run(() -> {
      var line = lines.get(call);
      if (line != null && !line.over) {
        line.leg.ifPresent(leg -> {
          closeLeg(line, "completed");
          goOn(line, leg, "completed", List.of());
        });
      }
    });
  }

  /** Posts any form, signed; for tests of odd requests. */
  public Future<FrontDoor.Answer> post(String url, Map<String, String> form) {
    return forms.post(url, form);
  }

  // ---- fetching and following instructions

  /**
   * Fetches instructions with one repeat; then the caller hears an error and is cut off, as with
   * the real carrier.
   */
  private Future<FrontDoor.Answer> ask(Line line, String url, Map<String, String> form) {
    long step = ++line.step;
    return forms.post(url, form).recover(_ -> forms.post(url, form)).onComplete(asked -> {
      if (line.over || line.step != step) {
        return;
      }
      try {
        if (asked.failed() || !asked.result().taken()) {
          throw new Failure.Conflict("the server has no answer for " + line.call);
        }
        follow(line, TwilioDocument.read(asked.result().body()).verbs());
      } catch (Failure e) {
        listener.strange(e.getMessage());
        end(line);
      }
    });
  }

  private void follow(Line line, List<TwilioDocument.Verb> verbs) {
    if (verbs.isEmpty()) {
      end(line);
      return;
    }
    var rest = verbs.subList(1, verbs.size());
    switch (verbs.getFirst()) {
      case TwilioDocument.Pause pause -> {
        long step = ++line.step;
        vertx.setTimer(Math.max(1, pause.seconds() * 1000L), _ -> {
          if (!line.over && line.step == step) {
            follow(line, rest);
          }
        });
      }
      case TwilioDocument.Redirect redirect -> ask(line, redirect.url(), line.form("in-progress"));
      case TwilioDocument.Dial dial -> dial(line, dial, rest);
      case TwilioDocument.HangUp _ -> end(line);
    }
  }

  private void dial(Line line, TwilioDocument.Dial dial, List<TwilioDocument.Verb> rest) {
    line.legs++;
    var leg = new Leg(line.call + "-leg" + line.legs, dial);
    line.leg = Optional.of(leg);
    if (listener.dial(line.call, dial.address())) {
      tellOfLeg(line, leg, "answered", "in-progress");
    } else {
      closeLeg(line, "no-answer");
      goOn(line, leg, "no-answer", rest);
    }
  }

  /**
   * Continues after a leg: with the action's document, or else the rest of the one that dialled.
   */
  private void goOn(Line line, Leg leg, String dialStatus, List<TwilioDocument.Verb> rest) {
    leg.dial
        .action()
        .ifPresentOrElse(
            url -> {
              var form = line.form("in-progress");
              form.put("DialCallSid", leg.sid);
              form.put("DialCallStatus", dialStatus);
              ask(line, url, form);
            },
            () -> follow(line, rest));
  }

  private Future<?> after(Line line, String url, Leg leg, String dialStatus) {
    var form = line.form("completed");
    form.put("DialCallSid", leg.sid);
    form.put("DialCallStatus", dialStatus);
    return insist(url, form);
  }

  private void end(Line line) {
    closeLeg(line, "completed");
    line.over = true;
    var form = line.form("completed");
    tell(line, HOOK, form, line.sequence++);
    listener.over(line.call);
  }

  private void closeLeg(Line line, String status) {
    line.leg.ifPresent(leg -> tellOfLeg(line, leg, "completed", status));
    line.leg = Optional.empty();
  }

  // ---- reports to the server

  private void tellOfLeg(Line line, Leg leg, String event, String status) {
    leg.dial.callback().filter(wanted -> wanted.events().contains(event)).ifPresent(wanted -> {
      var form = line.form(status);
      form.put("CallSid", leg.sid);
      form.put("ParentCallSid", line.call);
      form.put("To", leg.dial.address());
      form.put("Direction", "outbound-dial");
      tell(line, wanted.url(), form, leg.sequence++);
    });
  }

  /** Reports the statuses of a call one after the other, each until it is accepted. */
  private void tell(Line line, String url, Map<String, String> form, int sequence) {
    form.put("SequenceNumber", Integer.toString(sequence));
    form.put("CallbackSource", "call-progress-events");
    form.put("Timestamp", clock.instant().toString());
    line.told = line.told.transform(_ -> insist(url, form));
  }

  private Future<FrontDoor.Answer> insist(String url, Map<String, String> form) {
    return forms.insist(url, form).onSuccess(answer -> {
      if (!answer.taken()) {
        listener.strange("a status was answered " + answer.status());
      }
    });
  }

  /** The calls behind the REST interface. */
  private final class Moves implements TwilioRest.Calls {

    @Override
    public Optional<Boolean> isOver(String call) {
      return Optional.ofNullable(lines.get(call)).map(line -> line.over);
    }

    @Override
    public Optional<TwilioRest.Dialled> dialledFrom(String call) {
      return Optional.ofNullable(lines.get(call))
          .flatMap(line -> line.leg)
          .map(leg -> new TwilioRest.Dialled(leg.sid, leg.dial.address()));
    }

    @Override
    public void end(String call) {
      TwilioCarrier.this.end(line(call));
    }

    @Override
    public void follow(String call, TwilioDocument document) {
      var line = line(call);
      closeLeg(line, "completed");
      line.step++;
      TwilioCarrier.this.follow(line, document.verbs());
    }

    @Override
    public void askAt(String call, Optional<String> url) {
      var line = line(call);
      closeLeg(line, "completed");
      ask(line, url.orElse(HOOK), line.form("in-progress"));
    }

    @Override
    public void brokeOff(Throwable cut) {
      listener.strange("a request broke off: " + cut.getMessage());
    }

    private Line line(String call) {
      return Optional.ofNullable(lines.get(call)).orElseThrow();
    }
  }
}
