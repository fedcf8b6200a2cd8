package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import tandem.base.Ids;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.carriers.VoiceCarrier;

/**
 * The clients of a server's public interfaces for one test: a carrier, the agents' screens, and
 * programs with tokens. A request must succeed unless another status is expected.
 */
final class Outside implements AutoCloseable {

  static final String ADMIN = "";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int UNAVAILABLE = 503;

  private final Vertx vertx;
  private final SteppedServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Ids ids = new Ids(InstantSource.system(), new SecureRandom());
  private final Map<String, String> tokens = new TreeMap<>();
  private final List<DeskClient> screens = new ArrayList<>();
  private final Set<String> unreachable = ConcurrentHashMap.newKeySet();
  private final VoiceCarrier carrier;

  Outside(Vertx vertx, SteppedServer server, InstantSource clock) {
    this.vertx = vertx;
    this.server = server;
    carrier = new VoiceCarrier(
        vertx,
        clock,
        ids,
        new FrontDoor(vertx, server.http()),
        server.secret("voice"),
        server.commandUrl(),
        new VoiceCarrier.Listener() {
          @Override
          public boolean bridge(String call, String agent) {
            return !unreachable.contains(agent);
          }
        });
  }

  // ---- the carrier

  /** Makes the telephone of this agent unreachable. */
  void unreachable(String agent) {
    unreachable.add(agent);
  }

  /** Lets a call arrive; the event's id is made from the call, so that a second one is a repeat. */
  JsonNode ring(String call, String from, String to) {
    var answer = carrier
        .report(
            "arrival-of-" + call,
            call,
            VoiceCarrier.event("call.arrived", call).put("from", from).put("to", to))
        .await();
    assertThat(answer.taken()).as(answer.inShort()).isTrue();
    return answer.json();
  }

  void hangUp(String call) {
    var answer = carrier.hangUp(call, "caller_hung_up").await();
    assertThat(answer.taken()).as(answer.inShort()).isTrue();
  }

  /** From now on the carrier accepts commands for known calls. */
  void takeCommands() {
    carrier.open().await();
  }

  /** From now on the carrier accepts no commands. */
  void stopTakingCommands() {
    carrier.close().await();
  }

  // ---- the screens

  /** A screen of an agent, with its first snapshot. */
  record Seat(DeskClient screen, JsonNode snapshot) {}

  Seat sit(String agent) {
    var screen = DeskClient.connect(vertx, server.http().getPort(), token(agent));
    screens.add(screen);
    screen.say("{\"type\":\"hello\"}");
    return new Seat(screen, screen.next("snapshot"));
  }

  DeskClient ready(String agent) {
    var screen = sit(agent).screen();
    does(screen, Map.of("do", "ready"));
    return screen;
  }

  /** Makes an agent ready for whom a caller waits; the offer may come before the answer. */
  DeskClient readyForOffer(String agent) {
    var screen = sit(agent).screen();
    asks(screen, Map.of("do", "ready"));
    return screen;
  }

  void does(DeskClient screen, Map<String, String> act) {
    var answer = screen.answer(asks(screen, act));
    assertThat(answer.has("ok")).as("%s: %s", act, answer).isTrue();
  }

  /** Sends a command and waits for its effect, which may come before the answer. */
  void does(DeskClient screen, Map<String, String> act, Predicate<JsonNode> wanted) {
    var id = asks(screen, act);
    boolean answered = false;
    boolean seen = false;
    while (!answered || !seen) {
      var message = screen.until(_ -> true);
      if (message.path("re").asText().equals(id)) {
        assertThat(message.has("ok")).as("%s: %s", act, message).isTrue();
        answered = true;
      }
      seen |= wanted.test(message);
    }
  }

  private String asks(DeskClient screen, Map<String, String> act) {
    var id = "c-" + ids.next();
    var command = new HashMap<>(act);
    command.put("id", id);
    screen.say(Json.write(command));
    return id;
  }

  /** Waits for the next offer to this screen. */
  static JsonNode offer(DeskClient screen) {
    return screen.until("offer.created").path("offer");
  }

  /** Accepts the next offer; returns its contact. */
  String accept(DeskClient screen) {
    var offer = offer(screen);
    does(screen, Map.of("do", "accept", "offer", offer.path("id").asText()));
    return offer.path("contact").asText();
  }

  /** Accepts the next offer and connects it; returns its contact. */
  String talk(DeskClient screen) {
    var contact = offer(screen);
    var id = contact.path("contact").asText();
    does(
        screen,
        Map.of("do", "accept", "offer", contact.path("id").asText()),
        contactIs(id, "connected"));
    return id;
  }

  /** Matches the message that this contact is in this state. */
  static Predicate<JsonNode> contactIs(String contact, String state) {
    return message -> message.path("type").asText().equals("contact.changed")
        && message.at("/contact/id").asText().equals(contact)
        && message.at("/contact/state").asText().equals(state);
  }

  // ---- the programs

  /** The tokens that were made for agents, by agent. */
  Map<String, String> tokens() {
    return Map.copyOf(tokens);
  }

  /** Uses earlier tokens, which the server must accept. */
  void use(Map<String, String> known) {
    tokens.putAll(known);
  }

  private String token(String agent) {
    return agent.equals(ADMIN)
        ? server.secret("admin-token")
        : tokens.computeIfAbsent(
            agent,
            _ -> post(ADMIN, "/api/v1/tokens", Map.of("agent", agent))
                .path("token")
                .asText());
  }

  JsonNode get(String who, String path) {
    return json(taken(send(who, "GET", path, Map.of(), "")));
  }

  JsonNode post(String who, String path, Object body) {
    return json(taken(send(who, "POST", path, Map.of(), text(body))));
  }

  JsonNode put(String who, String path, Object body) {
    return json(taken(send(who, "PUT", path, Map.of(), text(body))));
  }

  JsonNode remedy(String who, String caseId, String key, Object wish) {
    return json(taken(tryRemedy(who, caseId, key, wish)));
  }

  HttpResponse<String> tryRemedy(String who, String caseId, String key, Object wish) {
    return send(
        who,
        "POST",
        "/api/v1/cases/" + caseId + "/remedies",
        Map.of("Idempotency-Key", key),
        text(wish));
  }

  private static String text(Object body) {
    return body instanceof String text ? text : Json.write(body);
  }

  private static HttpResponse<String> taken(HttpResponse<String> answer) {
    assertThat(answer.statusCode())
        .as("%s %s: %s", answer.request().method(), answer.uri(), answer.body())
        .isBetween(200, 299);
    return answer;
  }

  static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(answer.body(), e);
    }
  }

  /** Sends a request, and repeats it after a 503. */
  HttpResponse<String> send(
      String who, String method, String path, Map<String, String> headers, String body) {
    var request = HttpRequest.newBuilder(server.http().resolve(path))
        .timeout(SOON)
        .header("authorization", "Bearer " + token(who))
        .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header(
          "content-type", body.startsWith("{") ? "application/json" : "application/yaml");
    }
    headers.forEach(request::header);
    return Polls.until(
        () -> {
          try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(method + " " + path, e);
          }
        },
        answer -> answer.statusCode() != UNAVAILABLE);
  }

  /** Closes the screens and the carrier. */
  @Override
  public void close() {
    screens.forEach(DeskClient::cut);
    carrier.close().await();
  }
}
