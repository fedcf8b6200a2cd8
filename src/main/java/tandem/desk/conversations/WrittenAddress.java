package tandem.desk.conversations;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tandem.customers.ContactPoint;
import tandem.customers.PhoneNumbers;
import tandem.customers.Withheld;

/**
 * The contact point that a messenger's address is. Short codes and senders' names are addresses of
 * their own and never telephone numbers.
 */
public final class WrittenAddress {

  /** A number with fewer digits is a short code. */
  private static final int PHONE_DIGITS_MIN = 7;

  /** Others name their users by numbers too, which belong to nobody's telephone. */
  private static final Set<String> OF_TELEPHONES =
      Set.of("messages", "sms", "mms", "rcs", "imessage", "whatsapp", "signal", "viber");

  private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()./-]*");

  private static final int VISITOR_LENGTH_MAX = ContactPoint.VALUE_LENGTH_MAX;

  /** An address, read as a contact point; empty if it identifies nobody. */
  public record Read(ContactPoint.Kind kind, Optional<ContactPoint> point) {}

  private WrittenAddress() {}

  /**
   * Reads an address.
   *
   * @param network the messenger in which the address is unique
   */
  public static Read of(String network, String address, PhoneNumbers phones) {
    var text = address.strip();
    if (text.isEmpty() || Withheld.says(text)) {
      return new Read(ContactPoint.Kind.VISITOR, Optional.empty());
    }
    if (isPhone(network, text)) {
      var phone = phones.read(text).point();
      if (phone.isPresent()) {
        return new Read(ContactPoint.Kind.PHONE, phone);
      }
    }
    var email = ContactPoint.email(text);
    return email.isPresent()
        ? new Read(ContactPoint.Kind.EMAIL, email)
        : new Read(ContactPoint.Kind.VISITOR, ContactPoint.visitor(visible(network, text)));
  }

  /** With a plus it is a number of telephones in any messenger. */
  private static boolean isPhone(String network, String text) {
    return PHONE.matcher(text).matches()
        && (text.startsWith("+") || OF_TELEPHONES.contains(network.toLowerCase(Locale.ROOT)))
        && text.chars().filter(Character::isDigit).count() >= PHONE_DIGITS_MIN;
  }

  /** Returns the address in printable characters, unique in its network. */
  private static String visible(String network, String address) {
    var visible = new StringBuilder(network.toLowerCase(Locale.ROOT)).append(':');
    for (byte b : address.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '%') {
        visible.append((char) b);
      } else {
        visible.append("%%%02X".formatted(b & 0xff));
      }
    }
    return visible.length() <= VISITOR_LENGTH_MAX
        ? visible.toString()
        : network + ":sha-256:" + MessageIntake.digest(address);
  }
}
