package tandem.rehearsal.carriers;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Optional;
import tandem.rehearsal.FrontDoor;

/**
 * The HTTP server of a simulated carrier, which Tandem calls. It runs on the event loop that opens
 * it.
 */
final class BackDoor {

  private final Vertx vertx;
  private final URI at;
  private final Handler<HttpServerRequest> requests;
  private Optional<HttpServer> server = Optional.empty();

  /** @param at the URL to listen at; port 0 finds a free one */
  BackDoor(Vertx vertx, URI at, Handler<HttpServerRequest> requests) {
    this.vertx = vertx;
    this.at = at;
    this.requests = requests;
  }

  /** Starts to listen and returns its URL; fails when the port is in use. */
  Future<URI> open() {
    var opening = vertx
        .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
        .requestHandler(requests);
    server = Optional.of(opening);
    return opening
        .listen(FrontDoor.port(at), at.getHost())
        .map(up -> URI.create("http://" + at.getHost() + ":" + up.actualPort() + at.getPath()));
  }

  Future<Void> close() {
    return server.map(HttpServer::close).orElseGet(Future::succeededFuture);
  }
}
