package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Browsers.picture;
import static tandem.Browsers.remedy;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.document.Json;

/** The customer in the column of the customer: who it is, how to reach them, what they bought. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class CustomerBrowserIT {

  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir
  private static Path data;

  private static Browsers browsers;

  // One server for all: each test has a customer and calls of its own.
  private final int test = TESTS.incrementAndGet();
  private final String caller = "+316423456%02d".formatted(test);
  private final String call = "customer-" + test;

  @BeforeAll
  static void start() {
    browsers = Browsers.start(data);
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
    }
  }

  @AfterEach
  void everybodyGoesHome(Vertx vertx) {
    browsers.everybodyGoesHome(vertx);
  }

  private void order(String state) {
    browsers.order(caller, "99" + test, state, "EUR", """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 8995}""");
  }

  private void known(String name, String email) {
    browsers.asAdmin(
        "/api/v1/customers",
        Json.write(Map.of(
            "name",
            name,
            "contact_points",
            List.of(
                Map.of("kind", "phone", "value", caller),
                Map.of("kind", "email", "value", email)))),
        "application/json");
  }

  private static void edit(Page page) {
    page.getByTestId("edit-customer").click();
    assertThat(page.getByTestId("person-name")).isFocused();
  }

  @Test
  void an_unknown_caller_is_named_in_place_and_other_screens_hear_it() {
    var bram = browsers.talking("bram", call, caller);
    var tab = bram.context().newPage();
    tab.navigate(browsers.node().http() + "/agent");
    tab.getByTestId("work").first().click();
    assertThat(bram.getByTestId("identify-why")).containsText("This number is not on file");
    assertThat(bram.getByTestId("local-time")).containsText("in Amsterdam");

    bram.getByTestId("name-them").click();
    assertThat(bram.getByTestId("person-name")).isFocused();
    bram.getByTestId("person-name").fill("Noor de Boer");
    bram.getByTestId("point-kind").selectOption("email");
    bram.getByTestId("point-value").fill("Noor%d@Home.example".formatted(test));
    bram.getByTestId("point-add").click();
    bram.getByTestId("person-language").selectOption("nl");
    picture(bram, "customer-form");
    bram.getByTestId("person-submit").click();

    assertThat(bram.getByTestId("person-form")).hasCount(0);
    assertThat(bram.getByTestId("edit-customer")).isFocused();
    assertThat(bram.getByTestId("customer-name")).hasText("Noor de Boer");
    assertThat(bram.getByTestId("identify")).hasCount(0);
    assertThat(bram.locator(".person")).containsText("noor%d@home.example".formatted(test));
    assertThat(bram.locator(".person")).containsText("Dutch");
    assertThat(bram.getByTestId("work").first()).containsText("Noor de Boer");
    assertThat(tab.getByTestId("customer-name")).hasText("Noor de Boer");
    picture(bram, "customer-named");
  }

  @Test
  void two_who_change_one_customer_keep_both_texts() {
    order("shipped");
    var bram = browsers.talking("bram", call, caller);
    var daan = browsers.talking("daan", call + "-b", caller);
    edit(bram);
    edit(daan);
    daan.getByTestId("person-name").fill("Ana O.");
    bram.getByTestId("person-name").fill("Ana Maria Ortiz");
    bram.getByTestId("person-language").selectOption("es");
    bram.getByTestId("person-submit").click();

    assertThat(daan.getByTestId("person-other")).containsText("Ana Maria Ortiz");
    assertThat(daan.getByTestId("person-name")).hasValue("Ana O.");
    assertThat(daan.getByTestId("person-language")).hasValue("es");
    assertThat(daan.getByTestId("person-submit")).hasAttribute("aria-disabled", "true");
    picture(daan, "customer-both");
    daan.getByTestId("person-mine").click();
    daan.getByTestId("person-submit").click();

    assertThat(bram.getByTestId("customer-name")).hasText("Ana O.");
    assertThat(daan.getByTestId("person-form")).hasCount(0);
    assertThat(browsers.ask("SELECT language FROM customer WHERE name = 'Ana O.'"))
        .isEqualTo("es");
  }

  @Test
  void a_contact_point_is_removed_and_a_bad_one_says_what_is_wrong_with_it() {
    known("Eva Reach", "eva%d@old.example".formatted(test));
    var bram = browsers.talking("bram", call, caller);
    edit(bram);

    bram.getByTestId("point-value").fill("twelve");
    bram.getByTestId("person-submit").click();
    assertThat(bram.getByTestId("person-form")).containsText("must be a phone number");
    bram.getByLabel("Remove twelve").click();
    bram.getByLabel("Remove eva%d@old.example".formatted(test)).click();
    bram.keyboard().press("Escape");
    assertThat(bram.getByTestId("person-form")).hasCount(0);
    edit(bram);
    bram.getByTestId("person-submit").click();

    assertThat(bram.getByTestId("person-form")).hasCount(0);
    assertThat(bram.locator(".person")).not().containsText("old.example");
    assertThat(bram.locator(".person")).containsText(caller);
  }

  @Test
  void the_remedies_of_a_line_are_one_menu_that_goes_by_keys() {
    order("cancelled");
    var bram = browsers.talking("bram", call, caller);
    var button = bram.getByTestId("remedies-1");
    button.focus();

    bram.keyboard().press("ArrowDown");

    assertThat(bram.locator("[role=menu]")).isVisible();
    assertThat(bram.getByTestId("remedy-replacement-1")).isFocused();
    assertThat(bram.getByTestId("remedy-replacement-1")).containsText("the order is cancelled");
    picture(bram, "customer-remedies");
    bram.keyboard().press("ArrowUp");
    assertThat(bram.locator("[role=menuitem]").last()).isFocused();
    bram.keyboard().press("Home");
    bram.keyboard().press("r");
    assertThat(bram.getByTestId("remedy-refund-1")).isFocused();
    bram.keyboard().press("Enter");
    assertThat(bram.getByTestId("remedy-form")).hasCount(0);
    bram.keyboard().press("Escape");
    assertThat(bram.locator("[role=menu]")).hasCount(0);
    assertThat(button).isFocused();
    assertThat(button).hasAttribute("aria-expanded", "false");
  }

  @Test
  void what_was_given_stays_in_view_while_the_column_scrolls() {
    order("shipped");
    var bram = browsers.talking("bram", call, caller);
    remedy(bram, "replacement", 1).click();
    bram.getByTestId("remedy-reason").fill("They never came");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card")).isVisible();
    assertThat(bram.getByTestId("remedies-1")).containsText("Replacement");
    assertThat(bram.getByTestId("case-card")).containsText("This contact is about it");
    bram.setViewportSize(1440, 600);

    bram.evaluate("document.querySelector('aside').scrollTo(0, 100000)");

    var card = bram.getByTestId("guard-card").boundingBox();
    var column = bram.locator("aside").boundingBox();
    assertThat(card.y).isBetween(column.y, column.y + 40);
    assertThat((int) bram.evaluate("document.querySelector('aside').scrollTop")).isPositive();
    picture(bram, "customer-pinned");
  }

  @Test
  void of_two_with_one_number_the_other_stays_a_candidate_and_each_says_what_tells_them_apart() {
    known("Jan Jansen", "jan%d@one.example".formatted(test));
    known("Piet Jansen", "piet%d@two.example".formatted(test));
    var bram = browsers.talking("bram", call, caller);
    assertThat(bram.getByTestId("identify-why")).containsText("2 customers share this number");
    assertThat(bram.getByTestId("candidate").first())
        .containsText("jan%d@one.example".formatted(test));
    assertThat(bram.getByTestId("candidate").first()).not().containsText(caller);
    picture(bram, "customer-candidates");

    bram.getByTestId("candidate").first().click();

    assertThat(bram.getByTestId("customer-name")).hasText("Jan Jansen");
    assertThat(bram.getByTestId("identify")).hasCount(0);
    bram.reload();
    bram.getByTestId("not-them").click();
    assertThat(bram.getByTestId("identify-why"))
        .containsText("This call is with Jan Jansen. Others share the number");
    assertThat(bram.getByTestId("candidate")).hasCount(1);
    assertThat(bram.getByTestId("candidate")).containsText("Piet Jansen");
    bram.keyboard().press("Escape");
    assertThat(bram.getByTestId("identify")).hasCount(0);
    bram.getByTestId("not-them").click();
    bram.getByTestId("candidate").click();
    assertThat(bram.getByTestId("customer-name")).hasText("Piet Jansen");
  }

  @Test
  void a_search_says_of_each_what_tells_them_apart() {
    order("delivered");
    var bram = browsers.talking("bram", call, "+316423499%02d".formatted(test));

    bram.getByTestId("customer-search").fill("99" + test);

    assertThat(bram.getByTestId("found")).containsText(caller);
    assertThat(bram.getByTestId("found")).containsText("Order 99" + test + ", delivered");
  }
}
