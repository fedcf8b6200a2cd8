package tandem.channels.messages;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tandem.desk.conversations.MessageCarrier.Capability;

/**
 * The networks that Twilio connects. Each is a carrier of its own, because they carry different
 * things.
 */
enum TwilioNetwork {
  /** Text messages of telephones, and whatever else is not WhatsApp. */
  SMS("twilio-sms", 1_600, 10, 5, false),
  WHATSAPP("twilio-whatsapp", 4_096, 1, 16, true);

  /** The network's name before an address; telephone numbers of text messages have none. */
  private static final Pattern PREFIX = Pattern.compile("([A-Za-z]{1,20}):(.*)", Pattern.DOTALL);

  private final String carrier;
  private final int textLengthMax;
  private final int filesMax;
  private final int megabytesMax;
  private final boolean readIsReported;

  TwilioNetwork(
      String carrier, int textLengthMax, int filesMax, int megabytesMax, boolean readIsReported) {
    this.carrier = carrier;
    this.textLengthMax = textLengthMax;
    this.filesMax = filesMax;
    this.megabytesMax = megabytesMax;
    this.readIsReported = readIsReported;
  }

  /**
   * An address as Twilio writes it.
   *
   * @param network the name of its network: {@code sms}, {@code whatsapp}, {@code messenger}, ...
   * @param bare the address without it
   */
  record Address(String network, String bare) {

    static Address of(String written) {
      var prefixed = PREFIX.matcher(written.strip());
      return prefixed.matches()
          ? new Address(
              prefixed.group(1).toLowerCase(Locale.ROOT), prefixed.group(2).strip())
          : new Address(SMS.word(), written.strip());
    }

    TwilioNetwork carrier() {
      return network.equals(WHATSAPP.word()) ? WHATSAPP : SMS;
    }
  }

  static Optional<TwilioNetwork> of(String word) {
    for (var network : values()) {
      if (network.word().equals(word)) {
        return Optional.of(network);
      }
    }
    return Optional.empty();
  }

  /** The word in URLs and details. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of its carrier in conversations. */
  String carrier() {
    return carrier;
  }

  int textLengthMax() {
    return textLengthMax;
  }

  /** How many files one message may have. */
  int filesMax() {
    return filesMax;
  }

  /** How large the files of one message may be together. */
  int megabytesMax() {
    return megabytesMax;
  }

  Set<Capability> capabilities() {
    return readIsReported
        ? Set.of(Capability.ATTACHMENTS, Capability.READ_MARKS)
        : Set.of(Capability.ATTACHMENTS);
  }
}
