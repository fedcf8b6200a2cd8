package tandem.channels.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tandem.console.ConsoleGround;
import tandem.document.Json;

/** The client of a visitor's socket; it receives all messages in order. */
public final class ChatClient implements AutoCloseable {

  /** Referenced, because Vert.x closes the connections of an unreferenced client. */
  private final WebSocketClient client;

  private final ClientWebSocket socket;
  private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
  private final List<JsonNode> kept = new ArrayList<>();
  private final CompletableFuture<Short> closed = new CompletableFuture<>();
  private String token = "";

  private ChatClient(Vertx vertx) {
    client = vertx.createWebSocketClient();
    socket = client.webSocket();
    socket.textMessageHandler(text -> heard.add(parse(text)));
    socket.closeHandler(_ -> closed.complete(socket.closeStatusCode()));
  }

  static WebSocketConnectOptions options(int port, String site) {
    return new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(port)
        .setURI("/ws/chat?site=" + site)
        .addSubProtocol("tandem.v1");
  }

  static Future<ChatClient> connecting(Vertx vertx, WebSocketConnectOptions options) {
    var client = new ChatClient(vertx);
    return client.socket.connect(options).map(client);
  }

  static ChatClient connect(ConsoleGround ground, String site) {
    return ConsoleGround.await(connecting(ground.vertx, options(ground.entrance.port(), site)));
  }

  /** Connects to a server at this port; without a token as a new visitor. */
  public static ChatClient connect(Vertx vertx, int port, String site, String token, int after) {
    var client = ConsoleGround.await(connecting(vertx, options(port, site)));
    client.say(Json.MAPPER
        .createObjectNode()
        .put("type", "hello")
        .put("token", token)
        .put("after", after)
        .toString());
    client.token = client.until("welcome").path("visitor").asText();
    return client;
  }

  /** Connects as a new visitor. */
  static ChatClient open(ConsoleGround ground, String site) {
    return hello(ground, site, Json.MAPPER.createObjectNode());
  }

  /** Connects as the visitor of a token, who has the messages up to a number. */
  static ChatClient resume(ConsoleGround ground, String site, String token, int after) {
    return hello(
        ground, site, Json.MAPPER.createObjectNode().put("token", token).put("after", after));
  }

  static ChatClient hello(ConsoleGround ground, String site, ObjectNode hello) {
    var client = connect(ground, site);
    client.say(hello.put("type", "hello").toString());
    client.token = client.until("welcome").path("visitor").asText();
    return client;
  }

  public String token() {
    return token;
  }

  void say(String frame) {
    ConsoleGround.await(socket.writeTextMessage(frame));
  }

  /** Sends a frame that the server may refuse by closing. */
  void throwAt(String frame) {
    var _ = socket.writeTextMessage(frame);
  }

  ClientWebSocket socket() {
    return socket;
  }

  /** Says something, without waiting for the answer. */
  public void saying(String id, String text) {
    say(Json.MAPPER
        .createObjectNode()
        .put("id", id)
        .put("do", "say")
        .put("text", text)
        .toString());
  }

  /** Says something; returns the number under which it is stored. */
  public int said(String id, String text) {
    saying(id, text);
    var answer = answer(id);
    assertThat(answer.has("ok")).as("%s", answer).isTrue();
    return answer.at("/ok/number").asInt();
  }

  /** Sends a command and returns its answer. */
  JsonNode ask(String id, String act, ObjectNode fields) {
    say(fields.put("id", id).put("do", act).toString());
    return answer(id);
  }

  public JsonNode answer(String id) {
    return until(message -> message.path("re").asText().equals(id));
  }

  /** Returns the first message, read or not, that was not asked for before. */
  public JsonNode until(Predicate<JsonNode> wanted) {
    for (var message : List.copyOf(kept)) {
      if (wanted.test(message)) {
        kept.remove(message);
        return message;
      }
    }
    while (true) {
      try {
        var message = heard.poll(60, TimeUnit.SECONDS);
        assertThat(message).as("a message; kept " + kept).isNotNull();
        if (wanted.test(message)) {
          return message;
        }
        kept.add(message);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public JsonNode until(String type) {
    return until(message -> message.path("type").asText().equals(type));
  }

  /** Waits for the message of this number. */
  public JsonNode message(int number) {
    return until(message -> message.path("type").asText().equals("message")
        && message.path("number").asInt() == number);
  }

  public JsonNode state(String state) {
    return until(message -> message.path("type").asText().equals("state")
        && message.path("state").asText().equals(state));
  }

  /** The numbers of all messages that came and were not asked for. */
  public List<Integer> numbers() {
    heard.drainTo(kept);
    return kept.stream()
        .filter(message -> message.path("type").asText().equals("message"))
        .map(message -> message.path("number").asInt())
        .toList();
  }

  public short closeCode() {
    try {
      return closed.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the socket was not closed", e);
    }
  }

  /** Cuts the connection without a close handshake. */
  public void cut() {
    ConsoleGround.await(client.close());
  }

  private static JsonNode parse(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(text, e);
    }
  }

  @Override
  public void close() {
    // the server may have closed it first
    ConsoleGround.await(socket.close().otherwiseEmpty());
  }
}
