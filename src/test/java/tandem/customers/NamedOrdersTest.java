package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.OrderId;

/** The recognition of a customer's order numbers in texts. */
class NamedOrdersTest {

  private static List<String> found(List<String> numbers, String... texts) {
    var orders = numbers.stream()
        .map(number -> new NamedOrders.Named(
            new OrderId(
                UUID.nameUUIDFromBytes(number.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
            number))
        .toList();
    return NamedOrders.named(orders, List.of(texts)).stream()
        .map(NamedOrders.Named::number)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Where is NK-1001?",
        "nk-1001",
        "Order #NK-1001, please",
        "(NK-1001)",
        "order:NK-1001.",
        "NK\u20111001 has not come",
        "NK\u22121001",
        "\uff2e\uff2b-\uff11\uff10\uff10\uff11",
        "my order\nNK-1001\nis broken",
        "<b>NK-1001</b>",
        "NK-1001/NK-2002",
        "--NK-1001--"
      })
  void a_number_is_found_however_it_is_written(String text) {
    assertThat(found(List.of("NK-1001"), text)).containsExactly("NK-1001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NK-10011", "XNK-1001", "NK-1001-2", "NK 1001", "1001", "NK", ""})
  void another_number_is_not_taken_for_it(String text) {
    assertThat(found(List.of("NK-1001"), text)).isEmpty();
  }

  @Test
  void numbers_with_spaces_signs_and_other_letters_are_found_too() {
    var numbers = List.of("#4711", "2026/0815", "Zaak 12 b", "Ж-77-9");

    for (var number : numbers) {
      assertThat(found(numbers, "About " + number + ", hello")).containsExactly(number);
    }
  }

  @Test
  void a_number_that_any_text_may_have_by_chance_is_not_looked_for() {
    assertThat(found(List.of("12", "100", "a", "ORDER", "---", ""), "ORDER 12 a --- 100"))
        .isEmpty();
  }

  @Test
  void the_first_text_that_names_an_order_counts() {
    var numbers = List.of("A-1", "A-2", "A-3");

    assertThat(found(numbers, "A-2 and A-1", "A-3")).containsExactly("A-1", "A-2");
    assertThat(found(numbers, "hello", "A-3")).containsExactly("A-3");
  }

  @Test
  void a_list_of_orders_is_cut_and_a_long_text_is_read() {
    var numbers = Stream.iterate(1, i -> i + 1).limit(50).map(i -> "B-" + i).toList();

    assertThat(found(numbers, "word ".repeat(100_000) + String.join(" ", numbers)))
        .hasSize(NamedOrders.NAMED_MAX);
    assertThat(found(List.of("B-1"), "-".repeat(200_000))).isEmpty();
  }
}
