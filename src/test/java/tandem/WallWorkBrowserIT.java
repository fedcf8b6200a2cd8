package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static tandem.Browsers.picture;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The wallboard as the place where a supervisor works, in a real browser. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WallWorkBrowserIT {

  /**
   * Notes what moves by itself, and from where to where. A figure that gets a digit more in its own
   * place is reported too, with that place twice.
   */
  private static final String SHIFTS = """
      (() => {
        window.shifts = [];
        const name = (node) => `${node?.nodeName} ${node?.className ?? ''} ${node?.dataset?.testid ?? ''}`;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            window.shifts.push(...entry.sources.filter(({ previousRect: a, currentRect: b }) =>
              a.x !== b.x || a.y !== b.y || a.width !== b.width || a.height !== b.height).map(({ node, previousRect: a, currentRect: b }) =>
              `${name(node)} ${a.x} ${a.y} ${a.width} ${a.height} to ${b.x} ${b.y} ${b.width} ${b.height}`));
          }
        }).observe({ type: 'layout-shift' });
      })()
      """;

  @TempDir
  private static Path data;

  private static Browsers browsers;

  @BeforeAll
  static void start() throws IOException {
    // a service level that can be missed within a test
    var floor = data.resolve("floor.yaml");
    Files.writeString(
        floor,
        Files.readString(Path.of("config/floor.yaml"))
            .replaceFirst("answer_within: 20", "answer_within: 2"));
    browsers = Browsers.start(data, Map.of("TANDEM_FLOOR_FILE", floor.toString()));
    browsers.order();
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
    }
  }

  @AfterEach
  void quiet(Vertx vertx) {
    browsers.everybodyGoesHome(vertx);
  }

  private static Page wall() {
    var wall = browsers.page();
    browsers.supervise(wall);
    return wall;
  }

  @Test
  void a_queue_opens_by_keyboard_and_follows_what_happens_without_asking_again_and_again() {
    browsers.ring("d-1");
    browsers.ring("d-2", "+31620000002");
    var wall = wall();
    var cards = wall.locator(".kpis").boundingBox().y;
    var asked = new CopyOnWriteArrayList<String>();
    wall.onRequest(request -> {
      if (request.url().contains("/contacts")) {
        asked.add(request.url());
      }
    });
    wall.getByTestId("open-delivery").focus();
    wall.keyboard().press("Enter");

    var drawer = wall.getByTestId("queue-drawer");
    var rows = drawer.locator("ol li");
    assertThat(rows).hasCount(2);
    assertThat(rows.first()).containsText("Ana Ortiz");
    assertThat(rows.first()).containsText("+31612345678");
    assertThat(rows.first()).containsText("Comes next");
    assertThat(rows.first()).containsText("No agent who can take it is logged in and working.");
    assertThat(rows.last()).containsText("+31620000002");
    assertThat(rows.first().locator(".times tandem-timer")).hasText(Pattern.compile("\\d+:\\d\\d"));
    assertThat(wall.locator("#queue-title")).isFocused();
    assertThat(wall.locator(".kpis").boundingBox().y).as("nothing moved").isEqualTo(cards);
    picture(wall, "9-wall-drawer");

    browsers.hangUp("d-1");
    assertThat(rows).hasCount(1);
    assertThat(rows.first()).containsText("+31620000002");
    assertThat(asked).as("read when it was opened, and when it changed").hasSize(2);

    wall.keyboard().press("Escape");
    assertThat(drawer).hasCount(0);
    assertThat(wall.getByTestId("open-delivery")).isFocused();
  }

  @Test
  void the_drawer_says_at_whom_it_rings_and_why_and_whom_agents_serve() {
    browsers.talking("ana", "r-1", Browsers.CALLER);
    browsers.agent("bram");
    var wall = wall();
    wall.getByTestId("queue-delivery").locator("td").first().click();
    var drawer = wall.getByTestId("queue-drawer");
    assertThat(drawer.locator("ul li")).containsText("with Ana");

    browsers.ring("r-2", "+31620000003");

    var ringing = drawer.locator("ol li");
    assertThat(ringing).containsText("Rings at Bram Visser for");
    assertThat(ringing).containsText("had been free longest");
    Axe.findsNothing(wall, "drawer of a queue");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void alerts_have_a_place_of_their_own_that_never_moves_the_table_and_can_be_put_aside() {
    var wall = wall();
    assertThat(wall.getByTestId("alerts")).containsText("Nothing needs you.");
    wall.evaluate(SHIFTS);
    var place = wall.getByTestId("alerts").boundingBox();
    var table = wall.locator("section.queues").boundingBox();

    for (int i = 0; i < 8; i++) {
      browsers.ring("a-" + i, "+3162000001" + i, "+3120999990" + i);
    }

    var unknown = wall.getByTestId("alert-unknown_number");
    assertThat(unknown).hasCount(8);
    assertThat(wall.getByTestId("alert-breach")).hasCount(1);
    assertThat(wall.getByTestId("alerts").boundingBox())
        .usingRecursiveComparison()
        .isEqualTo(place);
    assertThat(wall.locator("section.queues").boundingBox())
        .usingRecursiveComparison()
        .isEqualTo(table);
    assertThat(wall.evaluate("shifts")).asInstanceOf(LIST).isEmpty();
    var breach = wall.getByTestId("alert-breach");
    assertThat(breach.locator(".since")).containsText("Over the limit for");
    assertThat(breach.locator(".since tandem-timer")).hasText(Pattern.compile("\\d+:\\d\\d"));
    assertThat(breach).containsText("No agent is ready");
    picture(wall, "9-wall-alerts");

    breach.getByTestId("alert-open").click();
    assertThat(wall.getByTestId("queue-drawer").locator("ol li")).hasCount(8);
    wall.keyboard().press("Escape");

    breach.getByTestId("snooze").selectOption("15");
    assertThat(wall.getByTestId("alert-breach")).hasCount(0);
    wall.reload();
    assertThat(unknown).hasCount(8);
    assertThat(wall.getByTestId("alert-breach")).hasCount(0);
    wall.getByTestId("alerts-aside").click();
    wall.getByTestId("alert-breach").getByTestId("snooze-end").click();
    assertThat(wall.getByTestId("alert-breach")).hasCount(1);
    assertThat(wall.getByTestId("alerts-aside")).hasCount(0);
    Axe.findsNothing(wall, "alerts");
  }

  @Test
  void agents_show_what_they_have_since_when_it_is_on_hold_and_why_they_are_away() {
    var ana = browsers.talking("ana", "h-1", Browsers.CALLER);
    var wall = wall();
    var row = wall.getByTestId("agent-ana");
    assertThat(row.locator(".pill")).hasText("On a call");
    assertThat(row.locator(".work")).containsText("On a call, Where is my order");

    ana.getByTestId("hold").click();
    browsers.tell(Map.of("type", "call.held", "call", "h-1", "at", Instant.now()));
    assertThat(row.locator(".pill")).hasText("On hold");
    assertThat(row.locator("tandem-timer").first()).hasText(Pattern.compile("0:\\d\\d"));

    ana.getByTestId("change-status").click();
    ana.getByTestId("state-lunch").click();
    assertThat(row).containsText("Next: Lunch");

    var bram = browsers.agent("bram");
    bram.getByTestId("change-status").click();
    bram.getByTestId("state-lunch").click();
    assertThat(wall.getByTestId("agent-bram").locator(".pill")).hasText("Lunch");
    picture(wall, "9-wall-agents");
  }

  @Test
  void figures_stand_by_channel_and_by_half_hour_and_have_a_dash_where_they_mean_nothing() {
    browsers.ring("f-1");
    browsers.ring("f-2");
    var wall = wall();
    var calls = wall.getByTestId("channel-call").locator("td");
    assertThat(calls.first()).hasText("2");
    browsers.hangUp("f-1");
    assertThat(calls.first()).hasText("1");

    assertThat(wall.getByTestId("channel-email").locator("td").last()).hasText("–");
    assertThat(wall.getByTestId("channel-email").locator("td").nth(2)).hasText("–");
    assertThat(wall.getByTestId("wall-recent")).containsText("last 30 min");
    assertThat(wall.getByTestId("wall-counted"))
        .containsText("count an agent in each queue that they can serve");
    assertThat(wall.getByTestId("wall-counted")).containsText("The whole floor has");
  }

  @Test
  void a_waiting_contact_is_given_to_an_agent_with_a_reason_and_undone_within_eight_seconds() {
    var ana = browsers.agent("ana");
    ana.getByTestId("change-status").click();
    ana.getByTestId("state-lunch").click();
    browsers.ring("m-1");
    var wall = wall();
    wall.getByTestId("open-delivery").click();
    var drawer = wall.getByTestId("queue-drawer");
    drawer.getByTestId("act-move").click();
    drawer.getByTestId("act-submit").click();
    assertThat(drawer.locator("[role=alert]")).containsText("Choose first.");
    drawer.getByTestId("act-to").selectOption("agent ana");
    drawer.getByTestId("act-submit").click();
    assertThat(drawer.locator("[role=alert]")).containsText("Say why");
    Axe.findsNothing(wall, "form of an act");
    drawer.getByTestId("act-why").fill("You know her");
    drawer.getByTestId("act-submit").click();

    assertThat(wall.getByTestId("undo")).containsText("Ana Ortiz waits for Ana de Wit now.");
    assertThat(drawer.locator("ol li")).containsText("Waits for Ana de Wit alone");
    assertThat(ana.getByTestId("told")).containsText("supervisor has given you a contact");
    assertThat(ana.getByTestId("told")).containsText("You know her");

    wall.getByTestId("undo-undo").click();
    assertThat(wall.getByTestId("undo-undone")).containsText("Undone.");
    assertThat(drawer.locator("ol li")).containsText("Comes next");
    Axe.findsNothing(ana, "what a supervisor did");
    ana.getByTestId("told-read").click();
    assertThat(ana.getByTestId("told")).containsText("moved away a contact that was for you");
    ana.getByTestId("told-read").click();
    assertThat(ana.getByTestId("told")).hasCount(0);
    assertThat(browsers.ask("SELECT count(*) FROM audit WHERE act = 'floor.contact_moved'"))
        .isEqualTo("2");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void an_agents_status_is_changed_and_a_wrap_up_ends_only_after_eight_seconds() {
    var bram = browsers.talking("bram", "s-1", Browsers.CALLER);
    browsers.hangUp("s-1");
    bram.getByTestId("note").fill("She wants the blue ones");
    var wall = wall();
    assertThat(wall.getByTestId("agent-bram").locator(".pill")).hasText("Wrap-up");
    wall.getByTestId("open-agent-bram").focus();
    wall.keyboard().press("Enter");
    var drawer = wall.getByTestId("agent-drawer");
    drawer.getByTestId("act-presence").click();
    drawer.getByTestId("act-to").selectOption("not_ready lunch");
    drawer.getByTestId("act-why").fill("You are here since eight");
    drawer.getByTestId("act-submit").click();
    assertThat(wall.getByTestId("undo")).containsText("Bram Visser is set to Lunch");
    Axe.findsNothing(wall, "undo of an act");
    assertThat(bram.getByTestId("told")).containsText("supervisor has changed your status");
    assertThat(wall.getByTestId("agent-bram")).containsText("Next: Lunch");

    drawer.getByTestId("act-end-wrap-up").click();
    drawer.getByTestId("act-why").fill("Callers wait");
    drawer.getByTestId("act-submit").click();
    var soon = wall.getByTestId("undo").last();
    assertThat(soon).containsText(Pattern.compile("In 0:0\\d the wrap-up of Bram Visser ends."));
    soon.getByTestId("undo-cancel").click();
    assertThat(wall.getByTestId("undo-undone")).isVisible();
    assertThat(wall.getByTestId("agent-bram").locator(".pill")).hasText("Wrap-up");

    drawer.getByTestId("act-end-wrap-up").click();
    drawer.getByTestId("act-why").fill("Callers wait");
    drawer.getByTestId("act-submit").click();
    assertThat(wall.getByTestId("agent-bram").locator(".pill")).hasText("Lunch");
    wall.keyboard().press("Escape");
    assertThat(wall.getByTestId("open-agent-bram")).isFocused();

    bram.getByTestId("told-read").click();
    assertThat(bram.getByTestId("told")).containsText("Callers wait");
    bram.getByTestId("told-outcome").click();
    var late = bram.getByTestId("late-outcome");
    Axe.findsNothing(bram, "outcome after a wrap-up");
    picture(bram, "9-desk-late");
    assertThat(late.getByTestId("late-note")).hasValue("She wants the blue ones");
    late.getByTestId("outcome-answered").click();
    late.getByTestId("late-submit").click();
    assertThat(late).hasCount(0);
    assertThat(bram.getByTestId("told")).hasCount(0);
    assertThat(browsers.ask("SELECT agent || ' ' || note FROM contact_outcome WHERE note <> ''"))
        .isEqualTo("bram She wants the blue ones");
    assertThat(browsers.ask("SELECT count(*) FROM audit WHERE act = 'floor.wrap_up_ended'"))
        .isEqualTo("1");
  }
}
