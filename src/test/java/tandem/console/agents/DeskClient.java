package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tandem.console.ConsoleGround;
import tandem.document.Json;

/** The client of the desk socket; it receives all messages in order. */
public final class DeskClient implements AutoCloseable {

  /** Referenced, because Vert.x closes the connections of an unreferenced client. */
  private final WebSocketClient client;

  private final ClientWebSocket socket;
  private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();

  /** The messages that say only that the connection is alive. */
  private final BlockingQueue<JsonNode> alive = new LinkedBlockingQueue<>();

  /** Messages that were heard while another one was waited for. */
  private final Queue<JsonNode> passedOver = new ArrayDeque<>();

  private final CompletableFuture<Short> closed = new CompletableFuture<>();
  private long last;
  private String session = "";

  /** Listens before it connects, so that no message is missed. */
  private DeskClient(Vertx vertx) {
    client = vertx.createWebSocketClient();
    socket = client.webSocket();
    socket.textMessageHandler(text -> take(parse(text)));
    socket.closeHandler(_ -> closed.complete(socket.closeStatusCode()));
  }

  private void take(JsonNode message) {
    (message.path("type").asText().equals("alive") ? alive : heard).add(message);
  }

  /** Reads the next message that says only that the connection is alive. */
  JsonNode alive() {
    try {
      var message = alive.poll(60, TimeUnit.SECONDS);
      assertThat(message).as("a sign of life").isNotNull();
      return message;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static WebSocketConnectOptions options(int port, String token) {
    return new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(port)
        .setURI("/ws/desk")
        .addSubProtocol("tandem.v1")
        .addHeader("Authorization", "Bearer " + token);
  }

  public static DeskClient connect(Vertx vertx, int port, String token) {
    var client = new DeskClient(vertx);
    ConsoleGround.await(client.socket.connect(options(port, token)));
    return client;
  }

  /** Connects, sends hello and reads the snapshot. */
  public static DeskClient open(ConsoleGround ground, String token) {
    var client = connect(ground.vertx, ground.entrance.port(), token);
    client.say("{\"type\":\"hello\"}");
    client.next("snapshot");
    return client;
  }

  /**
   * Opens a desk and makes its agent ready. The answer and the news may come in either order, and
   * an offer may come between them: the test reads it afterwards.
   */
  static DeskClient ready(ConsoleGround ground, String token) {
    var client = open(ground, token);
    client.doing("ready", "\"do\":\"ready\"");
    boolean answered = false;
    boolean told = false;
    var others = new ArrayList<JsonNode>();
    while (!answered || !told) {
      var message = client.next();
      if (message.has("re")) {
        answered = true;
      } else if (message.path("type").asText().equals("presence.changed")) {
        told = true;
      } else {
        others.add(message);
      }
    }
    client.passedOver.addAll(others);
    return client;
  }

  /** Reconnects and resumes a session. */
  static DeskClient resume(ConsoleGround ground, String token, String session, long seq) {
    var client = connect(ground.vertx, ground.entrance.port(), token);
    client.say(
        "{\"type\":\"hello\",\"resume\":{\"session\":\"" + session + "\",\"seq\":" + seq + "}}");
    return client;
  }

  public void say(String text) {
    ConsoleGround.await(socket.writeTextMessage(text));
  }

  public void doing(String id, String act) {
    say("{\"id\":\"" + id + "\"," + act + "}");
  }

  WebSocket socket() {
    return socket;
  }

  String session() {
    return session;
  }

  /** The number of the last message that was read. */
  long last() {
    return last;
  }

  /** Reads the next message; its number must follow the last one. */
  JsonNode next() {
    if (!passedOver.isEmpty()) {
      return passedOver.remove();
    }
    try {
      var message = heard.poll(60, TimeUnit.SECONDS);
      assertThat(message).as("a message").isNotNull();
      if (message.path("type").asText().equals("snapshot")) {
        session = message.path("session").asText();
        last = 0;
      }
      if (message.path("type").asText().equals("resumed")) {
        last = message.path("seq").asLong();
      } else if (message.has("seq")) {
        assertThat(message.path("seq").asLong()).as("the number of " + message).isEqualTo(++last);
      }
      return message;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the next message, which must be of this type. */
  public JsonNode next(String type) {
    var message = next();
    assertThat(message.path("type").asText()).as(message.toString()).isEqualTo(type);
    return message;
  }

  /** Reads until a matching message. */
  public JsonNode until(Predicate<JsonNode> wanted) {
    while (true) {
      var message = next();
      if (wanted.test(message)) {
        return message;
      }
    }
  }

  public JsonNode until(String type) {
    return until(message -> message.path("type").asText().equals(type));
  }

  public JsonNode answer(String id) {
    return until(message -> message.path("re").asText().equals(id));
  }

  /** Whether an unread message has this type. */
  public boolean hasHeard(String type) {
    return Stream.concat(passedOver.stream(), heard.stream())
        .anyMatch(message -> message.path("type").asText().equals(type));
  }

  public short closeCode() {
    try {
      return closed.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the socket was not closed", e);
    }
  }

  /** Whether the first answer to hello is the snapshot, and not the end of the connection. */
  public boolean isSeated() {
    while (true) {
      try {
        var message = heard.poll(20, TimeUnit.MILLISECONDS);
        if (message != null || closed.isDone()) {
          return message != null && message.path("type").asText().equals("snapshot");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Cuts the connection without a close handshake, which a frozen server would not answer. */
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
