package tandem.channels.email;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import tandem.base.ConversationId;
import tandem.channels.email.mime.MailAddress;
import tandem.channels.email.mime.ReadMail;
import tandem.desk.conversations.Say;
import tandem.document.Json;

/**
 * The automatic answers that tell senders that their mail was too large to be read. A sender gets
 * at most one a day from a mailbox, and none to a mail that a program wrote (RFC 3834).
 */
public final class LargeMailAnswers {

  /** The text of a mailbox that has none of its own. */
  static final String STANDARD =
      "Your mail has more than " + MailIntake.MEGABYTES_MAX + " MB. We could not read it and"
          + " have kept only its sender and its subject. Please send it again with smaller files,"
          + " or spread the files over several mails.";

  private final Map<String, Mailbox> mailboxes;
  private final Say say;
  private final ZoneId zone;
  private final InstantSource clock;

  /** @param zone the site's time zone, whose days count */
  public LargeMailAnswers(List<Mailbox> mailboxes, Say say, ZoneId zone, InstantSource clock) {
    this.mailboxes = MailboxFile.byAddress(mailboxes);
    this.say = say;
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * Tells the sender of a mail that is stored in a conversation. A repeat sends nothing.
   *
   * @param entrance our address to which the mail came
   */
  Future<Void> tell(ReadMail mail, String language, String entrance, ConversationId conversation) {
    var mailbox = MailboxFile.of(mailboxes, MailAddress.of(entrance))
        .filter(one -> one.smtp().isPresent());
    var sender = mail.answerTo().stream().findFirst();
    if (mailbox.isEmpty() || sender.isEmpty()) {
      return Future.succeededFuture();
    }
    var details = Json.MAPPER
        .createObjectNode()
        .put("subject", AutoResponder.answering(mail.subject()))
        .put("automatic", true);
    details.putArray("to").add(sender.get().address());
    return say.respond(
            conversation,
            AutoResponder.source("large", mailbox.get(), sender.get(), clock.instant(), zone),
            text(mailbox.get(), language),
            details)
        .mapEmpty();
  }

  private static String text(Mailbox mailbox, String language) {
    return AutoResponder.inLanguage(mailbox.tooLarge(), language).orElse(STANDARD);
  }
}
