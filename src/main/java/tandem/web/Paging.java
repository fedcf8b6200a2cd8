package tandem.web;

import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tandem.base.Failure;
import tandem.base.Storable;

/**
 * The part of a list that is asked for.
 *
 * @param after the place of the last row the client has seen, as {@link #cursor} wrote it
 */
public record Paging(int limit, Optional<List<String>> after) {

  public static final int LIMIT_DEFAULT = 50;
  public static final int LIMIT_MAX = 200;

  public static final int CURSOR_LENGTH_MAX = 2_000;
  private static final String LIMIT_RULE = "limit must be a whole number from 1 to " + LIMIT_MAX;
  private static final String CURSOR_RULE =
      "cursor must be one that an earlier answer of this list gave";

  public Paging {
    Failure.require(limit >= 1 && limit <= LIMIT_MAX, LIMIT_RULE);
    after = after.map(List::copyOf);
  }

  /** As the query says it; a place in this list is made of so many values. */
  public static Paging of(RoutingContext ctx, int places) {
    return new Paging(
        one(ctx, "limit").map(Paging::limit).orElse(LIMIT_DEFAULT),
        one(ctx, "cursor").map(cursor -> place(cursor, places)));
  }

  /** A place in a list, opaque to clients: they hand it back and never read it. */
  public static String cursor(Object... place) {
    var text = new StringBuilder();
    for (var value : place) {
      text.append(text.isEmpty() ? "" : "\n").append(value);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A query parameter that may be missing and must not be there twice. */
  public static Optional<String> one(RoutingContext ctx, String name) {
    var values = ctx.queryParam(name);
    Failure.require(values.size() <= 1, name + " must be given once");
    values.stream()
        .flatMap(value -> Storable.objection(value).stream())
        .findFirst()
        .ifPresent(rule -> {
          throw new Failure.Invalid(name + " " + rule);
        });
    return values.stream().findFirst();
  }

  private static int limit(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new Failure.Invalid(LIMIT_RULE);
    }
  }

  private static List<String> place(String cursor, int places) {
    Failure.require(cursor.length() <= CURSOR_LENGTH_MAX, CURSOR_RULE);
    try {
      var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      var place = List.of(text.split("\n", -1));
      Failure.require(place.size() == places && text.indexOf('\0') < 0, CURSOR_RULE);
      return place;
    } catch (IllegalArgumentException e) {
      throw new Failure.Invalid(CURSOR_RULE);
    }
  }
}
