package tandem.channels.email;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.base.QueueId;
import tandem.base.SegmentId;
import tandem.channels.email.mime.MailAddress;
import tandem.channels.email.mime.ReadMail;
import tandem.customers.NamedOrders;
import tandem.desk.conversations.MailDesk;
import tandem.desk.conversations.Triage;

/**
 * One rule of a mailbox's triage. It applies to a mail for which each named condition holds.
 *
 * @param senders addresses, or domains as {@code @shop.example}; one of them must be the sender's
 * @param recipients addresses; the mail must be to one of them
 * @param words one of them must be in the subject or in the new part of the text, in any case
 * @param languages as two letters; the mail must be in one of them
 * @param segments the customer must be in one of them
 * @param order whether the mail must name an order of its customer, or must name none
 * @param queue the queue, in place of the entrance's
 * @param headStart how much earlier the mail counts as arrived
 */
public record TriageRule(
    List<String> senders,
    List<String> recipients,
    List<String> words,
    List<String> languages,
    List<SegmentId> segments,
    Optional<Boolean> order,
    Optional<QueueId> queue,
    Duration headStart) {

  public TriageRule {
    senders = senders.stream().map(TriageRule::lower).toList();
    recipients = recipients.stream().map(TriageRule::lower).toList();
    words = words.stream().map(TriageRule::lower).toList();
    languages = List.copyOf(languages);
    segments = List.copyOf(segments);
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * A mail that is triaged.
   *
   * @param fresh the new part of its text
   * @param language as two letters; empty if nothing tells it
   */
  record Triaged(ReadMail mail, String fresh, Optional<String> language, MailDesk.Known customer) {}

  /** Returns what the first rule that applies decides, and the orders that the mail names. */
  static Triage triage(List<TriageRule> rules, Triaged triaged) {
    var orders = triaged.customer().orders().stream().map(NamedOrders.Named::id).toList();
    return rules.stream()
        .filter(rule -> rule.appliesTo(triaged))
        .findFirst()
        .map(rule -> new Triage(rule.queue, rule.headStart, orders))
        .orElseGet(() -> new Triage(Optional.empty(), Duration.ZERO, orders));
  }

  private boolean appliesTo(Triaged triaged) {
    var customer = triaged.customer();
    return appliesTo(triaged.mail(), triaged.fresh())
        && (languages.isEmpty()
            || triaged.language().filter(languages::contains).isPresent())
        && (segments.isEmpty() || customer.segment().filter(segments::contains).isPresent())
        && order.map(named -> named != customer.orders().isEmpty()).orElse(true);
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
