package tandem.channels.messages;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.channels.CarrierWords;
import tandem.channels.TwilioAccount;
import tandem.channels.TwilioDoor;
import tandem.conversations.Delivery;
import tandem.customers.PhoneNumbers;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.MessageEvents;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.Downloads;
import tandem.web.PublicUrl;

/**
 * The hook for text messages and WhatsApp of a carrier with Twilio's interface: customers'
 * messages, reports about ours, and the files of ours. A message is refused only for a wrong
 * signature, for another account or without a sid. A 2xx means that it is stored.
 */
public final class TwilioHook {

  public static final String PATH = TwilioLinks.HOOK;

  private static final Logger LOG = LoggerFactory.getLogger(TwilioHook.class);

  /** The time for the files of a message. */
  public static final Duration FILES_LIMIT = Duration.ofSeconds(7);

  /** The time for a message with its files: Twilio waits 15 s. */
  private static final long SECONDS_MAX = 13;

  private static final Duration COME_AGAIN = Duration.ofSeconds(2);

  /** The answer to a message: no message in return. */
  private static final Answer NOTHING_TO_SAY = Answer.of(
          Buffer.buffer("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response></Response>"))
      .with("Content-Type", "text/xml; charset=utf-8");

  private static final Map<String, Delivery> DELIVERIES = Map.ofEntries(
      Map.entry("accepted", Delivery.SENT),
      Map.entry("scheduled", Delivery.SENT),
      Map.entry("queued", Delivery.SENT),
      Map.entry("sending", Delivery.SENT),
      Map.entry("sent", Delivery.SENT),
      Map.entry("delivered", Delivery.DELIVERED),
      Map.entry("partially_delivered", Delivery.DELIVERED),
      Map.entry("read", Delivery.READ),
      Map.entry("undelivered", Delivery.FAILED),
      Map.entry("failed", Delivery.FAILED),
      Map.entry("canceled", Delivery.FAILED));

  private static final List<String> SIDS = List.of("MessageSid", "SmsSid", "SmsMessageSid");
  private static final List<String> STATUSES = List.of("MessageStatus", "SmsStatus");

  private final TwilioDoor door;
  private final TwilioLinks links;
  private final TwilioMedia media;
  private final MessageEvents desk;
  private final ConversationDesk conversations;
  private final PhoneNumbers phones;
  private final InstantSource clock;

  /** The messages that are being stored, by their sids; a repeat that comes meanwhile waits. */
  private final Map<String, Future<MessageEvents.Taken>> coming = new ConcurrentHashMap<>();

  public TwilioHook(
      TwilioAccount account,
      PublicUrl publicUrl,
      TwilioMedia media,
      MessageEvents desk,
      ConversationDesk conversations,
      PhoneNumbers phones,
      InstantSource clock) {
    this.door = new TwilioDoor(account, publicUrl);
    this.links = new TwilioLinks(account);
    this.media = media;
    this.desk = desk;
    this.conversations = conversations;
    this.phones = phones;
    this.clock = clock;
  }

  public void mount(Guard guard) {
    guard.allow(Who.HOOK, HttpMethod.POST, PATH).bodyUpTo(Bodies.HOOK_BYTES_MAX).answer(this::take);
    guard
        .allow(Who.HOOK, HttpMethod.POST, TwilioLinks.STATUS)
        .bodyUpTo(Bodies.HOOK_BYTES_MAX)
        .answer(this::reported);
    guard.allow(Who.HOOK, HttpMethod.GET, TwilioLinks.FILE).handle(this::file);
  }

  private Future<Answer> take(RoutingContext ctx) {
    var words = door.read(ctx);
    var sid = sid(words).orElseThrow(() -> new Failure.Invalid("MessageSid is missing"));
    return isReport(words)
        ? Future.succeededFuture(NOTHING_TO_SAY) // about a message that another program has sent
        : coming(sid, words)
            .timeout(SECONDS_MAX, TimeUnit.SECONDS)
            .map(NOTHING_TO_SAY)
            .recover(no -> Future.failedFuture(notStored(no)));
  }

  private static Optional<String> sid(CarrierWords words) {
    return SIDS.stream().flatMap(field -> words.reference(field).stream()).findFirst();
  }

  /** Whether a request tells the status of a message of ours; a customer's message has no such. */
  private static boolean isReport(CarrierWords words) {
    return delivery(words).isPresent() && !words.says("Body") && !words.says("MediaUrl0");
  }

  private static Optional<Delivery> delivery(CarrierWords words) {
    return STATUSES.stream()
        .flatMap(field -> words.oneOf(field, DELIVERIES.keySet()).stream())
        .findFirst()
        .map(DELIVERIES::get);
  }

  /** Stores a message. Repeats that come meanwhile get its answer. */
  private Future<MessageEvents.Taken> coming(String sid, CarrierWords words) {
    var mine = Promise.<MessageEvents.Taken>promise();
    var other = coming.putIfAbsent(sid, mine.future());
    if (other != null) {
      return other;
    }
    return Future.succeededFuture()
        .compose(_ -> arrived(TwilioArrival.of(sid, words)))
        .onComplete(taken -> {
          coming.remove(sid);
          mine.handle(taken);
        });
  }

  private Future<MessageEvents.Taken> arrived(TwilioArrival message) {
    return files(message)
        .compose(files ->
            desk.arrived(message.carrier(), message.event(files, phones, clock.instant())));
  }

  /** Fetches the files of a message, unless it is a repeat. */
  private Future<List<TwilioMedia.Fetched>> files(TwilioArrival message) {
    return message.files().isEmpty()
        ? Future.succeededFuture(List.of())
        : conversations
            .known(message.carrier(), List.of(Text.plain(message.sid())))
            .compose(known ->
                known.isEmpty() ? media.fetch(message.files()) : Future.succeededFuture(List.of()));
  }

  /** Whatever went wrong here, a repeat may succeed. */
  private static Failure notStored(Throwable no) {
    if (no instanceof Failure known) {
      return known;
    }
    LOG.error("message not stored carrier=twilio", no);
    return new Failure.Unavailable("the message could not be stored", COME_AGAIN);
  }

  private Future<Void> reported(RoutingContext ctx) {
    var words = door.read(ctx);
    var about = links
        .reported(ctx)
        .orElseThrow(() -> new Failure.Invalid("the URL must be one that this server gave"));
    return delivery(words)
        .map(delivery -> desk.delivered(
                about.network().carrier(),
                new MessageEvent.Delivered(
                    about.message().conversation(),
                    about.message().number(),
                    delivery,
                    delivery == Delivery.FAILED ? Optional.of(why(words)) : Optional.empty(),
                    Optional.of(about.tries()),
                    sid(words)))
            .<Void>mapEmpty())
        .orElseGet(Future::succeededFuture);
  }

  private static String why(CarrierWords words) {
    return TwilioRefusals.words(words.text("ErrorCode"), words.anything("ErrorMessage"));
  }

  private void file(RoutingContext ctx) {
    links.checkFile(ctx, clock.instant());
    conversations
        .file(
            ConversationId.parse(ctx.pathParam("conversation")),
            Integer.parseInt(ctx.pathParam("number")),
            Integer.parseInt(ctx.pathParam("place")))
        .compose(file -> {
          Downloads.begin(ctx, file.name(), file.type(), file.size());
          return conversations.content(file, ctx.response()::write);
        })
        .onComplete(_ -> Downloads.end(ctx), failure -> Downloads.broken(ctx, failure));
  }
}
