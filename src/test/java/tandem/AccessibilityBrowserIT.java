package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Browsers.CALLER;
import static tandem.Browsers.remedy;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
 * The accessibility of the pages, in light and in dark, from the left and from the right: axe-core
 * finds nothing against WCAG 2.2 A and AA.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ParameterizedClass
@ValueSource(strings = {"en", "ar"})
class AccessibilityBrowserIT {

  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  @TempDir
  private static Path data;

  private static Browsers browsers;

  @Parameter
  private String language;

  @BeforeParameterizedClassInvocation
  static void start(String language) throws IOException {
    browsers = Browsers.start(Files.createDirectory(data.resolve(language)));
    browsers.speak(language);
    browsers.order();
    browsers.order("10483", "shipped", "EUR", """
        {"position": 1, "article": "sock", "title": "Socks", "quantity": 12, "price_minor": 500}""");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (browsers != null) {
      browsers.close();
    }
  }

  @Test
  void the_log_in_and_its_refusal() {
    var page = browsers.page();
    page.navigate(browsers.node().http() + "/login");
    assertThat(page.locator("html")).hasAttribute("lang", language);
    assertAccessible(page, "log-in");

    page.getByTestId("login-name").fill("ana");
    page.getByTestId("login-password").fill("wrong");
    page.getByTestId("login-submit").click();

    assertThat(page.getByTestId("login-problem")).not().isEmpty();
    assertAccessible(page, "log-in refused");
  }

  @Test
  void the_desk_from_not_ready_to_the_finish_panel() {
    var bram = browsers.logIn("bram");
    assertThat(bram.getByTestId("go-ready")).isVisible();
    assertAccessible(bram, "not ready");
    bram.getByTestId("go-ready").click();
    assertThat(bram.getByTestId("presence")).hasAttribute("data-asked", "ready");
    assertAccessible(bram, "ready");
    bram.getByTestId("change-status").click();
    assertAccessible(bram, "status menu");
    bram.keyboard().press("Escape");
    bram.getByTestId("language").click();
    assertAccessible(bram, "languages");
    bram.keyboard().press("Escape");

    browsers.ring("a-1");
    assertThat(bram.getByTestId("offer")).isVisible();
    assertAccessible(bram, "ringing");
    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connecting");
    browsers.bridged("a-1");
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connected");
    bram.getByTestId("case-open").click();
    assertThat(bram.getByTestId("case-open")).hasAttribute("aria-expanded", "true");
    assertAccessible(bram, "a case that is read");
    bram.getByTestId("new-case").click();
    assertThat(bram.getByTestId("new-case-form")).isVisible();
    assertAccessible(bram, "new case");
    bram.keyboard().press("Escape");
    bram.getByTestId("edit-customer").click();
    assertThat(bram.getByTestId("person-form")).isVisible();
    assertAccessible(bram, "change of the customer");
    bram.keyboard().press("Escape");
    bram.getByTestId("remedies-1").first().click();
    assertAccessible(bram, "menu of remedies");
    bram.keyboard().press("Escape");
    bram.getByTestId("not-them").click();
    assertThat(bram.getByTestId("identify")).isVisible();
    assertAccessible(bram, "somebody else");
    bram.keyboard().press("Escape");
    var esra = browsers.talking("chantal", "a-2", CALLER);
    bram.getByTestId("give-remedy").click();
    assertThat(bram.getByTestId("remedy-blocked")).isVisible();
    assertAccessible(bram, "remedy form with nothing chosen");
    remedy(bram, "replacement", 1).click();
    assertAccessible(bram, "remedy form");
    assertThat(esra.getByTestId("claim")).isVisible();
    assertAccessible(esra, "being given now");
    bram.getByTestId("remedy-reason").fill("Lost");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card")).isVisible();
    assertAccessible(bram, "guard card");
    bram.getByTestId("give-remedy").click();
    bram.getByTestId("remedy-kind").selectOption("refund");
    assertThat(bram.getByTestId("remedy-no-item")).isVisible();
    bram.getByTestId("remedy-line")
        .selectOption(
            bram.locator("#remedy-line option", new Page.LocatorOptions().setHasText("Socks"))
                .getAttribute("value"));
    bram.locator(".which summary").click();
    assertAccessible(bram, "remedy form for some of many pieces, as money");
    bram.getByTestId("remedy-cancel").click();

    bram.getByTestId("finish").click();
    assertThat(bram.getByTestId("finish-panel")).isVisible();
    assertAccessible(bram, "finish panel");
    bram.setViewportSize(1100, 800);
    bram.getByTestId("customer-toggle").click();
    assertAccessible(bram, "narrow, with the drawer");
  }

  @Test
  void the_wallboard_with_a_waiting_contact() {
    browsers.ring("w-1", "+31620000001", "+31201234505");
    browsers.ring("w-2", "+31620000002", "+31209999999");
    var wall = browsers.page();
    browsers.supervise(wall);
    assertThat(wall.getByTestId("alert-unknown_number")).isVisible();
    wall.getByTestId("spark-returns").click();

    assertAccessible(wall, "wallboard, dark");
    wall.evaluate("document.documentElement.dataset.theme = 'light'");
    assertAccessible(wall, "wallboard, light");

    browsers.hangUp("w-1"); // otherwise they would ring at the desks of other tests
    browsers.hangUp("w-2");
  }

  /** Fails if axe-core finds anything on the page as it is shown, in light and in dark. */
  static void assertAccessible(Page page, String what) {
    for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      // waits for the end of colour transitions
      page.evaluate(
          "Promise.allSettled(document.getAnimations()"
              + ".filter(one => one.effect.target.localName !== 'tandem-drain').map(one => one.finished))");
      var found = new AxeBuilder(page).withTags(RULES).analyze().getViolations();
      assertThat(found)
          .as(what + " in " + scheme)
          .extracting(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
          .isEmpty();
    }
  }
}
