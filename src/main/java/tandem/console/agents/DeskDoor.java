package tandem.console.agents;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.InstantSource;
import java.util.Arrays;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Sessions;
import tandem.auth.Who;
import tandem.web.Hangup;
import tandem.web.ProblemHandler;
import tandem.web.Upgrades;

/** The route {@code /ws/desk} for the sockets of agents' pages and programs. */
public final class DeskDoor {

  static final String PROTOCOL = "tandem.v1";

  private final Vertx vertx;
  private final Desks desks;
  private final Sessions sessions;
  private final ProblemHandler problems;
  private final InstantSource clock;
  private final DeskSocket.Patience patience;

  public DeskDoor(
      Vertx vertx, Desks desks, Sessions sessions, ProblemHandler problems, InstantSource clock) {
    this(vertx, desks, sessions, problems, clock, DeskSocket.Patience.USUAL);
  }

  DeskDoor(
      Vertx vertx,
      Desks desks,
      Sessions sessions,
      ProblemHandler problems,
      InstantSource clock,
      DeskSocket.Patience patience) {
    this.vertx = vertx;
    this.desks = desks;
    this.sessions = sessions;
    this.problems = problems;
    this.clock = clock;
    this.patience = patience;
    sessions.whenEnded(desks::ended);
  }

  public void mount(Guard guard) {
    guard.allow(Who.AGENT, HttpMethod.GET, "/ws/desk").handle(this::open);
  }

  private void open(RoutingContext ctx) {
    var identity = Identity.of(ctx);
    var secret = Guard.secret(ctx);
    identity.asAgent();
    if (!"websocket".equalsIgnoreCase(ctx.request().getHeader("Upgrade")) || !speaksTandem(ctx)) {
      throw new HttpException(
          400, "ask for a WebSocket (Upgrade: websocket) with the sub-protocol " + PROTOCOL);
    }
    var hangup = new Hangup(vertx, ctx);
    Upgrades.toSocket(ctx)
        .onSuccess(socket -> new DeskSocket(
                vertx, socket, hangup, desks, problems, sessions, clock, patience, identity, secret)
            .open())
        .onFailure(ctx::fail);
  }

  private static boolean speaksTandem(RoutingContext ctx) {
    return ctx.request().headers().getAll("Sec-WebSocket-Protocol").stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .anyMatch(protocol -> protocol.strip().equals(PROTOCOL));
  }
}
