package tandem.channels.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.auth.Guard;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.conversations.Conversation;
import tandem.conversations.Site;
import tandem.customers.ContactPoint;
import tandem.desk.conversations.ConversationFeed;
import tandem.desk.conversations.ConversationNews;
import tandem.desk.conversations.MessageCarrier;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.MessageEvents;
import tandem.desk.conversations.SiteKeys;
import tandem.desk.conversations.Triage;
import tandem.desk.conversations.VisitorDesk;
import tandem.desk.screens.HandOver;
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.web.ProblemHandler;
import tandem.web.PublicUrl;

/**
 * The chats whose visitors have a socket at this node. Any node serves any visitor: news of
 * conversations and the committed floor come to every node, and a socket reads by number what it
 * has missed. Any thread may call.
 */
public final class Chats implements HandOver.Screens {

  private static final Logger LOG = LoggerFactory.getLogger(Chats.class);

  /** How often visitors who have sockets get more time, and news that got lost is looked for. */
  private static final Duration BEAT = Duration.ofSeconds(20);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  private static final int TOKEN_BYTES = 16;

  /** Those who visit under one token at one site. */
  private static final class Room {
    final VisitorToken token;
    final List<ChatSocket> sockets = new CopyOnWriteArrayList<>();
    volatile @Nullable ConversationId conversation;
    volatile ChatState state = ChatState.NONE;
    final AtomicBoolean asking = new AtomicBoolean();

    Room(VisitorToken token) {
      this.token = token;
    }
  }

  private final Vertx vertx;
  private final VisitorDesk desk;
  private final SiteKeys keys;
  private final MessageEvents events;
  private final RandomGenerator random;
  private final String secret;
  private final InstantSource clock;
  private final SiteLines lines = new SiteLines();
  private final ChatLimits limits;
  private final ChatProgress progress;
  private final ReturnTimes returns;
  private final ChatLine line;

  private final Map<VisitorToken, Room> rooms = new ConcurrentHashMap<>();
  private final Map<ConversationId, Room> byConversation = new ConcurrentHashMap<>();
  private volatile long beat = -1;
  private volatile boolean over;

  /** Why this node takes no visitors; empty if it does. */
  private volatile Optional<String> unable = Optional.empty();

  /**
   * @param random must not be predictable
   * @param secret signs the tokens of visitors; the same on every node
   */
  public Chats(
      Vertx vertx,
      VisitorDesk desk,
      SiteKeys keys,
      MessageEvents events,
      CommittedFloor floor,
      RandomGenerator random,
      String secret,
      ChatSettings settings,
      InstantSource clock) {
    this.vertx = vertx;
    this.desk = desk;
    this.keys = keys;
    this.events = events;
    this.random = random;
    this.secret = secret;
    this.clock = clock;
    this.limits = new ChatLimits(settings, clock);
    this.progress = new ChatProgress(vertx, desk);
    this.returns = new ReturnTimes(vertx, desk, clock);
    this.line = new ChatLine(vertx, floor, clock, this::show);
  }

  /** The carrier by which agents answer. */
  public static MessageCarrier carrier() {
    return new ChatCarrier();
  }

  /** Opens the socket and the routes of files. */
  public void mount(
      Guard guard, ProblemHandler problems, PublicUrl publicUrl, ChatSettings settings) {
    new ChatDoor(vertx, this, problems, publicUrl, settings).mount(guard);
    new ChatFiles(this, publicUrl).mount(guard);
  }

  /** Follows the news of conversations and the floor. */
  public Future<Void> start(ConversationFeed feed) {
    feed.listen(this::hear);
    beat = vertx.setPeriodic(BEAT.toMillis(), _ -> expectAll());
    return line.start();
  }

  /** Tells every visitor to come again, to another node. */
  public Future<Void> close() {
    over = true;
    line.stop();
    progress.stop();
    vertx.cancelTimer(beat);
    return send("this node is stopping");
  }

  private Future<Void> send(String why) {
    return Future.join(rooms.values().stream()
            .flatMap(room -> room.sockets.stream())
            .map(socket -> socket.sendAway(why))
            .toList())
        .transform(_ -> Future.<Void>succeededFuture());
  }

  @Override
  public void handOver(String why) {
    unable = Optional.of(why);
    var _ = send(why);
  }

  @Override
  public void admit() {
    unable = Optional.empty();
  }

  /** Refuses visitors whom this node cannot serve; {@link Failure.Unavailable}. */
  void requireAble() {
    unable.ifPresent(why -> {
      throw new Failure.Unavailable(why + ": come again at another node", COME_AGAIN);
    });
  }

  VisitorDesk desk() {
    return desk;
  }

  /** Returns a site of the floor document. */
  Site site(String id) {
    return desk.site(id).orElseThrow(() -> SiteKeys.unknown(id));
  }

  Instant now() {
    return clock.instant();
  }

  /** The visitor as the client's first message shows them, and whether the page was believed. */
  record Entered(Visitor visitor, boolean isRefused, Optional<Conversation> conversation) {}

  /** Finds out who the visitor is, and lets the socket hear of their conversation. */
  Future<Entered> enter(ChatSocket socket, ChatCommand.Hello hello) {
    var site = socket.site();
    return hello
        .identity()
        .map(claimed -> lines.run(site, () -> keys.verify(site, claimed)))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .compose(verified -> {
          var token = verified
              .map(user -> VisitorToken.of(site, user.id()))
              .or(() -> hello
                  .token()
                  .flatMap(text -> VisitorToken.read(secret, site, text))
                  // a user's chat needs the site's word each time: keys end, and users log out
                  .filter(known -> !known.isOfUser()))
              .orElseGet(() -> VisitorToken.fresh(site, bytes()));
          // first heard, then read: nothing is missed between the two
          join(token, socket);
          return lines.run(site, () -> desk.of(site, token.thread())).map(conversation -> {
            conversation.ifPresent(known -> bind(token, known));
            return new Entered(
                new Visitor(token, verified),
                hello.identity().isPresent() && verified.isEmpty(),
                conversation);
          });
        });
  }

  private byte[] bytes() {
    var bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  String text(VisitorToken token) {
    return token.text(secret);
  }

  /** Reads the token of a request for files. */
  VisitorToken token(String site, String text) {
    return VisitorToken.read(secret, site, text)
        .orElseThrow(() -> new Failure.Denied("this token is not one of a visitor of this site"));
  }

  private void join(VisitorToken token, ChatSocket socket) {
    rooms.compute(token, (_, known) -> {
      var room = known == null ? new Room(token) : known;
      room.sockets.add(socket);
      return room;
    });
    socket.joined(token);
  }

  void leave(VisitorToken token, ChatSocket socket) {
    rooms.computeIfPresent(token, (_, room) -> {
      room.sockets.remove(socket);
      if (!room.sockets.isEmpty()) {
        return room;
      }
      var conversation = room.conversation;
      if (conversation != null) {
        byConversation.remove(conversation, room);
        if (room.state.isOpen()) {
          expect(room, conversation);
        }
      }
      return null;
    });
  }

  /** How many sockets this node has. */
  int sockets() {
    return rooms.values().stream().mapToInt(room -> room.sockets.size()).sum();
  }

  private void bind(VisitorToken token, Conversation conversation) {
    var open = conversation.contact();
    bind(token, conversation.id(), open);
  }

  private void bind(VisitorToken token, ConversationId id, Optional<ContactId> open) {
    rooms.computeIfPresent(token, (_, room) -> {
      room.conversation = id;
      byConversation.put(id, room);
      if (!room.state.isOpen()) {
        open.ifPresent(contact -> room.state = ChatState.opened(contact));
      }
      if (room.state.isOpen()) {
        expect(room, id);
      }
      room.sockets.forEach(socket -> socket.bound(id));
      return room;
    });
    line.look();
  }

  /** Tells a new socket the state of its visitor's contact. */
  void look(ChatSocket socket, VisitorToken token) {
    var room = rooms.get(token);
    if (room != null) {
      socket.tell(room.state.json().toString());
    }
  }

  // --- what visitors do

  /** Stores what a visitor says; returns the number of the message. */
  Future<Integer> say(ChatSocket socket, Visitor visitor, String id, ChatCommand.Say said) {
    var token = visitor.token();
    var site = site(token.site());
    var room = rooms.get(token);
    var known = room == null ? null : room.conversation;
    if (room == null || !room.state.isOpen()) {
      refuseClosed(site);
    }
    limits.message(token, socket.address());
    if (known == null) {
      limits.chat(socket.address());
    }
    return lines.run(
        site.id(),
        () -> desk.files(token.owner(), said.attachments())
            .compose(files -> events.arrived(
                VisitorDesk.CARRIER,
                new MessageEvent.Arrived(
                    token.owner() + " " + id,
                    Channel.CHAT,
                    site.id(),
                    known == null
                        ? new MessageEvent.Place.InThread(token.thread())
                        : new MessageEvent.Place.Known(known),
                    visitor.from(),
                    clock.instant(),
                    "",
                    said.text(),
                    Optional.empty(),
                    Optional.empty(),
                    Json.MAPPER.createObjectNode().put("client_id", id),
                    files,
                    Triage.NONE)))
            .map(taken -> {
              bind(token, taken.conversation(), taken.contact());
              return taken.number();
            }));
  }

  private void refuseClosed(Site site) {
    if (!site.isOpen(clock.instant())) {
      throw new Failure.Conflict(
          "nobody answers at this time; leave a message with your email address",
          Map.of("is_open", false));
    }
  }

  /** Takes a message out of hours, which becomes a contact by email. */
  Future<Void> offline(ChatSocket socket, Visitor visitor, String id, ChatCommand.Offline message) {
    var token = visitor.token();
    var site = site(token.site());
    if (site.mailbox().isEmpty()) {
      throw new Failure.Conflict("this site takes no messages by email");
    }
    var email = email(message.email());
    limits.message(token, socket.address());
    limits.mail(socket.address());
    return lines.run(
        site.id(),
        () -> events
            .arrived(
                VisitorDesk.MAIL,
                new MessageEvent.Arrived(
                    token.owner() + " " + id,
                    Channel.EMAIL,
                    site.mailbox(),
                    new MessageEvent.Place.New(),
                    new MessageEvent.From(
                        email.value(),
                        message.name().orElse(""),
                        email.kind(),
                        Optional.of(email),
                        Json.MAPPER.createObjectNode()),
                    clock.instant(),
                    "Message left at " + site.name(),
                    message.text(),
                    Optional.empty(),
                    Optional.empty(),
                    Json.MAPPER
                        .createObjectNode()
                        .put("subject", "Message left at " + site.name())
                        .put("site", site.id()),
                    List.of(),
                    Triage.NONE))
            .mapEmpty());
  }

  private static ContactPoint email(String typed) {
    return ContactPoint.email(typed)
        .orElseThrow(() -> new Failure.Invalid("email must be an email address"));
  }

  Future<Void> leave(Visitor visitor) {
    return conversation(visitor.token())
        .compose(conversation -> events.left(
            VisitorDesk.CARRIER, new MessageEvent.Left(conversation.id(), "visitor_ended")))
        .mapEmpty();
  }

  Future<Void> rate(Visitor visitor, ChatCommand.Rate rate) {
    return conversation(visitor.token())
        .compose(conversation ->
            desk.rate(conversation, rate.contact(), rate.score(), rate.comment().orElse("")));
  }

  Future<Void> transcript(Visitor visitor, ChatCommand.Transcript asked) {
    var email = email(asked.email());
    var site = site(visitor.token().site());
    limits.transcript(visitor.token());
    return conversation(visitor.token())
        .compose(conversation -> desk.transcript(site, conversation, email));
  }

  /** Returns the conversation of a token, which the token alone names. */
  Future<Conversation> conversation(VisitorToken token) {
    return desk.of(token.site(), token.thread())
        .map(found -> found.orElseThrow(() -> new Failure.Conflict("nothing was said yet")));
  }

  void typing(ConversationId conversation, boolean isTyping) {
    events.typing(new MessageEvent.Typing(conversation, isTyping));
  }

  Future<Void> read(ConversationId conversation, int number) {
    return events
        .read(VisitorDesk.CARRIER, new MessageEvent.Read(conversation, number))
        .mapEmpty();
  }

  /** Refuses an upload that comes too soon after others. */
  void mayUpload(VisitorToken token, String address) {
    limits.file(token, address);
  }

  // --- how far messages come, and until when visitors may be away

  /** A socket has written a message of ours to its client. */
  void written(ConversationId conversation, int number) {
    progress.written(conversation, number);
  }

  /** A client has received everything up to a message of ours. */
  void received(ConversationId conversation, int number) {
    progress.received(conversation, number);
  }

  private void expect(Room room, ConversationId conversation) {
    returns.expect(conversation, room.token.site());
  }

  private void expectAll() {
    var open = new ArrayList<ConversationId>();
    for (var room : rooms.values()) {
      var conversation = room.conversation;
      if (conversation != null && room.state.isOpen()) {
        expect(room, conversation);
        open.add(conversation);
      }
    }
    lookForMissed(open);
  }

  /** News may get lost: then nobody would show a message until the next one comes. */
  private void lookForMissed(List<ConversationId> open) {
    if (!open.isEmpty()) {
      desk.lasts(open)
          .onSuccess(lasts -> lasts.forEach((conversation, number) -> {
            var room = byConversation.get(conversation);
            if (room != null) {
              room.sockets.forEach(socket -> socket.reach(number));
            }
          }))
          // a later beat looks again
          .onFailure(e -> LOG.warn("messages not looked for error={}", e.getMessage()));
    }
  }

  // --- news

  private void hear(ConversationNews news) {
    var room = byConversation.get(news.conversation());
    if (room == null) {
      if (news instanceof ConversationNews.Added(var message)
          && message.number() == 1
          && rooms.values().stream().anyMatch(one -> one.conversation == null)) {
        begunElsewhere(news.conversation());
      }
      return;
    }
    switch (news) {
      case ConversationNews.Added(var message) ->
        room.sockets.forEach(socket -> socket.added(message));
      case ConversationNews.Read(var _, var byCustomer, var number) -> {
        if (!byCustomer) {
          tell(room, message("read").put("number", number));
        }
      }
      case ConversationNews.Typing(var _, var agent, var isTyping) -> {
        if (agent.isPresent()) {
          tell(room, message("typing").put("is_typing", isTyping));
        }
      }
      // the widget shows only what the visitor says as sent, and contacts come with the floor
      case ConversationNews.Delivered _, ConversationNews.Ended _ -> {}
    }
  }

  /** The visitor has begun the conversation in another tab, at another node. */
  private void begunElsewhere(ConversationId id) {
    desk.of(id)
        .onSuccess(found -> found
            .filter(conversation -> conversation.carrier().equals(VisitorDesk.CARRIER))
            .ifPresent(conversation -> conversation
                .thread()
                .ifPresent(thread ->
                    bind(new VisitorToken(conversation.entrance(), thread), conversation))));
  }

  private static void tell(Room room, ObjectNode message) {
    var text = message.toString();
    room.sockets.forEach(socket -> socket.tell(text));
  }

  static ObjectNode message(String type) {
    return Json.MAPPER.createObjectNode().put("type", type);
  }

  // --- the floor: who waits at which place, and who talks

  private void show(Map<ConversationId, ChatState> open) {
    byConversation.forEach((conversation, room) -> {
      var state = open.getOrDefault(conversation, ChatState.NONE);
      var before = room.state;
      if (before.isOpening() && !state.isOpen()) {
        askAgain(room, conversation);
      } else if (!state.equals(before)) {
        room.state = state;
        if (state.isOpen() && !before.isOpen()) {
          expect(room, conversation);
        }
        tell(room, state.json());
      }
    });
  }

  /** A contact that the floor does not know has either not come yet or ended just now. */
  private void askAgain(Room room, ConversationId conversation) {
    if (!over && room.asking.compareAndSet(false, true)) {
      vertx.setTimer(
          AFTER_FAILURE.toMillis(),
          _ -> desk.of(conversation).onComplete(read -> {
            room.asking.set(false);
            boolean ended =
                read.succeeded() && read.result().flatMap(Conversation::contact).isEmpty();
            if (ended && room.state.isOpening()) {
              room.state = ChatState.NONE;
              tell(room, room.state.json());
            } else {
              line.look();
            }
          }));
    }
  }
}
