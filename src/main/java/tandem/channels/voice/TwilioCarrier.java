package tandem.channels.voice;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import tandem.base.Failure;
import tandem.desk.CallCommand;
import tandem.desk.Carrier;

/** Moves live calls by the REST interface of a Twilio-shaped carrier. */
public final class TwilioCarrier implements Carrier {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** Shorter than the floor waits for a bridge, so that the carrier is the first to give up. */
  private static final Duration RING = Duration.ofSeconds(20);

  private static final Duration HOLD = Duration.ofSeconds(30);

  /** The carrier's own number for "the call is not in progress". */
  private static final String CALL_IS_OVER = "21220";

  /** What they will not do now, they will not do later. */
  private static final Set<Integer> IMPOSSIBLE = Set.of(400, 409, 410, 422);

  private final WebClient client;
  private final TwilioAccount account;
  private final TwilioLinks links;
  private final InstantSource clock;

  public TwilioCarrier(WebClient client, TwilioAccount account, InstantSource clock) {
    this.client = client;
    this.account = account;
    this.links = new TwilioLinks(account);
    this.clock = clock;
  }

  @Override
  public String name() {
    return TwilioVoice.CARRIER;
  }

  @Override
  public Future<Void> carryOut(String key, CallCommand command) {
    var form = MultiMap.caseInsensitiveMultiMap();
    switch (command.kind()) {
      case CallCommand.BRIDGE, CallCommand.RESUME -> form.set("Twiml", dial(command));
      case CallCommand.HOLD ->
        form.set("Twiml", Twiml.hold(HOLD, links.hold(command.call(), clock.instant())));
      default -> form.set("Status", "completed");
    }
    // a call that is moved to where it is already stays there, so a repeat needs no key
    return client
        .postAbs(address(command.call()))
        .basicAuthentication(account.accountSid(), account.authToken())
        .timeout(ANSWER_LIMIT.toMillis())
        .followRedirects(false)
        .sendForm(form)
        .compose(answer -> taken(command, answer));
  }

  private String dial(CallCommand command) {
    var agent = command.agent().orElseThrow(() -> new Failure.Conflict("no agent to dial"));
    var address = command.address().orElseThrow(() -> new Failure.Conflict("no address to dial"));
    return Twiml.dial(address, RING, links.leg(agent, command.call(), clock.instant()));
  }

  private String address(String call) {
    return "%s/2010-04-01/Accounts/%s/Calls/%s.json"
        .formatted(account.apiUrl(), segment(account.accountSid()), segment(call));
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Future<Void> taken(CallCommand command, HttpResponse<Buffer> answer) {
    int status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return Future.succeededFuture();
    }
    var why = "the carrier answered " + status;
    if (status == 404 || (status == 400 && answer.bodyAsString("UTF-8").contains(CALL_IS_OVER))) {
      return Future.failedFuture(new Failure.NotFound("call", command.call()));
    }
    return Future.failedFuture(
        IMPOSSIBLE.contains(status)
            ? new Failure.Conflict(why)
            : new Failure.Unavailable(why, ANSWER_LIMIT));
  }
}
