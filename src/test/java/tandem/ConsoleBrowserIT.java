package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Browsers.CALLER;
import static tandem.Browsers.picture;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.desk.casework.Notes;

/** The story Tandem is for, in a real browser: two departments, one customer, one pair of shoes. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConsoleBrowserIT {

  @TempDir
  private Path data;

  private Browsers browsers;

  @BeforeEach
  void start() {
    browsers = Browsers.start(data);
  }

  @AfterEach
  void stop() {
    if (browsers != null) {
      browsers.close();
    }
  }

  @Test
  void a_call_rings_with_its_history_and_the_other_department_sees_the_remedy_at_once()
      throws Exception {
    browsers.order();
    var bram = browsers.agent("bram");

    browsers.ring("c-1");

    assertThat(bram.getByTestId("offer")).isVisible();
    assertThat(bram.getByTestId("customer-name")).containsText("Ana Ortiz");
    assertThat(bram.getByTestId("orders")).containsText("10482");
    assertThat(bram.getByTestId("offer")).containsText("First contact: nothing on file.");
    assertThat(bram.evaluate("document.documentElement.scrollHeight - innerHeight"))
        .isEqualTo(0);
    picture(bram, "1-offer");

    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("call")).hasAttribute("data-state", "connecting");
    browsers.bridged("c-1");
    assertThat(bram.getByTestId("call")).hasAttribute("data-state", "connected");
    picture(bram, "2-talking");

    var daan = browsers.agent("daan");
    bram.getByTestId("remedy-replacement-1").click();
    bram.getByTestId("remedy-reason").fill("The shoes never came");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card").first()).containsText("Replacement");
    picture(bram, "3-remedy-given");

    browsers.hangUp("c-1");
    assertThat(bram.getByTestId("call")).hasAttribute("data-state", "wrap_up");
    bram.getByTestId("finish").click();
    assertThat(bram.getByTestId("finish-panel")).isVisible();
    bram.getByTestId("outcome-remedy_given").click();
    bram.getByTestId("note").fill("Sent again, told the customer.");
    picture(bram, "4-wrap-up");
    bram.getByTestId("finish-submit").click();
    assertThat(bram.getByTestId("work")).hasCount(0);

    bram.getByTestId("change-status").click();
    bram.getByTestId("state-lunch").click();
    browsers.ring("c-2");
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
  void a_reload_while_it_rings_keeps_the_offer_and_nothing_moves_when_it_rings() {
    var bram = browsers.agent("bram");
    bram.evaluate("tandemTiming.layoutShift = 0");
    browsers.ring("c-1");
    assertThat(bram.getByTestId("offer")).isVisible();
    assertThat(bram.getByTestId("customer-name")).isVisible();
    assertThat(bram.evaluate("tandemTiming.layoutShift")).isEqualTo(0);
    var offer = bram.getByTestId("offer").getAttribute("data-offer");

    bram.reload();

    assertThat(bram.getByTestId("offer")).hasAttribute("data-offer", offer);
    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("call")).hasAttribute("data-state", "connecting");
    browsers.bridged("c-1");
    assertThat(bram.getByTestId("call")).hasAttribute("data-state", "connected");
  }

  @Test
  void a_colleague_sees_what_is_being_given_and_then_that_it_was() {
    browsers.order();
    var bram = browsers.talking("bram", "c-1", CALLER);
    var daan = browsers.talking("daan", "c-2", CALLER);

    bram.getByTestId("remedy-replacement-1").click();
    assertThat(daan.getByTestId("claim")).containsText("Bram Visser (Shipping)");
    assertThat(daan.getByTestId("claim")).containsText("arranging a replacement");
    picture(daan, "7-being-given-now");
    bram.keyboard().press("Escape");
    bram.getByTestId("remedy-form").getByText("Cancel").click();
    assertThat(daan.getByTestId("claim")).hasCount(0);
    assertThat(daan.getByTestId("guard-card")).hasCount(0);

    bram.getByTestId("remedy-replacement-1").click();
    assertThat(daan.getByTestId("claim")).hasCount(1);
    bram.getByTestId("remedy-reason").fill("The shoes never came");
    bram.getByTestId("remedy-submit").click();

    assertThat(daan.getByTestId("guard-card").first()).containsText("Bram Visser (Shipping)");
    assertThat(daan.getByTestId("claim")).hasCount(0);
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void a_page_that_is_closed_with_its_form_open_frees_what_it_claimed() {
    browsers.order();
    var bram = browsers.talking("bram", "c-1", CALLER);
    var daan = browsers.talking("daan", "c-2", CALLER);
    bram.getByTestId("remedy-replacement-1").click();
    assertThat(daan.getByTestId("claim")).hasCount(1);

    bram.context().close();

    assertThat(daan.getByTestId("claim")).hasCount(0);
  }

  @Test
  void what_was_typed_survives_a_reload_and_a_restart_of_the_server() {
    browsers.order();
    var bram = browsers.talking("bram", "c-1", CALLER);
    bram.getByTestId("remedy-replacement-1").click();
    bram.getByTestId("remedy-reason").fill("The shoes never came");
    browsers.hangUp("c-1");
    assertThat(bram.getByTestId("call")).hasAttribute("data-state", "wrap_up");
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

  private static void assertTyped(com.microsoft.playwright.Page page) {
    assertThat(page.getByTestId("note")).hasValue("She calls again on Friday");
    assertThat(page.getByTestId("outcome-return_expected").locator("input")).isChecked();
    assertThat(page.getByTestId("remedy-reason")).hasValue("The shoes never came");
  }

  @Test
  void a_new_outcome_and_a_new_remedy_are_there_to_choose_at_once() {
    var bram = browsers.talking("bram", "c-1", CALLER);
    bram.getByTestId("finish").click();
    assertThat(bram.getByTestId("outcome-answered")).isVisible();

    browsers.floor("""
        outcomes:
          - {id: escalated, name: Handed to the manager}
        remedies:
          - {id: flowers, name: Flowers, exclusion_group: kindness}
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
    var bram = browsers.talking("bram", "c-1", CALLER);
    bram.getByTestId("give-remedy").click();
    var form = bram.getByTestId("remedy-form");
    bram.getByTestId("remedy-kind").selectOption("credit");
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
    browsers.order();
    for (var name : List.of("Bol.com BV", "Müller", "李", "foo@bar 12345")) {
      browsers.customer(name);
    }
    var bram = browsers.talking("bram", "c-1", "+31207654321");
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
            "10482",
            "Ana Ortiz",
            CALLER,
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
    var bram = browsers.talking("bram", "c-1", CALLER);
    var most = "😀".repeat(Notes.NOTE_LENGTH_MAX);

    bram.getByTestId("note").fill(most + "x");

    assertThat(bram.getByTestId("note")).hasValue(most);
    bram.getByTestId("save-note").click();
    assertThat(bram.getByTestId("note")).hasValue("");
    assertThat(bram.getByTestId("timeline")).containsText("😀😀😀");
    assertThat(browsers.complaints()).isEmpty();
  }
}
