package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Browsers.picture;
import static tandem.Browsers.remedy;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
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

/** The line of a call and the line to the server, as an agent sees them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class DeskLineBrowserIT {

  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir
  private static Path data;

  private static Browsers browsers;

  // One server for all: each test has a customer and calls of its own.
  private final int test = TESTS.incrementAndGet();
  private final String caller = "+316223456%02d".formatted(test);
  private final String call = "line-" + test;

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

  @Test
  void a_hold_without_a_connection_is_shown_as_waiting_and_is_not_carried_out_later() {
    var bram = browsers.talking("bram", call, caller);

    bram.context().setOffline(true);
    assertThat(bram.getByTestId("line")).hasAttribute("data-line", "lost");
    bram.keyboard().press("F8");

    assertThat(bram.locator("tandem-contact")).containsText("Waiting for the connection");
    assertThat(bram.locator("tandem-contact")).containsText("Not carried out");
    Axe.findsNothing(bram, "without a connection");
    bram.context().setOffline(false);
    assertThat(bram.getByTestId("line")).hasAttribute("data-line", "live");
    bram.keyboard().press("F8");
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "held");
    assertThat(browsers.ask("SELECT count(*) FROM fact WHERE kind = 'held' AND contact = '"
            + bram.getByTestId("contact").getAttribute("data-contact") + "'"))
        .isEqualTo("1");
  }

  @Test
  void a_server_that_is_frozen_is_noticed_although_its_connection_stays_open() throws Exception {
    var bram = browsers.agent("bram");
    assertThat(bram.getByTestId("line")).hasAttribute("data-line", "live");

    browsers.node().signal("STOP");
    try {
      assertThat(bram.getByTestId("line")).hasAttribute("data-line", "lost");
    } finally {
      browsers.node().signal("CONT");
    }
    assertThat(bram.getByTestId("line")).hasAttribute("data-line", "live");
  }

  @Test
  void an_agent_hangs_up_and_writes_the_call_up() {
    var bram = browsers.talking("bram", call, caller);

    bram.getByTestId("hang-up").click();

    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "wrap_up");
    assertThat(bram.getByTestId("hang-up")).hasCount(0);
    bram.getByTestId("finish").click();
    assertThat(bram.getByTestId("finish-hangs-up")).hasCount(0);
    bram.getByTestId("outcome-answered").click();
    bram.getByTestId("finish-submit").click();
    assertThat(bram.getByTestId("work")).hasCount(0);
  }

  @Test
  void finishing_during_a_call_says_that_it_hangs_up() {
    var bram = browsers.talking("bram", call, caller);

    bram.keyboard().press("F9");

    assertThat(bram.getByTestId("finish-hangs-up")).isVisible();
    assertThat(bram.getByTestId("finish-submit")).containsText("Hang up");
    picture(bram, "line-finish-hangs-up");
  }

  @Test
  void a_note_that_is_saved_without_a_connection_is_written_once_when_it_is_back() {
    var bram = browsers.talking("bram", call, caller);
    bram.getByTestId("note").fill("Wants blue laces.");

    bram.context().setOffline(true);
    assertThat(bram.getByTestId("line")).hasAttribute("data-line", "lost");
    bram.getByTestId("save-note").click();
    assertThat(bram.locator("tandem-contact")).containsText("as soon as the connection is back");
    bram.context().setOffline(false);

    assertThat(bram.locator("tandem-contact")).containsText("Wants blue laces.");
    assertThat(bram.getByTestId("note")).hasValue("");
    assertThat(browsers.ask(
            "SELECT count(*) FROM timeline_entry WHERE body ->> 'text' = 'Wants blue laces.'"))
        .isEqualTo("1");
  }

  @Test
  void logging_out_during_a_call_asks_first() {
    var bram = browsers.talking("bram", call, caller);

    bram.getByTestId("log-out").click();
    assertThat(bram.getByTestId("log-out-asks")).isVisible();
    Axe.findsNothing(bram, "log-out during a call");
    bram.keyboard().press("Escape");
    assertThat(bram.getByTestId("log-out-asks")).hasCount(0);
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connected");

    bram.getByTestId("log-out").click();
    bram.getByTestId("log-out-anyway").click();
    bram.waitForURL(url -> url.endsWith("/login"));
  }

  @Test
  void a_phone_that_was_not_reached_is_explained() {
    var bram = browsers.agent("bram");
    browsers.ring(call, caller);
    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connecting");

    browsers.tell(
        Map.of("type", "call.bridge_failed", "call", call, "reason", "busy", "at", Instant.now()));

    assertThat(bram.getByTestId("unreached"))
        .containsText("Your phone was not reached: it was busy.");
    assertThat(bram.getByTestId("unreached")).containsText("Check your phone");
    Axe.findsNothing(bram, "phone not reached");
    bram.getByTestId("unreached").locator("button").click();
    assertThat(bram.getByTestId("offer")).isVisible();
  }

  @Test
  void a_reason_that_follows_from_what_happens_cannot_be_chosen() {
    var bram = browsers.agent("bram");

    bram.getByTestId("change-status").click();

    assertThat(bram.getByTestId("state-lunch")).isVisible();
    assertThat(bram.getByTestId("state-missed_offer")).hasCount(0);
    assertThat(bram.getByTestId("state-bridge_failed")).hasCount(0);
  }

  @Test
  void the_clock_of_a_conversation_goes_on_after_a_hold_and_starts_anew_for_a_free_agent() {
    var bram = browsers.talking("bram", call, caller);
    var connected = seconds(bram, "[data-testid=contact] tandem-timer");
    bram.keyboard().press("F8");
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "held");
    // the clock of the hold has begun before the conversation goes on
    assertThat(bram.locator("[data-testid=contact] tandem-timer"))
        .hasText(Pattern.compile("^(0:0[2-9]|0:[1-5][0-9]|[1-9][0-9]*:.*)$"));
    bram.keyboard().press("F8");

    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connected");
    assertThat(seconds(bram, "[data-testid=contact] tandem-timer"))
        .isGreaterThanOrEqualTo(connected + 2);

    bram.getByTestId("hang-up").click();
    bram.getByTestId("finish").click();
    bram.getByTestId("outcome-answered").click();
    bram.getByTestId("finish-submit").click();
    assertThat(bram.getByTestId("presence")).hasAttribute("data-state", "ready");
    var wall = browsers.page();
    browsers.supervise(wall);
    var there = seconds(wall, "[data-testid=agent-bram] tandem-timer");
    assertThat(seconds(bram, "[data-testid=presence] tandem-timer"))
        .isBetween(there - 1, there + 2);
  }

  /** Reads a running time: 0:41 is 41. */
  private static int seconds(Page page, String timer) {
    var parts = page.locator(timer).first().textContent().strip().split(":", -1);
    return Integer.parseInt(parts[0]) * 60 + Integer.parseInt(parts[1]);
  }

  @Test
  void the_warning_of_a_long_wrap_up_comes_by_itself() {
    browsers.floor(delivery(20, 1));
    var bram = browsers.talking("bram", call, caller);

    bram.getByTestId("hang-up").click();

    assertThat(bram.getByTestId("wrap-late")).isVisible();
    Axe.findsNothing(bram, "long wrap-up");
    browsers.floor(delivery(20, 45));
  }

  @Test
  void an_offer_that_was_missed_is_explained_and_one_click_makes_the_agent_ready_again() {
    browsers.floor(delivery(2, 45));
    var bram = browsers.agent("bram");

    browsers.ring(call, caller);

    assertThat(bram.getByTestId("missed")).containsText("missed");
    assertThat(bram.getByTestId("presence")).hasAttribute("data-asked", "not_ready");
    Axe.findsNothing(bram, "missed offer");
    browsers.floor(delivery(20, 45));
    bram.getByTestId("missed").locator("button").click();
    assertThat(bram.getByTestId("offer")).isVisible();
  }

  /** The queue of the calls, with other times for an offer and for the wrap-up, in seconds. */
  private static String delivery(int offer, int wrapUp) {
    return """
        queues:
          - id: delivery
            name: Where is my order
            department: shipping
            skills: {orders: 3}
            offer_timeout: %d
            wrap_up: %d
            answer_within: 20
        """.formatted(offer, wrapUp);
  }

  @Test
  void the_notes_of_two_tabs_are_both_kept_and_both_seen() {
    var bram = browsers.talking("bram", call, caller);
    var other = bram.context().newPage();
    other.navigate(browsers.node().http() + "/agent");
    other.getByTestId("work").first().click();
    bram.context().setOffline(true);
    bram.getByTestId("note").fill("From the first tab.");
    other.getByTestId("note").fill("From the second tab.");
    bram.context().setOffline(false);

    assertThat(bram.getByTestId("other")).isVisible();
    assertThat(
            bram.getByTestId("other").textContent() + bram.getByTestId("note").inputValue())
        .contains("From the first tab.", "From the second tab.");
  }

  @Test
  void the_remedies_of_a_long_history_are_found_however_far_back_they_are() {
    browsers.order(caller, "77" + test, "shipped", "EUR", """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 8995}""");
    var bram = browsers.talking("bram", call, caller);
    remedy(bram, "replacement", 1).click();
    bram.getByTestId("remedy-reason").fill("The shoes never came");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card").first()).containsText("Replacement");
    for (int i = 0; i < 40; i++) {
      bram.evaluate(
          """
          ([id, text]) => fetch(`/api/v1/cases/${id}/notes`, {
            method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({text})
          })""", new Object[] {bram.getByTestId("case").getAttribute("data-case"), "Note " + i});
    }
    bram.reload();
    assertThat(bram.locator("tandem-timeline")).containsText("Note 39");

    assertThat(bram.locator("tandem-contact .story .said").first()).containsText("Note 39");
    assertThat(bram.locator("tandem-contact .story")).containsText("The shoes never came");

    bram.locator("tandem-timeline").getByText("Remedies").click();
    assertThat(bram.locator("tandem-timeline .timeline")).containsText("The shoes never came");
    bram.locator("tandem-timeline")
        .getByText("All", new com.microsoft.playwright.Locator.GetByTextOptions().setExact(true))
        .click();
    bram.getByTestId("timeline-search").fill("NÔTE 3");
    assertThat(bram.locator("tandem-timeline .timeline")).containsText("Note 3");
    assertThat(bram.locator("tandem-timeline .timeline")).not().containsText("Note 4");
    bram.getByTestId("timeline-search").fill("elephant");
    assertThat(bram.locator("tandem-timeline")).containsText("No entry contains “elephant”.");
  }
}
