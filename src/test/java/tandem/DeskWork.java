package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tandem.base.ConversationId;
import tandem.document.Json;

/**
 * Work on the agent's page with eight written conversations open: in each round every customer
 * writes, the agent goes through all of them, writes and answers, opens the panels, finishes one
 * and takes a new one. After as many rounds as conversations all of them are other ones.
 */
final class DeskWork implements AutoCloseable {

  static final int OPEN = 8;
  private static final int EMAILS = 3;

  private final WrittenGround ground;
  private final Page page;
  private final CDPSession browser;
  private final Duration betweenKeys;

  /** The conversations on the desk, the oldest first. */
  private final Deque<Talk> open = new ArrayDeque<>();

  private int taken;

  private record Talk(String visitor, Optional<ConversationId> email, String contact) {}

  /** What the page holds after a collection of garbage. */
  record Held(double heap, int nodes, int listeners, int documents) {

    @Override
    public String toString() {
      return "heap %.2f MB, nodes %d, listeners %d, documents %d"
          .formatted(heap / 1e6, nodes, listeners, documents);
    }
  }

  /**
   * Opens the desk.
   *
   * @param betweenKeys how fast the agent types. Zero makes a burst: the browser takes each waiting
   *     key before it paints the last one
   */
  DeskWork(Vertx vertx, Duration betweenKeys) {
    this.betweenKeys = betweenKeys;
    ground = new WrittenGround(vertx);
    ground.console.take("""
        channels:
        - {channel: chat, slots: 5, blocks: []}
        - {channel: email, slots: 3, blocks: []}
        """);
    page = ground.desk("tom");
    browser = page.context().newCDPSession(page);
    WrittenGround.ready(page);
    for (int i = 0; i < OPEN; i++) {
      takeOne();
    }
    assertThat(page.getByTestId("work")).hasCount(OPEN);
  }

  /** A customer writes for the first time, and the agent accepts; the channels take turns. */
  private void takeOne() {
    var visitor = "visitor-" + ++taken;
    var isEmail = taken % OPEN < EMAILS;
    var email =
        isEmail ? Optional.of(mail(Optional.empty(), visitor)) : Optional.<ConversationId>empty();
    if (!isEmail) {
      ground.chat(visitor, "Visitor " + taken, "Hello, I am number " + taken);
    }
    assertThat(page.getByTestId("offer")).isVisible();
    page.keyboard().press("F2");
    assertThat(page.getByTestId("work")).hasCount(open.size() + 1);
    eventually(() -> open.stream().noneMatch(talk -> talk.contact().equals(selected())));
    assertThat(page.locator("#contact-name")).isFocused();
    assertThat(page.getByTestId("reply")).isVisible();
    assertThat(page.locator("aside .entry").first()).isVisible();
    open.addLast(
        new Talk(visitor, email, page.getByTestId("contact").getAttribute("data-contact")));
  }

  private ConversationId mail(Optional<ConversationId> thread, String visitor) {
    var address = visitor + "@example.com";
    return ground
        .mail(
            thread,
            address,
            visitor,
            "{\"subject\": \"Broken\", \"from\": {\"name\": \"\", \"address\": \"" + address
                + "\"}}",
            "It is broken.\n\nKind regards",
            Optional.of("<p>It is <b>broken</b>.</p>"),
            List.of())
        .conversation();
  }

  /** One round; returns how long each key took until its letter was painted. */
  List<Double> round() {
    open.forEach(talk -> talk.email()
        .ifPresentOrElse(
            id -> mail(Optional.of(id), talk.visitor()),
            () -> ground.chat(talk.visitor(), "", "And what about this?")));
    watchKeys();
    for (int i = 0; i < OPEN; i++) {
      step(i);
    }
    var keys = keys();
    panels();
    finish(open.removeFirst());
    takeOne();
    return keys;
  }

  /** Goes to the next contact, and writes there; every other text is sent. */
  private void step(int i) {
    var before = selected();
    page.keyboard().press("Control+ArrowDown");
    eventually(() -> !selected().equals(before));
    var reply = page.getByTestId("reply");
    assertThat(reply).isVisible();
    reply.focus();
    page.keyboard()
        .type("One moment", new Keyboard.TypeOptions().setDelay((double) betweenKeys.toMillis()));
    if (i % 2 == 0) {
      page.keyboard().press("Control+Enter");
      // an email waits for some seconds, in which a slow machine may not come to press this
      page.evaluate("document.querySelector('[data-testid=send-now]')?.click()");
      assertThat(reply).hasValue("");
    } else {
      reply.fill("");
    }
  }

  private String selected() {
    return String.valueOf(page.getByTestId("contact").getAttribute("data-contact"));
  }

  /** Opens and closes what can be opened beside a conversation. */
  private void panels() {
    var reply = page.getByTestId("reply");
    reply.focus();
    page.keyboard().type("/");
    assertThat(page.getByTestId("replies")).isVisible();
    page.keyboard().press("Escape");
    reply.fill("");
    page.getByTestId("transfer-open").press("Enter");
    assertThat(page.getByTestId("transfer")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("transfer")).hasCount(0);
    page.getByTestId("canned-open").press("Enter");
    assertThat(page.getByTestId("canned-search")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("canned-panel")).hasCount(0);
    var story = page.locator("aside .entry .link").first();
    story.press("Enter");
    assertThat(page.locator("aside .happened")).isVisible();
    story.press("Enter");
    assertThat(page.locator("aside .happened")).hasCount(0);
  }

  private void finish(Talk talk) {
    page.locator(".card[data-contact='" + talk.contact() + "']").press("Enter");
    eventually(() -> selected().equals(talk.contact()));
    page.keyboard().press("F9");
    assertThat(page.getByTestId("finish-panel")).isVisible();
    page.keyboard().press("Space");
    page.keyboard().press("Control+Enter");
    assertThat(page.getByTestId("work")).hasCount(OPEN - 1);
  }

  // ---- what is measured

  /** Notes from now on when a key was pressed and when the frame with its letter was painted. */
  private void watchKeys() {
    page.evaluate("""
        () => {
          if (window.echoes) { window.echoes = []; return; }
          window.echoes = [];
          addEventListener('keydown', (event) => {
            if (event.key.length !== 1 || event.ctrlKey) return;
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => window.echoes.push(performance.now() - event.timeStamp);
              port2.postMessage(0);
            });
          }, true);
        }""");
  }

  private List<Double> keys() {
    var echoes = new ArrayList<Double>();
    Json.read(String.valueOf(page.evaluate("JSON.stringify(window.echoes)")), JsonNode.class)
        .forEach(one -> echoes.add(one.asDouble()));
    assertThat(echoes).as("keys").isNotEmpty();
    return echoes;
  }

  /** Collects garbage, and counts what is left. */
  Held held() {
    browser.send("HeapProfiler.enable");
    browser.send("HeapProfiler.collectGarbage");
    browser.send("HeapProfiler.collectGarbage");
    var counts = browser.send("Memory.getDOMCounters");
    return new Held(
        heap(browser.send("Runtime.getHeapUsage")),
        counts.get("nodes").getAsInt(),
        counts.get("jsEventListeners").getAsInt(),
        counts.get("documents").getAsInt());
  }

  private static double heap(JsonObject usage) {
    return usage.get("usedSize").getAsDouble();
  }

  List<String> complaints() {
    return ground.complaints;
  }

  Locator work() {
    return page.getByTestId("work");
  }

  @Override
  public void close() {
    ground.close();
  }
}
