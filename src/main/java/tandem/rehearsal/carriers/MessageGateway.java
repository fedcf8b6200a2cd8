package tandem.rehearsal.carriers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Set;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.Loop;

/**
 * A simulated gateway of a messenger: it brings customers' messages to the server's hook, signed,
 * and takes the server's messages to customers, each once. Any thread may call; it runs on one
 * event loop.
 */
public final class MessageGateway {

  private static final int TAKEN = 204;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;

  private final Loop loop;
  private final InstantSource clock;
  private final Ids ids;
  private final SignedMessages signed;
  private final SignedHook hook;
  private final BackDoor backDoor;
  private final Listener listener;
  private final Set<String> taken = Collections.newSetFromMap(VoiceCarrier.remembering());

  /** The listener at the customers' side. Called on the gateway's event loop. */
  public interface Listener {

    /** The server has sent a message to a customer. */
    void sent(JsonNode message);

    /** A command could not be read, or is not signed by the server. */
    void strange(String what);
  }

  /**
   * @param secret the hook's secret, {@code whsec_...}
   * @param commandUrl the URL for the server's messages, at which the gateway listens
   */
  public MessageGateway(
      Vertx vertx,
      InstantSource clock,
      Ids ids,
      FrontDoor door,
      String secret,
      URI commandUrl,
      Listener listener) {
    this.loop = new Loop(vertx);
    this.clock = clock;
    this.ids = ids;
    this.signed = new SignedMessages(secret);
    this.hook = new SignedHook(door, SignedHook.MESSAGES, signed, clock);
    this.backDoor = BackDoor.forCommands(vertx, commandUrl, this::obey, listener::strange);
    this.listener = listener;
  }

  /** Starts to listen; {@link tandem.base.Failure.Conflict} when the port is in use. */
  public Future<URI> open() {
    return loop.ask(open ->
        backDoor.openFor("messages.command_url", "TANDEM_MESSAGES_COMMAND_URL").onComplete(open));
  }

  public Future<Void> close() {
    return loop.ask(closed -> backDoor.close().onComplete(closed));
  }

  /**
   * Brings a customer's message; completes with the server's answer.
   *
   * @param from the customer's address in the messenger
   * @param to one of the server's addresses
   */
  public Future<JsonNode> arrive(String from, String name, String to, String text) {
    return hook.tell(
        ids,
        event("message.arrived")
            .put("id", ids.next().toString())
            .put("from", from)
            .put("name", name)
            .put("to", to)
            .put("text", text));
  }

  /** Reports that a message of the server was delivered, or read. */
  public Future<JsonNode> report(String message, boolean isRead) {
    return hook.tell(
        ids, event(isRead ? "message.read" : "message.delivered").put("message", message));
  }

  private static ObjectNode event(String type) {
    return Json.MAPPER.createObjectNode().put("type", type);
  }

  private int obey(MultiMap headers, String body) {
    var id = headers.get(SignedMessages.ID);
    if (id == null || !signed.verifies(headers, body, clock.instant())) {
      listener.strange("a message with a bad signature");
      return FORBIDDEN;
    }
    if (taken.contains(id)) {
      return TAKEN;
    }
    try {
      listener.sent(Json.MAPPER.readTree(body));
    } catch (JsonProcessingException e) {
      listener.strange("a message that is not JSON");
      return BAD_REQUEST;
    }
    taken.add(id);
    return TAKEN;
  }
}
