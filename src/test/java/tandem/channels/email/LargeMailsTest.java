package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.channels.email.MailGround.mail;
import static tandem.desk.conversations.ConversationGround.soon;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.conversations.Delivery;
import tandem.conversations.Message;
import tandem.conversations.Writer;

/** Mails above the limit: their headers are stored, and their senders are told. */
@ExtendWith(VertxExtension.class)
class LargeMailsTest {

  private static final int MB = 1024 * 1024;

  private final MailServers servers = new MailServers();
  private final Relay imap = new Relay(servers.imapPort());
  private final Relay smtp = new Relay(servers.smtpPort());
  private MailGround mails;

  @BeforeEach
  void open(Vertx vertx) {
    mails = new MailGround(
        vertx,
        List.of(MailServers.mailbox(
            MailServers.OURS, MailServers.server(imap.port()), MailServers.server(smtp.port()))),
        MailLimits.READING,
        MailLimits.SENDING);
  }

  @AfterEach
  void close() {
    assertThat(mails.ground.findings()).isEmpty();
    mails.close();
    imap.close();
    smtp.close();
    servers.close();
  }

  private static String large(String id, String more) {
    var line = "x".repeat(75) + "\n";
    return mail(id, "Photos " + id, line.repeat(27 * MB / 76)).replaceFirst("\n", "\n" + more);
  }

  /** Takes a mail of which a hook has kept the beginning. */
  private void take(String mail, long size) {
    var head = mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    soon(mails.intake.take(new RawMail(head, size), Optional.of(MailServers.OURS)));
  }

  private List<Message> messages() {
    return mails.conversations().stream()
        .flatMap(one -> mails.ground.messages(one.id()).stream())
        .toList();
  }

  private List<Message> notices() {
    return messages().stream().filter(one -> one.writer() == Writer.RESPONDER).toList();
  }

  /** GreenMail knows no null sender; other servers do. */
  private static Optional<byte[]> withNullSender(boolean fromClient, byte[] bytes) {
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    return Optional.of(
        fromClient && text.startsWith("MAIL FROM:<>")
            ? text.replace("<>", "<null@example.org>").getBytes(StandardCharsets.ISO_8859_1)
            : bytes);
  }

  private String said() {
    return String.join("", smtp.talks().stream().map(Relay.Talk::client).toList());
  }

  @Test
  void of_a_large_mail_only_the_headers_are_fetched_and_its_sender_is_told() {
    smtp.has((_, fromClient, bytes) -> withNullSender(fromClient, bytes));
    servers.arrive(large("l-1", ""));
    mails.readers.start(() -> Future.succeededFuture(true));

    eventually(() -> MailGround.sent(servers).size() == 1);
    var stored = messages().getFirst();
    assertThat(stored.details().path("subject").asText()).isEqualTo("Photos l-1");
    assertThat(stored.details().path("notes").toString()).contains("Only its headers were kept");
    assertThat(stored.details().path("raw_size").asLong()).isGreaterThan(27L * MB);
    assertThat(stored.text()).isEmpty();
    assertThat(stored.attachments()).isEmpty();
    assertThat(imap.talks().stream().mapToInt(talk -> talk.server().length()).sum())
        .isLessThan(MB);
    eventually(() -> servers.seen() == 1);
    var notice = MailGround.sent(servers).getFirst();
    assertThat(notice.headers().first("Auto-Submitted")).contains("auto-replied");
    assertThat(notice.subject()).startsWith("Re: Photos l-1");
    assertThat(notice.inReplyTo()).contains("l-1@home.example");
    assertThat(notice.text()).contains("more than 25 MB");
    assertThat(said()).contains("MAIL FROM:<>").doesNotContain("MAIL FROM:<help");
  }

  @Test
  void a_sender_is_told_once_a_day_and_a_small_mail_is_read_as_before() {
    take(mail("l-1", "Photos", ""), 26L * MB);
    take(mail("l-1", "Photos", ""), 26L * MB);
    take(mail("l-2", "More photos", ""), 90L * MB);
    take(mail("l-3", "Others", "").replace("eva@", "ann@"), 26L * MB);
    mails.arrive(MailServers.OURS, "l-4");

    assertThat(notices()).hasSize(2);
    assertThat(messages()).hasSize(6);
    assertThat(messages().stream().filter(one -> one.text().contains("Where are my shoes")))
        .hasSize(1);
  }

  @Test
  void no_program_and_nobody_without_an_address_is_told() {
    for (var header : List.of(
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "List-Id: <all.home.example>",
        "Return-Path: <>",
        "X-Auto-Response-Suppress: All",
        "Reply-To: noreply@home.example",
        "Reply-To: help+x@shop.example")) {
      take(
          mail("p-" + header.hashCode(), "Log", "").replaceFirst("\n", "\n" + header + "\n"),
          30L * MB);
    }
    take(mail("p-0", "Log", "").replaceFirst("From: .*\n", "From: <>\n"), 30L * MB);
    take(mail("p-1", "Log", "").replaceFirst("From: .*\n", ""), 30L * MB);

    assertThat(messages()).hasSize(9);
    assertThat(notices()).isEmpty();
  }

  @Test
  void a_server_that_refuses_the_null_sender_gets_an_automatic_mail_from_our_address() {
    var refused = new AtomicInteger();
    smtp.has((talk, fromClient, bytes) -> {
      var text = new String(bytes, StandardCharsets.ISO_8859_1);
      if (fromClient && text.startsWith("MAIL FROM:<>")) {
        refused.incrementAndGet();
        return Optional.of(text.replace("MAIL", "XXXX").getBytes(StandardCharsets.ISO_8859_1));
      }
      return Optional.of(bytes);
    });
    take(mail("l-1", "Photos", ""), 26L * MB);
    var notice = notices().getFirst();

    mails.await(notice.conversation(), notice.number(), Delivery.SENT);
    assertThat(refused).hasValue(1);
    assertThat(MailGround.sent(servers)).hasSize(1);
  }
}
