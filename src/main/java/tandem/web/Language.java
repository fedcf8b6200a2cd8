package tandem.web;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A language of the pages. The first one is for people who understand none of them. */
public enum Language {
  ENGLISH("en", "ltr", "English"),
  GERMAN("de", "ltr", "Deutsch"),
  DUTCH("nl", "ltr", "Nederlands"),
  SPANISH("es", "ltr", "Español"),
  ARABIC("ar", "rtl", "العربية");

  /** The cookie in which a browser keeps the language that a person has chosen on a page. */
  public static final String COOKIE = "tandem-language";

  /** The headers by which the language of an answer is chosen. */
  static final String VARY = "Accept-Language, Cookie";

  private final String tag;
  private final String direction;
  private final String ownName;

  Language(String tag, String direction, String ownName) {
    this.tag = tag;
    this.direction = direction;
    this.ownName = ownName;
  }

  /** The tag of BCP 47, without a region. */
  String tag() {
    return tag;
  }

  /** The direction of its text, as HTML calls it. */
  String direction() {
    return direction;
  }

  /** The name that it gives itself. */
  String ownName() {
    return ownName;
  }

  /** The language that the person has chosen, else the best of those that the browser names. */
  static Language of(HttpServerRequest request) {
    return Optional.ofNullable(request.getCookie(COOKIE))
        .map(Cookie::getValue)
        .flatMap(Language::named)
        .or(() -> preferred(request))
        .orElse(ENGLISH);
  }

  private static Optional<Language> named(String tag) {
    return Stream.of(values()).filter(language -> language.tag.equals(tag)).findFirst();
  }

  private static Optional<Language> preferred(HttpServerRequest request) {
    var accepted = Objects.requireNonNullElse(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE), "");
    return ranges(accepted).stream()
        .filter(range -> range.getWeight() > 0)
        .map(range -> range.getRange().split("-", 2)[0])
        .flatMap(primary -> named(primary).stream())
        .findFirst();
  }

  /** The ranges of RFC 4647, the best one first; none of a header that nobody can read. */
  private static List<Locale.LanguageRange> ranges(String accepted) {
    try {
      return accepted.isBlank() ? List.of() : Locale.LanguageRange.parse(accepted);
    } catch (IllegalArgumentException _) {
      return List.of();
    }
  }
}
