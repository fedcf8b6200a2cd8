package tandem.channels.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.channels.TwilioAccount;
import tandem.channels.TwilioRest;
import tandem.conversations.Attachment;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.MessageCarrier;
import tandem.document.Json;
import tandem.web.PeerClient;
import tandem.web.PublicUrl;

/**
 * The client of a carrier with Twilio's interface that sends our messages to one of its networks.
 * Twilio does not recognize repeats. A message that may have been sent before is therefore looked
 * up first: a message with the same text and number of files, made since ours was written, that is
 * none of our other messages. It is sent twice only if Twilio has taken it and neither lists nor
 * reports it before the next try.
 */
public final class TwilioMessenger implements MessageCarrier {

  /** Looking for a message and sending it are two requests, within the time of one try. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(4);

  /** Twilio tells whole seconds, and an answer takes time to arrive. */
  private static final Duration AGE_PRECISION = Duration.ofSeconds(5);

  /** How many of the newest messages to the customer are looked through. */
  private static final int LOOKED_THROUGH_MAX = 100;

  private static final int OK = 200;

  /** The statuses that a repeat would get too. */
  private static final Set<Integer> IMPOSSIBLE = Set.of(400, 404, 409, 410, 413, 415, 422);

  private static final Set<String> NOT_DELIVERED = Set.of("failed", "undelivered", "canceled");

  /** Twilio puts this before every message of an account that is on trial. */
  private static final String TRIAL = "Sent from your Twilio trial account - ";

  private final TwilioNetwork network;
  private final TwilioRest rest;
  private final TwilioLinks links;
  private final PublicUrl publicUrl;
  private final ConversationDesk desk;
  private final InstantSource clock;

  private TwilioMessenger(
      TwilioNetwork network,
      TwilioRest rest,
      TwilioLinks links,
      PublicUrl publicUrl,
      ConversationDesk desk,
      InstantSource clock) {
    this.network = network;
    this.rest = rest;
    this.links = links;
    this.publicUrl = publicUrl;
    this.desk = desk;
    this.clock = clock;
  }

  /** Makes the carriers of an account, one for each network. */
  public static List<MessageCarrier> all(
      PeerClient client,
      TwilioAccount account,
      PublicUrl publicUrl,
      ConversationDesk desk,
      InstantSource clock) {
    var rest = new TwilioRest(client, account, ANSWER_LIMIT);
    var links = new TwilioLinks(account);
    return List.<MessageCarrier>of(
        new TwilioMessenger(TwilioNetwork.SMS, rest, links, publicUrl, desk, clock),
        new TwilioMessenger(TwilioNetwork.WHATSAPP, rest, links, publicUrl, desk, clock));
  }

  @Override
  public String name() {
    return network.carrier();
  }

  @Override
  public Set<Capability> capabilities() {
    return network.capabilities();
  }

  @Override
  public int textLengthMax() {
    return network.textLengthMax();
  }

  @Override
  public Future<Sent> send(String key, Outgoing outgoing, boolean again) {
    return refusal(outgoing)
        .map(why -> Future.<Sent>failedFuture(new Failure.Conflict(why)))
        .orElseGet(() -> again
            ? sent(outgoing)
                .compose(
                    sid -> sid.isPresent() ? Future.succeededFuture(new Sent(sid)) : post(outgoing))
            : post(outgoing));
  }

  /** Returns why a message can never be sent. */
  private Optional<String> refusal(Outgoing outgoing) {
    var files = outgoing.message().attachments();
    if (outgoing.conversation().correspondent().address().isBlank()) {
      return Optional.of("the customer's address is not known");
    }
    if (files.isEmpty()) {
      return Optional.empty();
    }
    if (publicUrl.origin().isEmpty()) {
      return Optional.of(
          "Twilio fetches files from this server, and http.public_url is not set to its URL");
    }
    if (files.size() > network.filesMax()) {
      return Optional.of("one message takes at most %d %s; send the others in further messages"
          .formatted(network.filesMax(), network.filesMax() == 1 ? "file" : "files"));
    }
    long size = files.stream().mapToLong(Attachment::size).sum();
    return size > network.megabytesMax() * 1024L * 1024L
        ? Optional.of("the files have more than " + network.megabytesMax()
            + " MB, which this network refuses")
        : Optional.empty();
  }

  private Future<Sent> post(Outgoing outgoing) {
    var conversation = outgoing.conversation();
    var message =
        new OurMessage(outgoing.message().conversation(), outgoing.message().number());
    var form = MultiMap.caseInsensitiveMultiMap()
        .set("To", conversation.correspondent().address())
        .set("From", conversation.entrance())
        .set("StatusCallback", links.status(network, message, outgoing.tries()));
    if (!outgoing.content().text().isBlank()) {
      form.set("Body", outgoing.content().text());
    }
    for (int place = 1; place <= outgoing.message().attachments().size(); place++) {
      form.add("MediaUrl", links.file(message, place, clock.instant()));
    }
    return rest.post("/Messages.json", form).compose(TwilioMessenger::taken);
  }

  private static Future<Sent> taken(PeerClient.Answer answer) {
    int status = answer.status();
    var told = json(answer);
    if (status >= 200 && status < 300) {
      return Future.succeededFuture(new Sent(text(told, "sid")));
    }
    var code = text(told, "code").orElse("");
    return IMPOSSIBLE.contains(status) && !TwilioRefusals.isForNow(code)
        ? Future.failedFuture(new Failure.Conflict(
            TwilioRefusals.words(code, text(told, "message").orElse(""))))
        : away(status);
  }

  private static <T> Future<T> away(int status) {
    return Future.failedFuture(
        new Failure.Unavailable("the carrier answered " + status, ANSWER_LIMIT));
  }

  /**
   * Looks for a message that an earlier try has sent. The list is not narrowed by the time of
   * sending: a message that still waits at Twilio has none.
   */
  private Future<Optional<String>> sent(Outgoing outgoing) {
    var query = MultiMap.caseInsensitiveMultiMap()
        .set("To", outgoing.conversation().correspondent().address())
        .set("From", outgoing.conversation().entrance())
        .set("PageSize", Integer.toString(LOOKED_THROUGH_MAX));
    return rest.get("/Messages.json", query)
        .compose(answer -> answer.status() == OK
            ? Future.succeededFuture(same(answer, outgoing))
            : away(answer.status()))
        .compose(same -> desk.known(network.carrier(), same)
            .map(known -> same.stream().filter(sid -> !known.contains(sid)).findFirst()));
  }

  /**
   * Returns the sids of the messages that may be ours. Ages are compared, each by the clock that
   * made it, because Twilio's clock is not ours. Without Twilio's time every age may be the right
   * one.
   */
  private Set<String> same(PeerClient.Answer answer, Outgoing outgoing) {
    var list = json(answer);
    var oldest = Duration.between(outgoing.message().at(), clock.instant()).plus(AGE_PRECISION);
    var since = answer.sent().map(now -> now.minus(oldest)).orElse(Instant.MIN);
    var text = bare(outgoing.content().text());
    int files = outgoing.message().attachments().size();
    return StreamSupport.stream(list.path("messages").spliterator(), false)
        .filter(one -> bare(one.path("body").asText("")).equals(text))
        .filter(one -> one.path("num_media").asInt(0) == files)
        .filter(one -> !NOT_DELIVERED.contains(one.path("status").asText("")))
        .filter(one -> !one.path("direction").asText("").equals("inbound"))
        .filter(one -> made(one).map(at -> !at.isBefore(since)).orElse(true))
        .flatMap(one -> text(one, "sid").stream())
        .collect(Collectors.toSet());
  }

  private static Optional<Instant> made(JsonNode message) {
    try {
      return text(message, "date_created")
          .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Returns a text as networks may leave it: white space at its ends is lost. */
  private static String bare(String text) {
    var written = Text.written(text).strip();
    return written.startsWith(TRIAL) ? written.substring(TRIAL.length()).strip() : written;
  }

  /** Reads an answer; a proxy between may answer without JSON. */
  private static JsonNode json(PeerClient.Answer answer) {
    try {
      return Json.tree(answer.text());
    } catch (JsonProcessingException e) {
      return Json.MAPPER.missingNode();
    }
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.of(node.path(field).asText("")).filter(text -> !text.isEmpty());
  }
}
