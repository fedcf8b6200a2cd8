package tandem.channels.email;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tandem.base.Text;
import tandem.channels.email.mime.MailAddress;
import tandem.conversations.NewMessage;
import tandem.desk.conversations.Receipts;

/**
 * The automatic answers of our mailboxes: a receipt, or out of hours the answer that nobody is
 * there. A sender gets at most one a day from a mailbox, and none to a mail that a program wrote
 * (RFC 3834).
 */
public final class AutoResponder implements Receipts.Writer {

  private static final long EXAMPLE_CASE = 1042;

  private final Map<String, Mailbox> mailboxes;
  private final CaseReference reference;
  private final ZoneId zone;

  /** @param zone the site's time zone: days and hours are counted in it */
  public AutoResponder(List<Mailbox> mailboxes, CaseReference reference, ZoneId zone) {
    this.mailboxes = MailboxFile.byAddress(mailboxes);
    this.reference = reference;
    this.zone = zone;
  }

  @Override
  public Optional<Receipts.Receipt> write(Receipts.Asked asked) {
    var conversation = asked.conversation();
    var details = asked.message().details();
    var address = conversation.correspondent().address();
    if (address.isBlank()
        || details.has("automatic")
        || details.has("too_large") // its sender gets another answer
        || !asked.message().isIn()) {
      return Optional.empty();
    }
    return MailboxFile.of(mailboxes, MailAddress.of(conversation.entrance()))
        .filter(mailbox -> mailbox.smtp().isPresent())
        .flatMap(mailbox -> text(mailbox, asked)
            .map(text -> new Receipts.Receipt(
                source("auto", mailbox, MailAddress.of(address), asked.now(), zone),
                filled(text, asked),
                reference.in(answering(conversation.subject()), asked.caseNumber()))));
  }

  /** Returns what may have only one automatic answer: a sender at a mailbox on one day. */
  static String source(String kind, Mailbox mailbox, MailAddress sender, Instant now, ZoneId zone) {
    var day = ":" + now.atZone(zone).toLocalDate();
    return Text.beginning(
            kind + ":" + mailbox.address() + ":" + sender.key(),
            NewMessage.KEY_LENGTH_MAX - day.length())
        + day;
  }

  static String answering(String subject) {
    return subject.isBlank() ? "Your mail" : "Re: " + subject;
  }

  private Optional<String> text(Mailbox mailbox, Receipts.Asked asked) {
    boolean isOpen =
        mailbox.hours().map(hours -> hours.isOpen(asked.now(), zone)).orElse(true);
    var texts = isOpen || mailbox.away().isEmpty() ? mailbox.receipts() : mailbox.away();
    var language = asked.message().details().path("language").asText("");
    return inLanguage(texts, language);
  }

  /** Returns the text of a language, or else that of the first one. */
  static Optional<String> inLanguage(Map<String, String> texts, String language) {
    return Optional.ofNullable(texts.get(language))
        .or(() -> new TreeMap<>(texts).values().stream().findFirst());
  }

  private String filled(String text, Receipts.Asked asked) {
    var conversation = asked.conversation();
    return filled(
        text,
        reference.write(asked.caseNumber()),
        conversation.correspondent().name(),
        conversation.subject(),
        asked.answerWithin());
  }

  private static String filled(
      String text, String caseNumber, String name, String subject, Duration answerWithin) {
    return text.replace("{{case.number}}", caseNumber)
        .replace("{{customer.name}}", name.isBlank() ? "customer" : name)
        .replace("{{subject}}", subject)
        .replace("{{answer_within}}", words(answerWithin));
  }

  /**
   * An automatic answer as a customer would get it.
   *
   * @param kind receipt, away or too_large
   * @param language empty for a text in no language of the mailbox
   */
  public record Preview(String kind, String language, String subject, String text) {}

  /** Returns all automatic answers of a mailbox, filled for an example. */
  public static List<Preview> previews(Mailbox mailbox, CaseReference reference) {
    var previews = new ArrayList<Preview>();
    var subject = "Where are my shoes?";
    Map.of("receipt", mailbox.receipts(), "away", mailbox.away())
        .forEach((kind, texts) -> texts.forEach((language, text) -> previews.add(new Preview(
            kind,
            language,
            reference.in(answering(subject), EXAMPLE_CASE),
            filled(
                text,
                reference.write(EXAMPLE_CASE),
                "Eva Example",
                subject,
                Duration.ofHours(4))))));
    var tooLarge =
        mailbox.tooLarge().isEmpty() ? Map.of("", LargeMailAnswers.STANDARD) : mailbox.tooLarge();
    tooLarge.forEach((language, text) ->
        previews.add(new Preview("too_large", language, answering(subject), text)));
    previews.sort(Comparator.comparing(Preview::kind).thenComparing(Preview::language));
    return List.copyOf(previews);
  }

  /** Says a time in the largest unit that fits, rounded up. */
  static String words(Duration time) {
    long minutes = Math.max(1, (time.toSeconds() + 59) / 60);
    if (minutes < 120) {
      return minutes + (minutes == 1 ? " minute" : " minutes");
    }
    long hours = (minutes + 59) / 60;
    return hours < 48 ? hours + " hours" : (hours + 23) / 24 + " days";
  }
}
