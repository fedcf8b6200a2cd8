package tandem.channels.chat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.Failure;
import tandem.conversations.Site;
import tandem.web.Limits;
import tandem.web.Paging;
import tandem.web.ProblemHandler;
import tandem.web.PublicUrl;

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
  private final Map<String, Integer> sockets = new ConcurrentHashMap<>();

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
    this.patience = patience;
  }

  public void mount(Guard guard) {
    guard.allow(Who.VISITOR, HttpMethod.GET, "/ws/chat").handle(this::open);
  }

  private void open(RoutingContext ctx) {
    var site = chats.site(site(ctx));
    checkOrigin(ctx, site, publicUrl);
    if (!"websocket".equalsIgnoreCase(ctx.request().getHeader("Upgrade")) || !speaksTandem(ctx)) {
      throw new HttpException(
          400, "ask for a WebSocket (Upgrade: websocket) with the sub-protocol " + PROTOCOL);
    }
    var address = Limits.address(ctx);
    if (sockets.merge(address, 1, Integer::sum) > socketsMax) {
      closed(address);
      throw new Failure.TooMany(
          "at most " + socketsMax + " open chats from one network address", COME_AGAIN);
    }
    ctx.request()
        .toWebSocket()
        .onSuccess(socket -> new ChatSocket(
                vertx, socket, chats, problems, patience, site.id(), address, () -> closed(address))
            .open())
        .onFailure(failure -> {
          closed(address);
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

  private void closed(String address) {
    sockets.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }

  int sockets() {
    return sockets.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static boolean speaksTandem(RoutingContext ctx) {
    return ctx.request().headers().getAll("Sec-WebSocket-Protocol").stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .anyMatch(protocol -> protocol.strip().equals(PROTOCOL));
  }
}
