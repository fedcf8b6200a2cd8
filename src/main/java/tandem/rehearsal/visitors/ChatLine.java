package tandem.rehearsal.visitors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.List;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;

/** One socket of a visitor's widget. It runs on the event loop that opens it. */
public final class ChatLine {

  private final WebSocket socket;
  private String token = "";

  private ChatLine(WebSocket socket) {
    this.socket = socket;
  }

  /** The visitor at the line. Called on its event loop. */
  @FunctionalInterface
  public interface Listener {

    /** A message of the server, also the answer to a command, but not the welcome. */
    void heard(JsonNode message);

    /** The line is gone: the server has closed it, or the network. */
    default void gone() {}
  }

  /**
   * Opens a line; completes with the server's welcome.
   *
   * @param hello what the visitor says first: an earlier token, an identity; its type is added
   */
  public static Future<ChatLine> open(
      WebSocketClient client, URI server, String site, ObjectNode hello, Listener listener) {
    return client
        .connect(new WebSocketConnectOptions()
            .setAllowOriginHeader(false)
            .setHost(server.getHost())
            .setPort(FrontDoor.port(server))
            .setSsl("https".equals(server.getScheme()))
            .setURI("/ws/chat?site=" + site)
            .setSubProtocols(List.of("tandem.v1")))
        .compose(socket -> new ChatLine(socket).greeted(hello, listener));
  }

  private Future<ChatLine> greeted(ObjectNode hello, Listener listener) {
    var welcome = Promise.<ChatLine>promise();
    socket.textMessageHandler(text -> hear(read(text), welcome, listener));
    socket.exceptionHandler(_ -> socket.close());
    socket.closeHandler(_ -> {
      var why = new Failure.Conflict("the server closed a chat: " + socket.closeReason());
      if (!welcome.tryFail(why)) {
        listener.gone();
      }
    });
    say(hello.put("type", "hello"));
    return welcome.future();
  }

  private void hear(JsonNode message, Promise<ChatLine> welcome, Listener listener) {
    if (message.path("type").asText().equals("welcome")) {
      token = message.path("visitor").asText();
      welcome.tryComplete(this);
    } else {
      listener.heard(message);
    }
  }

  private static JsonNode read(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The visitor's token, with which another line continues the conversation. */
  public String token() {
    return token;
  }

  /** Says something; the answer has this id. */
  public void say(String id, String text) {
    say(command(id, "say").put("text", text));
  }

  /** Ends the chat. */
  public void leave(String id) {
    say(command(id, "leave"));
  }

  /** Shows that the visitor writes, or has stopped. */
  public void typing(boolean now) {
    say(report("typing").put("is_typing", now));
  }

  /** The visitor has got and seen the messages up to this one. */
  public void read(int number) {
    say(report("got").put("number", number));
    say(report("read").put("number", number));
  }

  public Future<Void> close() {
    return socket.close();
  }

  private static ObjectNode command(String id, String act) {
    return Json.MAPPER.createObjectNode().put("id", id).put("do", act);
  }

  private static ObjectNode report(String type) {
    return Json.MAPPER.createObjectNode().put("type", type);
  }

  private void say(ObjectNode message) {
    if (!socket.isClosed()) {
      var _ = socket.writeTextMessage(Json.write(message));
    }
  }
}
