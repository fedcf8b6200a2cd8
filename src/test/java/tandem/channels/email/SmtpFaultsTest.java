package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.desk.conversations.ConversationGround.soon;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.channels.email.mime.ReadMail;
import tandem.conversations.Delivery;
import tandem.conversations.Mailboxes;

/** Answers by mail while the mail server, or the network before it, has faults. */
@ExtendWith(VertxExtension.class)
class SmtpFaultsTest {

  private static final String OTHER = "other@shop.example";
  private static final MailLimits HASTY = new MailLimits(
      Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(1));

  @TempDir
  private Path folder;

  private final MailServers servers = new MailServers();
  private final Relay relay = new Relay(servers.smtpPort());
  private final Relay other = new Relay(servers.smtpPort());
  private Vertx vertx;
  private MailGround mails;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    mails = ground(MailServers.server(relay.port()), MailLimits.SENDING);
  }

  private MailGround ground(Mailbox.Server server, MailLimits limits) {
    var imap = MailServers.server(servers.imapPort());
    return new MailGround(
        vertx,
        List.of(
            MailServers.mailbox(MailServers.OURS, imap, server),
            MailServers.mailbox(OTHER, imap, MailServers.server(other.port()))),
        MailLimits.READING,
        limits);
  }

  private void with(Mailbox.Server server, MailLimits limits) {
    mails.close();
    mails = ground(server, limits);
  }

  @AfterEach
  void close() {
    assertThat(mails.ground.findings()).isEmpty();
    mails.close();
    relay.close();
    other.close();
    servers.close();
  }

  @Test
  void while_the_server_is_down_the_mails_wait_with_the_reason_and_then_go_out_once_in_order() {
    relay.refuse();
    var conversation = mails.arrive(MailServers.OURS, "a-1");
    int first = mails.answer(conversation, "first");
    int second = mails.answer(conversation, "second");

    eventually(() -> mails.tries(conversation) >= 3);
    mails.awaitSending(MailServers.OURS, Mailboxes.State.AWAY);
    var waiting = mails.ground.await(conversation, first, one -> one.why().isPresent());
    assertThat(waiting.delivery()).isEqualTo(Delivery.QUEUED);
    assertThat(waiting.why().orElseThrow()).contains("connect");
    relay.accept();

    mails.await(conversation, second, Delivery.SENT);
    assertThat(mails.await(conversation, first, Delivery.SENT).why()).isEmpty();
    assertThat(MailGround.sent(servers))
        .extracting(mail -> mail.text().lines().findFirst().orElse(""))
        .containsExactly("first", "second");
    mails.awaitSending(MailServers.OURS, Mailboxes.State.CONNECTED);
  }

  @Test
  void a_mail_that_was_cut_in_the_middle_is_sent_again_and_is_once_in_the_mailbox() {
    var cuts = new AtomicInteger();
    relay.has((talk, fromClient, bytes) ->
        fromClient && text(bytes).contains("marked line") && cuts.incrementAndGet() < 3
            ? Relay.CUT
            : Optional.of(bytes));
    var conversation = mails.arrive(MailServers.OURS, "b-1");

    int number = mails.answer(conversation, "marked line");

    mails.await(conversation, number, Delivery.SENT);
    assertThat(cuts).hasValue(3);
    assertThat(MailGround.sent(servers)).hasSize(1);
  }

  @Test
  void a_mail_whose_acceptance_got_lost_is_sent_again_with_the_same_message_id() {
    var cuts = new AtomicInteger();
    relay.has(
        (talk, fromClient, bytes) -> !fromClient && isWhole(talk) && cuts.incrementAndGet() == 1
            ? Relay.CUT
            : Optional.of(bytes));
    var conversation = mails.arrive(MailServers.OURS, "c-1");

    int number = mails.answer(conversation, "At least once");

    mails.await(conversation, number, Delivery.SENT);
    assertThat(MailGround.sent(servers)).hasSize(2);
    assertThat(MailGround.sent(servers).stream().map(ReadMail::messageId).distinct())
        .hasSize(1);
  }

  @Test
  void
      a_server_that_always_breaks_off_at_the_end_gets_a_mail_five_times_and_then_a_person_decides() {
    relay.has(
        (talk, fromClient, bytes) -> !fromClient && isWhole(talk) ? Relay.CUT : Optional.of(bytes));
    var conversation = mails.arrive(MailServers.OURS, "d-1");

    int number = mails.answer(conversation, "Five times");

    var failed = mails.await(conversation, number, Delivery.FAILED);
    assertThat(failed.why().orElseThrow()).contains("5 times", "may have arrived");
    assertThat(MailGround.sent(servers)).hasSize(5);
    relay.has(Relay.NONE);
    soon(mails.ground.say.again(conversation, number));
    mails.await(conversation, number, Delivery.SENT);
    assertThat(MailGround.sent(servers)).hasSize(6);
  }

  @Test
  void a_connection_that_breaks_after_the_acceptance_changes_nothing() {
    relay.has((talk, fromClient, bytes) ->
        fromClient && text(bytes).startsWith("QUIT") ? Relay.CUT : Optional.of(bytes));
    var conversation = mails.arrive(MailServers.OURS, "e-1");

    int number = mails.answer(conversation, "Once");

    mails.await(conversation, number, Delivery.SENT);
    assertThat(mails.tries(conversation)).isLessThanOrEqualTo(1);
    assertThat(MailGround.sent(servers)).hasSize(1);
  }

  @Test
  void a_slow_server_gets_each_mail_once_and_holds_up_no_other_mailbox() {
    var slow = new CountDownLatch(1);
    relay.has((talk, fromClient, bytes) -> {
      if (!fromClient && isWhole(talk)) {
        MailGround.await(slow);
      }
      return Optional.of(bytes);
    });
    var waiting = IntStream.range(0, 12)
        .mapToObj(i -> mails.arrive(MailServers.OURS, "f-" + i))
        .toList();
    waiting.forEach(conversation -> mails.answer(conversation, "slow"));
    eventually(() -> relay.talks().stream().filter(SmtpFaultsTest::isWhole).count() >= 8);

    var quick = mails.arrive(OTHER, "f-other");
    mails.await(quick, mails.answer(quick, "quick"), Delivery.SENT);

    // longer than one try of the outbox takes: the next try hears of the first one
    eventually(() -> waiting.stream().mapToInt(mails::tries).max().orElse(0) >= 2);
    slow.countDown();
    waiting.forEach(conversation -> mails.await(conversation, 2, Delivery.SENT));
    assertThat(MailGround.sent(servers)).hasSize(13);
  }

  @Test
  void a_server_that_says_nothing_is_given_up_in_time() {
    with(MailServers.server(relay.port()), HASTY);
    relay.has((_, fromClient, bytes) -> fromClient ? Optional.of(bytes) : Relay.NOTHING);
    var conversation = mails.arrive(MailServers.OURS, "g-1");

    int number = mails.answer(conversation, "Hello?");

    var waiting = mails.ground.await(conversation, number, one -> one.why().isPresent());
    assertThat(waiting.why().orElseThrow()).contains("takes longer than 1 seconds");
    mails.awaitSending(MailServers.OURS, Mailboxes.State.AWAY);
    relay.has(Relay.NONE);
    mails.await(conversation, number, Delivery.SENT);
    assertThat(MailGround.sent(servers)).hasSize(1);
  }

  @Test
  void an_answer_that_does_not_end_is_given_up_and_the_mail_goes_on_another_connection() {
    var refusals = new AtomicInteger();
    relay.has((talk, fromClient, bytes) ->
        !fromClient && isAnswerTo(talk, "MAIL FROM") && refusals.incrementAndGet() < 3
            ? Optional.of(bytes("250-" + "x".repeat(2 * 1024 * 1024)))
            : Optional.of(bytes));
    var conversation = mails.arrive(MailServers.OURS, "o-1");

    int number = mails.answer(conversation, "Again");

    mails.await(conversation, number, Delivery.SENT);
    assertThat(MailGround.sent(servers)).hasSize(1);
    eventually(() -> relay.open() == 0);
  }

  @Test
  void a_huge_reason_is_kept_as_a_short_one() {
    relay.has((talk, fromClient, bytes) -> !fromClient && isAnswerTo(talk, "RCPT TO")
        ? Optional.of(bytes("554 5.7.1 no " + "x".repeat(100_000) + "\r\n"))
        : Optional.of(bytes));
    var conversation = mails.arrive(MailServers.OURS, "p-1");

    var failed = mails.await(conversation, mails.answer(conversation, "No"), Delivery.FAILED);

    assertThat(failed.why().orElseThrow()).contains("5.7.1 no xxx").hasSizeLessThan(400);
  }

  @Test
  void a_server_for_now_refusing_a_recipient_gets_the_mail_again() {
    var refusals = new AtomicInteger();
    relay.has((talk, fromClient, bytes) ->
        !fromClient && isAnswerTo(talk, "RCPT TO") && refusals.incrementAndGet() < 3
            ? Optional.of(bytes("450 4.2.0 greylisted, come again\r\n"))
            : Optional.of(bytes));
    var conversation = mails.arrive(MailServers.OURS, "h-1");

    int number = mails.answer(conversation, "Again");

    var waiting = mails.ground.await(
        conversation, number, one -> one.why().isPresent() || one.delivery() == Delivery.SENT);
    assertThat(waiting.delivery()).isNotEqualTo(Delivery.FAILED);
    mails.await(conversation, number, Delivery.SENT);
    assertThat(refusals).hasValue(3);
    assertThat(MailGround.sent(servers)).hasSize(1);
  }

  @Test
  void a_mail_that_the_server_refuses_fails_with_the_reason_and_can_be_sent_again() {
    for (var step : List.of("MAIL FROM", "RCPT TO", "\r\n.")) {
      relay.has((talk, fromClient, bytes) -> !fromClient && isAnswerTo(talk, step)
          ? Optional.of(bytes("554 5.7.1 not from you\r\n"))
          : Optional.of(bytes));
      var conversation = mails.arrive(MailServers.OURS, "i-" + step.hashCode());

      int number = mails.answer(conversation, "No");

      var failed = mails.await(conversation, number, Delivery.FAILED);
      assertThat(failed.why().orElseThrow()).as(step).contains("5.7.1 not from you");
      relay.has(Relay.NONE);
      soon(mails.ground.say.again(conversation, number));
      assertThat(mails.await(conversation, number, Delivery.SENT).why()).isEmpty();
    }
  }

  @Test
  void with_a_changed_password_the_mailbox_says_so_and_the_mail_goes_when_it_is_right_again() {
    servers.password("another");
    var conversation = mails.arrive(MailServers.OURS, "j-1");

    int number = mails.answer(conversation, "Later");

    mails.awaitSending(MailServers.OURS, Mailboxes.State.REFUSED);
    var waiting = mails.ground.await(conversation, number, one -> one.why().isPresent());
    assertThat(waiting.why()).contains("the server refuses the log-in");
    servers.password(MailServers.PASSWORD);
    mails.await(conversation, number, Delivery.SENT);
    mails.awaitSending(MailServers.OURS, Mailboxes.State.CONNECTED);
    assertThat(MailGround.sent(servers)).hasSize(1);
  }

  @Test
  void a_certificate_that_nobody_knows_is_refused_before_anything_is_said() {
    var ours = Certificates.of(folder, "ip:127.0.0.1");
    try (var safe = new Relay(servers.smtpPort(), ours.doors())) {
      with(server(safe, Mailbox.Security.TLS, Optional.empty()), MailLimits.SENDING);
      var conversation = mails.arrive(MailServers.OURS, "k-1");

      int number = mails.answer(conversation, "Secret");

      mails.awaitSending(MailServers.OURS, Mailboxes.State.REFUSED);
      var waiting = mails.ground.await(conversation, number, one -> one.why().isPresent());
      assertThat(waiting.why().orElseThrow()).contains("no authority that is believed");
      assertThat(safe.talks())
          .isNotEmpty()
          .allSatisfy(talk -> assertThat(talk.client()).isEmpty());
      mails.close();
      mails =
          ground(server(safe, Mailbox.Security.TLS, Optional.of(ours.trust())), MailLimits.SENDING);
      var trusted = mails.arrive(MailServers.OURS, "k-2");
      mails.await(trusted, mails.answer(trusted, "Secret"), Delivery.SENT);
    }
  }

  @Test
  void a_certificate_of_another_host_is_refused_also_when_its_authority_is_known() {
    var others = Certificates.of(folder, "dns:mail.other.example");
    try (var safe = new Relay(servers.smtpPort(), others.doors())) {
      with(server(safe, Mailbox.Security.TLS, Optional.of(others.trust())), MailLimits.SENDING);
      var conversation = mails.arrive(MailServers.OURS, "l-1");

      mails.answer(conversation, "Secret");

      mails.awaitSending(MailServers.OURS, Mailboxes.State.REFUSED);
      assertThat(safe.talks()).allSatisfy(talk -> assertThat(talk.client()).isEmpty());
    }
  }

  @Test
  void nothing_is_said_in_plain_text_to_a_server_that_cannot_begin_tls() {
    with(server(relay, Mailbox.Security.STARTTLS, Optional.empty()), MailLimits.SENDING);
    var conversation = mails.arrive(MailServers.OURS, "m-1");

    mails.answer(conversation, "Secret");

    mails.awaitSending(MailServers.OURS, Mailboxes.State.REFUSED);
    assertThat(relay.talks())
        .isNotEmpty()
        .allSatisfy(talk -> assertThat(talk.client()).doesNotContain("AUTH", "MAIL FROM"));
  }

  @Test
  void a_mail_that_was_tried_for_a_day_fails_with_the_last_reason_and_can_be_sent_again() {
    relay.refuse();
    var conversation = mails.arrive(MailServers.OURS, "n-1");
    int number = mails.answer(conversation, "Old");
    mails.ground.await(conversation, number, one -> one.why().isPresent());

    mails.ground.desk.ground.sql("UPDATE message SET delivered_at = delivered_at - interval '21 h' "
        + "WHERE direction = 'out'");

    var failed = mails.await(conversation, number, Delivery.FAILED);
    assertThat(failed.why().orElseThrow()).contains("connect");
    relay.accept();
    soon(mails.ground.say.again(conversation, number));
    mails.await(conversation, number, Delivery.SENT);
    assertThat(MailGround.sent(servers)).hasSize(1);
  }

  private static Mailbox.Server server(
      Relay relay, Mailbox.Security security, Optional<Trust> trust) {
    return MailServers.server(relay.port(), security, MailServers.PASSWORD, trust);
  }

  /** Whether the client has said the end of a mail, and no more. */
  private static boolean isWhole(Relay.Talk talk) {
    return talk.client().endsWith("\r\n.\r\n");
  }

  /** Whether this command is the last that the client has said. */
  private static boolean isAnswerTo(Relay.Talk talk, String command) {
    var said = talk.client().stripTrailing();
    return command.startsWith("\r\n")
        ? isWhole(talk)
        : said.substring(said.lastIndexOf('\n') + 1).startsWith(command);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
