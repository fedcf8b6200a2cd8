package tandem.rehearsal.carriers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;

/** A hook of the server, as carriers call it: with signed JSON. */
public final class SignedHook {

  /** The native hook of calls. */
  public static final String VOICE = "/hooks/voice";

  /** The hook of gateways of messengers. */
  public static final String MESSAGES = "/hooks/messages";

  private final FrontDoor door;
  private final String path;
  private final SignedMessages signed;
  private final InstantSource clock;

  public SignedHook(FrontDoor door, String path, SignedMessages signed, InstantSource clock) {
    this.door = door;
    this.path = path;
    this.signed = signed;
    this.clock = clock;
  }

  /**
   * Posts an event once, to the node that is so many steps after the one whose turn it is.
   *
   * @param id the same for each try of this event
   */
  Future<FrontDoor.Answer> post(int steps, String id, String body) {
    var headers = new LinkedHashMap<>(signed.headers(id, clock.instant(), body));
    headers.put("content-type", "application/json");
    return door.post(steps, path, headers, body);
  }

  /**
   * Tells the server of an event, at this time, until it has accepted it; {@link Failure.Conflict}
   * when it has refused it.
   */
  public Future<JsonNode> tell(Ids ids, ObjectNode event) {
    var id = ids.next().toString();
    var body = Json.write(event.put("at", clock.instant().toString()));
    return door.insist(() -> post(0, id, body), () -> {})
        .compose(answer -> answer.taken()
            ? Future.succeededFuture(answer.json())
            : Future.failedFuture(new Failure.Conflict("the server does not take the "
                + event.path("type").asText() + " of this command: " + answer.inShort())));
  }
}
