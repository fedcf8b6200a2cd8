package tandem.console;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tandem.auth.Account;
import tandem.auth.Accounts;
import tandem.auth.Credentials;
import tandem.auth.Credentials.Kind;
import tandem.auth.Credentials.Listed;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Sessions;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.base.Id;
import tandem.document.Cursor;
import tandem.document.OneLine;
import tandem.document.Whole;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.FloorPlan;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.Paging;

/** The routes by which administrators issue tokens, and list and end tokens and sessions. */
public final class CredentialRoutes {

  private static final String SESSIONS = "/api/v1/sessions";
  private static final String TOKENS = "/api/v1/tokens";
  private static final String REVOKE = "/:credential/revoke";

  private final Sessions sessions;
  private final Accounts accounts;
  private final Credentials credentials;
  private final CommittedFloor floor;

  public CredentialRoutes(
      Sessions sessions, Accounts accounts, Credentials credentials, CommittedFloor floor) {
    this.sessions = sessions;
    this.accounts = accounts;
    this.credentials = credentials;
    this.floor = floor;
  }

  public void mount(Guard guard) {
    guard.allow(Who.ADMIN, HttpMethod.POST, TOKENS).answer(this::issueToken);
    guard.allow(Who.ADMIN, HttpMethod.GET, TOKENS).answer(this::tokens);
    guard.allow(Who.ADMIN, HttpMethod.GET, SESSIONS).answer(this::sessions);
    guard.allow(Who.ADMIN, HttpMethod.POST, TOKENS + REVOKE).answer(ctx -> revoke(ctx, Kind.TOKEN));
    guard
        .allow(Who.ADMIN, HttpMethod.POST, SESSIONS + REVOKE)
        .answer(ctx -> revoke(ctx, Kind.SESSION));
  }

  record TokenFor(
      Optional<AgentId> agent,

      @Nullable @OneLine(lengthMax = Sessions.LABEL_LENGTH_MAX)
      String label,

      @Nullable @Whole(min = 1, max = Sessions.TOKEN_DAYS_MAX)
      Integer days) {

    Duration lifetime() {
      return days == null ? Sessions.TOKEN_LIFETIME : Duration.ofDays(days);
    }
  }

  record Token(String token, UUID id, Instant expiresAt) {
    @Override
    public String toString() {
      return "Token " + id;
    }
  }

  private Future<Answer> issueToken(RoutingContext ctx) {
    var asker = Identity.of(ctx).account();
    var asked = Bodies.read(ctx, TokenFor.class);
    return asked
        .agent()
        .map(agent -> known(agent).compose(accounts::ofAgent).map(Account::name))
        .orElseGet(() -> Future.succeededFuture(asker))
        .compose(account -> sessions.issueToken(
            asker,
            account,
            Optional.ofNullable(asked.label()).map(String::strip),
            asked.lifetime()))
        .map(token ->
            Answer.created(new Token(token.secret().text(), token.id(), token.expiresAt())));
  }

  private Future<AgentId> known(AgentId agent) {
    return floor.read(f -> f.planned(agent)
        .map(FloorPlan.Agent::id)
        .orElseThrow(() -> new Failure.NotFound("agent", agent)));
  }

  record Tokens(List<Listed> tokens, Optional<String> nextCursor) {}

  private Future<Tokens> tokens(RoutingContext ctx) {
    var limit = Paging.of(ctx).limit();
    return listed(ctx, Kind.TOKEN).map(found -> new Tokens(page(found, limit), next(found, limit)));
  }

  record OpenSessions(List<Listed> sessions, Optional<String> nextCursor) {}

  private Future<OpenSessions> sessions(RoutingContext ctx) {
    var limit = Paging.of(ctx).limit();
    return listed(ctx, Kind.SESSION)
        .map(found -> new OpenSessions(page(found, limit), next(found, limit)));
  }

  /** Reads one more than the page has, which tells whether there is another page. */
  private Future<List<Listed>> listed(RoutingContext ctx, Kind kind) {
    var page = Paging.of(ctx);
    var after = page.cursor().map(CredentialRoutes::place).orElse(Credentials.Place.FIRST);
    return credentials.list(kind, Paging.one(ctx, "account"), after, page.limit() + 1);
  }

  private static List<Listed> page(List<Listed> found, int limit) {
    return found.subList(0, Math.min(found.size(), limit));
  }

  private static Optional<String> next(List<Listed> found, int limit) {
    if (found.size() <= limit) {
      return Optional.empty();
    }
    var last = found.get(limit - 1);
    return Optional.of(Cursor.of(last.account(), last.id()).text());
  }

  private static Credentials.Place place(String cursor) {
    var place = Cursor.parse(cursor, 2).place();
    return new Credentials.Place(
        place.getFirst(), Id.uuid(place.getLast()).orElseThrow(Cursor::notOurs));
  }

  record Because(
      @OneLine(lengthMax = Accounts.WHY_LENGTH_MAX) String why) {}

  private Future<Void> revoke(RoutingContext ctx, Kind kind) {
    var why = Bodies.read(ctx, Because.class).why().strip();
    var id = Id.uuid(ctx.pathParam("credential"))
        .orElseThrow(() -> new Failure.NotFound(kind.word(), "of this id"));
    return credentials
        .revoke(Identity.of(ctx).account(), Optional.of(why), kind, id)
        .mapEmpty();
  }
}
