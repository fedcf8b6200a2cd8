package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.channels.email.AutomaticMail.Why;
import tandem.channels.email.mime.Mails;

class AutomaticMailTest {

  private static final Set<String> OWN = Set.of("support@tandem.example", "Sales@Tandem.example");

  private static AutomaticMail of(String headers) {
    return AutomaticMail.of(Mails.reading(headers + "\nTo: support@tandem.example\n\nHello"), OWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Auto-Submitted: auto-replied | AUTO_SUBMITTED",
        "Auto-Submitted: auto-generated; owner=x | AUTO_SUBMITTED",
        "Auto-Submitted: AUTO-NOTIFIED | AUTO_SUBMITTED",
        "Precedence: bulk | BULK",
        "Precedence: List | BULK",
        "precedence: junk | BULK",
        "List-Id: <dev.lists.example> | MAILING_LIST",
        "List-Unsubscribe: <mailto:x@y.example> | MAILING_LIST",
        "X-Loop: anything | LOOP",
        "X-Auto-Response-Suppress: All | SUPPRESSED",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply | SUPPRESSED",
        "X-Autoreply: yes | AUTO_REPLY",
        "X-Autorespond: yes | AUTO_REPLY",
        "Return-Path: <> | NULL_SENDER",
        "Return-Path: < > | NULL_SENDER",
        "Subject: Automatic reply: away | AUTO_REPLY",
        "Subject: Automatisch antwoord: weg | AUTO_REPLY",
        "Subject: Abwesenheitsnotiz | AUTO_REPLY",
        "Reply-To: support+x@tandem.example | OWN_ADDRESS",
        "Sender: sales@TANDEM.example | OWN_ADDRESS",
        "Content-Type: multipart/report; boundary=b | REPORT"
      })
  void a_program_is_not_answered(String header, Why why) {
    assertThat(of("From: ana@shop.example\n" + header).reasons()).contains(why);
    assertThat(of("From: ana@shop.example\n" + header).mayBeAnswered()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "MAILER-DAEMON@x.example, SYSTEM_ADDRESS",
    "postmaster@x.example, SYSTEM_ADDRESS",
    "owner-list@x.example, SYSTEM_ADDRESS",
    "dev-bounces@x.example, SYSTEM_ADDRESS",
    "bounce+abc=d@x.example, SYSTEM_ADDRESS",
    "noreply@x.example, NO_REPLY_ADDRESS",
    "no-reply@x.example, NO_REPLY_ADDRESS",
    "No_Reply+123@x.example, NO_REPLY_ADDRESS",
    "do-not-reply@x.example, NO_REPLY_ADDRESS",
    "donotreply@x.example, NO_REPLY_ADDRESS",
    "orders-noreply@x.example, NO_REPLY_ADDRESS",
    "keine-antwort@x.example, NO_REPLY_ADDRESS",
    "ne-pas-repondre@x.example, NO_REPLY_ADDRESS",
    "support@tandem.example, OWN_ADDRESS",
    "Support+T1@Tandem.Example, OWN_ADDRESS"
  })
  void a_mailbox_that_nobody_reads_is_not_answered(String address, Why why) {
    assertThat(of("From: Somebody <" + address + ">").reasons()).containsExactly(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Auto-Submitted: no",
        "Auto-Submitted: no (a person)",
        "X-Auto-Response-Suppress: None",
        "X-Auto-Response-Suppress: DR, RN, NRN",
        "X-Autoreply: no",
        "Precedence: first-class",
        "Return-Path: <ana@shop.example>",
        "Subject: Re: Automatic reply",
        "Subject: Absence of the parcel"
      })
  void a_person_is_answered(String header) {
    assertThat(of("From: Noreen <noreen.replyton@shop.example>\n" + header).reasons())
        .isEmpty();
  }

  @Test
  void a_mail_without_a_sender_is_not_answered() {
    assertThat(of("Subject: x").reasons()).containsExactly(Why.NO_SENDER);
  }

  @Test
  void real_mails_are_told_apart() {
    for (var name : new String[] {
      "ses-receipt",
      "mailing-list",
      "out-of-office",
      "bounce-postfix",
      "bounce-qmail",
      "bounce-exim",
      "bounce-gmail"
    }) {
      assertThat(AutomaticMail.of(Mails.read(name), OWN).mayBeAnswered())
          .as(name)
          .isFalse();
    }
    for (var name : new String[] {
      "outlook-reply",
      "gmail-reply",
      "apple-mail",
      "thunderbird-flowed",
      "t-online-8bit",
      "japanese-shift-jis"
    }) {
      assertThat(AutomaticMail.of(Mails.read(name), OWN).mayBeAnswered())
          .as(name)
          .isTrue();
    }
  }
}
