package tandem.loops;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The event loops of a node. The server listens on each loop of its Vert.x; the floor's engine has
 * a loop of its own. Vert.x gives its loops in turn to connections of the database, of carriers and
 * of other nodes. The engine's loop is never among them.
 */
public final class Loops {

  /** The name of the engine's loop, and of its thread. */
  public static final String ENGINE = "engine";

  private final Vertx lender;
  private final Context engine;
  private final List<Context> shared;

  private Loops(Vertx lender, Context engine, List<Context> shared) {
    this.lender = lender;
    this.engine = engine;
    this.shared = List.copyOf(shared);
  }

  /**
   * Makes the loops of a node.
   *
   * @param vertx the node's Vert.x, which gives a context on each of its loops and one on the
   *     engine's
   */
  public static Loops of(Vertx vertx) {
    // a second Vert.x, of which only its one loop is used: it watches the loop and ends it
    var lender = Vertx.builder()
        .with(new VertxOptions()
            .setEventLoopPoolSize(1)
            // a loop serves only sockets of its own transport
            .setPreferNativeTransport(vertx.isNativeTransportEnabled()))
        .build();
    var own = ((VertxInternal) lender).nettyEventLoopGroup().next();
    var engine = ((VertxInternal) vertx).contextBuilder().withEventLoop(own).build();
    engine.runOnContext(_ -> Thread.currentThread().setName("tandem-" + ENGINE));
    return new Loops(lender, engine, onEach(vertx));
  }

  /** A context on each loop of the Vert.x. */
  public static List<Context> onEach(Vertx vertx) {
    var node = (VertxInternal) vertx;
    var contexts = new ArrayList<Context>();
    for (var loop : node.nettyEventLoopGroup()) {
      contexts.add(node.contextBuilder().withEventLoop((EventLoop) loop).build());
    }
    return contexts;
  }

  /** The context of the floor's engine, on which nothing else runs. */
  public Context engine() {
    return engine;
  }

  /** A context on each loop except the engine's. */
  public List<Context> shared() {
    return shared;
  }

  /** A context on every loop, by the name of the loop. */
  public Map<String, Context> named() {
    var named = new LinkedHashMap<String, Context>();
    named.put(ENGINE, engine);
    for (var loop : shared) {
      named.put("shared-" + named.size(), loop);
    }
    return named;
  }

  /** Ends the engine's loop. Call it after the Vert.x that uses the loop has ended. */
  public Future<Void> close() {
    return lender.close();
  }
}
