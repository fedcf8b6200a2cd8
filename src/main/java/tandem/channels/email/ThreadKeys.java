package tandem.channels.email;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tandem.channels.email.mime.MailAddress;
import tandem.channels.email.mime.ReadMail;

/**
 * What ties a mail to a conversation, in the order in which it is tried.
 *
 * @param caseNumbers the cases that the subject names
 * @param messageIds the mails that it answers, nearest first
 * @param tags the plus-addresses to which it was sent
 */
public record ThreadKeys(List<Long> caseNumbers, List<String> messageIds, List<Tag> tags) {

  /** The tag of {@code support+tag@shop.example}, and the address without it, in lower case. */
  public record Tag(String mailbox, String tag) {}

  /** Headers in which mail servers keep the address to which a mail really went. */
  private static final List<String> DELIVERED_TO =
      List.of("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To");

  public static ThreadKeys of(ReadMail mail, CaseReference form) {
    var ids = new LinkedHashSet<String>();
    mail.inReplyTo().ifPresent(ids::add);
    ids.addAll(mail.references().reversed());
    ids.remove(mail.messageId());
    return new ThreadKeys(form.find(mail.subject()), List.copyOf(ids), tags(mail));
  }

  private static List<Tag> tags(ReadMail mail) {
    var tags = new LinkedHashSet<Tag>();
    Stream.concat(
            Stream.of(mail.to(), mail.cc(), mail.bcc()).flatMap(List::stream),
            DELIVERED_TO.stream().flatMap(header -> mail.headers().addresses(header).stream()))
        .forEach(address -> tags.addAll(tags(address)));
    return List.copyOf(tags);
  }

  private static List<Tag> tags(MailAddress address) {
    var tags = new ArrayList<Tag>();
    var local = address.local();
    int plus = local.indexOf('+');
    if (plus > 0 && plus < local.length() - 1 && !address.domain().isEmpty()) {
      tags.add(new Tag(withoutTag(address), local.substring(plus + 1)));
    }
    return tags;
  }

  /** The address without its tag, in lower case. */
  public static String withoutTag(MailAddress address) {
    int plus = address.local().indexOf('+');
    var local = plus > 0 ? address.local().substring(0, plus) : address.local();
    return address.domain().isEmpty()
        ? address.key()
        : local.toLowerCase(Locale.ROOT) + "@" + address.domain();
  }
}
