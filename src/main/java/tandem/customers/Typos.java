package tandem.customers;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Typing errors in a word: one letter too many, too few or another one, or two neighbours in the
 * wrong order. Two words that differ by one error have a form in common: the word itself, or the
 * word without one of its letters. The table {@code name_form} has the forms of all names.
 */
final class Typos {

  /** In a shorter word, one other letter makes a different name. */
  static final int LENGTH_MIN = 4;

  /** Longer words are typed by nobody, and have many forms. */
  static final int LENGTH_MAX = 40;

  private Typos() {}

  /** The forms of a typed word; none for one that is too short or too long. */
  static Set<String> forms(String word) {
    int[] letters = word.codePoints().toArray();
    var forms = new LinkedHashSet<String>();
    if (letters.length < LENGTH_MIN || letters.length > LENGTH_MAX) {
      return forms;
    }
    forms.add(word);
    for (int left = 0; left < letters.length; left++) {
      forms.add(
          new String(letters, 0, left) + new String(letters, left + 1, letters.length - left - 1));
    }
    return forms;
  }

  /** Whether one word becomes the other by one error. */
  static boolean isOneApart(String word, String other) {
    int[] a = word.codePoints().toArray();
    int[] b = other.codePoints().toArray();
    int same = 0;
    while (same < a.length && same < b.length && a[same] == b[same]) {
      same++;
    }
    return switch (a.length - b.length) {
      case 0 ->
        same < a.length
            && (isSame(a, same + 1, b, same + 1)
                || (same + 1 < a.length
                    && a[same] == b[same + 1]
                    && a[same + 1] == b[same]
                    && isSame(a, same + 2, b, same + 2)));
      case 1 -> isSame(a, same + 1, b, same);
      case -1 -> isSame(a, same, b, same + 1);
      default -> false;
    };
  }

  private static boolean isSame(int[] a, int from, int[] b, int start) {
    return Arrays.equals(a, from, a.length, b, start, b.length);
  }
}
