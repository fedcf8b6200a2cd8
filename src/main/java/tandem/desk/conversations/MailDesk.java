package tandem.desk.conversations;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.base.ConversationId;
import tandem.base.Id;
import tandem.base.SegmentId;
import tandem.cases.Cases;
import tandem.conversations.Conversation;
import tandem.conversations.Conversations;
import tandem.conversations.Mailboxes;
import tandem.conversations.Mailboxes.Mailbox;
import tandem.conversations.Messages;
import tandem.conversations.Turn;
import tandem.customers.ContactPoint;
import tandem.customers.Customer;
import tandem.customers.Customers;
import tandem.customers.Match;
import tandem.customers.NamedOrders;
import tandem.desk.conversations.MessageEvent.Place;
import tandem.storage.Database;

/** The desk's part of email: to which conversation a mail belongs, and the states of mailboxes. */
public final class MailDesk {

  /** More cases than this in one subject are no answer to a mail of ours. */
  private static final int CASES_MAX = 5;

  private final Database database;
  private final Conversations conversations;
  private final Messages messages;
  private final Mailboxes mailboxes;
  private final Cases cases;
  private final Customers customers;
  private final NamedOrders orders = new NamedOrders();
  private final InstantSource clock;

  public MailDesk(
      Database database,
      Conversations conversations,
      Messages messages,
      Mailboxes mailboxes,
      Cases cases,
      Customers customers,
      InstantSource clock) {
    this.database = database;
    this.conversations = conversations;
    this.messages = messages;
    this.mailboxes = mailboxes;
    this.cases = cases;
    this.customers = customers;
    this.clock = clock;
  }

  /**
   * What ties a mail to a conversation, in the order in which it is tried.
   *
   * @param sender the address of the mail's writer, in lower case
   * @param cases the numbers of cases in its subject
   * @param references the ids of the mails that it answers, nearest first
   * @param tags the tags of our addresses to which it was sent
   */
  public record Keys(
      String carrier, String sender, List<Long> cases, List<String> references, List<String> tags) {

    public Keys {
      cases = List.copyOf(cases);
      references = List.copyOf(references);
      tags = List.copyOf(tags);
    }
  }

  /** Returns the tag of a conversation in our address: {@code service+<tag>@shop.example}. */
  public static String tag(ConversationId conversation) {
    return conversation.toString().replace("-", "");
  }

  /**
   * Returns the conversation to which a mail belongs. Anybody can write a case's number into a
   * subject, so it counts only for a conversation with the same correspondent. The ids of mails and
   * the tags cannot be guessed.
   */
  public Future<Place> place(Keys keys) {
    return byCase(keys)
        .compose(found -> found.isPresent() ? some(found.get()) : byReference(keys))
        .compose(found -> found.isPresent() ? some(found.get()) : byTag(keys))
        .map(found -> found.<Place>map(Place.Known::new).orElseGet(Place.New::new));
  }

  private static Future<Optional<ConversationId>> some(ConversationId id) {
    return Future.succeededFuture(Optional.of(id));
  }

  private Future<Optional<ConversationId>> byCase(Keys keys) {
    var numbers = keys.cases().stream().distinct().limit(CASES_MAX).toList();
    return cases
        .contactsOf(database.pool(), numbers)
        .compose(contacts -> conversations.turns(database.pool(), contacts))
        .compose(turns -> conversations
            .find(
                database.pool(),
                turns.values().stream().map(Turn::conversation).distinct().toList())
            .map(found -> newest(found, keys)));
  }

  private static Optional<ConversationId> newest(
      Map<ConversationId, Conversation> found, Keys keys) {
    return found.values().stream()
        .filter(one -> one.carrier().equals(keys.carrier()))
        .filter(one -> one.correspondent().address().equalsIgnoreCase(keys.sender()))
        .max(Comparator.comparing(Conversation::createdAt).thenComparing(Conversation::id))
        .map(Conversation::id);
  }

  private Future<Optional<ConversationId>> byReference(Keys keys) {
    return messages
        .byReference(database.pool(), keys.carrier(), keys.references())
        .map(found -> keys.references().stream()
            .flatMap(id -> found.stream().filter(one -> one.reference().equals(id)))
            .map(Messages.Referred::conversation)
            .findFirst());
  }

  private Future<Optional<ConversationId>> byTag(Keys keys) {
    var ids = new ArrayList<ConversationId>();
    keys.tags().forEach(tag -> conversation(tag).ifPresent(ids::add));
    return ids.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : conversations
            .find(database.pool(), ids)
            .map(found -> ids.stream()
                .filter(id -> Optional.ofNullable(found.get(id))
                    .filter(one -> one.carrier().equals(keys.carrier()))
                    .isPresent())
                .findFirst());
  }

  private static Optional<ConversationId> conversation(String tag) {
    return tag.length() == 32
        ? Id.uuid("%s-%s-%s-%s-%s"
                .formatted(
                    tag.substring(0, 8),
                    tag.substring(8, 12),
                    tag.substring(12, 16),
                    tag.substring(16, 20),
                    tag.substring(20)))
            .map(ConversationId::new)
        : Optional.empty();
  }

  /**
   * What is known of a mail's customer.
   *
   * @param segment the group to which the customer belongs
   * @param orders the customer's orders that the mail names
   */
  public record Known(Optional<SegmentId> segment, List<NamedOrders.Named> orders) {

    public static final Known NOTHING = new Known(Optional.empty(), List.of());

    public Known {
      orders = List.copyOf(orders);
    }
  }

  /**
   * Looks for the customer of a mail as its contact will: the one of its conversation, else the one
   * whose address it is. Nothing is known of strangers, and of an address of several customers.
   *
   * @param texts the texts of the mail; the first that names an order counts
   */
  public Future<Known> known(Place place, Optional<ContactPoint> point, List<String> texts) {
    return customer(place)
        .compose(found -> found.isPresent() || point.isEmpty()
            ? Future.succeededFuture(found)
            : customers
                .find(database.pool(), point.get())
                .map(match -> match instanceof Match.One(var customer)
                    ? Optional.of(customer)
                    : Optional.<Customer>empty()))
        .compose(found -> found
            .filter(customer -> !customer.provisional())
            .map(customer -> orders
                .in(database.pool(), customer.id(), texts)
                .map(named -> new Known(customer.segment(), named)))
            .orElseGet(() -> Future.succeededFuture(Known.NOTHING)));
  }

  private Future<Optional<Customer>> customer(Place place) {
    return place instanceof Place.Known(var conversation)
        ? conversations
            .get(database.pool(), conversation)
            .compose(known -> customers.get(database.pool(), known.customer()))
            .map(customer -> Optional.of(customer).filter(one -> !one.provisional()))
        : Future.succeededFuture(Optional.empty());
  }

  /** Returns the message of ours that a mail server names so, the newest one. */
  public Future<Optional<Messages.Referred>> ours(String carrier, String reference) {
    return messages
        .byReference(database.pool(), carrier, List.of(reference))
        .map(found -> found.stream().filter(one -> !one.isIn()).findFirst());
  }

  public Future<Optional<Mailboxes.Place>> readTo(String address) {
    return mailboxes.place(database.pool(), address);
  }

  /** Notes that all mails of a mailbox up to this place are stored. */
  public Future<Void> haveRead(String address, Mailboxes.Place place) {
    return mailboxes.readTo(database.pool(), address, place, clock.instant());
  }

  /** Notes whether a mailbox can be read. */
  public Future<Void> say(String address, Mailboxes.State state, Optional<String> why) {
    return mailboxes.say(database.pool(), address, state, why, clock.instant());
  }

  /** Notes whether a mailbox can be sent from. */
  public Future<Void> saySending(String address, Mailboxes.State state, Optional<String> why) {
    return mailboxes.saySending(database.pool(), address, state, why, clock.instant());
  }

  /** Returns the states of all mailboxes. */
  public Future<List<Mailbox>> mailboxes() {
    return mailboxes.all(database.pool());
  }
}
