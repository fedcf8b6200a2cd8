package tandem.channels.voice;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A simulated receiver of commands: it records requests and gives the answers that a test sets. */
public final class Peer {

  public record Got(String method, String path, MultiMap headers, Buffer body) {}

  private record Says(int status, String body) {}

  public final List<Got> got = new CopyOnWriteArrayList<>();
  private volatile Says says = new Says(200, "{}");
  private final HttpServer server;

  public Peer(Vertx vertx) {
    server = vertx
        .createHttpServer()
        .requestHandler(this::take)
        .listen(0, "127.0.0.1")
        .await();
  }

  public void says(int status, String body) {
    says = new Says(status, body);
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  private void take(HttpServerRequest request) {
    request.body().onSuccess(body -> {
      got.add(new Got(
          request.method().name(),
          request.path(),
          MultiMap.caseInsensitiveMultiMap().addAll(request.headers()),
          body));
      request
          .response()
          .setStatusCode(says.status())
          .putHeader("Location", url() + "/elsewhere")
          .end(says.body());
    });
  }
}
