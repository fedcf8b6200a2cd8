package tandem.channels.voice;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.AgentId;
import tandem.base.Id;

/**
 * The addresses that we ask a Twilio-shaped carrier to call, and what we wrote into them. The
 * carrier signs each request over its whole address, so that nobody else can change it.
 */
final class TwilioLinks {

  static final String PATH = "/hooks/voice/twilio";

  /** Which agent's leg a callback is about. */
  private static final String AGENT = "agent";

  /** The caller was on hold when the leg was dialled. */
  private static final String HELD = "held";

  private static final String YES = "yes";
  private static final String ARRIVED = "arrived";
  private static final String DIALLED = "dialled";
  private static final String LEG = "leg";
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");

  private final TwilioAccount account;

  TwilioLinks(TwilioAccount account) {
    this.account = account;
  }

  /**
   * Asks again about a caller who waits. The time of arrival travels with the call, so that the
   * place in line survives while we can keep nothing.
   */
  String hold(Instant arrived) {
    return account.callbackBase().get() + since(arrived);
  }

  private static QueryStringEncoder since(Instant arrived) {
    var link = new QueryStringEncoder(PATH);
    link.addParam(ARRIVED, Long.toString(arrived.toEpochMilli()));
    return link;
  }

  /**
   * Tells how the leg to an agent goes, or how the dialling of it ended.
   *
   * @param held the agent takes the caller off hold
   */
  String leg(AgentId agent, boolean held, Instant arrived) {
    return account.callbackBase().get() + ofLeg(since(arrived), Optional.of(agent), held);
  }

  /**
   * Asks again how to go on after a dialling whose end we could not write down: what became of it
   * travels with the call.
   */
  String dialled(RoutingContext ctx, Instant arrived, String leg, String status) {
    var link = ofLeg(since(arrived), agent(ctx), wasHeld(ctx));
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

  /** How a dialling ended that we were told of before. */
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

  /** The time of arrival; nothing when there is none that can be read. */
  Optional<Instant> arrived(RoutingContext ctx) {
    return one(ctx, ARRIVED)
        .filter(millis -> MILLIS.matcher(millis).matches())
        .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)));
  }

  private static Optional<String> one(RoutingContext ctx, String name) {
    try {
      var values = ctx.queryParam(name);
      return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    } catch (IllegalArgumentException | HttpException e) {
      return Optional.empty(); // an address that we did not make says nothing
    }
  }
}
