package tandem.channels.email;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import tandem.base.Failure;
import tandem.channels.email.mime.MailAddress;
import tandem.channels.email.mime.MailWriter;
import tandem.channels.email.mime.OutgoingMail;
import tandem.conversations.Attachment;
import tandem.conversations.Conversation;
import tandem.conversations.Message;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.MailDesk;
import tandem.desk.conversations.MessageCarrier;

/**
 * The sending of mails over SMTP (RFC 5321). A mail keeps its Message-ID over all tries, so that
 * mailboxes recognize a repeat; SMTP itself cannot tell whether a mail was taken when the
 * connection breaks after its last byte.
 */
public final class SmtpCarrier implements MessageCarrier, AutoCloseable {

  private static final int TEXT_LENGTH_MAX = 30_000;
  private static final int SENDERS = 4;

  /** A mail that takes longer is sent on, and the next try hears how it ended. */
  private static final Duration TRY = Duration.ofSeconds(7);

  private static final Duration COME_AGAIN = Duration.ofSeconds(5);
  private static final int PERMANENT = 500;
  private static final long FILES_BYTES_MAX = 25L * 1024 * 1024;

  private final WorkerExecutor senders;
  private final Map<String, Mailbox> mailboxes;
  private final CaseReference reference;
  private final ConversationDesk files;
  private final ZoneId zone;

  /** The mails that are being sent, by the keys of their tries. */
  private final Map<String, Future<Sent>> underWay = new ConcurrentHashMap<>();

  public SmtpCarrier(
      Vertx vertx,
      List<Mailbox> mailboxes,
      CaseReference reference,
      ConversationDesk files,
      ZoneId zone) {
    this.senders = vertx.createSharedWorkerExecutor("smtp", SENDERS, 10, TimeUnit.MINUTES);
    this.mailboxes = MailboxFile.byAddress(mailboxes);
    this.reference = reference;
    this.files = files;
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
    var sending = underWay.computeIfAbsent(key, _ -> begin(outgoing));
    return sending.timeout(TRY.toMillis(), TimeUnit.MILLISECONDS).onComplete(_ -> {
      if (sending.isComplete()) {
        underWay.remove(key, sending);
      }
    });
  }

  private Future<Sent> begin(Outgoing outgoing) {
    var conversation = outgoing.conversation();
    var mailbox = sender(conversation.entrance());
    if (mailbox.isEmpty()) {
      return Future.failedFuture(new Failure.Conflict(
          "no mail can be sent from " + conversation.entrance() + ": it has no SMTP server"));
    }
    return contents(outgoing.message().attachments(), List.of(), 0).compose(contents -> {
      OutgoingMail mail;
      try {
        mail = mail(outgoing, mailbox.get(), contents);
      } catch (Failure.Invalid e) {
        return Future.failedFuture(new Failure.Conflict(e.getMessage()));
      }
      return senders.executeBlocking(() -> sent(mail, mailbox.get().smtp().orElseThrow()), false);
    });
  }

  @Override
  public boolean sendsFrom(String entrance) {
    return sender(entrance).isPresent();
  }

  private Optional<Mailbox> sender(String entrance) {
    return MailboxFile.of(mailboxes, MailAddress.of(entrance))
        .filter(mailbox -> mailbox.smtp().isPresent());
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

  /** Gives a mail to the server. It blocks. */
  private static Sent sent(OutgoingMail mail, Mailbox.Server server) {
    var session = MailSessions.of("smtp", server);
    try (var transport =
        (SMTPTransport) session.getTransport(MailSessions.protocol("smtp", server))) {
      if (server.user().isEmpty()) {
        transport.connect();
      } else {
        transport.connect(server.user(), server.password().reveal());
      }
      var message = new MimeMessage(session, new ByteArrayInputStream(MailWriter.bytes(mail)));
      transport.sendMessage(message, recipients(mail));
      return new Sent(Optional.of(mail.messageId()));
    } catch (MessagingException e) {
      throw meaning(e);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be written", e);
    }
  }

  private static InternetAddress[] recipients(OutgoingMail mail) throws MessagingException {
    var addresses = new ArrayList<InternetAddress>();
    for (var recipient : mail.recipients()) {
      addresses.add(new InternetAddress(recipient));
    }
    return addresses.toArray(InternetAddress[]::new);
  }

  /** Returns what a failure means: a 5xx of the server is for good (RFC 5321, 4.2.1). */
  private static Failure meaning(MessagingException failure) {
    Exception cause = failure;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      int code = switch (cause) {
        case SMTPAddressFailedException refused -> refused.getReturnCode();
        case SMTPSendFailedException refused -> refused.getReturnCode();
        default -> 0;
      };
      if (code >= PERMANENT) {
        return new Failure.Conflict("the mail server refuses: " + MailSessions.why(cause));
      }
      cause = cause instanceof MessagingException m ? m.getNextException() : null;
    }
    var why = MailSessions.why(failure);
    return failure instanceof SendFailedException && why.contains("Invalid Addresses")
        ? new Failure.Conflict("the mail server refuses the address")
        : new Failure.Unavailable(why, COME_AGAIN);
  }

  @Override
  public void close() {
    senders.close();
  }
}
