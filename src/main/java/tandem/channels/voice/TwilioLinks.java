package tandem.channels.voice;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.AgentId;
import tandem.base.Id;
import tandem.channels.TwilioAccount;
import tandem.channels.WrittenTime;

/**
 * The URLs that a carrier with Twilio's interface calls, with data that we put into them. The
 * carrier signs the whole URL of each request, so that nobody else can change it.
 */
final class TwilioLinks {

  static final String PATH = "/hooks/voice/twilio";

  /** The parameter with the agent of a leg. */
  private static final String AGENT = "agent";

  /** The parameter that says that the caller was on hold when the leg was dialled. */
  private static final String HELD = "held";

  /** The parameter that says when the agent asked to take the caller off hold. */
  private static final String ASKED = "asked";

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
   * The URL of a waiting caller's next fetch. It contains the time of arrival, so that the caller
   * keeps the place in line even if nothing can be stored.
   */
  String hold(Instant arrived) {
    return account.callbackBase().get() + since(arrived);
  }

  private static QueryStringEncoder since(Instant arrived) {
    var link = new QueryStringEncoder(PATH);
    link.addParam(ARRIVED, Long.toString(arrived.toEpochMilli()));
    return link;
  }

  /** The URL for reports about the leg to an agent and the end of its dialling. */
  String leg(AgentId agent, Instant now) {
    return account.callbackBase().get()
        + ofLeg(since(now), Optional.of(agent), false, Optional.empty());
  }

  /**
   * The URL for reports about a leg by which the agent takes the caller off hold.
   *
   * @param asked when the agent asked for it
   */
  String leg(AgentId agent, Instant asked, Instant now) {
    return account.callbackBase().get()
        + ofLeg(since(now), Optional.of(agent), true, Optional.of(asked));
  }

  /**
   * The URL of the next fetch after a dialling whose end could not be stored; it contains the
   * result.
   */
  String dialled(RoutingContext ctx, Instant arrived, String leg, String status) {
    var link = ofLeg(since(arrived), agent(ctx), wasHeld(ctx), asked(ctx));
    link.addParam(LEG, leg);
    link.addParam(DIALLED, status);
    return account.callbackBase().get() + link;
  }

  private static QueryStringEncoder ofLeg(
      QueryStringEncoder link, Optional<AgentId> agent, boolean held, Optional<Instant> asked) {
    agent.ifPresent(id -> link.addParam(AGENT, id.value()));
    if (held) {
      link.addParam(HELD, YES);
    }
    asked.ifPresent(at -> link.addParam(ASKED, at.toString()));
    return link;
  }

  /** Reads the result of an earlier dialling from the URL. */
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

  /** Reads when the agent asked to take the caller off hold; empty in a URL of earlier versions. */
  Optional<Instant> asked(RoutingContext ctx) {
    return one(ctx, ASKED).flatMap(WrittenTime::read);
  }

  /** Reads the time of arrival; empty when it is missing or unreadable. */
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
      return Optional.empty(); // a URL that this server did not make has no data
    }
  }
}
