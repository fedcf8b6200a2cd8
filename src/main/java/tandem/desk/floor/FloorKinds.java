package tandem.desk.floor;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import tandem.base.Channel;
import tandem.base.Currency;
import tandem.base.Id;
import tandem.base.OrderState;
import tandem.conversations.Site;
import tandem.customers.PhoneNumbers;
import tandem.document.Kind;
import tandem.document.Node;
import tandem.routing.engine.FloorPlan;

/**
 * The kinds of values in floor documents: names, numbers, addresses, and references to parts of the
 * document or the floor. A misspelt value is replaced by a stand-in, so that reading goes on and
 * finds all errors.
 */
final class FloorKinds {

  static final String STAND_IN = "stand-in";
  private static final int LISTED_MAX = 12;

  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
  private static final Pattern OWN_NUMBER = Pattern.compile("[0-9*#]{2,20}");
  private static final Pattern LOOKS = Pattern.compile("[\\p{Z}\\p{Cf}\\p{Pd}\\u2212()./]");

  static final Kind<String> NAME = Kind.text(1, FloorDocument.NAME_LENGTH_MAX);
  static final Kind<Boolean> YES_OR_NO = Kind.bool();
  static final Kind<Integer> PROFICIENCY = Kind.whole(1, FloorPlan.PROFICIENCY_MAX);
  static final Kind<Duration> OFFER_TIMEOUT =
      Kind.seconds(FloorDocument.SHORTEST, FloorDocument.OFFER_TIMEOUT_MAX);
  static final Kind<Duration> WAIT = Kind.seconds(Duration.ZERO, FloorDocument.WAIT_MAX);

  /** A misspelt channel is none: what depends on the channel is not checked then. */
  static final Kind<Optional<Channel>> CHANNEL = channelOf(Channel.values());

  static final Kind<Integer> SLOTS = Kind.whole(1, FloorPlan.ChannelTerms.SLOTS_MAX);
  static final Kind<String> PLACE = Kind.text(1, FloorDocument.ADDRESS_LENGTH_MAX);
  static final Kind<String> GROUP = word(Function.identity());
  static final Kind<String> CURRENCY = Kind.of(
      "a currency as ISO 4217 writes it (EUR)",
      "EUR",
      text -> Currency.of(text).map(Currency::code));
  static final Kind<OrderState> ORDER_STATE = Kind.oneOf(OrderState.class);
  static final Kind<String> ORIGIN = Kind.of(
      "an origin without a path (https://shop.example)", "https://stand-in.example", Site::origin);
  static final Kind<String> GREETING = Kind.text(0, Site.GREETING_LENGTH_MAX);
  static final Kind<String> MAILBOX = Kind.text(0, FloorDocument.ADDRESS_LENGTH_MAX);
  static final Kind<String> ZONE = Kind.of(
      "a time zone of the IANA database (Europe/Amsterdam)",
      "UTC",
      text -> Optional.of(text).filter(ZoneId.getAvailableZoneIds()::contains));
  static final Kind<String> TIME = Kind.ofWritten(
      "a time of the day from 00:00 to 24:00, in quotes (\"09:00\")", "00:00", Site::time);
  static final Kind<String> DATE =
      Kind.ofWritten("a date (2026-12-25)", "2000-01-01", FloorKinds::date);
  static final Kind<Duration> LEFT_AFTER = Kind.seconds(Site.LEFT_AFTER_MIN, Site.LEFT_AFTER_MAX);
  static final Kind<Integer> AMOUNT = Kind.whole(1, FloorDocument.AMOUNT_MINOR_MAX);

  private FloorKinds() {}

  private static Optional<String> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text).toString()).filter(text::equals);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The kind of a number at which customers call. */
  static Kind<String> number(PhoneNumbers phones) {
    return Kind.ofWritten(
        "a number in E.164 such as +31201234567, or an internal one of 2 to 20 of 0-9 * #",
        "",
        text -> phone(text, phones).or(() -> ownNumber(text, phones)));
  }

  /** The kind of an address to which an agent's calls are bridged. */
  static Kind<String> address(PhoneNumbers phones) {
    return Kind.ofWritten(
        "a number in E.164, sip:name@host or client:name, at most "
            + FloorDocument.ADDRESS_LENGTH_MAX + " characters long",
        "",
        text -> text.length() > FloorDocument.ADDRESS_LENGTH_MAX
            ? Optional.empty()
            : phone(text, phones).or(() -> AgentAddress.read(text)));
  }

  private static Kind<Optional<Channel>> channelOf(Channel... channels) {
    Map<String, Optional<Channel>> words = new LinkedHashMap<>();
    for (var channel : channels) {
      words.put(channel.word(), Optional.of(channel));
    }
    return Kind.among("one of " + String.join(", ", words.keySet()), words, Optional.empty());
  }

  static <T> Kind<T> word(Function<String, T> make) {
    return Kind.ofWritten(
        "1 to " + Id.WORD_LENGTH_MAX + " of a-z 0-9 _ . - and begin with a letter or digit",
        make.apply(STAND_IN),
        text -> matching(Id.WORD, text).map(make));
  }

  /** The kind of a reference to a part of this document or of the floor. */
  static <T extends Id<String>> Kind<T> reference(
      String what, Function<String, T> make, Node.Fields tree, String list, Collection<T> current) {
    Map<String, T> known = new TreeMap<>();
    current.forEach(id -> known.put(id.value(), id));
    var field = tree.fields().get(list);
    if (field != null && field.value() instanceof Node.Items items) {
      for (var item : items.items()) {
        idOf(item).ifPresent(id -> known.put(id, make.apply(id)));
      }
    }
    return among(what, known.values(), make.apply(STAND_IN));
  }

  static Optional<String> idOf(Node item) {
    var id = item instanceof Node.Fields entry ? entry.fields().get("id") : null;
    if (id == null) {
      return Optional.empty();
    }
    return switch (id.value()) {
      case Node.Text text -> matching(Id.WORD, text.text());
      case Node.Figure figure -> matching(Id.WORD, figure.text());
      default -> Optional.empty();
    };
  }

  static <T extends Id<String>> Kind<T> among(String what, Collection<T> ids, T standIn) {
    Map<String, T> words = new TreeMap<>();
    ids.forEach(id -> words.put(id.value(), id));
    var listed = words.size() > LISTED_MAX
        ? words.size() + " of them"
        : words.isEmpty() ? "there is none" : String.join(", ", words.keySet());
    return Kind.among(
        "a " + what + " of this document or the floor (" + listed + ")", words, standIn);
  }

  /**
   * The number in E.164, without spaces and without the zero that callers from abroad do not dial.
   */
  private static Optional<String> phone(String text, PhoneNumbers phones) {
    return matching(E164, LOOKS.matcher(text).replaceAll("")).flatMap(_ -> phones.e164(text));
  }

  /** Returns the number in E.164 if it is one of the country, else as dialled. */
  private static Optional<String> ownNumber(String text, PhoneNumbers phones) {
    return matching(OWN_NUMBER, LOOKS.matcher(text).replaceAll("")).map(phones::called);
  }

  private static Optional<String> matching(Pattern pattern, String text) {
    return pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }
}
