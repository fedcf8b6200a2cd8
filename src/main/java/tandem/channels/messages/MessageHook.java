package tandem.channels.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tandem.auth.Guard;
import tandem.auth.WebhookSignature;
import tandem.auth.Who;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.channels.CarrierTime;
import tandem.channels.CarrierWords;
import tandem.conversations.Delivery;
import tandem.customers.PhoneNumbers;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.MessageEvents;
import tandem.desk.conversations.Triage;
import tandem.desk.conversations.WrittenAddress;
import tandem.document.Json;
import tandem.web.Bodies;
import tandem.web.ToldFields;

/**
 * The hook for gateways of messengers: it takes signed JSON. A message is refused only for a wrong
 * signature, an unknown type, or without an id and a sender: anything else that cannot be read is
 * kept as it came, because the customer cannot correct it.
 */
public final class MessageHook {

  public static final String CARRIER = "messages";
  public static final String PATH = "/hooks/messages";

  /** Files come as base64 in the body. */
  public static final int BODY_BYTES_MAX = 12 * 1024 * 1024;

  /** The longest text that is kept; a longer one is cut, with a note. */
  private static final int TEXT_LENGTH_MAX = 100_000;

  /** Our addresses are shorter. */
  private static final int TO_LENGTH_MAX = 250;

  /** The answer to an event; for a customer's message with the place where it is stored. */
  record Answer(
      MessageEvents.Result result,
      Optional<ConversationId> conversation,
      Optional<Integer> number,
      Optional<ContactId> contact) {}

  private final Map<String, Function<Event, Future<Answer>>> types = new LinkedHashMap<>();

  /** An event that is signed and has a known type. */
  private record Event(String id, CarrierWords words, ToldFields told, Instant sent) {}

  private final WebhookSignature signature;
  private final MessageEvents desk;
  private final ConversationDesk conversations;
  private final PhoneNumbers phones;
  private final CarrierTime time;

  public MessageHook(
      WebhookSignature signature,
      MessageEvents desk,
      ConversationDesk conversations,
      PhoneNumbers phones,
      CarrierTime time) {
    this.signature = signature;
    this.desk = desk;
    this.conversations = conversations;
    this.phones = phones;
    this.time = time;
    types.put("message.arrived", this::arrived);
    types.put("message.sent", event -> delivered(event, Delivery.SENT));
    types.put("message.delivered", event -> delivered(event, Delivery.DELIVERED));
    types.put("message.read", event -> delivered(event, Delivery.READ));
    types.put("message.failed", event -> delivered(event, Delivery.FAILED));
  }

  public void mount(Guard guard) {
    guard.allow(Who.HOOK, HttpMethod.POST, PATH).bodyUpTo(BODY_BYTES_MAX).answer(this::take);
  }

  private Future<Answer> take(RoutingContext ctx) {
    var headers = ctx.request().headers();
    var clock = time.nearest(WebhookSignature.sent(headers));
    var id = signature.verify(headers, Bodies.raw(ctx), clock.instant());
    time.believe(clock);
    var told = Bodies.told(ctx);
    var words = new CarrierWords(told);
    var type = words
        .oneOf("type", types.keySet())
        .map(types::get)
        .orElseThrow(() -> no(told, "type must be one of " + String.join(", ", types.keySet())));
    var sent = WebhookSignature.sent(headers).orElseThrow();
    return type.apply(new Event(id, words, told, sent));
  }

  /** The refusal of an event; a missing field may be in the unreadable rest of the body. */
  private static RuntimeException no(ToldFields told, String why) {
    return told.brokenOff()
        .<RuntimeException>map(broken -> broken)
        .orElseGet(() -> new Failure.Invalid(why));
  }

  private Future<Answer> arrived(Event event) {
    var words = event.words();
    var from = words.reference("from").map(String::strip).orElse("");
    var to = Text.beginning(Text.plain(words.reference("to").orElse("")).strip(), TO_LENGTH_MAX);
    var thread = words.reference("conversation").or(() -> Optional.of(from)).orElseThrow();
    if (thread.isBlank()) {
      throw no(event.told(), "from is missing: it must be the customer's address in the messenger");
    }
    var id = words.reference("id").orElse(event.id());
    var network = words.reference("network").map(Text::plain).orElse(CARRIER);
    var address = WrittenAddress.of(network, from, phones);
    var text = words.anything("text");
    var at = time.ours(words.time("at"), event.sent());
    var details = details(words, event.told(), text);
    return SentFiles.of(event.told(), details)
        .store(conversations)
        .compose(files -> desk.arrived(
            CARRIER,
            new MessageEvent.Arrived(
                to + " " + id,
                Channel.MESSAGE,
                to,
                new MessageEvent.Place.InThread(Text.plain(thread)),
                new MessageEvent.From(
                    from,
                    words.anything("name"),
                    address.kind(),
                    address.point(),
                    network(network)),
                at,
                "",
                Text.beginning(Text.written(text), TEXT_LENGTH_MAX),
                Optional.empty(),
                Optional.of(id),
                details,
                files,
                Triage.NONE)))
        .map(taken -> new Answer(
            taken.result(),
            Optional.of(taken.conversation()),
            Optional.of(taken.number()),
            taken.contact()));
  }

  private static JsonNode network(String network) {
    return Json.MAPPER.createObjectNode().put("network", network);
  }

  /** Keeps what cannot be read as it came. */
  private static ObjectNode details(CarrierWords words, ToldFields told, String text) {
    var details = Json.MAPPER.createObjectNode();
    if (Text.length(text) > TEXT_LENGTH_MAX) {
      note(details, "The text was longer than " + TEXT_LENGTH_MAX + " characters and is cut.");
    }
    var unread = words.unread("at", "text", "from", "to");
    if (!unread.isEmpty()) {
      details.set("unread", Json.MAPPER.valueToTree(unread));
    }
    told.brokenOff()
        .ifPresent(broken -> note(details, "The message broke off: " + broken.getMessage()));
    return details;
  }

  static void note(ObjectNode details, String text) {
    details.withArray("notes").add(text);
  }

  private Future<Answer> delivered(Event event, Delivery delivery) {
    var words = event.words();
    var place = words
        .reference("message")
        .flatMap(OurMessage::parse)
        .orElseThrow(() -> no(
            event.told(), "message must be the id of a message of ours, as message.send gave it"));
    var why = Optional.of(words.anything("reason")).filter(text -> !text.isBlank());
    return desk.delivered(
            CARRIER,
            new MessageEvent.Delivered(
                place.conversation(),
                place.number(),
                delivery,
                delivery == Delivery.FAILED
                    ? why.or(() -> Optional.of("the gateway gave no reason"))
                    : Optional.empty(),
                Optional.of(place.tries()),
                Optional.empty()))
        .map(result -> new Answer(result, Optional.empty(), Optional.empty(), Optional.empty()));
  }
}
