package tandem.channels.messages;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tandem.base.Text;

/** The reasons for which Twilio does not deliver a message, in words for the agent. */
final class TwilioRefusals {

  private static final int LENGTH_MAX = 200;

  private static final String NO_NUMBER =
      "the customer's address is not a number that gets messages";
  private static final String UNREACHABLE = "the customer's telephone cannot be reached at present";
  private static final String NOT_OURS =
      "our address cannot send messages; check it in the Twilio account";
  private static final String FILTERED = "the network operator has blocked the message";
  private static final String FILE = "Twilio could not fetch a file, or does not carry its type";
  private static final String REPORTS =
      "Twilio cannot use our URL; set http.public_url to one that it can reach";
  private static final String UNREGISTERED =
      "our number is not registered for messages to the customer's country";

  /** What may be a telephone number: reasons are logged. */
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9][0-9 ().-]{4,}[0-9]");

  /** Twilio's error codes. */
  private static final Map<String, String> WORDS = Map.ofEntries(
      entry("11751", "the files are too large for one message"),
      entry("12300", FILE),
      entry("21211", NO_NUMBER),
      entry("21217", NO_NUMBER),
      entry("21614", NO_NUMBER),
      entry("21635", NO_NUMBER),
      entry("30006", NO_NUMBER),
      entry("63003", "the customer has no account at this address"),
      entry("63024", "the customer has no account at this address"),
      entry("21212", NOT_OURS),
      entry("21603", NOT_OURS),
      entry("21606", NOT_OURS),
      entry("21659", NOT_OURS),
      entry("21660", NOT_OURS),
      entry("63007", NOT_OURS),
      entry("21408", "the Twilio account may not send messages to the customer's country"),
      entry("21609", REPORTS),
      entry("21610", "the customer has unsubscribed from our messages (STOP)"),
      entry("21612", "no network carries messages from our address to the customer's"),
      entry("21605", "the text is too long"),
      entry("21617", "the text is too long"),
      entry("21619", "a message needs a text or a file"),
      entry("21620", FILE),
      entry("21623", "a message has too many files"),
      entry("63019", FILE),
      entry("63021", FILE),
      entry("21266", "our address and the customer's are the same"),
      entry("30003", UNREACHABLE),
      entry("30004", "the customer's telephone does not take our messages"),
      entry("30005", "the customer's number is not in use"),
      entry("30007", FILTERED),
      entry("30008", "the network operator gave no reason"),
      entry("30019", "the files are too large for the customer's network"),
      entry("30032", UNREGISTERED),
      entry("30034", UNREGISTERED),
      entry("30410", UNREACHABLE),
      entry("63005", "WhatsApp does not carry this content"),
      entry("63013", "WhatsApp does not carry this content"),
      entry(
          "63016",
          "the customer has not written in the last 24 hours, so WhatsApp takes approved templates only"),
      entry("63032", "WhatsApp does not deliver this message to this customer"),
      entry("63049", "WhatsApp does not deliver this message to this customer"));

  /** The refusals that a later try need not get: full lines and limits of messages per second. */
  private static final Set<String> FOR_NOW = Set.of("14107", "20429", "21611", "30001", "63018");

  private TwilioRefusals() {}

  /** Whether a later try may succeed. */
  static boolean isForNow(String code) {
    return FOR_NOW.contains(code);
  }

  /**
   * Returns the reason of a refusal.
   *
   * @param code Twilio's error code; may be empty
   * @param message Twilio's own words; may be empty
   */
  static String words(String code, String message) {
    var known = WORDS.get(code);
    var theirs = known != null
        ? known
        : NUMBER.matcher(Text.plain(message)).replaceAll("(a number)").strip();
    var why = theirs.isEmpty() ? "Twilio gave no reason" : theirs;
    return Text.beginning(why, LENGTH_MAX) + (code.isEmpty() ? "" : " (Twilio " + code + ")");
  }
}
