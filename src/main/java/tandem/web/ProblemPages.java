package tandem.web;

import static tandem.web.PageTexts.escaped;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page that a person sees instead of a problem document: what happened, and where to go. It has
 * its styles in itself and asks nothing of the database, so it is whole whatever else fails.
 */
final class ProblemPages {

  static final String MEDIA_TYPE = "text/html; charset=utf-8";

  /** The headers that decide between page and document, and by which the language is chosen. */
  static final String VARY = "Accept, Sec-Fetch-Dest, Sec-Fetch-Mode, " + Language.VARY;

  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
  private static final Pattern QUALITY =
      Pattern.compile(";\\s*q\\s*=\\s*(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)\\s*(?:;|$)");

  /** A page that is asked for again may be there then. */
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  private final String template = read();
  private final String policy = String.join(
      "; ",
      "default-src 'none'",
      "script-src 'self'", // for language, theme and log-out
      "connect-src 'self'",
      "style-src '" + hash(template) + "'",
      "img-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'");

  /** Whether a path is that of a carrier's hook, which no person opens. */
  static boolean isHook(HttpServerRequest request) {
    var path = Objects.requireNonNullElse(request.path(), "");
    return path.equals("/hooks") || path.startsWith("/hooks/");
  }

  /**
   * Whether a person waits for the answer. A browser says what it needs an answer for, if it talks
   * to this machine or by https; of others only the kinds of answers that they prefer are known.
   */
  static boolean isForPerson(HttpServerRequest request) {
    if (isHook(request)) {
      return false;
    }
    var mode = request.getHeader("Sec-Fetch-Mode");
    var destination = request.getHeader("Sec-Fetch-Dest");
    if (mode != null || destination != null) {
      return "navigate".equals(mode) || "document".equals(destination);
    }
    return READING.contains(request.method())
        && prefersHtml(request.headers().getAll(HttpHeaders.ACCEPT));
  }

  private static boolean prefersHtml(List<String> accept) {
    var ranges = accept.stream()
        .flatMap(line -> List.of(line.split(",", -1)).stream())
        .map(range -> range.strip().toLowerCase(Locale.ROOT))
        .toList();
    return quality(ranges, "text", "html")
        > Math.max(
            quality(ranges, "application", "json"), quality(ranges, "application", "problem+json"));
  }

  /** The quality of a type: that of the range that fits best (RFC 9110, 12.5.1). */
  private static double quality(List<String> ranges, String type, String subtype) {
    for (var fit : List.of(type + '/' + subtype, type + "/*", "*/*")) {
      for (var range : ranges) {
        if (range.split(";", 2)[0].strip().equals(fit)) {
          var quality = QUALITY.matcher(range);
          return quality.find() ? Double.parseDouble(quality.group(1)) : 1;
        }
      }
    }
    return 0;
  }

  /** The policy that the page is sent with: it runs and loads less than other pages. */
  String policy() {
    return policy;
  }

  /**
   * Writes the page. What the server says of its own, it says in English.
   *
   * @param mayRepeat whether to open the address again does nothing but that
   * @param wait in seconds, if the server asks for one
   */
  String of(Problem problem, Language language, boolean mayRepeat, Optional<Long> wait) {
    var texts = PageTexts.of(language);
    var words = "problem." + kind(problem.status());
    var given = Map.of(
        "title", escaped(texts.text(words + ".title")),
        "meaning", escaped(texts.text(words + ".meaning")),
        "said", said(problem, texts),
        "wait", wait.map(time -> paragraph(texts.text("problem.wait", time))).orElse(""),
        "buttons", buttons(language),
        "ways", ways(problem.status(), mayRepeat, texts),
        "status", escaped(texts.text("problem.status", problem.status())),
        "number", number(problem, texts));
    return texts.filled(template, given);
  }

  /** The statuses of which the pages have words of their own; the others are told by their kind. */
  private static String kind(int status) {
    return switch (status) {
      case 401, 403, 404, 405, 408, 429, 500, 503 -> Integer.toString(status);
      case 410 -> "404";
      default -> status < 500 ? "4xx" : "5xx";
    };
  }

  /** The server's own words, which may repeat what the request said. */
  private static String said(Problem problem, PageTexts texts) {
    if (problem.status() >= 500 || problem.detail().isEmpty()) {
      return "";
    }
    var errors = problem.errors().isEmpty() ? List.of(problem.detail()) : problem.errors();
    return errors.stream()
        .map(error -> "<li>" + escaped(error) + "</li>")
        .collect(Collectors.joining(
            "",
            "<p>" + escaped(texts.text("problem.said")) + "</p><ul lang=\"en\" dir=\"ltr\">",
            "</ul>"));
  }

  private static String ways(int status, boolean mayRepeat, PageTexts texts) {
    var home = texts.text("problem.home");
    var first = status == 401
        ? way(" class=\"first\"", "/login", texts.text("problem.log_in")) + way("", "/", home)
        : way(" class=\"first\"", "/", home);
    var again =
        mayRepeat && PASSING.contains(status) ? way("", "", texts.text("problem.again")) : "";
    return first + again + way("", "/docs", texts.text("problem.docs"));
  }

  private static String buttons(Language now) {
    return Stream.of(Language.values())
        .map(one -> "<li><button type=\"button\" lang=\"" + one.tag() + '"'
            + (one == now ? " aria-current=\"true\">" : ">") + one.ownName() + "</button></li>")
        .collect(Collectors.joining());
  }

  private static String way(String kind, String address, String text) {
    return "<a" + kind + " href=\"" + address + "\">" + escaped(text) + "</a>";
  }

  private static String number(Problem problem, PageTexts texts) {
    return problem.members().get("instance") instanceof String id
        ? paragraph(texts.text("problem.number", id))
        : "";
  }

  private static String paragraph(String text) {
    return "<p>" + escaped(text) + "</p>";
  }

  /** The name by which a policy allows the styles of a page. */
  private static String hash(String page) {
    var style = STYLE.matcher(page);
    if (!style.find()) {
      throw new IllegalStateException("problem.html has no styles");
    }
    try {
      var digest = MessageDigest.getInstance("SHA-256")
          .digest(style.group(1).getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read() {
    try (var in = ProblemPages.class.getResourceAsStream("/web/problem.html")) {
      return new String(
          Objects.requireNonNull(in, "problem.html is part of the jar").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
