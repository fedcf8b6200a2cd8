package tandem.channels.voice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import tandem.auth.WebhookSignature;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.desk.voice.CallCommand;
import tandem.desk.voice.Carrier;
import tandem.document.Json;
import tandem.web.PeerClient;

/**
 * The client of a PBX connector: it sends commands as signed JSON; repeats of a command have the
 * same id.
 */
public final class NativeCarrier implements Carrier {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  /** Only the status of an answer counts; what a connector says besides is for its own tests. */
  private static final PeerClient.Bounds BOUNDS = new PeerClient.Bounds(ANSWER_LIMIT, 64 * 1024);

  /** The statuses of an unknown call. */
  private static final Set<Integer> GONE = Set.of(404, 410);

  /** The status of a call that is already as the command wants it, or that cannot be bridged. */
  private static final int IN_ANOTHER_STATE = 409;

  /** The statuses that a repeat would get too. */
  private static final Set<Integer> IMPOSSIBLE = Set.of(400, IN_ANOTHER_STATE, 422);

  private static final ObjectWriter ASCII =
      Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private final PeerClient client;
  private final String commandUrl;
  private final WebhookSignature signature;
  private final InstantSource clock;

  public NativeCarrier(
      PeerClient client, String commandUrl, WebhookSignature signature, InstantSource clock) {
    this.client = client;
    this.commandUrl = commandUrl;
    this.signature = signature;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NativeVoice.CARRIER;
  }

  @Override
  public Future<Taken> carryOut(String key, CallCommand command, boolean again) {
    // a repeat needs no check: the connector recognizes it by its id
    var json = Json.MAPPER
        .createObjectNode()
        .put("type", command.kind())
        .put("call", command.call())
        .put("contact", command.contact().toString());
    switch (command) {
      case CallCommand.Bridge bridge -> name(json, bridge.agent(), Optional.of(bridge.address()));
      case CallCommand.Hold hold -> name(json, hold.agent(), hold.address());
      case CallCommand.Resume resume -> name(json, resume.agent(), resume.address());
      case CallCommand.Hangup _ -> {
        // only the call is needed
      }
    }
    var body = Buffer.buffer(written(json));
    var headers = MultiMap.caseInsensitiveMultiMap().set("Content-Type", "application/json");
    signature.sign(key, body, clock.instant()).forEach(headers::set);
    // commands go only to the configured URL; redirects are not followed
    return client
        .send(HttpMethod.POST, commandUrl, headers, body, BOUNDS)
        .compose(answer -> taken(command, answer));
  }

  private static void name(ObjectNode json, AgentId agent, Optional<String> address) {
    json.put("agent", agent.value());
    address.ifPresent(to -> json.put("address", to));
  }

  /**
   * Writes ASCII, because a call's id may contain characters that UTF-8 cannot encode, and must be
   * sent back unchanged.
   */
  private static String written(JsonNode json) {
    try {
      return ASCII.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }

  /**
   * Whether a conflict says that there is nothing to do. An agent may have held the caller at the
   * telephone before, or a command between two others was dropped because it came late.
   */
  private static boolean isSoAlready(CallCommand command) {
    return switch (command) {
      case CallCommand.Hold _, CallCommand.Resume _, CallCommand.Hangup _ -> true;
      case CallCommand.Bridge _ -> false;
    };
  }

  private static Future<Taken> taken(CallCommand command, PeerClient.Answer answer) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return Future.succeededFuture(Taken.TOLD);
    }
    if (status == IN_ANOTHER_STATE && isSoAlready(command)) {
      return Future.succeededFuture(Taken.TOLD);
    }
    if (GONE.contains(status)) {
      return Future.failedFuture(new Failure.NotFound("call", command.call()));
    }
    var why = "the carrier answered " + status;
    return Future.failedFuture(
        IMPOSSIBLE.contains(status)
            ? new Failure.Conflict(why)
            : new Failure.Unavailable(why, ANSWER_LIMIT));
  }
}
