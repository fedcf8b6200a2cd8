package tandem.desk.search;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tandem.base.ContactId;
import tandem.base.Id;
import tandem.customers.OrderSearch;

/**
 * What a typed text may mean besides a name. It may be a number alone, or with words before it:
 * {@code order 1042}, {@code zaak #1042}.
 *
 * @param text the text without spaces around it
 */
record Sought(String text) {

  /** A shorter one is a part of too many numbers. */
  private static final int PHONE_DIGITS_MIN = 5;

  private static final int BEGINNING_MIN = 3;

  /** The words of a text among which a number begins. */
  private static final int WORDS_MAX = 4;

  private static final Pattern CASE_NUMBER = Pattern.compile("[#\\[(]*([0-9]{1,18})[\\])]*");

  Sought {
    text = text.strip();
  }

  private String last() {
    int from = text.length();
    while (from > 0 && !Character.isWhitespace(text.charAt(from - 1))) {
      from--;
    }
    return text.substring(from);
  }

  private static boolean hasDigit(String text) {
    return text.codePoints().anyMatch(Character::isDigit);
  }

  /** Whether a telephone number may be meant: digits without words. */
  boolean mayBePhone() {
    return text.codePoints().filter(Character::isDigit).count() >= PHONE_DIGITS_MIN;
  }

  boolean mayBeEmail() {
    return text.indexOf('@') > 0;
  }

  /** The whole text, and its end without the words before it. */
  List<OrderSearch.Said> orders() {
    var said = new LinkedHashSet<String>();
    var rest = text;
    for (int i = 0; i < WORDS_MAX && !rest.isEmpty(); i++) {
      if (hasDigit(rest)) {
        said.add(rest);
      }
      rest = withoutFirst(rest);
    }
    return said.stream()
        .map(number -> new OrderSearch.Said(number, number.length() >= BEGINNING_MIN))
        .toList();
  }

  private static String withoutFirst(String text) {
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return text.substring(end).strip();
  }

  Set<Long> cases() {
    var number = CASE_NUMBER.matcher(last());
    return number.matches() ? Set.of(Long.valueOf(number.group(1))) : Set.of();
  }

  Optional<ContactId> contact() {
    return Id.uuid(last()).map(ContactId::new);
  }

  /** The ids of a message, as its headers write them and without the brackets. */
  Set<String> messages() {
    var id = last().replaceAll("^<|>$", "");
    return mayBeEmail() ? Set.of(id, "<" + id + ">") : Set.of();
  }
}
