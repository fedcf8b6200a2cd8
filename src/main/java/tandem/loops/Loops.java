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
 * The event loops of a node: those of its Vert.x, on each of which the server listens, and one for
 * the floor's engine alone. Vert.x gives its loops in turn to whatever needs one: connections of
 * the database, of carriers and of other nodes. The engine's loop is therefore none of them.
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
   * The loops of a node.
   *
   * @param vertx the node's; it gives a context on each of its loops, and one on the engine's
   */
  public static Loops of(Vertx vertx) {
    // a second Vert.x, of which nothing is used but its one loop: it watches and ends it
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

  /** A context on each loop that a Vert.x gives to whatever needs one. */
  public static List<Context> onEach(Vertx vertx) {
    var node = (VertxInternal) vertx;
    var contexts = new ArrayList<Context>();
    for (var loop : node.nettyEventLoopGroup()) {
      contexts.add(node.contextBuilder().withEventLoop((EventLoop) loop).build());
    }
    return contexts;
  }

  /** Where the floor's engine lives, and nothing else. */
  public Context engine() {
    return engine;
  }

  /** A context on each of the other loops. */
  public List<Context> shared() {
    return shared;
  }

  /** A context on every loop, under the name of the loop. */
  public Map<String, Context> named() {
    var named = new LinkedHashMap<String, Context>();
    named.put(ENGINE, engine);
    for (var loop : shared) {
      named.put("shared-" + named.size(), loop);
    }
    return named;
  }

  /** Ends the engine's loop, after the Vert.x that has used it has ended. */
  public Future<Void> close() {
    return lender.close();
  }
}
