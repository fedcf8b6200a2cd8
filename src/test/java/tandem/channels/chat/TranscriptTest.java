package tandem.channels.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.channels.email.mime.MailReader;
import tandem.channels.email.mime.ReadLimits;
import tandem.document.Json;

/** What was said in a chat reaches the visitor's mailbox through a real mail server. */
@ExtendWith(VertxExtension.class)
class TranscriptTest {

  @Test
  void what_was_said_is_mailed_once_and_as_a_mail_that_nobody_has_to_answer(Vertx vertx)
      throws Exception {
    var green = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    green.start();
    try (var ground = new ChatGround(vertx, mailboxes(green));
        var visitor = ground.visitor()) {
      visitor.said("m-1", "Where are my shoes? \uD83D\uDC5F");
      var contact = ground.accepted(visitor);
      ground.answer(contact, "On their way.");
      visitor.message(2);

      for (int i = 0; i < 2; i++) {
        var asked = fields().put("email", "eva@home.example");
        assertThat(visitor.ask("t-" + i, "transcript", asked).path("problem").isMissingNode())
            .isTrue();
      }

      eventually(() -> green.getReceivedMessages().length > 0);
      ground.answer(contact, "They arrive today.");
      visitor.message(3);
      visitor.ask("t-9", "transcript", fields().put("email", "eva@home.example"));
      eventually(() -> green.getReceivedMessages().length > 1);
      var mails = green.getReceivedMessages();
      assertThat(mails).hasSize(2);
      assertThat(mails[0].getSubject()).isEqualTo("Your chat with The shop");
      assertThat(mails[0].getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat(Stream.of(mails[0].getAllRecipients()).map(Object::toString))
          .containsExactly("eva@home.example");
      assertThat(text(mails[0]))
          .contains("You:\nWhere are my shoes? \uD83D\uDC5F", "The shop:\nOn their way.");
      assertThat(text(mails[1])).contains("They arrive today.");
      ground.finish(contact);
    } finally {
      green.stop();
    }
  }

  private static String mailboxes(GreenMail green) {
    return "mailboxes: [{address: %s, name: The shop, smtp: {host: 127.0.0.1, port: %d, security: none}}]"
        .formatted(ChatGround.MAILBOX, green.getSmtp().getPort());
  }

  private static String text(MimeMessage mail) throws IOException, MessagingException {
    var bytes = new ByteArrayOutputStream();
    mail.writeTo(bytes);
    return MailReader.read(
            bytes.toByteArray(), ReadLimits.DEFAULT, java.time.Clock.systemUTC().instant())
        .text();
  }

  private static ObjectNode fields() {
    return Json.MAPPER.createObjectNode();
  }
}
