package tandem.channels;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import tandem.base.AgentId;
import tandem.base.Id;
import tandem.web.ToldFields;
import tandem.web.ToldFields.Kind;
import tandem.web.ToldFields.Value;

/**
 * A reader of a carrier's fields about a call. Each field is read as far as possible. If a field is
 * given more than once, the last readable value counts. Unreadable text is kept unchanged.
 */
public final class CarrierWords {

  /** A number with more digits cannot be a phone, an agent's id or a time. */
  private static final int NUMBER_LENGTH_MAX = 64;

  private static final Pattern WITH_POINT_OR_POWER =
      Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,2})?");

  private static final int DIGITS_MAX = 30;

  /** Longer than the shown part of an unread field. */
  private static final int UNREAD_LENGTH_ENOUGH = 1_000;

  private final ToldFields told;
  private final Map<String, String> unread = new LinkedHashMap<>();

  public CarrierWords(ToldFields told) {
    this.told = told;
  }

  /** Whether the field has a value, readable or not. */
  public boolean says(String field) {
    return !told.of(field).isEmpty();
  }

  /** Whether one of the field's values is exactly this. */
  public boolean says(String field, String text) {
    return told.of(field).stream().anyMatch(value -> value.text().equals(text));
  }

  /** Reads a carrier's reference, unchanged: text, or the digits of a number. */
  public Optional<String> reference(String field) {
    return read(
        field,
        value -> Optional.of(value)
            .filter(one -> one.kind() != Kind.OTHER && !one.text().isBlank())
            .map(Value::text));
  }

  /** Reads one of these words, in upper or lower case. */
  public Optional<String> oneOf(String field, Set<String> words) {
    return read(
        field,
        value -> Optional.of(value.text().strip().toLowerCase(Locale.ROOT))
            .filter(word -> value.kind() == Kind.TEXT && words.contains(word)));
  }

  /** Reads a text or a whole number; an empty text when there is none. */
  public String text(String field) {
    return read(
            field,
            value -> value.kind() == Kind.OTHER ? Optional.empty() : Optional.of(plain(value)))
        .orElse("");
  }

  /** Reads any value as text. */
  public String anything(String field) {
    return read(field, value -> Optional.of(value.text())).orElse("");
  }

  /** Reads an agent's id; empty also for a value that cannot be one. */
  public Optional<AgentId> agent(String field) {
    return read(
        field,
        value -> Optional.of(value)
            .filter(one -> one.kind() != Kind.OTHER)
            .map(CarrierWords::plain)
            .filter(word -> Id.WORD.matcher(word).matches())
            .map(AgentId::new));
  }

  public Optional<Instant> time(String field) {
    return read(
        field,
        value -> value.kind() == Kind.OTHER ? Optional.empty() : WrittenTime.read(value.text()));
  }

  /** Returns the unreadable values by field; call it after the fields were read. */
  public Map<String, String> unread(String... fields) {
    var these = new LinkedHashMap<>(unread);
    these.keySet().retainAll(Set.of(fields));
    return these;
  }

  private <T> Optional<T> read(String field, Function<Value, Optional<T>> reading) {
    Optional<T> found = Optional.empty();
    var used = Optional.<Value>empty();
    for (var value : told.of(field).reversed()) {
      if (found.isEmpty()) {
        found = reading.apply(value);
        used = found.map(_ -> value);
      }
      if (!used.equals(Optional.of(value)) && !value.text().isBlank()) {
        unread.merge(field.toLowerCase(Locale.ROOT), value.text(), CarrierWords::both);
      }
    }
    return found;
  }

  private static String both(String known, String earlier) {
    return known.length() > UNREAD_LENGTH_ENOUGH ? known : earlier + ", " + known;
  }

  /** Returns the digits of a whole number that is written with a point or a power of ten. */
  private static String plain(Value value) {
    if (value.kind() != Kind.NUMBER
        || value.text().length() > NUMBER_LENGTH_MAX
        || value.text().chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E')
        || !WITH_POINT_OR_POWER.matcher(value.text()).matches()) {
      return value.text();
    }
    var number = new BigDecimal(value.text()).stripTrailingZeros();
    return number.scale() <= 0 && number.precision() - number.scale() <= DIGITS_MAX
        ? number.toPlainString()
        : value.text();
  }
}
