package tandem.customers;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tandem.base.CustomerId;
import tandem.base.OrderId;

/**
 * The orders of a customer that a text names. Only the customer's own orders are looked for, so
 * that nobody learns of an order, or gets into a case, by writing a number.
 */
public final class NamedOrders {

  /** A customer with more orders is recognized by the newest ones. */
  static final int LOOKED_AT = 1_000;

  /** More orders than this in one text are a list, and no subject of a mail. */
  static final int NAMED_MAX = 10;

  private static final String ORDERS = """
      SELECT id, number FROM customer_order WHERE customer = $1 ORDER BY placed_at DESC, number DESC LIMIT $2
      """;

  private static final Pattern DASH = Pattern.compile("\\p{Pd}|\\u2212");
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("[^\\p{L}\\p{N}-]+|-++(?![\\p{L}\\p{N}])|(?<![\\p{L}\\p{N}-])-++");

  /** A shorter number, or one without a digit, is a word that a mail may have by chance. */
  private static final Pattern NUMBER = Pattern.compile("(?=.*\\p{N}).{3,}", Pattern.DOTALL);

  private static final Pattern SHORT_DIGITS = Pattern.compile("\\p{N}{1,3}");

  /** An order, with the number that the shop gave it. */
  public record Named(OrderId id, String number) {}

  /** Returns the orders that the first of some texts names that names any, the newest first. */
  public Future<List<Named>> in(SqlClient sql, CustomerId customer, List<String> texts) {
    return sql.preparedQuery(ORDERS)
        .execute(Tuple.of(customer.value(), LOOKED_AT))
        .map(rows -> {
          var orders = rows.stream()
              .map(row -> new Named(new OrderId(row.getUUID("id")), row.getString("number")))
              .toList();
          return orders.isEmpty() ? List.of() : named(orders, texts);
        });
  }

  static List<Named> named(List<Named> orders, List<String> texts) {
    return texts.stream()
        .map(NamedOrders::words)
        .map(words -> orders.stream()
            .filter(order -> isNamed(order.number(), words))
            .limit(NAMED_MAX)
            .toList())
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private static boolean isNamed(String number, String words) {
    var looked = words(number).strip();
    return NUMBER.matcher(looked).matches()
        && !SHORT_DIGITS.matcher(looked).matches()
        && words.contains(" " + looked + " ");
  }

  /** The words of a text, in small letters, each between single spaces. */
  private static String words(String text) {
    var plain = DASH.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC)).replaceAll("-");
    return Stream.of(BETWEEN_WORDS.split(plain.toLowerCase(Locale.ROOT)))
        .filter(word -> !word.isEmpty())
        .reduce(
            new StringBuilder(" "),
            (all, word) -> all.append(word).append(' '),
            (a, b) -> a.append(b))
        .toString();
  }
}
