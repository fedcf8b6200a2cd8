package tandem.channels.email;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;
import tandem.channels.email.mime.ReadMail;

/**
 * The language of a mail, as two letters: that of its text if Apache OpenNLP tells it clearly, else
 * the one that a header names.
 */
final class MailLanguage {

  /** A model of a hundred languages, in a jar of its own. */
  private static final String MODEL = "/langdetect-183.bin";

  private static final int TEXT_LENGTH_MAX = 1_000;

  /** In a shorter text names decide. */
  private static final int LETTERS_MIN = 12;

  /** How much likelier than the next one a language must be. */
  private static final double CLEARLY = 1.15;

  /** The languages of two letters by those of three, in which the model speaks. */
  private static final Map<String, String> TWO_LETTERS = Arrays.stream(Locale.getISOLanguages())
      .collect(
          Collectors.toMap(MailLanguage::threeLetters, Function.identity(), (first, _) -> first));

  private MailLanguage() {}

  /** The model, which takes 30 MB and a second; loaded when the first mail comes. */
  private static final class Model {
    static final LanguageDetectorModel LOADED = load();

    private static LanguageDetectorModel load() {
      try (InputStream in = Objects.requireNonNull(MailLanguage.class.getResourceAsStream(MODEL))) {
        return new LanguageDetectorModel(in);
      } catch (IOException e) {
        throw new IllegalStateException("the model of languages cannot be read", e);
      }
    }
  }

  private static String threeLetters(String language) {
    try {
      return Locale.of(language).getISO3Language();
    } catch (MissingResourceException e) {
      return language;
    }
  }

  /**
   * Returns the language of a mail; it may take some milliseconds.
   *
   * @param fresh the text without quoted mails and signature
   */
  static Optional<String> of(ReadMail mail, String fresh) {
    return ofText(mail.subject() + "\n" + fresh)
        .or(() -> named(mail, "Content-Language"))
        .or(() -> named(mail, "Accept-Language"));
  }

  private static Optional<String> named(ReadMail mail, String header) {
    return mail.headers()
        .first(header)
        .filter(language -> language.length() >= 2)
        .map(language -> language.substring(0, 2).toLowerCase(Locale.ROOT))
        .filter(language -> language.chars().allMatch(Character::isLetter));
  }

  static Optional<String> ofText(String text) {
    var beginning = text.substring(0, Math.min(text.length(), TEXT_LENGTH_MAX));
    if (beginning.codePoints().filter(Character::isLetter).count() < LETTERS_MIN) {
      return Optional.empty();
    }
    var found = new LanguageDetectorME(Model.LOADED).predictLanguages(beginning);
    return found.length < 2 || found[0].getConfidence() < CLEARLY * found[1].getConfidence()
        ? Optional.empty()
        : Optional.ofNullable(TWO_LETTERS.get(found[0].getLang()));
  }
}
