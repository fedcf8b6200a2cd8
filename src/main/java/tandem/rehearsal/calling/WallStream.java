package tandem.rehearsal.calling;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import tandem.rehearsal.FrontDoor;

/**
 * The stream of the server's wallboard: a board at once, and one after each change of the floor. A
 * stream that ends or falls silent is opened again. It runs on one event loop.
 */
final class WallStream {

  private static final String PATH = "/api/v1/wallboard/stream";
  private static final String BOARD = "event: wallboard\ndata: ";
  private static final int OK = 200;

  /** The server gives a sign of life every 3 s. */
  private static final int SILENCE_SECONDS_MAX = 10;

  private static final int CONNECT_TIMEOUT_MS = 2_000;
  private static final int EVENT_BYTES_MAX = 8 * 1024 * 1024;
  private static final long AGAIN_MS = 500;

  /** The reader of the stream. */
  interface Listener {

    void board(JsonNode board);

    /** The stream has ended, or could not be opened; it is opened again. */
    void lost(String why);
  }

  private final Vertx vertx;
  private final HttpClientAgent client;
  private final RequestOptions request;
  private final Listener listener;
  private boolean closed;
  private int opened;

  /** @param token a bearer token of a supervisor or administrator */
  WallStream(Vertx vertx, URI server, String token, Listener listener) {
    this.vertx = vertx;
    this.listener = listener;
    this.client = vertx.createHttpClient(new HttpClientOptions()
        .setSsl("https".equals(server.getScheme()))
        .setConnectTimeout(CONNECT_TIMEOUT_MS)
        .setIdleTimeout(SILENCE_SECONDS_MAX)
        .setIdleTimeoutUnit(TimeUnit.SECONDS));
    this.request = new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setHost(server.getHost())
        .setPort(FrontDoor.port(server))
        .setURI(PATH)
        .putHeader("authorization", "Bearer " + token);
  }

  void open() {
    if (closed) {
      return;
    }
    int stream = ++opened;
    client
        .request(request)
        .compose(HttpClientRequest::send)
        .onSuccess(answer -> read(stream, answer))
        .onFailure(no -> openAgain(stream, "no answer, " + no));
  }

  private void read(int stream, HttpClientResponse answer) {
    if (answer.statusCode() != OK) {
      openAgain(stream, "its wallboard answers " + answer.statusCode());
      return;
    }
    var events = RecordParser.newDelimited("\n\n", event -> take(event.toString()))
        .maxRecordSize(EVENT_BYTES_MAX);
    answer
        .handler(events)
        .exceptionHandler(no -> openAgain(stream, no.toString()))
        .endHandler(_ -> openAgain(stream, "it has ended the connection"));
  }

  private void take(String event) {
    if (event.startsWith(BOARD)) {
      listener.board(new FrontDoor.Answer(OK, event.substring(BOARD.length())).json());
    }
  }

  /** Opens the stream again, once after each. */
  private void openAgain(int stream, String why) {
    if (closed || stream != opened) {
      return;
    }
    opened++;
    listener.lost(why);
    vertx.setTimer(AGAIN_MS, _ -> open());
  }

  void close() {
    closed = true;
    var _ = client.close();
  }
}
