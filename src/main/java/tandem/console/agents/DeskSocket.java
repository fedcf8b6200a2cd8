package tandem.console.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tandem.auth.Identity;
import tandem.auth.Secret;
import tandem.auth.Sessions;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.document.Json;
import tandem.web.Hangup;
import tandem.web.Problem;
import tandem.web.ProblemHandler;

/**
 * One WebSocket of one screen. It sends messages as fast as the client reads them, and no faster. A
 * client that floods, stops reading or no longer answers pings is disconnected. It runs on the loop
 * of its connection, because only there does it know how full the connection is. Any thread may
 * call the methods that others use.
 */
final class DeskSocket {

  static final short POLICY = 1008;
  static final short TRY_AGAIN = 1013;

  /** The same screen has reconnected on another socket. */
  static final short REPLACED = 4000;

  /** The session of the log-in has ended. */
  static final short LOGGED_OUT = 4001;

  /** The client did not answer the pings. */
  static final short LOST = 4002;

  static final int MESSAGE_LENGTH_MAX = 16 * 1024;
  static final int COMMANDS_IN_FLIGHT_MAX = 8;
  static final int COMMANDS_PER_SECOND_MAX = 20;

  /** With more refused commands in one second, the client is not our page. */
  static final int REFUSED_PER_SECOND_MAX = 100;

  static final int PINGS_MISSED_MAX = 2;
  static final int QUEUE_BYTES_MAX = 256 * 1024;

  /**
   * The time limits of a socket.
   *
   * @param hello the limit until the first message
   * @param ping the pause between two pings
   * @param drain the limit until a full queue has been read
   * @param identify the pause between two checks of the log-in, in case news got lost
   * @param absence how long the session of a screen without a socket is kept
   * @param grace how long after the last socket closed an agent may reconnect before counting as
   *     lost; a reload of the only tab takes a second or two
   */
  record Patience(
      Duration hello,
      Duration ping,
      Duration drain,
      Duration identify,
      Duration absence,
      Duration grace) {
    static final Patience USUAL = new Patience(
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        DeskSession.KEPT_FOR,
        Duration.ofSeconds(3));
  }

  /** A browser does not show the pings to its page, so the page is told that the line is alive. */
  private static final Duration ALIVE_EVERY = Duration.ofSeconds(2);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final ServerWebSocket socket;
  private final Hangup hangup;
  private final Desks desks;
  private final Context context;
  private final ProblemHandler problems;
  private final Sessions sessions;
  private final InstantSource clock;
  private final Patience patience;
  private final Identity identity;
  private final AgentId agent;
  private final Secret secret;

  // all fields below are used on the context only
  private boolean greeted;

  private @Nullable Screen screen;
  private long said;
  private int inFlight;
  private int unanswered;

  /** The number in each ping, so that an answer to an earlier ping does not count. */
  private int question;

  private boolean asked;
  private Instant second = Instant.EPOCH;
  private int inThisSecond;
  private boolean over;
  private long helloTimer;
  private long pingTimer;
  private long aliveTimer;
  private long identifyTimer;
  private long drainTimer = -1;

  DeskSocket(
      Vertx vertx,
      ServerWebSocket socket,
      Hangup hangup,
      Desks desks,
      ProblemHandler problems,
      Sessions sessions,
      InstantSource clock,
      Patience patience,
      Identity identity,
      Secret secret) {
    this.vertx = vertx;
    this.socket = socket;
    this.hangup = hangup;
    this.desks = desks;
    this.context = vertx.getOrCreateContext();
    this.problems = problems;
    this.sessions = sessions;
    this.clock = clock;
    this.patience = patience;
    this.identity = identity;
    this.agent = identity.asAgent();
    this.secret = secret;
  }

  /** Starts to listen when the handshake is done; on the loop of the connection. */
  void open() {
    socket.setWriteQueueMaxSize(QUEUE_BYTES_MAX);
    socket.textMessageHandler(this::take);
    socket.binaryMessageHandler(_ -> finish(POLICY, "text messages only"));
    socket.pongHandler(this::answered);
    socket.drainHandler(_ -> drained());
    socket.exceptionHandler(_ -> gone()); // the close that follows handles it
    socket.closeHandler(_ -> gone());
    desks.opened(this);
    helloTimer = after(patience.hello(), () -> finish(POLICY, "send hello first"));
    pingTimer = after(patience.ping(), this::ping);
    aliveTimer = every(ALIVE_EVERY, this::sayAlive);
    identifyTimer = every(patience.identify(), this::checkLogIn);
    // its session may have ended during the handshake, when nobody told this socket
    checkLogIn();
  }

  Identity identity() {
    return identity;
  }

  /** Begins a new screen, whose first message is the snapshot. */
  void began(Screen fresh) {
    later(() -> show(fresh, 0));
  }

  /** Continues a screen after this number. */
  void resumed(Screen known, long seq) {
    later(() -> {
      write(Json.MAPPER
          .createObjectNode()
          .put("type", "resumed")
          .put("session", known.session().id())
          .put("seq", seq)
          .put("now", clock.instant().toString()));
      show(known, seq);
    });
  }

  private void show(Screen mine, long seq) {
    if (over) {
      // it was closed while the screen was let in
      desks.leave(this, mine, patience.absence(), patience.grace());
    } else {
      screen = mine;
      said = seq;
      pump();
    }
  }

  /** The screen has new messages. */
  void sayMore() {
    later(this::pump);
  }

  /** Sends waiting messages until the client's queue is full. */
  private void pump() {
    if (over || screen == null) {
      return;
    }
    if (!screen.session().canGoOnFrom(said)) {
      finish(POLICY, "this client reads too slowly");
      return;
    }
    while (!isFull()) {
      var next = screen.session().after(said);
      if (next.isEmpty()) {
        return;
      }
      said = next.get().seq();
      write(next.get().message().json(clock.instant()).put("seq", said));
    }
    if (drainTimer == -1) {
      drainTimer = after(patience.drain(), () -> finish(POLICY, "this client does not read"));
    }
  }

  /** Closes the socket; the screen may reconnect unless the log-in has ended. */
  void end(short code, String reason) {
    later(() -> finish(code, reason));
  }

  /**
   * Closes the socket because the node stops. The future completes when the client has been told.
   */
  Future<Void> closeForStop() {
    return Future.future(gone -> later(() -> {
      finish(TRY_AGAIN, "this node is stopping: try again");
      gone.complete();
    }));
  }

  private void finish(short code, String reason) {
    if (!over) {
      // after a log-out no screen reconnects, and a client without pongs has been away long enough
      leave(code == LOGGED_OUT || code == LOST ? Duration.ZERO : patience.grace());
      hangup.end(socket, code, reason);
    }
  }

  private void gone() {
    leave(patience.grace());
  }

  private void leave(Duration grace) {
    if (over) {
      return;
    }
    over = true;
    vertx.cancelTimer(helloTimer);
    vertx.cancelTimer(pingTimer);
    vertx.cancelTimer(aliveTimer);
    vertx.cancelTimer(identifyTimer);
    vertx.cancelTimer(drainTimer);
    desks.closed(this);
    if (screen != null) {
      desks.leave(this, screen, patience.absence(), grace);
    }
  }

  private void take(String text) {
    if (over) {
      return;
    }
    if (Text.length(text) > MESSAGE_LENGTH_MAX) {
      finish(POLICY, "a message has at most " + MESSAGE_LENGTH_MAX + " characters");
      return;
    }
    try {
      switch (DeskCommand.parse(text)) {
        case DeskCommand.Hello hello
        when !greeted -> {
          greeted = true;
          vertx.cancelTimer(helloTimer);
          desks.enter(this, agent, hello.resume());
        }
        case DeskCommand.Hello _ -> finish(POLICY, "hello may be sent only once");
        case DeskCommand _ when !greeted -> finish(POLICY, "send hello first");
        case DeskCommand.Painted painted -> take(painted);
        case DeskCommand.Do command -> take(command);
      }
    } catch (Failure.Invalid e) {
      finish(POLICY, e.getMessage());
    }
  }

  private void take(DeskCommand.Painted painted) {
    if (counted() > COMMANDS_PER_SECOND_MAX + REFUSED_PER_SECOND_MAX) {
      finish(POLICY, "too many messages");
    } else {
      desks.painted(painted.took());
    }
  }

  /** Counts a message, and returns the count of this second. */
  private int counted() {
    var now = clock.instant();
    if (Duration.between(second, now).toMillis() >= 1_000) {
      second = now;
      inThisSecond = 0;
    }
    return ++inThisSecond;
  }

  private void take(DeskCommand.Do command) {
    counted();
    if (inThisSecond > COMMANDS_PER_SECOND_MAX + REFUSED_PER_SECOND_MAX || isFull()) {
      // answers would pile up, because this client does not read them
      finish(POLICY, "too many commands");
    } else if (inThisSecond > COMMANDS_PER_SECOND_MAX) {
      refuse(
          command,
          new Failure.TooMany(
              "at most " + COMMANDS_PER_SECOND_MAX + " commands a second", RETRY_AFTER));
    } else if (inFlight >= COMMANDS_IN_FLIGHT_MAX) {
      refuse(
          command,
          new Failure.TooMany(
              "at most " + COMMANDS_IN_FLIGHT_MAX + " commands at once", RETRY_AFTER));
    } else {
      inFlight++;
      desks.act(this, agent, command).onComplete(result -> {
        inFlight--;
        if (result.failed()) {
          refuse(command, result.cause());
        } else {
          answer(command);
        }
      });
    }
  }

  private void answer(DeskCommand.Do command) {
    var json = Json.MAPPER.createObjectNode().put("re", command.id());
    json.putObject("ok");
    write(json);
  }

  private void refuse(DeskCommand.Do command, Throwable failure) {
    Problem problem =
        problems.explain(failure, "desk " + command.act().getClass().getSimpleName());
    var json = Json.MAPPER.createObjectNode().put("re", command.id());
    json.set("problem", problem.json());
    write(json);
  }

  private void write(ObjectNode json) {
    if (!over) {
      socket.writeTextMessage(json.toString());
    }
  }

  /** Whether the socket takes no more messages; a closed socket takes none either. */
  private boolean isFull() {
    try {
      return socket.writeQueueFull();
    } catch (IllegalStateException closed) {
      return true;
    }
  }

  private void drained() {
    vertx.cancelTimer(drainTimer);
    drainTimer = -1;
    pump();
  }

  private void ping() {
    if (unanswered >= PINGS_MISSED_MAX) {
      finish(LOST, "no answer to " + PINGS_MISSED_MAX + " pings");
    } else {
      unanswered++;
      socket.writePing(question());
      // after a freeze a periodic timer fires all missed times at once, faster than a client can
      // answer
      pingTimer = after(patience.ping(), this::ping);
    }
  }

  /** Tells a screen the time; one that does not read at the moment misses nothing by it. */
  private void sayAlive() {
    if (screen != null && !isFull()) {
      write(Json.MAPPER
          .createObjectNode()
          .put("type", "alive")
          .put("now", clock.instant().toString()));
    }
  }

  /** Pings the client at once, and reports its answer. */
  void pingNow() {
    later(() -> {
      if (!over) {
        question++;
        asked = true;
        socket.writePing(question());
      }
    });
  }

  private void answered(Buffer answer) {
    unanswered = 0;
    if (asked && !over && answer.equals(question())) {
      asked = false;
      desks.answered(agent);
    }
  }

  private Buffer question() {
    return Buffer.buffer("tandem " + question);
  }

  /** Closes the socket when its log-in is no longer valid in PostgreSQL. */
  void checkLogIn() {
    sessions
        .stillIdentify(secret, identity.account())
        .onSuccess(found -> later(() -> {
          if (found.flatMap(Identity::agent).filter(agent::equals).isEmpty()) {
            finish(LOGGED_OUT, "the session has ended");
          }
        }));
  }

  private void later(Runnable work) {
    context.runOnContext(_ -> work.run());
  }

  private long after(Duration delay, Runnable work) {
    return vertx.setTimer(delay.toMillis(), _ -> later(work));
  }

  private long every(Duration pause, Runnable work) {
    return vertx.setPeriodic(pause.toMillis(), _ -> later(work));
  }
}
