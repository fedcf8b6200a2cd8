package tandem.channels.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.conversations.Attachment;
import tandem.conversations.Conversation;
import tandem.conversations.Message;
import tandem.conversations.Site;
import tandem.conversations.Writer;
import tandem.document.Json;
import tandem.web.Hangup;
import tandem.web.ProblemHandler;

/**
 * One WebSocket of a visitor's widget. It writes the messages of the conversation by their numbers,
 * as fast as the client reads them, and reads from PostgreSQL what it has not heard of. It runs on
 * the loop of its connection; any thread may call the methods that others use.
 */
final class ChatSocket {

  static final short POLICY = 1008;
  static final short TRY_AGAIN = 1013;

  /** The client did not answer the pings. */
  static final short LOST = 4002;

  /** The longest message fits in also when its client escapes every character of it. */
  static final int FRAME_LENGTH_MAX = 100_000;

  static final int FRAMES_PER_SECOND_MAX = 50;
  static final int IN_FLIGHT_MAX = 16;
  static final int PINGS_MISSED_MAX = 2;
  static final int QUEUE_BYTES_MAX = 256 * 1024;

  /** How many messages a client gets at first, and with a page of the history. */
  static final int PAGE = 30;

  private static final int READ_AT_ONCE = 50;

  /** The client is told again at most so often that the visitor writes. */
  private static final Duration TYPING_PAUSE = Duration.ofSeconds(1);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /**
   * The time limits of a socket.
   *
   * @param hello the limit until the first message
   * @param ping the pause between two pings
   * @param drain the limit until a full queue has been read
   */
  record Patience(Duration hello, Duration ping, Duration drain) {
    static final Patience USUAL =
        new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(15));
  }

  private final Vertx vertx;
  private final ServerWebSocket socket;
  private final Hangup hangup;
  private final Chats chats;
  private final ProblemHandler problems;
  private final Patience patience;
  private final String site;
  private final String address;
  private final Runnable closed;
  private final Context context;

  // all fields below are used on the context only, except those that join and leave share
  private boolean greeted;
  private @Nullable VisitorToken room;
  private @Nullable Visitor visitor;
  private @Nullable ConversationId conversation;

  /** The number of the last message that was written to the client. */
  private int said;

  /** The number of the last message that there is. */
  private int top;

  /** The number of the last message of ours that was written, and that the client has got. */
  private int lastOurs;

  private int gotOurs;
  private int read;
  private boolean marking;
  private boolean fetching;
  private boolean isTyping;
  private boolean missed;
  private Instant typed = Instant.EPOCH;
  private Future<?> before = Future.succeededFuture();

  /** What a command waits for while the client does not read. */
  private @Nullable Promise<Void> waiting;

  private int inFlight;
  private int unanswered;
  private Instant second = Instant.EPOCH;
  private int inThisSecond;
  private boolean over;
  private long helloTimer;
  private long pingTimer;
  private long drainTimer = -1;

  /** @param closed called once, when the socket is closed */
  ChatSocket(
      Vertx vertx,
      ServerWebSocket socket,
      Hangup hangup,
      Chats chats,
      ProblemHandler problems,
      Patience patience,
      String site,
      String address,
      Runnable closed) {
    this.vertx = vertx;
    this.socket = socket;
    this.hangup = hangup;
    this.chats = chats;
    this.problems = problems;
    this.patience = patience;
    this.site = site;
    this.address = address;
    this.closed = closed;
    this.context = vertx.getOrCreateContext();
  }

  /** Starts to listen when the handshake is done; on the loop of the connection. */
  void open() {
    socket.setWriteQueueMaxSize(QUEUE_BYTES_MAX);
    socket.textMessageHandler(this::take);
    socket.binaryMessageHandler(_ -> finish(POLICY, "text messages only"));
    socket.pongHandler(_ -> unanswered = 0);
    socket.drainHandler(_ -> drained());
    socket.exceptionHandler(_ -> gone()); // the close that follows handles it
    socket.closeHandler(_ -> gone());
    helloTimer = after(patience.hello(), () -> finish(POLICY, "send hello first"));
    pingTimer = after(patience.ping(), this::ping);
  }

  String site() {
    return site;
  }

  String address() {
    return address;
  }

  // --- what others tell

  /** The socket hears of this visitor's conversation from now on. */
  void joined(VisitorToken token) {
    later(() -> {
      if (over) {
        chats.leave(token, this);
      } else {
        room = token;
      }
    });
  }

  /** The visitor's conversation is known, or has begun. */
  void bound(ConversationId id) {
    later(() -> {
      if (conversation == null) {
        conversation = id;
        top = Math.max(top, said + 1); // looks whether there is more
        pump();
      }
    });
  }

  /** A message was added to the conversation. */
  void added(Message message) {
    later(() -> {
      top = Math.max(top, message.number());
      if (visitor != null && !fetching && message.number() == said + 1 && !isFull()) {
        write(message);
      }
      pump();
    });
  }

  /** There are messages up to this number, whether or not news of them has come. */
  void reach(int number) {
    later(() -> {
      top = Math.max(top, number);
      pump();
    });
  }

  /**
   * Writes a message that is good for this moment only. A client that does not read misses it, and
   * hears the state when it reads again.
   */
  void tell(String text) {
    later(() -> {
      if (isFull()) {
        missed = true;
      } else if (visitor != null && !over) {
        socket.writeTextMessage(text);
      }
    });
  }

  /**
   * Closes the socket; the client comes again, at another node. The future completes when it has
   * been told.
   */
  Future<Void> sendAway(String why) {
    return Future.future(told -> later(() -> {
      finish(TRY_AGAIN, why + ": try again");
      told.complete();
    }));
  }

  // --- messages of the conversation

  /** Reads and writes the messages that the client lacks, while it reads them. */
  private void pump() {
    var id = conversation;
    if (over || visitor == null || id == null || fetching || said >= top) {
      return;
    }
    if (isFull()) {
      awaitDrain();
      return;
    }
    fetching = true;
    chats
        .desk()
        .after(id, said, READ_AT_ONCE)
        .onComplete(page -> later(() -> {
          fetching = false;
          if (page.failed()) {
            after(AFTER_FAILURE, this::pump);
            return;
          }
          var messages = page.result();
          for (int i = 0; i < messages.size() && !isFull(); i++) {
            write(messages.get(i));
          }
          if (messages.isEmpty()) {
            top = said;
          }
          pump();
        }));
  }

  private void write(Message message) {
    if (over || message.number() != said + 1) {
      return;
    }
    said = message.number();
    write(Chats.message("message").setAll(json(message)));
    var id = conversation;
    if (message.writer() != Writer.CUSTOMER && id != null) {
      lastOurs = said;
      chats.written(id, said);
    }
  }

  /** A message as its visitor sees it: without what only agents may see. */
  private static ObjectNode json(Message message) {
    var json = Json.MAPPER
        .createObjectNode()
        .put("number", message.number())
        .put("at", message.at().toString())
        .put(
            "writer",
            switch (message.writer()) {
              case CUSTOMER -> "you";
              case AGENT -> "agent";
              case RESPONDER, FLOW -> "system";
            })
        .put("text", message.text());
    var id = message.details().path("client_id");
    if (message.writer() == Writer.CUSTOMER && id.isTextual()) {
      json.put("id", id.asText());
    }
    var remedy = message.details().path("remedy");
    if (message.writer() == Writer.FLOW && remedy.isObject()) {
      json.set("remedy", remedy);
    }
    if (!message.attachments().isEmpty()) {
      var files = json.putArray("attachments");
      for (Attachment file : message.attachments()) {
        files
            .addObject()
            .put("name", file.name())
            .put("type", file.type())
            .put("size", file.size());
      }
    }
    return json;
  }

  // --- what the client says

  private void take(String text) {
    if (over) {
      return;
    }
    if (Text.length(text) > FRAME_LENGTH_MAX) {
      finish(POLICY, "a frame has at most " + FRAME_LENGTH_MAX + " characters");
      return;
    }
    if (counted() > FRAMES_PER_SECOND_MAX) {
      finish(POLICY, "at most " + FRAMES_PER_SECOND_MAX + " frames a second");
      return;
    }
    try {
      switch (ChatCommand.parse(text)) {
        case ChatCommand.Hello hello when !greeted -> greet(hello);
        case ChatCommand.Hello _ -> finish(POLICY, "hello may be sent only once");
        case ChatCommand _ when !greeted -> finish(POLICY, "send hello first");
        case ChatCommand.Typing(var now) -> typing(now);
        case ChatCommand.Got(var number) -> got(number);
        case ChatCommand.Read(var number) -> read(number);
        case ChatCommand.Do command -> take(command);
      }
    } catch (Failure.Invalid e) {
      finish(POLICY, e.getMessage());
    }
  }

  /** Counts a frame, and returns the count of this second. */
  private int counted() {
    var now = chats.now();
    if (Duration.between(second, now).toMillis() >= 1_000) {
      second = now;
      inThisSecond = 0;
    }
    return ++inThisSecond;
  }

  private void greet(ChatCommand.Hello hello) {
    greeted = true;
    vertx.cancelTimer(helloTimer);
    before = chats
        .enter(this, hello)
        .onComplete(entered -> later(() -> {
          if (over) {
            return;
          }
          if (entered.failed()) {
            problems.explain(entered.cause(), "chat hello");
            finish(TRY_AGAIN, "the chat cannot be opened now: try again");
          } else {
            welcome(entered.result(), hello.after());
          }
        }));
  }

  private void welcome(Chats.Entered entered, Optional<Integer> after) {
    visitor = entered.visitor();
    var known = entered.conversation();
    int last = known.map(Conversation::messages).orElse(0);
    said = after.filter(number -> number <= last).orElse(Math.max(0, last - PAGE));
    top = Math.max(top, last);
    if (known.isPresent()) {
      conversation = known.get().id();
      read = known.get().customerRead();
    }
    var json = Chats.message("welcome")
        .put("visitor", chats.text(entered.visitor().token()))
        .put("is_known", entered.visitor().verified().isPresent())
        .put("after", said)
        .put("last", last)
        .put("agent_read", known.map(Conversation::agentRead).orElse(0))
        .put("customer_read", read)
        .put("now", chats.now().toString());
    if (entered.isRefused()) {
      json.put("identity", "refused");
    }
    chats.desk().site(site).ifPresent(now -> json.set("site", json(now)));
    write(json);
    chats.look(this, entered.visitor().token());
    pump();
  }

  private ObjectNode json(Site now) {
    var json = Json.MAPPER
        .createObjectNode()
        .put("name", now.name())
        .put("greeting", now.greeting())
        .put("is_open", now.isOpen(chats.now()))
        .put("takes_mail", !now.mailbox().isEmpty());
    var hours = json.putArray("hours");
    now.periods(chats.now())
        .forEach(period -> hours
            .addObject()
            .put("from", period.from().toString())
            .put("to", period.to().toString()));
    return json;
  }

  private void typing(boolean now) {
    var id = conversation;
    var at = chats.now();
    if (id == null) {
      return;
    }
    if (!now && isTyping) {
      isTyping = false;
      chats.typing(id, false);
    } else if (now && Duration.between(typed, at).compareTo(TYPING_PAUSE) >= 0) {
      isTyping = true;
      typed = at;
      chats.typing(id, true);
    }
  }

  private void got(int number) {
    var id = conversation;
    if (id != null && number >= lastOurs && lastOurs > gotOurs) {
      gotOurs = lastOurs;
      chats.received(id, gotOurs);
    }
  }

  private void read(int number) {
    if (Math.min(number, said) > read) {
      read = Math.min(number, said);
      mark();
    }
  }

  /** Notes what was read; marks that come meanwhile are noted together. */
  private void mark() {
    var id = conversation;
    if (id == null || marking) {
      return;
    }
    marking = true;
    int number = read;
    chats
        .read(id, number)
        .onComplete(_ -> later(() -> {
          marking = false;
          if (read > number) {
            mark();
          }
        }));
  }

  /** Does one command after the other, so that messages keep their order. */
  private void take(ChatCommand.Do command) {
    if (inFlight >= IN_FLIGHT_MAX) {
      refuse(
          command,
          new Failure.TooMany(
              "at most " + IN_FLIGHT_MAX + " commands at once", Duration.ofSeconds(1)));
      return;
    }
    inFlight++;
    before = before
        .transform(_ -> readable())
        .compose(_ -> act(command))
        .onComplete(done -> later(() -> {
          inFlight--;
          if (done.failed()) {
            refuse(command, done.cause());
          } else {
            write(Json.MAPPER
                .createObjectNode()
                .put("re", command.id())
                .<ObjectNode>set("ok", done.result()));
          }
        }));
  }

  private Future<ObjectNode> act(ChatCommand.Do command) {
    var who = visitor;
    if (over || who == null) {
      return Future.failedFuture(
          new Failure.Unavailable("the chat is closing", Duration.ofSeconds(1)));
    }
    try {
      return switch (command.act()) {
        case ChatCommand.Say say ->
          chats
              .say(this, who, command.id(), say)
              .map(number -> Json.MAPPER.createObjectNode().put("number", number));
        case ChatCommand.History(var number) -> history(number);
        case ChatCommand.Leave _ -> nothing(chats.leave(who));
        case ChatCommand.Rate rate -> nothing(chats.rate(who, rate));
        case ChatCommand.Transcript asked -> nothing(chats.transcript(who, asked));
        case ChatCommand.Offline message ->
          nothing(chats.offline(this, who, command.id(), message));
        case ChatCommand.Misspoken(var why) -> Future.failedFuture(why);
      };
    } catch (Failure no) {
      return Future.failedFuture(no);
    }
  }

  private Future<ObjectNode> history(int number) {
    var id = conversation;
    Future<List<Message>> page =
        id == null ? Future.succeededFuture(List.of()) : chats.desk().before(id, number, PAGE);
    return page.map(messages -> {
      var json = Json.MAPPER.createObjectNode();
      var list = json.putArray("messages");
      messages.forEach(message -> list.add(json(message)));
      return json;
    });
  }

  private static Future<ObjectNode> nothing(Future<Void> done) {
    return done.map(_ -> Json.MAPPER.createObjectNode());
  }

  private void refuse(ChatCommand.Do command, Throwable failure) {
    var problem = problems
        .explain(failure, "chat " + command.act().getClass().getSimpleName())
        .json();
    switch (failure) {
      case Failure.TooMany f -> problem.put("retry_after_ms", f.retryAfter().toMillis());
      case Failure.Unavailable f -> problem.put("retry_after_ms", f.retryAfter().toMillis());
      case Throwable _ -> {}
    }
    write(
        Json.MAPPER.createObjectNode().put("re", command.id()).<ObjectNode>set("problem", problem));
  }

  // --- the connection

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

  /** Completes when the client reads, so that answers do not pile up. */
  private Future<Void> readable() {
    var reads = Promise.<Void>promise();
    later(() -> {
      if (over || !isFull()) {
        reads.complete();
      } else {
        waiting = reads;
        awaitDrain();
      }
    });
    return reads.future();
  }

  private void awaitDrain() {
    if (drainTimer == -1) {
      drainTimer = after(patience.drain(), () -> finish(POLICY, "this client does not read"));
    }
  }

  private void drained() {
    vertx.cancelTimer(drainTimer);
    drainTimer = -1;
    goOn();
    var who = visitor;
    if (missed && who != null) {
      missed = false;
      chats.look(this, who.token());
    }
    pump();
  }

  private void goOn() {
    var next = waiting;
    if (next != null) {
      waiting = null;
      next.complete();
    }
  }

  private void ping() {
    if (unanswered >= PINGS_MISSED_MAX) {
      finish(LOST, "no answer to " + PINGS_MISSED_MAX + " pings");
    } else {
      unanswered++;
      socket.writePing(io.vertx.core.buffer.Buffer.buffer("tandem"));
      pingTimer = after(patience.ping(), this::ping);
    }
  }

  private void finish(short code, String reason) {
    if (!over) {
      gone();
      hangup.end(socket, code, reason);
    }
  }

  private void gone() {
    if (over) {
      return;
    }
    over = true;
    vertx.cancelTimer(helloTimer);
    vertx.cancelTimer(pingTimer);
    vertx.cancelTimer(drainTimer);
    var id = conversation;
    if (isTyping && id != null) {
      chats.typing(id, false);
    }
    if (room != null) {
      chats.leave(room, this);
    }
    closed.run();
    goOn();
  }

  private void later(Runnable work) {
    context.runOnContext(_ -> work.run());
  }

  private long after(Duration delay, Runnable work) {
    return vertx.setTimer(delay.toMillis(), _ -> later(work));
  }
}
