package tandem.desk.conversations;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.Text;
import tandem.conversations.Conversation;
import tandem.conversations.Conversations;
import tandem.conversations.Conversations.NewConversation;
import tandem.conversations.Message;
import tandem.conversations.Messages;
import tandem.conversations.NewMessage;
import tandem.conversations.Writer;
import tandem.customers.Customer;
import tandem.desk.Transactions;
import tandem.desk.conversations.MessageEvent.Place;
import tandem.desk.customers.ScreenPop;
import tandem.routing.CommittedFloor;
import tandem.routing.Routing;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Signal;
import tandem.storage.Database;
import tandem.storage.Outage;

/**
 * The intake of carriers' events about messages. A message joins the open contact of its
 * conversation with one statement. Without an open contact, one transaction stores the message and
 * the contact that it begins. Events may come twice and in any order; each has its effect once.
 */
public final class MessageIntake implements MessageEvents {

  private final Database database;
  private final Transactions transactions;
  private final Conversations conversations;
  private final Messages messages;
  private final Turns turns;
  private final ScreenPop pops;
  private final CommittedFloor floor;
  private final Routing routing;
  private final ConversationFeed feed;
  private final Ids ids;
  private final InstantSource clock;

  public MessageIntake(
      Database database,
      Conversations conversations,
      Messages messages,
      Turns turns,
      ScreenPop pops,
      CommittedFloor floor,
      Routing routing,
      ConversationFeed feed,
      Ids ids,
      InstantSource clock) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.conversations = conversations;
    this.messages = messages;
    this.turns = turns;
    this.pops = pops;
    this.floor = floor;
    this.routing = routing;
    this.feed = feed;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Future<Taken> arrived(String carrier, MessageEvent.Arrived event) {
    var message = message(carrier, event);
    return joined(carrier, event, message)
        .compose(joined -> joined.isPresent()
            ? Future.succeededFuture(joined.get())
            : begun(carrier, event, message))
        .map(place -> {
          feed.say(new ConversationNews.Added(Message.of(place, message)));
          return new Taken(place.conversation(), place.number(), place.contact(), Result.ACCEPTED);
        })
        .recover(failure -> Messages.isRepeat(failure)
            ? repeated(message.source())
            : Future.failedFuture(Outage.meaning(failure)));
  }

  /** The node that has stored the message may have died before it could say so. */
  private Future<Taken> repeated(String source) {
    return messages
        .bySource(database.reserve(), source)
        .map(place ->
            place.orElseThrow(() -> new IllegalStateException("a repeated message is not there")))
        .compose(known -> messages
            .get(database.reserve(), known.conversation(), known.number())
            .map(message -> {
              feed.say(new ConversationNews.Added(message));
              return new Taken(
                  known.conversation(), known.number(), known.contact(), Result.REPEATED);
            }));
  }

  /** Adds the message to its conversation if that has an open contact. */
  private Future<Optional<Messages.Place>> joined(
      String carrier, MessageEvent.Arrived event, NewMessage message) {
    var pool = database.reserve();
    Future<Optional<ConversationId>> known = switch (event.place()) {
      case Place.Known(var id) -> Future.succeededFuture(Optional.of(id));
      case Place.InThread(var name) ->
        conversations
            .find(pool, carrier, event.entrance(), name)
            .map(found -> found.map(Conversation::id));
      case Place.New _ -> Future.succeededFuture(Optional.empty());
    };
    return known.compose(id -> id.map(open -> messages.addToOpen(pool, open, message))
        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
  }

  /**
   * A stored message.
   *
   * @param begins the customer of the contact that it begins, if it begins one
   */
  private record Stored(Messages.Place place, Optional<Customer> begins) {}

  /** Stores the message and, unless one was begun meanwhile, the contact that it begins. */
  private Future<Messages.Place> begun(
      String carrier, MessageEvent.Arrived event, NewMessage message) {
    return floor
        .read(Floor::plan)
        .compose(plan -> transactions.run(tx -> locked(tx, carrier, event)
            .compose(known -> known.filter(one -> one.contact().isPresent()).isPresent()
                ? messages
                    .add(tx, known.get().id(), message, Optional.empty())
                    .map(place -> new Stored(place, Optional.empty()))
                : begin(tx, carrier, event, message, known, plan))))
        .map(stored -> {
          // other connections cannot see a new customer before the commit
          stored.begins().ifPresent(pops::warm);
          return stored.place();
        });
  }

  private Future<Optional<Conversation>> locked(
      SqlConnection tx, String carrier, MessageEvent.Arrived event) {
    return switch (event.place()) {
      case Place.Known(var id) ->
        conversations.take(tx, id).map(found -> {
          if (found.isEmpty()) {
            throw new Failure.NotFound("conversation", id);
          }
          return found;
        });
      case Place.InThread(var name) -> conversations.take(tx, carrier, event.entrance(), name);
      case Place.New _ -> Future.succeededFuture(Optional.empty());
    };
  }

  private Future<Stored> begin(
      SqlConnection tx,
      String carrier,
      MessageEvent.Arrived event,
      NewMessage message,
      Optional<Conversation> known,
      FloorPlan plan) {
    var now = clock.instant();
    var id = known.map(Conversation::id).orElseGet(() -> new ConversationId(ids.next()));
    var contact = known.map(Conversations::next).orElseGet(() -> Ids.contact(id, 1));
    var beginning = new Turns.Beginning(
        contact,
        event.from(),
        event.entrance(),
        Turns.route(plan, event),
        event.triage().headStart(),
        event.triage().orders());
    return turns
        .customer(tx, beginning, known.map(Conversation::customer), now)
        .compose(customer -> known
            .map(Future::succeededFuture)
            .orElseGet(() -> conversations.make(tx, made(carrier, event, id), customer.id(), now))
            .compose(conversation -> messages
                .add(tx, id, message, Optional.of(contact))
                .compose(place -> turns
                    .begin(tx, conversation, beginning, customer, place.number(), now)
                    .map(_ -> new Stored(place, Optional.of(customer))))));
  }

  private static NewConversation made(
      String carrier, MessageEvent.Arrived event, ConversationId id) {
    return new NewConversation(
        id,
        event.channel(),
        carrier,
        event.entrance(),
        event.place() instanceof Place.InThread(var name) ? Optional.of(name) : Optional.empty(),
        event.from().correspondent(),
        event.subject());
  }

  private NewMessage message(String carrier, MessageEvent.Arrived event) {
    var now = clock.instant();
    return new NewMessage(
        event.at().isAfter(now) ? now : event.at(),
        Writer.CUSTOMER,
        Optional.empty(),
        source(carrier, event.id()),
        event.reference(),
        event.text(),
        event.html(),
        event.details(),
        event.attachments());
  }

  /** Returns the key by which a repeat is recognized: readable if it is short, else a digest. */
  static String source(String carrier, String id) {
    var source = carrier + ":" + Text.plain(id);
    return source.length() <= NewMessage.KEY_LENGTH_MAX && source.endsWith(id)
        ? source
        : carrier + ":sha-256 " + digest(id);
  }

  static String digest(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public Future<Result> delivered(String carrier, MessageEvent.Delivered event) {
    var now = clock.instant();
    return of(carrier, event.conversation())
        .compose(_ -> messages.delivered(
            database.reserve(),
            event.conversation(),
            event.number(),
            event.delivery(),
            event.why(),
            event.tries(),
            event.reference(),
            now))
        .map(isNews -> {
          if (isNews) {
            feed.say(new ConversationNews.Delivered(
                event.conversation(), event.number(), event.delivery(), event.why(), now));
          }
          return isNews ? Result.ACCEPTED : Result.REPEATED;
        })
        .recover(failure -> Future.failedFuture(Outage.meaning(failure)));
  }

  @Override
  public Future<Result> read(String carrier, MessageEvent.Read event) {
    return of(carrier, event.conversation())
        .compose(_ -> conversations.customerHasRead(
            database.reserve(), event.conversation(), event.number(), clock.instant()))
        .map(isNews -> {
          if (isNews) {
            feed.say(new ConversationNews.Read(event.conversation(), true, event.number()));
          }
          return isNews ? Result.ACCEPTED : Result.REPEATED;
        })
        .recover(failure -> Future.failedFuture(Outage.meaning(failure)));
  }

  @Override
  public void typing(MessageEvent.Typing event) {
    feed.say(new ConversationNews.Typing(event.conversation(), Optional.empty(), event.isTyping()));
  }

  @Override
  public Future<Result> left(String carrier, MessageEvent.Left event) {
    return of(carrier, event.conversation())
        .compose(conversation -> conversation
            .contact()
            .map(contact -> left(contact, event.cause()))
            .orElseGet(() -> Future.succeededFuture(Result.REPEATED)))
        .recover(failure -> Future.failedFuture(Outage.meaning(failure)));
  }

  /** Returns a conversation of this carrier; of another carrier's it knows nothing. */
  private Future<Conversation> of(String carrier, ConversationId id) {
    return conversations
        .find(database.reserve(), id)
        .map(found -> found
            .filter(conversation -> conversation.carrier().equals(carrier))
            .orElseThrow(() -> new Failure.NotFound("conversation", id)));
  }

  private Future<Result> left(ContactId contact, String cause) {
    return conversations
        .left(database.reserve(), contact)
        .compose(_ -> routing.tell(new Signal.ContactLeft(contact, cause)))
        .map(decision -> decision instanceof Decision.Decided ? Result.ACCEPTED : Result.REPEATED);
  }

  /** The time of an event that has none. */
  public Instant now() {
    return clock.instant();
  }
}
