package tandem.channels.email.mime;

import static tandem.base.Failure.require;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tandem.base.Text;

/**
 * A mail that we send. Its fields cannot carry line breaks into a header. Message ids have no angle
 * brackets.
 *
 * @param bcc who gets it unseen: no header names them, {@link #recipients} does
 * @param references the mails before it, oldest first
 * @param html a whole body or a piece of one; empty when the mail is plain text
 * @param automatic whether a program wrote it: it says so and asks for no automatic answer
 */
public record OutgoingMail(
    String messageId,
    Instant sentAt,
    MailAddress from,
    Optional<MailAddress> replyTo,
    List<MailAddress> to,
    List<MailAddress> cc,
    List<MailAddress> bcc,
    String subject,
    Optional<String> inReplyTo,
    List<String> references,
    String text,
    String html,
    List<File> files,
    boolean automatic) {

  public static final int RECIPIENTS_MAX = 100;
  public static final int SUBJECT_LENGTH_MAX = 500;
  public static final int NAME_LENGTH_MAX = 200;

  /** A longer chain keeps its first id and the newest ones. */
  public static final int REFERENCES_MAX = 20;

  private static final Pattern ADDRESS =
      Pattern.compile("[\\x21-\\x7e&&[^\\s<>,;:\"()\\[\\]@\\\\]]{1,64}@[A-Za-z0-9.-]{1,253}");
  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e&&[^<>]]{1,995}");
  private static final Pattern TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,100}/[A-Za-z0-9!#$&^_.+-]{1,100}");

  /** A file of the mail; with a content id it is an image of the HTML. */
  public record File(String name, String type, Optional<String> contentId, Source source) {

    public File {
      name = Entity.safeName(name);
      require(!name.isEmpty(), "name of a file is required");
      type = TYPE.matcher(type).matches()
              && !type.startsWith("multipart/")
              && !type.startsWith("message/")
          ? type
          : FileType.UNKNOWN;
      contentId.ifPresent(id -> requireId("contentId", id));
    }
  }

  /** Opens a file's bytes; more than once, if asked. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  public OutgoingMail {
    requireId("messageId", messageId);
    inReplyTo.ifPresent(id -> requireId("inReplyTo", id));
    from = checked("from", from);
    replyTo = replyTo.map(address -> checked("replyTo", address));
    to = checked("to", to);
    cc = checked("cc", cc);
    bcc = checked("bcc", bcc);
    int recipients = to.size() + cc.size() + bcc.size();
    require(recipients > 0, "to is required");
    require(
        recipients <= RECIPIENTS_MAX,
        "to, cc and bcc must be at most " + RECIPIENTS_MAX + " addresses");
    subject = Text.cut(Text.plain(subject).strip(), SUBJECT_LENGTH_MAX);
    references = chain(references);
    files = List.copyOf(files);
  }

  /** Whom the mail server is told to deliver to: each address once. */
  public List<String> recipients() {
    var recipients = new LinkedHashMap<String, String>();
    Stream.of(to, cc, bcc)
        .flatMap(List::stream)
        .forEach(one -> recipients.putIfAbsent(one.key(), one.address()));
    return List.copyOf(recipients.values());
  }

  private static void requireId(String field, String id) {
    require(
        ID.matcher(id).matches(),
        field + " must be printable ASCII without angle brackets and spaces");
  }

  private static MailAddress checked(String field, MailAddress address) {
    require(ADDRESS.matcher(address.address()).matches(), field + " must be an email address");
    return new MailAddress(
        Text.cut(Text.plain(address.name()).strip(), NAME_LENGTH_MAX), address.address());
  }

  private static List<MailAddress> checked(String field, List<MailAddress> addresses) {
    return addresses.stream().map(address -> checked(field, address)).toList();
  }

  /** The ids of others may be broken; those are left out. */
  private static List<String> chain(List<String> references) {
    var ids =
        references.stream().filter(id -> ID.matcher(id).matches()).distinct().toList();
    return ids.size() <= REFERENCES_MAX
        ? ids
        : Stream.concat(
                Stream.of(ids.getFirst()),
                ids.subList(ids.size() - REFERENCES_MAX + 1, ids.size()).stream())
            .toList();
  }
}
