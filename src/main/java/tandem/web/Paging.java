package tandem.web;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import tandem.base.Failure;
import tandem.base.Storable;

/**
 * The requested page of a list.
 *
 * @param cursor the cursor from the page before, as {@link tandem.document.Cursor} writes it
 */
public record Paging(int limit, Optional<String> cursor) {

  public static final int LIMIT_DEFAULT = 50;
  public static final int LIMIT_MAX = 200;

  private static final String LIMIT_RULE = "limit must be a whole number from 1 to " + LIMIT_MAX;

  public Paging {
    Failure.require(limit >= 1 && limit <= LIMIT_MAX, LIMIT_RULE);
  }

  /** Reads the query parameters. */
  public static Paging of(RoutingContext ctx) {
    return new Paging(
        one(ctx, "limit").map(Paging::limit).orElse(LIMIT_DEFAULT), one(ctx, "cursor"));
  }

  /** Returns a query parameter that may be missing but must not be given twice. */
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
}
