package tandem.customers;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Failure;
import tandem.base.Text;

/**
 * An address at which a customer is reached and recognised: a phone in E.164, an email address, a
 * visitor id. Its text form hides the value, so that no log contains it.
 */
public record ContactPoint(Kind kind, String value) {

  /** RFC 5321, 4.5.3.1.3: the longest address that can be mailed to. */
  public static final int VALUE_LENGTH_MAX = 254;

  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{1,14}");
  private static final Pattern LOCAL_PART =
      Pattern.compile("[^\\s\\p{Cntrl}@<>()\\[\\],;:\\\\\"]{1,64}");
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+");
  private static final Pattern VISITOR =
      Pattern.compile("[\\x21-\\x7e]{1," + VALUE_LENGTH_MAX + "}");

  public ContactPoint {
    Failure.require(
        Text.length(value) <= VALUE_LENGTH_MAX,
        "a contact point has at most " + VALUE_LENGTH_MAX + " characters");
    Failure.require(
        switch (kind) {
          case PHONE -> E164.matcher(value).matches();
          case EMAIL -> value.indexOf('@') > 0;
          case VISITOR -> VISITOR.matcher(value).matches();
        },
        "a " + kind.word() + " contact point is " + kind.allowed());
  }

  /**
   * Reads an email address, in lower case; empty when the text is not one. RFC 5321 allows case to
   * matter before the @, but no provider uses this, and people write their address in both ways.
   */
  public static Optional<ContactPoint> email(String text) {
    var address = text.strip();
    int at = address.lastIndexOf('@');
    if (at < 1 || Text.length(address) > VALUE_LENGTH_MAX) {
      return Optional.empty();
    }
    var local = address.substring(0, at);
    return domain(address.substring(at + 1))
        .filter(_ -> LOCAL_PART.matcher(local).matches())
        .map(domain -> local.toLowerCase(Locale.ROOT) + "@" + domain)
        .filter(whole -> Text.length(whole) <= VALUE_LENGTH_MAX)
        .map(whole -> new ContactPoint(Kind.EMAIL, whole));
  }

  /** Reads a visitor's id, which our own widget makes; empty when the text is not one. */
  public static Optional<ContactPoint> visitor(String text) {
    var id = text.strip();
    return VISITOR.matcher(id).matches()
        ? Optional.of(new ContactPoint(Kind.VISITOR, id))
        : Optional.empty();
  }

  private static Optional<String> domain(String text) {
    try {
      var ascii = IDN.toASCII(text).toLowerCase(Locale.ROOT);
      return DOMAIN.matcher(ascii).matches() ? Optional.of(ascii) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a label that no name server could hold
    }
  }

  @Override
  public String toString() {
    return kind.word() + " (not shown)";
  }

  /** The kind of a contact point. */
  public enum Kind {
    PHONE("a phone number, national or in E.164 (+31201234567)"),
    EMAIL("an email address"),
    VISITOR("1-" + VALUE_LENGTH_MAX + " printable characters");

    private final String allowed;

    Kind(String allowed) {
      this.allowed = allowed;
    }

    /** Reads the kind of a word. */
    public static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The word in JSON and SQL. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The description of accepted texts, for errors. */
    public String allowed() {
      return allowed;
    }
  }
}
