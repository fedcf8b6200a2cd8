package tandem.web;

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
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page that a person sees instead of a problem document: what happened, and where to go. It has
 * its styles in itself and asks nothing of the database, so it is whole whatever else fails.
 */
final class ProblemPages {

  static final String MEDIA_TYPE = "text/html; charset=utf-8";

  /** The headers that decide between page and document. */
  static final String VARY = "Accept, Sec-Fetch-Dest, Sec-Fetch-Mode";

  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final Pattern HOLE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
  private static final Pattern QUALITY =
      Pattern.compile(";\\s*q\\s*=\\s*(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)\\s*(?:;|$)");

  /** A page that is asked for again may be there then. */
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  private final String template = read();
  private final String policy = String.join(
      "; ",
      "default-src 'none'",
      "script-src 'self'", // for the theme that the person chose
      "style-src '" + hash(template) + "'",
      "img-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'");

  /** A title in plain words, and what it means for the person who reads it. */
  private record Words(String title, String meaning) {}

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
   * Writes the page.
   *
   * @param mayRepeat whether to open the address again does nothing but that
   * @param wait in seconds, if the server asks for one
   */
  String of(Problem problem, boolean mayRepeat, Optional<Long> wait) {
    var words = words(problem);
    var filled = Map.of(
        "title", escaped(words.title()),
        "meaning", escaped(words.meaning()),
        "said", said(problem),
        "wait", wait.map(time -> paragraph("Try again in " + seconds(time))).orElse(""),
        "ways", ways(problem.status(), mayRepeat),
        "status", Integer.toString(problem.status()),
        "number", number(problem));
    return HOLE.matcher(template)
        .replaceAll((MatchResult hole) ->
            Matcher.quoteReplacement(Objects.requireNonNull(filled.get(hole.group(1)))));
  }

  private static Words words(Problem problem) {
    return switch (problem.status()) {
      case 401 ->
        new Words("You are not logged in", "Log in, and open this address again after that.");
      case 403 ->
        new Words("You may not open this", "Your account does not have the role that this needs.");
      case 404, 410 ->
        new Words("There is nothing at this address", "Perhaps it has a typing error, or is old.");
      case 405 ->
        new Words("This address is not a page", "It is for programs, which use it in other ways.");
      case 408 -> new Words("That took too long", "The request did not arrive whole in time.");
      case 429 ->
        new Words(
            "Too many requests at once",
            "You, or others at your network address, have asked for too much in a short time.");
      case 500 ->
        new Words("The server failed", "This is an error of the server. You did nothing wrong.");
      case 503 ->
        new Words(
            "Not available now",
            "The server runs, but something that it needs does not answer now. It tries on.");
      default ->
        problem.status() < 500
            ? new Words("This request cannot be answered", "The server does not understand it.")
            : new Words("Not available now", "The server cannot answer this now.");
    };
  }

  /** The server's own words, which may repeat what the request said. */
  private static String said(Problem problem) {
    if (problem.status() >= 500 || problem.detail().isEmpty()) {
      return "";
    }
    var errors = problem.errors().isEmpty() ? List.of(problem.detail()) : problem.errors();
    return errors.stream()
        .map(error -> "<li>" + escaped(error) + "</li>")
        .collect(Collectors.joining("", "<p>The server says:</p><ul>", "</ul>"));
  }

  private static String ways(int status, boolean mayRepeat) {
    var home = status == 401
        ? "<a class=\"first\" href=\"/login\">Log in</a><a href=\"/\">Home</a>"
        : "<a class=\"first\" href=\"/\">Home</a>";
    var again = mayRepeat && PASSING.contains(status) ? "<a href=\"\">Try again</a>" : "";
    return home + again + "<a href=\"/docs\">API documents</a>";
  }

  private static String number(Problem problem) {
    return problem.members().get("instance") instanceof String id
        ? paragraph("The server's log has the reason under the number " + id)
        : "";
  }

  private static String seconds(long wait) {
    return wait == 1 ? "a second" : wait + " seconds";
  }

  private static String paragraph(String text) {
    return "<p>" + escaped(text) + ".</p>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
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
