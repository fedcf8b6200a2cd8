package tandem.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.document.Json;
import tandem.loops.Caller;
import tandem.web.Connections;
import tandem.web.HostHeader;
import tandem.web.Limits;
import tandem.web.ProblemHandler;
import tandem.web.Proxies;
import tandem.web.UnreadableRequests;

/** The management port for operators: liveness, readiness and metrics. */
public final class Management {

  private static final Logger LOG = LoggerFactory.getLogger(Management.class);
  private static final int CONNECTIONS_MAX = 256;
  private static final Duration CHECK_MAX = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final PrometheusMeterRegistry metrics;
  private final Map<String, Supplier<Future<Boolean>>> checks;
  private final List<Supplier<Future<Void>>> gauges;
  private final ProblemHandler problems;
  private final AtomicBoolean draining = new AtomicBoolean();

  /**
   * @param checks the conditions of readiness, by name: database, floor owner
   * @param gauges functions that update gauges at each scrape
   */
  public Management(
      Vertx vertx,
      PrometheusMeterRegistry metrics,
      Map<String, Supplier<Future<Boolean>>> checks,
      List<Supplier<Future<Void>>> gauges,
      ProblemHandler problems) {
    this.problems = problems;
    this.vertx = vertx;
    this.metrics = metrics;
    this.checks = new TreeMap<>(checks);
    this.gauges = List.copyOf(gauges);
  }

  public Future<HttpServer> listen(String host, int port) {
    var connections = new Connections(vertx, Proxies.NONE, Connections.Bounds.of(CONNECTIONS_MAX));
    var router = Router.router(vertx);
    problems.mountWithoutPages(router);
    router.route().handler(connections);
    router.get("/livez").handler(ctx -> ctx.response().end("live\n"));
    router.get("/readyz").handler(this::ready);
    router.get("/metrics").handler(this::scrape);
    return vertx
        .createHttpServer(Limits.server())
        .connectionHandler(connections::opened)
        .invalidRequestHandler(new UnreadableRequests())
        .requestHandler(HostHeader.orNone(router))
        .listen(port, host);
  }

  /**
   * Reports this node as not ready from now on, so that it gets no new work while it finishes the
   * old.
   */
  public void drain() {
    draining.set(true);
  }

  private void ready(RoutingContext ctx) {
    if (draining.get()) { // the parts that the checks use are being stopped
      answer(ctx, Json.MAPPER.createObjectNode().put("draining", true), false);
      return;
    }
    var asked = new TreeMap<String, Future<Boolean>>();
    checks.forEach((name, check) -> asked.put(name, holds(name, check)));
    Caller.hears(Future.all(List.copyOf(asked.values()))).onSuccess(_ -> {
      var answer = Json.MAPPER.createObjectNode();
      asked.forEach((name, holds) -> answer.put(name, holds.result()));
      answer.put("draining", draining.get());
      answer(ctx, answer, !draining.get() && asked.values().stream().allMatch(Future::result));
    });
  }

  private static void answer(RoutingContext ctx, ObjectNode answer, boolean ready) {
    if (!ready) {
      ctx.response().putHeader("Retry-After", "1");
    }
    ctx.response()
        .setStatusCode(ready ? 200 : 503)
        .putHeader("Content-Type", "application/json")
        .end(answer.toString());
  }

  /** Runs a check. A check that fails or does not answer counts as not fulfilled. */
  private static Future<Boolean> holds(String name, Supplier<Future<Boolean>> check) {
    return Future.<Void>succeededFuture()
        .compose(_ -> check.get())
        .timeout(CHECK_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .recover(e -> {
          LOG.warn("this node is not ready check={} error={}", name, e.getMessage());
          return Future.succeededFuture(false);
        });
  }

  private void scrape(RoutingContext ctx) {
    Caller.hears(Future.join(gauges.stream().map(Management::taken).toList()))
        .onComplete(_ -> ctx.response()
            .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            .end(metrics.scrape()));
  }

  /**
   * Updates a gauge; one that cannot be read keeps its last value, and does not delay the others.
   */
  private static Future<Void> taken(Supplier<Future<Void>> gauge) {
    return Future.<Void>succeededFuture()
        .compose(_ -> gauge.get())
        .timeout(CHECK_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(e -> LOG.warn("a gauge cannot be read error={}", e.getMessage()));
  }
}
