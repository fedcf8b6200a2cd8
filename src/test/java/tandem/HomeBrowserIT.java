package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Layout.assertReads;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages around the desk: home, API documents, and what an unknown address shows. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HomeBrowserIT {

  /** Adds up how far things move on a page after they were painted. */
  private static final String WATCH_SHIFTS = """
      window.shifts = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifts += entry.value)))
        .observe({ type: 'layout-shift', buffered: true });
      """;

  private static final String TOO_WIDE =
      "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  private static final String THEME = "document.documentElement.dataset.theme ?? 'system'";

  private static final int NARROW = 320;

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

  @BeforeEach
  void nobodyHasComplained() {
    browsers.complaints().clear();
  }

  @Test
  void a_stranger_reads_what_this_is_and_logs_in_from_there_without_an_error_in_the_console() {
    var page = browsers.page();
    open(page, "/");
    assertThat(page.getByTestId("home-who")).hasText("You are not logged in.");
    assertThat(page.locator("main")).containsText("brings calls, chats, emails and messages");
    assertThat(page.locator("main")).containsText("data/passwords");
    assertThat(page.getByTestId("tile-shop")).isVisible();
    assertThat(page.getByTestId("tile-desk")).hasCount(0);
    Browsers.picture(page, "home-nobody");

    page.getByTestId("home-log-in").click();
    page.getByTestId("login-name").fill("ana");
    page.getByTestId("login-password").fill(browsers.node().password("ana"));
    page.getByTestId("login-submit").click();

    assertThat(page.getByTestId("go-ready")).isVisible();
    assertThat(page).hasURL(Pattern.compile("/agent$"));
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void an_agent_finds_the_desk_and_can_log_out() {
    var page = browsers.logIn("bram");
    open(page, "/");
    assertThat(page.getByTestId("home-who")).hasText("You are logged in as an agent.");
    assertThat(page.getByTestId("me")).hasText("bram");
    assertThat(page.getByTestId("tile-desk")).isVisible();
    assertThat(page.getByTestId("tile-wall")).hasCount(0);
    Browsers.picture(page, "home-agent");

    page.getByTestId("log-out").click();

    assertThat(page.getByTestId("login-submit")).isVisible();
    open(page, "/");
    assertThat(page.getByTestId("home-who")).hasText("You are not logged in.");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void a_supervisor_goes_to_the_wallboard_and_home_again_and_logs_out_there() {
    var page = browsers.logIn("supervisor");
    open(page, "/");
    assertThat(page.getByTestId("home-who")).hasText("You are logged in as a supervisor.");
    assertThat(page.getByTestId("go-wall")).isVisible();

    page.getByTestId("home-start").click();
    assertThat(page.getByTestId("wall-badge")).containsText("Live");
    page.locator(".wall .home").click();
    assertThat(page.getByTestId("home-who")).isVisible();
    page.getByTestId("tile-wall").click();
    page.getByTestId("log-out").click();

    assertThat(page.getByTestId("login-submit")).isVisible();
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void an_administrator_is_told_how_to_administer() {
    var page = browsers.logIn("admin");
    open(page, "/");
    page.getByTestId("tile-admin").click();

    assertThat(page.locator("main")).containsText("scripts/tandem user --help");
    page.locator("main a[href='/docs#tag-accounts']").click();
    assertThat(page.locator("#tag-accounts")).isVisible();
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void whoever_comes_to_an_unknown_address_can_log_out_there() {
    var page = browsers.logIn("supervisor");
    open(page, "/no/such/page");
    page.locator("#log-out").click();

    assertThat(page.getByTestId("login-submit")).isVisible();
    open(page, "/no/such/page");
    page.waitForLoadState(LoadState.NETWORKIDLE);
    assertThat(page.locator("#log-out")).isHidden();
  }

  @Test
  void an_unknown_address_shows_a_page_to_a_person_and_a_document_to_a_script() {
    var page = browsers.page();
    var answer = open(page, "/no/such/page");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(page.locator("h1")).hasText("There is nothing at this address");
    // the policy lets in the styles of the page itself
    assertThat(page.locator("header")).hasCSS("display", "flex");
    Browsers.picture(page, "problem");

    page.locator("main a[href='/']").click();
    assertThat(page.getByTestId("home-who")).isVisible();
    assertThat(page.evaluate("fetch('/no/such/page').then(a => a.headers.get('Content-Type'))"))
        .isEqualTo("application/problem+json");

    open(page, "/api/v1/me");
    assertThat(page.locator("h1")).hasText("You are not logged in");
    page.locator("main a[href='/login']").click();
    assertThat(page.getByTestId("login-submit")).isVisible();
  }

  @Test
  void home_says_when_the_server_cannot_tell_who_is_logged_in_and_asks_again() {
    var page = browsers.page();
    page.route(
        "**/api/v1/session", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
    open(page, "/");
    assertThat(page.getByRole(AriaRole.ALERT))
        .containsText("The server cannot say now who is logged in.");

    page.unroute("**/api/v1/session");
    page.getByTestId("home-again").click();

    assertThat(page.getByTestId("home-who")).hasText("You are not logged in.");
  }

  @Test
  void the_api_documents_show_an_operation_and_can_be_filtered_by_keyboard_alone() {
    var page = browsers.page();
    open(page, "/docs");
    assertThat(page.locator("h1")).containsText("Tandem API");
    Browsers.picture(page, "docs");

    page.keyboard().press("/");
    page.keyboard().type("orders/import");
    assertThat(page.getByTestId("docs-found")).hasText("1 operation");
    page.keyboard().press("Enter");

    var operation = page.getByTestId("op-importOrders");
    assertThat(page).hasURL(Pattern.compile("/docs#importOrders$"));
    assertThat(page).hasTitle(Pattern.compile("^Import orders"));
    assertThat(page.locator("#importOrders")).isFocused();
    assertThat(operation).containsText("/api/v1/orders/import");
    assertThat(operation).containsText("required");
    assertThat(operation.locator("pre"))
        .containsText("curl -X POST \"" + browsers.node().http());
    Browsers.picture(page, "docs-operation");

    page.keyboard().press("/");
    page.keyboard().type("no such words");
    assertThat(page.getByTestId("docs-found")).hasText("No operation has these words.");
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("docs-found")).hasText("");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void an_operation_a_chapter_and_a_schema_have_addresses_and_back_leads_back() {
    var page = browsers.page();
    open(page, "/docs#desk");
    assertThat(page.getByTestId("op-desk")).containsText("tandem.v1");
    assertThat(page.locator("#desk")).isInViewport();

    page.getByTestId("op-desk")
        .locator("a[href='#schema-DeskSnapshot']")
        .first()
        .click();
    assertThat(page.locator("#schema-DeskSnapshot")).isInViewport();
    page.goBack();
    assertThat(page.getByTestId("op-desk")).isVisible();

    page.locator(".contents a[href='#tag-cases']").click();
    assertThat(page.locator("#tag-cases")).isFocused();
    assertThat(page.getByTestId("op-addNote")).containsText("/api/v1/cases/{case}/notes");
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void a_theme_is_kept_on_all_pages_and_there_from_the_start() {
    var page = browsers.page();
    open(page, "/");
    page.getByTestId("theme").click();
    assertThat(page.getByTestId("theme")).hasAttribute("data-theme-now", "light");
    page.getByTestId("theme").click();
    assertThat(page.evaluate(THEME)).isEqualTo("dark");

    // what the first script of the page sees is there before anything is painted
    page.addInitScript(
        "addEventListener('DOMContentLoaded', () => (window.first = " + THEME + "))");
    for (var path : List.of("/", "/docs", "/admin", "/login", "/no/such/page")) {
      open(page, path);
      assertThat(page.evaluate("window.first")).as(path).isEqualTo("dark");
      assertThat(page.locator("body")).hasCSS("background-color", "rgb(14, 18, 23)");
    }

    // the last of them is a problem page, whose button says what it is
    assertThat(page.locator("#theme")).hasText("Theme: dark");
    page.locator("#theme").click();
    assertThat(page.locator("#theme")).hasText("Theme: as the system");
    assertThat(page.evaluate(THEME)).isEqualTo("system");
    open(page, "/");
    assertThat(page.getByTestId("theme")).hasAttribute("data-theme-now", "system");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/docs", "/docs#importOrders", "/admin", "/login", "/no/such/page"})
  void nothing_moves_while_a_page_comes_and_nothing_is_cut_off_on_a_narrow_one(String path) {
    for (var language : List.of("en", "de", "ar")) {
      for (var width : List.of(1440, NARROW)) {
        var page = browsers.page(language);
        var what = language + " at " + width;
        page.setViewportSize(width, 720);
        page.addInitScript(WATCH_SHIFTS);
        open(page, path);
        page.waitForLoadState(LoadState.NETWORKIDLE);
        assertThat(page.evaluate("window.shifts")).as(what).isEqualTo(0);
        assertThat(page.evaluate(TOO_WIDE)).as(what).isEqualTo(0);
        assertReads(page, what);
        Browsers.picture(page, "shell " + what + path.replaceAll("\\W+", "-"));
        page.context().close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ar"})
  void the_pages_are_accessible(String language) {
    var stranger = browsers.page(language);
    for (var path : List.of("/", "/docs", "/docs#importOrders", "/admin", "/no/such/page")) {
      open(stranger, path);
      stranger.waitForLoadState(LoadState.NETWORKIDLE);
      Axe.findsNothingInAnyTheme(stranger, path);
      stranger.setViewportSize(NARROW, 720);
      Axe.findsNothingInAnyTheme(stranger, path + ", narrow");
      stranger.setViewportSize(1440, 860);
    }
    var supervisor = browsers.logIn("supervisor");
    open(supervisor, "/");
    assertThat(supervisor.getByTestId("home-who")).isVisible();
    Axe.findsNothingInAnyTheme(supervisor, "home of a supervisor");
    Browsers.picture(supervisor, "home-supervisor");
  }

  private static Response open(Page page, String path) {
    // a page that differs in its fragment alone is not loaded anew
    page.navigate("about:blank");
    return Objects.requireNonNull(page.navigate(browsers.node().http() + path));
  }
}
