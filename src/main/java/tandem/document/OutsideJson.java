package tandem.document;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.base.Failure;
import tandem.base.Storable;
import tandem.base.Text;

/**
 * The check of JSON from outside before it is read: every name and text can be stored, and every
 * number has few digits. A number such as {@code 1e131071} is short as text, and long or a wrong
 * value in a program or a database that reads it.
 */
public final class OutsideJson {

  /** More than any count, amount or measurement has. */
  public static final int NUMBER_DIGITS_MAX = 40;

  public static final int EXPONENT_MAX = 40;

  private static final String WHOLE = "the body";
  private static final int ERRORS_MAX = 50;
  private static final int NAME_SHOWN_MAX = 40;

  private static final Pattern EXPONENT = Pattern.compile("[eE]([+-]?)0*([0-9]*)$");

  private static final String NUMBER_RULE = "must be a number of at most " + NUMBER_DIGITS_MAX
      + " digits, with an exponent from -" + EXPONENT_MAX + " to " + EXPONENT_MAX;

  private OutsideJson() {}

  /**
   * Checks every value; {@link Failure.Invalid} names those that are beyond the limits. Text that
   * is not JSON passes: its reader says where it is wrong.
   */
  public static void check(String text) {
    refuse(objections(text, true));
  }

  /**
   * Writes JSON without spaces, for JSON that is kept as its text. Numbers stay as they were
   * written and may be of any size. {@link Failure.Invalid} names a name or a text that cannot be
   * stored.
   */
  public static String compact(String text) throws JsonProcessingException {
    refuse(objections(text, false));
    var compact = new StringWriter(text.length());
    try (var json = Json.MAPPER.getFactory().createParser(text);
        var out = Json.MAPPER.getFactory().createGenerator(compact)) {
      json.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      boolean isOver = false;
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        if (isOver) {
          throw new JsonParseException(json, "more than one value");
        }
        if (token.isNumeric()) {
          out.writeNumber(json.getText());
        } else {
          out.copyCurrentEvent(json);
        }
        isOver = json.getParsingContext().inRoot();
      }
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can be read", e);
    }
    return compact.toString();
  }

  private static void refuse(List<String> objections) {
    if (!objections.isEmpty()) {
      throw new Failure.Invalid(objections);
    }
  }

  private static List<String> objections(String text, boolean numbersToo) {
    var objections = new ArrayList<String>();
    try (var json = Json.MAPPER.getFactory().createParser(text)) {
      for (var token = json.nextToken();
          token != null && objections.size() < ERRORS_MAX;
          token = json.nextToken()) {
        objection(json, token, numbersToo)
            .ifPresent(rule -> objections.add(path(json.getParsingContext()) + " " + rule));
      }
    } catch (JsonProcessingException e) {
      return objections;
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can be read", e);
    }
    return objections;
  }

  /** Reads no number as a number: that would be the work that the limits prevent. */
  private static Optional<String> objection(JsonParser json, JsonToken token, boolean numbersToo)
      throws IOException {
    return switch (token) {
      case FIELD_NAME ->
        Storable.objection(json.currentName()).map(rule -> "is a name that " + rule);
      case VALUE_STRING -> Storable.objection(json.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
        numbersToo && isBeyond(json.getText()) ? Optional.of(NUMBER_RULE) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isBeyond(String number) {
    var exponent = EXPONENT.matcher(number);
    boolean hasExponent = exponent.find();
    var digits = hasExponent ? number.substring(0, exponent.start()) : number;
    return digits.chars().filter(Character::isDigit).count() > NUMBER_DIGITS_MAX
        || (hasExponent && isBeyond(exponent));
  }

  private static boolean isBeyond(Matcher exponent) {
    var size = exponent.group(2);
    return size.length() > 2 || (!size.isEmpty() && Integer.parseInt(size) > EXPONENT_MAX);
  }

  /** The field in which JSON could not be read further; empty if that is not within a field. */
  public static Optional<String> place(JsonProcessingException unread) {
    return unread.getProcessor() instanceof JsonParser json
        ? Optional.of(path(json.getParsingContext())).filter(path -> !path.equals(WHOLE))
        : Optional.empty();
  }

  /** The place of a value, as {@link RequestShape} names it. */
  private static String path(JsonStreamContext place) {
    var path = new StringBuilder();
    for (JsonStreamContext at = place; at != null && !at.inRoot(); at = at.getParent()) {
      if (at.inArray()) {
        path.insert(0, "[" + at.getCurrentIndex() + "]");
      } else if (at.getCurrentName() != null) {
        path.insert(0, "." + shown(at.getCurrentName()));
      }
    }
    if (path.isEmpty()) {
      return WHOLE;
    }
    return path.charAt(0) == '.' ? path.substring(1) : path.toString();
  }

  /** A name from outside, made safe for an answer. */
  private static String shown(String name) {
    return Text.beginning(Text.plain(name), NAME_SHOWN_MAX);
  }
}
