package tandem.rehearsal.carriers;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import tandem.base.Failure;
import tandem.rehearsal.FrontDoor;

/**
 * The HTTP server of a simulated carrier, which Tandem calls. It runs on the event loop that opens
 * it.
 */
final class BackDoor {

  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final int COMMAND_BYTES_MAX = 64 * 1024;

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

  /** What a carrier does with the server's commands. */
  @FunctionalInterface
  interface Obedience {
    /** Carries out a command, and returns the status to answer. */
    int obey(MultiMap headers, String body);
  }

  /**
   * The HTTP server of a carrier that gets its commands by POST to one URL.
   *
   * @param strange gets what went wrong with a command
   */
  static BackDoor forCommands(Vertx vertx, URI at, Obedience commands, Consumer<String> strange) {
    return new BackDoor(vertx, at, request -> {
      if (!request.method().equals(HttpMethod.POST) || !request.path().equals(at.getPath())) {
        answer(request, NOT_FOUND);
        return;
      }
      request
          .body()
          .onSuccess(body -> answer(
              request,
              body.length() > COMMAND_BYTES_MAX
                  ? TOO_LARGE
                  : commands.obey(request.headers(), body.toString())))
          .onFailure(cut -> strange.accept("a command broke off: " + cut.getMessage()));
    });
  }

  private static void answer(HttpServerRequest request, int status) {
    request.response().setStatusCode(status).end();
  }

  /**
   * Starts to listen at the URL of a setting; {@link Failure.Conflict} when the port is in use.
   *
   * @param variable its environment variable
   */
  Future<URI> openFor(String setting, String variable) {
    return open()
        .recover(cause -> Future.failedFuture(
            cause instanceof IOException
                ? new Failure.Conflict(setting + " " + at + " (" + variable
                    + "): cannot listen there: " + cause.getMessage())
                : cause));
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
