package tandem.rehearsal.agents;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tandem.base.ContactId;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.Loop;

/**
 * A simulated agent at the desk socket, who accepts every offer after a while and records the
 * outcome as soon as a conversation has ended; or one who does only what they are told. It runs on
 * one event loop; any thread may call.
 */
public final class DeskAgent {

  private final Vertx vertx;
  private final String agent;
  private final Manner manner;
  private final Loop loop;
  private final FrontDoor door;
  private final DeskLine line;
  private final Listener listener;

  private final Map<ContactId, String> contacts = new LinkedHashMap<>();
  private final Set<OfferId> offers = new HashSet<>();
  private final Set<OfferId> accepting = new HashSet<>();
  private final Map<ContactId, Future<FrontDoor.Answer>> outcomes = new HashMap<>();

  private String wish = "offline";
  private String reason = "";
  private String presence = "";
  private boolean presenceAsked;

  /**
   * The way an agent works.
   *
   * @param answersAfter the time from an offer to the accept; empty for an agent who does only what
   *     they are told
   * @param outcome the outcome of every contact
   */
  public record Manner(Optional<Duration> answersAfter, String outcome) {

    /** Accepts after this time. */
    public static Manner after(Duration time, String outcome) {
      return new Manner(Optional.of(time), outcome);
    }

    /** Accepts at once. */
    public static Manner prompt(String outcome) {
      return after(Duration.ZERO, outcome);
    }

    /** Accepts, finishes and comes back after a missed offer only when told to. */
    public static Manner told() {
      return new Manner(Optional.empty(), "");
    }

    private boolean isTold() {
      return answersAfter.isEmpty();
    }
  }

  /** The observer of the agent. Called on the agent's event loop. */
  public interface Listener {

    /** The desk has a session, which came with the state of everything, or has lost it. */
    default void connected(String agent, boolean isConnected) {}

    /**
     * The desk shows an offer, which ends by itself after this time; the customer's history came
     * with it or comes later. It is called again when the time changes.
     */
    default void offered(String agent, OfferId offer, Duration left, boolean withPop) {}

    /** The desk shows an offer no longer: it was closed, or is not in a new snapshot. */
    default void withdrawn(String agent, OfferId offer) {}

    /** The server has answered an accept: accepted, or refused with the reason. */
    default void accepted(String agent, OfferId offer, long askedAtNanos, boolean taken) {}

    /** The desk shows a contact, in the server's words; told before {@link #changed}. */
    default void shown(String agent, JsonNode contact) {}

    /** A message that changes neither offers, contacts nor presence. */
    default void heard(String agent, String type, JsonNode message) {}

    /** A contact of the agent is now in this state; after {@code closed} it has left the desk. */
    default void changed(String agent, ContactId contact, String state) {}

    /** The server has answered an outcome. */
    default void finished(String agent, ContactId contact, FrontDoor.Answer answer) {}

    default void present(String agent, String presence) {}

    /** After a message or an answer, the agent is {@link DeskAgent#idle}. */
    default void idle(String agent) {}

    /** The server has broken a rule of the protocol. */
    default void broken(String agent, String how) {}
  }

  /**
   * @param token a bearer token of the agent
   * @param tokens gets another one when the server no longer accepts the last
   */
  public DeskAgent(
      Vertx vertx,
      Ids ids,
      FrontDoor door,
      String agent,
      String token,
      Supplier<Future<String>> tokens,
      Manner manner,
      Listener listener) {
    this.vertx = vertx;
    this.loop = new Loop(vertx);
    this.door = door;
    this.agent = agent;
    this.manner = manner;
    this.listener = listener;
    this.line = new DeskLine(vertx, ids, door, token, tokens, new Hearing());
  }

  /** Connects to the desk; completes with the first snapshot. */
  public Future<Void> connect() {
    return loop.ask(greeted -> line.connect().onComplete(greeted));
  }

  public void ready() {
    loop.run(() -> wish("ready", ""));
  }

  /**
   * Makes a pause until {@link #ready}.
   *
   * @param why the id of a reason of the floor
   */
  public void notReady(String why) {
    loop.run(() -> wish("not_ready", why));
  }

  public void offline() {
    loop.run(() -> wish("offline", ""));
  }

  /** Closes the connection without going offline first. */
  public Future<Void> close() {
    return loop.ask(done -> line.close().onComplete(done));
  }

  public String agent() {
    return agent;
  }

  /** Whether the agent has an active session at this moment. */
  public boolean connected() {
    return line.isUp();
  }

  /** Whether the agent has no contact, offer, unanswered command or open wrap-up. */
  public boolean idle() {
    return contacts.isEmpty() && offers.isEmpty() && line.isAnswered();
  }

  /** The agent's presence in the server's last message. */
  public String presence() {
    return presence;
  }

  /** Accepts an offer that the desk still shows. */
  public void take(OfferId offer) {
    loop.run(() -> accept(offer));
  }

  /** Records the outcome, which ends the contact in any state. */
  public void finish(ContactId contact) {
    finish(contact, manner.outcome(), "");
  }

  public void finish(ContactId contact, String outcome, String note) {
    loop.run(() -> outcomes.computeIfAbsent(contact, _ -> postOutcome(contact, outcome, note)));
  }

  /**
   * Sends a request to the server as this agent, until it is accepted or refused.
   *
   * @param key the idempotency key of what must be done once; empty without one
   */
  public Future<FrontDoor.Answer> request(
      HttpMethod method, String path, Optional<String> key, String body) {
    return door.insist(
        () -> {
          var headers = new HashMap<>(Map.of("authorization", "Bearer " + line.token()));
          if (!body.isEmpty()) {
            headers.put("content-type", "application/json");
          }
          key.ifPresent(text -> headers.put("idempotency-key", text));
          return door.send(method, path, headers, body);
        },
        () -> {});
  }

  /** Puts the customer on hold until {@link #resume}. */
  public void hold(ContactId contact) {
    loop.run(() -> press("hold", contact));
  }

  public void resume(ContactId contact) {
    loop.run(() -> press("resume", contact));
  }

  private void press(String button, ContactId contact) {
    line.ask(
        Json.MAPPER.createObjectNode().put("do", button).put("contact", contact.toString()),
        answer -> {
          if (!answer.has("ok")) {
            listener.broken(
                agent,
                "may not " + button + ": "
                    + answer.path("problem").path("detail").asText());
          }
        });
  }

  private void wish(String state, String why) {
    wish = state;
    reason = why;
    askForPresence();
  }

  private void show(JsonNode snapshot) {
    present(presenceOf(snapshot.path("presence")));
    var shown = new HashSet<OfferId>();
    snapshot
        .path("offers")
        .forEach(offer -> shown.add(OfferId.parse(offer.path("id").asText())));
    for (var gone : List.copyOf(offers)) {
      if (!shown.contains(gone)) {
        offers.remove(gone);
        listener.withdrawn(agent, gone);
      }
    }
    var held = new HashMap<ContactId, String>();
    snapshot.path("contacts").forEach(contact -> {
      held.put(contactId(contact), contact.path("state").asText());
      listener.shown(agent, contact);
    });
    for (var gone : List.copyOf(contacts.keySet())) {
      if (!held.containsKey(gone)) {
        changed(gone, "closed");
      }
    }
    held.forEach(this::changed);
    snapshot.path("offers").forEach(this::offered);
  }

  private void happened(String type, JsonNode message) {
    switch (type) {
      case "offer.created" -> offered(message.path("offer"));
      case "offer.closed" -> {
        var offer = OfferId.parse(message.path("offer").asText());
        offers.remove(offer);
        listener.withdrawn(agent, offer);
      }
      case "contact.changed" -> {
        var contact = message.path("contact");
        listener.shown(agent, contact);
        changed(contactId(contact), contact.path("state").asText());
      }
      case "presence.changed" -> {
        present(presenceOf(message.path("presence")));
        if (!manner.isTold()) {
          askForPresence();
        }
      }
      default -> listener.heard(agent, type, message);
    }
  }

  private void offered(JsonNode shown) {
    var offer = OfferId.parse(shown.path("id").asText());
    offers.add(offer);
    listener.offered(
        agent,
        offer,
        Duration.ofMillis(shown.path("expires_in_ms").asLong()),
        shown.hasNonNull("pop"));
    manner.answersAfter().filter(_ -> accepting.add(offer)).ifPresent(wait -> {
      if (wait.isZero()) {
        accept(offer);
      } else {
        vertx.setTimer(wait.toMillis(), _ -> accept(offer));
      }
    });
  }

  private void accept(OfferId offer) {
    if (!offers.contains(offer)) {
      accepting.remove(offer);
      return;
    }
    long askedAt = System.nanoTime();
    line.ask(
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
    if (!state.equals("wrap_up")) {
      outcomes.remove(contact);
    } else if (!manner.isTold()) {
      finish(contact);
    }
  }

  private Future<FrontDoor.Answer> postOutcome(ContactId contact, String outcome, String note) {
    var body = Json.write(Json.MAPPER.createObjectNode().put("outcome", outcome).put("note", note));
    return request(
            HttpMethod.POST, "/api/v1/contacts/" + contact + "/outcome", Optional.empty(), body)
        .onSuccess(answer -> listener.finished(agent, contact, answer));
  }

  /** Reads the presence; one requested while busy counts already, because it follows by itself. */
  private static String presenceOf(JsonNode said) {
    return said.path("next").path("state").asText(said.path("state").asText());
  }

  private void present(String state) {
    presence = state;
    listener.present(agent, state);
  }

  private void askForPresence() {
    if (!line.isUp() || presenceAsked || presence.equals(wish)) {
      return;
    }
    var asked = wish;
    presenceAsked = true;
    var command = Json.MAPPER.createObjectNode().put("do", asked);
    if (!reason.isEmpty()) {
      command.put("reason", reason);
    }
    line.ask(command, answer -> {
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

  private static ContactId contactId(JsonNode contact) {
    return ContactId.parse(contact.path("id").asText());
  }

  /** The receiver of the connection's messages. */
  private final class Hearing implements DeskLine.Listener {

    @Override
    public void begun(Optional<JsonNode> snapshot) {
      listener.connected(agent, true);
      snapshot.ifPresent(DeskAgent.this::show);
      askForPresence();
      look();
    }

    @Override
    public void lost() {
      listener.connected(agent, false);
    }

    @Override
    public void happened(String type, JsonNode message) {
      DeskAgent.this.happened(type, message);
      look();
    }

    @Override
    public void answered() {
      look();
    }

    private void look() {
      if (idle()) {
        listener.idle(agent);
      }
    }

    @Override
    public void broken(String how) {
      listener.broken(agent, how);
    }
  }
}
