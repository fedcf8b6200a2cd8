package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.WrittenGround.picture;
import static tandem.WrittenGround.ready;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.document.Json;
import tandem.routing.engine.Signal;

/** Find anything, and the keys of the pages, by keyboard alone. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class FindBrowserIT {

  private final WrittenGround ground;
  private String token = "";
  private String maria = "";
  private long caseNumber;

  FindBrowserIT(Vertx vertx) {
    ground = new WrittenGround(vertx);
  }

  @BeforeEach
  void customers() {
    token = ground.console.entrance.session("sam");
    maria = post(
            "/customers",
            Map.of(
                "name",
                "María Jänsen",
                "contact_points",
                List.of(
                    Map.of("kind", "phone", "value", "+31612345678"),
                    Map.of("kind", "email", "value", "maria@example.com"))))
        .path("id")
        .asText();
    post(
        "/orders/import",
        Map.of(
            "orders",
            List.of(Map.of(
                "number", "ORD-1042",
                "customer", Map.of("id", maria),
                "state", "shipped",
                "currency", "EUR",
                "placed_at", "2026-02-01T10:00:00Z",
                "lines",
                    List.of(Map.of(
                        "position",
                        1,
                        "article",
                        "shoe",
                        "title",
                        "Shoes",
                        "quantity",
                        1,
                        "price_minor",
                        5000))))));
    token = ground.console.entrance.session("tom");
    caseNumber = post(
            "/cases", Map.of("customer", maria, "kind", "complaint", "subject", "Shoes never came"))
        .path("number")
        .asLong();
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private JsonNode post(String path, Object body) {
    var answer = await(ground
        .console
        .entrance
        .request(HttpMethod.POST, "/api/v1" + path)
        .putHeader("Authorization", "Bearer " + token)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer(Json.write(body))));
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isLessThan(300);
    return Json.read(answer.bodyAsString(), JsonNode.class);
  }

  private static void open(Page page) {
    page.keyboard().press("Control+k");
    assertThat(page.getByTestId("find-text")).isFocused();
  }

  /** Types a text in the place of another; waits for what is found. */
  private static void find(Page page, String text, String list, String shown) {
    page.getByTestId("find-text").press("Control+a");
    page.keyboard().type(text);
    assertThat(page.getByTestId("find-" + list).first()).containsText(shown);
  }

  @Test
  void a_customer_is_found_by_name_phone_email_order_case_and_contact() {
    var contact = ground.console.arrive(CustomerId.parse(maria));
    var tom = ground.desk("tom");
    open(tom);
    assertThat(tom.getByTestId("find-status")).containsText("Type a name");
    Axe.findsNothing(tom, "find-empty");

    for (var typed : List.of(
        "maría", "maria jansen", "jasnen", "06 12 34 56 78", "+31612345678", "MARIA@example.com")) {
      find(tom, typed, "customers", "María Jänsen");
    }
    Axe.findsNothing(tom, "find-results");
    find(tom, "order ord 1042", "orders", "ORD-1042");
    find(tom, "case " + caseNumber, "cases", "Shoes never came");
    find(tom, contact.toString(), "contacts", "María Jänsen");
    find(tom, "jansen", "customers", "María Jänsen");
    picture(tom, "find-by-name");

    tom.getByTestId("find-text").press("Control+a");
    tom.keyboard().type("qqqqqq");
    assertThat(tom.getByTestId("find-status")).containsText("Nothing found");
    Axe.findsNothing(tom, "find-nothing");
    assertThat(ground.complaints).isEmpty();
  }

  @Test
  void a_command_is_run_and_the_focus_goes_back_by_keyboard_alone() {
    var tom = ground.desk("tom");
    tom.getByTestId("change-status").focus();
    open(tom);
    tom.keyboard().press("Enter"); // nothing is chosen yet
    assertThat(tom.getByTestId("go-ready")).isVisible();
    tom.keyboard().press("Escape");
    assertThat(tom.getByTestId("find-dialog")).hasCount(0);
    assertThat(tom.getByTestId("change-status")).isFocused();

    open(tom);
    tom.keyboard().type("go ready");
    assertThat(tom.getByTestId("find-commands").first()).hasAttribute("aria-selected", "true");
    tom.keyboard().press("Enter");
    assertThat(tom.getByTestId("presence")).hasAttribute("data-asked", "ready");
    assertThat(tom.getByTestId("find-dialog")).hasCount(0);

    open(tom);
    assertThat(tom.getByTestId("find-dialog")).not().containsText("Open the wallboard");
    tom.keyboard().type("theme");
    assertThat(tom.getByTestId("find-commands")).hasCount(3);
    tom.keyboard().press("ArrowDown");
    tom.keyboard().press("Enter");
    assertThat(tom.locator("html")).hasAttribute("data-theme", "dark");
    assertThat(ground.complaints).isEmpty();
  }

  @Test
  void a_customer_is_looked_up_beside_the_contact_in_hand_and_there_is_a_way_back() {
    var tom = ground.desk("tom");
    ready(tom);
    var contact = ground.console.arrive(ground.console.customer("Bert Visser"));
    assertThat(tom.getByTestId("offer")).containsText("Bert Visser");
    tom.keyboard().press("F2");
    assertThat(tom.locator("#contact-name")).isFocused();
    ground.console.tell(new Signal.Bridged(contact));
    assertThat(tom.getByTestId("contact")).hasAttribute("data-state", "connected");

    open(tom);
    find(tom, "case " + caseNumber, "cases", "Shoes never came");
    tom.keyboard().press("Enter");
    assertThat(tom.getByTestId("looked-up")).containsText("Looked up");
    assertThat(tom.getByTestId("customer-name")).hasText("María Jänsen");
    assertThat(tom.getByTestId("case-open")).hasAttribute("aria-expanded", "true");
    assertThat(tom.getByTestId("case-open")).isFocused();
    assertThat(tom.locator("#contact-name")).hasText("Bert Visser");
    Axe.findsNothing(tom, "find-looked-up");
    tom.getByTestId("new-case").evaluate("it => it.click()");
    assertThat(tom.getByTestId("new-case-form")).hasCount(0);

    tom.getByTestId("looked-back").click();
    assertThat(tom.getByTestId("looked-up")).hasCount(0);
    assertThat(tom.getByTestId("customer-name")).hasText("Bert Visser");

    open(tom);
    find(tom, "ord-1042", "orders", "ORD-1042");
    tom.keyboard().press("Enter");
    assertThat(tom.getByTestId("customer-name")).hasText("María Jänsen");
    tom.keyboard().press("Escape");
    assertThat(tom.getByTestId("customer-name")).hasText("Bert Visser");
    assertThat(ground.complaints).isEmpty();
  }

  @Test
  void an_offer_is_seen_and_accepted_beside_the_box_and_takes_no_focus() {
    var tom = ground.desk("tom");
    ready(tom);
    open(tom);
    tom.keyboard().type("jan");
    ContactId contact = ground.console.arrive(ground.console.customer("Bert Visser"));
    assertThat(tom.getByTestId("offer")).containsText("Bert Visser");
    assertThat(tom.getByTestId("find-text")).isFocused();
    tom.keyboard().type("sen");
    assertThat(tom.getByTestId("find-text")).hasValue("jansen");
    assertThat((boolean) tom.getByTestId("accept").evaluate("""
        it => {
          const {left, top, width, height} = it.getBoundingClientRect();
          return it.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        }""")).isTrue();
    picture(tom, "find-with-offer");

    tom.keyboard().press("F2");
    assertThat(tom.locator("#contact-name")).isFocused();
    ground.console.tell(new Signal.Bridged(contact));
    assertThat(tom.getByTestId("contact")).hasAttribute("data-state", "connected");
    assertThat(tom.getByTestId("find-dialog")).hasCount(0);
    assertThat(ground.complaints).isEmpty();
  }

  @Test
  void without_a_connection_the_box_says_so_and_commands_go_on() {
    var tom = ground.desk("tom");
    tom.context().route("**/api/v1/search", route -> route.abort());
    open(tom);
    tom.keyboard().type("mari");
    assertThat(tom.getByTestId("find-status")).containsText("The server does not answer");
    Axe.findsNothing(tom, "find-offline");
    tom.getByTestId("find-text").press("Control+a");
    tom.keyboard().type("canned");
    tom.keyboard().press("Enter");
    assertThat(tom.locator("tandem-canned")).isVisible();
  }

  @Test
  void an_answer_that_is_incomplete_says_so_and_an_older_one_changes_nothing() {
    var tom = ground.desk("tom");
    tom.context()
        .route(
            "**/api/v1/search",
            route -> route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(
                        "{\"customers\":[],\"orders\":[],\"cases\":[],\"contacts\":[],\"incomplete\":true}")));
    open(tom);
    tom.keyboard().type("mari");
    assertThat(tom.getByTestId("find-status")).containsText("There may be more");
    tom.context().unroute("**/api/v1/search");
    find(tom, "maria", "customers", "María Jänsen");
  }

  @Test
  void a_supervisor_reads_a_customer_on_the_wallboard() {
    var wall = ground.wall("sam");
    wall.getByTestId("find").click();
    assertThat(wall.getByTestId("find-text")).isFocused();
    find(wall, "jansen", "customers", "María Jänsen");
    Axe.findsNothing(wall, "find-on-the-wall");
    wall.keyboard().press("Enter");
    assertThat(wall.getByTestId("find-card-name")).hasText("María Jänsen");
    assertThat(wall.getByTestId("find-card")).containsText("Shoes never came");
    Axe.findsNothing(wall, "find-card-on-the-wall");
    wall.keyboard().press("Escape");
    assertThat(wall.getByTestId("find-text")).isFocused();
    wall.keyboard().press("Escape");
    assertThat(wall.getByTestId("find-dialog")).hasCount(0);
    assertThat(wall.getByTestId("find")).isFocused();
    assertThat(ground.complaints).isEmpty();
  }

  @Test
  void keys_are_shown_changed_and_turned_off_and_a_text_field_gets_its_letters() {
    var tom = ground.desk("tom");
    ready(tom);
    tom.locator("body").press("?");
    assertThat(tom.getByTestId("keys-dialog")).isVisible();
    Axe.findsNothing(tom, "keys");
    assertThat(tom.getByTestId("keys-accept")).containsText("F2");

    tom.getByTestId("keys-change-accept").click();
    tom.keyboard().press("F8");
    assertThat(tom.getByTestId("keys-problem")).containsText("F8 is already the key");
    tom.keyboard().press("Control+c");
    assertThat(tom.getByTestId("keys-problem")).containsText("cannot be used");
    Axe.findsNothing(tom, "keys-refused");
    tom.keyboard().press("F4");
    assertThat(tom.getByTestId("keys-accept")).containsText("F4");
    tom.keyboard().press("Escape");
    assertThat(tom.getByTestId("keys-dialog")).hasCount(0);

    var contact = ground.console.arrive(ground.console.customer("Bert Visser"));
    assertThat(tom.getByTestId("accept")).containsText("F4");
    tom.keyboard().press("F4");
    assertThat(tom.locator("#contact-name")).isFocused();
    ground.console.tell(new Signal.Bridged(contact));
    assertThat(tom.getByTestId("contact")).hasAttribute("data-state", "connected");

    tom.getByTestId("note").click();
    tom.keyboard().type("Is it? Yes");
    assertThat(tom.getByTestId("note")).hasValue("Is it? Yes");
    assertThat(tom.getByTestId("keys-dialog")).hasCount(0);

    open(tom);
    tom.keyboard().type("keyboard");
    tom.keyboard().press("Enter");
    tom.getByTestId("keys-reset").click();
    assertThat(tom.getByTestId("keys-accept")).containsText("F2");
    tom.getByTestId("keys-on").uncheck();
    assertThat(tom.getByTestId("keys-dialog")).containsText("The keys are off");
    Axe.findsNothing(tom, "keys-off");
    tom.keyboard().press("Escape");
    assertThat(tom.getByTestId("keys-dialog")).hasCount(0);
    tom.getByTestId("find").focus();
    tom.keyboard().press("Control+k");
    tom.keyboard().press("?");
    tom.keyboard().press("F9");
    assertThat(tom.getByTestId("finish-panel")).hasCount(0);
    assertThat(tom.getByTestId("find-dialog")).hasCount(0);
    assertThat(tom.getByTestId("keys-dialog")).hasCount(0);
    tom.keyboard().press("Enter");
    assertThat(tom.getByTestId("find-text")).isFocused();
    assertThat(ground.complaints).isEmpty();
  }
}
