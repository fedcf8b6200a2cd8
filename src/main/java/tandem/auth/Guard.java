package tandem.auth;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.HeadLimit;
import tandem.web.Limits;
import tandem.web.ProblemHandler;
import tandem.web.PublicUrl;
import tandem.web.SecurityHeaders;

/**
 * The one way in. A route exists only by saying who may use it ({@code guard.allow(AGENT, GET,
 * "/api/v1/me").answer(this::me)}), so nothing can be open by having been forgotten.
 */
public final class Guard {

  public static final String COOKIE = "tandem_session";

  private static final String SECRET = "tandem.secret";
  private static final String BEARER = "bearer ";
  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  /** A route as it was declared. */
  public record Declared(HttpMethod method, String path, Who who) {}

  private final Router router;
  private final Sessions sessions;
  private final PublicUrl publicUrl;
  private final List<Declared> declared = new ArrayList<>();

  public Guard(
      Vertx vertx,
      Sessions sessions,
      PublicUrl publicUrl,
      ProblemHandler problems,
      SecurityHeaders headers,
      Limits limits,
      HeadLimit heads) {
    this.router = Router.router(vertx);
    this.sessions = sessions;
    this.publicUrl = publicUrl;
    problems.mount(router);
    router.errorHandler(405, ctx -> {
      ctx.response().putHeader(HttpHeaders.ALLOW, allowed(ctx));
      problems.handle(ctx);
    });
    router.route().handler(heads).handler(headers).handler(limits).handler(Guard::checkPath);
  }

  /** What cannot be unescaped is no path: the routes would fail over it one after the other. */
  private static void checkPath(RoutingContext ctx) {
    try {
      var _ = ctx.normalizedPath();
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "the path has a % without two hex digits behind it", e);
    }
    ctx.next();
  }

  /** The methods that somebody may use on the path (RFC 9110, 15.5.6). */
  private String allowed(RoutingContext ctx) {
    var path = ctx.normalizedPath();
    return declared.stream()
        .filter(route -> covers(route.path(), path))
        .map(route -> route.method().name())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static boolean covers(String pattern, String path) {
    var wanted = pattern.split("/", -1);
    var given = path.split("/", -1);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("*")) {
        return true;
      }
      if (i >= given.length
          || !(wanted[i].startsWith(":") ? !given[i].isEmpty() : wanted[i].equals(given[i]))) {
        return false;
      }
    }
    return given.length == wanted.length
        || (given.length == wanted.length + 1 && given[given.length - 1].isEmpty());
  }

  /** Declares a route; the path is Vert.x's: {@code /cases/:case/notes}, {@code /assets/*}. */
  public Door allow(Who who, HttpMethod method, String path) {
    declared.add(new Declared(method, path, who));
    return new Door(who, method, path);
  }

  /**
   * Has every request under a path told once it is answered: for counting. It lets nobody in; to be
   * said before the routes are declared.
   */
  public void watch(String path, Consumer<RoutingContext> answered) {
    router.route(path).handler(ctx -> {
      ctx.addEndHandler(_ -> answered.accept(ctx));
      ctx.next();
    });
  }

  /** Everything that was declared, for the test that compares it with the API contract. */
  public List<Declared> declared() {
    return List.copyOf(declared);
  }

  /** What the HTTP server hands its requests to. */
  public Handler<HttpServerRequest> handler() {
    return router;
  }

  /** Hands a browser its session. */
  public void setCookie(RoutingContext ctx, Sessions.Opened session) {
    ctx.response()
        .addCookie(
            cookie(session.secret().text()).setMaxAge(Sessions.SESSION_LIFETIME.toSeconds()));
  }

  /** Takes a browser's session away. */
  public void clearCookie(RoutingContext ctx) {
    ctx.response().addCookie(cookie("").setMaxAge(0));
  }

  /** What the request was let in by. */
  public static Secret secret(RoutingContext ctx) {
    if (ctx.<Object>get(SECRET) instanceof Secret secret) {
      return secret;
    }
    throw new Failure.Unauthenticated("log in first");
  }

  private Cookie cookie(String value) {
    return Cookie.cookie(COOKIE, value)
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        .setSecure(publicUrl.isSecure());
  }

  /** One declared route, still to be told what it does. */
  public final class Door {
    private final Who who;
    private final HttpMethod method;
    private final String path;
    private int bytesMax = Bodies.BODY_BYTES_MAX;

    private Door(Who who, HttpMethod method, String path) {
      this.who = who;
      this.method = method;
      this.path = path;
    }

    public Door bodyUpTo(int bytes) {
      bytesMax = bytes;
      return this;
    }

    /** Asks and maps: see {@link Answer#by}. */
    public void answer(Function<RoutingContext, ? extends Future<? extends @Nullable Object>> ask) {
      handle(Answer.by(ask));
    }

    /** For what is no plain answer: files, streams, sockets. */
    public void handle(Handler<RoutingContext> handler) {
      Route route = router
          .route(method, path)
          .handler(ctx -> letIn(ctx.put(ProblemHandler.ROUTE, path), who));
      if (!READING.contains(method)) {
        route.handler(Bodies.reader(bytesMax));
      }
      route.handler(handler);
    }
  }

  private void letIn(RoutingContext ctx, Who who) {
    if (who != Who.HOOK) {
      checkOrigin(ctx);
    }
    var needed = who.role();
    if (needed.isEmpty()) {
      ctx.next();
      return;
    }
    var secret = bearer(ctx).or(() -> cookie(ctx));
    if (secret.isEmpty()) {
      throw new Failure.Unauthenticated("log in first");
    }
    ctx.request().pause();
    sessions
        .identify(secret.get())
        .onSuccess(found -> {
          ctx.request().resume();
          if (found.isEmpty()) {
            ctx.fail(new Failure.Unauthenticated("the session has ended; log in again"));
          } else if (!found.get().role().atLeast(needed.get())) {
            ctx.fail(new Failure.Denied("this needs the role " + needed.get().word()));
          } else {
            found.get().putInto(ctx);
            ctx.put(SECRET, secret.get());
            ctx.next();
          }
        })
        .onFailure(no -> {
          ctx.request().resume();
          ctx.fail(no);
        });
  }

  /**
   * Browsers name the page that asks whenever it could do harm. A page of somebody else may do
   * nothing; and a cookie alone, without saying where it comes from, changes nothing and opens no
   * socket.
   */
  private void checkOrigin(RoutingContext ctx) {
    var request = ctx.request();
    boolean harmless = READING.contains(request.method()) && request.getHeader("Upgrade") == null;
    if (harmless) {
      return;
    }
    var origins = request.headers().getAll("Origin");
    if (origins.isEmpty()) {
      if (bearer(ctx).isEmpty() && request.getCookie(COOKIE) != null) {
        throw new Failure.Denied("a cookie needs an Origin header");
      }
    } else if (origins.size() > 1 || !publicUrl.isOurs(origins.getFirst(), request)) {
      throw new Failure.Denied("pages of another origin may not do this");
    }
  }

  private static Optional<Secret> bearer(RoutingContext ctx) {
    var headers = ctx.request().headers().getAll("Authorization");
    if (headers.size() != 1 || !headers.getFirst().toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return Optional.empty();
    }
    return Secret.parse(headers.getFirst().substring(BEARER.length()).strip());
  }

  private static Optional<Secret> cookie(RoutingContext ctx) {
    return Optional.ofNullable(ctx.request().getCookie(COOKIE))
        .flatMap(cookie -> Secret.parse(cookie.getValue()));
  }
}
