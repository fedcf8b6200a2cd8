package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
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
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.auth.WebhookSignature;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.storage.AskedDatabase;
import tandem.storage.TestDatabase;

/**
 * A written conversation on desks at two server processes with one database: viewers, who types,
 * and the draft that an agent's tabs share.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class TwoNodesBrowserIT {

  private static final String OURS = "+31970001";
  private static final String FLOOR = """
      queues:
        - {id: texts, name: Texts, department: shipping, channel: message, ring: 600}
      entrances:
        - {channel: message, address: "+31970001", queue: texts}
      """;

  @TempDir
  private static Path folder;

  private final Vertx vertx;
  private final AskedDatabase database = new AskedDatabase(TestDatabase.freshAddress());
  private final Map<String, String> environment = Map.of("TANDEM_DATABASE_URL", database.url());
  private final HttpClient http = HttpClient.newHttpClient();
  private final Chromium chromium = new Chromium();
  private final List<DeskClient> seated = new ArrayList<>();
  private Node first;
  private Node second;
  private int events;

  TwoNodesBrowserIT(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeAll
  void start() throws Exception {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    first = Node.start(Files.createDirectory(folder.resolve("first")), environment);
    second = Node.start(Files.createDirectory(folder.resolve("second")), environment);
    send("POST", "/api/v1/floor", first.secret("admin-token"), "application/yaml", FLOOR);
  }

  @AfterAll
  void stop() {
    chromium.close();
    second.close();
    first.close();
  }

  /** Closes all pages, finishes what Ana has, and lets her go offline. */
  @AfterEach
  void everybodyGoesHome() throws Exception {
    chromium.browser().contexts().forEach(BrowserContext::close);
    seated.forEach(DeskClient::close);
    seated.clear();
    var contact = database.ask("SELECT min(id::text) FROM contact WHERE state <> 'closed'");
    send(
        "POST",
        "/api/v1/contacts/" + contact + "/outcome",
        token("ana"),
        "application/json",
        "{\"outcome\":\"answered\"}");
    var screen = sit(first, "ana");
    screen.doing("home-" + ++events, "\"do\":\"offline\"");
    assertThat(screen.answer("home-" + events).has("ok")).isTrue();
    screen.close();
    seated.clear();
  }

  private String send(String method, String path, String token, String type, String body)
      throws Exception {
    return send(HttpRequest.newBuilder(first.http().resolve(path))
        .header("authorization", "Bearer " + token)
        .header("content-type", type)
        .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private String send(HttpRequest.Builder request) throws Exception {
    var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private String token(String agent) throws Exception {
    var body = Json.write(Map.of("agent", agent));
    var made =
        send("POST", "/api/v1/tokens", first.secret("admin-token"), "application/json", body);
    return Json.read(made, JsonNode.class).path("token").asText();
  }

  private DeskClient sit(Node node, String agent) throws Exception {
    var screen = DeskClient.connect(vertx, node.http().getPort(), token(agent));
    seated.add(screen);
    screen.say("{\"type\":\"hello\"}");
    screen.next("snapshot");
    return screen;
  }

  /** A message of a customer, which comes in at one of the nodes; returns its conversation. */
  private String arrive(Node node, String from, String text) throws Exception {
    var body = Json.write(Map.of(
        "type",
        "message.arrived",
        "id",
        "m-" + ++events,
        "from",
        from,
        "to",
        OURS,
        "text",
        text,
        "at",
        Instant.now()));
    var request = HttpRequest.newBuilder(node.http().resolve("/hooks/messages"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    new WebhookSignature(List.of(node.secret("messages")))
        .sign("event-" + events, Buffer.buffer(body), Instant.now())
        .forEach(request::header);
    return Json.read(send(request), JsonNode.class).path("conversation").asText();
  }

  /** Opens Ana's desk at the first node. Browsers send a cookie to all ports of a host. */
  private Page ana() {
    var page = chromium.browser().newContext().newPage();
    page.setDefaultTimeout(60_000);
    page.navigate(first.http() + "/login");
    page.getByTestId("login-name").fill("ana");
    page.getByTestId("login-password").fill(first.password("ana"));
    page.getByTestId("login-submit").click();
    page.waitForURL(url -> url.endsWith("/agent"));
    WrittenGround.ready(page);
    return page;
  }

  private Page tab(Page of, Node node) {
    var page = of.context().newPage();
    page.setDefaultTimeout(60_000);
    page.navigate(node.http() + "/agent");
    assertThat(page.getByTestId("contact")).hasAttribute("data-state", "connected");
    return page;
  }

  private static String viewers(JsonNode message) {
    var all = new ArrayList<String>();
    message
        .path("viewers")
        .forEach(
            one -> all.add(one.path("agent").asText() + " " + one.path("state").asText()));
    return String.join(", ", all);
  }

  /** Reads until the screen hears of exactly these viewers. */
  private static void untilViewers(DeskClient screen, String wanted) {
    screen.until(message -> message.path("type").asText().equals("viewers.changed")
        && viewers(message).equals(wanted));
  }

  /** Makes the page believe that its tab is hidden or shown. */
  private static void visibility(Page page, String state) {
    page.evaluate(
        "state => { Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });"
            + " document.dispatchEvent(new Event('visibilitychange')); }",
        state);
  }

  @Test
  void agents_at_two_nodes_see_who_views_writes_and_is_away_and_both_get_the_messages()
      throws Exception {
    var ana = ana();
    var conversation = arrive(second, "+31612345678", "Where are my shoes?");
    WrittenGround.accept(ana);
    var bram = sit(second, "bram");
    var look = "\"do\":\"view\",\"conversation\":\"" + conversation + "\"";

    bram.doing("v-1", look);
    untilViewers(bram, "ana viewing, bram viewing");
    assertThat(ana.getByTestId("viewer")).hasText("Bram Visser is viewing");

    ana.getByTestId("reply").pressSequentially("They");
    untilViewers(bram, "ana writing, bram viewing");
    ana.getByTestId("reply").fill("");
    untilViewers(bram, "ana viewing, bram viewing");
    visibility(ana, "hidden");
    untilViewers(bram, "ana away, bram viewing");
    visibility(ana, "visible");
    untilViewers(bram, "ana viewing, bram viewing");
    bram.doing("v-2", look + ",\"away\":true");
    assertThat(ana.getByTestId("viewer")).hasAttribute("data-state", "away");

    arrive(first, "+31612345678", "Hello?");
    assertThat(bram.until("message.added").path("message").path("text").asText())
        .isEqualTo("Hello?");
    arrive(second, "+31612345678", "Is anybody there?");
    assertThat(ana.getByTestId("message")).hasCount(3);
    ana.getByTestId("reply").fill("Yes, I am.");
    ana.keyboard().press("Control+Enter");
    assertThat(bram.until(m -> m.path("message").path("number").asInt() == 4)
            .path("message")
            .path("text")
            .asText())
        .isEqualTo("Yes, I am.");
    bram.close();
    assertThat(ana.getByTestId("viewer")).hasCount(0);
  }

  @Test
  void an_agent_with_a_tab_at_each_node_is_one_viewer_who_does_what_the_busier_tab_does()
      throws Exception {
    var ana = ana();
    var conversation = arrive(first, "+31612345670", "Where are my shoes?");
    WrittenGround.accept(ana);
    var bram = sit(second, "bram");
    bram.doing("v-1", "\"do\":\"view\",\"conversation\":\"" + conversation + "\"");
    untilViewers(bram, "ana viewing, bram viewing");

    var other = tab(ana, second);
    assertThat(other.getByTestId("message")).hasCount(1);
    assertThat(other.getByTestId("viewer")).hasText("Bram Visser is viewing");
    visibility(ana, "hidden");
    other.getByTestId("reply").pressSequentially("They");
    untilViewers(bram, "ana writing, bram viewing");
    other.close();
    untilViewers(bram, "ana away, bram viewing");
  }

  @Test
  void two_tabs_of_one_agent_at_two_nodes_share_a_draft_and_lose_no_text() throws Exception {
    var one = ana();
    arrive(first, "+31612345679", "Hello");
    WrittenGround.accept(one);
    var two = tab(one, second);
    one.getByTestId("reply").fill("First text");
    assertThat(two.getByTestId("reply")).hasValue("First text");
    two.getByTestId("reply").fill("First text, and more");
    assertThat(one.getByTestId("reply")).hasValue("First text, and more");

    // neither tab has heard of the other's change when it saves its own
    two.context().setOffline(true);
    one.getByTestId("reply").fill("Text of one");
    two.getByTestId("reply").fill("Text of the other");
    two.context().setOffline(false);

    eventually(() -> one.getByTestId("other").count() + two.getByTestId("other").count() > 0);
    boolean isOneAsked = one.getByTestId("other").count() > 0;
    var asked = isOneAsked ? one : two;
    var quiet = isOneAsked ? two : one;
    asked.getByTestId("other-add").first().click();
    assertThat(asked.getByTestId("other")).hasCount(0);
    var both = Pattern.compile("Text of .*\n\nText of .*");
    assertThat(asked.getByTestId("reply")).hasValue(both);
    assertThat(quiet.getByTestId("reply")).hasValue(both);
    assertThat(quiet.getByTestId("reply").inputValue())
        .contains("Text of one", "Text of the other");
    assertThat(database.ask("SELECT count(*) FROM draft WHERE kind = 'reply'")).isEqualTo("1");

    // sent in one tab, the text is gone in the other
    quiet.getByTestId("reply").press("Control+Enter");
    assertThat(asked.getByTestId("message")).hasCount(2);
    assertThat(asked.getByTestId("reply")).hasValue("");
    assertThat(quiet.getByTestId("reply")).hasValue("");
    assertThat(database.ask("SELECT count(*) FROM message WHERE author = 'agent'"
            + " AND text LIKE 'Text of%Text of%'"))
        .isEqualTo("1");
  }
}
