package tandem.channels.voice;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import tandem.base.Failure;
import tandem.channels.TwilioAccount;
import tandem.channels.TwilioRest;
import tandem.desk.voice.CallCommand;
import tandem.desk.voice.Carrier;
import tandem.document.Json;
import tandem.web.PeerClient;

/**
 * The client of a carrier with Twilio's interface: it redirects live calls over the REST interface.
 */
public final class TwilioCarrier implements Carrier {

  /**
   * The limit of one answer; reading the call's state and redirecting it are two, within the time
   * of one try.
   */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(4);

  /** Shorter than the floor's deadline for a bridge, so that the carrier gives up first. */
  private static final Duration RING = Duration.ofSeconds(20);

  private static final Duration HOLD = Duration.ofSeconds(30);

  /** The carrier's own number for "the call is not in progress". */
  private static final String CALL_IS_OVER = "21220";

  /** The statuses that a repeat would get too. */
  private static final Set<Integer> IMPOSSIBLE = Set.of(400, 409, 410, 422);

  private static final int OK = 200;
  private static final Set<String> LIVE = Set.of("queued", "initiated", "ringing", "in-progress");
  private static final String TALKING = "in-progress";
  private static final String CLIENT = "client:";

  private final TwilioRest rest;
  private final TwilioLinks links;
  private final InstantSource clock;

  public TwilioCarrier(PeerClient client, TwilioAccount account, InstantSource clock) {
    this.rest = new TwilioRest(client, account, ANSWER_LIMIT);
    this.links = new TwilioLinks(account);
    this.clock = clock;
  }

  @Override
  public String name() {
    return TwilioVoice.CARRIER;
  }

  /**
   * Redirects a live call. A redirect starts the call's instructions again, even the same ones, and
   * a second dial would cut a conversation. A command that may be a repeat therefore first reads
   * the state of the call.
   */
  @Override
  public Future<Taken> carryOut(String key, CallCommand command, boolean again) {
    return switch (command) {
      case CallCommand.Bridge bridge ->
        join(bridge, bridge.address(), links.leg(bridge.agent(), clock.instant()), again);
      case CallCommand.Resume resume ->
        resume
            .address()
            .map(address -> join(
                resume, address, links.leg(resume.agent(), resume.since(), clock.instant()), again))
            .orElseGet(() -> Future.failedFuture(new Failure.Conflict("no address to dial")));
      case CallCommand.Hold _ ->
        move(
            command,
            MultiMap.caseInsensitiveMultiMap()
                .set("Twiml", Twiml.hold(HOLD, links.hold(clock.instant()))));
      case CallCommand.Hangup _ ->
        move(command, MultiMap.caseInsensitiveMultiMap().set("Status", "completed"));
    };
  }

  private Future<Taken> join(CallCommand command, String address, String url, boolean again) {
    var dial = MultiMap.caseInsensitiveMultiMap().set("Twiml", Twiml.dial(address, RING, url));
    return again
        ? legs(command.call())
            .compose(legs ->
                legs.isEmpty() ? move(command, dial) : Future.succeededFuture(stand(address, legs)))
        : move(command, dial);
  }

  private Future<Taken> move(CallCommand command, MultiMap form) {
    return rest.post("/Calls/" + TwilioRest.segment(command.call()) + ".json", form)
        .compose(answer -> taken(command, answer));
  }

  /** An agent's leg of a call while it is dialled or connected. */
  private record Leg(String to, String status) {}

  /** Returns the legs that were dialled from a call and have not ended. */
  private Future<List<Leg>> legs(String call) {
    return rest.get("/Calls.json", MultiMap.caseInsensitiveMultiMap().set("ParentCallSid", call))
        .compose(answer -> answer.status() == OK
            ? Future.succeededFuture(live(answer.text()))
            : Future.failedFuture(
                new Failure.Unavailable("the carrier answered " + answer.status(), ANSWER_LIMIT)));
  }

  private static List<Leg> live(String body) {
    try {
      var calls = Json.MAPPER.readTree(body).path("calls");
      return StreamSupport.stream(calls.spliterator(), false)
          .map(leg -> new Leg(leg.path("to").asText(), leg.path("status").asText()))
          .filter(leg -> LIVE.contains(leg.status()))
          .toList();
    } catch (JsonProcessingException e) {
      throw new Failure.Unavailable("the carrier's answer is not JSON", ANSWER_LIMIT);
    }
  }

  private static Taken stand(String address, List<Leg> legs) {
    return legs.stream()
            .anyMatch(leg -> leg.status().equals(TALKING) && plain(leg.to()).equals(plain(address)))
        ? Taken.JOINED
        : Taken.TOLD;
  }

  /** Returns an address without the prefix that carriers write before a client's name. */
  private static String plain(String address) {
    return address.startsWith(CLIENT) ? address.substring(CLIENT.length()) : address;
  }

  private static Future<Taken> taken(CallCommand command, PeerClient.Answer answer) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return Future.succeededFuture(Taken.TOLD);
    }
    var why = "the carrier answered " + status;
    if (status == 404 || (status == 400 && answer.text().contains(CALL_IS_OVER))) {
      return Future.failedFuture(new Failure.NotFound("call", command.call()));
    }
    return Future.failedFuture(
        IMPOSSIBLE.contains(status)
            ? new Failure.Conflict(why)
            : new Failure.Unavailable(why, ANSWER_LIMIT));
  }
}
