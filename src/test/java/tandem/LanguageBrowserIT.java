package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The languages of the pages: chosen on any of them, kept by all, and nothing is lost by the
 * choice.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class LanguageBrowserIT {

  /** Notes each language that the page has had, from its first element on. */
  private static final String WATCH_LANGUAGES = """
      window.languages = new Set();
      new MutationObserver(() => window.languages.add(document.documentElement?.lang))
        .observe(document, { subtree: true, childList: true, attributes: true });
      """;

  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir
  private static Path data;

  private static Browsers browsers;

  private final int test = TESTS.incrementAndGet();
  private final String caller = "+316123477%02d".formatted(test);
  private final String call = "lang-" + test;

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
  void everybodyGoesHome(Vertx vertx) {
    browsers.everybodyGoesHome(vertx);
  }

  private void order() {
    browsers.order(caller, "77" + test, "shipped", "EUR", """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 8995}""");
  }

  private static void choose(Page page, String language) {
    page.getByTestId("language").click();
    page.getByTestId("language-" + language).click();
    assertThat(page.locator("html")).hasAttribute("lang", language);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/login", "/docs", "/admin", "/demo"})
  void a_language_is_chosen_on_any_page_and_all_pages_keep_it(String path) {
    var page = browsers.page();
    page.navigate(browsers.node().http() + path);
    assertThat(page.locator("html")).hasAttribute("lang", "en");
    page.getByTestId("language").click();
    assertThat(page.locator("#languages button"))
        .hasText(new String[] {"English", "Deutsch", "Nederlands", "Español", "العربية"});
    page.keyboard().press("Escape");
    assertThat(page.locator("#languages")).hasCount(0);
    assertThat(page.getByTestId("language")).isFocused();

    choose(page, "de");

    page.navigate(browsers.node().http() + "/");
    assertThat(page.getByTestId("home-who")).hasText("Sie sind nicht angemeldet.");
    choose(page, "ar");
    assertThat(page.locator("html")).hasAttribute("dir", "rtl");
    page.navigate(browsers.node().http() + "/login");
    assertThat(page.getByTestId("login-submit")).hasText("تسجيل الدخول");
    assertThat(page).hasTitle("تسجيل الدخول · Tandem");
    assertThat(browsers.complaints()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "de-AT, de, Im Gespräch",
    "nl, nl, In gesprek",
    "es-MX, es, En llamada",
    "ar-EG, ar, في مكالمة"
  })
  void a_desk_speaks_the_browsers_language_from_the_start_and_loads_no_other(
      String locale, String language, String onACall) {
    var page = browsers.page(locale);
    page.addInitScript(WATCH_LANGUAGES);
    var asked = new ArrayList<String>();
    page.onRequest(request -> asked.add(request.url()));
    order();

    browsers.talking(page, "bram", call, caller);

    assertThat(page.getByTestId("presence")).containsText(onACall);
    page.getByTestId("edit-customer").click();
    assertThat(page.getByTestId("person-form")).isVisible();
    assertThat(page.evaluate("[...window.languages].join()")).isEqualTo(language);
    assertThat(asked.stream().filter(url -> url.matches(".*/web/\\w\\w/.*")))
        .isNotEmpty()
        .allSatisfy(url -> assertThat(url).contains("/web/" + language + "/"));
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void a_choice_in_the_middle_of_a_call_loses_neither_the_call_nor_what_was_typed() {
    order();
    var bram = browsers.talking("bram", call, caller);
    bram.getByTestId("give-remedy").click();
    bram.getByTestId("remedy-kind").selectOption("credit");
    bram.getByTestId("remedy-line").selectOption("none");
    bram.getByTestId("remedy-reason").fill("She has waited for a week");
    bram.getByTestId("new-case").click();
    bram.getByTestId("case-subject").fill("The invoice is wrong");
    bram.getByTestId("note").fill("Wants the blue ones. And one more thing");

    choose(bram, "ar"); // at once: the server may not have heard of the last words

    assertThat(bram.getByTestId("presence")).hasAttribute("data-asked", "ready");
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connected");
    assertThat(bram.getByTestId("note")).hasValue("Wants the blue ones. And one more thing");
    assertThat(bram.getByTestId("remedy-reason")).hasValue("She has waited for a week");
    bram.getByTestId("new-case").click();
    assertThat(bram.getByTestId("case-subject")).hasValue("The invoice is wrong");
    assertThat(bram.getByTestId("line")).hasAttribute("data-line", "live");

    choose(bram, "nl");

    assertThat(bram.getByTestId("note")).hasValue("Wants the blue ones. And one more thing");
    assertThat(bram.getByTestId("contact")).hasAttribute("data-state", "connected");
    assertThat(bram.getByTestId("me")).isVisible();
    assertThat(browsers.complaints()).isEmpty();
  }

  @Test
  void another_tab_that_is_loaded_again_has_the_new_language_too() {
    var bram = browsers.logIn("bram");
    var tab = bram.context().newPage();
    tab.navigate(browsers.node().http() + "/agent");
    assertThat(tab.getByTestId("go-ready")).isVisible();

    choose(bram, "es");
    tab.reload();

    assertThat(tab.locator("html")).hasAttribute("lang", "es");
    assertThat(tab.getByTestId("go-ready")).isVisible();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "de | 12,50 € | vor | Deutsch",
        "nl | € 12,50 | geleden | Duits",
        "es | 12,50 € | hace | alemán",
        "ar | 12.50 € | قبل | الألمانية"
      })
  void money_times_and_names_of_languages_are_written_as_the_language_writes_them(
      String language, String amount, String ago, String german) {
    order();
    var bram = browsers.page(language);
    browsers.talking(bram, "bram", call, caller);
    bram.getByTestId("edit-customer").click();
    bram.getByTestId("person-language").selectOption("de");
    assertThat(bram.locator("#person-language option:checked")).hasText(german);
    bram.getByTestId("give-remedy").click();
    bram.getByTestId("remedy-kind").selectOption("credit");
    bram.getByTestId("remedy-line").selectOption("none");
    bram.getByTestId("remedy-amount").fill("12,5");
    bram.getByTestId("remedy-reason").fill("Waited long");
    bram.getByTestId("remedy-submit").click();

    var card = bram.getByTestId("guard-card");
    assertThat(card).containsText(ago);
    assertThat(plain(card.textContent())).contains(amount);
  }

  /** Without the marks that only move text of two directions, and with plain spaces. */
  private static String plain(String text) {
    return text.replaceAll("[\\u200e\\u200f\\u061c\\u2066-\\u2069]", "").replace('\u00a0', ' ');
  }

  @Test
  void the_wallboard_and_the_desk_have_a_menu_of_languages_and_a_way_home() {
    var wall = browsers.page();
    browsers.supervise(wall);
    choose(wall, "es");
    assertThat(wall.locator("h1")).hasText("Tablero");
    assertThat(wall).hasTitle("Tablero · Tandem");

    var bram = browsers.logIn("bram");
    bram.getByTestId("theme").click();
    assertThat(bram.locator("html")).hasAttribute("data-theme", "light");
    bram.getByTestId("go-home").click();
    assertThat(bram.getByTestId("home-who")).isVisible();
    assertThat(bram.locator("html")).hasAttribute("data-theme", "light");
    assertThat(browsers.complaints()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"nl-BE, Bericht", "es, Mensaje"})
  void the_sample_shop_and_its_chat_speak_the_visitors_language(String locale, String field) {
    var page = browsers.page(locale);
    page.navigate(browsers.node().http() + "/demo/shop");
    page.locator("tandem-chat button").click();

    var chat = page.frameLocator("tandem-chat iframe");
    assertThat(chat.locator("textarea")).isVisible();
    assertThat(chat.locator("html")).hasAttribute("lang", locale.substring(0, 2));
    assertThat(chat.getByLabel(field).first()).isVisible();
  }

  @Test
  void a_page_that_does_not_exist_says_so_in_the_language_of_the_person() {
    var page = browsers.page("de");

    page.navigate(browsers.node().http() + "/no/such/page");

    assertThat(page.locator("h1")).hasText("Unter dieser Adresse gibt es nichts");
    page.locator("button[lang=es]").click();
    assertThat(page.locator("h1")).hasText("No hay nada en esta dirección");
    assertThat(page.locator("html")).hasAttribute("lang", "es");
  }

  /** What a floor of other words than ours shows: no identifier reaches an agent. */
  @Test
  void an_agent_reads_words_and_never_the_names_of_programs() {
    browsers.asAdmin("/api/v1/customers", """
        {"name": "Ana Ortiz", "segment": "vip", "contact_points": [{"kind": "phone", "value": "%s"}]}""".formatted(caller), "application/json");
    browsers.order(caller, "77" + test, "packed", "EUR", """
        {"position": 1, "article": "shoe-42", "title": "Running shoes, 42", "quantity": 1, "price_minor": 8995}""");
    var bram = browsers.talking("bram", call, caller);

    var shown = bram.locator("body").innerText();

    assertThat(shown).contains("VIP", "Packed");
    assertThat(words(shown)).noneMatch(word -> word.matches("\\p{L}+_\\p{L}+"));
    assertThat(words(shown)).doesNotContain("vip", "packed", "connected", "amount_minor");
  }

  private static List<String> words(String text) {
    return List.of(text.split("[\\s·,.:()]+"));
  }
}
