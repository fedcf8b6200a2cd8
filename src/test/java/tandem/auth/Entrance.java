package tandem.auth;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tandem.base.AgentId;
import tandem.base.Ids;
import tandem.loops.Loops;
import tandem.server.Gate;
import tandem.server.HttpDoors;
import tandem.storage.TestDatabase;
import tandem.web.Connections;
import tandem.web.Proxies;
import tandem.web.PublicUrl;
import tandem.web.SecurityHeaders;

/** A complete gate on a real database, with a clock that a test moves. */
public final class Entrance implements AutoCloseable {

  public static final AgentId ANA = new AgentId("ana");
  public static final String PASSWORD = "correct horse battery";

  private static final int CHEAP_KIB = 64;

  public final Vertx vertx;
  public final StandingClock clock = new StandingClock(Instant.parse("2026-02-01T09:00:00Z"));
  public final SecureRandom random = new SecureRandom();
  public final TestDatabase database = TestDatabase.fresh(vertx);
  public final Passwords passwords = new Passwords(vertx, random, CHEAP_KIB);
  public final Gate gate;
  public final Audit audit;
  public final Sessions sessions;
  public final Accounts accounts;
  public final Guard guard;
  private final WebClient client = WebClient.create(vertx);
  private final UnaryOperator<HttpRequest<Buffer>> checked;
  private final HttpDoors doors;
  private final int port;

  public Entrance(Vertx vertx, String publicUrl) {
    this(vertx, publicUrl, UnaryOperator.identity());
  }

  /** @param checked adds a check of the answer to a request */
  public Entrance(Vertx vertx, String publicUrl, UnaryOperator<HttpRequest<Buffer>> checked) {
    this(vertx, publicUrl, checked, Proxies.NONE, Connections.Bounds.of(1_000));
  }

  public Entrance(
      Vertx vertx,
      String publicUrl,
      UnaryOperator<HttpRequest<Buffer>> checked,
      Proxies proxies,
      Connections.Bounds bounds) {
    this.vertx = vertx;
    this.checked = checked;
    super();
    gate = Gate.of(
        vertx,
        database.database(),
        clock,
        random,
        new Ids(clock, random),
        passwords,
        PublicUrl.of(publicUrl),
        new SecurityHeaders(),
        proxies,
        bounds,
        "secret of devices");
    audit = gate.audit();
    sessions = gate.sessions();
    accounts = gate.accounts();
    guard = gate.guard();
    gate.start().await();
    doors = new HttpDoors(vertx, gate);
    port = doors.listen(Loops.onEach(vertx), "127.0.0.1", 0).await();
  }

  public int port() {
    return port;
  }

  public String origin() {
    return "http://127.0.0.1:" + port();
  }

  public void people() {
    accounts.create("test", "ana", PASSWORD, Role.AGENT, Optional.of(ANA)).await();
    accounts.create("test", "sam", PASSWORD, Role.SUPERVISOR, Optional.empty()).await();
    accounts.create("test", "root", PASSWORD, Role.ADMIN, Optional.empty()).await();
  }

  public String session(String name) {
    return sessions
        .logIn(name, PASSWORD, "10.0.0.1", Optional.empty())
        .await()
        .secret()
        .text();
  }

  /** Whether a session or token lets anybody in. */
  public boolean isKnown(String secret) {
    return sessions.identify(new Secret(secret)).await().isPresent();
  }

  public HttpRequest<Buffer> request(HttpMethod method, String path) {
    return checked.apply(client.request(method, port(), "127.0.0.1", path));
  }

  @Override
  public void close() {
    doors.shutdown(Duration.ZERO).await();
    database.close();
  }
}
