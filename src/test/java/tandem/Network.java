package tandem;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import tandem.rehearsal.FreePort;

/**
 * The network between a carrier and the server: it may send every message many times at once, and
 * may lose messages while the server is not available.
 */
final class Network {

  /** The server's answers to the copies of one request. */
  record Said(String form, List<HttpResponse<Buffer>> answers) {}

  final List<Said> said = new CopyOnWriteArrayList<>();
  private final WebClient client;
  private final URI url;
  private volatile URI server = URI.create("http://127.0.0.1:1");
  private volatile int copies = 1;
  private volatile boolean lossy;

  Network(Vertx vertx) {
    client = WebClient.create(
        vertx,
        new io.vertx.ext.web.client.WebClientOptions(),
        new PoolOptions().setHttp1MaxSize(100));
    int port = new FreePort().number();
    url = URI.create("http://127.0.0.1:" + port);
    vertx
        .createHttpServer()
        .requestHandler(request -> request.body().onSuccess(body -> carry(request, body)))
        .listen(port, "127.0.0.1")
        .await();
  }

  /** The server's public address. */
  URI url() {
    return url;
  }

  void leadsTo(URI server) {
    this.server = server;
  }

  void repeats(int times) {
    copies = times;
  }

  /** From now on a status that comes while the server is not available is lost without a repeat. */
  void loses(boolean statuses) {
    lossy = statuses;
  }

  private void carry(HttpServerRequest request, Buffer body) {
    var answers = IntStream.range(0, copies).mapToObj(_ -> send(request, body)).toList();
    Future.all(answers)
        .onSuccess(all -> {
          var copies = all.<HttpResponse<Buffer>>list();
          said.add(new Said(body.toString(), copies));
          var first = copies.getFirst();
          var response = request.response().setStatusCode(first.statusCode());
          response.end(first.body() == null ? Buffer.buffer() : first.body());
        })
        .onFailure(_ -> {
          boolean isStatus = body.toString().contains("SequenceNumber=");
          request.response().setStatusCode(lossy && isStatus ? 204 : 502).end();
        });
  }

  private Future<HttpResponse<Buffer>> send(HttpServerRequest request, Buffer body) {
    var copy = client.requestAbs(request.method(), server.resolve(request.uri()).toString());
    for (var header : List.of("content-type", "x-twilio-signature")) {
      var value = request.getHeader(header);
      if (value != null) {
        copy.putHeader(header, value);
      }
    }
    return copy.sendBuffer(body);
  }
}
