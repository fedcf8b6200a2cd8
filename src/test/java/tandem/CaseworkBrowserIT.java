package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Browsers.picture;
import static tandem.Browsers.remedy;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The work with a customer's cases in the column of the customer. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class CaseworkBrowserIT {

  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir
  private static Path data;

  private static Browsers browsers;

  // One server for all: each test has a customer and calls of its own.
  private final int test = TESTS.incrementAndGet();
  private final String caller = "+316323456%02d".formatted(test);
  private final String call = "case-" + test;

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

  private void order() {
    browsers.order(caller, "88" + test, "shipped", "EUR", """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 8995}""");
  }

  private static Locator card(Page page, String subject) {
    return page.getByTestId("case-card").filter(new Locator.FilterOptions().setHasText(subject));
  }

  private static void newCase(Page page, String kind, String subject, boolean about) {
    page.getByTestId("new-case").click();
    page.getByTestId("case-kind-" + kind).check();
    page.getByTestId("case-subject").fill(subject);
    page.getByTestId("case-about").setChecked(about);
    page.getByTestId("case-submit").click();
    assertThat(page.getByTestId("new-case-form")).hasCount(0);
    assertThat(card(page, subject)).isVisible();
  }

  @Test
  void a_call_is_switched_to_a_case_that_was_opened_and_read_on_all_screens() {
    order();
    var bram = browsers.talking("bram", call, caller);
    var daan = browsers.talking("daan", call + "-b", caller);
    var tab = bram.context().newPage();
    tab.navigate(browsers.node().http() + "/agent");
    tab.getByTestId("work").first().click();
    var first = bram.getByTestId("case").getAttribute("data-case");

    newCase(bram, "complaint", "The invoice is wrong", false);
    assertThat(card(daan, "The invoice is wrong")).containsText("Complaint");
    var card = card(bram, "The invoice is wrong");
    assertThat(card.getByTestId("this-contact")).hasCount(0);
    card.getByTestId("case-open").click();
    assertThat(card).containsText("Nothing has happened on this case yet.");
    picture(bram, "case-opened");
    card.getByTestId("work-on-case").click();

    assertThat(card.getByTestId("this-contact")).isVisible();
    assertThat(card.getByTestId("case-open")).isFocused();
    var second = card.getAttribute("data-case");
    assertThat(bram.getByTestId("case")).hasAttribute("data-case", second);
    assertThat(tab.getByTestId("case")).hasAttribute("data-case", second);
    assertThat(daan.getByTestId("case")).hasAttribute("data-case", first);
    assertThat(bram.locator("tandem-contact .story")).containsText("This contact came from case");
    assertThat(daan.locator("tandem-timeline")).containsText("This contact goes on in case");
    picture(bram, "case-switched");

    bram.getByTestId("note").fill("Wants a new invoice.");
    bram.getByTestId("save-note").click();
    assertThat(bram.locator("tandem-contact .story")).containsText("Wants a new invoice.");
    assertThat(browsers.ask(
            "SELECT case_id FROM timeline_entry WHERE body ->> 'text' = 'Wants a new invoice.'"))
        .isEqualTo(second);
    bram.reload();
    assertThat(bram.getByTestId("case")).hasAttribute("data-case", second);
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void a_call_joins_the_open_case_and_not_the_one_that_was_resolved_last() {
    order();
    var bram = browsers.talking("bram", call, caller);
    var first = bram.getByTestId("case").getAttribute("data-case");
    newCase(bram, "complaint", "The invoice is wrong", false);
    var open = card(bram, "The invoice is wrong").getAttribute("data-case");
    bram.getByTestId("finish").click();
    bram.getByTestId("outcome-answered").click();
    bram.getByTestId("finish-submit").click();
    assertThat(bram.getByTestId("contact")).hasCount(0);
    assertThat(browsers.ask("SELECT state FROM case_file WHERE id = '" + first + "'"))
        .isEqualTo("resolved");

    browsers.ring(call + "-again", caller);
    bram.getByTestId("accept").click();

    assertThat(bram.getByTestId("case")).hasAttribute("data-case", open);
  }

  @Test
  void what_became_of_a_remedy_has_its_own_reason_and_not_the_one_for_which_it_was_given() {
    order();
    var bram = browsers.talking("bram", call, caller);
    remedy(bram, "replacement", 1).click();
    bram.getByTestId("remedy-reason").fill("It came broken");
    bram.getByTestId("remedy-submit").click();
    var given = bram.getByTestId("guard-card").first();
    assertThat(given).containsText("It came broken");
    var path = "/api/v1/remedies/" + given.getAttribute("data-remedy") + "/state";

    browsers.asAdmin(path, "{\"state\": \"done\", \"reason\": \"sent\"}", "application/json");
    browsers.asAdmin(
        path,
        "{\"state\": \"returned\", \"reason\": \"The parcel came back\"}",
        "application/json");

    var row = bram.locator("tandem-timeline .entry")
        .filter(new Locator.FilterOptions().setHasText("The parcel came back"));
    assertThat(row).hasCount(1);
    assertThat(row).not().containsText("It came broken");
  }

  @Test
  void an_open_remedy_form_claims_for_the_case_that_the_contact_has_now() {
    order();
    var bram = browsers.talking("bram", call, caller);
    bram.getByTestId("give-remedy").click();
    bram.getByTestId("remedy-kind").selectOption("credit");
    bram.getByTestId("remedy-line").selectOption("none");
    assertThat(bram.getByTestId("remedy-amount")).isVisible();

    newCase(bram, "request", "A voucher", true);

    var file = card(bram, "A voucher");
    assertThat(file.getByTestId("this-contact")).isVisible();
    bram.getByTestId("remedy-reason").fill("She waited long");
    bram.getByTestId("remedy-amount").fill("5");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card").first()).containsText("Store credit");
    assertThat(
            browsers.ask("SELECT max(case_id::text) FROM remedy WHERE reason = 'She waited long'"))
        .isEqualTo(file.getAttribute("data-case"));
    assertThat(browsers.ask("SELECT count(*) FROM remedy_claim WHERE object_id <> '"
            + file.getAttribute("data-case") + "' AND object_type = 'case'"))
        .isEqualTo("0");
  }

  @Test
  void a_new_case_asks_for_a_subject_and_keeps_what_was_typed() {
    var bram = browsers.talking("bram", call, caller);

    bram.getByTestId("new-case").click();
    assertThat(bram.getByTestId("case-subject")).isFocused();
    bram.getByTestId("case-submit").click();
    assertThat(bram.getByTestId("new-case-form")).containsText("Enter a subject");
    bram.getByTestId("case-subject").fill("Half a sentence");
    picture(bram, "case-new");
    bram.keyboard().press("Escape");
    assertThat(bram.getByTestId("new-case-form")).hasCount(0);
    assertThat(bram.getByTestId("new-case")).isFocused();
    bram.reload();
    bram.getByTestId("new-case").click();

    assertThat(bram.getByTestId("case-subject")).hasValue("Half a sentence");
    bram.getByTestId("case-submit").click();
    assertThat(card(bram, "Half a sentence").getByTestId("this-contact")).isVisible();
    assertThat(browsers.ask("SELECT state FROM case_file WHERE subject = 'Half a sentence'"))
        .isEqualTo("open");
  }

  @Test
  void another_open_case_in_the_story_leads_to_its_card() {
    var bram = browsers.talking("bram", call, caller);
    newCase(bram, "question", "The second thing", false);

    bram.getByTestId("also-case").click();

    var card = card(bram, "The second thing");
    assertThat(card.getByTestId("case-open")).isFocused();
    assertThat(card.getByTestId("case-open")).hasAttribute("aria-expanded", "true");
    assertThat(card.getByTestId("work-on-case")).isVisible();
  }
}
