package tandem.rehearsal.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;

/**
 * An agent's connection to the desk socket. After a break it reconnects, resumes its session, and
 * sends all unanswered commands again. It runs on its agent's event loop.
 */
final class DeskLine {

  private static final String SOCKET = "/ws/desk";
  private static final String SUB_PROTOCOL = "tandem.v1";

  /**
   * After this silence the connection is dead, because the server says every 2 s that it is alive.
   */
  private static final int SILENCE_SECONDS_MAX = 6;

  private static final int CONNECT_TIMEOUT_MS = 2_000;
  private static final int MESSAGE_BYTES_MAX = 8 * 1024 * 1024;
  private static final long FIRST_PAUSE_MS = 50;
  private static final long PAUSE_MAX_MS = 500;

  /** No shorter: at most 120 commands a second are answered at all, and 20 of them are taken. */
  private static final long COME_AGAIN_MS = 250;

  private static final int CLIENT_ERROR_FIRST = 400;
  private static final int SERVER_ERROR_FIRST = 500;

  /** The listener of the connection. */
  interface Listener {

    /** The session has begun with a snapshot of the desk; empty when it was resumed. */
    void begun(Optional<JsonNode> snapshot);

    /** The session's connection has ended. */
    void lost();

    /** A message that is not an answer; each comes once and in order. */
    void happened(String type, JsonNode message);

    /** A command has got its final answer, and its sender has it. */
    void answered();

    /** The server has broken a rule of the protocol. */
    void broken(String how);
  }

  /** A command that the server has not answered. */
  private record Asked(String text, Consumer<JsonNode> answered) {}

  private final Vertx vertx;
  private final Ids ids;
  private final FrontDoor door;
  private final Supplier<Future<String>> tokens;
  private final Listener listener;
  private final WebSocketClient sockets;
  private final Map<String, Asked> unanswered = new LinkedHashMap<>();
  private final Promise<Void> greeted = Promise.promise();

  private Optional<String> token;
  private Optional<String> session = Optional.empty();
  private @Nullable WebSocket socket;
  private long seq;
  private boolean seqUncertain;
  private boolean listening;
  private boolean closed;
  private long pause = FIRST_PAUSE_MS;

  /**
   * @param token a bearer token of the agent
   * @param tokens gets another one when the server no longer accepts the last
   */
  DeskLine(
      Vertx vertx,
      Ids ids,
      FrontDoor door,
      String token,
      Supplier<Future<String>> tokens,
      Listener listener) {
    this.vertx = vertx;
    this.ids = ids;
    this.door = door;
    this.token = Optional.of(token);
    this.tokens = tokens;
    this.listener = listener;
    this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
        .setSsl("https".equals(door.base().getScheme()))
        .setTcpNoDelay(true)
        .setConnectTimeout(CONNECT_TIMEOUT_MS)
        .setIdleTimeout(SILENCE_SECONDS_MAX)
        .setMaxFrameSize(MESSAGE_BYTES_MAX)
        .setMaxMessageSize(MESSAGE_BYTES_MAX));
  }

  /** Connects; completes when the first session has begun. */
  Future<Void> connect() {
    dial();
    return greeted.future();
  }

  Future<Void> close() {
    closed = true;
    return sockets.close();
  }

  /** Whether a session is active at this moment. */
  boolean isUp() {
    return listening;
  }

  boolean isAnswered() {
    return unanswered.isEmpty();
  }

  /** The bearer token that the server last accepted; empty while another is requested. */
  String token() {
    return token.orElse("");
  }

  /** Sends a command with a new id until it is accepted or finally refused. */
  void ask(ObjectNode command, Consumer<JsonNode> answered) {
    var id = ids.next().toString();
    var text = Json.write(command.put("id", id));
    unanswered.put(id, new Asked(text, answered));
    say(text);
  }

  private void say(String text) {
    var open = socket;
    if (listening && open != null) {
      open.writeTextMessage(text);
    }
  }

  private void dial() {
    if (closed) {
      return;
    }
    var node = door.base();
    token
        .map(Future::succeededFuture)
        .orElseGet(tokens)
        .compose(bearer -> {
          token = Optional.of(bearer);
          return sockets.connect(new WebSocketConnectOptions()
              .addHeader("Authorization", "Bearer " + bearer)
              // only pages send an origin; a program's URL may differ from the public one
              .setAllowOriginHeader(false)
              .setHost(node.getHost())
              .setPort(FrontDoor.port(node))
              .setSsl("https".equals(node.getScheme()))
              .setURI(SOCKET)
              .setSubProtocols(List.of(SUB_PROTOCOL)));
        })
        .onSuccess(open -> hello(open, node))
        .onFailure(no -> {
          if (no instanceof UpgradeRejectedException rejected
              && rejected.getStatus() >= CLIENT_ERROR_FIRST
              && rejected.getStatus() < SERVER_ERROR_FIRST) {
            token = Optional.empty();
          }
          dialAgain(node);
        });
  }

  /** Tries the next node, if there are several. */
  private void dialAgain(URI last) {
    door.leave(last);
    if (listening) {
      listening = false;
      listener.lost();
    }
    socket = null;
    if (!closed) {
      vertx.setTimer(pause, _ -> dial());
      pause = Math.min(pause * 2, PAUSE_MAX_MS);
    }
  }

  private void hello(WebSocket open, URI node) {
    if (closed) {
      open.close();
      return;
    }
    socket = open;
    open.textMessageHandler(this::read);
    open.exceptionHandler(_ -> open.close());
    open.closeHandler(_ -> dialAgain(node));
    var hello = Json.MAPPER.createObjectNode().put("type", "hello");
    session.ifPresent(known -> hello.putObject("resume").put("session", known).put("seq", seq));
    open.writeTextMessage(Json.write(hello));
  }

  private void read(String text) {
    JsonNode message;
    try {
      message = Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      listener.broken("sent text that is not JSON");
      return;
    }
    if (message.has("re")) {
      answered(message.path("re").asText(), message);
      return;
    }
    var type = message.path("type").asText();
    if (type.equals("snapshot") || type.equals("resumed")) {
      begin(type, message);
    } else if (counted(message)) {
      listener.happened(type, message);
    }
  }

  /**
   * Handles an answer. A refusal because of an outage, or because of too many commands at once, is
   * not final: the command is sent again with its id.
   */
  private void answered(String id, JsonNode message) {
    int status = message.path("problem").path("status").asInt();
    var asked = unanswered.get(id);
    if (asked == null) {
      return;
    }
    if (FrontDoor.Answer.isPassing(status)) {
      vertx.setTimer(COME_AGAIN_MS, _ -> {
        if (unanswered.containsKey(id)) {
          say(asked.text());
        }
      });
      return;
    }
    unanswered.remove(id);
    asked.answered().accept(message);
    listener.answered();
  }

  /** Begins or resumes the session. */
  private void begin(String type, JsonNode message) {
    boolean anew = type.equals("snapshot");
    listening = true;
    pause = FIRST_PAUSE_MS;
    session = Optional.of(message.path("session").asText());
    seqUncertain = !anew;
    if (anew) {
      seq = message.path("seq").asLong();
    }
    List.copyOf(unanswered.values()).forEach(asked -> say(asked.text()));
    listener.begun(anew ? Optional.of(message) : Optional.empty());
    greeted.tryComplete();
  }

  /** Checks that messages are numbered without gaps; repeated ones are ignored. */
  private boolean counted(JsonNode message) {
    long number = message.path("seq").asLong();
    if (number <= seq) {
      return false;
    }
    if (number != seq + 1 && !seqUncertain) {
      listener.broken("message " + number + " came after " + seq);
    }
    seqUncertain = false;
    seq = number;
    return true;
  }
}
