package tandem.channels.chat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import java.util.Arrays;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.Failure;
import tandem.conversations.Site;
import tandem.web.ClientAddress;
import tandem.web.Hangup;
import tandem.web.Paging;
import tandem.web.Places;
import tandem.web.ProblemHandler;
import tandem.web.PublicUrl;
import tandem.web.Upgrades;

/** The route {@code /ws/chat} for the sockets of visitors' widgets. */
public final class ChatDoor {

  static final String PROTOCOL = "tandem.v1";

  private static final Duration COME_AGAIN = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Chats chats;
  private final ProblemHandler problems;
  private final PublicUrl publicUrl;
  private final int socketsMax;
  private final ChatSocket.Patience patience;
  private final Places sockets;

  public ChatDoor(
      Vertx vertx,
      Chats chats,
      ProblemHandler problems,
      PublicUrl publicUrl,
      ChatSettings settings) {
    this(vertx, chats, problems, publicUrl, settings, ChatSocket.Patience.USUAL);
  }

  ChatDoor(
      Vertx vertx,
      Chats chats,
      ProblemHandler problems,
      PublicUrl publicUrl,
      ChatSettings settings,
      ChatSocket.Patience patience) {
    this.vertx = vertx;
    this.chats = chats;
    this.problems = problems;
    this.publicUrl = publicUrl;
    this.socketsMax = settings.socketsPerAddress();
    this.sockets = new Places(socketsMax);
    this.patience = patience;
  }

  public void mount(Guard guard) {
    guard.allow(Who.VISITOR, HttpMethod.GET, "/ws/chat").handle(this::open);
  }

  private void open(RoutingContext ctx) {
    chats.requireAble();
    var site = chats.site(site(ctx));
    checkOrigin(ctx, site, publicUrl);
    if (!"websocket".equalsIgnoreCase(ctx.request().getHeader("Upgrade")) || !speaksTandem(ctx)) {
      throw new HttpException(
          400, "ask for a WebSocket (Upgrade: websocket) with the sub-protocol " + PROTOCOL);
    }
    var address = ClientAddress.of(ctx).counted();
    if (!sockets.take(address)) {
      throw new Failure.TooMany(
          "at most " + socketsMax + " open chats from one network address", COME_AGAIN);
    }
    var hangup = new Hangup(vertx, ctx);
    Upgrades.toSocket(ctx)
        .onSuccess(socket -> new ChatSocket(
                vertx,
                socket,
                hangup,
                chats,
                problems,
                patience,
                site.id(),
                address,
                () -> sockets.leave(address))
            .open())
        .onFailure(failure -> {
          sockets.leave(address);
          ctx.fail(failure);
        });
  }

  /** Reads the site that a request names. */
  static String site(RoutingContext ctx) {
    return Paging.one(ctx, "site")
        .orElseThrow(() -> new Failure.Invalid("site is missing: it must be the id of a site"));
  }

  /** Refuses a page that may not show the widget. Programs send no origin. */
  static void checkOrigin(RoutingContext ctx, Site site, PublicUrl publicUrl) {
    var origins = ctx.request().headers().getAll("Origin");
    if (origins.size() > 1
        || origins.stream()
            .anyMatch(
                origin -> !publicUrl.isOurs(origin, ctx.request()) && !site.mayBeOn(origin))) {
      throw new Failure.Denied("pages of this origin may not show the chat of this site");
    }
  }

  int sockets() {
    return sockets.taken();
  }

  private static boolean speaksTandem(RoutingContext ctx) {
    return ctx.request().headers().getAll("Sec-WebSocket-Protocol").stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .anyMatch(protocol -> protocol.strip().equals(PROTOCOL));
  }
}
