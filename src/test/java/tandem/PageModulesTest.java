package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Currency;

/** The plain functions of the pages, as a real browser runs them. */
@ExtendWith(VertxExtension.class)
class PageModulesTest {

  private static final List<String> MINORS =
      List.of("0", "1", "9", "10", "99", "100", "12345", "1999000", "9007199254740991");

  private static BarePages page;

  @BeforeAll
  static void start(Vertx vertx) {
    page = new BarePages(vertx);
  }

  @AfterAll
  static void stop() {
    if (page != null) {
      page.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1999000 | HUF | HUF 19,990.00",
        "1999000 | RSD | RSD 19,990.00",
        "123456  | ALL | ALL 1,234.56",
        "123456  | IDR | IDR 1,234.56",
        "123456  | COP | COP 1,234.56",
        "123456  | LBP | LBP 1,234.56",
        "123456  | MGA | MGA 1,234.56",
        "123456  | IQD | IQD 123.456",
        "123456  | KWD | KWD 123.456",
        "123456  | CLF | CLF 12.3456",
        "123456  | UYW | UYW 12.3456",
        "123456  | ISK | ISK 123,456",
        "123456  | UGX | UGX 123,456",
        "123456  | XAU | XAU 123,456",
        "123456  | JPY | ¥123,456",
        "1250    | EUR | €12.50",
        "5       | USD | $0.05",
        "-1250   | EUR | -€12.50"
      })
  void an_amount_is_shown_with_its_currencys_own_digits(long minor, String currency, String shown) {
    assertThat(money("money(" + minor + ", '" + currency + "')").toString().replace('\u00a0', ' '))
        .isEqualTo(shown);
  }

  @Test
  void every_currency_of_the_table_is_written_and_read_back_exactly() {
    for (var currency : Currency.all()) {
      var code = currency.code();
      var asked = new ArrayList<String>(); // and answered in one go: each takes a moment
      var expected = new ArrayList<String>();
      for (var minor : MINORS) {
        var written = new BigDecimal(minor).movePointLeft(currency.digits());
        var text = written.setScale(currency.digits()).toPlainString();
        asked.add("amountText(" + minor + "n, '" + code + "')");
        expected.add(text);
        for (var typed : List.of(text, text.replace('.', ','), " " + text + " ")) {
          asked.add("String(amountMinor('" + typed + "', '" + code + "'))");
          expected.add(minor);
        }
        asked.add("money(" + minor + "n, '" + code + "').replaceAll(/[^0-9.]/g, '')");
        expected.add(text);
      }

      assertThat(money("[" + String.join(", ", asked) + "]")).as(code).isEqualTo(expected);
    }
  }

  @Test
  void no_amount_is_too_large_to_be_shown_to_its_last_digit() {
    assertThat(money("money(9007199254740993n, 'EUR')")).isEqualTo("€90,071,992,547,409.93");
    assertThat(money("money(1234567890123456789012n, 'EUR')"))
        .isEqualTo("€12,345,678,901,234,567,890.12");
    assertThat(money("money(999999999999999, 'KWD')").toString().replace('\u00a0', ' '))
        .isEqualTo("KWD 999,999,999,999.999");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12      | EUR | 1200",
        "12.     | EUR | 1200",
        "12,5    | EUR | 1250",
        "0.29    | EUR | 29",
        "4.35    | EUR | 435",
        "1.005   | KWD | 1005",
        "1,005   | KWD | 1005",
        "0,0001  | CLF | 1",
        "19990   | HUF | 1999000",
        "19990,5 | HUF | 1999050",
        "1250    | JPY | 1250",
        "12.505  | EUR | NaN",
        "12.5    | JPY | NaN",
        "1,250.00 | EUR | NaN",
        "-1      | EUR | NaN",
        "1e3     | EUR | NaN",
        "twelve  | EUR | NaN",
        ".5      | EUR | NaN",
        "99999999999999.99 | EUR | NaN"
      })
  void an_amount_is_read_with_comma_or_point_and_never_guessed(
      String typed, String currency, String minor) {
    assertThat(money("String(amountMinor('" + typed + "', '" + currency + "'))"))
        .isEqualTo(minor);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EU", "eur", "QQQ", "EURO", "€"})
  void an_unknown_currency_breaks_no_page(String currency) {
    assertThat(money("money(1250, '" + currency + "')"))
        .isEqualTo("1250 in the smallest unit of " + currency);
    assertThat(money("amountText(1250, '" + currency + "')")).isEqualTo("1250");
    assertThat(money("amountMinor('1250', '" + currency + "')")).isEqualTo(1250);
  }

  @Test
  void a_form_proposes_one_piece_and_the_amount_paid_for_it() {
    var pop = pop("shipped", 6_000, 6_000);

    var form = rules(pop, "rules.changed(pop, kinds, empty('refund'), {line: 'socks'})");

    assertThat(form).containsEntry("units", List.of(1)).containsEntry("amount", "5.00");
  }

  @Test
  void a_form_opens_with_no_item_and_no_piece() {
    var form = rules(pop("shipped", 6_000, 6_000), "empty('refund')");

    assertThat(form).containsEntry("units", List.of()).doesNotContainKey("noItem");
    assertThat(unready("shipped", "empty('refund')")).isEqualTo("First choose the item.");
    assertThat(unready("shipped", "{...empty('refund'), noItem: true}")).isEqualTo("");
    assertThat(unready("shipped", "{...empty('replacement'), noItem: true}"))
        .isEqualTo("First choose the item.");
  }

  @Test
  void money_is_limited_by_the_rest_of_line_and_order() {
    var pieces = "[1, 2, 3]";
    assertThat(left(6_000, 6_000, "", pieces)).isEqualTo(List.of(1500, 1500));
    assertThat(left(3_000, 3_000, "", pieces)).as("half the price").isEqualTo(List.of(1500, 750));
    assertThat(left(6_000, 1_000, "", pieces))
        .as("paid for the order")
        .isEqualTo(List.of(1000, 1000));
    assertThat(left(0, 0, "", pieces)).as("unpaid").isEqualTo(List.of(0, 0));
    assertThat(left(6_000, 6_000, remedy("socks", "[1]", 301), pieces))
        .as("one has got some, and an amount is spread evenly")
        .isEqualTo(List.of(597, 597));
    assertThat(left(6_000, 6_000, remedy("socks", "[12]", 4_900), pieces))
        .as("what is left of the line")
        .isEqualTo(List.of(1100, 1100));
    assertThat(left(6_000, 6_000, remedy("shoes", "[1]", 5_500), pieces))
        .as("what another line of the order has got")
        .isEqualTo(List.of(500, 500));
  }

  @ParameterizedTest
  @CsvSource({
    "shipped, 6000, refund, ''",
    "cancelled, 6000, replacement, state",
    "cancelled, 0, refund, state",
    "shipped, 0, refund, unpaid",
    "shipped, 0, replacement, ''"
  })
  void the_order_decides_what_may_be_given(String state, int paid, String kind, String why) {
    var expression = "{why: rules.obstacle(pop, kindOf('" + kind
        + "'), rules.lineOf(pop, 'socks'), 'case')?.why ?? ''}";

    assertThat(rules(pop(state, paid, paid), expression)).containsEntry("why", why);
  }

  @Test
  void a_case_and_its_items_exclude_each_other_within_a_group() {
    var why =
        "{item: rules.obstacle(pop, kindOf('refund'), rules.lineOf(pop, 'socks'), 'case')?.why ?? '',"
            + " noItem: rules.withoutItemHolder(pop, kindOf('refund'), 'case')?.id ?? ''}";
    var free = pop("shipped", 6_000, 6_000);

    assertThat(rules(free, why)).containsEntry("item", "").containsEntry("noItem", "");
    assertThat(rules(having(free, "order_line: undefined, units: [1]"), why))
        .containsEntry("item", "on_case")
        .containsEntry("noItem", "r");
    assertThat(rules(having(free, "order_line: 'shoes', units: [1]"), why))
        .containsEntry("item", "")
        .containsEntry("noItem", "r");
    assertThat(rules(having(free, "case: 'other', order_line: undefined, units: [1]"), why))
        .containsEntry("item", "")
        .containsEntry("noItem", "");
    assertThat(rules(having(free, "state: 'revoked', order_line: undefined, units: [1]"), why))
        .containsEntry("item", "")
        .containsEntry("noItem", "");
  }

  private static String having(String pop, String remedy) {
    return pop.replace(
        "remedies: []", "remedies: [{...given, exclusion_group: 'make_good', " + remedy + "}]");
  }

  @Test
  void a_sentence_for_the_customer_counts_and_knows_the_remedys_own_tracking_number_alone() {
    var told = "{text: words.sentence(pop, {...given, %s})}";

    assertThat(text(told.formatted("state: 'done'")))
        .contains("replacement for 2 of 12 × Socks (order 10482)")
        .doesNotContain("racking", "ORDER-10482");
    assertThat(text(told.formatted("state: 'done', tracking: 'SECOND-1'")))
        .contains("The tracking number is SECOND-1.");
    assertThat(text(told.formatted("order_line: 'gone', units: [1]")))
        .contains("Hat (no longer in order 10482)");
    assertThat(text(told.formatted("amount_minor: 1999000, currency: 'HUF'")))
        .contains("replacement HUF");
  }

  private static String text(String expression) {
    return String.valueOf(rules(pop("delivered", 6_000, 6_000), expression).get("text"));
  }

  private static String unready(String state, String form) {
    var expression = "{text: checks.unready(pop, kindOf(" + form + ".kind), " + form
        + ", 'case', 'me')?.text ?? ''}";
    return String.valueOf(rules(pop(state, 6_000, 6_000), expression).get("text"));
  }

  private static Object left(int line, int order, String remedies, String units) {
    var pop = pop("shipped", line, order).replace("remedies: []", "remedies: [" + remedies + "]");
    return rules(
            pop,
            "{both: Object.values(rules.moneyLeft(pop, rules.lineOf(pop, 'socks'), " + units
                + "))}")
        .get("both");
  }

  private static String remedy(String line, String units, int minor) {
    return "{...given, order_line: '" + line + "', units: " + units + ", amount_minor: " + minor
        + "}";
  }

  /** An order of 12 pairs of socks, shoes, and a hat that the shop took out of it. */
  private static String pop(String state, int linePaid, int orderPaid) {
    return """
        {customer: {id: 'ana'}, cases: [], timeline: [], remedies: [], orders: [{id: 'order', number: '10482', state: '%s',
          currency: 'EUR', tracking: 'ORDER-10482', paid_minor: %d, lines: [
            {id: 'socks', position: 1, title: 'Socks', quantity: 12, price_minor: 500, paid_minor: %d, gone: false},
            {id: 'shoes', position: 2, title: 'Shoes', quantity: 1, price_minor: 9000, paid_minor: 9000, gone: false},
            {id: 'gone', position: 3, title: 'Hat', quantity: 1, price_minor: 100, paid_minor: 0, gone: true}]}]}
        """.formatted(state, orderPaid, linePaid);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // as today's server writes them, newest first
        "arrived | Call to Parcels, not finished yet",
        "ended:{how: 'abandoned', waited_ms: 42000} arrived | Call to Parcels, hung up before an answer · waited 0:42",
        "ended:{how: 'handled', without_outcome: true, waited_ms: 7000, talked_ms: 61000} arrived"
            + " | Call to Parcels · Ana · waited 0:07, talked 1:01 “Closed without an outcome”",
        "outcome:{event: 'ended', how: 'handled', outcome_name: 'Solved', waited_ms: 7000, talked_ms: 61000} arrived"
            + " | Outcome: Solved · Ana · waited 0:07, talked 1:01 / Call to Parcels · Ana",
        "outcome:{outcome_name: 'Solved', late: true} ended:{how: 'handled', without_outcome: true} arrived"
            + " | Outcome: Solved · Ana / Call to Parcels · Ana",
        // of somebody else than it arrived for: only its end stands here
        "outcome:{event: 'ended', how: 'handled', outcome_name: 'Solved', waited_ms: 7000, talked_ms: 61000}"
            + " | Outcome: Solved · Ana · waited 0:07, talked 1:01 / Call to Parcels · Ana",
        "ended:{how: 'handled', without_outcome: true, waited_ms: 7000, talked_ms: 61000}"
            + " | Call to Parcels · Ana · waited 0:07, talked 1:01 “Closed without an outcome”",
        "outcome:{outcome_name: 'Solved', late: true} | Outcome: Solved · Ana / Contact: the outcome “Solved” was recorded · Ana",
        // as earlier versions wrote them
        "queued | Call to Parcels, waiting",
        "abandoned offered queued | Call to Parcels, hung up before an answer",
        "connected accepted offered queued | Call to Parcels, in conversation · Ana",
        "closed:{outcome: 'solved'} outcome:{outcome_name: 'Solved'} wrap_up connected accepted offered queued"
            + " | Call to Parcels · Ana / Outcome: Solved · Ana",
        "closed:{without_outcome: true} wrap_up connected accepted offered queued"
            + " | Call to Parcels · Ana “Closed without an outcome”",
        // ones that were going on when the server was upgraded
        "outcome:{outcome_name: 'Solved'} connected accepted offered queued"
            + " | Outcome: Solved · Ana / Call to Parcels · Ana",
        "outcome:{event: 'ended', how: 'handled', outcome_name: 'Solved'} connected accepted offered queued"
            + " | Outcome: Solved · Ana / Call to Parcels · Ana"
      })
  void a_contact_is_one_row_whichever_version_wrote_its_entries(String entries, String shown) {
    var script = """
        async () => {
          const { rows } = (await import('/web-tests/modules.js')).timelineText;
          const names = {agent: id => id ? 'Ana' : '', department: () => '', queue: id => id ? 'Parcels' : '', channel: id => id ? 'call' : undefined, line: () => undefined};
          const written = [%s].map(([word, said], i, all) => {
            const first = word === 'arrived' || word === 'queued';
            return {case: 'k', case_number: 1, number: all.length - i, at: '2026-02-02T09:00:00Z', contact: 'c',
              kind: word === 'outcome' ? 'outcome' : 'contact', agent: first || word === 'abandoned' || said.how === 'abandoned' ? undefined : 'ana',
              body: {...(word === 'outcome' ? {} : {event: word}), ...(first || said.how ? {queue: 'parcels'} : {}), ...said}};
          });
          return rows(written, names).map(row => [row.text, row.who].filter(Boolean).join(' · ') + (row.quote ? ` “${row.quote}”` : '')).join(' / ');
        }
        """.formatted(Pattern.compile("(\\w+)(?::(\\{[^}]*\\}))?(?:\\s+|$)")
        .matcher(entries)
        .replaceAll(one ->
            "['" + one.group(1) + "', " + Objects.requireNonNullElse(one.group(2), "{}") + "], "));

    assertThat(page.evaluate(script)).isEqualTo(shown);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> rules(String pop, String expression) {
    var script = """
        async () => {
          const { remedies: rules, remedyChecks: checks, remedyText: words } = await import('/web-tests/modules.js');
          const states = ['placed', 'packed', 'shipped', 'delivered'];
          const kinds = [
            {id: 'replacement', name: 'Replacement', exclusion_group: 'make_good', without_item: false, order_states: states},
            {id: 'refund', name: 'Refund', exclusion_group: 'make_good', most: {EUR: 2500}, without_item: false, order_states: states}];
          const kindOf = id => kinds.find(kind => kind.id === id);
          const empty = kind => ({kind, line: undefined, units: [], amount: '', reason: '', key: 'k', chooseLine: true});
          const given = {id: 'r', case: 'case', order_line: 'socks', units: [1, 2], kind: 'replacement', kind_name: 'Replacement',
            exclusion_group: 'other', state: 'given', reason: 'holes', agent_name: 'Bram', department_name: 'Shipping',
            given_at: new Date().toISOString()};
          const pop = %s;
          return %s;
        }
        """.formatted(pop, expression);
    return (Map<String, Object>) page.evaluate(script);
  }

  private static Object money(String expression) {
    return page.evaluate(
        "async () => { const { money, amountText, amountMinor } = (await import('/web-tests/modules.js')).money; return "
            + expression + "; }");
  }
}
