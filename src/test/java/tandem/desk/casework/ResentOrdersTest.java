package tandem.desk.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.CaseId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OrderLineId;
import tandem.cases.Remedies;
import tandem.cases.Remedy;
import tandem.customers.Orders.Imported;

/** A shop sends an order again, and remedies stay with their goods. */
@ExtendWith(VertxExtension.class)
class ResentOrdersTest {

  private static final String SHOE = line("SHOE", 9_000, 1);
  private static final String SOCK = line("SOCK", 500, 1);

  private static Vertx vertx;

  @AutoClose
  private final ShopGround shop = new ShopGround(vertx);

  private final CustomerId eva = shop.ground.customer("Eva");
  private final CaseId opened = shop.ground.openCase(eva).id();

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void holds() {
    assertThat(shop.ground.doctor("I5_one_live_remedy_per_unit")).isEmpty();
  }

  @Test
  void shoes_that_were_replaced_are_refused_and_socks_allowed_after_the_two_have_changed_places() {
    send(SHOE, SOCK);
    var remedy = replace(only("SHOE"), 1);

    send(SOCK, SHOE);

    assertThat(holderOf(only("SHOE"), 1)).isEqualTo(remedy);
    assertThat(replace(only("SOCK"), 1)).isNotNull();
    assertThat(shown()).containsExactly("1 SOCK 500 x 1: 1", "2 SHOE 9000 x 1: 1");
  }

  @Test
  void a_line_is_recognized_by_the_shops_id_when_all_else_has_changed() {
    send(id("a", SHOE), id("b", SHOE));
    var remedy = replace(ofId("a"), 1);

    send(id("b", line("SHOE", 9_000, 2)), id("a", line("SHOE", 4_500, 3)));

    assertThat(holderOf(ofId("a"), 1)).isEqualTo(remedy);
    assertThat(shown()).containsExactly("1 SHOE 9000 x 2: 0", "2 SHOE 4500 x 3: 1");
  }

  @Test
  void a_line_gets_the_shops_id_when_it_is_first_sent_and_keeps_it_when_it_is_not() {
    send(SHOE, SOCK);
    var remedy = replace(only("SHOE"), 1);

    send(id("b", SOCK), id("a", SHOE));
    send(SOCK, SHOE);
    send(id("a", line("SHOE", 1_000, 1)), id("b", SOCK));

    assertThat(holderOf(ofId("a"), 1)).isEqualTo(remedy);
  }

  @Test
  void a_line_of_another_id_is_other_goods_even_if_it_looks_the_same() {
    send(id("a", SHOE));
    var remedy = replace(ofId("a"), 1);

    send(id("b", SHOE));

    assertThat(shown()).containsExactly("1 SHOE 9000 x 1: 0", "1 SHOE 9000 x 1: 1 gone");
    assertThat(replace(ofId("b"), 1)).isNotNull();
    assertThat(holderOf(ofId("a"), 1)).isEqualTo(remedy);
  }

  @Test
  void a_corrected_price_or_count_is_the_same_line_where_there_is_only_one_of_its_article() {
    send(SHOE, SOCK);
    var remedy = replace(only("SHOE"), 1);

    send(line("SOCK", 600, 4), line("SHOE", 8_000, 2));

    assertThat(holderOf(only("SHOE"), 1)).isEqualTo(remedy);
    assertThat(replace(only("SHOE"), 2)).isNotNull();
  }

  @Test
  void of_two_lines_of_one_article_the_one_of_the_same_price_and_count_is_the_same() {
    send(SHOE, line("SHOE", 8_000, 1), line("SHOE", 8_000, 2));
    var remedy = replace(at(2), 1);

    send(line("SHOE", 8_000, 2), line("SHOE", 7_000, 1), line("SHOE", 8_000, 1));

    assertThat(holderOf(at(3), 1)).isEqualTo(remedy);
    assertThat(shown())
        .containsExactly("1 SHOE 8000 x 2: 0", "2 SHOE 7000 x 1: 0", "3 SHOE 8000 x 1: 1");
  }

  @Test
  void a_line_that_disappears_keeps_its_remedy_and_its_guard_and_is_found_when_it_comes_back() {
    send(SHOE, SOCK);
    var shoe = only("SHOE");
    var remedy = replace(shoe, 1);

    send(SOCK);
    assertThat(shown()).containsExactly("1 SOCK 500 x 1: 0", "1 SHOE 9000 x 1: 1 gone");
    assertThat(shop.ground.ask("SELECT order_paid_minor FROM cases_order_line"))
        .containsExactly("500", "500");

    send(SOCK, line("SHOE", 8_500, 1));
    assertThat(only("SHOE")).isEqualTo(shoe);
    assertThat(holderOf(shoe, 1)).isEqualTo(remedy);
    assertThat(shown()).containsExactly("1 SOCK 500 x 1: 0", "2 SHOE 8500 x 1: 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SHOE\u00A0", "\uFEFFSHOE", "SH\u200BOE", "\u2009SHOE\u200E", "SHOE\u2060"})
  void an_article_that_differs_by_invisible_characters_is_the_same_goods(String article) {
    send(SHOE, SOCK);
    var shoe = only("SHOE");
    var remedy = replace(shoe, 1);

    send(SOCK, line(article, 9_000, 1));
    assertThat(at(2)).isEqualTo(shoe);
    assertThat(holderOf(shoe, 1)).isEqualTo(remedy);

    send(line(article, 9_000, 1), SOCK);
    send(SOCK, SHOE);
    assertThat(only("SHOE")).isEqualTo(shoe);
  }

  @Test
  void an_article_with_an_accent_is_the_same_goods_however_the_accent_is_written() {
    send(id("a", line("CAF\u00C9", 900, 1)));
    var cup = ofId("a");
    replace(cup, 1);

    send(id("a", line("CAFE\u0301", 900, 1)));

    assertThat(ofId("a")).isEqualTo(cup);
  }

  @Test
  void a_line_without_a_remedy_is_deleted_when_it_disappears() {
    send(SHOE, SOCK);

    assertThat(send(SOCK)).isEqualTo(new Imported(0, 1, 0, 0));

    assertThat(shown()).containsExactly("1 SOCK 500 x 1: 0");
  }

  @Test
  void a_remedy_that_failed_still_holds_its_line() {
    send(SHOE, SHOE);
    shop.settle(shop.replace(opened, at(1), 1).await().id(), Remedy.State.FAILED);

    assertThat(refusal(SHOE)).singleElement().asString().contains("got Replacement");
  }

  @Test
  void of_two_equal_lines_one_with_a_remedy_a_single_one_that_is_sent_again_is_ambiguous() {
    send(SHOE, SHOE);
    replace(at(1), 1);

    assertThat(refusal(SOCK, SHOE))
        .containsExactly(
            "orders[0].lines[1] is ambiguous: it may be line 1 (SHOE 90.00 EUR x 1, got Replacement,"
                + " stored as %s), or line 2 (SHOE 90.00 EUR x 1, stored as %s): line must be the stored id"
                    .formatted(at(1), at(2))
                + " of the right one, or new beside an id");
    assertThat(shown()).containsExactly("1 SHOE 9000 x 1: 1", "2 SHOE 9000 x 1: 0");
  }

  @Test
  void an_ambiguous_line_is_accepted_when_the_shop_names_the_stored_line() {
    send(SHOE, SHOE);
    var second = at(2);
    var remedy = replace(second, 1);

    send(said(second.toString(), id("x", SHOE)));

    assertThat(holderOf(ofId("x"), 1)).isEqualTo(remedy);
    assertThat(shown()).containsExactly("1 SHOE 9000 x 1: 1");
  }

  @Test
  void a_new_line_is_taken_when_the_shop_says_so_and_is_known_by_its_id_from_then_on() {
    send(SHOE);
    var remedy = replace(at(1), 1);
    var fresh = said("new", id("y", SHOE));

    send(fresh);
    var first = ofId("y");
    assertThat(send(fresh)).isEqualTo(new Imported(0, 0, 1, 0));

    assertThat(ofId("y")).isEqualTo(first);
    assertThat(replace(first, 1)).isNotNull();
    assertThat(shown()).containsExactly("1 SHOE 9000 x 1: 1", "1 SHOE 9000 x 1: 1 gone");
    assertThat(remedy).isNotNull();
  }

  @Test
  void two_equal_lines_that_are_sent_again_as_two_are_accepted() {
    send(SHOE, SHOE);
    replace(at(2), 1);

    assertThat(send(SHOE, SHOE)).isEqualTo(new Imported(0, 0, 1, 0));
    send(SOCK, SHOE, SHOE);

    assertThat(shown())
        .containsExactly("1 SOCK 500 x 1: 0", "2 SHOE 9000 x 1: 1", "3 SHOE 9000 x 1: 0");
  }

  @Test
  void two_same_lines_that_get_the_shops_ids_are_ambiguous_once_one_has_a_remedy() {
    send(SHOE, SHOE);
    replace(at(2), 1);

    assertThat(refusal(id("a", SHOE), id("b", SHOE))).hasSize(2);
  }

  @Test
  void two_lines_of_one_article_with_changed_prices_are_ambiguous() {
    send(SHOE, line("SHOE", 8_000, 1));
    replace(at(1), 1);

    assertThat(refusal(line("SHOE", 8_500, 1), line("SHOE", 7_500, 1)))
        .hasSize(2)
        .allSatisfy(error ->
            assertThat(error).contains("it may be line 1 (SHOE 90.00", ", or line 2 (SHOE 80.00"));
  }

  @Test
  void two_shoes_with_remedies_that_come_back_as_two_lines_are_ambiguous() {
    send(line("SHOE", 9_000, 2));
    replace(at(1), 1);

    assertThat(refusal(SHOE, SHOE)).isNotEmpty();
    replace(at(1), 2);
    assertThat(refusal(SHOE, SHOE))
        .singleElement()
        .asString()
        .contains("its units may be those of line 1", "or other goods");
  }

  @Test
  void two_lines_that_come_back_as_one_of_both_are_ambiguous_if_one_has_a_remedy() {
    send(SHOE, SHOE);
    replace(at(1), 1);

    assertThat(refusal(line("SHOE", 9_000, 2))).hasSize(1);
  }

  @Test
  void a_line_that_shrinks_below_a_unit_with_a_remedy_finds_it_again_when_it_grows() {
    send(line("SHOE", 9_000, 3));
    var remedy = replace(at(1), 3);

    send(line("SHOE", 9_000, 1));
    assertThat(refusal(SHOE, line("SHOE", 9_000, 2)))
        .singleElement()
        .asString()
        .contains("its units may be those of line 1");
    send(line("SHOE", 9_000, 2));
    send(line("SHOE", 9_000, 3));

    assertThat(holderOf(at(1), 3)).isEqualTo(remedy);
  }

  @Test
  void an_id_on_another_article_is_ambiguous_if_its_line_has_a_remedy() {
    send(id("a", SHOE), id("b", SOCK));
    var remedy = replace(ofId("a"), 1);

    assertThat(refusal(id("a", line("BOOT", 9_000, 1)), id("b", SOCK)))
        .singleElement()
        .asString()
        .contains(
            "orders[0].lines[0] is ambiguous: it may be line 1 (SHOE 90.00 EUR x 1, got Replacement")
        .contains("under another article, or other goods");
    send(id("a", SHOE), id("b", line("STOCKING", 500, 1)));
    send(said(ofId("a").toString(), id("a", line("BOOT", 9_000, 1))));

    assertThat(holderOf(only("BOOT"), 1)).isEqualTo(remedy);
    assertThat(shop.ground.ask("SELECT former_articles::text FROM order_line"))
        .containsExactly("{SHOE}");
  }

  @Test
  void an_unchanged_line_stays_the_same_whatever_ids_other_lines_have() {
    send(SHOE, id("a", line("SHOE", 8_000, 1)));
    var remedy = replace(at(1), 1);

    send(SHOE, id("b", line("SHOE", 8_500, 1)));

    assertThat(holderOf(at(1), 1)).isEqualTo(remedy);
    assertThat(shown()).containsExactly("1 SHOE 9000 x 1: 1", "2 SHOE 8500 x 1: 0");
  }

  @Test
  void more_lines_of_one_article_than_can_be_compared_are_ambiguous_if_one_has_a_remedy() {
    var lines =
        IntStream.rangeClosed(1, 51).mapToObj(n -> line("SHOE", n, 1)).toArray(String[]::new);
    send(lines);
    var remedy = replace(at(7), 1);
    assertThat(send(lines)).isEqualTo(new Imported(0, 0, 1, 0));

    assertThat(refusal(Stream.of(lines)
            .map(line -> line.replace("\"price_minor\": ", "\"price_minor\": 9"))
            .toArray(String[]::new)))
        .hasSize(50)
        .allSatisfy(error -> assertThat(error).contains("any of 51 lines of SHOE"));
    assertThat(holderOf(at(7), 1)).isEqualTo(remedy);
  }

  @Test
  void a_price_in_another_currency_is_another_price() {
    send(SHOE, line("SHOE", 5_000, 1), SOCK);
    replace(at(1), 1);

    assertThatExceptionOfType(Failure.Invalid.class)
        .isThrownBy(() -> shop.send(
                ShopGround.order("A-1", eva, "CHF", List.of(line("SHOE", 5_000, 1), SHOE, SOCK)))
            .await())
        .satisfies(failure -> assertThat(failure.errors()).hasSize(2));
  }

  @Test
  void a_remedy_stays_with_its_line_when_the_order_moves_to_another_customer() {
    send(SHOE, SOCK);
    var remedy = replace(only("SHOE"), 1);
    var tom = shop.ground.customer("Tom");

    shop.send(ShopGround.order("A-1", tom, "EUR", List.of(SOCK, SHOE))).await();

    var toms = shop.ground.openCase(tom).id();
    assertThatExceptionOfType(Failure.Conflict.class)
        .isThrownBy(() -> shop.replace(toms, only("SHOE"), 1).await())
        .satisfies(conflict ->
            assertThat(Remedies.holder(conflict)).map(Object::toString).contains(remedy));
    assertThat(shop.replace(toms, only("SOCK"), 1).await()).isNotNull();
  }

  @Test
  void a_line_that_says_two_things_is_refused_with_both() {
    send(id("a", SHOE), id("b", SOCK));

    assertThat(refusal(said(ofId("a").toString(), id("b", SHOE))))
        .singleElement()
        .asString()
        .startsWith("orders[0].lines[0].line says line 1 (SHOE")
        .contains(", and .id is that of line 2 (SOCK");
    assertThat(refusal(said(UUID.nameUUIDFromBytes(new byte[0]).toString(), SHOE)))
        .containsExactly(
            "orders[0].lines[0].line must be one of the order's lines; none has this id");
    assertThat(refusal(said(ofId("a").toString(), SHOE), id("a", SHOE)))
        .containsExactly("orders[0].lines[1].id is that of the line that lines[0].line says");
  }

  @Test
  void an_ambiguous_line_makes_its_whole_batch_refused_and_is_named_by_its_place() {
    send(SHOE, SHOE);
    replace(at(1), 1);

    assertThatExceptionOfType(Failure.Invalid.class)
        .isThrownBy(() -> shop.send(
                ShopGround.order("B-1", eva, "EUR", List.of(SOCK)),
                ShopGround.order("A-1", eva, "EUR", List.of(SOCK, SHOE)))
            .await())
        .satisfies(failure -> assertThat(failure.errors())
            .singleElement()
            .asString()
            .startsWith("orders[1].lines[1] is ambiguous"));
    assertThat(shop.ground.ask("SELECT number FROM customer_order")).containsExactly("A-1");
  }

  @Test
  void a_remedy_given_while_its_line_disappears_is_kept_or_refused_in_two_hundred_rounds() {
    for (int round = 0; round < 200; round++) {
      send(SHOE, SOCK);
      var shoe = only("SHOE");
      var given = shop.replace(opened, shoe, 1);
      var sent = shop.send(ShopGround.order("A-1", eva, "EUR", List.of(SOCK)));

      Future.join(given, sent).otherwiseEmpty().await();

      assertThat(sent.succeeded()).as("round %d", round).isTrue();
      assertThat(shop.ground.ask("SELECT gone FROM cases_order_line WHERE id = '" + shoe + "'"))
          .as("round %d, given: %s", round, given)
          .isEqualTo(given.succeeded() ? List.of("true") : List.of());
      shop.ground.sql("DELETE FROM remedy_guard; DELETE FROM remedy; DELETE FROM order_line;");
    }
  }

  private Imported send(String... lines) {
    return shop.send(ShopGround.order("A-1", eva, "EUR", List.of(lines))).await();
  }

  /** Returns the reasons why the order is refused, and checks that nothing has changed. */
  private List<String> refusal(String... lines) {
    var before = shown();
    var errors = assertThatExceptionOfType(Failure.Invalid.class)
        .isThrownBy(() -> send(lines))
        .actual()
        .errors();
    assertThat(shown()).isEqualTo(before);
    return errors;
  }

  private String replace(OrderLineId line, int unit) {
    return shop.replace(opened, line, unit).await().id().toString();
  }

  /** Returns the remedy that conflicts with one more replacement. */
  private String holderOf(OrderLineId line, int unit) {
    var conflict = assertThatExceptionOfType(Failure.Conflict.class)
        .isThrownBy(() -> shop.replace(opened, line, unit).await())
        .actual();
    return Remedies.holder(conflict).orElseThrow().toString();
  }

  private OrderLineId only(String article) {
    return line("article = '" + article + "'");
  }

  private OrderLineId ofId(String id) {
    return line("shop_line = '" + id + "'");
  }

  private OrderLineId at(int position) {
    return line("gone_at IS NULL AND position = " + position);
  }

  private OrderLineId line(String where) {
    var found = shop.ground.ask("SELECT id FROM order_line WHERE " + where);
    assertThat(found).as(where).hasSize(1);
    return OrderLineId.parse(found.getFirst());
  }

  /** Returns every line: position, article, number of remedies, and whether it is gone. */
  private List<String> shown() {
    return shop.ground.ask("""
        SELECT position || ' ' || article || ' ' || price_minor || ' x ' || quantity || ': '
               || (SELECT count(*) FROM remedy r WHERE r.order_line = l.id)
               || CASE WHEN gone_at IS NULL THEN '' ELSE ' gone' END
          FROM order_line l
         ORDER BY gone_at IS NOT NULL, position
        """);
  }

  private static String line(String article, long price, int quantity) {
    return "{\"article\": \"%s\", \"title\": \"A thing\", \"quantity\": %d, \"price_minor\": %d}"
        .formatted(article, quantity, price);
  }

  private static String id(String id, String line) {
    return line.replaceFirst("\\{", "{\"id\": \"" + id + "\", ");
  }

  private static String said(String which, String line) {
    return line.replaceFirst("\\{", "{\"line\": \"" + which + "\", ");
  }
}
