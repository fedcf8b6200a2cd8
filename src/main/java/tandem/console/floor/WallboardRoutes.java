package tandem.console.floor;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Secret;
import tandem.auth.Sessions;
import tandem.auth.Who;

/** The routes of the wallboard: read once, or pushed as it changes. */
public final class WallboardRoutes {

  /** A page that hears nothing for two of them and a little takes its line for dead. */
  static final Duration HEARTBEAT = Duration.ofSeconds(3);

  /** After this many heartbeats it is checked that the account may still watch. */
  private static final int HEARTBEATS_PER_LOOK = 5;

  /** A stream whose client has read nothing for this many heartbeats is closed. */
  private static final int UNREAD_HEARTBEATS_MAX = 10;

  private static final int QUEUE_BYTES_MAX = 64 * 1024;

  /** An event and no comment, since a page does not hear those. */
  private static final Buffer ALIVE = Buffer.buffer("event: alive\ndata: {}\n\n");

  private final Vertx vertx;
  private final Wallboard board;
  private final Sessions sessions;
  private final Duration heartbeat;
  private final Map<Stream, Stream> streams = new ConcurrentHashMap<>();

  public WallboardRoutes(Vertx vertx, Wallboard board, Sessions sessions) {
    this(vertx, board, sessions, HEARTBEAT);
  }

  WallboardRoutes(Vertx vertx, Wallboard board, Sessions sessions, Duration heartbeat) {
    this.vertx = vertx;
    this.board = board;
    this.sessions = sessions;
    this.heartbeat = heartbeat;
    sessions.whenEnded(this::ended);
  }

  public void mount(Guard guard) {
    guard.allow(Who.SUPERVISOR, HttpMethod.GET, "/api/v1/wallboard").handle(this::now);
    guard.allow(Who.SUPERVISOR, HttpMethod.GET, "/api/v1/wallboard/stream").handle(this::stream);
  }

  private void now(RoutingContext ctx) {
    board
        .now()
        .onSuccess(json -> ctx.response()
            .putHeader("Content-Type", "application/json")
            .putHeader("Cache-Control", "no-store")
            .end(json))
        .onFailure(ctx::fail);
  }

  private void stream(RoutingContext ctx) {
    var stream = new Stream(ctx, Identity.of(ctx), Guard.secret(ctx));
    board.watch(stream).onSuccess(_ -> stream.open()).onFailure(ctx::fail);
  }

  /** Ends every stream; watchers come again by themselves, elsewhere or later. */
  public void close() {
    streams.keySet().forEach(Stream::end);
  }

  private void ended(String account) {
    streams.keySet().stream()
        .filter(stream -> stream.identity.account().equals(account))
        .forEach(Stream::lookWhetherStillKnown);
  }

  int streams() {
    return streams.size();
  }

  /** One watcher: gets the newest board when it has read the one before, never a backlog. */
  private final class Stream implements Consumer<Buffer> {
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final Identity identity;
    private final Secret secret;
    private final io.vertx.core.Context context = vertx.getOrCreateContext();
    private Optional<Buffer> newest = Optional.empty();
    private boolean open;
    private int unread;
    private int beats;
    private long timer;

    Stream(RoutingContext ctx, Identity identity, Secret secret) {
      this.ctx = ctx;
      this.response = ctx.response();
      this.identity = identity;
      this.secret = secret;
    }

    void open() {
      context.runOnContext(_ -> {
        if (response.closed()) {
          board.unwatch(this);
          return;
        }
        streams.put(this, this);
        response
            .setChunked(true)
            .setWriteQueueMaxSize(QUEUE_BYTES_MAX)
            .putHeader("Content-Type", "text/event-stream")
            .putHeader("Cache-Control", "no-store")
            // a compressor would keep the events back until it has enough of them
            .putHeader("Content-Encoding", "identity")
            .putHeader("X-Accel-Buffering", "no");
        response.drainHandler(_ -> say());
        // by the request's own end: a handler set on the response would replace the one that counts
        ctx.addEndHandler(_ -> close());
        timer = vertx.setPeriodic(heartbeat.toMillis(), _ -> beat());
        open = true;
        response.write(ALIVE);
        say();
      });
    }

    @Override
    public void accept(Buffer json) {
      context.runOnContext(_ -> {
        newest = Optional.of(json);
        say();
      });
    }

    private void say() {
      if (!open || response.writeQueueFull()) {
        return;
      }
      unread = 0;
      newest.ifPresent(json -> response.write(
          Buffer.buffer("event: wallboard\ndata: ").appendBuffer(json).appendString("\n\n")));
      newest = Optional.empty();
    }

    /** Shows that the line lives. */
    private void beat() {
      if (response.writeQueueFull()) {
        unread++;
        if (unread > UNREAD_HEARTBEATS_MAX) {
          response.reset();
          close();
        }
        return;
      }
      response.write(ALIVE);
      beats++;
      if (beats % HEARTBEATS_PER_LOOK == 0) {
        lookWhetherStillKnown();
      }
    }

    void lookWhetherStillKnown() {
      sessions.identify(secret).onSuccess(found -> {
        if (found.isEmpty()) {
          end();
        }
      });
    }

    private void end() {
      context.runOnContext(_ -> {
        if (open) {
          response.end();
        }
      });
    }

    private void close() {
      open = false;
      vertx.cancelTimer(timer);
      streams.remove(this);
      board.unwatch(this);
    }
  }
}
