package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Browsers.picture;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The display of a caller's unreadable data in a real browser. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class CallerBrowserIT {

  private static final String CALLED = "+31201234500";

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
  void a_caller_whose_number_cannot_be_read_is_shown_with_the_carriers_text() {
    var bram = browsers.agent("bram");

    browsers.tell(
        Map.of("type", "call.arrived", "call", 1, "from", 7042, "to", CALLED, "at", "yesterday"));

    assertThat(bram.getByTestId("offer-number")).hasText("7042");
    assertThat(bram.getByTestId("came-number")).hasText("Number as the carrier sent it: 7042");
    assertThat(bram.getByTestId("came-at")).hasText("Time, unreadable: yesterday");
    picture(bram, "8-number-as-it-came");

    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connecting");
    browsers.tell(Map.of("type", "call.bridged", "call", "1", "agent", "nobody of ours"));
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connected");
    bram.reload();
    assertThat(bram.getByTestId("came-number")).containsText("7042");
    assertThat(bram.getByTestId("came-at")).containsText("yesterday");
    picture(bram, "9-talking-number-as-it-came");

    browsers.tell(Map.of("type", "call.ended", "call", 1, "cause", 16));
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "wrap_up");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void odd_text_from_a_carrier_is_shown_as_text_and_breaks_no_page() {
    var bram = browsers.agent("bram");

    browsers.tell(Map.of(
        "type",
        "call.arrived",
        "call",
        "c\0" + "x".repeat(5_000),
        "from",
        Map.of("user", "<img src=x onerror=alert(1)>\u202e" + "0123456789".repeat(100)),
        "to",
        Map.of("number", CALLED),
        "at",
        "1".repeat(300)));

    assertThat(bram.getByTestId("offer-number")).containsText("{\"user\":\"<img src=x");
    assertThat(bram.getByTestId("came-to"))
        .hasText("Called number, unreadable: {\"number\":\"" + CALLED + "\"}");
    assertFits(bram);
    picture(bram, "10-strange-caller");
    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connecting");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void a_withheld_number_is_shown_as_withheld_and_a_known_one_as_it_is_dialled() {
    browsers.order();
    var bram = browsers.agent("bram");

    browsers.tell(Map.of("type", "call.arrived", "call", "c-1", "from", "anonymous", "to", CALLED));
    assertThat(bram.getByTestId("offer-number")).hasText("Withheld");
    assertThat(bram.getByTestId("came-number")).hasText("Withheld");
    picture(bram, "11-withheld");
    browsers.tell(Map.of("type", "call.ended", "call", "c-1"));
    assertThat(bram.getByTestId("offer")).hasCount(0);

    browsers.tell(
        Map.of("type", "call.arrived", "call", "c-2", "from", "06 12345678", "to", CALLED));
    assertThat(bram.getByTestId("customer-name")).containsText("Ana Ortiz");
    assertThat(bram.getByTestId("offer-number")).hasText("+31612345678");
    assertThat(bram.getByTestId("came-number")).hasCount(0);
    picture(bram, "12-known");
    assertThat(browsers.complaints()).isEmpty();
  }

  private static void assertFits(Page page) {
    assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        .isEqualTo(0);
    assertThat(page.evaluate("document.documentElement.scrollHeight - innerHeight"))
        .isEqualTo(0);
  }
}
