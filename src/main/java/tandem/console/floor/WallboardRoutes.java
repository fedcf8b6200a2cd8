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
import java.util.function.Predicate;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Role;
import tandem.auth.Secret;
import tandem.auth.Sessions;
import tandem.auth.Who;
import tandem.base.Failure;
import tandem.desk.screens.HandOver;
import tandem.web.Places;

/** The routes of the wallboard: read once, or pushed as it changes. */
public final class WallboardRoutes implements HandOver.Screens {

  /** The pause between heartbeats. A page that receives nothing for two of them reconnects. */
  static final Duration HEARTBEAT = Duration.ofSeconds(3);

  /** After this many heartbeats the server checks whether the account may still watch. */
  private static final int HEARTBEATS_PER_LOOK = 5;

  /** A stream whose client has read nothing for this many heartbeats is closed. */
  private static final int UNREAD_HEARTBEATS_MAX = 10;

  private static final int QUEUE_BYTES_MAX = 64 * 1024;

  /** Enough for the walls of a house, and a tenth of all that may watch. */
  static final int STREAMS_OF_ACCOUNT_MAX = 50;

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /** A heartbeat is an event, not a comment, because pages do not see comments. */
  private static final Buffer ALIVE = Buffer.buffer("event: alive\ndata: {}\n\n");

  private final Vertx vertx;
  private final Wallboard board;
  private final Sessions sessions;
  private final Duration heartbeat;
  private final Map<Stream, Stream> streams = new ConcurrentHashMap<>();
  private final Places ofAccounts = new Places(STREAMS_OF_ACCOUNT_MAX);

  /** Why this node shows no board; empty if it does. */
  private volatile Optional<String> unable = Optional.empty();

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
    requireAble();
    board
        .now()
        .onSuccess(json -> ctx.response()
            .putHeader("Content-Type", "application/json")
            .putHeader("Cache-Control", "no-store")
            .end(json))
        .onFailure(ctx::fail);
  }

  private void stream(RoutingContext ctx) {
    requireAble();
    var identity = Identity.of(ctx);
    if (!ofAccounts.take(identity.account())) {
      throw new Failure.TooMany(
          "at most " + STREAMS_OF_ACCOUNT_MAX + " wallboards of one account at once", COME_AGAIN);
    }
    var stream = new Stream(ctx, identity, Guard.secret(ctx));
    board.watch(stream).onSuccess(_ -> stream.open()).onFailure(no -> {
      ofAccounts.leave(identity.account());
      ctx.fail(no);
    });
  }

  /** Ends every stream. Watchers reconnect by themselves, here or at another node. */
  public void close() {
    streams.keySet().forEach(Stream::end);
  }

  /** A heartbeat says that the last board is still true, and this node does not know that. */
  @Override
  public void handOver(String why) {
    unable = Optional.of(why);
    close();
  }

  @Override
  public void admit() {
    unable = Optional.empty();
  }

  private void requireAble() {
    unable.ifPresent(why -> {
      throw new Failure.Unavailable(why + ": come again at another node", COME_AGAIN);
    });
  }

  private void ended(Predicate<String> accounts) {
    streams.keySet().stream()
        .filter(stream -> accounts.test(stream.identity.account()))
        .forEach(Stream::checkLogIn);
  }

  public int streams() {
    return streams.size();
  }

  /** One watcher. It gets the newest board when it has read the last one, so no backlog grows. */
  private final class Stream implements Consumer<Buffer> {
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final Identity identity;
    private final Secret secret;
    private final io.vertx.core.Context context = vertx.getOrCreateContext();
    private Optional<Buffer> newest = Optional.empty();
    private boolean open;
    private boolean over;
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
          ofAccounts.leave(identity.account());
          return;
        }
        streams.put(this, this);
        response
            .setChunked(true)
            .setWriteQueueMaxSize(QUEUE_BYTES_MAX)
            .putHeader("Content-Type", "text/event-stream")
            .putHeader("Cache-Control", "no-store")
            // a compressor would hold events back until it has enough of them
            .putHeader("Content-Encoding", "identity")
            .putHeader("X-Accel-Buffering", "no");
        response.drainHandler(_ -> say());
        // the end handler is set on the request: on the response it would replace the one that
        // counts
        ctx.addEndHandler(_ -> close());
        timer = vertx.setPeriodic(heartbeat.toMillis(), _ -> beat());
        open = true;
        response.write(ALIVE);
        say();
        // what ended while the first board was made was told to the streams of that time only
        if (unable.isPresent()) {
          end();
        } else {
          checkLogIn();
        }
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

    /** Sends a heartbeat. */
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
        checkLogIn();
      }
    }

    void checkLogIn() {
      sessions.stillIdentify(secret, identity.account()).onSuccess(found -> {
        if (found.filter(identity -> identity.role().atLeast(Role.SUPERVISOR)).isEmpty()) {
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
      board.unwatch(this);
      if (!over) {
        over = true;
        ofAccounts.leave(identity.account());
      }
      streams.remove(this); // last: without streams nothing is left to be done
    }
  }
}
