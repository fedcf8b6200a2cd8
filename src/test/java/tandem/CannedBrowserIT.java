package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.WrittenGround.accept;
import static tandem.WrittenGround.picture;
import static tandem.WrittenGround.ready;
import static tandem.console.ConsoleGround.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.document.Json;

/** The place where canned replies are written, on the desk and beside the wallboard. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class CannedBrowserIT {

  private final WrittenGround ground;

  CannedBrowserIT(Vertx vertx) {
    ground = new WrittenGround(vertx);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private static Locator row(Page page, String shortcut) {
    return page.getByTestId("canned-row").filter(new Locator.FilterOptions().setHasText(shortcut));
  }

  private static void write(Page page, String shortcut, String text) {
    page.getByTestId("canned-new").click();
    page.getByTestId("canned-shortcut").fill(shortcut);
    page.getByTestId("canned-text").fill(text);
    page.getByTestId("canned-save").click();
    assertThat(page.locator("#polite")).containsText("Saved /" + shortcut);
  }

  private void customer(String name) {
    var made = await(ground
        .console
        .entrance
        .request(HttpMethod.POST, "/api/v1/customers")
        .putHeader("Authorization", "Bearer " + ground.console.entrance.session("tom"))
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer(Json.write(Map.of("name", name, "contact_points", List.of())))));
    assertThat(made.statusCode()).as(made.bodyAsString()).isEqualTo(201);
  }

  @Test
  void an_agent_writes_a_reply_of_their_own_by_keyboard_and_inserts_it() {
    var tom = ground.desk("tom");
    ready(tom);
    ground.chat("v-1", "Ana Ortiz", "Has it been sent?");
    accept(tom);
    tom.getByTestId("reply").fill("My answer");
    assertThat(tom.evaluate("Boolean(customElements.get('tandem-canned'))")).isEqualTo(false);
    tom.getByTestId("canned-open").press("Enter");
    assertThat(tom.locator("#canned-title")).isFocused();
    Axe.findsNothing(tom, "canned-empty");
    tom.getByTestId("canned-new").press("Enter");
    assertThat(tom.getByTestId("canned-shortcut")).isFocused();
    tom.keyboard().type("/sent");
    tom.keyboard().press("Tab");
    tom.keyboard().type("Hello ");
    tom.getByTestId("hole-customer.name").press("Enter");
    assertThat(tom.getByTestId("canned-text")).isFocused();
    tom.keyboard()
        .type(", order {{order.number}} of {{case.number}} is on its way. {{queue.name}}");
    assertThat(tom.getByTestId("canned-preview")).containsText("Hello Ana Ortiz, order");
    assertThat(tom.getByTestId("canned-preview")).containsText("is on its way. Chats");
    assertThat(tom.getByTestId("canned-preview").locator("mark")).hasText("{{order.number}}");
    assertThat(tom.getByTestId("canned-by-hand")).containsText("{{order.number}}");
    Axe.findsNothing(tom, "canned-form");
    tom.keyboard().press("Control+Enter");
    assertThat(tom.locator("#polite")).containsText("Saved /sent");
    assertThat(tom.getByTestId("canned-of-mine")).containsText("/sent");

    tom.keyboard().press("Escape");
    assertThat(tom.getByTestId("reply")).isFocused();
    assertThat(tom.getByTestId("reply")).hasValue("My answer");
    tom.keyboard().press("End");
    tom.keyboard().type(" /sen");
    tom.keyboard().press("Enter");
    assertThat(tom.getByTestId("reply"))
        .hasValue(
            Pattern.compile(
                "My answer Hello Ana Ortiz, order \\{\\{order\\.number}} of \\d+ is on its way\\. Chats"));
    assertThat(ground.complaints).isEmpty();
  }

  @Test
  void a_supervisor_without_a_desk_writes_the_replies_of_a_team_beside_the_wallboard() {
    var sam = ground.wall("sam");
    sam.getByTestId("canned-open").click();
    sam.getByTestId("canned-new").click();
    sam.getByTestId("canned-owner").selectOption("service");
    sam.getByTestId("canned-shortcut").fill("off");
    sam.getByTestId("canned-text").pressSequentially("f for {{customer.name}}");
    assertThat(sam.evaluate("document.fullscreenElement === null")).isEqualTo(true);
    customer("Maria Jansen");
    sam.getByTestId("canned-person").fill("maria");
    sam.getByTestId("canned-person-found").click();
    assertThat(sam.getByTestId("canned-preview")).hasText("f for Maria Jansen");
    Axe.findsNothing(sam, "canned-wall");
    sam.getByTestId("canned-save").click();
    assertThat(sam.getByTestId("canned-of-service")).containsText("/off");
    sam.getByTestId("canned-close").click();
    assertThat(sam.getByTestId("canned-open")).isFocused();
    assertThat(sam.getByTestId("wall-badge")).containsText("Live");

    var ana = ground.desk("ana"); // of this department
    ana.getByTestId("canned-open").click();
    row(ana, "/off").click();
    assertThat(ana.getByTestId("canned-read-only")).isVisible();
    assertThat(ana.getByTestId("canned-save")).hasCount(0);
    assertThat(ana.getByTestId("canned-text")).hasAttribute("readonly", "");
    ana.getByTestId("canned-copy").click();
    assertThat(ana.getByTestId("canned-text")).hasValue("f for {{customer.name}}");
    ana.getByTestId("canned-save").click();
    assertThat(ana.getByTestId("canned-of-mine")).containsText("/off");
    assertThat(ground.complaints).isEmpty();
  }

  @Test
  void two_people_who_write_one_reply_are_told_and_no_text_is_lost() {
    var sam = ground.wall("sam");
    sam.getByTestId("canned-open").click();
    sam.getByTestId("canned-new").click();
    sam.getByTestId("canned-owner").selectOption("service");
    sam.getByTestId("canned-shortcut").fill("late");
    sam.getByTestId("canned-text").fill("It is late.");
    sam.getByTestId("canned-save").click();
    assertThat(sam.getByTestId("canned-of-service")).containsText("/late");
    var root = ground.wall("root");
    root.getByTestId("canned-open").click();
    row(root, "/late").click();
    row(sam, "/late").click();

    root.getByTestId("canned-text").fill("It is a day late.");
    root.getByTestId("canned-save").click();
    assertThat(root.locator("#polite")).containsText("Saved /late");
    sam.getByTestId("canned-text").fill("It is two days late.");
    sam.getByTestId("canned-save").click();
    assertThat(sam.getByTestId("canned-theirs")).containsText("root has changed this reply");
    assertThat(sam.getByTestId("canned-theirs")).containsText("It is a day late.");
    assertThat(sam.getByTestId("canned-text")).hasValue("It is two days late.");
    assertThat(stored()).isEqualTo("It is a day late.");
    Axe.findsNothing(sam, "canned-theirs");

    // a reload loses neither text
    sam.reload();
    sam.getByTestId("canned-open").click();
    assertThat(row(sam, "/late")).containsText("Not saved");
    row(sam, "/late").click();
    assertThat(sam.getByTestId("canned-theirs")).containsText("It is a day late.");
    sam.getByTestId("canned-keep-mine").click();
    assertThat(sam.getByTestId("canned-theirs")).hasCount(0);
    assertThat(sam.locator("#polite")).containsText("Saved /late");
    assertThat(stored()).isEqualTo("It is two days late.");

    // deleted by one while the other writes
    root.getByTestId("canned-text").fill("It is lost.");
    sam.getByTestId("canned-delete").click();
    sam.getByTestId("canned-delete-yes").click();
    assertThat(sam.getByTestId("canned-row")).hasCount(0);
    root.getByTestId("canned-save").click();
    assertThat(root.getByTestId("canned-gone")).isVisible();
    assertThat(root.getByTestId("canned-text")).hasValue("It is lost.");
    root.getByTestId("canned-save").click();
    assertThat(root.getByTestId("canned-of-service")).containsText("/late");
    assertThat(stored()).isEqualTo("It is lost.");
  }

  private String stored() {
    return ground.console.ask("SELECT text FROM canned_reply WHERE shortcut = 'late'");
  }

  @Test
  void an_offer_is_accepted_while_a_reply_is_written_and_its_text_stays() {
    var tom = ground.desk("tom");
    ready(tom);
    tom.getByTestId("canned-open").click();
    write(tom, "hi", "Hello.");
    write(tom, "bye", "Bye.");
    row(tom, "/hi").click();
    tom.getByTestId("canned-text").fill("Hello there.");
    row(tom, "/bye").click();
    assertThat(tom.getByTestId("canned-text")).hasValue("Bye.");
    assertThat(row(tom, "/hi")).containsText("Not saved");
    tom.getByTestId("canned-new").click();
    tom.getByTestId("canned-shortcut").fill("bye");
    tom.getByTestId("canned-save").click();
    assertThat(tom.getByTestId("canned-problem")).containsText("Write the text first");
    tom.getByTestId("canned-text").fill("Goodbye.");
    tom.getByTestId("canned-save").click();
    assertThat(tom.getByTestId("canned-problem")).containsText("already a canned reply /bye");
    picture(tom, "written-canned-problem");

    ground.chat("v-1", "Ben", "Hello");
    assertThat(tom.getByTestId("offer")).isVisible();
    assertThat(tom.getByTestId("canned-text")).hasValue("Goodbye.");
    accept(tom);
    assertThat(tom.getByTestId("canned-panel")).hasCount(0);
    tom.getByTestId("canned-open").click();
    row(tom, "/hi").click();
    assertThat(tom.getByTestId("canned-text")).hasValue("Hello there.");
    tom.getByTestId("canned-undo").click();
    assertThat(row(tom, "/hi")).not().containsText("Not saved");
    for (var size : List.of(new int[] {1280, 720}, new int[] {720, 430}, new int[] {640, 360})) {
      tom.setViewportSize(size[0], size[1]);
      row(tom, "/hi").click();
      picture(tom, "written-canned-at-" + size[0]);
      assertThat(tom.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .as("width " + size[0])
          .isEqualTo(true);
      tom.getByTestId("canned-save").scrollIntoViewIfNeeded();
      assertThat(tom.getByTestId("canned-save")).isInViewport();
    }
  }
}
