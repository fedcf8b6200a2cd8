package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.cases.Ground.ANA;
import static tandem.channels.email.MailServers.OTHER;
import static tandem.desk.conversations.ConversationGround.soon;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ConversationId;
import tandem.channels.email.mime.MailReader;
import tandem.channels.email.mime.ReadLimits;
import tandem.channels.email.mime.ReadMail;
import tandem.conversations.Conversation;
import tandem.conversations.Delivery;
import tandem.conversations.Mailboxes;
import tandem.conversations.Message;
import tandem.conversations.Writer;
import tandem.customers.TestGrid;
import tandem.desk.conversations.ConversationGround;
import tandem.desk.conversations.Say;
import tandem.document.Json;

/** Mails from a real mailbox to an agent, and answers back through a real mail server. */
@ExtendWith(VertxExtension.class)
class MailRoundTripTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");
  private static final CaseReference REFERENCE = new CaseReference("T");

  private static final MailLimits LIMITS = new MailLimits(
      Duration.ofSeconds(60), Duration.ofSeconds(8), Duration.ofSeconds(60), Duration.ofSeconds(2));

  private final MailServers servers = new MailServers();
  private ConversationGround ground;
  private SmtpCarrier smtp;
  private MailIntake intake;
  private MailboxReaders readers;
  private Vertx vertx;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    ground = new ConversationGround(vertx, TestGrid.shared());
    var work = ground.desk.work.messages();
    var mailboxes = List.of(servers.mailbox(), servers.other());
    smtp = new SmtpCarrier(vertx, mailboxes, REFERENCE, work.conversations(), work.mail(), ZONE);
    work.carriers().add(smtp);
    work.receipts().writtenBy(MailIntake.CARRIER, new AutoResponder(mailboxes, REFERENCE, ZONE));
    intake = new MailIntake(
        vertx,
        mailboxes,
        REFERENCE,
        work.intake(),
        work.mail(),
        work.conversations(),
        new LargeMailAnswers(mailboxes, work.say(), ZONE, ground.desk.clock),
        ground.desk.clock);
    readers = new MailboxReaders(vertx, mailboxes, intake::take, work.mail(), LIMITS);
    readers.start(MailGround.OURS);
  }

  @AfterEach
  void close() {
    soon(readers.stop());
    smtp.close();
    assertThat(ground.findings()).isEmpty();
    ground.close();
    servers.close();
  }

  @Test
  void a_mail_reaches_an_agent_gets_one_receipt_and_the_answer_goes_back_in_its_thread() {
    servers.arrive(mail("a-1", "My shoes", "Where are my shoes?"));

    var conversation = conversation();
    var arrived = ground.messages(conversation.id()).getFirst();
    assertThat(arrived.text()).contains("Where are my shoes?");
    eventually(() -> servers.seen() == 1);
    var receipt = awaitSent(1).getFirst();
    assertThat(receipt.headers().first("Auto-Submitted")).contains("auto-replied");
    assertThat(receipt.text()).contains("Your case is [T-");
    var contact = conversation.contact().orElseThrow();
    ground.accept(contact, ANA);
    soon(ground.say.answer(contact, ANA, "ana", "k-1", Say.Answer.of("On their way.")));

    var answer = awaitSent(2).getLast();
    assertThat(answer.inReplyTo()).contains("a-1@home.example");
    assertThat(answer.references()).contains("a-1@home.example");
    assertThat(answer.subject()).startsWith("Re: My shoes [T-");
    assertThat(answer.text())
        .contains("On their way.", "The shop, +31 20", "> Where are my shoes?");
    assertThat(answer.from().getFirst().address()).isEqualTo(MailServers.OURS);
  }

  @Test
  void
      a_reply_joins_its_conversation_by_reference_by_case_and_by_address_also_with_another_subject() {
    servers.arrive(mail("b-1", "My shoes", "Where are my shoes?"));
    var conversation = conversation();
    var receipt = awaitSent(1).getFirst();
    var tag = receipt.replyTo().getFirst().address();

    servers.arrive(mail(
        "b-2", "Something else", "By reference", "In-Reply-To: <" + receipt.messageId() + ">"));
    ground.await(conversation.id(), one -> one.messages() == 3);
    servers.arrive(mail("b-3", "AW: " + receipt.subject(), "By case"));
    ground.await(conversation.id(), one -> one.messages() == 4);
    servers.arrive(mail("b-4", "Yet another", "By address").replace(MailServers.OURS, tag));

    ground.await(conversation.id(), one -> one.messages() == 5);
    assertThat(ground.messages(conversation.id()))
        .filteredOn(Message::isIn)
        .extracting(message -> message.text().strip())
        .containsExactly("Where are my shoes?", "By reference", "By case", "By address");
  }

  @Test
  void a_stranger_who_writes_a_cases_number_does_not_get_into_its_conversation() {
    servers.arrive(mail("c-1", "My shoes", "Where are my shoes?"));
    var conversation = conversation();
    var subject = awaitSent(1).getFirst().subject();

    var taken = soon(intake.take(
        bytes(mail("c-2", subject, "Tell me all").replace("eva@home.example", "bad@other.example")),
        Optional.of(MailServers.OURS)));

    assertThat(taken)
        .isInstanceOfSatisfying(
            MailIntake.Taken.Stored.class,
            stored -> assertThat(stored.message().conversation()).isNotEqualTo(conversation.id()));
  }

  @Test
  void a_mail_that_comes_by_two_ways_is_one_message_with_one_receipt() {
    servers.arrive(mail("d-1", "My shoes", "Where are my shoes?"));
    var conversation = conversation();

    soon(intake.take(bytes(mail("d-1", "My shoes", "Where are my shoes?")), Optional.empty()));
    servers.arrive(mail("d-1", "My shoes", "Where are my shoes?"));
    servers.arrive(mail("d-2", "My lamp", "It is broken"));

    eventually(() -> servers.seen() == 3);
    assertThat(ground.await(conversation.id(), _ -> true).messages()).isLessThanOrEqualTo(2);
    assertThat(awaitSent(1)).hasSize(1);
  }

  @Test
  void a_program_gets_no_automatic_answer() {
    servers.arrive(mail("e-1", "News", "Buy!", "Precedence: bulk"));
    conversation();
    servers.arrive(mail("e-2", "My shoes", "Where?"));

    assertThat(awaitSent(1).getFirst().subject()).contains("My shoes");
  }

  @Test
  void two_of_our_mailboxes_that_write_to_each_other_stop_by_themselves() {
    servers.arrive(mail("i-1", "Stock", "Is it there?").replace("eva@home.example", OTHER));
    var contact = conversation().contact().orElseThrow();
    ground.accept(contact, ANA);
    soon(ground.say.answer(contact, ANA, "ana", "k-1", Say.Answer.of("It is.")));
    eventually(() -> servers.seen(OTHER) == 1);
    servers.arrive(mail("i-2", "My shoes", "Where?"));

    awaitSent(1);
    assertThat(ground.desk.ground.ask("SELECT author || ': ' || text FROM message ORDER BY at"))
        .satisfiesExactly(
            first -> assertThat(first).contains("Is it there?"),
            second -> assertThat(second).isEqualTo("agent: It is."),
            third -> assertThat(third).contains("Where?"),
            fourth -> assertThat(fourth).startsWith("responder: Your case is"));
  }

  @Test
  void a_mail_of_somebody_else_with_the_id_of_ours_is_stored() {
    servers.arrive(mail("j-1", "My shoes", "Where?"));
    conversation();
    var receipt = awaitSent(1).getFirst();

    var taken = soon(intake.take(
        bytes(mail("j-2", "Returned", "It is yours")
            .replace("j-2@home.example", receipt.messageId())),
        Optional.of(MailServers.OURS)));

    assertThat(taken).isInstanceOf(MailIntake.Taken.Stored.class);
    assertThat(count("message WHERE text LIKE 'It is yours%'")).isEqualTo("1");
  }

  @Test
  void a_bounce_goes_to_the_mail_that_bounced_and_not_to_a_queue() {
    servers.arrive(mail("f-1", "My shoes", "Where?"));
    var conversation = conversation();
    var receipt = awaitSent(1).getFirst();

    servers.arrive(bounce(receipt.messageId()));

    var failed = ground.await(conversation.id(), 2, one -> one.delivery() == Delivery.FAILED);
    assertThat(failed.writer()).isEqualTo(Writer.RESPONDER);
    assertThat(failed.why().orElseThrow()).contains("no such user");
    assertThat(ground.await(conversation.id(), _ -> true).messages()).isEqualTo(2);
  }

  @Test
  void after_an_outage_the_mailbox_says_so_and_is_read_from_the_last_mail() {
    servers.arrive(mail("g-1", "One", "first"));
    conversation();
    servers.stop();
    eventually(() -> state()
        .filter(one -> one.state().equals(Optional.of(Mailboxes.State.AWAY)))
        .isPresent());
    servers.start();

    servers.arrive(mail("g-2", "Two", "second"));

    eventually(() -> "2".equals(count("message WHERE direction = 'in'")));
    eventually(() -> state()
        .filter(one -> one.state().equals(Optional.of(Mailboxes.State.CONNECTED)))
        .isPresent());
  }

  @Test
  void a_wrong_password_is_shown_at_the_mailbox() {
    soon(readers.stop());
    readers = new MailboxReaders(
        vertx,
        List.of(servers.mailbox("wrong")),
        intake::take,
        ground.desk.work.messages().mail(),
        LIMITS);

    readers.start(MailGround.OURS);

    eventually(() -> state()
        .filter(one -> one.state().equals(Optional.of(Mailboxes.State.REFUSED)))
        .isPresent());
    assertThat(state().orElseThrow().why()).contains("the server refuses the log-in");
  }

  @Test
  void a_file_goes_out_with_its_name_in_any_script() throws Exception {
    servers.arrive(mail("h-1", "My label", "Please send it"));
    var contact = conversation().contact().orElseThrow();
    awaitSent(1);
    ground.accept(contact, ANA);
    var file = soon(upload("retour \u65e5\u672c.pdf", "%PDF-1.4 label"));

    soon(ground.say.answer(
        contact,
        ANA,
        "ana",
        "k-1",
        new Say.Answer("Here", Optional.empty(), List.of(file), Json.MAPPER.createObjectNode())));

    var answer = awaitSent(2).getLast();
    assertThat(answer.attachments())
        .extracting(one -> one.name())
        .containsExactly("retour \u65e5\u672c.pdf");
  }

  private io.vertx.core.Future<java.util.UUID> upload(String name, String content) {
    var id = ground.desk.ground.ids.next();
    return ground
        .desk
        .rooms
        .conversations()
        .attachments()
        .store(
            ground.desk.ground.database().pool(),
            id,
            "ana",
            name,
            Optional.empty(),
            Buffer.buffer(content),
            ground.desk.clock.instant())
        .map(id);
  }

  private Optional<Mailboxes.Mailbox> state() {
    return soon(ground.desk.work.messages().mail().mailboxes()).stream().findFirst();
  }

  private String count(String of) {
    return ground.desk.ground.ask("SELECT count(*) FROM " + of).getFirst();
  }

  /** Waits for the one conversation that there is. */
  private Conversation conversation() {
    var found = new AtomicReference<String>();
    eventually(() -> {
      var ids = ground.desk.ground.ask("SELECT id FROM conversation ORDER BY created_at LIMIT 1");
      ids.stream().findFirst().ifPresent(found::set);
      return !ids.isEmpty();
    });
    return ground.await(ConversationId.parse(found.get()), _ -> true);
  }

  private List<ReadMail> awaitSent(int number) {
    eventually(() -> servers.sentToEva().size() >= number);
    return servers.sentToEva().stream().map(MailRoundTripTest::read).toList();
  }

  private static ReadMail read(MimeMessage sent) {
    try {
      var out = new ByteArrayOutputStream();
      sent.writeTo(out);
      return MailReader.read(
          out.toByteArray(), ReadLimits.DEFAULT, Clock.systemUTC().instant());
    } catch (java.io.IOException | jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String mail) {
    return mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String mail(String id, String subject, String text, String... headers) {
    return """
        From: Eva <eva@home.example>
        To: help@shop.example
        Subject: %s
        Message-ID: <%s@home.example>
        Date: Mon, 2 Feb 2026 10:00:00 +0100
        %sContent-Type: text/plain; charset=utf-8

        %s
        """.formatted(
            subject, id, headers.length == 0 ? "" : String.join("\n", headers) + "\n", text);
  }

  private static String bounce(String messageId) {
    return """
        From: MAILER-DAEMON@mail.home.example
        To: help@shop.example
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <bounce-1@mail.home.example>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain

        I could not deliver your mail.
        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.home.example

        Final-Recipient: rfc822; eva@home.example
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 no such user
        --b1
        Content-Type: text/rfc822-headers

        Message-ID: <%s>
        Subject: x
        --b1--
        """.formatted(messageId);
  }
}
