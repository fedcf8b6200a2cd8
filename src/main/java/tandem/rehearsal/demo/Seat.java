package tandem.rehearsal.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.Loop;

/**
 * A seat: the server at another port of this machine, with the cookies of one person. The browser's
 * own cookies do not reach the server, so one browser shows several people at once, each logged in
 * by themselves. Its connections can be cut, as a network does. Only programs of this machine reach
 * it, and a page only under one of this machine's names (against DNS rebinding). Any thread may
 * call; it runs on one event loop.
 */
final class Seat {

  private static final String HERE = "127.0.0.1";

  /** The names of this machine for itself. */
  private static final Set<String> NAMES = Set.of("localhost", HERE, "[::1]", "::1");

  /** The cookie of the browser's language, which all seats have. */
  private static final String LANGUAGE = "tandem-language";

  private static final int CONNECTIONS_MAX = 64;
  private static final int CONNECT_TIMEOUT_MS = 2_000;
  private static final int HTTP_PORT = 80;
  private static final int NO_CONTENT = 204;
  private static final int MISDIRECTED = 421;

  /** Changes the headers of the answers. */
  interface Headers {
    void change(HttpServerRequest request, ProxyResponse answer);
  }

  private final Loop loop;
  private final URI server;
  private final HttpClientAgent client;
  private final HttpProxy proxy;
  private final HttpServer door;
  private final Headers headers;
  private final Cookies cookies = new Cookies();
  private final Set<HttpConnection> connections = new HashSet<>();
  private long cutUntil = System.nanoTime();
  private volatile int port;

  /**
   * @param server the URL of the server behind the seat
   * @param own answers what is not the server's; false if the server shall answer
   * @param headers changes what the server answers
   */
  Seat(Vertx vertx, URI server, Predicate<HttpServerRequest> own, Headers headers) {
    this.loop = new Loop(vertx);
    this.server = server;
    this.headers = headers;
    this.client = vertx
        .httpClientBuilder()
        .with(new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS).setTcpNoDelay(true))
        .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX))
        .withConnectHandler(connection -> connection.exceptionHandler(_ -> connection.close()))
        .build();
    this.proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(true), client)
        .origin(this::toServer)
        .addInterceptor(new Person(), true);
    this.door = vertx
        .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
        .connectionHandler(this::connected)
        .requestHandler(request -> letIn(request, own));
  }

  /** Begins to listen on this machine; completes with the port. */
  Future<Integer> listen(int wanted) {
    return loop.ask(listening -> door.listen(wanted, HERE)
        .map(opened -> {
          port = opened.actualPort();
          return port;
        })
        .onComplete(listening));
  }

  int port() {
    return port;
  }

  /** Logs in as a person would on the page; the seat keeps the session. */
  Future<Void> logIn(String account, String password) {
    var body =
        Json.write(Json.MAPPER.createObjectNode().put("name", account).put("password", password));
    var request = new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setHost(server.getHost())
        .setPort(FrontDoor.port(server))
        .setURI("/api/v1/session")
        .putHeader("content-type", "application/json");
    return loop.ask(done -> client
        .request(request)
        .compose(opened -> opened.send(body))
        .compose(this::opened)
        .onComplete(done));
  }

  private Future<Void> opened(HttpClientResponse answer) {
    if (answer.statusCode() != NO_CONTENT) {
      return Future.failedFuture(
          new Failure.Conflict("a seat could not log in: " + answer.statusCode()));
    }
    cookies.take(answer.cookies());
    return Future.succeededFuture();
  }

  /** Cuts all connections, and lets none in for so long. */
  Future<Void> cut(long seconds) {
    return loop.ask(done -> {
      cutUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      List.copyOf(connections).forEach(HttpConnection::close);
      done.complete();
    });
  }

  private void connected(HttpConnection connection) {
    if (System.nanoTime() - cutUntil < 0) {
      connection.close();
      return;
    }
    connections.add(connection);
    connection.closeHandler(_ -> connections.remove(connection));
  }

  private void letIn(HttpServerRequest request, Predicate<HttpServerRequest> own) {
    var authority = request.authority();
    if (authority == null || !NAMES.contains(authority.host())) {
      request.response().setStatusCode(MISDIRECTED).end();
    } else if (!own.test(request)) {
      proxy.handle(request);
    }
  }

  /** Connects to the server, and names the host that the browser has named. */
  private Future<HttpClientRequest> toServer(ProxyContext context) {
    HostAndPort named = context.request().proxiedRequest().authority();
    return client
        .request(new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(FrontDoor.port(server), server.getHost()))
            .setHost(named.host())
            .setPort(named.port() < 0 ? HTTP_PORT : named.port()))
        // a browser that goes away ends what it has asked for
        .onSuccess(request -> request.exceptionHandler(_ -> {}));
  }

  Future<Void> close() {
    return loop.ask(
        closed -> Future.join(door.close(), client.close()).<Void>mapEmpty().onComplete(closed));
  }

  /**
   * Puts the cookies of the seat in the place of the browser's; only the language is the browser's.
   */
  private final class Person implements ProxyInterceptor {

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
      var sent = context.request().headers();
      sent.remove("Cookie");
      var all = Stream.of(cookies.header(), language(context.request().proxiedRequest()))
          .filter(one -> !one.isEmpty())
          .collect(Collectors.joining("; "));
      if (!all.isEmpty()) {
        sent.set("Cookie", all);
      }
      return context.sendRequest();
    }

    private static String language(HttpServerRequest request) {
      return Optional.ofNullable(request.getCookie(LANGUAGE))
          .map(cookie -> LANGUAGE + "=" + cookie.getValue())
          .orElse("");
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
      var answer = context.response();
      answer.proxiedResponse().exceptionHandler(_ -> {});
      cookies.take(answer.headers().getAll("Set-Cookie"));
      answer.headers().remove("Set-Cookie");
      headers.change(context.request().proxiedRequest(), answer);
      return context.sendResponse();
    }
  }
}
