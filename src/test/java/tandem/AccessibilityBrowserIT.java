package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Browsers.CALLER;
import static tandem.Browsers.remedy;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    look(page, "log-in");

    page.getByTestId("login-name").fill("ana");
    page.getByTestId("login-password").fill("wrong");
    page.getByTestId("login-submit").click();

    assertThat(page.getByTestId("login-problem")).not().isEmpty();
    look(page, "log-in refused");
  }

  @Test
  void the_desk_from_not_ready_to_the_finish_panel() {
    var bram = browsers.logIn("bram");
    assertThat(bram.getByTestId("go-ready")).isVisible();
    look(bram, "not ready");
    bram.getByTestId("go-ready").click();
    assertThat(bram.getByTestId("presence")).hasAttribute("data-asked", "ready");
    look(bram, "ready");
    bram.getByTestId("change-status").click();
    look(bram, "status menu");
    bram.keyboard().press("Escape");
    bram.getByTestId("language").click();
    look(bram, "languages");
    bram.keyboard().press("Escape");

    browsers.ring("a-1");
    assertThat(bram.getByTestId("offer")).isVisible();
    look(bram, "ringing");
    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connecting");
    browsers.bridged("a-1");
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connected");
    bram.getByTestId("case-open").click();
    assertThat(bram.getByTestId("case-open")).hasAttribute("aria-expanded", "true");
    look(bram, "a case that is read");
    bram.getByTestId("new-case").click();
    assertThat(bram.getByTestId("new-case-form")).isVisible();
    look(bram, "new case");
    bram.keyboard().press("Escape");
    bram.getByTestId("edit-customer").click();
    assertThat(bram.getByTestId("person-form")).isVisible();
    look(bram, "change of the customer");
    bram.keyboard().press("Escape");
    bram.getByTestId("remedies-1").first().click();
    look(bram, "menu of remedies");
    bram.keyboard().press("Escape");
    bram.getByTestId("not-them").click();
    assertThat(bram.getByTestId("identify")).isVisible();
    look(bram, "somebody else");
    bram.keyboard().press("Escape");
    var esra = browsers.talking("chantal", "a-2", CALLER);
    bram.getByTestId("give-remedy").click();
    assertThat(bram.getByTestId("remedy-blocked")).isVisible();
    look(bram, "remedy form with nothing chosen");
    remedy(bram, "replacement", 1).click();
    look(bram, "remedy form");
    assertThat(esra.getByTestId("claim")).isVisible();
    look(esra, "being given now");
    bram.getByTestId("remedy-reason").fill("Lost");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card")).isVisible();
    look(bram, "guard card");
    bram.getByTestId("give-remedy").click();
    bram.getByTestId("remedy-kind").selectOption("refund");
    assertThat(bram.getByTestId("remedy-no-item")).isVisible();
    bram.getByTestId("remedy-line")
        .selectOption(
            bram.locator("#remedy-line option", new Page.LocatorOptions().setHasText("Socks"))
                .getAttribute("value"));
    bram.locator(".which summary").click();
    look(bram, "remedy form for some of many pieces, as money");
    bram.getByTestId("remedy-cancel").click();

    bram.getByTestId("finish").click();
    assertThat(bram.getByTestId("finish-panel")).isVisible();
    look(bram, "finish panel");
    bram.setViewportSize(1100, 800);
    bram.getByTestId("customer-toggle").click();
    look(bram, "narrow, with the drawer");
  }

  @Test
  void the_wallboard_with_a_waiting_contact() {
    browsers.ring("w-1", "+31620000001", "+31201234505");
    browsers.ring("w-2", "+31620000002", "+31209999999");
    var wall = browsers.page();
    browsers.supervise(wall);
    assertThat(wall.getByTestId("alert-unknown_number")).isVisible();
    wall.getByTestId("spark-returns").click();

    look(wall, "wallboard");

    browsers.hangUp("w-1"); // otherwise they would ring at the desks of other tests
    browsers.hangUp("w-2");
  }

  private void look(Page page, String what) {
    Axe.findsNothingInAnyTheme(page, language + " " + what);
  }
}
