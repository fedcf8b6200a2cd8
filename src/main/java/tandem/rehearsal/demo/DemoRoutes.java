package tandem.rehearsal.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.function.Function;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.crowd.Crowd;

/**
 * What the demo's page asks of the demo itself: {@code GET /demo/api/state} is a stream of its
 * state, and {@code POST /demo/api/...} lets something happen. Only the page may ask, as its
 * browser says in {@code Origin}.
 */
final class DemoRoutes {

  private static final String API = "/demo/api/";
  private static final String STATE = API + "state";
  private static final int BODY_BYTES_MAX = 1_000;
  private static final int CUT_SECONDS_MAX = 60;

  private static final int NO_CONTENT = 204;
  private static final int DENIED = 403;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int INVALID = 422;
  private static final int SERVER_ERROR = 500;

  private final Demo demo;
  private final Map<String, Function<JsonNode, Future<Void>>> acts;

  DemoRoutes(Demo demo) {
    this.demo = demo;
    this.acts = Map.of(
        "call", _ -> done(demo::call),
        "hang-up", _ -> done(demo::hangUp),
        "mail", _ -> demo.mail(),
        "again", _ -> demo.newCustomer(),
        "cut", this::cut,
        "crowd", this::crowd,
        "remove", _ -> done(demo::end));
  }

  private static Future<Void> done(Runnable act) {
    act.run();
    return Future.succeededFuture();
  }

  /** Answers what is the demo's; false if the server shall answer. */
  boolean answer(HttpServerRequest request) {
    var path = request.path();
    boolean reads = request.method().equals(HttpMethod.GET);
    if (reads && path.equals(Shop.PATH)) {
      shop(request.response());
    } else if (reads && path.equals(STATE)) {
      demo.listen(request.response());
    } else if (path.startsWith(API)) {
      act(request);
    } else {
      return false;
    }
    return true;
  }

  private void shop(HttpServerResponse response) {
    var _ = response
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Content-Security-Policy", Shop.POLICY)
        .putHeader("Cache-Control", "no-store")
        .end(demo.shopPage());
  }

  private void act(HttpServerRequest request) {
    var response = request.response();
    var act = acts.get(request.path().substring(API.length()));
    if (act == null) {
      refuse(response, NOT_FOUND, "the demo has no " + request.path());
    } else if (!request.method().equals(HttpMethod.POST)) {
      refuse(response.putHeader("Allow", "POST"), METHOD_NOT_ALLOWED, "the demo takes POST here");
    } else if (!isOwn(request)) {
      refuse(response, DENIED, "only the demo's page may ask for this");
    } else {
      request
          .body()
          .compose(body -> act.apply(read(body)))
          .onSuccess(_ -> response.setStatusCode(NO_CONTENT).end())
          .onFailure(no -> refuse(
              response,
              no instanceof Failure.Invalid ? INVALID : SERVER_ERROR,
              String.valueOf(no.getMessage())));
    }
  }

  /** A page of another site cannot send this origin. */
  private static boolean isOwn(HttpServerRequest request) {
    return ("http://" + request.authority()).equals(request.getHeader("Origin"));
  }

  private static JsonNode read(Buffer body) {
    Failure.require(
        body.length() <= BODY_BYTES_MAX, "a body has at most " + BODY_BYTES_MAX + " bytes");
    return new FrontDoor.Answer(0, body.toString()).json();
  }

  private Future<Void> cut(JsonNode asked) {
    int seconds = asked.path("seconds").asInt();
    Failure.require(
        seconds >= 1 && seconds <= CUT_SECONDS_MAX, "seconds must be 1-" + CUT_SECONDS_MAX);
    return demo.cut(asked.path("seat").asText(), seconds);
  }

  private Future<Void> crowd(JsonNode asked) {
    int people = asked.path("people").asInt(-1);
    double speed = asked.path("speed").asDouble(-1);
    Failure.require(
        people >= 0 && people <= Crowd.AGENTS_MAX, "people must be 0-" + Crowd.AGENTS_MAX);
    Failure.require(speed >= 0 && speed <= Crowd.SPEED_MAX, "speed must be 0-" + Crowd.SPEED_MAX);
    demo.crowd(people, speed);
    return Future.succeededFuture();
  }

  private static void refuse(HttpServerResponse response, int status, String why) {
    var problem = Json.MAPPER
        .createObjectNode()
        .put("title", "Refused")
        .put("status", status)
        .put("detail", why);
    var _ = response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(Json.write(problem));
  }
}
