package tandem.rehearsal;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;
import tandem.document.Json;

/**
 * A telephone company of Twilio's shape: it asks the server by signed forms what to do with a call,
 * follows the document it gets, tells how calls and legs go, and lets live calls be moved by a
 * small REST interface. Any thread may call; it lives on one event loop.
 */
public final class TwilioCarrier {

  public static final String HOOK = "/hooks/voice/twilio";

  private static final String API_VERSION = "2010-04-01";
  private static final String SIGNATURE = "X-Twilio-Signature";
  private static final String CALL_IS_OVER =
      "{\"code\":21220,\"message\":\"Call is not in-progress. Cannot redirect.\",\"status\":400}";

  private final Context context;
  private final Vertx vertx;
  private final InstantSource clock;
  private final FrontDoor door;
  private final String accountSid;
  private final String authToken;
  private final URI apiUrl;
  private final Listener listener;
  private final Map<String, Line> lines = new HashMap<>();
  private @Nullable HttpServer server;

  /** Who is at the other ends of the calls. Called on the carrier's event loop. */
  public interface Listener {

    /** The agent's telephone rings; false when nobody answers. */
    default boolean dial(String call, String address) {
      return true;
    }

    /** The call is over, whoever ended it. */
    default void over(String call) {}

    /** The server's answer is none that a caller could be given. */
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
      form.put("ApiVersion", API_VERSION);
      return form;
    }
  }

  /** The other half of a call: an agent's telephone. */
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
   * @param door of the server, under the address by which the server knows itself
   * @param apiUrl where the server moves live calls: we listen there; port 0 finds a free one
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
    this.context = vertx.getOrCreateContext();
    this.clock = clock;
    this.door = door;
    this.accountSid = accountSid;
    this.authToken = authToken;
    this.apiUrl = apiUrl;
    this.listener = listener;
  }

  /** Begins to listen; gives the address of the REST interface. */
  public Future<URI> open() {
    Promise<URI> open = Promise.promise();
    onLoop(() -> {
      var listening = vertx
          .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
          .requestHandler(this::moved);
      server = listening;
      listening
          .listen(Math.max(0, apiUrl.getPort()), apiUrl.getHost())
          .map(up -> URI.create("http://" + apiUrl.getHost() + ":" + up.actualPort()))
          .onComplete(open);
    });
    return open.future();
  }

  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    onLoop(() -> {
      lines.values().forEach(line -> line.over = true);
      var listening = server;
      (listening == null ? Future.<Void>succeededFuture() : listening.close()).onComplete(closed);
    });
    return closed.future();
  }

  /** Somebody calls one of the server's numbers; done when the server has said what to do. */
  public Future<FrontDoor.Answer> arrive(String call, String from, String to) {
    Promise<FrontDoor.Answer> asked = Promise.promise();
    onLoop(() -> {
      var line = new Line(call, from, to);
      lines.put(call, line);
      ask(line, HOOK, line.form("ringing")).onComplete(asked);
    });
    return asked.future();
  }

  /** The caller puts the receiver down; done when the server has taken it. */
  public Future<Void> hangUp(String call) {
    Promise<Void> told = Promise.promise();
    onLoop(() -> {
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
    return told.future();
  }

  /** The agent puts the receiver down: the document says how the call goes on. */
  public void agentHangsUp(String call) {
    onLoop(() -> {
      var line = lines.get(call);
      if (line != null && !line.over) {
        line.leg.ifPresent(leg -> {
          closeLeg(line, "completed");
          goOn(line, leg, "completed", List.of());
        });
      }
    });
  }

  /** One signed form, for whoever wants to be odd. */
  public Future<FrontDoor.Answer> post(String url, Map<String, String> form) {
    var absolute = door.base().resolve(url).toString();
    var at = URI.create(absolute);
    var path = at.getRawPath() + (at.getRawQuery() == null ? "" : "?" + at.getRawQuery());
    var body = form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
    return door.post(
        path,
        Map.of(
            "content-type",
            "application/x-www-form-urlencoded",
            SIGNATURE,
            signature(absolute, form)),
        body);
  }

  // ---- asking the server and doing what it says

  /** One repeat, then the caller hears an error and is cut off: so it is with the real one. */
  private Future<FrontDoor.Answer> ask(Line line, String url, Map<String, String> form) {
    long step = ++line.step;
    return post(url, form).recover(_ -> post(url, form)).onComplete(asked -> {
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

  /** After a leg: what the action's document says, or else the rest of the one that dialled. */
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

  // ---- telling the server

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

  /** Statuses of a call are told one after the other, each until it is taken. */
  private void tell(Line line, String url, Map<String, String> form, int sequence) {
    form.put("SequenceNumber", Integer.toString(sequence));
    form.put("CallbackSource", "call-progress-events");
    form.put("Timestamp", clock.instant().toString());
    line.told = line.told.transform(_ -> insist(url, form));
  }

  private Future<FrontDoor.Answer> insist(String url, Map<String, String> form) {
    return door.insist(() -> post(url, form), () -> {}).onSuccess(answer -> {
      if (!answer.taken()) {
        listener.strange("a status was answered " + answer.status());
      }
    });
  }

  // ---- the REST interface

  private void moved(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> move(request, body))
        .onFailure(cut -> listener.strange("a request broke off: " + cut.getMessage()));
  }

  private void move(HttpServerRequest request, Buffer body) {
    var account = "/" + API_VERSION + "/Accounts/" + accountSid;
    var prefix = account + "/Calls/";
    var path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
    if (!credentials().equals(request.getHeader("authorization"))) {
      answer(request, 401, "{\"code\":20003,\"status\":401}");
      return;
    }
    if (request.method().equals(HttpMethod.GET) && path.equals(account + "/Calls.json")) {
      answer(request, 200, legs(request.getParam("ParentCallSid", "")));
      return;
    }
    var call = path.startsWith(prefix) && path.endsWith(".json")
        ? path.substring(prefix.length(), path.length() - ".json".length())
        : "";
    var line = lines.get(call);
    if (line == null || !request.method().equals(HttpMethod.POST)) {
      answer(request, 404, "{\"code\":20404,\"status\":404}");
    } else if (line.over) {
      answer(request, 400, CALL_IS_OVER);
    } else {
      obey(request, line, fields(body.toString()));
    }
  }

  /** The calls that were dialled from a call and are not over, as the interface lists them. */
  private String legs(String parent) {
    var calls = Json.MAPPER.createArrayNode();
    Optional.ofNullable(lines.get(parent))
        .flatMap(line -> line.leg)
        .ifPresent(leg -> calls
            .addObject()
            .put("sid", leg.sid)
            .put("parent_call_sid", parent)
            .put("to", leg.dial.address())
            .put("status", "in-progress"));
    return Json.write(Json.MAPPER.createObjectNode().set("calls", calls));
  }

  private void obey(HttpServerRequest request, Line line, Map<String, String> form) {
    try {
      var document = Optional.ofNullable(form.get("Twiml")).map(TwilioDocument::read);
      answer(request, 200, "{\"sid\":\"" + line.call + "\"}");
      if ("completed".equals(form.get("Status"))) {
        end(line);
        return;
      }
      closeLeg(line, "completed");
      if (document.isPresent()) {
        line.step++;
        follow(line, document.get().verbs());
      } else {
        ask(line, form.getOrDefault("Url", HOOK), line.form("in-progress"));
      }
    } catch (Failure.Invalid e) {
      answer(request, 400, "{\"code\":21219,\"status\":400}");
    }
  }

  private static void answer(HttpServerRequest request, int status, String body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body);
  }

  private String credentials() {
    var pair = accountSid + ":" + authToken;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> fields(String body) {
    var fields = new HashMap<String, String>();
    for (var pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** HMAC-SHA1 over the address and every field, name then value, sorted by name. */
  private String signature(String url, Map<String, String> form) {
    var signed = new StringBuilder(url);
    new TreeMap<>(form).forEach((name, value) -> signed.append(name).append(value));
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA1", e);
    }
  }

  private void onLoop(Runnable work) {
    if (context.equals(Vertx.currentContext())) {
      work.run();
    } else {
      context.runOnContext(_ -> work.run());
    }
  }
}
