package tandem.channels.email;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.base.OpeningHours;
import tandem.document.HiddenText;

/**
 * One of our mailboxes.
 *
 * @param name the name that recipients see
 * @param imap the server from which its mails are read; empty if a provider's hook brings them
 * @param smtp the server to which its mails are given; empty if nothing is sent from it
 * @param plusAddresses whether mails to {@code name+tag@domain} come into it too
 * @param signature under every answer; may be empty
 * @param receipts the text of the receipt by language; empty if there is none
 * @param away the text of the answer out of hours by language; empty if there is none
 * @param tooLarge the text by language that tells of a mail that is too large; empty for the
 *     standard one
 * @param hours when people answer; empty means always
 * @param rules the triage, in order
 */
public record Mailbox(
    String address,
    String name,
    Optional<Server> imap,
    Optional<Server> smtp,
    boolean plusAddresses,
    String signature,
    Map<String, String> receipts,
    Map<String, String> away,
    Map<String, String> tooLarge,
    Optional<OpeningHours> hours,
    List<TriageRule> rules) {

  /** How the connection to a server is protected. */
  public enum Security {
    /** TLS from the first byte. */
    TLS,
    /** TLS after a command; nothing is sent before. */
    STARTTLS,
    /** None: for a server on this machine. */
    NONE
  }

  /**
   * A mail server and our account on it.
   *
   * @param user empty if the server asks for no log-in
   * @param folder for IMAP, the folder that is read
   * @param trust whose certificates are believed; empty: those of the authorities that Java knows
   */
  public record Server(
      String host,
      int port,
      Security security,
      String user,
      HiddenText password,
      String folder,
      Optional<Trust> trust) {}

  public Mailbox {
    address = address.toLowerCase(Locale.ROOT);
    receipts = Map.copyOf(receipts);
    away = Map.copyOf(away);
    tooLarge = Map.copyOf(tooLarge);
    rules = List.copyOf(rules);
  }

  String domain() {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  /** Our address with a tag. */
  String tagged(String tag) {
    int at = address.lastIndexOf('@');
    return address.substring(0, at) + "+" + tag + address.substring(at);
  }
}
