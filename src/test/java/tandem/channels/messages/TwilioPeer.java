package tandem.channels.messages;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A simulated Twilio: its documented interface for messages, with the account AC1 and the token
 * that a test gives. It keeps the messages that it takes and lists them, and has media.
 */
public final class TwilioPeer implements AutoCloseable {

  public static final String ACCOUNT = "AC1";
  private static final String MESSAGES = "/2010-04-01/Accounts/AC1/Messages";

  /** A message that was taken. */
  public record Taken(String sid, Map<String, List<String>> form, JsonObject json) {

    public String one(String field) {
      var values = form.getOrDefault(field, List.of());
      return values.isEmpty() ? "" : values.getFirst();
    }
  }

  /** What happens to the next message in place of being taken. */
  public sealed interface Instead {
    record Refuses(int status, int code, String message) implements Instead {}

    /** It is taken, but the answer gets lost. */
    record LosesAnswer() implements Instead {}
  }

  public final List<Taken> taken = new CopyOnWriteArrayList<>();

  /** The paths that were asked for. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  private final Map<String, Handler<HttpServerRequest>> media = new ConcurrentHashMap<>();
  private final Queue<Instead> instead = new ConcurrentLinkedQueue<>();
  private final String authorization;
  private final InstantSource clock;
  private volatile Duration off = Duration.ZERO;
  private final HttpServer server;

  public TwilioPeer(Vertx vertx, String token, InstantSource clock) {
    this.authorization = "Basic "
        + Base64.getEncoder()
            .encodeToString((ACCOUNT + ":" + token).getBytes(StandardCharsets.UTF_8));
    this.clock = () -> clock.instant().plus(off);
    server = vertx
        .createHttpServer()
        .requestHandler(this::take)
        .listen(0, "127.0.0.1")
        .await();
  }

  /** Sets Twilio's clock, by so much from ours. */
  void clockIsOff(Duration by) {
    off = by;
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  public void next(Instead... answers) {
    instead.addAll(List.of(answers));
  }

  /** Adds a media file; returns its URL. */
  public String media(String name, Handler<HttpServerRequest> answer) {
    media.put(MESSAGES + "/MM1/Media/" + name, answer);
    return url() + MESSAGES + "/MM1/Media/" + name;
  }

  private void take(HttpServerRequest request) {
    asked.add(request.method() + " " + request.path());
    if (!authorization.equals(request.getHeader("Authorization"))) {
      request
          .response()
          .setStatusCode(401)
          .end(new JsonObject().put("code", 20003).encode());
      return;
    }
    var file = media.get(request.path());
    if (file != null) {
      file.handle(request);
    } else if (!request.path().equals(MESSAGES + ".json")) {
      request
          .response()
          .setStatusCode(404)
          .end(new JsonObject().put("code", 20404).encode());
    } else if (request.method().equals(HttpMethod.GET)) {
      list(request);
    } else {
      request.body().onSuccess(body -> create(request, body));
    }
  }

  private void list(HttpServerRequest request) {
    var found = new JsonArray();
    taken.reversed().stream()
        .map(Taken::json)
        .filter(json -> json.getString("to").equals(request.getParam("To")))
        .filter(json -> json.getString("from").equals(request.getParam("From")))
        .forEach(found::add);
    request
        .response()
        .putHeader("Date", now())
        .end(new JsonObject().put("messages", found).encode());
  }

  private String now() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
  }

  private void create(HttpServerRequest request, Buffer body) {
    var next = instead.poll();
    if (next instanceof Instead.Refuses(int status, int code, String message)) {
      request
          .response()
          .setStatusCode(status)
          .end(new JsonObject()
              .put("code", code)
              .put("message", message)
              .put("status", status)
              .encode());
      return;
    }
    var form = new QueryStringDecoder("?" + body.toString()).parameters();
    var sid = "SM%032x".formatted(taken.size() + 1);
    var json = new JsonObject()
        .put("sid", sid)
        .put("account_sid", ACCOUNT)
        .put("to", form.getOrDefault("To", List.of("")).getFirst())
        .put("from", form.getOrDefault("From", List.of("")).getFirst())
        .put("body", form.getOrDefault("Body", List.of("")).getFirst())
        .put(
            "num_media",
            Integer.toString(form.getOrDefault("MediaUrl", List.of()).size()))
        .put("status", "queued")
        .put("direction", "outbound-api")
        .put("date_created", now())
        .putNull("date_sent")
        .putNull("error_code");
    taken.add(new Taken(sid, form, json));
    if (next instanceof Instead.LosesAnswer) {
      request.connection().close();
    } else {
      request.response().setStatusCode(201).end(json.encode());
    }
  }

  @Override
  public void close() {
    server.close().await();
  }
}
