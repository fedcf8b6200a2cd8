package tandem.channels.email;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Channel;
import tandem.base.Text;
import tandem.channels.email.mime.MailAddress;
import tandem.channels.email.mime.MailAttachment;
import tandem.channels.email.mime.MailNote;
import tandem.channels.email.mime.MailReader;
import tandem.channels.email.mime.ReadLimits;
import tandem.channels.email.mime.ReadMail;
import tandem.conversations.Attachment;
import tandem.conversations.Delivery;
import tandem.customers.ContactPoint;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.MailDesk;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.MessageEvents;
import tandem.desk.conversations.Triage;
import tandem.document.Json;

/**
 * The intake of mails, from every door. A mail is read, its files and its raw form are stored, and
 * it becomes a message. A report about a mail of ours goes to that message. No mail is refused
 * because of its content.
 */
public final class MailIntake {

  /** The carrier of all mails. */
  public static final String CARRIER = "email";

  /** The name of the attachment that is the whole mail as it came. */
  public static final String RAW = "original.eml";

  private static final String RAW_TYPE = "message/rfc822";

  /** The largest mail that is read; of a larger one the headers are kept. */
  static final int MEGABYTES_MAX = ReadLimits.DEFAULT.mailBytes() / 1024 / 1024;

  private static final Logger LOG = LoggerFactory.getLogger(MailIntake.class);
  private static final String OWNER = "email";

  /** So much of a mail's whole text is looked through for orders. */
  private static final int LOOKED_THROUGH = 100_000;

  /** What became of a mail. */
  public sealed interface Taken {

    /** It is a message of a conversation. */
    record Stored(MessageEvents.Taken message) implements Taken {}

    /** It was a report about a mail of ours, which is noted there. */
    record Reported() implements Taken {}

    /** It is a mail of ours that came back. */
    record OurOwn() implements Taken {}
  }

  /** A mail after everything that needs only its bytes. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares readings
  private record Reading(
      ReadMail mail,
      AutomaticMail automatic,
      Optional<Bounce> bounce,
      ThreadKeys keys,
      QuotedText split,
      Optional<String> language,
      RawMail raw) {

    boolean isTooLarge() {
      return mail.notes().contains(MailNote.TOO_LARGE);
    }
  }

  private final Vertx vertx;
  private final Map<String, Mailbox> mailboxes;
  private final CaseReference reference;
  private final MessageEvents events;
  private final MailDesk mails;
  private final ConversationDesk files;
  private final LargeMailAnswers large;
  private final InstantSource clock;

  public MailIntake(
      Vertx vertx,
      List<Mailbox> mailboxes,
      CaseReference reference,
      MessageEvents events,
      MailDesk mails,
      ConversationDesk files,
      LargeMailAnswers large,
      InstantSource clock) {
    this.vertx = vertx;
    this.mailboxes = MailboxFile.byAddress(mailboxes);
    this.reference = reference;
    this.events = events;
    this.mails = mails;
    this.files = files;
    this.large = large;
    this.clock = clock;
  }

  /** Returns the first of some recipients that is a mailbox of ours, as it was written. */
  public Optional<String> ours(List<String> recipients) {
    return recipients.stream()
        .filter(one -> MailboxFile.of(mailboxes, MailAddress.of(one)).isPresent())
        .findFirst();
  }

  /** Stores a mail of which all bytes are there. */
  public Future<Taken> take(byte[] raw, Optional<String> to) {
    return take(RawMail.whole(raw), to);
  }

  /**
   * Stores a mail; completes when it is on disk.
   *
   * @param to our address by which it came; empty if only its headers tell
   */
  public Future<Taken> take(RawMail raw, Optional<String> to) {
    return vertx
        .executeBlocking(() -> read(raw), false)
        .compose(reading -> reading
            .bounce()
            .map(bounce -> reported(reading, bounce, to))
            .orElseGet(() -> arrived(reading, to)));
  }

  private Reading read(RawMail raw) {
    var limits = ReadLimits.DEFAULT;
    var mail = raw.size() > limits.mailBytes()
        ? MailReader.headers(raw.bytes(), raw.size(), limits, clock.instant())
        : MailReader.read(raw.bytes(), limits, clock.instant());
    var split = QuotedText.ofText(mail.text());
    return new Reading(
        mail,
        AutomaticMail.of(mail, mailboxes.keySet()),
        Bounces.read(mail),
        ThreadKeys.of(mail, reference),
        split,
        MailLanguage.of(mail, split.fresh()),
        raw);
  }

  /** A report about a mail that we do not know is a mail like any other. */
  private Future<Taken> reported(Reading reading, Bounce bounce, Optional<String> to) {
    return bounce
        .messageId()
        .map(id -> mails.ours(CARRIER, id))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .compose(ours -> {
          if (ours.isEmpty()) {
            return arrived(reading, to);
          }
          if (!bounce.permanent()) {
            LOG.info("delivery delayed conversation={}", ours.get().conversation());
            return Future.succeededFuture(new Taken.Reported());
          }
          return events
              .delivered(
                  CARRIER,
                  new MessageEvent.Delivered(
                      ours.get().conversation(),
                      ours.get().number(),
                      Delivery.FAILED,
                      Optional.of(bounce.reason())))
              .map(new Taken.Reported());
        });
  }

  /**
   * A mail that we have sent is in its conversation, also when it comes to another mailbox of ours.
   * Its id alone does not make a mail ours: somebody else's mail with that id is stored.
   */
  private Future<Taken> arrived(Reading reading, Optional<String> to) {
    return isFromUs(reading)
        .compose(ours -> ours
            ? Future.succeededFuture(new Taken.OurOwn())
            : stored(reading, entrance(reading, to)));
  }

  private Future<Boolean> isFromUs(Reading reading) {
    return reading.automatic().reasons().contains(AutomaticMail.Why.OWN_ADDRESS)
        ? mails.ours(CARRIER, reading.mail().messageId()).map(Optional::isPresent)
        : Future.succeededFuture(false);
  }

  private Future<Taken> stored(Reading reading, String entrance) {
    return place(reading)
        .compose(place -> known(reading, place)
            .compose(known -> stored(reading)
                .compose(
                    kept -> events.arrived(CARRIER, event(reading, place, kept, entrance, known)))))
        .compose(taken -> answered(reading, entrance, taken).map(new Taken.Stored(taken)));
  }

  /** A mail that comes again because we died in between is answered then. */
  private Future<Void> answered(Reading reading, String entrance, MessageEvents.Taken taken) {
    return reading.isTooLarge() && reading.automatic().mayBeAnswered()
        ? large.tell(reading.mail(), reading.language().orElse(""), entrance, taken.conversation())
        : Future.succeededFuture();
  }

  private Future<MessageEvent.Place> place(Reading reading) {
    var keys = reading.keys();
    return mails.place(new MailDesk.Keys(
        CARRIER,
        reading.mail().author().map(MailAddress::key).orElse(""),
        keys.caseNumbers(),
        keys.messageIds(),
        keys.tags().stream().map(ThreadKeys.Tag::tag).toList()));
  }

  /** A forwarded confirmation names its order only in the quoted part. */
  private Future<MailDesk.Known> known(Reading reading, MessageEvent.Place place) {
    var mail = reading.mail();
    return mails.known(
        place,
        point(mail),
        List.of(
            mail.subject() + "\n" + reading.split().fresh(),
            Text.beginning(mail.text(), LOOKED_THROUGH)));
  }

  private static Optional<ContactPoint> point(ReadMail mail) {
    return mail.author().flatMap(author -> ContactPoint.email(author.address()));
  }

  /** Returns our address to which a mail came: the first one that is a mailbox of ours. */
  private String entrance(Reading reading, Optional<String> to) {
    var mail = reading.mail();
    var recipients = Stream.concat(
            Stream.of(mail.to(), mail.cc(), mail.bcc()).flatMap(List::stream),
            reading.keys().tags().stream().map(tag -> MailAddress.of(tag.mailbox())))
        .toList();
    return to.map(MailAddress::of)
        .map(address -> MailboxFile.of(mailboxes, address)
            .map(Mailbox::address)
            .orElseGet(() -> ThreadKeys.withoutTag(address)))
        .or(() -> recipients.stream()
            .flatMap(address -> MailboxFile.of(mailboxes, address).stream())
            .map(Mailbox::address)
            .findFirst())
        .or(() -> recipients.stream().map(ThreadKeys::withoutTag).findFirst())
        .orElse("");
  }

  /** Stores the files of a mail, and at the end the mail itself. */
  private Future<List<Attachment>> stored(Reading reading) {
    var found = reading.mail().attachments();
    var kept = found.subList(0, Math.min(found.size(), Attachment.ATTACHMENTS_MAX - 1));
    Future<List<Attachment>> all = Future.succeededFuture(List.of());
    for (var file : kept) {
      all = all.compose(before -> vertx
          .executeBlocking(() -> bytes(file), false)
          .compose(content -> files.keep(OWNER, file.name(), content))
          .map(one -> plus(
              before,
              new Attachment(one.name(), one.type(), one.size(), file.contentId(), one.sha256()))));
    }
    return all.compose(before -> reading.isTooLarge()
        ? Future.succeededFuture(before)
        : files
            .keep(OWNER, RAW, RAW_TYPE, Buffer.buffer(reading.raw().bytes()))
            .map(raw -> plus(before, raw)));
  }

  private static Buffer bytes(MailAttachment file) throws IOException {
    try (InputStream in = file.open()) {
      return Buffer.buffer(in.readNBytes((int) Attachment.SIZE_MAX));
    }
  }

  private static List<Attachment> plus(List<Attachment> before, Attachment one) {
    var more = new ArrayList<>(before);
    more.add(one);
    return List.copyOf(more);
  }

  private MessageEvent.Arrived event(
      Reading reading,
      MessageEvent.Place place,
      List<Attachment> kept,
      String entrance,
      MailDesk.Known known) {
    var mail = reading.mail();
    var author = mail.author().orElseGet(() -> MailAddress.of(""));
    var answerTo = mail.answerTo().stream().findFirst().orElse(author);
    return new MessageEvent.Arrived(
        mail.messageId(),
        Channel.EMAIL,
        entrance,
        place,
        new MessageEvent.From(
            author.address().isEmpty() ? answerTo.address() : author.address(),
            author.name(),
            ContactPoint.Kind.EMAIL,
            point(mail),
            Json.MAPPER.createObjectNode().put("answer_to", answerTo.address())),
        clock.instant(),
        mail.subject(),
        Text.cut(mail.text(), ReadLimits.DEFAULT.textLength() - 1),
        Optional.of(mail.html()).filter(html -> !html.isBlank()),
        Optional.of(mail.messageId()),
        details(reading, known),
        kept,
        triage(reading, entrance, known));
  }

  private Triage triage(Reading reading, String entrance, MailDesk.Known known) {
    return TriageRule.triage(
        Optional.ofNullable(mailboxes.get(entrance)).map(Mailbox::rules).orElse(List.of()),
        new TriageRule.Triaged(reading.mail(), reading.split().fresh(), reading.language(), known));
  }

  private static ObjectNode details(Reading reading, MailDesk.Known known) {
    var mail = reading.mail();
    var details = Json.MAPPER.createObjectNode().put("subject", mail.subject());
    mail.author().ifPresent(author -> details.set("from", address(author)));
    details.set("to", addresses(mail.to()));
    details.set("cc", addresses(mail.cc()));
    if (!mail.replyTo().isEmpty()) {
      details.set("reply_to", addresses(mail.replyTo()));
    }
    details.put("message_id", mail.messageId());
    mail.inReplyTo().ifPresent(id -> details.put("in_reply_to", id));
    details.set("references", Json.MAPPER.valueToTree(mail.references()));
    mail.sentAt().ifPresent(at -> details.put("sent_at", at.toString()));
    details.put("raw_size", mail.size()).put("remote_images", mail.remoteImages());
    if (reading.isTooLarge()) {
      details.put("too_large", true);
    }
    if (!mail.notes().isEmpty()) {
      details.set(
          "notes",
          Json.MAPPER.valueToTree(mail.notes().stream().map(MailNote::words).toList()));
    }
    if (!reading.automatic().mayBeAnswered()) {
      details.put(
          "automatic",
          reading.automatic().reasons().stream()
              .map(AutomaticMail.Why::words)
              .collect(Collectors.joining("; ")));
    }
    if (!known.orders().isEmpty()) {
      var orders = details.putArray("orders");
      known.orders().forEach(order -> orders.add(order.number()));
    }
    reading.language().ifPresent(language -> details.put("language", language));
    fold(details, mail.text(), reading.split());
    return details;
  }

  /** Says where in the text the quoted history and the signature begin. */
  private static void fold(ObjectNode details, String text, QuotedText split) {
    int fresh = Text.length(split.fresh());
    if (text.startsWith(split.fresh()) && split.fresh().length() < text.length()) {
      if (!split.quoted().isBlank()) {
        details.put("quoted_at", fresh);
      } else if (!split.signature().isBlank()) {
        details.put("signature_at", fresh);
      }
    }
  }

  private static ObjectNode address(MailAddress address) {
    return Json.MAPPER
        .createObjectNode()
        .put("name", address.name())
        .put("address", address.address());
  }

  private static ArrayNode addresses(List<MailAddress> all) {
    var list = Json.MAPPER.createArrayNode();
    all.forEach(one -> list.add(address(one)));
    return list;
  }
}
