package tandem.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.ArrayList;
import java.util.List;

/**
 * The change of a request into a socket. Vert.x tells nobody that such a request has ended, so
 * whatever waits for the end of a request is told here, by an answer or by a socket.
 */
public final class Upgrades {

  private static final String KEY = "tandem.ends";

  /** What is done when a request ends; once, and on its loop. */
  private static final class Ends {
    private final List<Runnable> acts = new ArrayList<>();
    private boolean over;

    /** Vert.x tells the end once, so what is added later is done now. */
    void add(Runnable act) {
      if (over) {
        act.run();
      } else {
        acts.add(act);
      }
    }

    void run() {
      over = true;
      var now = List.copyOf(acts);
      acts.clear();
      now.forEach(Runnable::run);
    }
  }

  private Upgrades() {}

  /**
   * Begins to watch a request.
   *
   * @return to be run when the connection is gone: a request that breaks off while it becomes a
   *     socket has no other end
   */
  static Runnable watch(RoutingContext ctx) {
    return ends(ctx)::run;
  }

  /**
   * Does something when the request has its answer, has become a socket, or has broken off; at once
   * if it has ended already.
   */
  static void whenEnded(RoutingContext ctx, Runnable act) {
    ends(ctx).add(act);
  }

  /** Whether nobody waits for the answer any more. */
  public static boolean hasEnded(RoutingContext ctx) {
    return ends(ctx).over;
  }

  private static Ends ends(RoutingContext ctx) {
    if (ctx.<Object>get(KEY) instanceof Ends ends) {
      return ends;
    }
    var ends = new Ends();
    ctx.put(KEY, ends);
    ctx.addEndHandler(_ -> ends.run());
    if (ctx.response().closed()) {
      ends.run();
    }
    return ends;
  }

  /**
   * Makes a socket of the request. From then on the socket has limits of its own. The answer comes
   * in each case: Vert.x alone tells neither success nor failure of a handshake that breaks off.
   *
   * <p>A request with a body becomes no socket: the server would wait for the end of the body.
   */
  public static Future<ServerWebSocket> toSocket(RoutingContext ctx) {
    if (Connections.announcesBody(ctx.request())) {
      return Future.failedFuture(
          new HttpException(400, "a request that asks for a WebSocket may not have a body"));
    }
    var made = Promise.<ServerWebSocket>promise();
    whenEnded(ctx, () -> made.tryFail(new HttpException(400, "the handshake broke off")));
    ctx.request()
        .toWebSocket()
        .onSuccess(socket -> {
          made.tryComplete(socket);
          ends(ctx).run();
        })
        .onFailure(made::tryFail);
    return made.future();
  }
}
