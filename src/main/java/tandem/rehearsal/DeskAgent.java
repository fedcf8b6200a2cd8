package tandem.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.base.ContactId;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.document.Json;

/**
 * An agent who works at the desk socket: accepts every offer at once, records the outcome as soon
 * as a conversation is over, and comes back after a break of the line with everything that was not
 * answered. Lives on one event loop; any thread may call.
 */
public final class DeskAgent {

  public static final String SOCKET = "/ws/desk";
  public static final String SUB_PROTOCOL = "tandem.v1";

  /** The server pings every 5 s: so much silence is a dead line. */
  private static final int SILENCE_SECONDS_MAX = 15;

  private static final int CONNECT_TIMEOUT_MS = 2_000;
  private static final int MESSAGE_BYTES_MAX = 8 * 1024 * 1024;
  private static final long FIRST_PAUSE_MS = 50;
  private static final long PAUSE_MAX_MS = 500;
  private static final int CLIENT_ERROR_FIRST = 400;
  private static final int SERVER_ERROR_FIRST = 500;

  private final String agent;
  private final String outcome;
  private final Vertx vertx;
  private final Context context;
  private final Ids ids;
  private final FrontDoor door;
  private final Supplier<Future<String>> tokens;
  private final Listener listener;
  private final WebSocketClient sockets;

  private final Map<String, Asked> unanswered = new LinkedHashMap<>();
  private final Map<ContactId, String> contacts = new LinkedHashMap<>();
  private final Set<OfferId> offers = new HashSet<>();
  private final Set<OfferId> accepting = new HashSet<>();
  private final Map<ContactId, Future<FrontDoor.Answer>> outcomes = new HashMap<>();
  private final Promise<Void> greeted = Promise.promise();

  private Optional<String> token;
  private Optional<String> session = Optional.empty();
  private @Nullable WebSocket socket;
  private long seq;
  private boolean seqUncertain;
  private boolean listening;
  private boolean closed;
  private long pause = FIRST_PAUSE_MS;
  private String wish = "offline";
  private String presence = "";
  private boolean presenceAsked;

  /** Who watches the agent. Called on the agent's event loop. */
  public interface Listener {

    /** The desk rings; the customer's history came with it, or comes by itself. */
    default void offered(String agent, OfferId offer, boolean withPop) {}

    /** The server has answered our yes: taken, or why not. */
    default void accepted(String agent, OfferId offer, long askedAtNanos, boolean taken) {}

    /** A contact of the agent's is now in this state; {@code closed} is gone. */
    default void changed(String agent, ContactId contact, String state) {}

    /** The server has answered the outcome. */
    default void finished(String agent, ContactId contact, FrontDoor.Answer answer) {}

    default void present(String agent, String presence) {}

    /** The server broke its word. */
    default void broken(String agent, String how) {}
  }

  /** A command that the server has not answered. */
  private record Asked(String text, Consumer<JsonNode> answered) {}

  /**
   * @param token a bearer token of the agent
   * @param tokens another one, for when the server no longer knows the last
   * @param outcome what is recorded at the end of every contact
   */
  public DeskAgent(
      Vertx vertx,
      Ids ids,
      FrontDoor door,
      String agent,
      String token,
      Supplier<Future<String>> tokens,
      String outcome,
      Listener listener) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.ids = ids;
    this.door = door;
    this.agent = agent;
    this.token = Optional.of(token);
    this.tokens = tokens;
    this.outcome = outcome;
    this.listener = listener;
    this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
        .setSsl("https".equals(door.base().getScheme()))
        .setTcpNoDelay(true)
        .setConnectTimeout(CONNECT_TIMEOUT_MS)
        .setIdleTimeout(SILENCE_SECONDS_MAX)
        .setMaxFrameSize(MESSAGE_BYTES_MAX)
        .setMaxMessageSize(MESSAGE_BYTES_MAX));
  }

  /** Sits down at the desk; done when the server has shown it the floor. */
  public Future<Void> connect() {
    onLoop(this::dial);
    return greeted.future();
  }

  public void ready() {
    onLoop(() -> wish("ready"));
  }

  public void offline() {
    onLoop(() -> wish("offline"));
  }

  /** Leaves the desk without a word. */
  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    onLoop(() -> {
      closed = true;
      sockets.close().onComplete(done);
    });
    return done.future();
  }

  public String agent() {
    return agent;
  }

  /** Whether the server shows the floor to the agent at this moment. */
  public boolean connected() {
    return listening;
  }

  /** Nothing is held, offered, unanswered or still to be written up. */
  public boolean idle() {
    return contacts.isEmpty() && offers.isEmpty() && unanswered.isEmpty();
  }

  /** What the server last said the agent is. */
  public String presence() {
    return presence;
  }

  /** Records the outcome, which ends the contact in whatever state it is. */
  public void finish(ContactId contact) {
    onLoop(() -> outcomes.computeIfAbsent(contact, this::postOutcome));
  }

  private void wish(String state) {
    wish = state;
    askForPresence();
  }

  private void dial() {
    if (closed) {
      return;
    }
    token
        .map(Future::succeededFuture)
        .orElseGet(tokens)
        .compose(bearer -> {
          token = Optional.of(bearer);
          return sockets.connect(new WebSocketConnectOptions()
              .addHeader("Authorization", "Bearer " + bearer)
              // an origin is what a page has; a program's address may not be the public one
              .setAllowOriginHeader(false)
              .setHost(door.base().getHost())
              .setPort(FrontDoor.port(door.base()))
              .setSsl("https".equals(door.base().getScheme()))
              .setURI(SOCKET)
              .setSubProtocols(List.of(SUB_PROTOCOL)));
        })
        .onSuccess(this::greet)
        .onFailure(no -> {
          if (no instanceof UpgradeRejectedException rejected
              && rejected.getStatus() >= CLIENT_ERROR_FIRST
              && rejected.getStatus() < SERVER_ERROR_FIRST) {
            token = Optional.empty();
          }
          dialAgain();
        });
  }

  private void dialAgain() {
    listening = false;
    socket = null;
    if (!closed) {
      vertx.setTimer(pause, _ -> dial());
      pause = Math.min(pause * 2, PAUSE_MAX_MS);
    }
  }

  private void greet(WebSocket open) {
    if (closed) {
      open.close();
      return;
    }
    socket = open;
    open.textMessageHandler(this::read);
    open.exceptionHandler(_ -> open.close());
    open.closeHandler(_ -> dialAgain());
    var hello = Json.MAPPER.createObjectNode().put("type", "hello");
    session.ifPresent(known -> hello.putObject("resume").put("session", known).put("seq", seq));
    open.writeTextMessage(Json.write(hello));
  }

  private void read(String text) {
    JsonNode message;
    try {
      message = Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      listener.broken(agent, "sent what is no JSON");
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
      happened(type, message);
    }
  }

  /** A no because of an outage is no answer: the same command, with its id, is said again. */
  private void answered(String id, JsonNode message) {
    int status = message.path("problem").path("status").asInt();
    var asked = unanswered.get(id);
    if (asked == null) {
      return;
    }
    if (status >= SERVER_ERROR_FIRST) {
      vertx.setTimer(FIRST_PAUSE_MS, _ -> {
        if (unanswered.containsKey(id)) {
          say(asked.text());
        }
      });
      return;
    }
    unanswered.remove(id);
    asked.answered().accept(message);
  }

  /** The socket session begins, or goes on. */
  private void begin(String type, JsonNode message) {
    listening = true;
    pause = FIRST_PAUSE_MS;
    session = Optional.of(message.path("session").asText());
    if (type.equals("snapshot")) {
      seq = message.path("seq").asLong();
      seqUncertain = false;
      show(message);
    } else {
      seqUncertain = true;
    }
    List.copyOf(unanswered.values()).forEach(asked -> say(asked.text()));
    if (type.equals("snapshot")) {
      message.path("offers").forEach(this::offered);
    }
    askForPresence();
    greeted.tryComplete();
  }

  /** Messages of a session are numbered without gaps; a repeated one is passed over. */
  private boolean counted(JsonNode message) {
    long number = message.path("seq").asLong();
    if (number <= seq) {
      return false;
    }
    if (number != seq + 1 && !seqUncertain) {
      listener.broken(agent, "message " + number + " came after " + seq);
    }
    seqUncertain = false;
    seq = number;
    return true;
  }

  private void show(JsonNode snapshot) {
    present(presenceOf(snapshot.path("presence")));
    offers.clear();
    var held = new HashMap<ContactId, String>();
    snapshot
        .path("contacts")
        .forEach(contact -> held.put(contactId(contact), contact.path("state").asText()));
    for (var gone : List.copyOf(contacts.keySet())) {
      if (!held.containsKey(gone)) {
        changed(gone, "closed");
      }
    }
    held.forEach(this::changed);
  }

  private void happened(String type, JsonNode message) {
    switch (type) {
      case "offer.created" -> offered(message.path("offer"));
      case "offer.closed" -> offers.remove(OfferId.parse(message.path("offer").asText()));
      case "contact.changed" ->
        changed(
            contactId(message.path("contact")),
            message.path("contact").path("state").asText());
      case "presence.changed" -> {
        present(presenceOf(message.path("presence")));
        askForPresence();
      }
      default -> {
        // pops, entries and remedies are for people to read
      }
    }
  }

  private void offered(JsonNode shown) {
    var offer = OfferId.parse(shown.path("id").asText());
    offers.add(offer);
    listener.offered(agent, offer, shown.hasNonNull("pop"));
    if (!accepting.add(offer)) {
      return;
    }
    long askedAt = System.nanoTime();
    ask(
        Json.MAPPER.createObjectNode().put("do", "accept").put("offer", offer.toString()),
        answer -> {
          accepting.remove(offer);
          offers.remove(offer);
          listener.accepted(agent, offer, askedAt, answer.has("ok"));
        });
  }

  private void changed(ContactId contact, String state) {
    var before = state.equals("closed") ? contacts.remove(contact) : contacts.put(contact, state);
    if (!state.equals(before)) {
      listener.changed(agent, contact, state);
    }
    if (state.equals("wrap_up")) {
      outcomes.computeIfAbsent(contact, this::postOutcome);
    } else {
      outcomes.remove(contact);
    }
  }

  private Future<FrontDoor.Answer> postOutcome(ContactId contact) {
    var body = Json.write(Json.MAPPER.createObjectNode().put("outcome", outcome).put("note", ""));
    return door.insist(
            () -> door.post(
                "/api/v1/contacts/" + contact + "/outcome",
                Map.of(
                    "authorization",
                    "Bearer " + token.orElse(""),
                    "content-type",
                    "application/json"),
                body),
            () -> {})
        .onSuccess(answer -> listener.finished(agent, contact, answer));
  }

  /** A presence that was asked for while busy counts already: it comes by itself. */
  private static String presenceOf(JsonNode said) {
    return said.path("next").path("state").asText(said.path("state").asText());
  }

  private void present(String state) {
    presence = state;
    listener.present(agent, state);
  }

  private void askForPresence() {
    if (!listening || presenceAsked || presence.equals(wish)) {
      return;
    }
    var asked = wish;
    presenceAsked = true;
    ask(Json.MAPPER.createObjectNode().put("do", asked), answer -> {
      presenceAsked = false;
      if (!answer.has("ok")) {
        listener.broken(
            agent,
            "may not be " + asked + ": " + answer.path("problem").path("detail").asText());
      } else {
        present(asked);
        askForPresence();
      }
    });
  }

  private void ask(ObjectNode command, Consumer<JsonNode> answered) {
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

  private static ContactId contactId(JsonNode contact) {
    return ContactId.parse(contact.path("id").asText());
  }

  private void onLoop(Runnable work) {
    if (context.equals(Vertx.currentContext())) {
      work.run();
    } else {
      context.runOnContext(_ -> work.run());
    }
  }
}
