package tandem.rehearsal.carriers;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import tandem.rehearsal.FrontDoor;

/** The server's native voice hook, as carriers call it: with signed JSON. */
public final class VoiceHook {

  public static final String PATH = "/hooks/voice";

  private final FrontDoor door;
  private final SignedMessages signed;
  private final InstantSource clock;

  public VoiceHook(FrontDoor door, SignedMessages signed, InstantSource clock) {
    this.door = door;
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
    return door.post(steps, PATH, headers, body);
  }

  /** Posts an event until the server has accepted or refused it. */
  public Future<FrontDoor.Answer> insist(String id, String body) {
    return door.insist(() -> post(0, id, body), () -> {});
  }
}
