package tandem.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.BindException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.carriers.SignedHook;
import tandem.rehearsal.carriers.SignedMessages;

/**
 * A small server for tests of the rehearsal: one queue, first come first served, any agent for any
 * call, without storage. It can be cut off and can return.
 */
public final class SmallServer {

  public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final Vertx vertx;
  private final FrontDoor carrier;
  private final URI commandUrl;
  private final SignedMessages signature = new SignedMessages(SECRET);
  private final Map<String, Desk> desks = new HashMap<>();
  private final Map<String, String> calls = new HashMap<>();
  private final Map<String, String> answers = new HashMap<>();
  private final Map<String, String> agentOf = new HashMap<>();
  private final Deque<String> waiting = new ArrayDeque<>();
  public final List<String> heard = new CopyOnWriteArrayList<>();
  public int busyAnswers;
  public int breakAfterBridges;
  private int bridges;
  private Optional<HttpServer> http = Optional.empty();

  /**
   * A port outside the range of outgoing connections, so that no failed connection to it can take
   * it.
   */
  private final int port = new FreePort().number();

  private static final class Desk {
    Optional<ServerWebSocket> socket = Optional.empty();
    String presence = "offline";
    Optional<String> contact = Optional.empty();
    String state = "";
    long seq;
  }

  public SmallServer(Vertx vertx, URI commandUrl) {
    this.vertx = vertx;
    this.commandUrl = commandUrl;
    this.carrier = new FrontDoor(vertx, commandUrl);
  }

  public Future<URI> open() {
    var server = vertx
        .createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("tandem.v1"))
        .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
        .webSocketHandler(this::sit);
    http = Optional.of(server);
    return server
        .listen(port, "127.0.0.1")
        .map(_ -> URI.create("http://127.0.0.1:" + port))
        .recover(e -> e instanceof BindException ? openSoon() : Future.failedFuture(e));
  }

  /**
   * Opens as soon as the port is free: after the close of a channel, its port is free only when its
   * loop has run its selector once more (see {@link java.nio.channels.SelectionKey#cancel}).
   */
  private Future<URI> openSoon() {
    return vertx.timer(5).compose(_ -> open());
  }

  public Future<Void> cut() {
    return http.orElseThrow().close();
  }

  private void answer(HttpServerRequest request, Buffer body) {
    var path = request.path();
    var id = Optional.ofNullable(request.getHeader(SignedMessages.ID)).orElse("");
    if (path.equals("/api/v1/tokens")) {
      say(request, 201, "{\"token\":\"" + json(body).path("agent").asText() + "\"}");
    } else if (path.endsWith("/outcome")) {
      close(path.split("/", -1)[4]);
      say(request, 200, "{}");
    } else if (!path.equals(SignedHook.VOICE)) {
      say(request, 200, "{}");
    } else if (busyAnswers > 0) {
      busyAnswers--;
      heard.add("503 " + id);
      say(request, 503, "{}");
    } else if (signature.verifies(request.headers(), body.toString(), Instant.now())) {
      say(request, 200, answers.computeIfAbsent(id, _ -> hook(json(body))));
    } else {
      say(request, 403, "{}");
    }
  }

  private static void say(HttpServerRequest request, int status, String body) {
    request.response().setStatusCode(status).end(body);
  }

  private String hook(JsonNode event) {
    var call = event.path("call").asText();
    var contact = Ids.contact("native", call).toString();
    heard.add(event.path("type").asText() + " " + call);
    switch (event.path("type").asText()) {
      case "call.arrived" -> {
        calls.put(contact, call);
        waiting.add(contact);
        match();
      }
      case "call.bridged" -> {
        move(contact, "connected");
        if (++bridges == breakAfterBridges) {
          cut().onSuccess(_ -> vertx.setTimer(300, _ -> open()));
        }
      }
      case "call.ended" -> {
        waiting.remove(contact);
        move(contact, "wrap_up");
        desks.values().stream()
            .filter(
                desk -> desk.state.equals("offered") && desk.contact.equals(Optional.of(contact)))
            .forEach(desk -> {
              push(desk, "{\"type\":\"offer.closed\",\"offer\":\"" + contact + "/1\"}");
              free(desk);
            });
      }
      default -> {}
    }
    return "{\"contact\":\"" + contact + "\",\"result\":\"accepted\"}";
  }

  private void match() {
    for (var desk : desks.values()) {
      if (desk.presence.equals("ready") && desk.contact.isEmpty() && !waiting.isEmpty()) {
        desk.contact = Optional.of(waiting.remove());
        desk.state = "offered";
        push(desk, "{\"type\":\"offer.created\",\"offer\":" + offer(desk) + "}");
      }
    }
  }

  private static String offer(Desk desk) {
    return "{\"id\":\"" + desk.contact.orElseThrow() + "/1\"}";
  }

  private static String contact(String contact, String state) {
    return "{\"id\":\"" + contact + "\",\"state\":\"" + state + "\"}";
  }

  private void move(String contact, String state) {
    Optional.ofNullable(agentOf.get(contact)).map(desks::get).ifPresent(desk -> {
      desk.state = state;
      push(desk, "{\"type\":\"contact.changed\",\"contact\":" + contact(contact, state) + "}");
    });
  }

  private void close(String contact) {
    move(contact, "closed");
    Optional.ofNullable(agentOf.remove(contact)).map(desks::get).ifPresent(desk -> {
      free(desk);
    });
  }

  private void free(Desk desk) {
    desk.contact = Optional.empty();
    desk.state = "";
    match();
  }

  private static void push(Desk desk, String message) {
    var node = (ObjectNode) json(Buffer.buffer(message));
    desk.seq++;
    desk.socket.ifPresent(socket -> socket.writeTextMessage(Json.write(node.put("seq", desk.seq))));
  }

  private void sit(ServerWebSocket socket) {
    var agent = socket.headers().get("authorization").replace("Bearer ", "");
    var desk = desks.computeIfAbsent(agent, _ -> new Desk());
    desk.socket = Optional.of(socket);
    socket.exceptionHandler(_ -> desk.socket = Optional.empty());
    socket.closeHandler(_ -> desk.socket = Optional.empty());
    socket.textMessageHandler(text -> command(agent, desk, json(Buffer.buffer(text))));
  }

  private void command(String agent, Desk desk, JsonNode said) {
    heard.add(agent + " " + said.path("do").asText(said.path("type").asText()));
    if (said.has("type")) {
      var held = desk.contact.filter(_ -> !desk.state.equals("offered"));
      push(
          desk,
          "{\"type\":\"snapshot\",\"session\":\"s\",\"presence\":{\"state\":\""
              + desk.presence + "\"},\"offers\":["
              + (desk.state.equals("offered") ? offer(desk) : "") + "],\"contacts\":["
              + held.map(contact -> contact(contact, desk.state)).orElse("") + "]}");
      return;
    }
    var id = said.path("id").asText();
    var gone = said.has("offer")
        && !answers.containsKey(id)
        && !said.path("offer").asText().equals(desk.contact.orElse("") + "/1");
    var answer = gone ? "\"problem\":{\"status\":409}" : "\"ok\":{}";
    desk.socket.ifPresent(
        socket -> socket.writeTextMessage("{\"re\":\"" + id + "\"," + answer + "}"));
    switch (said.path("do").asText()) {
      case "accept" -> {
        if (!gone && answers.putIfAbsent(id, "") == null) {
          accept(agent, desk);
        }
      }
      default -> {
        desk.presence = said.path("do").asText();
        push(
            desk,
            "{\"type\":\"presence.changed\",\"presence\":{\"state\":\"" + desk.presence + "\"}}");
        match();
      }
    }
  }

  private void accept(String agent, Desk desk) {
    var contact = desk.contact.orElseThrow();
    agentOf.put(contact, agent);
    move(contact, "connecting");
    command(
        "bridge-" + contact,
        "{\"type\":\"call.bridge\",\"call\":\"" + calls.get(contact) + "\",\"agent\":\"" + agent
            + "\"}");
  }

  public Future<FrontDoor.Answer> command(String id, String body) {
    return carrier.post(
        commandUrl.getPath(), signature.headers(id, Clock.systemUTC().instant(), body), body);
  }

  private static JsonNode json(Buffer text) {
    return new FrontDoor.Answer(200, text.toString()).json();
  }
}
