package tandem.channels.email;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.channels.email.mime.MailAddress;
import tandem.channels.email.mime.OutgoingMail;
import tandem.conversations.Attachment;
import tandem.conversations.Conversation;
import tandem.conversations.Mailboxes;
import tandem.conversations.Message;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.MailDesk;
import tandem.desk.conversations.MessageCarrier;

/**
 * The sending of mails over SMTP (RFC 5321). A mail keeps its Message-ID over all tries, so that
 * mailboxes recognize a repeat; SMTP itself cannot tell whether a mail was taken when the
 * connection breaks after its last byte.
 *
 * <p>Each mailbox has its own places for mails that are being sent. A server that is slow or says
 * nothing holds up no mailbox of another one.
 */
public final class SmtpCarrier implements MessageCarrier, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SmtpCarrier.class);
  private static final int TEXT_LENGTH_MAX = 30_000;

  /** How many mails of one mailbox are in memory and on their way to its server. */
  private static final int AT_ONCE_MAX = 8;

  /** A mail that takes longer is sent on, and the next try hears how it ended. */
  private static final Duration TRY = Duration.ofSeconds(7);

  private static final Duration FILES_LIMIT = Duration.ofMinutes(2);
  private static final long FILES_BYTES_MAX = 25L * 1024 * 1024;

  /** A mail that may have been taken is sent so often; then a person decides. */
  private static final int UNSURE_MAX = 5;

  /** The way of a mailbox's mails to its server. */
  private record Way(Mailbox mailbox, SmtpSender sender, Semaphore places) {}

  private final Vertx vertx;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
  private final Map<String, Mailbox> mailboxes;
  private final Map<String, Way> ways;
  private final CaseReference reference;
  private final ConversationDesk files;
  private final MailDesk desk;
  private final ZoneId zone;

  /** The mails that are being sent, by the keys of their tries. */
  private final Map<String, Future<Sent>> underWay = new ConcurrentHashMap<>();

  /** How often mails may have been taken, by the same keys. */
  private final Map<String, Integer> unsure = new ConcurrentHashMap<>();

  public SmtpCarrier(
      Vertx vertx,
      List<Mailbox> mailboxes,
      CaseReference reference,
      ConversationDesk files,
      MailDesk desk,
      ZoneId zone) {
    this(vertx, mailboxes, reference, files, desk, zone, MailLimits.SENDING);
  }

  SmtpCarrier(
      Vertx vertx,
      List<Mailbox> mailboxes,
      CaseReference reference,
      ConversationDesk files,
      MailDesk desk,
      ZoneId zone,
      MailLimits limits) {
    this.vertx = vertx;
    this.mailboxes = MailboxFile.byAddress(mailboxes);
    this.ways = mailboxes.stream()
        .filter(mailbox -> mailbox.smtp().isPresent())
        .collect(Collectors.toMap(
            Mailbox::address,
            mailbox -> new Way(
                mailbox,
                new SmtpSender(mailbox.smtp().orElseThrow(), limits, timer),
                new Semaphore(AT_ONCE_MAX)),
            (first, _) -> first));
    this.reference = reference;
    this.files = files;
    this.desk = desk;
    this.zone = zone;
  }

  @Override
  public String name() {
    return MailIntake.CARRIER;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.ATTACHMENTS, Capability.MAIL);
  }

  @Override
  public int textLengthMax() {
    return TEXT_LENGTH_MAX;
  }

  @Override
  public Future<Sent> send(String key, Outgoing outgoing, boolean again) {
    var sending = underWay.computeIfAbsent(key, _ -> begin(key, outgoing));
    return sending
        .timeout(TRY.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(
            sending.isComplete()
                ? failure
                : new Failure.Unavailable(
                    "the mail server has not taken it yet, which may take minutes", TRY)))
        .onComplete(_ -> {
          if (sending.isComplete()) {
            underWay.remove(key, sending);
          }
        });
  }

  private Future<Sent> begin(String key, Outgoing outgoing) {
    var entrance = outgoing.conversation().entrance();
    return way(entrance)
        .map(found -> onThread(() -> sent(key, outgoing, found)))
        .orElseGet(() -> Future.failedFuture(new Failure.Conflict(
            "no mail can be sent from " + entrance + ": it has no SMTP server")));
  }

  /** Does work that blocks on a thread of its own; the future completes on the caller's context. */
  private <T> Future<T> onThread(Callable<T> work) {
    var context = vertx.getOrCreateContext();
    var done = Promise.<T>promise();
    threads.execute(() -> {
      try {
        var result = work.call();
        context.runOnContext(_ -> done.complete(result));
      } catch (Throwable e) { // a try without an end would keep its mail for ever
        context.runOnContext(_ -> done.fail(e));
      }
    });
    return done.future();
  }

  /** Sends a mail when it is its turn. Its files are not read before, so that few are in memory. */
  private Sent sent(String key, Outgoing outgoing, Way way)
      throws InterruptedException, TimeoutException {
    way.places().acquire();
    try {
      var contents = contents(outgoing.message().attachments(), List.of(), 0)
          .await(FILES_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      var mail = mail(outgoing, way.mailbox(), contents);
      var end = way.sender().send(mail);
      tell(way.mailbox(), end);
      return switch (end) {
        case SmtpSender.End.Taken _ -> {
          unsure.remove(key);
          yield new Sent(Optional.of(mail.messageId()));
        }
        case SmtpSender.End.Refused refused -> throw refused.why();
        case SmtpSender.End.NoServer none -> throw none.why();
        case SmtpSender.End.Unsure broken -> throw unsure(key, broken);
      };
    } catch (Failure.Invalid e) {
      throw new Failure.Conflict(e.getMessage());
    } finally {
      way.places().release();
    }
  }

  /** Nobody may get the same mail a thousand times because a server breaks off at its end. */
  private Failure unsure(String key, SmtpSender.End.Unsure broken) {
    if (unsure.merge(key, 1, Integer::sum) < UNSURE_MAX) {
      return broken.why();
    }
    unsure.remove(key);
    return new Failure.Conflict("the mail server broke off " + UNSURE_MAX
        + " times after it had got the whole mail, which may have arrived: "
        + broken.why().getMessage());
  }

  /** Shows at the mailbox whether its server can be used. */
  private void tell(Mailbox mailbox, SmtpSender.End end) {
    var told = end instanceof SmtpSender.End.NoServer none
        ? desk.saySending(
            mailbox.address(),
            none.refuses() ? Mailboxes.State.REFUSED : Mailboxes.State.AWAY,
            Optional.of(none.why().getMessage()))
        : desk.saySending(mailbox.address(), Mailboxes.State.CONNECTED, Optional.empty());
    told.onFailure(no -> LOG.warn("the state of a mailbox was not stored", no));
  }

  @Override
  public boolean sendsFrom(String entrance) {
    return way(entrance).isPresent();
  }

  private Optional<Way> way(String entrance) {
    return MailboxFile.of(mailboxes, MailAddress.of(entrance))
        .flatMap(mailbox -> Optional.ofNullable(ways.get(mailbox.address())));
  }

  private Future<List<Buffer>> contents(List<Attachment> rest, List<Buffer> read, long size) {
    if (rest.isEmpty()) {
      return Future.succeededFuture(read);
    }
    if (size + rest.getFirst().size() > FILES_BYTES_MAX) {
      return Future.failedFuture(new Failure.Conflict(
          "the attachments have more than " + FILES_BYTES_MAX / 1024 / 1024 + " MB together"));
    }
    var content = Buffer.buffer();
    return files
        .content(rest.getFirst(), piece -> {
          content.appendBuffer(piece);
          return Future.succeededFuture();
        })
        .compose(_ -> {
          var more = new ArrayList<>(read);
          more.add(content);
          return contents(rest.subList(1, rest.size()), List.copyOf(more), size + content.length());
        });
  }

  private OutgoingMail mail(Outgoing outgoing, Mailbox mailbox, List<Buffer> contents) {
    var conversation = outgoing.conversation();
    var message = outgoing.message();
    var details = message.details();
    boolean automatic = details.path("automatic").asBoolean(false);
    var reply = reply(outgoing, mailbox, automatic);
    var to = addresses(message, "to");
    var answered = outgoing.answered().map(one -> one.message().details());
    return new OutgoingMail(
        messageId(message, mailbox),
        message.at(),
        new MailAddress(mailbox.name(), mailbox.address()),
        mailbox.plusAddresses()
            ? Optional.of(
                new MailAddress(mailbox.name(), mailbox.tagged(MailDesk.tag(conversation.id()))))
            : Optional.empty(),
        to.isEmpty() ? List.of(answerTo(conversation)) : to,
        addresses(message, "cc"),
        addresses(message, "bcc"),
        subject(outgoing),
        answered.map(mail -> mail.path("message_id").asText("")).filter(id -> !id.isEmpty()),
        references(outgoing),
        reply.text(),
        reply.html(),
        files(message.attachments(), contents),
        automatic);
  }

  /** The same for each try, and the name by which answers and reports refer to the mail. */
  static String messageId(Message message, Mailbox mailbox) {
    return message.conversation() + "." + message.number() + "@" + mailbox.domain();
  }

  private static MailAddress answerTo(Conversation conversation) {
    var correspondent = conversation.correspondent();
    var answerTo = correspondent.details().path("answer_to").asText("");
    return new MailAddress(
        correspondent.name(), answerTo.isEmpty() ? correspondent.address() : answerTo);
  }

  private static List<MailAddress> addresses(Message message, String field) {
    return StreamSupport.stream(message.details().path(field).spliterator(), false)
        .map(one -> MailAddress.of(one.asText("")))
        .toList();
  }

  private String subject(Outgoing outgoing) {
    var typed = outgoing.message().details().path("subject").asText("");
    var subject = typed.isBlank() ? answering(outgoing.conversation().subject()) : typed;
    return outgoing.caseNumber().map(number -> reference.in(subject, number)).orElse(subject);
  }

  private static String answering(String subject) {
    return subject.toLowerCase(Locale.ROOT).startsWith("re:") ? subject : "Re: " + subject;
  }

  private static List<String> references(Outgoing outgoing) {
    var chain = new ArrayList<String>();
    outgoing.answered().ifPresent(answered -> {
      var mail = answered.message().details();
      mail.path("references").forEach(id -> chain.add(id.asText("")));
      chain.add(mail.path("message_id").asText(""));
    });
    return chain.stream().filter(id -> !id.isEmpty()).distinct().toList();
  }

  private Reply reply(Outgoing outgoing, Mailbox mailbox, boolean automatic) {
    var answered = outgoing.answered().filter(_ -> !automatic);
    return Reply.of(
        outgoing.content().text(),
        mailbox.signature(),
        answered.map(this::attribution).orElse(""),
        answered.map(one -> one.content().text()).orElse(""),
        "");
  }

  private String attribution(Answered answered) {
    var from = answered.message().details().path("from");
    var name = from.path("name").asText("");
    return "On "
        + DateTimeFormatter.ofPattern("d MMMM yyyy HH:mm", Locale.ENGLISH)
            .format(answered.message().at().atZone(zone))
        + ", " + (name.isBlank() ? from.path("address").asText("you") : name) + " wrote:";
  }

  private static List<OutgoingMail.File> files(List<Attachment> files, List<Buffer> contents) {
    var all = new ArrayList<OutgoingMail.File>();
    for (int i = 0; i < files.size(); i++) {
      var content = contents.get(i).getBytes();
      all.add(new OutgoingMail.File(
          files.get(i).name(),
          files.get(i).type(),
          Optional.empty(),
          () -> new ByteArrayInputStream(content)));
    }
    return all;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    timer.shutdownNow();
  }
}
