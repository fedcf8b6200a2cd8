package tandem.channels.email.mime;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A mail as it was read: decoded, bounded and safe to store. Message ids have no angle brackets.
 *
 * @param messageId its Message-ID; computed from the content when it has none, so that a copy gets
 *     the same one
 * @param sentAt empty when the date is missing, cannot be read, or is in the future
 * @param text what is shown as plain text; made from the HTML when there is no other
 * @param html what is shown as HTML, sanitised; empty when the mail has none
 * @param remoteImages how many images the HTML would fetch; see {@link SafeHtml}
 * @param attachments all parts that are not the text, those of forwarded mails too
 * @param forwarded the mails in this mail; their text is part of the text, except in a report
 * @param notes what could not be shown well
 * @param size of the raw mail, as far as it is known
 */
public record ReadMail(
    String messageId,
    Optional<String> inReplyTo,
    List<String> references,
    List<MailAddress> from,
    List<MailAddress> replyTo,
    List<MailAddress> sender,
    List<MailAddress> to,
    List<MailAddress> cc,
    List<MailAddress> bcc,
    String subject,
    Optional<Instant> sentAt,
    String text,
    String html,
    int remoteImages,
    List<MailAttachment> attachments,
    List<ReadMail> forwarded,
    Set<MailNote> notes,
    MailHeaders headers,
    String type,
    long size) {

  public ReadMail {
    notes = notes.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(notes));
  }

  /** Who wrote it: the first address of From, else of Sender, else of Reply-To. */
  public Optional<MailAddress> author() {
    return Stream.of(from, sender, replyTo)
        .flatMap(List::stream)
        .filter(address -> !address.address().isEmpty())
        .findFirst();
  }

  /** Where an answer goes: to Reply-To, else to the author. */
  public List<MailAddress> answerTo() {
    var named = replyTo.stream().filter(address -> !address.address().isEmpty()).toList();
    return named.isEmpty() ? author().map(List::of).orElse(List.of()) : named;
  }
}
