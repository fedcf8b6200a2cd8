package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The desk calls its agent: tone, system notification, title. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class AttentionBrowserIT {

  private static final String SOUND = "document.querySelector('tandem-agent').sound.unlocked";
  private static final String SAYS_WHETHER =
      SOUND + " !== Boolean(document.querySelector('[data-testid=sound-off]'))"
          + " && document.querySelector('[data-testid=presence]')?.dataset.asked === 'ready'";

  /** Keeps the system notifications that the page makes; they are real ones. */
  private static final String KEEP = """
      window.told = [];
      window.Notification = class extends Notification {
        constructor(...about) {
          super(...about);
          told.push(this);
          this.addEventListener('close', () => { this.gone = true; });
        }
      };""";

  @TempDir
  private static Path data;

  private static Browsers browsers;

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
  void a_page_that_was_reloaded_says_whether_it_can_make_sound_and_any_key_turns_it_on() {
    var bram = browsers.agent("bram");
    holds(bram, SOUND);
    assertThat(bram.getByTestId("sound-off")).hasCount(0);

    bram.reload();

    holds(bram, SAYS_WHETHER);
    bram.keyboard().press("Shift");
    holds(bram, SOUND);
    assertThat(bram.getByTestId("sound-off")).hasCount(0);
  }

  @Test
  void a_page_that_nobody_has_touched_says_that_its_sound_is_off_until_somebody_does() {
    var bram = browsers.agent("bram");
    var untouched = bram.context().newPage();

    untouched.navigate(browsers.node().http() + "/agent");

    assertThat(untouched.getByTestId("sound-off")).isVisible();
    assertThat(untouched.evaluate(SOUND)).isEqualTo(false);
    untouched.locator("main").click();
    holds(untouched, SOUND);
    assertThat(untouched.getByTestId("sound-off")).hasCount(0);
  }

  @Test
  void an_agent_in_another_window_is_notified_of_an_offer_if_they_allow_it() {
    var page = browsers.page();
    page.addInitScript(KEEP);
    browsers.agent(page, "bram");
    assertThat(page.getByTestId("notify")).isVisible();
    page.context().grantPermissions(List.of("notifications"));
    page.getByTestId("notify").click();
    assertThat(page.getByTestId("notify")).hasCount(0);

    elsewhere(page);
    browsers.ring("c-attention-1", Browsers.CALLER);
    holds(page, "told.length === 1");

    assertThat(page.title()).startsWith("Ringing");
    assertThat((String) page.evaluate("told[0].title")).startsWith("Incoming call for");
    assertThat(page.evaluate("told[0].title.includes('Ana')")).isEqualTo(false);
    page.getByTestId("accept").click();
    holds(page, "Boolean(told[0].gone)");
  }

  /**
   * The agent looks at another window; the browser would else take each page for the one in front.
   */
  private static void elsewhere(Page page) {
    var off = new JsonObject();
    off.addProperty("enabled", false);
    page.context().newCDPSession(page).send("Emulation.setFocusEmulationEnabled", off);
    var other = page.context().newPage();
    other.bringToFront();
    holds(page, "!document.hasFocus()");
  }

  private static void holds(Page page, String condition) {
    eventually(() -> (boolean) page.evaluate(condition));
  }
}
