package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tandem.auth.WebhookSignature;
import tandem.document.Json;

/** A real server, a real Chromium before it, and a carrier that rings. */
final class Browsers implements AutoCloseable {

  /** Who calls, unless a test says otherwise. */
  static final String CALLER = "+31612345678";

  private static final int PATIENCE_MS = 30_000;
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path PICTURES = Path.of("target/pictures");
  private static final String NUMBER = "+31201234500";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private Node node;
  private int events;

  private Browsers(Node node) {
    this.node = node;
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
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

  /** Blocks until the server serves. */
  static Browsers start(Path data) {
    return start(data, Map.of());
  }

  static Browsers start(Path data, Map<String, String> environment) {
    assumeTrue(Files.isExecutable(CHROMIUM), "no Chromium at " + CHROMIUM);
    return new Browsers(Node.start(data, environment));
  }

  Node node() {
    return node;
  }

  /** The server ends in good order and comes again on the same port and data. */
  void restart() {
    node.close();
    node = node.again(Map.of());
  }

  /** What the pages' consoles said in red. */
  List<String> complaints() {
    return complaints;
  }

  Page page() {
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
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  /** Somebody's page, logged in. */
  Page logIn(String name) {
    var page = page();
    logIn(page, name);
    return page;
  }

  void logIn(Page page, String name) {
    page.navigate(node.http() + "/login");
    page.getByTestId("login-name").fill(name);
    page.getByTestId("login-password").fill(node.password(name));
    page.getByTestId("login-submit").click();
    page.waitForURL(url -> !url.endsWith("/login"));
  }

  /** An agent at their desk, ready. */
  Page agent(String name) {
    var page = logIn(name);
    page.getByTestId("go-ready").click();
    assertThat(page.getByTestId("presence")).hasAttribute("data-asked", "ready");
    return page;
  }

  /** An agent at their desk, in a call of this name with the customer of that number. */
  Page talking(String name, String call, String caller) {
    var page = agent(name);
    ring(call, caller);
    page.getByTestId("accept").click();
    assertThat(page.getByTestId("call")).hasAttribute("data-state", "connecting");
    bridged(call);
    assertThat(page.getByTestId("call")).hasAttribute("data-state", "connected");
    return page;
  }

  void supervise(Page page) {
    logIn(page, "supervisor");
    page.navigate(node.http() + "/wall");
    assertThat(page.getByTestId("wall-badge")).containsText("Live");
  }

  static void picture(Page page, String name) {
    try {
      Files.createDirectories(PICTURES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  /** The customer everybody calls about has bought a pair of shoes. */
  void order() {
    order("10482", "shipped", "EUR", """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 8995}""");
  }

  /**
   * An order of that customer with these lines; one that is on its way or there has a tracking
   * number.
   */
  void order(String number, String state, String currency, String lines) {
    var tracking = state.equals("shipped") || state.equals("delivered")
        ? "\"tracking\": \"ORDER-" + number + "\", "
        : "";
    asAdmin(
        "/api/v1/orders/import",
        """
        {"orders": [{
          "number": "%s", "customer": {"phone": "%s", "name": "Ana Ortiz"},
          "state": "%s", "currency": "%s", %s"placed_at": "%s",
          "lines": [%s]}]}
        """.formatted(number, CALLER, state, currency, tracking, Instant.now(), lines),
        "application/json");
  }

  /** A customer who has not called yet. */
  void customer(String name) {
    asAdmin(
        "/api/v1/customers",
        Json.write(Map.of("name", name, "contact_points", List.of())),
        "application/json");
  }

  /** Changes the floor document. */
  void floor(String yaml) {
    asAdmin("/api/v1/floor", yaml, "application/yaml");
  }

  private void asAdmin(String path, String body, String type) {
    send(HttpRequest.newBuilder(node.http().resolve(path))
        .header("content-type", type)
        .header("authorization", "Bearer " + node.secret("admin-token"))
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  void ring(String call) {
    ring(call, CALLER);
  }

  void ring(String call, String caller) {
    ring(call, caller, NUMBER);
  }

  void ring(String call, String caller, String called) {
    tell(Map.of(
        "type", "call.arrived", "call", call, "from", caller, "to", called, "at", Instant.now()));
  }

  void bridged(String call) {
    tell(Map.of("type", "call.bridged", "call", call, "at", Instant.now()));
  }

  void hangUp(String call) {
    tell(Map.of("type", "call.ended", "call", call, "cause", "hung up", "at", Instant.now()));
  }

  void tell(Map<String, Object> event) {
    var body = Json.write(event);
    var request = HttpRequest.newBuilder(node.http().resolve("/hooks/voice"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    new WebhookSignature(List.of(node.secret("voice")))
        .sign("event-" + ++events, Buffer.buffer(body), Instant.now())
        .forEach(request::header);
    send(request);
  }

  private void send(HttpRequest.Builder request) {
    try {
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    playwright.close();
    node.close();
    http.close();
  }
}
