package tandem.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.base.Ids;

/** The one place where a failure becomes an answer to the outside. */
public final class ProblemHandler implements Handler<RoutingContext> {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

  /** The statuses that Vert.x answers itself when no route does. */
  private static final List<Integer> OWN_STATUSES =
      List.of(400, 404, 405, 406, 408, 413, 414, 415, 431, 500, 503);

  private static final Duration COME_AGAIN = Duration.ofSeconds(2);

  /** Where a request keeps the pattern of the route that took it, for the log. */
  public static final String ROUTE = "tandem.route";

  private final Ids ids;
  private final UnaryOperator<Throwable> known;
  private final ProblemPages pages = new ProblemPages();

  /**
   * @param known turns a library's exception into the {@link Failure} that it means when a resource
   *     is not available, and returns every other exception unchanged
   */
  public ProblemHandler(Ids ids, UnaryOperator<Throwable> known) {
    this.ids = ids;
    this.known = known;
  }

  /**
   * Handles every failure of the routes below this router, and requests without a route. A program
   * gets a problem document, a person a page.
   */
  public void mount(Router router) {
    mount(router, this);
  }

  /** The same for a router that has no pages: everybody gets problem documents. */
  public void mountWithoutPages(Router router) {
    mount(router, ctx -> answer(ctx, false));
  }

  private static void mount(Router router, Handler<RoutingContext> handler) {
    router.route().failureHandler(handler);
    OWN_STATUSES.forEach(status -> router.errorHandler(status, handler));
  }

  @Override
  public void handle(RoutingContext ctx) {
    answer(ctx, true);
  }

  private void answer(RoutingContext ctx, boolean hasPages) {
    if (ctx.response().ended() || ctx.response().closed()) {
      return;
    }
    if (ctx.response().headWritten()) {
      ctx.response().reset();
      return;
    }
    var failure = Optional.ofNullable(ctx.failure()).map(this::meaning);
    var problem = failure
        .map(f -> explain(f, ctx.request().method() + " " + path(ctx)))
        .orElseGet(() -> Problem.plain(ctx.statusCode() < 0 ? 500 : ctx.statusCode(), ""));
    var response =
        ctx.response().setStatusCode(problem.status()).putHeader("Cache-Control", "no-store");
    var wait = failure
        .flatMap(ProblemHandler::retryAfter)
        // a client that is not told when to come again may come too soon, or never
        .or(() -> Optional.of(COME_AGAIN).filter(_ -> problem.status() == 503))
        .map(ProblemHandler::seconds);
    wait.ifPresent(seconds -> response.putHeader("Retry-After", Long.toString(seconds)));
    if (problem.status() == 401 && !response.headers().contains("WWW-Authenticate")) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    if (hasPages && !ProblemPages.isHook(ctx.request())) {
      response.putHeader("Vary", ProblemPages.VARY);
    }
    if (hasPages && ProblemPages.isForPerson(ctx.request())) {
      sendPage(ctx, problem, wait);
    } else {
      response
          .putHeader("Content-Type", Problem.MEDIA_TYPE)
          .end(Buffer.buffer(problem.json().toString()));
    }
  }

  private void sendPage(RoutingContext ctx, Problem problem, Optional<Long> wait) {
    boolean mayRepeat = HttpMethod.GET.equals(ctx.request().method());
    var language = Language.of(ctx.request());
    ctx.response()
        .putHeader("Content-Type", ProblemPages.MEDIA_TYPE)
        .putHeader("Content-Security-Policy", pages.policy())
        .putHeader("Content-Language", language.tag())
        .end(Buffer.buffer(pages.of(problem, language, mayRepeat, wait)));
  }

  /**
   * Makes the problem for an entrance that does not use HTTP. A bug is logged here, and only here.
   */
  public Problem explain(@Nullable Throwable failure, String where) {
    return switch (meaning(failure)) {
      case Failure f -> Problem.of(f);
      case HttpException e -> Problem.plain(e.getStatusCode(), text(e.getPayload()));
      case Throwable bug -> {
        var id = ids.next();
        LOG.error("{} failed instance={}", where, id, bug);
        yield new Problem(
            500,
            "Internal error",
            "the server failed; the request may be correct",
            List.of(),
            Map.of("instance", "urn:uuid:" + id));
      }
    };
  }

  private Throwable meaning(@Nullable Throwable failure) {
    var cause = failure == null ? new IllegalStateException("failed without a reason") : failure;
    while (cause instanceof CompletionException wrapped && wrapped.getCause() != null) {
      cause = wrapped.getCause();
    }
    return known.apply(cause);
  }

  private static Optional<Duration> retryAfter(Throwable failure) {
    return switch (failure) {
      case Failure.TooMany f -> Optional.of(f.retryAfter());
      case Failure.Unavailable f -> Optional.of(f.retryAfter());
      case Throwable _ -> Optional.empty();
    };
  }

  private static long seconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }

  /** Returns the route's pattern, not the path: paths may contain names and phone numbers. */
  private static String path(RoutingContext ctx) {
    return ctx.<Object>get(ROUTE) instanceof String pattern ? pattern : "(no route)";
  }

  private static String text(@Nullable String payload) {
    return payload == null ? "" : payload;
  }
}
