package tandem.rehearsal.carriers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.Loop;

/**
 * A simulated carrier that uses the native voice hook. It reports the events of its calls, signed,
 * in order per call, and repeats each until the server has accepted it. It carries out each signed
 * command once. Any thread may call; it runs on one event loop.
 */
public final class VoiceCarrier {

  private static final int REMEMBERED_MAX = 200_000;

  private static final int TAKEN = 204;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;

  private final Loop loop;
  private final InstantSource clock;
  private final Ids ids;
  private final FrontDoor door;
  private final SignedHook voiceHook;
  private final SignedMessages signed;
  private final BackDoor backDoor;
  private final Listener listener;
  private final IntSupplier copies;
  private final AtomicLong retries = new AtomicLong();
  private final Map<String, Line> lines = remembering();
  private final Set<String> commandsTaken = Collections.newSetFromMap(remembering());

  /** The listener at the other end of the calls. Called on the carrier's event loop. */
  public interface Listener {

    /** The caller is joined with the agent; returns false when the agent cannot be reached. */
    default boolean bridge(String call, String agent) {
      return true;
    }

    /** A further command joins a caller who is talking already. */
    default void bridgedAgain(String call, String before, String agent) {}

    /** The server has ended a live call. */
    default void hungUp(String call) {}

    /** A command is for an unknown call, or not signed by the server. */
    default void strange(String what) {}

    /**
     * An event was sent once, at this {@link System#nanoTime}; the answer's status is 0 when there
     * was none.
     */
    default void tried(String id, String call, String type, long sentAtNanos, int status) {}

    /** The server's signed command has come, perhaps again, and before it is carried out. */
    default void commanded(String id, String body) {}

    /** The server has accepted or refused an event. */
    default void answered(String call, String type, FrontDoor.Answer answer) {}
  }

  /** One call of the carrier. */
  private static final class Line {
    final Deque<Hook> hooks = new ArrayDeque<>();
    boolean sending;
    boolean over;
    Optional<String> agent = Optional.empty();
  }

  /** The commands that this carrier knows. */
  private enum Order {
    BRIDGE,
    HOLD,
    RESUME,
    HANGUP;

    static Optional<Order> of(String type) {
      return Stream.of(values())
          .filter(order -> type.equals("call." + order.name().toLowerCase(Locale.ROOT)))
          .findFirst();
    }
  }

  private record Hook(
      String id, String call, String type, String body, Promise<FrontDoor.Answer> answer) {}

  /**
   * @param secret the hook's secret, {@code whsec_...}
   * @param commandUrl the URL for the server's commands, at which the carrier listens; port 0 finds
   *     a free one
   */
  public VoiceCarrier(
      Vertx vertx,
      InstantSource clock,
      Ids ids,
      FrontDoor door,
      String secret,
      URI commandUrl,
      Listener listener) {
    this(vertx, clock, ids, door, secret, commandUrl, listener, () -> 1);
  }

  /** @param copies how often the next event is sent at the same time, in turn to each node */
  public VoiceCarrier(
      Vertx vertx,
      InstantSource clock,
      Ids ids,
      FrontDoor door,
      String secret,
      URI commandUrl,
      Listener listener,
      IntSupplier copies) {
    this.loop = new Loop(vertx);
    this.clock = clock;
    this.ids = ids;
    this.door = door;
    this.signed = new SignedMessages(secret);
    this.voiceHook = new SignedHook(door, SignedHook.VOICE, signed, clock);
    this.backDoor = BackDoor.forCommands(vertx, commandUrl, this::obey, listener::strange);
    this.listener = listener;
    this.copies = copies;
  }

  /** A map that forgets what it got first. */
  static <V> Map<String, V> remembering() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED_MAX;
      }
    };
  }

  /**
   * Starts to listen for commands; returns its URL. {@link Failure.Conflict} when the port is in
   * use.
   */
  public Future<URI> open() {
    return loop.ask(open -> backDoor
        .openFor("voice.native.command_url", "TANDEM_VOICE_NATIVE_COMMAND_URL")
        .onComplete(open));
  }

  public Future<Void> close() {
    return loop.ask(closed -> backDoor.close().onComplete(closed));
  }

  /** The number of repeated events. */
  public long retries() {
    return retries.get();
  }

  /** Places a call to one of the server's numbers. */
  public Future<FrontDoor.Answer> arrive(String call, String from, String to) {
    return report(call, event("call.arrived", call).put("from", from).put("to", to));
  }

  /** Lets the caller hang up. */
  public Future<FrontDoor.Answer> hangUp(String call, String cause) {
    return report(call, event("call.ended", call).put("cause", cause));
  }

  /** Posts any event, also an invalid one; the time is added. */
  public Future<FrontDoor.Answer> report(String call, ObjectNode event) {
    return report(ids.next().toString(), call, event);
  }

  /** Posts any event with a given id, so that it can be repeated. */
  public Future<FrontDoor.Answer> report(String id, String call, ObjectNode event) {
    Promise<FrontDoor.Answer> answer = Promise.promise();
    var type = event.path("type").asText();
    var body = Json.write(event.put("at", clock.instant().toString()));
    loop.run(() -> {
      var line = lines.computeIfAbsent(call, _ -> new Line());
      line.over |= type.equals("call.ended");
      line.hooks.add(new Hook(id, call, type, body, answer));
      sendNext(line);
    });
    return answer.future();
  }

  public static ObjectNode event(String type, String call) {
    return Json.MAPPER.createObjectNode().put("type", type).put("call", call);
  }

  private void sendNext(Line line) {
    var hook = line.hooks.peek();
    if (line.sending || hook == null) {
      return;
    }
    line.sending = true;
    var sending = IntStream.range(0, copies.getAsInt())
        .mapToObj(copy -> door.insist(() -> post(copy, hook), retries::incrementAndGet))
        .toList();
    Future.join(sending).transform(_ -> sending.getFirst()).onComplete(sent -> {
      line.sending = false;
      line.hooks.remove();
      if (sent.succeeded()) {
        listener.answered(hook.call(), hook.type(), sent.result());
      }
      hook.answer().handle(sent);
      sendNext(line);
    });
  }

  private Future<FrontDoor.Answer> post(int copy, Hook hook) {
    long sentAt = System.nanoTime();
    return voiceHook
        .post(copy, hook.id(), hook.body())
        .onComplete(sent -> listener.tried(
            hook.id(),
            hook.call(),
            hook.type(),
            sentAt,
            sent.succeeded() ? sent.result().status() : 0));
  }

  /** Carries out a command, and returns the status to answer. */
  private int obey(MultiMap headers, String body) {
    var id = headers.get(SignedMessages.ID);
    if (id == null || !signed.verifies(headers, body, clock.instant())) {
      listener.strange("a command with a bad signature");
      return FORBIDDEN;
    }
    listener.commanded(id, body);
    if (commandsTaken.contains(id)) {
      return TAKEN;
    }
    JsonNode command;
    try {
      command = Json.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      return BAD_REQUEST;
    }
    var call = command.path("call").asText();
    var line = lines.get(call);
    if (line == null) {
      listener.strange("a command for the unknown call " + call);
      hangUp(call, "unknown_call");
    } else if (!line.over && !obey(call, line, command)) {
      return BAD_REQUEST;
    }
    commandsTaken.add(id);
    return TAKEN;
  }

  private boolean obey(String call, Line line, JsonNode command) {
    var order = Order.of(command.path("type").asText());
    order.ifPresent(known -> {
      switch (known) {
        case BRIDGE -> bridge(call, line, command.path("agent").asText());
        case HOLD -> report(call, event("call.held", call));
        case RESUME -> report(call, event("call.resumed", call));
        case HANGUP -> {
          listener.hungUp(call);
          hangUp(call, "agent_hung_up");
        }
      }
    });
    return order.isPresent();
  }

  private void bridge(String call, Line line, String agent) {
    line.agent.ifPresent(before -> listener.bridgedAgain(call, before, agent));
    if (line.agent.isPresent() || listener.bridge(call, agent)) {
      line.agent = Optional.of(agent);
      report(call, event("call.bridged", call).put("agent", agent));
    } else {
      report(call, event("call.bridge_failed", call).put("reason", "no_answer"));
    }
  }
}
