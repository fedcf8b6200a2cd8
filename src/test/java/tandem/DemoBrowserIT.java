package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo in a browser: one page, three seats, a story that real buttons tell. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoBrowserIT {

  private static final int LAST = 99;
  private static final int PATIENCE_MS = 90_000;

  @TempDir
  private static Path temporary;

  private static RunningDemo demo;
  private static Chromium chromium;

  private final List<String> complaints = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() {
    // a cut takes ten seconds, and agents who leave finish their contacts first
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    chromium = new Chromium();
    demo = new RunningDemo(temporary);
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (demo != null) {
      demo.close();
    }
  }

  @AfterEach
  void closePages() {
    chromium.browser().contexts().forEach(context -> context.close());
  }

  private Page open() {
    return open(new Browser.NewContextOptions().setViewportSize(1440, 900));
  }

  private Page open(Browser.NewContextOptions options) {
    var page = come(options);
    for (var agent : List.of("ana", "daan")) {
      assertThat(page.getByTestId("desk-" + agent)).hasAttribute("data-live", "true");
    }
    return page;
  }

  /** Opens the page, whose desks may still be on their way. */
  private Page come(Browser.NewContextOptions options) {
    var page = chromium.browser().newContext(options).newPage();
    page.setDefaultTimeout(60_000);
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text());
      }
    });
    page.navigate(demo.page().toString());
    return page;
  }

  /** The agent's page in the seat of an agent. */
  private static FrameLocator desk(Page page, String agent) {
    return page.frameLocator("iframe[data-agent=" + agent + "]").frameLocator("[data-testid=desk]");
  }

  private static FrameLocator chat(Page page) {
    return page.frameLocator("[data-testid=shop]").frameLocator("tandem-chat iframe");
  }

  @Test
  @Order(1)
  void the_start_says_what_it_is_doing_and_where_the_page_is() {
    assertThat(demo.said())
        .anyMatch(line -> line.matches(" *[0-9.]+ s  The server runs, with a new database\\."))
        .anyMatch(line -> line.contains("simulated agents"))
        .anyMatch(line -> line.startsWith("The demo is at http://localhost:"));
  }

  @Test
  @Order(2)
  void the_story_is_told_by_real_buttons_and_nothing_is_sent_twice() {
    var page = come(new Browser.NewContextOptions().setViewportSize(1440, 900));

    page.getByTestId("play").click(); // at once, before the desks are there

    for (var step : List.of("call", "give", "chat", "drop", "twice")) {
      assertThat(page.getByTestId("step-" + step)).hasAttribute("data-done", "true");
      Browsers.picture(page, "demo-2-" + step);
    }
    assertThat(page.getByTestId("story-end")).containsText("sent once");
    assertThat(desk(page, "daan").getByTestId("guard-card")).isVisible();
    assertThat(chat(page).getByTestId("message").first()).containsText("never came");
    assertThat(page.getByTestId("painted")).containsText("median");
    var given = (List<?>) page.evaluate("""
        async () => {
          const found = await (await fetch('/api/v1/customers?phone=%2B31612340001')).json();
          const pop = await (await fetch('/api/v1/customers/' + found.customers[0].id)).json();
          return pop.remedies.map((one) => one.kind + ' ' + one.state + ' ' + one.order_line);
        }""");
    assertThat(given).hasSize(2).doesNotHaveDuplicates();
    // the browser itself tells of the cut, and of the remedy that was refused
    assertThat(complaints)
        .allMatch(
            text -> text.contains("WebSocket") || text.contains("ERR_") || text.contains("409"));

    page.getByTestId("enlarge-daan").click();
    assertThat(page.getByTestId("enlarge-daan")).hasAttribute("aria-pressed", "true");
    Browsers.picture(page, "demo-desk");
    page.getByTestId("enlarge-daan").press("Escape");
    assertThat(page.getByTestId("enlarge-daan")).hasAttribute("aria-pressed", "false");
  }

  @Test
  @Order(3)
  void a_new_customer_begins_the_story_anew() {
    var page = open();

    page.getByTestId("again").click();

    assertThat(page.getByTestId("step-call")).hasAttribute("data-done", "false");
    assertThat(page.frameLocator("[data-testid=shop]").locator("h1")).containsText("SO-10483");
    assertThat(desk(page, "ana").getByTestId("work")).hasCount(0);
    assertThat(desk(page, "daan").getByTestId("work")).hasCount(0);
  }

  @Test
  @Order(4)
  void a_person_does_by_hand_what_the_story_does() {
    var page = open();
    page.getByTestId("call").click();
    desk(page, "ana").getByTestId("accept").click();
    assertThat(page.getByTestId("phone")).hasAttribute("data-line", "talking");
    assertThat(page.getByTestId("step-call")).hasAttribute("data-done", "true");
    page.getByTestId("call").click();
    assertThat(page.getByTestId("phone")).hasAttribute("data-line", "none");

    page.getByTestId("mail").click();
    assertThat(desk(page, "daan").getByTestId("offer")).containsText("shoes have not come yet");
    desk(page, "daan").getByTestId("accept").click();
    assertThat(desk(page, "daan").getByTestId("contact")).hasAttribute("data-channel", "email");

    page.getByTestId("drop").click();
    assertThat(page.getByTestId("desk-daan")).hasAttribute("data-live", "false");
    assertThat(page.getByTestId("desk-ana")).hasAttribute("data-live", "true");
    assertThat(page.getByTestId("desk-daan")).hasAttribute("data-live", "true");
    assertThat(desk(page, "daan").getByTestId("contact")).hasAttribute("data-channel", "email");
  }

  @Test
  @Order(5)
  void the_sliders_change_how_many_colleagues_work_and_how_fast() {
    var page = open();

    page.getByTestId("people").fill("3");
    page.getByTestId("speed").fill("10");

    assertThat(page.getByTestId("crowd")).containsText("3 simulated colleagues");
    page.getByTestId("people").fill("8");
    assertThat(page.getByTestId("crowd")).containsText("8 simulated colleagues");
  }

  @Test
  @Order(6)
  void axe_finds_nothing() {
    var page = open(new Browser.NewContextOptions().setViewportSize(1440, 900));
    assertThat(page.getByTestId("play")).isVisible();
    Axe.findsNothing(page, "demo");
  }

  @Test
  @Order(7)
  void it_fits_in_a_small_window() {
    for (int width : List.of(1280, 720, 360)) {
      var page = open(new Browser.NewContextOptions().setViewportSize(width, 720));
      assertThat(page.evaluate(
              "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
          .as("%s wide", width)
          .isEqualTo(true);
      page.screenshot(new Page.ScreenshotOptions()
          .setFullPage(true)
          .setPath(Path.of("target/pictures/demo-" + width + ".png")));
    }
  }

  @Test
  @Order(8)
  void other_pages_and_other_names_get_nothing() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var base = demo.page().resolve("/");
      assertThat(post(client, base, "http://evil.example")).isEqualTo(403);
      assertThat(post(client, base, "http://localhost:1")).isEqualTo(403);
      assertThat(post(client, base, base.toString().replaceAll("/$", ""))).isEqualTo(204);
    }
  }

  private static int post(HttpClient client, URI base, String origin)
      throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(base.resolve("/demo/api/crowd"))
                .header("origin", origin)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"people\":8,\"speed\":1}"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  @Order(LAST)
  void one_button_ends_it_and_removes_its_data() throws IOException {
    var page = open();

    page.getByTestId("remove").click();
    page.getByTestId("remove").click();

    assertThat(page.getByTestId("demo-absent")).containsText("Its sample data is removed.");
    demo.await("The sample data is removed.");
    assertThat(demo.ended()).isZero();
    try (var left = Files.list(temporary)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("tandem-demo"));
    }
  }
}
