package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.channels.email.mime.Mails;

class BouncesTest {

  private static Bounce bounce(String name) {
    return Bounces.read(Mails.read(name)).orElseThrow();
  }

  @Test
  void a_delivery_report_names_the_mail_the_recipient_and_the_reason() {
    var bounce = bounce("bounce-postfix");

    assertThat(bounce.messageId()).contains("out-77@tandem.example");
    assertThat(bounce.permanent()).isTrue();
    assertThat(bounce.recipients()).containsExactly("gone@kunde.example");
    assertThat(bounce.status()).contains("5.1.1");
    assertThat(bounce.reason())
        .startsWith("The address does not exist. (550 5.1.1")
        .contains("User unknown in virtual mailbox table");
  }

  @Test
  void a_delay_is_no_failure() {
    var bounce = bounce("bounce-delayed");

    assertThat(bounce.permanent()).isFalse();
    assertThat(bounce.messageId()).contains("out-77@tandem.example");
    assertThat(bounce.reason()).startsWith("The receiver's server does not answer.");
  }

  @Test
  void a_report_that_returns_only_headers_names_the_mail_too() {
    var bounce = bounce("bounce-exchange");

    assertThat(bounce.messageId()).contains("out-77@tandem.example");
    assertThat(bounce.status()).contains("5.2.2");
    assertThat(bounce.reason()).startsWith("The mailbox is full.");
  }

  @Test
  void the_texts_of_qmail_exim_and_gmail_are_understood() {
    assertThat(bounce("bounce-qmail")).satisfies(bounce -> {
      assertThat(bounce.messageId()).contains("out-78@tandem.example");
      assertThat(bounce.permanent()).isTrue();
      assertThat(bounce.recipients()).containsExactly("gone@kunde.example");
      assertThat(bounce.reason()).contains("no mailbox here by that name");
    });
    assertThat(bounce("bounce-exim")).satisfies(bounce -> {
      assertThat(bounce.messageId()).contains("out-79@tandem.example");
      assertThat(bounce.permanent()).isTrue();
      assertThat(bounce.recipients()).containsExactly("gone@kunde.example");
      assertThat(bounce.reason()).contains("550 No such user here");
    });
    assertThat(bounce("bounce-gmail")).satisfies(bounce -> {
      assertThat(bounce.messageId()).contains("out-80@tandem.example");
      assertThat(bounce.permanent()).isTrue();
      assertThat(bounce.status()).contains("5.1.1");
      assertThat(bounce.recipients()).containsExactly("gone@gmail.example");
    });
  }

  @Test
  void a_warning_of_a_delay_without_a_report_is_understood() {
    var warning = Mails.reading("""
        Return-Path: <>
        From: Mail Delivery System <Mailer-Daemon@exim.example>
        Subject: Warning: message 1abc-0001 delayed 24 hours
        Message-ID: <w@exim.example>

        This message was created automatically by mail delivery software.
        A message that you sent has not yet been delivered to one or more of its
        recipients after more than 24 hours on the queue.

        Message-ID: <out-90@tandem.example>

        No action is required on your part. Delivery attempts will continue.
        """);

    assertThat(Bounces.read(warning)).map(Bounce::permanent).contains(false);
    assertThat(Bounces.read(warning)).flatMap(Bounce::messageId).contains("out-90@tandem.example");
  }

  @Test
  void a_receipt_of_delivery_is_no_bounce() {
    var receipt = new String(Mails.bytes("bounce-postfix"), java.nio.charset.StandardCharsets.UTF_8)
        .replace("Action: failed", "Action: delivered")
        .replace("Status: 5.1.1", "Status: 2.0.0");

    assertThat(Bounces.read(Mails.reading(receipt))).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "outlook-reply",
        "gmail-reply",
        "out-of-office",
        "ses-receipt",
        "mailing-list",
        "forwarded-rfc822",
        "empty",
        "broken-addresses"
      })
  void an_ordinary_mail_is_no_bounce(String name) {
    assertThat(Bounces.read(Mails.read(name))).isEmpty();
  }

  @Test
  void a_customer_who_writes_about_a_bounce_is_no_bounce() {
    assertThat(
            Bounces.read(
                Mails.reading(
                    "From: ana@shop.example\nSubject: Undelivered mail\n\nMy mail could not be delivered: 550 5.1.1 user unknown")))
        .isEmpty();
  }
}
