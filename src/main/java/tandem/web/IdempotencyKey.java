package tandem.web;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Failure;

/** The header that identifies a repeated request. */
public final class IdempotencyKey {

  private static final String NAME = "Idempotency-Key";
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private IdempotencyKey() {}

  public static String required(RoutingContext ctx) {
    return optional(ctx)
        .orElseThrow(() -> new Failure.Invalid("the header " + NAME + " is missing"));
  }

  public static Optional<String> optional(RoutingContext ctx) {
    var keys = ctx.request().headers().getAll(NAME);
    Failure.require(
        keys.size() <= 1 && keys.stream().allMatch(key -> FORM.matcher(key).matches()),
        "the header " + NAME + " must be one word of 1-200 printable ASCII characters");
    return keys.stream().findFirst();
  }
}
