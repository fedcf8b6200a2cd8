package tandem.web;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tandem.base.Failure;

/** The condition {@code If-Match} of a request (RFC 9110, 13.1.1), and the form of its tags. */
public final class IfMatch {

  public static final String HEADER = "If-Match";

  /** A list may have empty elements (RFC 9110, 5.6.1.2). */
  private static final Pattern ELEMENT = Pattern.compile(
      "[ \\t]*(?:(?<weak>W/)?\"(?<tag>[\\x21\\x23-\\x7e\\x80-\\xff]*)\")?[ \\t]*(?<end>,|\\z)");

  private static final String ALLOWED =
      "If-Match must be * or a list of entity tags such as \"abc\", \"def\"";

  private IfMatch() {}

  /** Writes a tag as in the header {@code ETag}. */
  public static String quoted(String tag) {
    return '"' + tag + '"';
  }

  /**
   * Returns the tags of which one must be the present tag; empty when there is no condition. An
   * existing resource fulfils {@code *}. A weak tag never matches: tags are compared strongly here.
   */
  public static Optional<Set<String>> expected(RoutingContext ctx) {
    var fields = ctx.request().headers().getAll(HEADER);
    return fields.isEmpty() ? Optional.empty() : expected(String.join(",", fields));
  }

  /**
   * Returns the version that the client has read, for a resource that is changed only at that
   * version. Without the condition the answer is 428; {@code *} names no version and is refused.
   */
  public static Set<String> required(RoutingContext ctx) {
    if (!ctx.request().headers().contains(HEADER)) {
      throw new HttpException(
          428, "If-Match must name the version to change, as the ETag showed it");
    }
    return expected(ctx)
        .orElseThrow(() ->
            new Failure.Invalid("If-Match must name the version that was read, such as \"17\""));
  }

  static Optional<Set<String>> expected(String list) {
    if (list.strip().equals("*")) {
      return Optional.empty();
    }
    var strong = new LinkedHashSet<String>();
    int tags = 0;
    var element = ELEMENT.matcher(list);
    int at = 0;
    do {
      Failure.require(element.region(at, list.length()).lookingAt(), ALLOWED);
      var tag = element.group("tag");
      if (tag != null) {
        tags++;
        if (element.group("weak") == null) {
          strong.add(tag);
        }
      }
      at = element.end();
    } while (!element.group("end").isEmpty());
    Failure.require(tags > 0, ALLOWED);
    return Optional.of(strong);
  }
}
