package tandem.channels.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
import tandem.base.Id;
import tandem.conversations.Conversation;
import tandem.conversations.Delivery;
import tandem.conversations.Messages;
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
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.web.ProblemHandler;
import tandem.web.PublicUrl;

/**
 * The chats whose visitors have a socket at this node. Any node serves any visitor: news of
 * conversations and the committed floor come to every node, and a socket reads by number what it
 * has missed. Any thread may call.
 */
public final class Chats implements CommittedFloor.Follower {

  private static final Logger LOG = LoggerFactory.getLogger(Chats.class);

  /** The times of the work with all chats. */
  record Patience(Duration floor, Duration progress, Duration presence) {
    static final Patience USUAL =
        new Patience(Duration.ofMillis(150), Duration.ofMillis(250), Duration.ofSeconds(20));
  }

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  /** The first messages of a visitor at once, and then so many a second. */
  static final int MESSAGES_AT_ONCE_MAX = 10;

  static final double MESSAGES_PER_SECOND = 2;

  /** Transcripts of one visitor at once, and then one in twenty minutes. */
  static final int TRANSCRIPTS_MAX = 3;

  private static final double TRANSCRIPTS_PER_SECOND = 1 / 1_200.0;

  /** Files of one visitor at once, and then one in ten seconds. */
  static final int FILES_AT_ONCE_MAX = 10;

  private static final double FILES_PER_SECOND = 0.1;

  /** How many clients the limits remember. */
  private static final int CLIENTS_MAX = 20_000;

  private static final int TOKEN_BYTES = 16;
  private static final int STARTS_MAX = 10_000;

  /** How far back reports about deliveries reach. */
  private static final int SPAN_MAX = 200;

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

  /** A chat on the floor. */
  private record Seen(Contact contact, String conversation, Optional<String> agent) {}

  private record Started(ContactId contact, Instant at) {}

  private final Vertx vertx;
  private final Context context;
  private final VisitorDesk desk;
  private final SiteKeys keys;
  private final MessageEvents events;
  private final CommittedFloor floor;
  private final RandomGenerator random;
  private final String secret;
  private final InstantSource clock;
  private final Patience patience;
  private final SiteLines lines = new SiteLines();
  private final TokenBuckets messagesOfVisitor;
  private final TokenBuckets messagesOfAddress;
  private final TokenBuckets chatsOfAddress;
  private final TokenBuckets transcripts;
  private final TokenBuckets files;

  private final Map<VisitorToken, Room> rooms = new ConcurrentHashMap<>();
  private final Map<ConversationId, Room> byConversation = new ConcurrentHashMap<>();
  private final AtomicBoolean changed = new AtomicBoolean();
  private final Queue<Started> started = new ConcurrentLinkedQueue<>();
  private final Map<ConversationId, Integer> sent = new ConcurrentHashMap<>();
  private final Map<ConversationId, Integer> received = new ConcurrentHashMap<>();
  private final AtomicBoolean reporting = new AtomicBoolean();
  private final Map<ConversationId, Instant> expected = new ConcurrentHashMap<>();
  private final AtomicBoolean expecting = new AtomicBoolean();
  private volatile long beat = -1;
  private volatile boolean over;

  // used on the context only
  private final Map<String, Pace> paces = new HashMap<>();

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
    this(vertx, desk, keys, events, floor, random, secret, settings, clock, Patience.USUAL);
  }

  Chats(
      Vertx vertx,
      VisitorDesk desk,
      SiteKeys keys,
      MessageEvents events,
      CommittedFloor floor,
      RandomGenerator random,
      String secret,
      ChatSettings settings,
      InstantSource clock,
      Patience patience) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.desk = desk;
    this.keys = keys;
    this.events = events;
    this.floor = floor;
    this.random = random;
    this.secret = secret;
    this.clock = clock;
    this.patience = patience;
    int perAddress = settings.messagesPerAddress();
    this.messagesOfVisitor =
        new TokenBuckets(MESSAGES_AT_ONCE_MAX, MESSAGES_PER_SECOND, CLIENTS_MAX, clock);
    this.messagesOfAddress = new TokenBuckets(perAddress * 2, perAddress, CLIENTS_MAX, clock);
    this.chatsOfAddress =
        new TokenBuckets(settings.socketsPerAddress(), perAddress / 5.0, CLIENTS_MAX, clock);
    this.transcripts =
        new TokenBuckets(TRANSCRIPTS_MAX, TRANSCRIPTS_PER_SECOND, CLIENTS_MAX, clock);
    this.files = new TokenBuckets(FILES_AT_ONCE_MAX, FILES_PER_SECOND, CLIENTS_MAX, clock);
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
    beat = vertx.setPeriodic(patience.presence().toMillis(), _ -> expectAll());
    return floor.follow(this, Floor::time).mapEmpty();
  }

  /** Tells every visitor to come again, to another node. */
  public Future<Void> close() {
    over = true;
    floor.unfollow(this);
    vertx.cancelTimer(beat);
    return Future.join(rooms.values().stream()
            .flatMap(room -> room.sockets.stream())
            .map(ChatSocket::closeForStop)
            .toList())
        .transform(_ -> Future.<Void>succeededFuture());
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
    look();
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
    pace(token, socket.address());
    if (known == null) {
      limit(chatsOfAddress, socket.address(), "new chats", "from one network address");
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

  private void pace(VisitorToken token, String address) {
    limit(
        messagesOfVisitor,
        token.owner(),
        "at most " + MESSAGES_AT_ONCE_MAX + " messages at once, then " + (int) MESSAGES_PER_SECOND
            + " a second",
        "");
    limit(messagesOfAddress, address, "too many messages", "from one network address");
  }

  /** Takes a message out of hours, which becomes a contact by email. */
  Future<Void> offline(ChatSocket socket, Visitor visitor, String id, ChatCommand.Offline message) {
    var token = visitor.token();
    var site = site(token.site());
    if (site.mailbox().isEmpty()) {
      throw new Failure.Conflict("this site takes no messages by email");
    }
    var email = email(message.email());
    pace(token, socket.address());
    limit(chatsOfAddress, socket.address(), "new messages by email", "from one network address");
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
    limit(
        transcripts,
        visitor.token().owner(),
        "at most " + TRANSCRIPTS_MAX + " transcripts, then one in 20 minutes",
        "");
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
    limit(
        files,
        token.owner(),
        "at most " + FILES_AT_ONCE_MAX + " files at once, then one in 10 seconds",
        "");
    limit(messagesOfAddress, address, "too many files", "from one network address");
  }

  private static void limit(TokenBuckets buckets, String client, String what, String whose) {
    buckets.take(client).ifPresent(wait -> {
      throw new Failure.TooMany((what + " " + whose).strip(), wait);
    });
  }

  // --- how far messages come

  /** A socket has written a message of ours to its client. */
  void written(ConversationId conversation, int number) {
    sent.merge(conversation, number, Math::max);
    report();
  }

  /** A client has received everything up to a message of ours. */
  void received(ConversationId conversation, int number) {
    received.merge(conversation, number, Math::max);
    report();
  }

  private void report() {
    if (reporting.compareAndSet(false, true)) {
      vertx.setTimer(patience.progress().toMillis(), _ -> reportNow());
    }
  }

  /** One statement for all messages that have come further meanwhile. */
  private void reportNow() {
    var progress = new ArrayList<Messages.Progress>();
    var arrived = taken(received);
    taken(sent).forEach((conversation, number) -> {
      if (number > arrived.getOrDefault(conversation, 0)) {
        progress.add(progress(conversation, number, Delivery.SENT));
      }
    });
    arrived.forEach(
        (conversation, number) -> progress.add(progress(conversation, number, Delivery.DELIVERED)));
    desk.delivered(progress).onComplete(done -> {
      if (done.failed()) {
        LOG.warn("deliveries not noted, trying again error={}", done.cause().getMessage());
        progress.forEach(one -> (one.delivery() == Delivery.SENT ? sent : received)
            .merge(one.conversation(), one.number(), Math::max));
      }
      reporting.set(false);
      if (!over && done.failed()) {
        vertx.setTimer(AFTER_FAILURE.toMillis(), _ -> report());
      } else if (!sent.isEmpty() || !received.isEmpty()) {
        report();
      }
    });
  }

  private static Messages.Progress progress(
      ConversationId conversation, int number, Delivery delivery) {
    return new Messages.Progress(conversation, Math.max(0, number - SPAN_MAX), number, delivery);
  }

  private static <V> Map<ConversationId, V> taken(Map<ConversationId, V> from) {
    var taken = new HashMap<ConversationId, V>();
    for (var key : List.copyOf(from.keySet())) {
      var value = from.remove(key);
      if (value != null) {
        taken.put(key, value);
      }
    }
    return taken;
  }

  // --- until when visitors may be away

  private void expect(Room room, ConversationId conversation) {
    var away = desk.site(room.token.site()).map(Site::leftAfter).orElse(Site.LEFT_AFTER);
    expected.put(conversation, clock.instant().plus(away));
    if (expecting.compareAndSet(false, true)) {
      vertx.setTimer(patience.progress().toMillis(), _ -> expectNow());
    }
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

  private void expectNow() {
    expecting.set(false);
    desk.expect(taken(expected))
        // a later beat says the same again
        .onFailure(e -> LOG.warn("visits not noted error={}", e.getMessage()));
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

  @Override
  public void committed(long seq, Fact fact) {
    switch (fact) {
      case Fact.Connected f -> {
        if (started.size() < STARTS_MAX) {
          started.add(new Started(f.contact(), f.at()));
        }
        look();
      }
      case Fact.OfWaiting _, Fact.OfWork _ -> look();
      case Fact.OfPresence _, Fact.OfPlan _ -> {}
    }
  }

  /** Looks at the floor soon; what changes until then is seen by the same look. */
  private void look() {
    if (!over && changed.compareAndSet(false, true)) {
      context.runOnContext(_ -> vertx.setTimer(patience.floor().toMillis(), _ -> lookNow()));
    }
  }

  private void lookNow() {
    changed.set(false);
    floor
        .read(Chats::seen)
        .onComplete(read -> context.runOnContext(_ -> {
          if (read.succeeded()) {
            show(read.result());
          } else if (!over) {
            LOG.warn("floor not read, trying again error={}", read.cause().getMessage());
            vertx.setTimer(AFTER_FAILURE.toMillis(), _ -> look());
          }
        }));
  }

  private static List<Seen> seen(Floor floor) {
    var seen = new ArrayList<Seen>();
    for (var contact : floor.contacts()) {
      if (contact.channel() == Channel.CHAT) {
        contact
            .endpoint()
            .filter(end -> end.carrier().equals(VisitorDesk.CARRIER))
            .ifPresent(end -> seen.add(new Seen(
                contact,
                end.reference(),
                contact.agent().flatMap(floor::planned).map(agent -> firstName(agent.name())))));
      }
    }
    return seen;
  }

  /** Visitors are told the first name of an agent. */
  private static String firstName(String name) {
    int space = name.indexOf(' ');
    return space < 0 ? name : name.substring(0, space);
  }

  private void show(List<Seen> seen) {
    var now = clock.instant();
    count(seen);
    var places = places(seen);
    var open = new HashMap<ConversationId, ChatState>();
    for (var one : seen) {
      Id.uuid(one.conversation())
          .ifPresent(id -> open.put(new ConversationId(id), state(one, places, now)));
    }
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
              look();
            }
          }));
    }
  }

  /** Counts the chats that agents have begun, by queue. */
  private void count(List<Seen> seen) {
    var queues = new HashMap<ContactId, String>();
    seen.forEach(one -> queues.put(one.contact().id(), one.contact().queue().value()));
    for (var one = started.poll(); one != null; one = started.poll()) {
      var queue = queues.get(one.contact());
      if (queue != null) {
        paces.computeIfAbsent(queue, _ -> new Pace()).began(one.at());
      }
    }
  }

  private static Map<ContactId, Integer> places(List<Seen> seen) {
    var waiting = seen.stream()
        .map(Seen::contact)
        .filter(Contact::waits)
        .sorted(java.util.Comparator.comparing(Contact::rank)
            .thenComparing(contact -> contact.id().toString()))
        .toList();
    var lengths = new HashMap<String, Integer>();
    var places = new HashMap<ContactId, Integer>();
    waiting.forEach(contact ->
        places.put(contact.id(), lengths.merge(contact.queue().value(), 1, Integer::sum)));
    return places;
  }

  private ChatState state(Seen one, Map<ContactId, Integer> places, Instant now) {
    var contact = one.contact();
    if (contact.waits()) {
      int place = Objects.requireNonNull(places.get(contact.id()));
      return ChatState.waiting(
          contact.id(),
          place,
          Optional.ofNullable(paces.get(contact.queue().value()))
              .flatMap(pace -> pace.wait(place, now)));
    }
    return contact.isTalkedTo()
        ? ChatState.talking(contact.id(), one.agent().orElse(""))
        : ChatState.NONE;
  }
}
