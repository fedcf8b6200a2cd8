package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.channels.email.MailGround.mail;
import static tandem.desk.conversations.ConversationGround.soon;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.conversations.Mailboxes;

/** The reading of a mailbox while its server, or the network before it, has faults. */
@ExtendWith(VertxExtension.class)
class ImapFaultsTest {

  private static final MailLimits HASTY = new MailLimits(
      Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(1));

  private static final MailLimits OFTEN = new MailLimits(
      Duration.ofSeconds(60), Duration.ofSeconds(8), Duration.ofSeconds(60), Duration.ofSeconds(1));

  @TempDir
  private Path folder;

  private final MailServers servers = new MailServers();
  private final Relay relay = new Relay(servers.imapPort());
  private final List<MailboxReaders> others = new ArrayList<>();
  private Vertx vertx;
  private MailGround mails;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    mails = ground(MailServers.server(relay.port()), MailLimits.READING);
  }

  private MailGround ground(Mailbox.Server server, MailLimits limits) {
    return new MailGround(
        vertx,
        List.of(
            MailServers.mailbox(MailServers.OURS, server, MailServers.server(servers.smtpPort()))),
        limits,
        MailLimits.SENDING);
  }

  private void with(Mailbox.Server server, MailLimits limits) {
    mails.close();
    mails = ground(server, limits);
  }

  @AfterEach
  void close() {
    others.forEach(one -> soon(one.stop()));
    assertThat(mails.ground.findings()).isEmpty();
    mails.close();
    relay.close();
    servers.close();
  }

  @Test
  void a_connection_that_breaks_in_the_middle_of_a_mail_loses_nothing_and_marks_nothing_as_read() {
    for (int i = 1; i <= 5; i++) {
      servers.arrive(mail("a-" + i, "Number " + i, "text " + i + " " + "and more ".repeat(2_000)));
    }
    var cuts = new AtomicInteger();
    var seenAtCut = new ArrayList<Long>();
    relay.has((talk, fromClient, bytes) -> {
      if (!fromClient && text(bytes).contains("text 3") && cuts.incrementAndGet() <= 2) {
        seenAtCut.add(servers.seen());
        return Relay.CUT;
      }
      return Optional.of(bytes);
    });

    mails.read();

    assertThat(mails.awaitTexts(5)).hasSize(5);
    eventually(() -> servers.seen() == 5);
    assertThat(seenAtCut).containsExactly(2L, 2L);
    assertThat(mails.conversations()).hasSize(5);
  }

  @Test
  void a_connection_that_breaks_within_the_bytes_of_a_mail_gives_no_half_mail() {
    var whole = "text " + "and more ".repeat(5_000) + "the end";
    servers.arrive(mail("b-1", "Long", whole));
    var cuts = new AtomicInteger();
    relay.has((talk, fromClient, bytes) -> {
      if (!fromClient && text(bytes).contains("and more") && cuts.incrementAndGet() == 1) {
        return Optional.of(Arrays.copyOf(bytes, bytes.length / 2));
      }
      return cuts.get() == 1 && !fromClient && !text(bytes).startsWith("*")
          ? Relay.CUT
          : Optional.of(bytes);
    });
    mails.read();
    eventually(() -> cuts.get() >= 1);
    relay.talks(); // the rest of the mail never comes

    relay.refuse();
    relay.has(Relay.NONE);
    relay.accept();

    assertThat(mails.awaitTexts(1)).singleElement().asString().endsWith("the end");
  }

  @Test
  void garbage_in_the_place_of_an_answer_loses_nothing() {
    servers.arrive(mail("c-1", "First", "first text"));
    servers.arrive(mail("c-2", "Second", "second text"));
    var spoiled = new AtomicInteger();
    relay.has((talk, fromClient, bytes) -> {
      if (!fromClient && text(bytes).contains("first text") && spoiled.incrementAndGet() == 1) {
        var noise = new byte[bytes.length];
        Arrays.fill(noise, (byte) '(');
        noise[noise.length - 2] = '\r';
        noise[noise.length - 1] = '\n';
        return Optional.of(noise);
      }
      return Optional.of(bytes);
    });
    with(MailServers.server(relay.port()), HASTY);

    mails.read();

    assertThat(mails.awaitTexts(2)).containsExactly("first text", "second text");
    eventually(() -> servers.seen() == 2);
  }

  @Test
  void a_server_that_is_down_is_shown_and_read_from_the_last_mail_when_it_is_back() {
    servers.arrive(mail("d-1", "First", "first text"));
    mails.read();
    mails.awaitTexts(1);
    mails.awaitReading(Mailboxes.State.CONNECTED);

    relay.refuse();
    servers.arrive(mail("d-2", "Second", "second text"));
    mails.awaitReading(Mailboxes.State.AWAY);
    assertThat(mails.state(MailServers.OURS).why()).isPresent();
    relay.accept();

    assertThat(mails.awaitTexts(2)).containsExactly("first text", "second text");
    mails.awaitReading(Mailboxes.State.CONNECTED);
    assertThat(mails.state(MailServers.OURS).why()).isEmpty();
  }

  @Test
  void a_server_that_numbers_anew_is_read_from_its_beginning_and_gives_no_mail_twice() {
    with(MailServers.server(relay.port()), OFTEN);
    servers.arrive(mail("e-1", "First", "first text"));
    servers.arrive(mail("e-2", "Second", "second text"));
    mails.read();
    mails.awaitTexts(2);
    eventually(() -> servers.seen() == 2);

    servers.stop();
    mails.awaitReading(Mailboxes.State.AWAY);
    servers.start();
    servers.arrive(mail("e-2", "Second", "second text"));
    servers.arrive(mail("e-3", "Third", "third text"));
    servers.arrive(mail("e-1", "First", "first text"));

    assertThat(mails.awaitTexts(3)).containsExactly("first text", "second text", "third text");
    eventually(() -> servers.seen() == 3);
    assertThat(mails.awaitTexts(3)).hasSize(3);
  }

  @Test
  void a_connection_that_dies_silently_while_it_idles_is_noticed() {
    with(MailServers.server(relay.port()), HASTY);
    mails.read();
    mails.awaitReading(Mailboxes.State.CONNECTED);
    var first = relay.talks().getFirst();
    eventually(() -> first.client().contains("IDLE"));
    relay.has((talk, _, bytes) -> talk == first ? Relay.NOTHING : Optional.of(bytes));

    servers.arrive(mail("f-1", "First", "first text"));

    assertThat(mails.awaitTexts(1)).containsExactly("first text");
    assertThat(relay.talks()).hasSizeGreaterThan(1);
  }

  @Test
  void idling_again_and_again_needs_one_connection() {
    with(MailServers.server(relay.port()), OFTEN);
    mails.read();

    eventually(() ->
        !relay.talks().isEmpty() && relay.talks().getFirst().client().split("DONE", -1).length > 4);

    servers.arrive(mail("g-1", "First", "first text"));
    mails.awaitTexts(1);
    assertThat(relay.talks()).hasSize(1);
    mails.awaitReading(Mailboxes.State.CONNECTED);
  }

  @Test
  void a_mail_that_comes_while_another_is_stored_is_read_at_once() {
    var readers = new MailboxReaders(
        vertx,
        List.of(MailServers.mailbox(
            MailServers.OURS,
            MailServers.server(relay.port()),
            MailServers.server(servers.smtpPort()))),
        (raw, to) -> {
          if (text(raw.bytes()).contains("first text")) {
            servers.arrive(mail("h-2", "Second", "second text"));
          }
          return mails.intake.take(raw, to);
        },
        mails.ground.desk.work.messages().mail(),
        MailLimits.READING);
    others.add(readers);
    servers.arrive(mail("h-1", "First", "first text"));

    readers.start(MailGround.OURS);

    assertThat(mails.awaitTexts(2)).containsExactly("first text", "second text");
  }

  @Test
  void a_mail_that_cannot_be_stored_stays_unread_and_is_stored_later() {
    var refusals = new AtomicInteger();
    var readers = new MailboxReaders(
        vertx,
        List.of(MailServers.mailbox(
            MailServers.OURS,
            MailServers.server(relay.port()),
            MailServers.server(servers.smtpPort()))),
        (raw, to) -> {
          if (refusals.incrementAndGet() <= 2) {
            assertThat(servers.seen()).isZero();
            return Future.failedFuture(new java.io.IOException("the disk is full"));
          }
          return mails.intake.take(raw, to);
        },
        mails.ground.desk.work.messages().mail(),
        MailLimits.READING);
    others.add(readers);
    servers.arrive(mail("i-1", "First", "first text"));

    readers.start(MailGround.OURS);

    assertThat(mails.awaitTexts(1)).containsExactly("first text");
    eventually(() -> servers.seen() == 1);
    assertThat(refusals).hasValue(3);
  }

  @Test
  void a_server_that_says_nothing_does_not_hold_up_the_end_of_reading() {
    relay.has((_, fromClient, bytes) -> fromClient ? Optional.of(bytes) : Relay.NOTHING);
    mails.read();
    eventually(() -> !relay.talks().isEmpty());

    long began = System.nanoTime();
    var stopped = mails.readers.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));

    soon(stopped);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void a_server_that_sends_a_byte_now_and_then_is_given_up_in_time() {
    with(MailServers.server(relay.port()), HASTY);
    var trickle = new CountDownLatch(1);
    relay.has((talk, fromClient, bytes) -> {
      if (!fromClient && relay.talks().size() == 1) {
        trickle.await(1, java.util.concurrent.TimeUnit.SECONDS);
        return Optional.of(Arrays.copyOf(bytes, 1));
      }
      return Optional.of(bytes);
    });
    servers.arrive(mail("j-1", "First", "first text"));

    mails.read();

    assertThat(mails.awaitTexts(1)).containsExactly("first text");
    trickle.countDown();
  }

  @Test
  void a_literal_of_two_gigabytes_takes_no_memory_and_the_mail_is_read_on_another_connection() {
    isReadAfter("BODY[", "* 1 FETCH (UID 1 BODY[]<0> {2147483000}\r\n", 1);
  }

  @Test
  void a_folder_of_two_billion_mails_takes_no_memory() {
    isReadAfter("EXISTS", "* 2147483000 EXISTS\r\n", 1);
  }

  @Test
  void a_line_that_does_not_end_is_given_up() {
    isReadAfter("BODY[", "* OK " + "x".repeat(1024 * 1024), 40);
  }

  @Test
  void lines_that_nobody_has_asked_for_and_that_do_not_end_are_given_up() {
    isReadAfter("BODY[", "* OK there is more to come\r\n".repeat(40_000), 40);
  }

  /** The first connections hear something else in place of an answer. */
  private void isReadAfter(String answer, String instead, int times) {
    var spoiled = new AtomicInteger();
    relay.has((talk, fromClient, bytes) -> {
      if (!fromClient && text(bytes).contains(answer) && spoiled.incrementAndGet() <= 2) {
        return Optional.of(instead.repeat(times).getBytes(StandardCharsets.ISO_8859_1));
      }
      return Optional.of(bytes);
    });
    servers.arrive(mail("x-1", "First", "first text"));

    mails.read();

    // with the limits of time alone it would take two minutes each
    assertThat(mails.awaitTexts(1)).containsExactly("first text");
    assertThat(relay.talks()).hasSizeGreaterThan(2);
    eventually(() -> relay.open() == 1);
  }

  @Test
  void with_a_changed_password_the_mailbox_says_so_and_is_read_when_it_is_right_again() {
    servers.password("another");
    servers.arrive(mail("k-1", "First", "first text"));

    mails.read();

    mails.awaitReading(Mailboxes.State.REFUSED);
    assertThat(mails.state(MailServers.OURS).why()).contains("the server refuses the log-in");
    servers.password(MailServers.PASSWORD);
    assertThat(mails.awaitTexts(1)).containsExactly("first text");
    mails.awaitReading(Mailboxes.State.CONNECTED);
  }

  @Test
  void a_certificate_that_nobody_knows_is_refused_before_anything_is_said() {
    var ours = Certificates.of(folder, "ip:127.0.0.1");
    servers.arrive(mail("l-1", "First", "first text"));
    try (var safe = new Relay(servers.imapPort(), ours.doors())) {
      with(server(safe, Mailbox.Security.TLS, Optional.empty()), MailLimits.READING);
      mails.read();

      mails.awaitReading(Mailboxes.State.REFUSED);
      assertThat(mails.state(MailServers.OURS).why().orElseThrow())
          .contains("no authority that is believed");
      assertThat(safe.talks())
          .isNotEmpty()
          .allSatisfy(talk -> assertThat(talk.client()).isEmpty());
      with(server(safe, Mailbox.Security.TLS, Optional.of(ours.trust())), MailLimits.READING);
      mails.read();
      assertThat(mails.awaitTexts(1)).containsExactly("first text");
    }
  }

  @Test
  void nothing_is_said_in_plain_text_to_a_server_that_cannot_begin_tls() {
    with(server(relay, Mailbox.Security.STARTTLS, Optional.empty()), MailLimits.READING);

    mails.read();

    mails.awaitReading(Mailboxes.State.REFUSED);
    assertThat(relay.talks())
        .isNotEmpty()
        .allSatisfy(talk -> assertThat(talk.client()).doesNotContain("LOGIN", "AUTHENTICATE"));
  }

  private static Mailbox.Server server(
      Relay relay, Mailbox.Security security, Optional<Trust> trust) {
    return MailServers.server(relay.port(), security, MailServers.PASSWORD, trust);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
