package tandem.channels.voice;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tandem.base.AgentId;
import tandem.base.Id;

/** The addresses we ask a Twilio-shaped carrier to call, and what we wrote into them. */
final class TwilioLinks {

  static final String PATH = "/hooks/voice/twilio";

  /** Which agent's leg a callback is about. */
  private static final String AGENT = "agent";

  /** The caller was on hold when the leg was dialled. */
  private static final String HELD = "held";

  private static final String YES = "yes";
  private static final String ARRIVED = "arrived";
  private static final String SEAL = "seal";
  private static final String DIALLED = "dialled";
  private static final String LEG = "leg";
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");

  private final TwilioAccount account;

  TwilioLinks(TwilioAccount account) {
    this.account = account;
  }

  /**
   * Asks again about a caller who waits. The time of arrival travels with the call, sealed, so that
   * the place in line survives while we can keep nothing.
   */
  String hold(String call, Instant arrived) {
    return account.callbackBase().get() + sealed(call, arrived);
  }

  private QueryStringEncoder sealed(String call, Instant arrived) {
    var millis = Long.toString(arrived.toEpochMilli());
    var link = new QueryStringEncoder(PATH);
    link.addParam(ARRIVED, millis);
    link.addParam(SEAL, seal(account.authToken(), call, millis));
    return link;
  }

  /**
   * Tells how the leg to an agent goes, or how the dialling of it ended.
   *
   * @param held the agent takes the caller off hold
   */
  String leg(AgentId agent, boolean held, String call, Instant arrived) {
    return account.callbackBase().get() + ofLeg(sealed(call, arrived), Optional.of(agent), held);
  }

  /**
   * Asks again how to go on after a dialling whose end we could not write down: what became of it
   * travels with the call.
   */
  String dialled(RoutingContext ctx, String call, Instant arrived, String leg, String status) {
    var link = ofLeg(sealed(call, arrived), agent(ctx), wasHeld(ctx));
    link.addParam(LEG, leg);
    link.addParam(DIALLED, status);
    return account.callbackBase().get() + link;
  }

  private static QueryStringEncoder ofLeg(
      QueryStringEncoder link, Optional<AgentId> agent, boolean held) {
    agent.ifPresent(id -> link.addParam(AGENT, id.value()));
    if (held) {
      link.addParam(HELD, YES);
    }
    return link;
  }

  /** How a dialling ended that we were told of before; the address is signed, so it is true. */
  Optional<String> dialled(RoutingContext ctx) {
    return one(ctx, DIALLED);
  }

  Optional<String> leg(RoutingContext ctx) {
    return one(ctx, LEG);
  }

  Optional<AgentId> agent(RoutingContext ctx) {
    return one(ctx, AGENT).filter(word -> Id.WORD.matcher(word).matches()).map(AgentId::new);
  }

  boolean wasHeld(RoutingContext ctx) {
    return one(ctx, HELD).filter(YES::equals).isPresent();
  }

  /** The sealed time of arrival; nothing when there is none or somebody else wrote it. */
  Optional<Instant> arrived(RoutingContext ctx, String call) {
    return one(ctx, ARRIVED)
        .filter(millis -> MILLIS.matcher(millis).matches())
        .filter(
            millis -> one(ctx, SEAL).filter(seal -> isOurs(seal, call, millis)).isPresent())
        .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)));
  }

  private boolean isOurs(String seal, String call, String millis) {
    return same(seal, seal(account.authToken(), call, millis))
        || (!account.secondAuthToken().isEmpty()
            && same(seal, seal(account.secondAuthToken(), call, millis)));
  }

  private static boolean same(String given, String expected) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> one(RoutingContext ctx, String name) {
    try {
      var values = ctx.queryParam(name);
      return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    } catch (IllegalArgumentException | HttpException e) {
      return Optional.empty(); // an address that we did not make says nothing
    }
  }

  private static String seal(String token, String call, String millis) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(("tandem arrived " + millis + ' ' + call).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
