package tandem.channels.email.mime;

import java.util.Locale;

/** A mail address with the name beside it, in any script; the name may be empty. */
public record MailAddress(String name, String address) {

  public static MailAddress of(String address) {
    return new MailAddress("", address);
  }

  /** The address as it is compared: providers do not tell capitals apart. */
  public String key() {
    return address.toLowerCase(Locale.ROOT);
  }

  /** The part before the last @; the whole address when it has none. */
  public String local() {
    int at = address.lastIndexOf('@');
    return at < 0 ? address : address.substring(0, at);
  }

  /** The part after the last @, in lower case; empty when there is none. */
  public String domain() {
    int at = address.lastIndexOf('@');
    return at < 0 ? "" : address.substring(at + 1).toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? address : name + " <" + address + ">";
  }
}
