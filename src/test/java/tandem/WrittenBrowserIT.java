package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.WrittenGround.accept;
import static tandem.WrittenGround.picture;
import static tandem.WrittenGround.ready;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ConversationId;
import tandem.conversations.Attachment;
import tandem.document.Json;

/** Chats and emails on the agent's page in a real browser, by keyboard. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class WrittenBrowserIT {

  private final WrittenGround ground;

  WrittenBrowserIT(Vertx vertx) {
    ground = new WrittenGround(vertx);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private void canned(String token, String shortcut, String text) {
    var answer = await(ground
        .console
        .entrance
        .request(HttpMethod.POST, "/api/v1/canned-replies")
        .putHeader("Authorization", "Bearer " + token)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer(Json.write(Map.of("shortcut", shortcut, "text", text)))));
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(201);
  }

  @Test
  void a_chat_is_answered_by_keyboard_alone() {
    canned(
        ground.console.entrance.session("tom"),
        "hello",
        "Hello {{customer.name}}, I am {{agent.name}}. Case {{case.number}}, {{order.number}}");
    var tom = ground.desk("tom");
    ready(tom);
    var shifts = new Shifts(tom);
    var talk = shifts.none(() -> {
      var taken = ground.chat("v-1", "Ana Ortiz", "Hi, my blender arrived broken on Monday.");
      assertThat(tom.getByTestId("offer")).isVisible();
      return taken.conversation();
    });
    accept(tom);
    assertThat(tom.getByTestId("message")).hasCount(1);
    shifts.none(() -> {
      ground.chat("v-1", "Ana Ortiz", "Has it been re-sent?");
      assertThat(tom.getByTestId("message")).hasCount(2);
      assertThat(tom.locator("#polite")).containsText("Has it been re-sent?");
    });
    assertThat(tom.locator("#contact-name")).isFocused();
    ground.typing(talk, true);
    assertThat(tom.getByTestId("talk")).containsText("is typing");

    var reply = tom.getByTestId("reply");
    for (int i = 0; i < 60 && !(boolean) reply.evaluate("e => e === document.activeElement"); i++) {
      tom.keyboard().press("Tab");
    }
    assertThat(reply).isFocused();
    tom.keyboard().type("/hel");
    assertThat(tom.getByTestId("replies")).containsText("/hello");
    Axe.findsNothing(tom, "written-chat-replies");
    tom.keyboard().press("ArrowDown");
    tom.keyboard().press("Enter");
    assertThat(reply)
        .hasValue(
            Pattern.compile("Hello Ana Ortiz, I am Tom\\. Case \\d+, \\{\\{order\\.number}}"));
    assertThat(tom.getByTestId("holes")).containsText("{{order.number}}");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("send-problem")).containsText("Fill in first: {{order.number}}");
    assertThat(ground.chat.sent).isEmpty();
    Axe.findsNothing(tom, "written-chat-unfilled");
    for (int i = 0; i < "{{order.number}}".length(); i++) {
      tom.keyboard().press("Backspace");
    }
    tom.keyboard().type("order 10482: dort\u00e9 \u20ac 5 \\ | { [ ] } ~ @");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("message")).hasCount(3);
    eventually(() -> ground.chat.texts().size() == 1);
    assertThat(ground.chat.texts().getFirst())
        .endsWith("order 10482: dort\u00e9 \u20ac 5 \\ | { [ ] } ~ @");
    assertThat(reply).hasValue("");
    assertThat(reply).isFocused();
    ground.read(talk, 3);
    assertThat(tom.getByTestId("delivery")).hasAttribute("data-delivery", "read");
    Axe.findsNothing(tom, "written-chat");

    tom.keyboard().press("F9");
    assertThat(tom.getByTestId("finish-panel")).isVisible();
    tom.keyboard().press("Space");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("work")).hasCount(0);
    assertThat(ground.complaints).isEmpty();
  }

  @Test
  void an_email_is_answered_by_keyboard_with_a_delay_in_which_it_can_be_undone() {
    var tom = ground.desk("tom");
    ready(tom);
    var talk = mail(Optional.empty(), "The blender came on Saturday. The jug is cracked.", "{}");
    accept(tom);
    assertThat(tom.locator("#contact-name")).containsText("Blender arrived broken");
    mail(
        Optional.of(talk),
        "Here is a photo.\n\nKind regards, Maria\n> Please send us a photo",
        """
        {"quoted_at": 37, "cc": [{"name": "", "address": "peter@example.com"}]}""");
    assertThat(tom.getByTestId("mail")).hasCount(2);
    assertThat(tom.getByTestId("quoted")).containsText("Quoted text");
    assertThat(tom.getByTestId("quoted").locator("blockquote")).isHidden();
    assertThat(tom.getByTestId("work")).not().containsText("Please send");
    Axe.findsNothing(tom, "written-email");

    tom.locator("[data-testid=reply]").focus();
    tom.keyboard().type("A new one is on its way.");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("leaving")).isVisible();
    assertThat(tom.getByTestId("undo")).isVisible();
    assertThat(ground.mail.sent).isEmpty();
    tom.getByTestId("undo").press("Enter");
    assertThat(tom.getByTestId("reply")).hasValue("A new one is on its way.");
    assertThat(tom.getByTestId("reply")).isFocused();

    // what changes the text in these seconds calls the email back
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("leaving")).isVisible();
    tom.evaluate("() => { const page = document.querySelector('tandem-agent');"
        + " page.writing.change(page.contact, { text: 'A new one is on its way.' }); }");
    assertThat(tom.getByTestId("leaving")).hasCount(0);

    // a page that is left keeps the draft, and says so
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("leaving")).isVisible();
    tom.reload();
    assertThat(tom.getByTestId("reply")).hasValue("A new one is on its way.");
    assertThat(tom.getByTestId("unsent")).containsText("Not sent yet");
    assertThat(ground.mail.sent).isEmpty();

    tom.getByTestId("mode-all").press("Enter");
    assertThat(tom.getByTestId("mail-to")).hasValue("maria@example.com");
    assertThat(tom.getByTestId("mail-cc")).hasValue("peter@example.com");
    assertThat(tom.getByTestId("reply")).isFocused();
    tom.keyboard().press("Control+Enter");
    tom.getByTestId("send-now").press("Enter");
    eventually(() -> ground.mail.sent.size() == 1);
    assertThat(ground.mail.sent.getFirst().message().details().toString())
        .contains("\"cc\":[\"peter@example.com\"]");
    assertThat(tom.getByTestId("mail")).hasCount(3);
    assertThat(tom.getByTestId("reply")).hasValue("");

    // the looks may take longer than the email waits
    tom.getByTestId("reply").fill("You have it tomorrow.");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("leaving")).isVisible();
    Axe.findsNothing(tom, "written-email-leaving");
    eventually(() -> ground.mail.sent.size() == 2);
    assertThat(ground.complaints).isEmpty();
  }

  private ConversationId mail(Optional<ConversationId> thread, String text, String more) {
    var details = """
        {"subject": "Blender arrived broken", "from": {"name": "Maria Jansen", "address": "maria@example.com"},
         "to": [{"name": "", "address": "help@shop.example"}], "cc": []}""";
    var json = (ObjectNode) Json.read(details, JsonNode.class);
    json.setAll((ObjectNode) Json.read(more, JsonNode.class));
    return ground
        .mail(
            thread,
            "maria@example.com",
            "Maria Jansen",
            json.toString(),
            text,
            Optional.empty(),
            List.of())
        .conversation();
  }

  @Test
  void the_html_of_an_email_runs_nothing_and_loads_images_of_others_only_when_asked() {
    var tom = ground.desk("tom");
    ready(tom);
    ground.mail(
        Optional.empty(),
        "maria@example.com",
        "Maria",
        "{}",
        "Hello",
        Optional.of(
            "<p style=\"color:#a00\">Hello <b>there</b></p>" + "<img alt=\"far\" data-remote-src=\""
                + ground.console.gateway.url() + "/pixel.png\">"),
        List.of());
    accept(tom);

    var frame = tom.frameLocator("[data-testid=letter]");
    assertThat(frame.locator("b")).hasText("there");
    assertThat(tom.getByTestId("letter").getAttribute("sandbox"))
        .doesNotContain("allow-scripts", "allow-same-origin");
    assertThat(tom.getByTestId("mail").locator("summary").first()).isInViewport();
    assertThat(ground.console.gateway.got).isEmpty();
    picture(tom, "written-html");
    tom.getByTestId("show-images").click();
    eventually(() -> !ground.console.gateway.got.isEmpty());
    var page = await(ground
        .console
        .entrance
        .request(HttpMethod.GET, tom.getByTestId("letter").getAttribute("src"))
        .putHeader("Authorization", "Bearer " + ground.console.entrance.session("tom"))
        .send());
    assertThat(page.getHeader("Content-Security-Policy"))
        .contains("default-src 'none'", "sandbox", "frame-ancestors 'self'")
        .doesNotContain("script-src", "allow-scripts", "allow-same-origin");
    assertThat(page.getHeader("X-Frame-Options")).isEqualTo("SAMEORIGIN");
  }

  @Test
  void two_tabs_of_one_agent_share_a_draft_and_lose_no_text() {
    var tom = ground.desk("tom");
    ready(tom);
    ground.chat("v-2", "Ben", "Hello");
    accept(tom);
    var other = ground.tab(tom);
    tom.getByTestId("reply").fill("First text");
    assertThat(other.getByTestId("reply")).hasValue("First text");

    // neither tab has heard of the other's change when it saves its own
    other.context().setOffline(true);
    tom.getByTestId("reply").fill("First text of one");
    other.getByTestId("reply").fill("Second text of the other");
    other.context().setOffline(false);

    eventually(
        () -> tom.getByTestId("other").count() + other.getByTestId("other").count() > 0);
    var both = tom.getByTestId("composer").innerText()
        + tom.getByTestId("reply").inputValue()
        + other.getByTestId("composer").innerText()
        + other.getByTestId("reply").inputValue();
    assertThat(both).contains("First text of one", "Second text of the other");
    var one = tom.getByTestId("other").count() > 0 ? tom : other;
    Axe.findsNothing(one, "written-two-tabs");
    one.getByTestId("other-add").first().click();
    assertThat(one.getByTestId("other")).hasCount(0);
    assertThat(one.getByTestId("reply").inputValue())
        .contains("First text of one", "Second text of the other");
    one.reload();
    assertThat(one.getByTestId("reply"))
        .hasValue(Pattern.compile("text of.*text of", Pattern.DOTALL));
  }

  @Test
  void a_failed_message_says_why_and_is_sent_again_on_request() {
    ground.chat.refusal = Optional.of("the visitor has blocked us");
    var tom = ground.desk("tom");
    ready(tom);
    ground.chat("v-3", "Ben", "Hello");
    accept(tom);
    tom.getByTestId("reply").fill("Hello Ben");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.getByTestId("failed")).containsText("the visitor has blocked us");
    Axe.findsNothing(tom, "written-failed");

    ground.chat.refusal = Optional.empty();
    tom.getByTestId("retry").press("Enter");

    assertThat(tom.getByTestId("failed")).hasCount(0);
    assertThat(tom.getByTestId("delivery")).hasAttribute("data-delivery", "sent");
  }

  @Test
  void work_of_all_channels_is_in_one_list_and_the_keys_move_without_stealing_the_focus() {
    var tom = ground.desk("tom");
    ready(tom);
    mail(Optional.empty(), "The jug is cracked.", "{}");
    accept(tom);
    ground.chat("v-4", "Sanne", "Is it dishwasher-safe?");
    accept(tom);
    ground.chat("v-5", "Kofi", "It does not start.");
    accept(tom);
    assertThat(tom.getByTestId("work")).hasCount(3);
    assertThat(tom.getByTestId("work").first()).hasAttribute("data-channel", "email");
    assertThat(tom.getByTestId("work").first()).containsText("due");
    tom.getByTestId("reply").fill("typing");
    var selected = selected(tom);
    tom.keyboard().press("Control+ArrowDown");
    assertThat(tom.getByTestId("reply")).isFocused();
    assertThat(selected(tom)).isNotEqualTo(selected);
    tom.keyboard().press("Control+ArrowUp");
    assertThat(selected(tom)).isEqualTo(selected);
    assertThat(tom.getByTestId("reply")).hasValue("typing");
    ground.chat("v-4", "Sanne", "Hello?");
    assertThat(tom.getByTestId("unread")).isVisible();
    assertThat(tom.getByTestId("reply")).isFocused();
    Axe.findsNothing(tom, "written-work");
    for (var size : List.of(new int[] {1280, 720}, new int[] {720, 430}, new int[] {640, 360})) {
      tom.setViewportSize(size[0], size[1]);
      picture(tom, "written-work-at-" + size[0]);
      assertThat(tom.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .as("width " + size[0])
          .isEqualTo(true);
      tom.getByTestId("send").scrollIntoViewIfNeeded();
      assertThat(tom.getByTestId("send")).isInViewport();
    }
  }

  private static String selected(Page page) {
    return page.locator(".card[aria-current=true]").getAttribute("data-contact");
  }

  @Test
  void a_colleague_who_writes_or_looks_is_shown_and_a_contact_is_handed_over_by_keyboard() {
    var tom = ground.desk("tom");
    ready(tom);
    ground.chat("v-6", "Ben", "Hello");
    accept(tom);
    var ana = ground.desk("ana");
    ready(ana);
    tom.getByTestId("transfer-open").press("Enter");
    assertThat(tom.getByTestId("transfer-search")).isFocused();
    tom.keyboard().type("ana");
    assertThat(tom.getByTestId("to-agent-ana")).containsText("Ready");
    Axe.findsNothing(tom, "written-transfer");
    tom.getByTestId("to-agent-ana").locator("input").press("Space");
    tom.getByTestId("transfer-note").fill("Wants a new blender.");
    tom.keyboard().press("Control+Enter");

    assertThat(tom.getByTestId("work")).hasCount(0);
    assertThat(tom.locator("#polite")).containsText("Transferred to Ana");
    assertThat(ana.getByTestId("offer")).isVisible();
    accept(ana);
    assertThat(ana.getByTestId("inside")).containsText("Wants a new blender.");
    assertThat(ana.getByTestId("message")).hasCount(1);
    picture(ana, "written-handed-over");
    var other = ground.console.ask("SELECT id FROM conversation");
    assertThat(ana.getByTestId("viewer")).hasCount(0);
    tom.evaluate(
        "id => document.querySelector('tandem-agent').store.command('view', {conversation: id})",
        other);
    assertThat(ana.getByTestId("viewer")).containsText("Tom is viewing");
    tom.evaluate(
        "id => document.querySelector('tandem-agent').store.command('view', {conversation: id, away: true})",
        other);
    assertThat(ana.getByTestId("viewer")).hasAttribute("data-state", "away");
    picture(ana, "written-viewer");
    tom.close();
    assertThat(ana.getByTestId("viewer")).hasCount(0);
  }

  @Test
  void older_messages_are_loaded_on_the_way_up_and_new_ones_move_nothing() {
    for (int i = 1; i <= 70; i++) {
      ground.chat("v-7", "Ben", "line " + i + "\n".repeat(i % 3) + "end");
    }
    var tom = ground.desk("tom");
    ready(tom);
    accept(tom);
    assertThat(tom.getByTestId("message")).hasCount(30);
    assertThat(tom.getByTestId("message").last()).isInViewport();
    var feed = tom.getByTestId("talk");
    // news that comes before the browser has told of the scrolling does not scroll back
    feed.evaluate("e => { e.scrollTop = 0; e.closest('tandem-written').requestUpdate(); }");
    assertThat(tom.getByTestId("message")).hasCount(60);
    Locator read = tom.locator("[data-number='45']");
    read.scrollIntoViewIfNeeded();
    var before = read.boundingBox().y;

    ground.chat("v-7", "Ben", "one more");

    assertThat(tom.getByTestId("below")).containsText("1 new message");
    assertThat(read.boundingBox().y).isEqualTo(before);
    picture(tom, "written-below");
    tom.getByTestId("below").click();
    assertThat(tom.getByTestId("message").last()).isInViewport();
    assertThat(tom.getByTestId("below")).hasCount(0);
  }

  @Test
  void an_internal_note_looks_different_and_never_reaches_the_customer() {
    var tom = ground.desk("tom");
    ready(tom);
    ground.chat("v-8", "Ben", "Hello");
    accept(tom);
    tom.getByTestId("mode-note").press("Enter");
    assertThat(tom.getByTestId("note")).isFocused();
    tom.keyboard().type("Third cracked jug of this batch.");
    Axe.findsNothing(tom, "written-note");
    tom.keyboard().press("Control+Enter");

    assertThat(tom.getByTestId("inside")).containsText("Third cracked jug");
    assertThat(tom.getByTestId("note")).hasValue("");
    assertThat(ground.chat.sent).isEmpty();
    assertThat(tom.getByTestId("message")).hasCount(1);
  }

  @Test
  void a_file_is_attached_removed_and_sent() {
    var tom = ground.desk("tom");
    ready(tom);
    ground.chat("v-9", "Ben", "Hello");
    accept(tom);
    var files = tom.getByTestId("file-input");
    files.setInputFiles(new FilePayload[] {
      new FilePayload("l\u00e4bel.txt", "text/plain", "one".getBytes(StandardCharsets.UTF_8)),
      new FilePayload("b.txt", "text/plain", "two".getBytes(StandardCharsets.UTF_8))
    });
    assertThat(tom.getByTestId("attached")).hasCount(2);
    tom.getByTestId("attached")
        .filter(new Locator.FilterOptions().setHasText("b.txt"))
        .getByRole(AriaRole.BUTTON)
        .press("Enter");
    assertThat(tom.getByTestId("attached")).hasCount(1);
    tom.reload();
    assertThat(tom.getByTestId("attached")).hasCount(1);
    picture(tom, "written-attached");
    tom.getByTestId("send").press("Enter");

    assertThat(tom.getByTestId("file")).containsText("l\u00e4bel.txt");
    eventually(() -> ground.chat.sent.size() == 1);
    assertThat(ground.chat.sent.getFirst().message().attachments().getFirst().name())
        .isEqualTo("l\u00e4bel.txt");
  }

  private Attachment stored(String name, String type, String content) {
    var kept =
        await(ground.console.messages.conversations().keep("email", name, Buffer.buffer(content)));
    return new Attachment(name, type, kept.size(), Optional.empty(), kept.sha256());
  }

  @Test
  void a_forwarded_email_takes_its_files_along_and_the_whole_mail_only_when_asked() {
    var tom = ground.desk("tom");
    ready(tom);
    ground.mail(
        Optional.empty(),
        "maria@example.com",
        "Maria",
        "{}",
        "See the photos",
        Optional.empty(),
        List.of(
            stored("f\u00f6to.txt", "text/plain", "one"),
            stored("b.txt", "text/plain", "two"),
            stored("original.eml", "message/rfc822", "From: maria@example.com")));
    accept(tom);
    assertThat(tom.getByTestId("attached")).hasCount(0);

    tom.getByTestId("mode-forward").click();

    var attached = tom.getByTestId("attached");
    assertThat(attached).hasCount(2);
    assertThat(attached.first()).containsText("f\u00f6to.txt");
    tom.getByTestId("mode-reply").click();
    assertThat(attached).hasCount(0);
    tom.getByTestId("mode-forward").click();
    assertThat(attached).hasCount(2);
    attached
        .filter(new Locator.FilterOptions().setHasText("b.txt"))
        .getByRole(AriaRole.BUTTON)
        .press("Enter");
    assertThat(attached).hasCount(1);
    tom.getByTestId("attach-original").click();
    assertThat(attached).hasCount(2);
    assertThat(attached.last()).containsText("original.eml");
    assertThat(tom.getByTestId("attach-original")).hasCount(0);
    picture(tom, "written-forwarded");
    tom.getByTestId("mail-to").fill("repair@example.com");
    tom.getByTestId("send").click();
    tom.getByTestId("send-now").click();

    eventually(() -> ground.mail.sent.size() == 1);
    assertThat(ground.mail.sent.getFirst().message().attachments().stream()
            .map(Attachment::name)
            .toList()
            .toString())
        .isEqualTo("[f\u00f6to.txt, original.eml]");
  }
}
