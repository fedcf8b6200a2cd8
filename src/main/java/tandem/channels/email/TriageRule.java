package tandem.channels.email;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.base.QueueId;
import tandem.channels.email.mime.MailAddress;
import tandem.channels.email.mime.ReadMail;
import tandem.desk.conversations.Triage;

/**
 * One rule of a mailbox's triage. It applies to a mail for which each named condition holds.
 *
 * @param senders addresses, or domains as {@code @shop.example}; one of them must be the sender's
 * @param recipients addresses; the mail must be to one of them
 * @param words one of them must be in the subject or in the new part of the text, in any case
 * @param queue the queue, in place of the entrance's
 * @param headStart how much earlier the mail counts as arrived
 */
public record TriageRule(
    List<String> senders,
    List<String> recipients,
    List<String> words,
    Optional<QueueId> queue,
    Duration headStart) {

  public TriageRule {
    senders = senders.stream().map(TriageRule::lower).toList();
    recipients = recipients.stream().map(TriageRule::lower).toList();
    words = words.stream().map(TriageRule::lower).toList();
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  /** Returns what the first rule that applies decides. */
  static Triage triage(List<TriageRule> rules, ReadMail mail, String fresh) {
    return rules.stream()
        .filter(rule -> rule.appliesTo(mail, fresh))
        .findFirst()
        .map(rule -> new Triage(rule.queue, rule.headStart))
        .orElse(Triage.NONE);
  }

  private boolean appliesTo(ReadMail mail, String fresh) {
    return (senders.isEmpty() || mail.author().filter(this::isSender).isPresent())
        && (recipients.isEmpty() || isTo(mail))
        && (words.isEmpty() || says(lower(mail.subject() + "\n" + fresh)));
  }

  private boolean isSender(MailAddress author) {
    return senders.stream()
        .anyMatch(sender -> sender.startsWith("@")
            ? author.key().endsWith(sender)
            : author.key().equals(sender));
  }

  private boolean isTo(ReadMail mail) {
    return Stream.of(mail.to(), mail.cc())
        .flatMap(List::stream)
        .map(ThreadKeys::withoutTag)
        .anyMatch(recipients::contains);
  }

  private boolean says(String text) {
    return words.stream().anyMatch(text::contains);
  }
}
