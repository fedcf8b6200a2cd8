package tandem.web;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts that the server itself writes into pages, in one language: their titles, problem pages,
 * the sample shop ({@code web/i18n/<language>/pages.properties}). The other texts are in the pages'
 * modules.
 */
final class PageTexts {

  /** The place of a text in a page. */
  private static final Pattern HOLE = Pattern.compile("\\{\\{([\\w.]+)}}");

  private static final Map<Language, PageTexts> ALL = all();

  private final Map<String, String> texts;

  private PageTexts(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
  }

  static PageTexts of(Language language) {
    return Objects.requireNonNull(ALL.get(language));
  }

  /**
   * Returns a text.
   *
   * @throws IllegalStateException if there is none
   */
  String text(String key) {
    return Optional.ofNullable(texts.get(key))
        .orElseThrow(() -> new IllegalStateException("the pages have no text " + key));
  }

  /** Returns a text with a number or name in it. */
  String text(String key, Object value) {
    return new MessageFormat(text(key), Locale.ROOT).format(new Object[] {value});
  }

  /**
   * Fills each <code>{{name}}</code> of a page: with what is given, as it is, else with the text of
   * that name.
   */
  String filled(String page, Map<String, String> given) {
    return HOLE.matcher(page).replaceAll((MatchResult hole) -> {
      var name = hole.group(1);
      return Matcher.quoteReplacement(
          Optional.ofNullable(given.get(name)).orElseGet(() -> escaped(text(name))));
    });
  }

  /** Writes a text so that HTML shows it, in an element and in an attribute. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static Map<Language, PageTexts> all() {
    var all = new EnumMap<Language, PageTexts>(Language.class);
    for (var language : Language.values()) {
      all.put(language, read(language));
    }
    return all;
  }

  private static PageTexts read(Language language) {
    var path = "/web/i18n/" + language.tag() + "/pages.properties";
    try (var in = Objects.requireNonNull(PageTexts.class.getResourceAsStream(path), path);
        var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      var properties = new Properties();
      properties.load(reader);
      var texts = new HashMap<String, String>();
      properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
      texts.put("language", language.tag());
      texts.put("direction", language.direction());
      return new PageTexts(texts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
