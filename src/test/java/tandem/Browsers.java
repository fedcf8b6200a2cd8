package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import tandem.auth.WebhookSignature;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.storage.AskedDatabase;

/** A real server with a real Chromium and a simulated carrier. */
final class Browsers implements AutoCloseable {

  /** The default caller. */
  static final String CALLER = "+31612345678";

  /** The colour of a wallboard whose figures are of now. */
  private static final Pattern LIVE = Pattern.compile("\\bready\\b");

  private static final int PATIENCE_MS = 60_000;
  private static final Path PICTURES = Path.of("target/pictures");
  private static final String NUMBER = "+31201234500";
  private static final String OPEN =
      "SELECT count(*) FROM contact, pg_sleep(0.02) WHERE state <> 'closed'";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Chromium chromium = new Chromium();
  private final Browser browser = chromium.browser();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Set<Object> called = new LinkedHashSet<>();
  private final Set<String> seated = new LinkedHashSet<>();
  private final List<DeskClient> desks = new CopyOnWriteArrayList<>();
  private Node node;
  private String language = "en-US";
  private int events;

  private Browsers(Node node) {
    this.node = node;
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
  }

  /** Blocks until the server serves. */
  static Browsers start(Path data) {
    return start(data, Map.of());
  }

  static Browsers start(Path data, Map<String, String> environment) {
    return new Browsers(Node.start(data, environment));
  }

  Node node() {
    return node;
  }

  /**
   * Makes the floor quiet for the next test: every caller hangs up, every page closes, every agent
   * records outcomes for open contacts and goes offline.
   */
  void everybodyGoesHome(Vertx vertx) {
    called.forEach(this::hangUp);
    called.clear();
    browser.contexts().forEach(BrowserContext::close);
    complaints.clear();
    for (var agent : seated) {
      var token = Json.read(
              asAdmin("/api/v1/tokens", Json.write(Map.of("agent", agent)), "application/json"),
              JsonNode.class)
          .path("token")
          .asText();
      var contact = ask(
          "SELECT min(id::text) FROM contact WHERE state = 'wrap_up' AND agent = '" + agent + "'");
      if (!contact.equals("null")) {
        send(HttpRequest.newBuilder(node.http().resolve("/api/v1/contacts/" + contact + "/outcome"))
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString("{\"outcome\":\"answered\"}")));
      }
      try (var screen = DeskClient.connect(vertx, node.http().getPort(), token)) {
        screen.say("{\"type\":\"hello\"}");
        var command = "home-" + ++events; // a known id would only get its first answer again
        screen.doing(command, "\"do\":\"offline\"");
        var answer = screen.answer(command);
        assertThat(answer.has("ok")).as("%s", answer).isTrue();
      }
    }
    seated.clear();
    var until = Instant.now().plusMillis(PATIENCE_MS);
    while (!ask(OPEN).equals("0")) {
      assertThat(Instant.now()).as("a contact stays open").isBefore(until);
    }
  }

  String ask(String sql) {
    return new AskedDatabase(node.database()).ask(sql);
  }

  /** Stops the server cleanly and starts it again on the same port and data. */
  void restart() {
    node.close();
    node = node.again(Map.of());
  }

  /** Starts the server again after it was killed, on the same port and data. */
  void startAgain() {
    node = node.again(Map.of());
  }

  /** Opens a desk for an agent, who takes the contact that is offered; returns the contact. */
  String take(Vertx vertx, String agent, String token) {
    seated.add(agent);
    var screen = DeskClient.connect(vertx, node.http().getPort(), token);
    desks.add(screen);
    screen.say("{\"type\":\"hello\"}");
    screen.doing("take-" + ++events, "\"do\":\"ready\"");
    var offer = screen.until("offer.created").path("offer");
    screen.doing(
        "take-" + ++events, "\"do\":\"accept\",\"offer\":\"" + offer.path("id").asText() + "\"");
    var contact = offer.path("contact").asText();
    screen.until(message -> message.path("type").asText().equals("contact.changed")
        && message.at("/contact/id").asText().equals(contact)
        && message.at("/contact/state").asText().equals("connected"));
    return contact;
  }

  /** The errors in the pages' consoles. */
  List<String> complaints() {
    return complaints;
  }

  Page page() {
    return page(language);
  }

  /** Has all pages that are opened from now on ask for this language. */
  void speak(String preferred) {
    language = preferred;
  }

  /** A page of a browser that prefers this language. */
  Page page(String preferred) {
    var page = browser
        .newContext(new Browser.NewContextOptions().setViewportSize(1440, 860).setLocale(preferred))
        .newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text());
      }
    });
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  /** Opens a page and logs in. */
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

  /** Opens the desk of an agent and makes them ready. */
  Page agent(String name) {
    var page = page();
    agent(page, name);
    return page;
  }

  /** Opens the desk of an agent on this page and makes them ready. */
  void agent(Page page, String name) {
    seated.add(name);
    logIn(page, name);
    page.getByTestId("go-ready").click();
    assertThat(page.getByTestId("presence")).hasAttribute("data-asked", "ready");
  }

  /** Opens the desk of an agent and connects a call with the customer of this number. */
  Page talking(String name, String call, String caller) {
    var page = page();
    talking(page, name, call, caller);
    return page;
  }

  void talking(Page page, String name, String call, String caller) {
    agent(page, name);
    ring(call, caller);
    page.getByTestId("accept").click();
    assertThat(page.getByTestId("contact")).hasAttribute("data-state", "connecting");
    bridged(call);
    assertThat(page.getByTestId("contact")).hasAttribute("data-state", "connected");
  }

  void supervise(Page page) {
    logIn(page, "supervisor");
    page.navigate(node.http() + "/wall");
    assertThat(page.getByTestId("wall-badge")).hasClass(LIVE);
  }

  /** Opens the menu of an order line's remedies, and returns one of them. */
  static Locator remedy(Page page, String kind, int position) {
    var menu = page.getByTestId("remedies-" + position);
    if (!"true".equals(menu.getAttribute("aria-expanded"))) {
      menu.click();
    }
    return page.getByTestId("remedy-" + kind + "-" + position);
  }

  static void picture(Page page, String name) {
    try {
      Files.createDirectories(PICTURES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  /** Imports a pair of shoes for the default customer. */
  void order() {
    order("10482", "shipped", "EUR", """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 8995}""");
  }

  /**
   * Imports an order of that customer with these lines; a shipped or delivered one has a tracking
   * number.
   */
  void order(String number, String state, String currency, String lines) {
    order(CALLER, number, state, currency, lines);
  }

  void order(String phone, String number, String state, String currency, String lines) {
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
        """.formatted(number, phone, state, currency, tracking, Instant.now(), lines),
        "application/json");
  }

  /** Makes a customer who has not called yet. */
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

  String asAdmin(String path, String body, String type) {
    return send(HttpRequest.newBuilder(node.http().resolve(path))
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

  void hangUp(Object call) {
    tell(Map.of("type", "call.ended", "call", call, "cause", "hung up", "at", Instant.now()));
  }

  void tell(Map<String, Object> event) {
    if ("call.arrived".equals(event.get("type"))) {
      called.add(event.get("call"));
    }
    hook("voice", Json.write(event));
  }

  /** A customer writes a message to a number of ours. */
  void message(String id, String from, String to, String text) {
    hook(
        "messages",
        Json.write(
            Map.of("type", "message.arrived", "id", id, "from", from, "to", to, "text", text)));
  }

  private void hook(String name, String body) {
    var request = HttpRequest.newBuilder(node.http().resolve("/hooks/" + name))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    new WebhookSignature(List.of(node.secret(name)))
        .sign("event-" + ++events, Buffer.buffer(body), Instant.now())
        .forEach(request::header);
    send(request);
  }

  private String send(HttpRequest.Builder request) {
    try {
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    chromium.close();
    node.close();
    http.close();
  }
}
