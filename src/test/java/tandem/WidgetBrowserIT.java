package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.document.Json;

/** The chat widget in a real browser, on the sample shop and on pages that mean it no good. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class WidgetBrowserIT {

  @TempDir
  private static Path data;

  private static Browsers browsers;

  private final HttpClient http = HttpClient.newHttpClient();

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
  void noPageComplains() {
    assertThat(browsers.complaints()).isEmpty();
  }

  private static Page shop() {
    var page = browsers.page();
    page.navigate(browsers.node().http() + "/demo/shop");
    return page;
  }

  private static FrameLocator opened(Page page) {
    page.locator("tandem-chat button").click();
    return page.frameLocator("tandem-chat iframe");
  }

  /** Lets an agent take the waiting chat and answer; returns the contact. */
  private String answered(Vertx vertx, String agent, String answer) {
    var token = Json.read(
            browsers.asAdmin(
                "/api/v1/tokens", Json.write(Map.of("agent", agent)), "application/json"),
            JsonNode.class)
        .path("token")
        .asText();
    var contact = browsers.take(vertx, agent, token);
    say(token, contact, answer);
    return contact;
  }

  private void say(String token, String contact, String answer) {
    try {
      var said = http.send(
          HttpRequest.newBuilder(
                  browsers.node().http().resolve("/api/v1/contacts/" + contact + "/messages"))
              .header("content-type", "application/json")
              .header("authorization", "Bearer " + token)
              .header("idempotency-key", "k" + answer.hashCode())
              .POST(HttpRequest.BodyPublishers.ofString(Json.write(Map.of("text", answer))))
              .build(),
          HttpResponse.BodyHandlers.ofString());
      assertThat(said.statusCode()).as(said.body()).isEqualTo(201);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_visitor_of_the_sample_shop_chats_with_an_agent_reloads_and_rates(Vertx vertx) {
    var page = shop();
    var chat = opened(page);
    assertThat(chat.getByTestId("greeting")).containsText("How can we help");
    chat.getByTestId("write").fill("Where is <b>10482</b>?");
    chat.getByTestId("send").click();
    assertThat(chat.getByTestId("message")).hasCount(1);
    assertThat(chat.getByTestId("message")).containsText("Where is <b>10482</b>?");
    assertThat(chat.getByTestId("status")).containsText("in line");
    chat.getByTestId("write").fill("half a draft");
    page.reload();
    chat = page.frameLocator("tandem-chat iframe");
    assertThat(chat.getByTestId("message")).hasCount(1);
    assertThat(chat.getByTestId("write")).hasValue("half a draft");

    var contact = answered(vertx, "ana", "It left <i>today</i>.");

    assertThat(chat.getByTestId("message")).hasCount(2);
    assertThat(chat.getByTestId("message").nth(1)).containsText("It left <i>today</i>.");
    assertThat(chat.getByTestId("status")).containsText("You are talking to Ana");
    assertThat(chat.getByTestId("write")).hasValue("half a draft");
    Axe.findsNothing(page, "widget talking");
    Browsers.picture(page, "widget-talk");
    chat.getByTestId("end").click();
    assertThat(chat.getByTestId("closed")).isVisible();
    Axe.findsNothing(page, "widget rating");
    chat.getByTestId("score-5").click();
    chat.getByTestId("rate-send").click();
    assertThat(chat.getByTestId("notice")).containsText("Thank you");
    assertThat(browsers.ask("SELECT body ->> 'score' FROM timeline_entry WHERE kind = 'rating'"
            + " AND contact = '" + contact + "'"))
        .isEqualTo("5");
  }

  @Test
  void messages_written_while_the_server_is_away_are_kept_and_sent_once_when_it_is_back()
      throws InterruptedException {
    var page = shop();
    var chat = opened(page);
    chat.getByTestId("write").fill("before");
    chat.getByTestId("send").click();
    assertThat(chat.getByTestId("message")).hasCount(1);
    browsers.node().kill();

    assertThat(chat.getByTestId("lost")).containsText("your messages are kept");
    for (var text : List.of("one", "two", "three")) {
      chat.getByTestId("write").fill(text);
      chat.getByTestId("write").press("Enter");
    }
    assertThat(chat.getByTestId("pending")).hasCount(3);
    browsers.startAgain();

    assertThat(chat.getByTestId("message")).hasCount(4);
    assertThat(chat.getByTestId("pending")).hasCount(0);
    assertThat(
            browsers.ask(
                "SELECT string_agg(text, ',' ORDER BY number) FROM message WHERE text IN ('before', 'one', 'two', 'three')"))
        .isEqualTo("before,one,two,three");
    browsers.complaints().clear(); // the browser prints each broken connection
    chat.getByTestId("end").click();
  }

  @Test
  void the_widget_works_by_keyboard_at_320_pixels_and_axe_finds_nothing() {
    var page = shop();
    page.setViewportSize(320, 568);
    page.keyboard().press("Tab");
    while (!(boolean) page.evaluate(
        "document.activeElement && document.activeElement.localName === 'tandem-chat'")) {
      page.keyboard().press("Tab");
    }
    page.keyboard().press("Enter");
    var chat = page.frameLocator("tandem-chat iframe");
    assertThat(chat.getByTestId("write")).isFocused();
    page.keyboard().type("by keyboard");
    page.keyboard().press("Enter");
    assertThat(chat.getByTestId("message")).hasCount(1);
    assertThat((boolean) chat.getByTestId("widget")
            .evaluate("main => document.documentElement.scrollWidth <= innerWidth"))
        .as("nothing is wider than 320 px")
        .isTrue();
    Axe.findsNothing(page, "widget waiting");
    Browsers.picture(page, "widget-320");
    chat.getByTestId("mail").press("Enter");
    assertThat(chat.locator("#email")).isFocused();
    Axe.findsNothing(page, "widget transcript");
    page.keyboard().press("Escape");
    chat.getByTestId("end").press("Enter");
    assertThat(chat.getByTestId("widget")).hasAttribute("data-state", "none");
    page.keyboard().press("Escape");
    assertThat(chat.getByTestId("widget")).not().isVisible();
    assertThat((String) page.evaluate("document.activeElement.localName")).isEqualTo("tandem-chat");
  }

  @Test
  void out_of_hours_the_visitor_leaves_a_message() {
    browsers.floor("""
        sites: [{id: night, name: Night shop, mailbox: service@shop.example, holidays: [%s]}]
        """.formatted(java.util.stream.IntStream.range(-1, 3)
        .mapToObj(day ->
            java.time.LocalDate.now(java.time.ZoneOffset.UTC).plusDays(day).toString())
        .collect(java.util.stream.Collectors.joining(", "))));
    var page = browsers.page();
    page.navigate(browsers.node().http() + "/widget?site=night");
    assertThat(page.getByTestId("offline")).isVisible();
    Axe.findsNothing(page, "widget out of hours");
    page.locator("#email").fill("zed@customers.example");
    page.locator("#text").fill("Call me");
    page.getByTestId("offline-send").click();

    assertThat(page.getByTestId("notice")).containsText("zed@customers.example");
    assertThat(browsers.ask(
            "SELECT c.channel FROM conversation c JOIN message m ON m.conversation = c.id"
                + " WHERE m.text = 'Call me'"))
        .isEqualTo("email");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* { display: none !important; visibility: hidden !important; opacity: 0 !important; transform: scale(0) !important }"
            + " html, body { display: block !important; visibility: visible !important; opacity: 1 !important; transform: none !important }",
        "body > *, iframe, button { position: static !important; width: 1px !important; height: 1px !important; z-index: -1 !important; pointer-events: none !important }",
        "body { transform: rotate(3deg); overflow: hidden; height: 10px }"
      })
  void the_widget_works_on_a_hostile_page_with_a_strict_policy(String css) {
    try (var host = HostilePage.serve(browsers.node().http(), css)) {
      browsers.floor("""
          sites: [{id: shop, name: Northwind Kitchen, greeting: "Hello! How can we help?", origins: ["%s"], mailbox: orders@shop.example}]
          """.formatted(host.origin()));
      var page = browsers.page();
      page.navigate(host.origin() + "/");
      var chat = opened(page);
      chat.getByTestId("write").fill("from a hostile page");
      chat.getByTestId("send").click();
      assertThat(chat.getByTestId("message")).hasCount(1);
      assertThat((boolean) page.evaluate("window.violations.length === 0"))
          .as("%s", page.evaluate("window.violations.join()"))
          .isTrue();
      chat.getByTestId("end").click();
      assertThat(chat.getByTestId("widget")).hasAttribute("data-state", "none");
    }
  }

  @Test
  void a_page_that_is_not_one_of_the_site_cannot_frame_the_widget() {
    try (var host = HostilePage.serve(browsers.node().http(), "")) {
      browsers.floor(
          "sites: [{id: strict, name: Strict, origins: [\"https://elsewhere.example\"]}]");
      var page = browsers.page();
      page.navigate(host.origin() + "/?strict");
      page.locator("tandem-chat button").click();

      page.waitForFunction(
          "document.querySelector('tandem-chat').shadowRoot.querySelector('iframe').contentWindow.length === 0");
      assertThat(page.frameLocator("tandem-chat iframe").getByTestId("widget")).hasCount(0);
      browsers.complaints().clear(); // the browser prints why it does not show the frame
    }
  }

  @Test
  void the_launcher_has_at_most_4_kilobytes_and_the_frame_20() {
    var page = browsers.page();
    page.navigate(browsers.node().http() + "/widget?site=shop");
    int frame = java.util.regex.Pattern.compile("(?:src|href)=\"(/web/[^\"]+)\"")
        .matcher(page.content())
        .results()
        .mapToInt(file -> packed(file.group(1)))
        .sum();

    assertThat(packed("/widget.js")).isBetween(500, 4 * 1024);
    assertThat(frame).isBetween(5_000, 20 * 1024);
  }

  /** Returns the size of a file as a browser gets it. */
  private int packed(String path) {
    try {
      var answer = http.send(
          HttpRequest.newBuilder(browsers.node().http().resolve(path))
              .header("accept-encoding", "gzip")
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
      return answer.body().length;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
