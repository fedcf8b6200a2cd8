package tandem.server;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.web.Limits;
import tandem.web.UnreadableRequests;

/**
 * The server on one port, listening on several event loops. Each new connection goes to the next
 * loop and stays there.
 */
public final class HttpDoors {

  /**
   * Vert.x lets servers share a free port when they ask for the same negative number, so each
   * instance asks for another one.
   */
  private static final AtomicInteger FREE_PORTS = new AtomicInteger();

  private final Vertx vertx;
  private final Gate gate;
  private final List<HttpServer> doors = new ArrayList<>();

  public HttpDoors(Vertx vertx, Gate gate) {
    this.vertx = vertx;
    this.gate = gate;
  }

  /** Opens one server on each context; completes with the port when all are open. */
  public Future<Integer> listen(List<Context> loops, String host, int port) {
    var asked = port == 0 ? FREE_PORTS.decrementAndGet() : port;
    return Future.join(loops.stream().map(loop -> door(loop, host, asked)).toList())
        .map(opened -> opened.<HttpServer>resultAt(0).actualPort());
  }

  private Future<HttpServer> door(Context loop, String host, int port) {
    var server = vertx
        .createHttpServer(Limits.server())
        .connectionHandler(gate.connections()::opened)
        .invalidRequestHandler(new UnreadableRequests())
        .requestHandler(gate.guard().handler());
    doors.add(server);
    return Future.future(
        listening -> loop.runOnContext(_ -> server.listen(port, host).onComplete(listening)));
  }

  /** Accepts no more connections, and waits for the last answers up to the limit. */
  public Future<Void> shutdown(Duration limit) {
    return Future.join(doors.stream()
            .map(door -> door.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS))
            .toList())
        .mapEmpty();
  }
}
