package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The wallboard in a real browser: its numbers never look newer than they are. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WallBrowserIT {

  /** Waits for three heartbeats, longer than a page trusts a dead connection. */
  private static final String THREE_HEARTBEATS = """
      new Promise((heard) => {
        const line = new EventSource('/api/v1/wallboard/stream');
        let beats = 0;
        line.addEventListener('alive', () => {
          beats += 1;
          if (beats > 3) heard(line.close());
        });
      })
      """;

  /** The colour of muted text in this theme. */
  private static final String GREY = """
      (() => {
        const probe = document.body.appendChild(document.createElement('p'));
        probe.className = 'probe';
        probe.style.color = 'var(--ink3)';
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
      })()
      """;

  @TempDir
  private Path data;

  private Browsers browsers;

  @BeforeEach
  void start() throws IOException {
    // a service level that can be missed within a test
    var floor = data.resolve("floor.yaml");
    Files.writeString(
        floor,
        Files.readString(Path.of("config/floor.yaml"))
            .replaceFirst("answer_within: 20", "answer_within: 2"));
    browsers = Browsers.start(data, Map.of("TANDEM_FLOOR_FILE", floor.toString()));
  }

  @AfterEach
  void stop() {
    if (browsers != null) {
      browsers.close();
    }
  }

  @Test
  void it_shows_waiting_contacts_at_once_and_alerts_and_turns_grey_when_its_stream_is_cut() {
    var wall = browsers.page();
    browsers.supervise(wall);
    assertThat(wall.getByTestId("wall-waiting")).containsText("nobody waits");

    browsers.ring("c-1");
    browsers.ring("c-2", "+31620000001", "+31209999999");

    assertThat(wall.getByTestId("wall-waiting").locator(".value")).hasText("2");
    assertThat(wall.getByTestId("alert-unknown_number")).containsText("+31209999999");
    // after twice the promised 2 s
    assertThat(wall.getByTestId("alert-breach")).containsText("Where is my order");
    wall.getByTestId("spark-delivery").click();
    // in one step of five minutes or, at a full one, in two
    assertThat(wall.locator(".twin tbody tr").first()).hasText(Pattern.compile("[12]"));
    assertThat(wall.getByTestId("wall")).hasAttribute("data-stale", "false");

    browsers.node().close();

    assertThat(wall.getByTestId("wall")).hasAttribute("data-stale", "true");
    assertThat(wall.getByTestId("wall-badge")).containsText("Stale");
    assertThat(wall.getByTestId("wall-waiting").locator(".value"))
        .hasCSS("color", wall.evaluate(GREY).toString());
    Browsers.picture(wall, "8-wall-stale");
  }

  @Test
  void a_quiet_floor_is_listened_to_and_never_asked() {
    var wall = browsers.page();
    browsers.supervise(wall);
    var asked = new CopyOnWriteArrayList<String>();
    wall.onRequest(request -> asked.add(request.url()));

    wall.evaluate(THREE_HEARTBEATS);

    Assertions.assertThat(asked).hasSize(1).allMatch(url -> url.endsWith("/wallboard/stream"));
    assertThat(wall.getByTestId("wall")).hasAttribute("data-stale", "false");
    assertThat(wall.getByTestId("wall-badge")).containsText("Live");
    Assertions.assertThat(wall.evaluate("document.documentElement.scrollHeight - innerHeight"))
        .isEqualTo(0);
  }

  @Test
  void a_number_of_any_length_keeps_the_board_in_place_and_a_missing_one_is_shown() {
    var wall = browsers.page();
    browsers.supervise(wall);

    browsers.ring("c-1", "+31620000001", "9".repeat(120));
    browsers.ring("c-2", "+31620000002", "");

    var alerts = wall.getByTestId("alert-unknown_number");
    assertThat(alerts).hasCount(2);
    assertThat(alerts.filter(having("does not say which number was called"))).hasCount(1);
    assertThat(alerts.filter(having("9".repeat(40)))).hasCount(1);
    Assertions.assertThat(wall.evaluate("document.documentElement.scrollWidth - innerWidth"))
        .isEqualTo(0);
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
