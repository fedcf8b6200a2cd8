package tandem.channels.email;

import static tandem.Polls.eventually;
import static tandem.desk.conversations.ConversationGround.soon;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tandem.base.ConversationId;
import tandem.channels.email.mime.MailReader;
import tandem.channels.email.mime.ReadLimits;
import tandem.channels.email.mime.ReadMail;
import tandem.conversations.Conversation;
import tandem.conversations.Mailboxes;
import tandem.conversations.Message;
import tandem.customers.TestGrid;
import tandem.desk.conversations.ConversationGround;
import tandem.document.Json;

/** Our mailboxes on a real floor, with their readers and their sender. */
public final class MailGround implements AutoCloseable {

  private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");
  private static final CaseReference REFERENCE = new CaseReference("T");

  /** No other node reads. */
  static final Supplier<Future<Boolean>> OURS = () -> Future.succeededFuture(true);

  final ConversationGround ground;
  final SmtpCarrier smtp;
  final MailIntake intake;
  final MailboxReaders readers;

  MailGround(Vertx vertx, List<Mailbox> mailboxes, MailLimits reading, MailLimits sending) {
    ground = new ConversationGround(vertx, TestGrid.shared());
    var work = ground.desk.work.messages();
    smtp = new SmtpCarrier(
        vertx, mailboxes, REFERENCE, work.conversations(), work.mail(), ZONE, sending);
    work.carriers().add(smtp);
    intake = new MailIntake(
        vertx,
        mailboxes,
        REFERENCE,
        work.intake(),
        work.mail(),
        work.conversations(),
        new LargeMailAnswers(mailboxes, work.say(), ZONE, ground.desk.clock),
        ground.desk.clock);
    readers = new MailboxReaders(vertx, mailboxes, intake::take, work.mail(), reading);
  }

  /** Begins to read the mailboxes. */
  void read() {
    readers.start(OURS);
  }

  /** A mail of Eva to our mailbox. */
  public static String mail(String id, String subject, String text) {
    return """
        From: Eva <eva@home.example>
        To: help@shop.example
        Subject: %s
        Message-ID: <%s@home.example>
        Date: Mon, 2 Feb 2026 10:00:00 +0100
        Content-Type: text/plain; charset=utf-8

        %s
        """.formatted(subject, id, text);
  }

  /** Takes a mail to one of our mailboxes, not by IMAP; returns its conversation. */
  ConversationId arrive(String mailbox, String id) {
    var raw = mail(id, "About " + id, "Where are my shoes?").replace("\n", "\r\n");
    soon(intake.take(raw.getBytes(StandardCharsets.UTF_8), Optional.of(mailbox)));
    return ConversationId.parse(ground
        .desk
        .ground
        .ask("SELECT conversation FROM message WHERE reference = '" + id + "@home.example'")
        .getFirst());
  }

  /** Answers a conversation; returns the number of the answer. */
  int answer(ConversationId conversation, String text) {
    return soon(ground.say.respond(
            conversation, conversation + text, text, Json.MAPPER.createObjectNode()))
        .orElseThrow()
        .number();
  }

  /** How often the outbox has tried to send the answers of a conversation. */
  int tries(ConversationId conversation) {
    return Integer.parseInt(ground
        .desk
        .ground
        .ask("SELECT coalesce(max(attempts), 0) FROM outbox WHERE key LIKE 'say:" + conversation
            + ":%'")
        .getFirst());
  }

  Message await(ConversationId conversation, int number, tandem.conversations.Delivery delivery) {
    return ground.await(conversation, number, one -> one.delivery() == delivery);
  }

  Mailboxes.Mailbox state(String address) {
    return soon(ground.desk.work.messages().mail().mailboxes()).stream()
        .filter(one -> one.address().equals(address))
        .findFirst()
        .orElseGet(() -> new Mailboxes.Mailbox(
            address,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  void awaitReading(Mailboxes.State state) {
    eventually(() -> state(MailServers.OURS).state().equals(Optional.of(state)));
  }

  void awaitSending(String address, Mailboxes.State state) {
    eventually(
        () -> state(address).sending().filter(one -> one.state() == state).isPresent());
  }

  /** Waits until as many mails were stored as messages, and returns their texts in order. */
  List<String> awaitTexts(int count) {
    eventually(() -> texts().size() >= count);
    return texts();
  }

  private List<String> texts() {
    return ground.desk.ground.ask(
        "SELECT trim(E'\\r\\n ' from text) FROM message WHERE direction = 'in' ORDER BY at, text");
  }

  List<Conversation> conversations() {
    var all = new ArrayList<Conversation>();
    for (var id : ground.desk.ground.ask("SELECT id FROM conversation ORDER BY created_at")) {
      all.add(ground.await(ConversationId.parse(id), _ -> true));
    }
    return all;
  }

  /** The mails that were sent to Eva. */
  public static List<ReadMail> sent(MailServers servers) {
    return servers.sentToEva().stream()
        .map(mail -> {
          try {
            var out = new ByteArrayOutputStream();
            mail.writeTo(out);
            return MailReader.read(
                out.toByteArray(), ReadLimits.DEFAULT, Clock.systemUTC().instant());
          } catch (IOException | jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
          }
        })
        .toList();
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing came within 60 seconds");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    soon(readers.stop());
    ground.close();
    smtp.close();
  }
}
