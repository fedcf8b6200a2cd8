package tandem.channels.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import tandem.auth.WebhookSignature;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.channels.CarrierTime;
import tandem.conversations.Attachment;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.MessageCarrier;
import tandem.document.Json;
import tandem.web.PeerClient;

/**
 * The client of a messenger's gateway: it sends our messages as signed JSON; repeats of a message
 * have the same id. The gateway answers with 2xx when it has taken the message.
 */
public final class GatewayCarrier implements MessageCarrier {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
  private static final PeerClient.Bounds BOUNDS = new PeerClient.Bounds(ANSWER_LIMIT, 64 * 1024);
  private static final int TEXT_LENGTH_MAX = 10_000;

  /** Files are sent as base64 in the body. */
  private static final long FILES_BYTES_MAX = 8L * 1024 * 1024;

  /** So many bytes of files are in memory at once, whatever the gateway does. */
  private static final long FILES_UNDER_WAY_BYTES_MAX = 4 * FILES_BYTES_MAX;

  private static final int REFERENCE_LENGTH_MAX = 250;
  private static final int REASON_LENGTH_MAX = 200;

  private static final Set<Integer> GONE = Set.of(404, 410);

  /** The gateway knows the message already. */
  private static final int REPEATED = 409;

  /** The statuses that a repeat would get too. */
  private static final Set<Integer> IMPOSSIBLE = Set.of(400, 413, 415, 422);

  private final PeerClient client;
  private final String commandUrl;
  private final WebhookSignature signature;
  private final ConversationDesk desk;
  private final CarrierTime time;

  /** The bytes of the files of messages that are being sent. */
  private final AtomicLong filesUnderWay = new AtomicLong();

  public GatewayCarrier(
      PeerClient client,
      String commandUrl,
      WebhookSignature signature,
      ConversationDesk desk,
      CarrierTime time) {
    this.client = client;
    this.commandUrl = commandUrl;
    this.signature = signature;
    this.desk = desk;
    this.time = time;
  }

  @Override
  public String name() {
    return MessageHook.CARRIER;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.ATTACHMENTS, Capability.READ_MARKS);
  }

  @Override
  public int textLengthMax() {
    return TEXT_LENGTH_MAX;
  }

  /** What a gateway gets. */
  private record Command(
      String type,
      String message,
      String conversation,
      String to,
      String from,
      Optional<String> network,
      String text,
      List<File> attachments) {}

  private record File(String name, String type, long size, String content) {}

  @Override
  public Future<Sent> send(String key, Outgoing outgoing, boolean again) {
    var message = outgoing.message();
    long size = message.attachments().stream().mapToLong(Attachment::size).sum();
    if (size > FILES_BYTES_MAX) {
      return Future.failedFuture(new Failure.Conflict(
          "the attachments have more than " + FILES_BYTES_MAX / 1024 / 1024 + " MB together"));
    }
    if (filesUnderWay.addAndGet(size) > FILES_UNDER_WAY_BYTES_MAX && size > 0) {
      filesUnderWay.addAndGet(-size);
      return Future.failedFuture(
          new Failure.Unavailable("the files of other messages are being sent", ANSWER_LIMIT));
    }
    return sent(key, outgoing).onComplete(_ -> filesUnderWay.addAndGet(-size));
  }

  private Future<Sent> sent(String key, Outgoing outgoing) {
    var message = outgoing.message();
    // a repeat needs no check: the gateway recognizes it by its id
    return files(message.attachments(), List.of()).compose(files -> {
      var conversation = outgoing.conversation();
      var body = Buffer.buffer(Json.write(new Command(
          "message.send",
          new OurMessage(message.conversation(), message.number(), outgoing.tries()).text(),
          conversation.thread().orElse(""),
          conversation.correspondent().address(),
          conversation.entrance(),
          Optional.of(conversation.correspondent().details().path("network").asText(""))
              .filter(text -> !text.isEmpty()),
          outgoing.content().text(),
          files)));
      var headers = MultiMap.caseInsensitiveMultiMap().set("Content-Type", "application/json");
      signature.sign(key.replace('.', '_'), body, time.instant()).forEach(headers::set);
      // messages go only to the configured URL; redirects are not followed
      return client
          .send(HttpMethod.POST, commandUrl, headers, body, BOUNDS)
          .compose(GatewayCarrier::taken);
    });
  }

  private Future<List<File>> files(List<Attachment> rest, List<File> read) {
    if (rest.isEmpty()) {
      return Future.succeededFuture(read);
    }
    var file = rest.getFirst();
    var content = Buffer.buffer();
    return desk.content(file, piece -> {
          content.appendBuffer(piece);
          return Future.succeededFuture();
        })
        .compose(_ -> {
          var more = new ArrayList<>(read);
          more.add(new File(
              file.name(),
              file.type(),
              file.size(),
              Base64.getEncoder().encodeToString(content.getBytes())));
          return files(rest.subList(1, rest.size()), List.copyOf(more));
        });
  }

  private static Future<Sent> taken(PeerClient.Answer answer) {
    int status = answer.status();
    if ((status >= 200 && status < 300) || status == REPEATED) {
      return Future.succeededFuture(new Sent(told(answer, "reference", REFERENCE_LENGTH_MAX)));
    }
    var why = "the gateway answered " + status
        + told(answer, "reason", REASON_LENGTH_MAX).map(reason -> ": " + reason).orElse("");
    return Future.failedFuture(
        GONE.contains(status) || IMPOSSIBLE.contains(status)
            ? new Failure.Conflict(why)
            : new Failure.Unavailable(why, ANSWER_LIMIT));
  }

  /** Reads a field of the answer; a gateway need not answer with JSON. */
  private static Optional<String> told(PeerClient.Answer answer, String field, int lengthMax) {
    try {
      var body = answer.body();
      return body.length() == 0
          ? Optional.empty()
          : Optional.of(Json.tree(body.toString()).path(field).asText(""))
              .filter(text -> !text.isEmpty())
              .map(text -> Text.beginning(Text.plain(text), lengthMax));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
