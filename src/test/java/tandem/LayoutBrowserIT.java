package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static tandem.Browsers.picture;
import static tandem.Browsers.remedy;
import static tandem.Layout.assertReachable;
import static tandem.Layout.assertReads;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything on the pages can be brought into view: on large and small screens, at 200 % and 400 %
 * zoom, with the long words of German, and where the text runs from the right.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ParameterizedClass
@ValueSource(strings = {"en", "de", "ar"})
class LayoutBrowserIT {

  /** A window in CSS pixels; zoom makes a window smaller by its factor. */
  private record View(String name, int width, int height) {}

  private static final View SMALL_SCREEN = new View("1280 by 720", 1280, 720);
  private static final View SMALL_SCREEN_ENLARGED = new View("1280 by 720 at 200 %", 640, 360);
  private static final List<View> VIEWS = List.of(
      new View("1440 by 900", 1440, 900),
      SMALL_SCREEN,
      new View("1440 by 900 at 200 %", 720, 450),
      SMALL_SCREEN_ENLARGED,
      new View("1440 by 900 at 400 %", 360, 225),
      new View("1280 by 720 at 400 %", 320, 180));

  /**
   * What is wrong with a page's header: what is in a second row, outside of the window, or too
   * small to be hit.
   */
  private static final String HEADER_FAULTS = """
      () => {
        const header = document.querySelector('header');
        const parts = [...header.children].map(part => ({part, box: part.getBoundingClientRect()}))
          .filter(({box}) => box.width > 1 && box.height > 1);
        const end = Math.min(...parts.map(({box}) => box.bottom));
        const named = fault => ({part}) => `${part.dataset.testid ?? part.className} ${fault}`;
        const controls = [...header.querySelectorAll('a, button')].map(part => ({part, box: part.getBoundingClientRect()}));
        return [
          ...parts.filter(({box}) => box.top >= end).map(named('is in another row')),
          ...parts.filter(({box}) => box.left < -1 || box.right > innerWidth + 1).map(named('is outside')),
          ...controls.filter(({box}) => box.width < 24 || box.height < 24).map(named('is small')),
        ];
      }""";

  /** The header says all that it may have to say: the line is for practice, the sound is off. */
  private static final String SAYS_ALL = """
      async () => {
        const header = document.querySelector('tandem-header');
        const {muted, desk} = header;
        Object.assign(header, {muted: true, desk: {...desk, practice: true}});
        await header.updateComplete;
        const faults = (%s)();
        Object.assign(header, {muted, desk});
        return faults;
      }""".formatted(HEADER_FAULTS);

  private static final String OTHER_CALLER = "+31612345679";

  @TempDir
  private static Path data;

  private static Browsers browsers;

  @Parameter
  private String language;

  @BeforeParameterizedClassInvocation
  static void start(String language) throws IOException {
    var own = Files.createDirectory(data.resolve(language));
    // an offer that stays until all windows were tried, and a service level that is missed at once
    var floor = own.resolve("floor.yaml");
    Files.writeString(
        floor,
        Files.readString(Path.of("config/floor.yaml"))
            .replaceAll("offer_timeout: \\d+", "offer_timeout: 120")
            .replaceFirst("answer_within: 20", "answer_within: 2"));
    browsers = Browsers.start(own, Map.of("TANDEM_FLOOR_FILE", floor.toString()));
    browsers.speak(language);
    browsers.order();
    browsers.order("10483", "shipped", "EUR", """
        {"position": 1, "article": "sock", "title": "Socks of merino wool", "quantity": 12, "price_minor": 500}""");
    browsers.order(OTHER_CALLER, "10484", "delivered", "EUR", """
        {"position": 1, "article": "lamp", "title": "Lamp", "quantity": 1, "price_minor": 2500}""");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (browsers != null) {
      browsers.close();
    }
  }

  /** Looks at a page in every window. */
  private void everywhere(Page page, String part, String what) {
    for (var view : VIEWS) {
      show(page, view);
      assertReachable(page, part, what + ", " + view.name() + ", " + language);
      assertReads(page, what + ", " + view.name() + ", " + language);
      picture(page, "layout " + what + " " + view.width() + " " + language);
    }
    show(page, VIEWS.getFirst());
  }

  private static void show(Page page, View view) {
    page.setViewportSize(view.width(), view.height());
  }

  @Test
  void the_log_in() {
    var page = browsers.page();
    page.navigate(browsers.node().http() + "/login");
    page.getByTestId("login-submit").click();
    assertThat(page.getByTestId("login-problem")).not().isEmpty();

    everywhere(page, "body", "log-in");
  }

  @Test
  void a_desk_that_rings_and_then_talks_with_its_panels_open() {
    var bram = browsers.agent("bram");
    everywhere(bram, "body", "ready");
    theHeaderIsOneRow(bram, HEADER_FAULTS);
    theHeaderIsOneRow(bram, SAYS_ALL);
    browsers.ring("l-1");
    assertThat(bram.getByTestId("offer")).isVisible();
    everywhere(bram, "body", "offer");

    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connecting");
    browsers.bridged("l-1");
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connected");
    everywhere(bram, "body", "call");
    theHeaderIsOneRow(bram, HEADER_FAULTS);
    show(bram, SMALL_SCREEN);
    assertOneLine(bram.locator(".steps > li"));

    bram.getByTestId("finish").click();
    assertThat(bram.getByTestId("finish-panel")).isVisible();
    remedy(bram, "replacement", 1).click();
    assertThat(bram.getByTestId("remedy-form")).isVisible();
    bram.getByTestId("case-open").click();
    bram.getByTestId("new-case").click();
    assertThat(bram.getByTestId("new-case-form")).isVisible();
    bram.getByTestId("edit-customer").click();
    assertThat(bram.getByTestId("person-form")).isVisible();
    bram.getByTestId("not-them").click();
    assertThat(bram.getByTestId("identify")).isVisible();
    everywhere(bram, "body", "call with panels");
    bram.getByTestId("transfer-open").click();
    assertThat(bram.getByTestId("transfer-search")).isFocused();
    everywhere(bram, "body", "transfer");
    bram.getByTestId("change-status").click();
    everywhere(bram, "#states", "status menu");
    bram.keyboard().press("Escape");
    bram.getByTestId("language").click();
    everywhere(bram, "#languages", "languages");
    bram.keyboard().press("Escape");
    bram.keyboard().press("Escape");

    bram.getByTestId("remedy-reason").fill("They never came");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card").first()).containsText("Replacement");
    theDrawer(bram);
    theCardOfAnOfferSaysWhatWasGiven();
  }

  /** What is in the customer's column in a large window is in a drawer in smaller ones. */
  private static void theDrawer(Page page) {
    for (var view : VIEWS.subList(2, VIEWS.size())) {
      show(page, view);
      page.getByTestId("customer-toggle").click();
      assertReachable(page, "aside", "the drawer, " + view.name());
      page.keyboard().press("Escape");
      assertThat(page.getByTestId("customer-toggle")).isFocused();
    }
    show(page, VIEWS.getFirst());
  }

  private static void theCardOfAnOfferSaysWhatWasGiven() {
    var daan = browsers.agent("daan");
    browsers.ring("l-2");
    var card = daan.getByTestId("offer");
    for (var view : VIEWS) {
      show(daan, view);
      assertThat(card.locator(".hint.first")).containsText("Replacement");
      assertThat(card.locator(".hint.first")).containsText("Bram Visser");
      assertThat(
              card.locator(".hint.first")
                  .evaluate(
                      "it => it.scrollHeight <= it.clientHeight + 1 && it.scrollWidth <= it.clientWidth + 1"))
          .as("all of it, " + view.name())
          .isEqualTo(true);
    }
    browsers.hangUp("l-2");
    offersEnd(daan);
    assertThat(daan.getByTestId("go-ready")).isVisible();
    theHeaderIsOneRow(daan, HEADER_FAULTS);
  }

  /** At 200 % zoom too, so that the small window is left to the work. */
  private static void theHeaderIsOneRow(Page page, String faults) {
    for (var view : List.of(VIEWS.getFirst(), SMALL_SCREEN, SMALL_SCREEN_ENLARGED)) {
      show(page, view);
      assertThat(page.evaluate(faults)).as(view.name()).asInstanceOf(LIST).isEmpty();
    }
    show(page, VIEWS.getFirst());
  }

  /** Leaves the contacts of other tests to other agents. */
  private static void offersEnd(Page page) {
    page.getByTestId("change-status").click();
    page.getByTestId("state-lunch").click();
  }

  @Test
  void a_written_conversation_in_two_directions() {
    var femke = browsers.agent("femke");
    browsers.message("w-1", OTHER_CALLER, "+31970101234", "Where is my lamp? It should be here.");
    femke.getByTestId("accept").click();
    assertThat(femke.getByTestId("message")).hasCount(1);
    offersEnd(femke);
    browsers.message(
        "w-2", OTHER_CALLER, "+31970101234", "\u0623\u064a\u0646 \u0637\u0644\u0628\u064a.");
    assertThat(femke.getByTestId("message")).hasCount(2);
    femke.getByTestId("reply").fill("It comes today.");

    everywhere(femke, "body", "written");
    femke.getByTestId("canned-open").click();
    femke.getByTestId("canned-new").click();
    everywhere(femke, "body", "canned replies");
  }

  @Test
  void the_wallboard_with_alerts() {
    var wall = browsers.page();
    browsers.supervise(wall);
    browsers.ring("l-3", "+31620000001", "+31209999999");
    assertThat(wall.getByTestId("alert-unknown_number")).isVisible();
    assertThat(wall.getByTestId("alert-breach")).isVisible();

    everywhere(wall, "body", "wallboard");
    theHeaderIsOneRow(wall, HEADER_FAULTS);
    wall.getByTestId("language").click();
    everywhere(wall, "#languages", "languages of the wallboard");
    wall.keyboard().press("Escape");
    for (var view : VIEWS) {
      show(wall, view);
      assertOneLine(wall.getByTestId("alert-breach").locator("strong tandem-timer"));
      assertOneLine(wall.getByTestId("alert-breach").locator(".since tandem-timer"));
    }
    wall.getByTestId("open-delivery").click();
    assertThat(wall.getByTestId("queue-drawer").locator("ol li")).hasCount(1);
    wall.getByTestId("act-move").click();
    everywhere(wall, ".drawer", "drawer of a queue");
    wall.keyboard().press("Escape");
    browsers.hangUp("l-3");

    var chantal = browsers.agent("chantal");
    wall.getByTestId("open-agent-chantal").click();
    wall.getByTestId("act-presence").click();
    everywhere(wall, ".drawer", "drawer of an agent");
    wall.getByTestId("act-to").selectOption("not_ready lunch");
    wall.getByTestId("act-why").fill("You are here since eight");
    wall.getByTestId("act-submit").click();
    assertThat(chantal.getByTestId("told")).isVisible();
    everywhere(chantal, "body", "told");
  }

  /** They stand beside each other, and none is broken into two lines. */
  private static void assertOneLine(Locator parts) {
    assertThat(parts.evaluateAll("""
        parts => new Set(parts.flatMap(part => {
          const range = document.createRange();
          range.selectNodeContents(part);
          return [...range.getClientRects()].filter(line => line.width > 0 && line.height > 0)
            .map(line => Math.round((line.top + line.bottom) / 2 / 8));
        })).size""")).as(parts.toString()).isEqualTo(1);
  }
}
