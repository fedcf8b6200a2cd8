package tandem.document;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import tandem.base.Failure;
import tandem.base.Storable;
import tandem.base.Text;

/**
 * The kind of a value, with its rules.
 *
 * @param wants completes the sentence "must be ..."
 * @param hidden whether the value is a secret, which errors must not repeat
 * @param reading returns the value; empty when the node is not one of this kind; a
 *     {@link Failure.Invalid} says why more precisely
 * @param standIn the value used in place of a wrong one, so that reading continues and finds
 *     further errors; it is never used outside
 * @param words the allowed words, for a suggestion when a value is misspelt
 */
public record Kind<T>(
    String wants,
    boolean hidden,
    Function<Node, Optional<T>> reading,
    T standIn,
    Collection<String> words) {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?([eE][-+]?[0-9]{1,2})?");
  private static final int SHOWN_LENGTH_MAX = 60;

  public Kind {
    words = List.copyOf(words);
  }

  private Kind(String wants, boolean hidden, Function<Node, Optional<T>> reading, T standIn) {
    this(wants, hidden, reading, standIn, List.of());
  }

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /** One line of text without control characters. */
  public static Kind<String> text(int lengthMin, int lengthMax) {
    return new Kind<>(
        "text of " + lengthMin + " to " + lengthMax + " characters on one line",
        false,
        node -> line(node)
            .filter(text -> Text.length(text) >= lengthMin && Text.length(text) <= lengthMax)
            .filter(text -> lengthMin == 0 || !text.isBlank()),
        "");
  }

  /** Text of any number of lines; other control characters than tabs and line feeds are wrong. */
  public static Kind<String> lines(int lengthMax) {
    return new Kind<>(
        "text of at most " + lengthMax + " characters",
        false,
        node -> plain(node)
            .filter(text -> Text.length(text) <= lengthMax)
            .filter(text -> Text.written(text).equals(text)),
        "");
  }

  public static Kind<Integer> whole(int min, int max) {
    return new Kind<>(
        "a whole number from " + min + " to " + max,
        false,
        node -> number(node)
            .filter(n -> n.compareTo(BigDecimal.valueOf(min)) >= 0
                && n.compareTo(BigDecimal.valueOf(max)) <= 0
                && n.stripTrailingZeros().scale() <= 0)
            .map(BigDecimal::intValueExact),
        min);
  }

  /** A duration in decimal seconds, rounded to microseconds. */
  public static Kind<Duration> seconds(Duration min, Duration max) {
    return new Kind<>(
        "a number of seconds from " + inSeconds(min) + " to " + inSeconds(max),
        false,
        node -> number(node)
            .filter(n -> n.compareTo(asSeconds(min)) >= 0 && n.compareTo(asSeconds(max)) <= 0)
            .map(n -> n.setScale(6, RoundingMode.HALF_UP))
            .map(n -> Duration.ofNanos(n.movePointRight(9).longValueExact())),
        min);
  }

  public static Kind<Boolean> bool() {
    return new Kind<>(
        "true or false",
        false,
        node -> switch (node) {
          case Node.Bool bool -> Optional.of(bool.value());
          case Node.Raw raw when raw.text().equals("true") -> Optional.of(true);
          case Node.Raw raw when raw.text().equals("false") -> Optional.of(false);
          default -> Optional.empty();
        },
        false);
  }

  /** One of an enum's constants, by its lower-case word. */
  public static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
    Map<String, E> words = new LinkedHashMap<>();
    for (var constant : type.getEnumConstants()) {
      words.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return among("one of " + String.join(", ", words.keySet()), words, type.getEnumConstants()[0]);
  }

  /** One of these words. */
  public static <T> Kind<T> among(String wants, Map<String, T> words, T standIn) {
    return new Kind<>(
        wants,
        false,
        node -> written(node).flatMap(text -> Optional.ofNullable(words.get(text))),
        standIn,
        words.keySet());
  }

  /** One line of text that a function turns into the value; empty where it cannot. */
  public static <T> Kind<T> of(String wants, T standIn, Function<String, Optional<T>> parse) {
    return new Kind<>(wants, false, node -> line(node).flatMap(parse), standIn);
  }

  /** Like {@link #of}, for values that look like numbers when they are not quoted. */
  public static <T> Kind<T> ofWritten(
      String wants, T standIn, Function<String, Optional<T>> parse) {
    return new Kind<>(wants, false, node -> written(node).flatMap(parse), standIn);
  }

  /** The same kind, but errors do not repeat the value. */
  public Kind<T> secret() {
    return new Kind<>(wants, true, reading, standIn, words);
  }

  /** The same kind, with empty text for no value. */
  public Kind<Optional<T>> orEmpty() {
    return or("", "empty", List.of());
  }

  /** The same kind, with a word for no value. */
  public Kind<Optional<T>> orWord(String word) {
    return or(word, word, List.of(word));
  }

  private Kind<Optional<T>> or(String none, String wanted, List<String> suggested) {
    return new Kind<>(
        wants + ", or " + wanted,
        hidden,
        node -> line(node).filter(none::equals).isPresent()
            ? Optional.of(Optional.empty())
            : reading.apply(node).flatMap(value -> Optional.of(Optional.of(value))),
        Optional.empty(),
        suggested);
  }

  /** The same kind, its values turned into others. */
  public <U> Kind<U> map(Function<T, U> turned) {
    return new Kind<>(
        wants,
        hidden,
        node -> reading.apply(node).flatMap(value -> Optional.of(turned.apply(value))),
        turned.apply(standIn),
        words);
  }

  /** Reads a value. A wrong one adds an error and returns the stand-in. */
  public T read(Node node, DocumentErrors errors) {
    try {
      var value = reading.apply(node);
      if (value.isPresent()) {
        return value.get();
      }
      errors.add(
          node.place(), "must be " + wants + (hidden ? "" : ", not " + shown(node) + hint(node)));
    } catch (Failure.Invalid e) {
      for (var error : e.errors()) {
        errors.add(node.place(), error + (hidden ? "" : ", not " + shown(node)));
      }
    }
    return standIn;
  }

  private static Optional<String> plain(Node node) {
    return switch (node) {
      case Node.Text t -> Optional.of(t.text());
      case Node.Raw r -> Optional.of(r.text());
      default -> Optional.empty();
    };
  }

  private static Optional<String> line(Node node) {
    return plain(node)
        .filter(t -> t.codePoints().noneMatch(Character::isISOControl))
        .filter(t -> Storable.objection(t).isEmpty());
  }

  /** The text of a node, also of one that looks like a number. */
  private static Optional<String> written(Node node) {
    return node instanceof Node.Figure figure ? Optional.of(figure.text()) : line(node);
  }

  private String hint(Node node) {
    return written(node).map(text -> Spelling.hint(text, words)).orElse("");
  }

  private static Optional<BigDecimal> number(Node node) {
    return switch (node) {
      case Node.Figure number -> Optional.of(new BigDecimal(number.text()));
      case Node.Raw raw when isNumber(raw.text()) -> Optional.of(new BigDecimal(raw.text()));
      default -> Optional.empty();
    };
  }

  private static String shown(Node node) {
    return switch (node) {
      case Node.Fields _ -> "an object";
      case Node.Items _ -> "a list";
      case Node.Nothing _ -> "nothing";
      case Node.Bool bool -> String.valueOf(bool.value());
      case Node.Figure number -> number.text();
      case Node.Text text -> quoted(text.text());
      case Node.Raw raw -> quoted(raw.text());
    };
  }

  /** A word as a message repeats it: on one line, not too long. */
  static String quoted(String text) {
    var line = new StringBuilder("\"");
    text.codePoints()
        .limit(SHOWN_LENGTH_MAX)
        .forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return line.append(Text.length(text) > SHOWN_LENGTH_MAX ? "...\"" : "\"").toString();
  }

  private static BigDecimal asSeconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
  }

  private static String inSeconds(Duration duration) {
    return asSeconds(duration).stripTrailingZeros().toPlainString();
  }
}
