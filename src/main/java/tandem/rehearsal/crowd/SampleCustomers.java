package tandem.rehearsal.crowd;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import tandem.document.Json;

/** The customers of the demo, always the same, with their orders. */
final class SampleCustomers {

  static final int COUNT = 400;

  private static final int ORDERS_MAX = 2;
  private static final int LINES_MAX = 3;
  private static final int DAYS = 60;
  private static final int FIRST_ORDER = 20_000;

  /**
   * A country's people.
   *
   * @param phone its telephone numbers, from a range that is kept for films and tests; in the
   *     Netherlands, which have none, one that cannot be given out: a local number never begins
   *     with 1
   */
  private record Country(String phone, List<String> given, List<String> family) {}

  private static final List<Country> COUNTRIES = List.of(
      new Country(
          "+3120170%04d",
          List.of("Maria", "Jan", "Fatima", "Willem", "Anneke", "Mohammed", "Lisa", "Dirk"),
          List.of("de Jong", "Bos", "van den Berg", "Kok", "Haddad", "Vos", "Huisman")),
      new Country(
          "+3110170%04d",
          List.of("Sophie", "Daan", "Emma", "Luuk", "Yara", "Sem", "Noa", "Bart"),
          List.of("Mulders", "Smits", "van Dijk", "Prins", "Blom", "Koster", "Aydin")),
      new Country(
          "+4930231250%02d",
          List.of("Jürgen", "Sabine", "Lukas", "Katharina", "Björn", "Leonie"),
          List.of("Müller", "Schäfer", "Weiß", "Hoffmann", "Köhler", "Brandt")),
      new Country(
          "+447700900%03d",
          List.of("Grace", "Oliver", "Priya", "Callum", "Siobhan", "Thomas"),
          List.of("Baker", "Hughes", "Patel", "Fraser", "Murphy", "Walsh")),
      new Country(
          "+336399800%02d",
          List.of("Camille", "Étienne", "Léa", "Mathieu", "Zoé", "Benoît"),
          List.of("Girard", "Lefèvre", "Rousseau", "Fontaine", "Dubois", "Mercier")));

  /** Titles of articles, and prices in cents. */
  private static final Map<String, Integer> ARTICLES = Map.of(
      "Blender, 1.5 l", 8900,
      "Coffee machine Aroma 3", 24900,
      "Kettle, steel", 4950,
      "Glass bowls, set of three", 2995,
      "Frying pan, 28 cm", 3995,
      "Kitchen knife, 20 cm", 5900,
      "Toaster, two slots", 3450,
      "Running shoes Aurora", 12900,
      "Stand mixer", 34900,
      "Cutting board, oak", 2450);

  private static final List<String> STATES = List.of(
      "shipped", "delivered", "delivered", "delivered", "shipped", "packed", "placed", "returned");

  private final List<Customer> customers = new ArrayList<>();
  private final List<Map<String, Object>> orders = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(400);
  private final Instant today;

  /** @param now the orders were placed in the two months before */
  SampleCustomers(Instant now) {
    today = now.truncatedTo(ChronoUnit.DAYS);
    for (int n = 0; n < COUNT; n++) {
      customers.add(customer(n));
    }
  }

  List<Customer> all() {
    return List.copyOf(customers);
  }

  /** The import of all orders. */
  String orders() {
    return Json.write(Map.of("orders", orders));
  }

  private Customer customer(int n) {
    var country = COUNTRIES.get(n % COUNTRIES.size());
    int number = n / COUNTRIES.size();
    var given = country.given().get(number % country.given().size());
    var family =
        country.family().get(number / country.given().size() % country.family().size());
    var name = given + " " + family;
    int count = 1 + random.nextInt(ORDERS_MAX);
    var numbers = IntStream.range(
            FIRST_ORDER + n * ORDERS_MAX, FIRST_ORDER + n * ORDERS_MAX + count)
        .mapToObj(order -> "NK-" + order)
        .toList();
    var customer = new Customer(name, country.phone().formatted(number), address(name, n), numbers);
    numbers.forEach(order -> add(customer, order));
    return customer;
  }

  private static String address(String name, int n) {
    var plain = Normalizer.normalize(name.replace("ß", "ss"), Normalizer.Form.NFD)
        .replaceAll("[^A-Za-z ]", "")
        .toLowerCase(Locale.ROOT)
        .replace(' ', '.');
    return plain + n + "@customers.example";
  }

  private void add(Customer customer, String number) {
    var lines = new ArrayList<Map<String, Object>>();
    var articles = new ArrayList<>(ARTICLES.keySet());
    articles.sort(null);
    for (int n = random.nextInt(LINES_MAX); n >= 0; n--) {
      var title = articles.remove(random.nextInt(articles.size()));
      lines.add(Map.of(
          "article",
          title.replaceAll("[^A-Za-z0-9]+", "-").toLowerCase(Locale.ROOT),
          "title",
          title,
          "quantity",
          random.nextInt(4) == 0 ? 2 : 1,
          "price_minor",
          ARTICLES.getOrDefault(title, 0)));
    }
    orders.add(Map.of(
        "number",
        number,
        "customer",
        Map.of("phone", customer.phone(), "name", customer.name()),
        "state",
        STATES.get(random.nextInt(STATES.size())),
        "currency",
        "EUR",
        "placed_at",
        today.minus(Duration.ofDays(1 + random.nextInt(DAYS))).toString(),
        "lines",
        List.copyOf(lines)));
  }
}
