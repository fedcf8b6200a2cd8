package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Browsers.picture;
import static tandem.Browsers.remedy;
import static tandem.Polls.eventually;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.commands.Doctor;
import tandem.desk.casework.Notes;

/** The main use of Tandem in a real browser: two departments, one customer, one pair of shoes. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class ConsoleBrowserIT {

  private static final AtomicInteger TESTS = new AtomicInteger();

  /** The part of the page with the panels and forms of a contact. */
  private static final Pattern FORMS = Pattern.compile(".*/web/en/chunks/forms-.*\\.js");

  @TempDir
  private static Path data;

  private static Browsers browsers;

  // One server for all: each test has a customer, an order and calls of its own.
  private final int test = TESTS.incrementAndGet();
  private final String caller = "+316123456%02d".formatted(test);
  private final String number = "104%02d".formatted(test);
  private final String first = "c-" + test + "-1";
  private final String second = "c-" + test + "-2";

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
    order("shipped", "EUR", """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 8995}""");
  }

  private void order(String state, String currency, String lines) {
    browsers.order(caller, number, state, currency, lines);
  }

  @Test
  void a_call_rings_with_its_history_and_the_other_department_sees_the_remedy_at_once()
      throws Exception {
    order();
    var bram = browsers.agent("bram");

    browsers.ring(first, caller);

    assertThat(bram.getByTestId("offer")).isVisible();
    assertThat(bram.getByTestId("customer-name")).containsText("Ana Ortiz");
    assertThat(bram.getByTestId("orders")).containsText(number);
    assertThat(bram.getByTestId("offer")).containsText("First contact: nothing on file.");
    assertThat(bram.evaluate("document.documentElement.scrollHeight - innerHeight"))
        .isEqualTo(0);
    picture(bram, "1-offer");

    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connecting");
    assertThat(bram.getByTestId("finish")).hasAttribute("aria-disabled", "true");
    bram.keyboard().press("F9");
    assertThat(bram.getByTestId("finish-panel")).hasCount(0);
    browsers.bridged(first);
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connected");
    assertThat(bram.getByTestId("finish")).hasAttribute("aria-disabled", "false");
    picture(bram, "2-talking");

    var daan = browsers.agent("daan");
    remedy(bram, "replacement", 1).click();
    bram.getByTestId("remedy-reason").fill("The shoes never came");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card").first()).containsText("Replacement");
    picture(bram, "3-remedy-given");

    browsers.hangUp(first);
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "wrap_up");
    bram.getByTestId("finish").click();
    assertThat(bram.getByTestId("finish-panel")).isVisible();
    bram.getByTestId("outcome-remedy_given").click();
    bram.getByTestId("note").fill("Sent again, told the customer.");
    picture(bram, "4-wrap-up");
    bram.getByTestId("finish-submit").click();
    assertThat(bram.getByTestId("work")).hasCount(0);

    bram.getByTestId("change-status").click();
    bram.getByTestId("state-lunch").click();
    browsers.ring(second, caller);
    assertThat(daan.getByTestId("offer")).isVisible();
    assertThat(daan.getByTestId("guard-card").first()).containsText("Already taken care of");
    assertThat(daan.getByTestId("guard-card").first()).containsText("Bram");
    picture(daan, "5-already-taken-care-of");

    var wall = browsers.page();
    browsers.supervise(wall);
    picture(wall, "6-wall");
    assertThat(browsers.complaints()).isEmpty();
    assertThat(new Doctor(browsers.node().database()).examine().rows()).isZero();
  }

  @Test
  void a_call_has_two_rows_on_the_timeline_and_its_story_opens_on_demand() {
    order();
    var bram = browsers.talking("bram", first, caller);
    browsers.hangUp(first);
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "wrap_up");
    bram.getByTestId("finish").click();
    bram.getByTestId("outcome-remedy_given").click();
    bram.getByTestId("note").fill("Sent again, told the customer.");
    bram.getByTestId("finish-submit").click();
    assertThat(bram.getByTestId("work")).hasCount(0);
    browsers.ring(second, caller);
    assertThat(bram.getByTestId("offer")).isVisible();

    var rows = bram.locator("ol.timeline > li");
    var outcome = bram.locator("ol.timeline > li[data-kind=outcome]");
    assertThat(outcome).containsText(Pattern.compile("waited \\d+:\\d\\d, talked \\d+:\\d\\d"));
    assertThat(outcome).containsText("Sent again, told the customer.");
    var call = bram.locator("ol.timeline > li[data-kind=contact]").last();
    assertThat(call).not().containsText("not finished yet");
    assertThat(call.locator(".happened")).hasCount(0);
    picture(bram, "13-timeline");

    call.getByTestId("story").click();

    assertThat(call.locator(".happened")).containsText("Conversation began");
    assertThat(call.locator(".happened")).containsText("Conversation ended");
    assertThat(call.locator(".happened > li").last()).containsText("Finished");
    assertThat(call.getByTestId("story")).hasAttribute("aria-expanded", "true");
    Axe.findsNothing(bram, "story of a contact");
    call.scrollIntoViewIfNeeded();
    picture(bram, "13-story");
    bram.setViewportSize(1280, 720);
    call.scrollIntoViewIfNeeded();
    picture(bram, "13-story-at-1280");
    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connecting");
    bram.setViewportSize(720, 430); // 1440 at 200 %
    bram.getByTestId("customer-toggle").click();
    call.getByTestId("story").click();
    assertThat(call.locator(".happened > li").last()).containsText("Finished");
    call.locator(".happened > li").last().scrollIntoViewIfNeeded();
    picture(bram, "13-story-at-200-percent");
    assertThat(bram.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
    call.getByTestId("story").click();
    assertThat(call.locator(".happened")).hasCount(0);
    assertThat(rows.count()).isGreaterThanOrEqualTo(2);
    assertThat(browsers.complaints()).isEmpty();
    assertThat(new Doctor(browsers.node().database()).examine().rows()).isZero();
  }

  @Test
  void a_reload_while_it_rings_keeps_the_offer_and_nothing_moves_when_it_rings() {
    var bram = browsers.agent("bram");
    new Shifts(bram).none(() -> {
      browsers.ring(first, caller);
      assertThat(bram.getByTestId("offer")).isVisible();
      assertThat(bram.getByTestId("customer-name")).isVisible();
    });
    var offer = bram.getByTestId("offer").getAttribute("data-offer");

    bram.reload();

    assertThat(bram.getByTestId("offer")).hasAttribute("data-offer", offer);
    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connecting");
    browsers.bridged(first);
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connected");
  }

  @Test
  void a_colleague_sees_a_claim_and_then_the_remedy() {
    order();
    var bram = browsers.talking("bram", first, caller);
    var daan = browsers.talking("daan", second, caller);

    remedy(bram, "replacement", 1).click();
    assertThat(daan.getByTestId("claim")).containsText("Bram Visser (Shipping)");
    assertThat(daan.getByTestId("claim")).containsText("is arranging this for");
    picture(daan, "7-being-given-now");
    bram.keyboard().press("Escape");
    bram.getByTestId("remedy-form").getByText("Cancel").click();
    assertThat(daan.getByTestId("claim")).hasCount(0);
    assertThat(daan.getByTestId("guard-card")).hasCount(0);

    remedy(bram, "replacement", 1).click();
    assertThat(daan.getByTestId("claim")).hasCount(1);
    bram.getByTestId("remedy-reason").fill("The shoes never came");
    bram.getByTestId("remedy-submit").click();

    assertThat(daan.getByTestId("guard-card").first()).containsText("Bram Visser (Shipping)");
    assertThat(daan.getByTestId("claim")).hasCount(0);
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void its_giver_takes_a_remedy_back_with_a_reason_and_a_colleague_cannot() {
    order();
    var bram = browsers.talking("bram", first, caller);
    var daan = browsers.talking("daan", second, caller);
    remedy(bram, "replacement", 1).click();
    bram.getByTestId("remedy-reason").fill("The shoes never came");
    bram.getByTestId("remedy-submit").click();
    assertThat(daan.getByTestId("guard-card").first()).containsText("Bram Visser (Shipping)");
    assertThat(daan.getByTestId("revoke")).hasCount(0);
    assertThat(bram.getByTestId("revoke")).containsText("Take back 4:");

    bram.getByTestId("revoke").click();
    assertThat(bram.getByTestId("revoke-dialog")).containsText("Take back Replacement");
    bram.getByTestId("revoke-submit").click();
    assertThat(bram.getByTestId("revoke-problem")).containsText("Enter a reason");
    assertThat(bram.getByTestId("revoke-reason")).isFocused();
    Axe.findsNothing(bram, "remedy taken back");
    bram.keyboard().press("Escape");
    assertThat(bram.getByTestId("revoke-dialog")).hasCount(0);
    bram.getByTestId("revoke").click();
    bram.getByTestId("revoke-reason").fill("She found them");
    picture(bram, "7-taking-back");
    bram.getByTestId("revoke-submit").click();

    assertThat(bram.getByTestId("revoke-dialog")).hasCount(0);
    assertThat(bram.getByTestId("guard-open")).containsText("revoked");
    assertThat(daan.getByTestId("guard-open")).isVisible();
    assertThat(remedy(daan, "replacement", 1)).hasAttribute("aria-disabled", "false");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void closing_a_page_with_an_open_form_ends_its_claims() {
    order();
    var bram = browsers.talking("bram", first, caller);
    var daan = browsers.talking("daan", second, caller);
    remedy(bram, "replacement", 1).click();
    assertThat(daan.getByTestId("claim")).hasCount(1);

    bram.context().close();

    assertThat(daan.getByTestId("claim")).hasCount(0);
  }

  @Test
  void typed_text_survives_a_reload_and_a_restart_of_the_server() {
    order();
    var bram = browsers.talking("bram", first, caller);
    remedy(bram, "replacement", 1).click();
    bram.getByTestId("remedy-reason").fill("The shoes never came");
    browsers.hangUp(first);
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "wrap_up");
    bram.getByTestId("finish").click();
    bram.getByTestId("outcome-return_expected").click();
    bram.getByTestId("note").fill("She calls again on Friday");

    bram.reload(); // at once: nothing has been typed for less than 400 ms

    assertTyped(bram);
    assertThat(bram.getByTestId("note")).hasValue("She calls again on Friday");
    assertThat(bram.getByText("Draft saved")).isVisible();
    browsers.restart();
    var other = browsers.logIn("bram"); // another browser knows only what the server has
    assertTyped(other);
    other.getByTestId("finish-submit").click();
    assertThat(other.getByTestId("work")).hasCount(0);
  }

  private static void assertTyped(Page page) {
    assertThat(page.getByTestId("note")).hasValue("She calls again on Friday");
    assertThat(page.getByTestId("outcome-return_expected").locator("input")).isChecked();
    assertThat(page.getByTestId("remedy-reason")).hasValue("The shoes never came");
  }

  @Test
  void the_forms_come_when_the_page_is_idle_and_open_without_a_line() {
    order();
    var bram = browsers.talking("bram", first, caller);
    eventually(() -> (boolean) bram.evaluate("Boolean(customElements.get('tandem-finish'))"));
    bram.context().setOffline(true);

    bram.keyboard().press("F9");
    bram.getByTestId("give-remedy").click();

    assertThat(bram.getByTestId("finish-panel")).isVisible();
    assertThat(bram.getByTestId("remedy-form")).isVisible();
    bram.context().setOffline(false);
    assertThat(bram.getByTestId("line")).hasAttribute("data-line", "live");
  }

  @Test
  void a_form_that_cannot_be_loaded_says_so_and_comes_when_it_is_asked_for_again() {
    var bram = browsers.page();
    bram.route(FORMS, Route::abort);
    browsers.talking(bram, "bram", first, caller);

    bram.keyboard().press("F9");

    assertThat(bram.locator(".finish")).containsText("could not be loaded");
    picture(bram, "17-no-forms");
    bram.unroute(FORMS);
    bram.locator(".finish").getByTestId("part-again").click();
    assertThat(bram.getByTestId("outcome-search")).isFocused();
  }

  @Test
  void a_history_that_waits_for_the_cases_moves_nothing_when_they_come() {
    order();
    var held = new CopyOnWriteArrayList<Route>();
    var bram = browsers.page();
    bram.route(FORMS, held::add);
    browsers.agent(bram, "bram");
    browsers.ring(first, caller);
    assertThat(bram.getByTestId("customer-name")).isVisible();
    assertThat(bram.getByTestId("orders")).hasCount(0);

    new Shifts(bram).none(() -> {
      bram.waitForCondition(() -> !held.isEmpty());
      held.forEach(Route::resume);
      assertThat(bram.getByTestId("cases")).isVisible();
      assertThat(bram.getByTestId("orders")).isVisible();
    });
  }

  @Test
  void what_is_typed_while_a_form_is_on_its_way_stays_and_nothing_moves() {
    var held = new CopyOnWriteArrayList<Route>();
    var bram = browsers.page();
    bram.route(FORMS, held::add);
    browsers.talking(bram, "bram", first, caller);
    bram.keyboard().press("F9");
    assertThat(bram.locator(".finish")).containsText("Loading");
    bram.getByTestId("note").focus();
    bram.keyboard().type("She asks ");
    var before = bram.getByTestId("note").boundingBox();

    held.forEach(Route::resume);
    assertThat(bram.getByTestId("finish-panel")).isVisible();
    bram.keyboard().type("again");

    assertThat(bram.getByTestId("note")).hasValue("She asks again");
    assertThat(bram.getByTestId("note").boundingBox().y).isEqualTo(before.y);
  }

  @Test
  void escape_closes_what_was_opened_last_and_only_that() {
    order();
    var bram = browsers.talking("bram", first, caller);
    bram.keyboard().press("F9");
    bram.getByTestId("not-them").click();
    assertThat(bram.getByTestId("identify")).isVisible();
    bram.getByTestId("transfer-open").click();
    assertThat(bram.getByTestId("transfer-search")).isFocused();
    bram.getByTestId("change-status").click();
    assertThat(bram.getByTestId("state-lunch")).isVisible();
    var open = List.of("state-lunch", "transfer", "identify", "finish-panel");

    for (int i = 0; i < open.size(); i++) {
      bram.keyboard().press("Escape");
      assertThat(bram.getByTestId(open.get(i))).hasCount(0);
      for (var other : open.subList(i + 1, open.size())) {
        assertThat(bram.getByTestId(other)).isVisible();
      }
    }
    bram.getByTestId("not-them").click();
    bram.getByTestId("customer-search").fill("Somebody");
    bram.keyboard().press("Escape");
    assertThat(bram.getByTestId("identify")).hasCount(0);
    assertThat(bram.getByTestId("not-them")).isFocused();
    bram.getByTestId("not-them").click();
    bram.getByTestId("identify-close").click();
    assertThat(bram.getByTestId("identify")).hasCount(0);
  }

  @Test
  void a_new_outcome_and_a_new_remedy_are_there_to_choose_at_once() {
    var bram = browsers.talking("bram", first, caller);
    bram.getByTestId("finish").click();
    assertThat(bram.getByTestId("outcome-answered")).isVisible();

    browsers.floor("""
        outcomes:
          - {id: escalated, name: Handed to the manager}
        remedies:
          # for orders in every state: other tests say which kinds an order does not allow
          - {id: flowers, name: Flowers, exclusion_group: kindness,
             order_states: [placed, packed, shipped, delivered, returned, cancelled]}
        reasons:
          - {id: fire_drill, name: Fire drill}
        """);

    assertThat(bram.getByTestId("outcome-escalated")).isVisible();
    bram.getByTestId("give-remedy").click();
    assertThat(bram.getByTestId("remedy-kind")).containsText("Flowers");
    bram.getByTestId("change-status").click();
    assertThat(bram.getByTestId("state-fire_drill")).isVisible();
  }

  @Test
  void a_remedy_for_no_item_says_its_limit_and_asks_for_the_amount() {
    var bram = browsers.talking("bram", first, caller);
    bram.getByTestId("give-remedy").click();
    var form = bram.getByTestId("remedy-form");
    bram.getByTestId("remedy-kind").selectOption("credit");
    assertThat(bram.getByTestId("remedy-line")).hasValue("");
    bram.getByTestId("remedy-line").selectOption("none");
    assertThat(form).containsText("at most €50.00 without an item");
    bram.getByTestId("remedy-reason").fill("She was kept waiting");
    bram.getByTestId("remedy-submit").click();
    assertThat(form).containsText("Enter an amount");
    assertThat(bram.getByTestId("remedy-amount")).isFocused();

    bram.getByTestId("remedy-amount").fill("12,50");
    bram.getByTestId("remedy-submit").click();

    assertThat(form).hasCount(0);
    assertThat(bram.getByTestId("timeline")).containsText("Store credit €12.50");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void an_agent_finds_customers_by_their_names_as_they_are_stored_and_by_an_orders_number() {
    order();
    for (var name : List.of("Bol.com BV", "Müller", "李", "foo@bar 12345")) {
      browsers.customer(name);
    }
    var bram = browsers.talking("bram", first, "+31207654321");
    var search = bram.getByTestId("customer-search");

    Map.of(
            "Bol.com BV",
            "Bol.com BV",
            "muller",
            "Müller",
            "李",
            "李",
            "foo@bar 12345",
            "foo@bar 12345",
            number,
            "Ana Ortiz",
            caller,
            "Ana Ortiz")
        .forEach((typed, name) -> {
          search.fill(typed);
          assertThat(bram.getByTestId("found")).containsText(new String[] {name});
        });
    assertThat(bram.getByTestId("identify").locator(".problem")).hasCount(0);
    picture(bram, "8-found-by-name");
  }

  @Test
  void a_note_of_as_many_characters_as_the_server_takes_is_kept_whole_and_no_longer_one() {
    var bram = browsers.talking("bram", first, caller);
    var most = "😀".repeat(Notes.NOTE_LENGTH_MAX);

    bram.getByTestId("note").fill(most + "x");

    assertThat(bram.getByTestId("note")).hasValue(most);
    bram.getByTestId("save-note").click();
    assertThat(bram.getByTestId("note")).hasValue("");
    assertThat(bram.getByTestId("timeline")).containsText("😀😀😀");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void an_agent_may_choose_another_item_and_a_remedy_without_one_cannot_bypass_the_guard() {
    order();
    var bram = browsers.talking("bram", first, caller);
    give(bram, "replacement");

    bram.getByTestId("different-item").click();

    assertThat(bram.getByTestId("remedy-line")).isFocused();
    assertNothingChosen(bram);
    picture(bram, "8-different-item");
    bram.getByTestId("remedy-form").getByText("Cancel").click();
    bram.getByTestId("give-remedy").click();
    assertNothingChosen(bram);
    bram.getByTestId("remedy-kind").selectOption("refund"); // its policy allows one without an item
    assertNothingChosen(bram);
    assertThat(bram.getByTestId("remedy-no-item"))
        .containsText("Replacement was already given for Running shoes, 42");
    picture(bram, "9-no-item-refused");
    assertThat(remedies(bram)).isEqualTo(1);
    assertThat(browsers.complaints()).isEmpty();
  }

  /** 1440 by 860 at 200 %, and 1280 by 720 at 200 %. */
  @ParameterizedTest
  @CsvSource({"720, 430", "640, 360"})
  void at_200_percent_nothing_of_a_call_is_cut_off_or_covered(int width, int height) {
    order();
    var bram = browsers.talking("bram", first, caller);
    bram.setViewportSize(width, height);

    for (var part : List.of(
        "presence",
        "change-status",
        "line",
        "log-out",
        "customer-toggle",
        "hold",
        "finish",
        "note",
        "give-remedy",
        "save-note")) {
      assertInFullView(bram.getByTestId(part));
    }
    assertInFullView(bram.locator("#contact-name"));
    for (var step : bram.locator(".steps > li").all()) {
      assertInFullView(step);
    }
    assertInFullView(bram.locator("[data-testid=presence] > span"));
    for (var part : List.of(".head", ".steps", ".compose")) {
      assertThat(bram.locator(part).evaluate("it => it.scrollHeight <= it.clientHeight + 1"))
          .as(part + " runs into no other part")
          .isEqualTo(true);
    }
    picture(bram, "16-call-at-" + width);
  }

  /**
   * Once it is scrolled to, it is inside the window, none of its text is cut, and nothing covers
   * it.
   */
  private static void assertInFullView(Locator part) {
    part.scrollIntoViewIfNeeded();
    assertThat(part.evaluate("""
        it => {
          const {left, top, right, bottom} = it.getBoundingClientRect();
          // a page is scrolled by whole pixels
          const inside = left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1 && right - left > 10;
          const whole = it.scrollWidth <= it.clientWidth + 1 || getComputedStyle(it).overflow === 'visible';
          const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          const atItsEnd = document.elementFromPoint(right - 6, (top + bottom) / 2);
          return [inside, whole, it.contains(hit), it.contains(atItsEnd)].join();
        }"""))
        .as(
            "%s in a window of %s",
            part.evaluate(
                "it => it.outerHTML.slice(0, 90) + JSON.stringify(it.getBoundingClientRect())"),
            part.evaluate("() => innerWidth + ' x ' + innerHeight + ', scrolled ' + scrollY"))
        .isEqualTo("true,true,true,true");
  }

  /** Checks that a form without a choice cannot be sent, by its button or by Enter. */
  private static void assertNothingChosen(Page page) {
    assertThat(page.getByTestId("remedy-line")).hasValue("");
    assertThat(page.locator("#remedy-line option:checked")).hasText("Choose an item");
    assertThat(page.locator("#remedy-line option[value=none]")).hasCount(0);
    assertThat(page.getByTestId("remedy-submit")).hasAttribute("aria-disabled", "true");
    page.getByTestId("remedy-reason").fill("She asks again");
    page.getByTestId("remedy-submit").click(new Locator.ClickOptions().setForce(true));
    assertThat(page.getByTestId("remedy-line")).isFocused();
    assertThat(page.getByTestId("remedy-form")).isVisible();
  }

  @Test
  void of_a_line_of_twelve_one_piece_is_given_unless_more_are_asked_for_and_the_card_counts() {
    order("shipped", "EUR", """
        {"position": 1, "article": "sock", "title": "Wool socks", "quantity": 12, "price_minor": 500}""");
    var bram = browsers.talking("bram", first, caller);

    remedy(bram, "replacement", 1).click();

    assertThat(bram.getByTestId("remedy-count")).hasValue("1");
    assertThat(bram.getByTestId("remedy-form")).containsText("12 of 12 are free");
    for (var impossible : List.of("0", "13", "1.5", "")) {
      bram.getByTestId("remedy-count").fill(impossible);
      assertThat(bram.getByTestId("remedy-blocked")).containsText("from 1 to 12");
    }
    bram.getByTestId("remedy-count").fill("2");
    bram.getByTestId("remedy-reason").fill("Two have holes");
    picture(bram, "10-two-of-twelve");
    bram.setViewportSize(720, 430); // 1440 at 200 %
    bram.getByTestId("customer-toggle").click();
    bram.getByTestId("remedy-submit").scrollIntoViewIfNeeded();
    picture(bram, "10-two-of-twelve-at-200-percent");
    assertThat(bram.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
    bram.setViewportSize(1440, 860);
    bram.getByTestId("remedy-submit").click();

    assertThat(bram.getByTestId("guard-card").first())
        .containsText("Replacement for 2 of 12 × Wool socks (order " + number + ")");
    assertThat(bram.getByTestId("got-1")).containsText("Replacement for 2 of 12");
    assertThat(bram.getByTestId("timeline"))
        .containsText("Replacement given: 2 of 12 × Wool socks");
    bram.getByTestId("tell-customer").click();
    assertThat(bram.getByTestId("note"))
        .hasValue(Pattern.compile(".*replacement for 2 of 12 × Wool socks.*"));

    remedy(bram, "refund", 1).click();
    assertThat(bram.getByTestId("remedy-form")).containsText("10 of 12 are free");
    assertThat(bram.getByTestId("remedy-amount")).hasValue("5.00");
    bram.getByTestId("remedy-count").fill("3");
    assertThat(bram.getByTestId("remedy-amount")).hasValue("15.00");
    assertThat(bram.getByTestId("remedy-form")).containsText("Which pieces: 3, 4, 5");
    bram.getByTestId("remedy-amount").fill("15.01");
    bram.getByTestId("remedy-reason").fill("Three are too small");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("remedy-form")).containsText("At most €15.00 can be given");
    assertThat(bram.getByTestId("remedy-amount")).isFocused();
    bram.getByTestId("remedy-amount").fill("12,50");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card").first())
        .containsText("Refund €12.50 for 3 of 12 × Wool socks");
    picture(bram, "11-counted");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void the_tracking_number_of_the_order_is_not_the_replacements() {
    order();
    var bram = browsers.talking("bram", first, caller);
    give(bram, "replacement");

    bram.getByTestId("tell-customer").click();

    assertThat(bram.getByTestId("note")).hasValue(Pattern.compile(".*replacement.*"));
    assertThat(bram.getByTestId("note"))
        .not()
        .hasValue(Pattern.compile("ORDER-" + number + "|racking"));
    assertThat(bram.getByTestId("guard-card").first()).not().containsText("racking");
    picture(bram, "12-told-without-a-number");
    var remedy = bram.getByTestId("guard-card").first().getAttribute("data-remedy");
    var status = bram.evaluate("""
        id => fetch(`/api/v1/remedies/${id}/tracking`, {method: 'PUT',
          headers: {'Content-Type': 'application/json'}, body: '{"tracking": "SECOND-1"}'})
          .then(answer => answer.status)
        """, remedy);
    assertThat(status).isEqualTo(200);
    assertThat(bram.getByTestId("guard-card").first()).containsText("Tracking SECOND-1");
    bram.getByTestId("note").fill("");
    bram.getByTestId("tell-customer").click();
    assertThat(bram.getByTestId("note"))
        .hasValue(Pattern.compile("tracking number is SECOND-1\\."));
  }

  @Test
  void a_line_that_the_shop_takes_out_of_its_order_keeps_its_remedy_on_the_page() {
    var shoes = """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 8995}""";
    var socks = """
        {"position": 2, "article": "sock", "title": "Wool socks", "quantity": 1, "price_minor": 500}""";
    order("shipped", "EUR", shoes + ", " + socks);
    var bram = browsers.talking("bram", first, caller);
    give(bram, "replacement");

    order("shipped", "EUR", socks);
    bram.reload();

    assertThat(bram.getByTestId("orders")).containsText("No longer in the order");
    assertThat(bram.locator(".order-line.gone")).containsText("Running shoes, 42");
    assertThat(bram.locator(".order-line.gone button")).hasCount(0);
    assertThat(bram.getByTestId("guard-card").first())
        .containsText("Replacement for Running shoes, 42 (no longer in order " + number + ")");
    picture(bram, "15-gone");
  }

  @Test
  void remedies_that_the_order_does_not_allow_are_not_offered_and_the_page_says_why() {
    order("cancelled", "EUR", """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 8995,
         "paid_minor": 0}""");
    var bram = browsers.talking("bram", first, caller);

    assertThat(remedy(bram, "replacement", 1)).hasAttribute("aria-disabled", "true");
    assertThat(remedy(bram, "refund", 1)).hasAttribute("aria-disabled", "true");
    assertThat(remedy(bram, "replacement", 1)).containsText("the order is cancelled");
    assertThat(remedy(bram, "repair_visit", 1)).containsText("the order is cancelled");
    assertThat(remedy(bram, "refund", 1)).containsText("the customer has not paid for it");
    assertThat(remedy(bram, "credit", 1)).containsText("the customer has not paid for it");
    bram.getByTestId("give-remedy").click();
    assertThat(bram.locator("#remedy-line option[disabled]:not([value=''])"))
        .containsText("the order is cancelled");
    picture(bram, "13-cancelled");
  }

  @Test
  void an_amount_has_the_digits_of_iso_4217_wherever_it_stands() {
    order("shipped", "HUF", """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 1999000}""");
    var bram = browsers.talking("bram", first, caller);

    assertThat(bram.getByTestId("orders")).containsText("19,990.00");
    remedy(bram, "refund", 1).click();
    assertThat(bram.getByTestId("remedy-amount")).hasValue("19990.00");
    bram.getByTestId("remedy-reason").fill("They never came");
    bram.getByTestId("remedy-submit").click();

    assertThat(bram.getByTestId("guard-card").first()).containsText("19,990.00");
    picture(bram, "14-forint");
  }

  private static void give(Page page, String kind) {
    remedy(page, kind, 1).click();
    page.getByTestId("remedy-reason").fill("The shoes never came");
    page.getByTestId("remedy-submit").click();
    assertThat(page.getByTestId("guard-card").first()).containsText("Already taken care of");
    assertThat(page.getByTestId("remedy-form")).hasCount(0);
  }

  /** The number of remedies of the customer on screen. */
  private static Object remedies(Page page) {
    return page.evaluate("""
        () => fetch(`/api/v1/customers/${document.querySelector('[data-customer]').dataset.customer}`)
          .then(answer => answer.json()).then(pop => pop.remedies.length)
        """);
  }
}
