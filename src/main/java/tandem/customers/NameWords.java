package tandem.customers;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import tandem.base.Text;

/**
 * The splitting of names into words, by which customers are found. Stored names and typed searches
 * both use it. A change of it needs a migration that sets every customer's words to NULL, so that
 * {@link Customers#giveWords} makes them again.
 *
 * <p>Letters and digits form words; all other characters separate them. Upper and lower case are
 * equal, and so are composed, decomposed and compatible characters. Accents of alphabets are left
 * out. A mark that changes the word, such as a vowel sign of Devanagari, is kept, and the word
 * without it is stored too, for each of the usual meanings of "accent". A name without a letter or
 * digit has its symbols as words.
 */
final class NameWords {

  /** PostgreSQL holds at most 2,046 bytes in a word, and a character has at most four. */
  private static final int WORD_LENGTH_MAX = 500;

  /**
   * The meanings of "accent" in people's software: every mark, marks without width, or some marks.
   */
  private static final List<IntPredicate> ACCENTS = List.of(
      NameWords::isMark,
      c -> Character.getType(c) == Character.NON_SPACING_MARK,
      NameWords::isCombining);

  /** The mark that canonical order puts after all other combining marks. */
  private static final String LAST_MARK = "\u0345";

  /**
   * The characters that form words; the first pattern with a match counts, so that symbols are
   * found too.
   */
  private static final List<IntPredicate> WORD_CHARACTERS = List.of(
      NameWords::isLetterOrNumber,
      NameWords::isSymbol,
      c -> !isSpace(c) && !isQuote(c),
      c -> !isSpace(c));

  /** Scripts whose marks are accents or optional vowels; in other scripts marks change the word. */
  private static final Set<UnicodeScript> MARKS_LEFT_OUT = EnumSet.of(
      UnicodeScript.INHERITED,
      UnicodeScript.COMMON,
      UnicodeScript.LATIN,
      UnicodeScript.GREEK,
      UnicodeScript.COPTIC,
      UnicodeScript.CYRILLIC,
      UnicodeScript.HEBREW,
      UnicodeScript.ARABIC,
      UnicodeScript.SYRIAC);

  private static final Set<UnicodeScript> ALPHABETS =
      EnumSet.of(UnicodeScript.LATIN, UnicodeScript.GREEK, UnicodeScript.CYRILLIC);

  private static final int LAST_LETTER_OF_AN_ALPHABET = 0x1FFFF;

  /**
   * Letters with a stroke, a hook or a tail, which have no decomposition, and their plain forms.
   */
  private static final Map<Integer, String> PLAIN_LETTERS = plainLetters();

  private NameWords() {}

  /**
   * The words of a stored name, as PostgreSQL writes a {@code tsvector}: those of the name itself
   * and those of its letters without marks, also by compatibility decomposition.
   */
  static String stored(String name) {
    var spellings = new LinkedHashSet<String>();
    var texts = new LinkedHashSet<>(List.of(name));
    for (var form : List.of(Form.NFD, Form.NFKD)) {
      ACCENTS.forEach(isAccent -> texts.add(without(isAccent, name, form)));
    }
    for (var text : texts) {
      for (var group : text.isEmpty() ? List.<List<String>>of() : groups(text)) {
        group.forEach(word -> spellings.addAll(spellings(word)));
        if (group.size() > 1) {
          spellings.addAll(spellings(String.join("", group)));
        }
      }
    }
    return spellings.stream().map(NameWords::quoted).collect(Collectors.joining(" "));
  }

  /**
   * A typed word, or several without a space between them. A customer has it who has all of these
   * words, or all of them written as one.
   */
  record Part(List<String> words) {

    Part {
      words = List.copyOf(words);
    }

    /** The spellings of one of the words, one of which every name has that has this part. */
    Set<String> leads() {
      var leads = new LinkedHashSet<String>();
      words.stream()
          .max(Comparator.comparingInt(String::length))
          .ifPresent(longest -> leads.addAll(NameWords.spellings(longest)));
      if (words.size() > 1) {
        leads.addAll(NameWords.spellings(asOne()));
      }
      return leads;
    }

    /** All spellings of all words. */
    Set<String> spellings() {
      var all = new LinkedHashSet<String>();
      words.forEach(word -> all.addAll(NameWords.spellings(word)));
      if (words.size() > 1) {
        all.addAll(NameWords.spellings(asOne()));
      }
      return all;
    }

    /**
     * The query for this part, as PostgreSQL writes a {@code tsquery}.
     *
     * @param term the query for one spelling
     */
    String query(Function<String, String> term) {
      return words.size() == 1
          ? any(words.getFirst(), term)
          : "(" + words.stream().map(word -> any(word, term)).collect(Collectors.joining(" & "))
              + " | " + any(asOne(), term) + ")";
    }

    private String asOne() {
      return String.join("", words);
    }

    private static String any(String word, Function<String, String> term) {
      return NameWords.spellings(word).stream()
          .map(term)
          .collect(Collectors.joining(" | ", "(", ")"));
    }
  }

  /** The parts of a typed text, between spaces. */
  static List<Part> parts(String text) {
    return groups(text).stream().map(Part::new).distinct().toList();
  }

  /** The term of a query for names that have this word. */
  static String whole(String word) {
    return quoted(word);
  }

  /** The term of a query for names that have a word with this beginning. */
  static String beginning(String word) {
    return quoted(word) + ":*";
  }

  private static String quoted(String word) {
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /**
   * The words of a text, decomposed. Words without a space between them are in one list, so that
   * {@code E.ON} is also one word.
   */
  private static List<List<String>> groups(String text) {
    var decomposed = Normalizer.normalize(text, Form.NFKD);
    var visible = keep(decomposed, c -> !isIgnorable(c));
    for (var isWordCharacter : WORD_CHARACTERS) {
      var groups = split(visible, isWordCharacter);
      if (!groups.isEmpty()) {
        return groups;
      }
    }
    return List.of(List.of(decomposed)); // spaces and invisible characters alone
  }

  /** Splits a text; a mark belongs to the character before it, and is not a word by itself. */
  private static List<List<String>> split(String text, IntPredicate isWordCharacter) {
    var groups = new ArrayList<List<String>>();
    var group = new ArrayList<String>();
    var word = new StringBuilder();
    for (int c : text.concat(" ").codePoints().toArray()) {
      if (isWordCharacter.test(c) || (isMark(c) && !word.isEmpty())) {
        word.appendCodePoint(c);
        continue;
      }
      if (!word.isEmpty()) {
        group.add(word.toString());
        word.setLength(0);
      }
      if (isSpace(c) && !group.isEmpty()) {
        groups.add(List.copyOf(group));
        group.clear();
      }
    }
    return groups;
  }

  private static Collection<String> spellings(String word) {
    var spellings = new LinkedHashSet<String>();
    spellings.add(folded(word));
    spellings.add(folded(withUmlautsWrittenOut(word)));
    return spellings;
  }

  private static String without(IntPredicate isAccent, String text, Form decomposed) {
    return keep(Normalizer.normalize(text, decomposed), isAccent.negate());
  }

  /** Takes a decomposed word. */
  private static String folded(String word) {
    var plain = new StringBuilder();
    inOneCase(word).codePoints().filter(c -> !isMark(c) || carriesTheWord(c)).forEach(c -> {
      int digit = Character.digit(c, 10);
      if (digit >= 0) {
        plain.append(digit);
      } else {
        plain.append(PLAIN_LETTERS.getOrDefault(c, Character.toString(c)));
      }
    });
    return Text.cut(plain.isEmpty() ? word : plain.toString(), WORD_LENGTH_MAX);
  }

  /**
   * Makes a text lower case in three steps. The first makes both capitals of ß one, the second
   * writes ß as SS, and the last goes letter by letter, so that a final sigma is a plain sigma.
   */
  private static String inOneCase(String word) {
    return lower(lower(word).toUpperCase(Locale.ROOT));
  }

  private static String lower(String word) {
    return word.codePoints()
        .map(Character::toLowerCase)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Letters of German and the Nordic languages as written on a keyboard that lacks them. */
  private static String withUmlautsWrittenOut(String word) {
    return lower(word)
        .replace("a\u0308", "ae")
        .replace("o\u0308", "oe")
        .replace("u\u0308", "ue")
        .replace("a\u030a", "aa")
        .replace("\u00f8", "oe");
  }

  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
        true;
      default -> false;
    };
  }

  /** Whether a character has a combining class, by which canonical order moves it. */
  private static boolean isCombining(int c) {
    return isMark(c) && !Normalizer.isNormalized(LAST_MARK + Character.toString(c), Form.NFD);
  }

  /**
   * Whether a mark changes the word; includes Japanese voicing marks, which belong to no script.
   */
  private static boolean carriesTheWord(int mark) {
    return mark == 0x3099 || mark == 0x309A || !MARKS_LEFT_OUT.contains(UnicodeScript.of(mark));
  }

  /** Whether a character is invisible and only shapes or directs others; people do not type it. */
  private static boolean isIgnorable(int c) {
    return Character.getType(c) == Character.FORMAT
        || c == 0x034F // combining grapheme joiner
        || c == 0x0640 // Arabic letters drawn out
        || c == 0x115F
        || c == 0x1160
        || c == 0x3164
        || c == 0xFFA0 // Hangul fillers
        || (c >= 0x180B && c <= 0x180F) // Mongolian variations
        || (c >= 0xFE00 && c <= 0xFE0F) // variation selectors
        || (c >= 0xE0100 && c <= 0xE01EF);
  }

  /** Excludes letters that look like an apostrophe, because people type the apostrophe. */
  private static boolean isLetterOrNumber(int c) {
    return switch (Character.getType(c)) {
      case Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> Character.isLetterOrDigit(c) && !(c >= 0x02B9 && c <= 0x02BF);
    };
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isQuote(int c) {
    return c == '"'
        || c == '\''
        || Character.getType(c) == Character.INITIAL_QUOTE_PUNCTUATION
        || Character.getType(c) == Character.FINAL_QUOTE_PUNCTUATION;
  }

  private static boolean isSymbol(int c) {
    return switch (Character.getType(c)) {
      case Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL,
          Character.PRIVATE_USE,
          Character.UNASSIGNED -> true;
      default -> false;
    };
  }

  private static String keep(String text, IntPredicate wanted) {
    return text.codePoints()
        .filter(wanted)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * Derived from Unicode's names, which are stable: {@code LATIN SMALL LETTER L WITH STROKE} is an
   * l.
   */
  private static Map<Integer, String> plainLetters() {
    var plain = new HashMap<>(Map.of(
        0x00E6, "ae", // æ
        0x0153, "oe", // œ
        0x00F0, "d", // ð
        0x00FE, "th", // þ
        0x014B, "n", // ŋ
        0x0138, "k", // ĸ
        0x0259, "e")); // ə
    for (int c = 0; c <= LAST_LETTER_OF_AN_ALPHABET; c++) {
      if (ALPHABETS.contains(UnicodeScript.of(c)) && Character.isLetter(c)) {
        int letter = c;
        var name = Character.getName(c);
        int with = name.indexOf(" WITH ");
        if (with > 0) {
          letter(name.substring(0, with)).ifPresent(below -> plain.put(letter, below));
        }
      }
    }
    return Map.copyOf(plain);
  }

  private static Optional<String> letter(String name) {
    try {
      return Optional.of(
          without(NameWords::isMark, Character.toString(Character.codePointOf(name)), Form.NFKD));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Unicode has no plain form of this letter
    }
  }
}
