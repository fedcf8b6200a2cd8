package tandem.desk.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.SERVICE;
import static tandem.cases.Ground.SHIPPING;
import static tandem.cases.Ground.SOLVED;
import static tandem.cases.Ground.TOM;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.conversations.Attachment;
import tandem.conversations.Conversation;
import tandem.conversations.Message;
import tandem.customers.ContactPoint;
import tandem.customers.CustomerDraft;
import tandem.desk.DeskGround;
import tandem.document.Json;
import tandem.routing.engine.Contact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.FloorPlan.Strategy;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.nodes.Grid;

/** The desk on a real floor whose queues take chats, messages and emails. */
public final class ConversationGround implements AutoCloseable {

  public static final QueueId MAILS = new QueueId("mails");
  public static final QueueId URGENT = new QueueId("urgent");
  public static final QueueId TEXTS = new QueueId("texts");
  public static final QueueId CHATS = new QueueId("chats");
  public static final String MAILBOX = "help@shop.example";
  public static final String ACCOUNT = "+31970001";
  public static final String SITE = "shop";

  public final DeskGround desk;
  public final MessageEvents intake;
  public final Say say;
  public final ConversationDesk conversations;
  private final List<ConversationNews> heard = new ArrayList<>();

  public ConversationGround(Vertx vertx, Grid grid) {
    desk = new DeskGround(vertx, grid, (_, _, _) -> List.of(), Rules.STANDARD).open();
    var work = desk.work.messages();
    intake = work.intake();
    say = work.say();
    conversations = work.conversations();
    work.feed().listen(this::hear);
    desk.tell(new Signal.FloorPlanned(plan()));
  }

  /** Adds a carrier whose messages this test sends. */
  public ConversationGround with(MessageCarrier carrier) {
    desk.work.messages().carriers().add(carrier);
    return this;
  }

  private static FloorPlan plan() {
    return new FloorPlan(
        List.of(),
        List.of(),
        List.of(),
        List.of(
            queue(MAILS, "Mails", Channel.EMAIL),
            queue(URGENT, "Urgent mails", Channel.EMAIL),
            queue(TEXTS, "Texts", Channel.MESSAGE),
            queue(CHATS, "Chats", Channel.CHAT)),
        List.of(
            new FloorPlan.Agent(TOM, "Tom", SHIPPING, Map.of(), "+31101", true),
            new FloorPlan.Agent(ANA, "Ana", SERVICE, Map.of(), "+31102", true)),
        List.of(),
        List.of(
            new FloorPlan.Entrance(Channel.EMAIL, MAILBOX, MAILS),
            new FloorPlan.Entrance(Channel.MESSAGE, ACCOUNT, TEXTS),
            new FloorPlan.Entrance(Channel.CHAT, SITE, CHATS)),
        Optional.of(PARCELS));
  }

  private static FloorPlan.Queue queue(QueueId id, String name, Channel channel) {
    return Plans.queue(
        id, name, SERVICE, channel, Map.of(), Strategy.LONGEST_IDLE, Duration.ZERO, true);
  }

  /** A text message of a customer, in the thread of the sender's number. */
  public MessageEvent.Arrived text(String id, String from, String text) {
    return text(id, from, text, List.of());
  }

  /** A text message with files. */
  public MessageEvent.Arrived text(String id, String from, String text, List<Attachment> files) {
    return new MessageEvent.Arrived(
        id,
        Channel.MESSAGE,
        ACCOUNT,
        new MessageEvent.Place.InThread(from),
        from(from),
        desk.clock.instant(),
        "",
        text,
        Optional.empty(),
        Optional.of(id),
        Json.MAPPER.createObjectNode(),
        files,
        Triage.NONE);
  }

  /** A message of a visitor of the site. */
  public MessageEvent.Arrived chat(String id, String text) {
    return chat(id, text, desk.clock.instant());
  }

  /** A message of the visitor, at the time of the node that takes it. */
  public MessageEvent.Arrived chat(String id, String text, Instant at) {
    return new MessageEvent.Arrived(
        id,
        Channel.CHAT,
        SITE,
        new MessageEvent.Place.InThread("v.visitor"),
        new MessageEvent.From(
            SITE + ":v.visitor",
            "",
            ContactPoint.Kind.VISITOR,
            ContactPoint.visitor(SITE + ":v.visitor"),
            Json.MAPPER.createObjectNode()),
        at,
        "",
        text,
        Optional.empty(),
        Optional.empty(),
        Json.MAPPER.createObjectNode(),
        List.of(),
        Triage.NONE);
  }

  private MessageEvent.From from(String address) {
    var read = WrittenAddress.of("messages", address, desk.rooms.phones());
    return new MessageEvent.From(
        address, "", read.kind(), read.point(), Json.MAPPER.createObjectNode());
  }

  /** A customer's message in a conversation that is known by its id. */
  public MessageEvent.Arrived in(ConversationId conversation, String id, String text) {
    var first = text(id, "+31612345678", text);
    return new MessageEvent.Arrived(
        id,
        first.channel(),
        first.entrance(),
        new MessageEvent.Place.Known(conversation),
        first.from(),
        first.at(),
        "",
        text,
        Optional.empty(),
        Optional.of(id),
        first.details(),
        List.<Attachment>of(),
        Triage.NONE);
  }

  public MessageEvents.Taken arrive(MessageEvent.Arrived event) {
    var carrier = event.channel() == Channel.CHAT ? VisitorDesk.CARRIER : "messages";
    return soon(intake.arrived(carrier, event));
  }

  /** The visitor of a chat ends it. */
  public void leave(ConversationId conversation) {
    soon(intake.left(VisitorDesk.CARRIER, new MessageEvent.Left(conversation, "visitor_ended")));
  }

  /** Makes a customer with this telephone number. */
  public void customer(String name, String phone) {
    soon(desk.ground
        .database()
        .transaction(tx -> desk.rooms
            .customers()
            .create(
                tx,
                new CustomerDraft(
                    name,
                    Optional.empty(),
                    List.of(new CustomerDraft.GivenPoint(ContactPoint.Kind.PHONE, phone))))));
  }

  /** Makes the agent ready, and lets them accept the contact when it is offered. */
  public void accept(ContactId contact, AgentId agent) {
    desk.tell(new Signal.PresenceAsked(agent, new Presence.Ready()));
    var open = await(contact, one -> one.phase() instanceof Phase.Offered);
    desk.tell(new Signal.OfferAccepted(new OfferId(contact, open.offers()), agent));
  }

  /** Records an outcome; the agent has seen the messages up to this number. */
  public void finish(ContactId contact, AgentId agent, Optional<Integer> readTo) {
    soon(desk.wrapUp.record(contact, DeskGround.teller(agent), SOLVED, "", readTo));
  }

  /** Waits until the contact is on the floor in this state. */
  public Contact await(ContactId contact, Predicate<Contact> wanted) {
    return polled(() -> desk.routing
        .committed()
        .read(floor -> floor.contact(contact))
        .map(found -> found.filter(wanted)));
  }

  public void awaitClosed(ConversationId conversation) {
    polled(() -> conversations
        .of(conversation)
        .map(shown ->
            Optional.of(shown.conversation()).filter(one -> one.contact().isEmpty())));
  }

  /** Waits until the conversation is in this state. */
  public Conversation await(ConversationId conversation, Predicate<Conversation> wanted) {
    return polled(() -> conversations
        .of(conversation)
        .map(shown -> Optional.of(shown.conversation()).filter(wanted)));
  }

  public List<Message> messages(ConversationId conversation) {
    return soon(conversations.of(conversation)).messages();
  }

  /** Waits until a message is in this state. */
  public Message await(ConversationId conversation, int number, Predicate<Message> wanted) {
    return polled(() -> conversations
        .after(conversation, number - 1, 1)
        .map(found -> found.stream().findFirst().filter(wanted)));
  }

  private <T> T polled(Supplier<Future<Optional<T>>> look) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      var found = soon(look.get());
      if (found.isPresent()) {
        return found.get();
      }
      assertThat(deadline - System.nanoTime()).isPositive();
      Thread.onSpinWait();
    }
  }

  private synchronized void hear(ConversationNews news) {
    heard.add(news);
  }

  public synchronized List<ConversationNews> heard() {
    return List.copyOf(heard);
  }

  public static <T> T soon(Future<T> future) {
    return future.timeout(60, TimeUnit.SECONDS).await();
  }

  /** A carrier that keeps what it is given. */
  public static final class KeepingCarrier implements MessageCarrier {

    private final List<Outgoing> sent = new ArrayList<>();
    private volatile Function<Outgoing, Future<Sent>> answer =
        _ -> Future.succeededFuture(new Sent(Optional.of("theirs")));

    @Override
    public String name() {
      return "messages";
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.ATTACHMENTS);
    }

    @Override
    public int textLengthMax() {
      return 1_000;
    }

    public void answers(Function<Outgoing, Future<Sent>> answer) {
      this.answer = answer;
    }

    @Override
    public synchronized Future<Sent> send(String key, Outgoing message, boolean again) {
      sent.add(message);
      return answer.apply(message);
    }

    public synchronized List<String> texts() {
      return sent.stream().map(one -> one.content().text()).toList();
    }
  }

  /** What the doctor finds about conversations. */
  public List<String> findings() {
    return desk.ground.doctor("I14_messages_are_numbered_and_reach_somebody");
  }

  @Override
  public void close() {
    desk.close();
  }
}
