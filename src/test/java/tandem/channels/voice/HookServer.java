package tandem.channels.voice;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import java.security.SecureRandom;
import java.time.Instant;
import tandem.auth.Guard;
import tandem.auth.Passwords;
import tandem.auth.StandingClock;
import tandem.base.Ids;
import tandem.server.Gate;
import tandem.storage.Database;
import tandem.storage.DatabaseAddress;
import tandem.web.Connections;
import tandem.web.Limits;
import tandem.web.Proxies;
import tandem.web.PublicUrl;
import tandem.web.SecurityHeaders;

/** A server with the hooks only: carriers have no sessions, so it needs no database. */
public final class HookServer implements AutoCloseable {

  public final StandingClock clock = new StandingClock(Instant.parse("2026-02-01T09:00:00Z"));
  public final Guard guard;
  private final WebClient client;
  private final HttpServer server;

  public HookServer(Vertx vertx, String publicUrl) {
    client = WebClient.create(vertx);
    var random = new SecureRandom();
    var nowhere = new DatabaseAddress("127.0.0.1", 1, "none", "none", "none");
    var gate = Gate.of(
        vertx,
        new Database(vertx, nowhere, 1),
        clock,
        random,
        new Ids(clock, random),
        new Passwords(vertx, random),
        PublicUrl.of(publicUrl),
        new SecurityHeaders(),
        Proxies.NONE,
        Connections.Bounds.of(1_000),
        "secret of devices");
    guard = gate.guard();
    server = vertx
        .createHttpServer(Limits.server())
        .connectionHandler(gate.connections()::opened)
        .requestHandler(guard.handler())
        .listen(0, "127.0.0.1")
        .await();
  }

  public String origin() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  public HttpRequest<Buffer> request(HttpMethod method, String path) {
    return client.request(method, server.actualPort(), "127.0.0.1", path);
  }

  @Override
  public void close() {
    server.close().await();
  }
}
