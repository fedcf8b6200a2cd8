package tandem.rehearsal.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tandem.document.Json;
import tandem.rehearsal.Numbers;

/** The floor and the customers of a {@link FloorLoad}: one queue that all agents serve. */
record Floor(int size) {

  private static final String WORD = "bench";
  static final String OUTCOME = WORD + "-done";
  /** Replayed days use the first of our own numbers. */
  private static final int FIRST_CUSTOMER = 1_000_000;

  static final String CALLED = Numbers.ours(FIRST_CUSTOMER - 1);

  Stream<String> agents() {
    return IntStream.range(0, size).mapToObj(n -> WORD + "-" + n);
  }

  /** Returns a number that nobody has, and that no caller of a replayed day has. */
  static String phone(int customer) {
    return Numbers.ours(FIRST_CUSTOMER + customer);
  }

  /** Returns the floor document to import in addition to the server's floor. */
  String document() {
    var queue = new LinkedHashMap<String, Object>();
    queue.put("id", WORD);
    queue.put("name", "Bench");
    queue.put("department", WORD);
    queue.put("channel", "call");
    queue.put("skills", Map.of(WORD, 1));
    queue.put("strategy", "longest_idle");
    queue.put("offer_timeout", Duration.ofSeconds(20));
    queue.put("wrap_up", Duration.ZERO);
    queue.put("active", true);
    var document = new LinkedHashMap<String, Object>();
    document.put("departments", List.of(Map.of("id", WORD, "name", "Bench")));
    document.put("skills", List.of(Map.of("id", WORD, "name", "Bench")));
    document.put("queues", List.of(queue));
    document.put(
        "agents",
        agents()
            .map(agent -> Map.of(
                "id",
                agent,
                "name",
                agent,
                "department",
                WORD,
                "skills",
                Map.of(WORD, 5),
                "address",
                "sip:" + agent + "@rehearsal.invalid",
                "active",
                true))
            .toList());
    document.put(
        "outcomes", List.of(Map.of("id", OUTCOME, "name", "Bench: done", "resolves", true)));
    document.put("entrances", List.of(Map.of("channel", "call", "address", CALLED, "queue", WORD)));
    return Json.write(document);
  }

  /** Returns the import of one order for each of these customers. */
  static String orders(int from, int until) {
    return Json.write(Map.of(
        "orders",
        IntStream.range(from, until)
            .mapToObj(customer -> order(
                WORD + "-" + customer,
                Map.of("phone", phone(customer), "name", "Customer " + customer)))
            .toList()));
  }

  /** Returns an order to import. */
  static Map<String, Object> order(String number, Map<String, String> customer) {
    return Map.of(
        "number",
        number,
        "customer",
        customer,
        "state",
        "shipped",
        "currency",
        "EUR",
        "placed_at",
        "2026-01-01T09:00:00Z",
        "lines",
        List.of(Map.of(
            "position",
            1,
            "article",
            "shoe",
            "title",
            "Shoes",
            "quantity",
            1,
            "price_minor",
            5900)));
  }
}
