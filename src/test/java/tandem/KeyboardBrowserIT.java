package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.WrittenGround.picture;
import static tandem.console.ConsoleGround.await;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.WebhookSignature;
import tandem.console.ConsoleGround;
import tandem.document.Json;
import tandem.routing.engine.Signal;

/**
 * One contact of each channel from its offer to its end with the keyboard alone: whatever is used
 * is reached by keys, and axe-core finds nothing on the way.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class KeyboardBrowserIT {

  private static final int STEPS_MAX = 90;

  /** 1280 by 720, and 1440 by 860 and 1280 by 720 at 200 %. */
  private static final List<int[]> SIZES =
      List.of(new int[] {1280, 720}, new int[] {720, 430}, new int[] {640, 360});

  private final WrittenGround ground;

  KeyboardBrowserIT(Vertx vertx) {
    ground = new WrittenGround(vertx);
    ground.console.take("""
        queues:
        - {id: parcels, name: Where is my parcel, department: shipping, offer_timeout: 120}
        - {id: chats, name: Chats, department: service, channel: chat, offer_timeout: 120}
        - {id: mails, name: Complaints, department: service, channel: email, offer_timeout: 120}
        - {id: texts, name: Messages, department: service, channel: message, offer_timeout: 120}
        entrances:
        - {channel: message, address: "+31970001", queue: texts}
        """);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  /** Moves the focus with Tab until it is in this part of the page. */
  private static void tabTo(Page page, String part) {
    move(page, part, "Tab");
  }

  private static void move(Page page, String part, String key) {
    var target = page.getByTestId(part).first();
    assertThat(target).isVisible();
    for (int i = 0; i < STEPS_MAX; i++) {
      if ((boolean) target.evaluate("it => it.contains(document.activeElement)")) {
        assertThat((boolean) page.evaluate("""
            () => {
              const {left, top, right, bottom} = document.activeElement.getBoundingClientRect();
              return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
            }"""))
            .as(part + " has the focus in view")
            .isTrue();
        return;
      }
      page.keyboard().press(key);
    }
    throw new AssertionError(part + " is not reached by " + key + "; the focus is in "
        + page.evaluate("document.activeElement.outerHTML.slice(0, 200)"));
  }

  private Page ready(String agent) {
    var page = ground.desk(agent);
    tabTo(page, "go-ready");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("presence")).hasAttribute("data-asked", "ready");
    return page;
  }

  private static void accept(Page page) {
    assertThat(page.getByTestId("offer")).isVisible();
    page.keyboard().press("F2");
    assertThat(page.getByTestId("offer")).hasCount(0);
    assertThat(page.locator("#contact-name")).isFocused();
  }

  /** F9, an outcome, a note, and the keys that submit. */
  private static void finish(Page page, String channel) {
    page.keyboard().press("F9");
    assertThat(page.getByTestId("finish-panel")).isVisible();
    page.keyboard().press("Space");
    tabTo(page, "note");
    page.keyboard().type("All done.");
    Axe.findsNothing(page, "keyboard-" + channel + "-finish");
    sizes(page, channel + "-finish", "finish-submit");
    page.keyboard().press("Control+Enter");
    assertThat(page.getByTestId("work")).hasCount(0);
    assertThat(page.locator("#polite")).containsText("Finished");
  }

  /** In smaller windows nothing is wider than the window, and what is used next can be seen. */
  private static void sizes(Page page, String what, String next) {
    for (var size : SIZES) {
      page.setViewportSize(size[0], size[1]);
      picture(page, "keyboard-" + what + "-at-" + size[0]);
      assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .as(what + " at " + size[0])
          .isEqualTo(true);
      if (size[0] == 1280) {
        assertThat(page.locator("#contact-name").evaluate("it => it.scrollWidth <= it.clientWidth"))
            .as("who it is, at " + what)
            .isEqualTo(true);
      }
      page.getByTestId(next).scrollIntoViewIfNeeded();
      assertThat(page.getByTestId(next)).isInViewport();
    }
    page.setViewportSize(1440, 860);
  }

  @Test
  void a_call() {
    var tom = ready("tom");
    var contact = ground.console.arrive(ground.console.customer("Ana Ortiz"));
    assertThat(tom.getByTestId("offer")).containsText("Ana Ortiz");
    Axe.findsNothing(tom, "keyboard-call-offered");
    accept(tom);
    Axe.findsNothing(tom, "keyboard-call-connecting");
    ground.console.tell(new Signal.Bridged(contact));
    assertThat(tom.getByTestId("contact")).hasAttribute("data-state", "connected");

    tom.keyboard().press("F8");
    assertThat(tom.getByTestId("contact")).hasAttribute("data-state", "held");
    Axe.findsNothing(tom, "keyboard-call-held");
    tom.keyboard().press("F8");
    assertThat(tom.getByTestId("contact")).hasAttribute("data-state", "connected");
    tabTo(tom, "note");
    tom.keyboard().type("She asks where her parcel is.");
    Axe.findsNothing(tom, "keyboard-call-note");
    sizes(tom, "call-note", "save-note");
    tabTo(tom, "save-note");
    tom.keyboard().press("Enter");
    assertThat(tom.getByTestId("note")).hasValue("");
    assertThat(tom.getByTestId("timeline")).containsText("She asks where her parcel is.");
    tabTo(tom, "story");
    tom.keyboard().press("Enter");
    assertThat(tom.locator("aside .happened")).isVisible();
    Axe.findsNothing(tom, "keyboard-call-story");

    finish(tom, "call");
    assertThat(ground.complaints).isEmpty();
  }

  @Test
  void a_chat() {
    var tom = ready("tom");
    ground.chat("v-1", "Ana Ortiz", "Hi, my blender arrived broken on Monday.");
    assertThat(tom.getByTestId("offer")).containsText("my blender arrived broken");
    Axe.findsNothing(tom, "keyboard-chat-offered");
    accept(tom);
    assertThat(tom.getByTestId("message")).hasCount(1);
    tabTo(tom, "talk"); // what was written is scrolled with the arrows
    tabTo(tom, "reply");
    tom.keyboard().type("Good morning Ana, a new one leaves today.");
    Axe.findsNothing(tom, "keyboard-chat-writing");
    sizes(tom, "chat-writing", "send");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("message")).hasCount(2);
    eventually(
        () -> ground.chat.texts().equals(List.of("Good morning Ana, a new one leaves today.")));
    assertThat(tom.getByTestId("reply")).isFocused();
    note(tom, "chat", "The third broken one.");

    finish(tom, "chat");
    assertThat(ground.complaints).isEmpty();
  }

  /** Writes an internal note, and goes back to the reply. */
  private static void note(Page page, String channel, String text) {
    move(page, "mode-note", "Shift+Tab");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("note")).isFocused();
    page.keyboard().type(text);
    Axe.findsNothing(page, "keyboard-" + channel + "-note");
    page.keyboard().press("Control+Enter");
    assertThat(page.getByTestId("inside")).containsText(text);
    move(page, "mode-reply", "Shift+Tab");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("reply")).isFocused();
  }

  @Test
  void an_email_that_is_answered_and_handed_over() {
    var tom = ready("tom");
    ground.mail(
        Optional.empty(),
        "maria@example.com",
        "Maria Jansen",
        """
        {"subject": "Blender arrived broken", "quoted_at": 40, "from": {"name": "Maria Jansen", "address": "maria@example.com"},
         "to": [{"name": "", "address": "help@shop.example"}], "cc": [{"name": "Peter", "address": "peter@example.com"}]}""",
        "The jug is cracked.\n\nKind regards, Maria\n> Your order has left\n> our house today",
        Optional.empty(),
        List.of());
    assertThat(tom.getByTestId("offer")).containsText("The jug is cracked");
    Axe.findsNothing(tom, "keyboard-email-offered");
    accept(tom);
    assertThat(tom.getByTestId("mail")).hasCount(1);
    tabTo(tom, "quoted");
    tom.keyboard().press("Enter");
    assertThat(tom.getByTestId("quoted").locator("blockquote")).isVisible();
    Axe.findsNothing(tom, "keyboard-email-reading");
    tabTo(tom, "mode-all");
    tom.keyboard().press("Enter");
    assertThat(tom.getByTestId("reply")).isFocused();
    assertThat(tom.getByTestId("mail-cc")).hasValue("peter@example.com");
    tom.keyboard().type("Dear Maria,\n\na new jug leaves today.\n\nTom");
    Axe.findsNothing(tom, "keyboard-email-writing");
    sizes(tom, "email-writing", "send");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("leaving")).isVisible();
    tabTo(tom, "undo");
    tom.keyboard().press("Enter");
    assertThat(tom.getByTestId("reply")).isFocused();
    assertThat(ground.mail.sent).isEmpty();
    tom.keyboard().press("Control+Enter");
    eventually(() -> ground.mail.sent.size() == 1); // nobody calls it back in 8 s
    assertThat(tom.getByTestId("mail")).hasCount(2);
    assertThat(tom.getByTestId("mail").last()).containsText("maria@example.com");
    assertThat(tom.getByTestId("mail").last()).containsText("peter@example.com");
    tabTo(tom, "reply");
    note(tom, "email", "The supplier pays.");

    var ana = ready("ana");
    move(tom, "transfer-open", "Shift+Tab");
    tom.keyboard().press("Enter");
    assertThat(tom.getByTestId("transfer-search")).isFocused();
    tom.keyboard().type("ana");
    assertThat(tom.getByTestId("to-agent-ana")).isVisible();
    tabTo(tom, "to-agent-ana");
    tom.keyboard().press("Space");
    tabTo(tom, "transfer-note");
    tom.keyboard().type("She wants her money back.");
    Axe.findsNothing(tom, "keyboard-email-transfer");
    sizes(tom, "email-transfer", "transfer-submit");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("work")).hasCount(0);

    accept(ana);
    assertThat(ana.getByTestId("inside")).hasCount(2);
    assertThat(ana.getByTestId("talk")).containsText("She wants her money back.");
    finish(ana, "email");
    assertThat(ground.complaints).isEmpty();
  }

  @Test
  void a_message_by_text() {
    var tom = ready("tom");
    text("w-1", "Where are my shoes?");
    assertThat(tom.getByTestId("offer")).containsText("Where are my shoes?");
    Axe.findsNothing(tom, "keyboard-message-offered");
    accept(tom);
    assertThat(tom.getByTestId("message")).hasCount(1);
    text("w-2", "Order 10482.");
    assertThat(tom.getByTestId("message")).hasCount(2);
    tabTo(tom, "reply");
    tom.keyboard().type("They left today.");
    Axe.findsNothing(tom, "keyboard-message-writing");
    sizes(tom, "message-writing", "send");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("message")).hasCount(3);
    eventually(() -> ground.console.gateway.got.stream()
        .anyMatch(sent -> sent.toString().contains("They left today.")));
    note(tom, "message", "He writes at night.");

    finish(tom, "message");
    assertThat(ground.complaints).isEmpty();
  }

  private void text(String id, String text) {
    var body = Buffer.buffer(Json.write(Map.of(
        "type",
        "message.arrived",
        "id",
        id,
        "from",
        "+31612000001",
        "to",
        "+31970001",
        "text",
        text)));
    var request = ground.console.entrance.request(HttpMethod.POST, "/hooks/messages");
    new WebhookSignature(List.of(ConsoleGround.HOOK_SECRET))
        .sign("msg_" + id, body, ground.console.clock.instant())
        .forEach(request::putHeader);
    var taken = await(request.putHeader("Content-Type", "application/json").sendBuffer(body));
    assertThat(taken.statusCode()).as(taken.bodyAsString()).isEqualTo(200);
  }
}
