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
import tandem.web.BodyMemory;
import tandem.web.ClientAddress;
import tandem.web.Connections;
import tandem.web.HostHeader;
import tandem.web.Limits;
import tandem.web.ProblemHandler;
import tandem.web.PublicUrl;
import tandem.web.SecurityHeaders;
import tandem.web.Upgrades;

/**
 * The only way to declare a route. A route exists only with its permitted users
 * ({@code guard.allow(AGENT, GET, "/api/v1/me").answer(this::me)}), so no route can be left open by
 * mistake.
 */
public final class Guard {

  /**
   * The session cookie of a server that browsers reach by https. A browser takes a cookie with this
   * prefix only from this host, by https and for all of its paths, so no page of a neighbouring
   * domain and nobody on the network can give a browser a session of their own.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc6265">RFC 6265 and its successor (6265bis),
   *     4.1.3.2</a>
   */
  public static final String SECURE_COOKIE = "__Host-tandem_session";

  /** The session cookie of a server that browsers reach by plain http: on the same machine. */
  public static final String PLAIN_COOKIE = "tandem_session";

  /**
   * The cookie of a device that accounts have logged in from. Cookies are sent in the order of
   * their names, and a program may look at the first one only, which is the session.
   */
  public static final String DEVICE_COOKIE = "tandem_terminal";

  /** The memory of the bodies that accounts send, which import up to 8 MB at once. */
  private static final long BODIES_OF_ACCOUNTS_BYTES_MAX = 64L * 1024 * 1024;

  /** The memory of the bodies of hooks that are read whole: all of them but mails. */
  private static final long BODIES_OF_HOOKS_BYTES_MAX = 32L * 1024 * 1024;

  /** The memory of the bodies of everybody else, which are small. */
  private static final long BODIES_OF_STRANGERS_BYTES_MAX = 16L * 1024 * 1024;

  private static final String SECRET = "tandem.secret";
  private static final String BEARER = "bearer ";
  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  /** A declared route. */
  public record Declared(HttpMethod method, String path, Who who) {}

  private final Router router;
  private final Sessions sessions;
  private final PublicUrl publicUrl;
  private final String cookieName;
  private final KnownDevices devices;
  private final Limits limits;

  // each kind of senders has its own: none takes the memory of another's bodies
  private final BodyMemory ofAccounts = new BodyMemory(BODIES_OF_ACCOUNTS_BYTES_MAX);
  private final BodyMemory ofHooks = new BodyMemory(BODIES_OF_HOOKS_BYTES_MAX);
  private final BodyMemory ofStrangers = new BodyMemory(BODIES_OF_STRANGERS_BYTES_MAX);

  private final List<Declared> declared = new ArrayList<>();

  public Guard(
      Vertx vertx,
      Sessions sessions,
      PublicUrl publicUrl,
      ProblemHandler problems,
      SecurityHeaders headers,
      KnownDevices devices,
      Limits limits,
      Connections connections) {
    this.router = Router.router(vertx);
    this.sessions = sessions;
    this.publicUrl = publicUrl;
    this.cookieName = publicUrl.isSecure() ? SECURE_COOKIE : PLAIN_COOKIE;
    this.devices = devices;
    this.limits = limits;
    problems.mount(router);
    router.errorHandler(405, ctx -> {
      ctx.response().putHeader(HttpHeaders.ALLOW, allowed(ctx));
      problems.handle(ctx);
    });
    router.route().handler(connections).handler(headers).handler(Guard::checkPath);
  }

  /** Refuses a path that cannot be unescaped: each route would fail on it. */
  private static void checkPath(RoutingContext ctx) {
    try {
      var _ = ctx.normalizedPath();
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "the path has a % that two hex digits do not follow", e);
    }
    ctx.next();
  }

  /** The methods that are declared for the path (RFC 9110, 15.5.6). */
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
   * Calls a function after each answered request under a path, for counting. It permits nothing.
   * Call it before routes are declared.
   */
  public void watch(String path, Consumer<RoutingContext> answered) {
    router.route(path).handler(ctx -> {
      ctx.addEndHandler(_ -> answered.accept(ctx));
      ctx.next();
    });
  }

  /** All declared routes, for the test that compares them with the API contract. */
  public List<Declared> declared() {
    return List.copyOf(declared);
  }

  /** The handler for the HTTP server. */
  public Handler<HttpServerRequest> handler() {
    return new HostHeader(router);
  }

  private void used(RoutingContext ctx, Secret secret) {
    sessions.used(
        secret, ClientAddress.of(ctx).counted(), ctx.request().getHeader(HttpHeaders.USER_AGENT));
  }

  /** Sets the session cookie of a browser. */
  public void setCookie(RoutingContext ctx, Sessions.Opened session) {
    used(ctx, session.secret());
    ctx.response()
        .addCookie(cookie(cookieName, session.secret().text())
            .setMaxAge(Sessions.SESSION_LIFETIME.toSeconds()));
  }

  /** Clears the session cookie of a browser. */
  public void clearCookie(RoutingContext ctx) {
    ctx.response().addCookie(cookie(cookieName, "").setMaxAge(0));
  }

  /** Returns the id of the browser's device if the account has logged in from it. */
  public Optional<String> device(RoutingContext ctx, String account) {
    return devices.find(deviceCookie(ctx), account);
  }

  /** Sets the cookie by which the browser's device is known to the account from now on. */
  public void rememberDevice(RoutingContext ctx, String account) {
    ctx.response()
        .addCookie(cookie(deviceCookieName(), devices.remember(deviceCookie(ctx), account))
            .setMaxAge(KnownDevices.LIFETIME.toSeconds()));
  }

  private Optional<String> deviceCookie(RoutingContext ctx) {
    return Optional.ofNullable(ctx.request().getCookie(deviceCookieName())).map(Cookie::getValue);
  }

  /** Browsers let no other host and no plain page set a cookie with the prefix. */
  private String deviceCookieName() {
    return publicUrl.isSecure() ? "__Host-" + DEVICE_COOKIE : DEVICE_COOKIE;
  }

  /**
   * Finds out who sent a request to a route that is open to everybody; empty if nobody is logged in
   * with it, or not any more. It lets nobody in and refuses nobody.
   */
  public Future<Optional<Identity>> sender(RoutingContext ctx) {
    return bearer(ctx)
        .or(() -> cookie(ctx))
        .map(secret ->
            sessions.identify(secret).onSuccess(found -> found.ifPresent(_ -> used(ctx, secret))))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  /** Whether a route of exactly this path is declared. */
  public boolean declares(HttpMethod method, String path) {
    return declared.stream()
        .anyMatch(route -> route.method().equals(method) && route.path().equals(path));
  }

  /** The secret that authenticated the request. */
  public static Secret secret(RoutingContext ctx) {
    if (ctx.<Object>get(SECRET) instanceof Secret secret) {
      return secret;
    }
    throw new Failure.Unauthenticated("log in first");
  }

  private Cookie cookie(String name, String value) {
    return Cookie.cookie(name, value)
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        .setSecure(publicUrl.isSecure());
  }

  /** A declared route that has no action yet. */
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

    /** Sets a function whose value is the answer: see {@link Answer#by}. */
    public void answer(Function<RoutingContext, ? extends Future<? extends @Nullable Object>> ask) {
      handle(Answer.by(ask));
    }

    /**
     * Sets a function that reads the body itself, piece by piece, because it may be large. The
     * function begins to read before it returns. The client of a refused body may still be sending:
     * its connection is closed after the answer.
     */
    public void stream(Function<RoutingContext, ? extends Future<? extends @Nullable Object>> ask) {
      router
          .route(method, path)
          .handler(ctx -> letIn(ctx.put(ProblemHandler.ROUTE, path), who))
          .handler(this::countUploadUnlessHook)
          .handler(Bodies::inTime)
          .handler(Bodies::endEarly)
          .handler(Answer.by(ask));
    }

    /** Sets a handler for routes without a plain answer: files, streams, sockets. */
    public void handle(Handler<RoutingContext> handler) {
      Route route = router
          .route(method, path)
          .handler(ctx -> letIn(ctx.put(ProblemHandler.ROUTE, path), who));
      if (!READING.contains(method)) {
        route.handler(Bodies.reader(bytesMax, bodies(who)));
      }
      route.handler(this::countUnlessHook).handler(handler);
    }

    /**
     * Counts a request of a client without an account, after its body. A hook is not counted: a
     * right signature lets it in, whatever others at its address do, and without one it ends here.
     */
    private void countUnlessHook(RoutingContext ctx) {
      if (who.isStranger()) {
        limits.passOfClient(ctx);
      } else {
        ctx.next();
      }
    }

    /** Counts a file that has not come whole, so that it takes no place of a whole request. */
    private void countUploadUnlessHook(RoutingContext ctx) {
      if (who.isStranger()) {
        limits.passUpload(ctx);
      } else {
        ctx.next();
      }
    }
  }

  private BodyMemory bodies(Who who) {
    return switch (who) {
      case HOOK -> ofHooks;
      case PUBLIC, VISITOR -> ofStrangers;
      case AGENT, SUPERVISOR, ADMIN -> ofAccounts;
    };
  }

  private void letIn(RoutingContext ctx, Who who) {
    if (who != Who.HOOK && who != Who.VISITOR) {
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
    // a look-up asks the database, so it is counted before the sender is known: for the account
    // whose secret it was lately, which the others at its address then keep out no more, or else
    // for the address
    var account = sessions.lastKnownAccount(secret.get());
    var place = account
        .map(known -> limits.takeOfAccount(ctx, known))
        .orElseGet(() -> limits.takeOfClient(ctx));
    ctx.request().pause();
    sessions
        .identify(secret.get())
        .onSuccess(found -> {
          if (Upgrades.hasEnded(ctx)) {
            // the client has gone meanwhile; nobody would give back what the request takes now
            return;
          }
          ctx.request().resume();
          if (found.isEmpty()) {
            ctx.fail(new Failure.Unauthenticated("the session has ended; log in again"));
          } else if (!found.get().role().atLeast(needed.get())) {
            ctx.fail(new Failure.Denied("this needs the role " + needed.get().word()));
          } else {
            found.get().putInto(ctx);
            ctx.put(SECRET, secret.get());
            used(ctx, secret.get());
            Connections.keep(ctx);
            if (account.isPresent()) {
              ctx.next();
            } else {
              place.leave();
              limits.passOfAccount(ctx, found.get().account());
            }
          }
        })
        .onFailure(no -> {
          ctx.request().resume();
          ctx.fail(no);
        });
  }

  /**
   * Refuses pages of another origin. Browsers send the origin with every request that could do
   * harm, so a cookie without an origin may not change anything or open a socket.
   */
  private void checkOrigin(RoutingContext ctx) {
    var request = ctx.request();
    boolean harmless = READING.contains(request.method()) && request.getHeader("Upgrade") == null;
    if (harmless) {
      return;
    }
    var origins = request.headers().getAll("Origin");
    if (origins.isEmpty()) {
      if (bearer(ctx).isEmpty() && request.getCookie(cookieName) != null) {
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

  /** Reads the cookie of the one name that is right here: any other may come from anybody. */
  private Optional<Secret> cookie(RoutingContext ctx) {
    return Optional.ofNullable(ctx.request().getCookie(cookieName))
        .flatMap(cookie -> Secret.parse(cookie.getValue()));
  }
}
