package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.auth.WebhookSignature;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;

/** The story Tandem is for, in a real browser: two departments, one customer, one pair of shoes. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConsoleBrowserIT {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path PICTURES = Path.of("target/pictures");

  @TempDir
  private Path data;

  private Vertx vertx;
  private Playwright playwright;
  private Browser browser;
  private Node node;
  private int events;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM), "no Chromium at " + CHROMIUM);
    Files.createDirectories(PICTURES);
    vertx = Vertx.vertx();
    node = Node.start(data, Map.of());
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(CHROMIUM)
            .setArgs(List.of(
                "--no-sandbox",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync")));
  }

  @AfterEach
  void stop() {
    if (playwright != null) {
      playwright.close();
    }
    if (node != null) {
      node.close();
    }
    if (vertx != null) {
      vertx.close().await();
    }
  }

  @Test
  void a_call_rings_with_its_history_and_the_other_department_sees_the_remedy_at_once()
      throws Exception {
    var complaints = new ArrayList<String>();
    order();
    var bram = agent("bram", complaints);

    ring("c-1");

    assertThat(bram.getByTestId("offer")).isVisible();
    assertThat(bram.getByTestId("customer-name")).containsText("Ana Ortiz");
    assertThat(bram.getByTestId("orders")).containsText("10482");
    picture(bram, "1-offer");

    bram.getByTestId("accept").click();
    assertThat(bram.getByTestId("call")).hasAttribute("data-state", "connecting");
    tell(Map.of("type", "call.bridged", "call", "c-1", "at", Instant.now()));
    assertThat(bram.getByTestId("call")).hasAttribute("data-state", "connected");
    picture(bram, "2-talking");

    var daan = agent("daan", complaints);
    bram.getByTestId("remedy-replacement-1").click();
    bram.getByTestId("remedy-reason").fill("The shoes never came");
    bram.getByTestId("remedy-submit").click();
    assertThat(bram.getByTestId("guard-card").first()).containsText("Replacement");
    picture(bram, "3-remedy-given");

    tell(Map.of("type", "call.ended", "call", "c-1", "cause", "hung up", "at", Instant.now()));
    assertThat(bram.getByTestId("call")).hasAttribute("data-state", "wrap_up");
    bram.getByTestId("finish").click();
    assertThat(bram.getByTestId("finish-panel")).isVisible();
    bram.getByTestId("outcome-remedy_given").click();
    bram.getByTestId("note").fill("Sent again, told the customer.");
    picture(bram, "4-wrap-up");
    bram.getByTestId("finish-submit").click();
    assertThat(bram.getByTestId("work")).hasCount(0);

    bram.getByTestId("change-status").click();
    bram.getByTestId("state-lunch").click();
    ring("c-2");
    assertThat(daan.getByTestId("offer")).isVisible();
    assertThat(daan.getByTestId("guard-card").first()).containsText("Already taken care of");
    assertThat(daan.getByTestId("guard-card").first()).containsText("Bram");
    picture(daan, "5-already-taken-care-of");

    var wall = page(complaints);
    logIn(wall, "supervisor");
    wall.navigate(node.http() + "/wall");
    assertThat(wall.getByTestId("wall")).isVisible();
    assertThat(wall.getByTestId("wall-badge")).containsText("Live");
    picture(wall, "6-wall");
    assertThat(complaints).isEmpty();
    assertThat(new Doctor(node.database()).examine().rows()).isZero();
  }

  private Page agent(String name, List<String> complaints) {
    var page = page(complaints);
    logIn(page, name);
    page.getByTestId("go-ready").click();
    assertThat(page.getByTestId("presence")).hasAttribute("data-asked", "ready");
    return page;
  }

  private void logIn(Page page, String name) {
    page.navigate(node.http() + "/login");
    page.getByTestId("login-name").fill(name);
    page.getByTestId("login-password").fill(node.password(name));
    page.getByTestId("login-submit").click();
    page.waitForURL(url -> !url.endsWith("/login"));
  }

  private Page page(List<String> complaints) {
    var page = browser
        .newContext(new Browser.NewContextOptions().setViewportSize(1440, 860))
        .newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      // the log-in page asks who is here; "nobody yet" is an answer that browsers print in red
      if (message.type().equals("error") && !message.text().contains("401")) {
        complaints.add(message.text());
      }
    });
    page.setDefaultTimeout(20_000);
    return page;
  }

  private static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  private void order() {
    var door = new FrontDoor(vertx, node.http());
    var answer = door.post(
            "/api/v1/orders/import",
            Map.of(
                "authorization",
                "Bearer " + node.secret("admin-token"),
                "content-type",
                "application/json"),
            Json.write(Map.of(
                "orders",
                List.of(Map.of(
                    "number",
                    "10482",
                    "customer",
                    Map.of("phone", "+31612345678", "name", "Ana Ortiz"),
                    "state",
                    "shipped",
                    "currency",
                    "EUR",
                    "placed_at",
                    Instant.now(),
                    "lines",
                    List.of(Map.of(
                        "position",
                        1,
                        "article",
                        "shoe-42",
                        "title",
                        "Running shoes, 42",
                        "quantity",
                        1,
                        "price_minor",
                        8995)))))))
        .await();
    assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
    door.close().await();
  }

  private void ring(String call) throws Exception {
    tell(Map.of(
        "type",
        "call.arrived",
        "call",
        call,
        "from",
        "+31612345678",
        "to",
        "+31201234500",
        "at",
        Instant.now()));
  }

  private void tell(Map<String, Object> event) throws Exception {
    var body = Json.write(event);
    var request = HttpRequest.newBuilder(node.http().resolve("/hooks/voice"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    new WebhookSignature(List.of(node.secret("voice")))
        .sign("event-" + ++events, Buffer.buffer(body), Instant.now())
        .forEach(request::header);
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }
}
