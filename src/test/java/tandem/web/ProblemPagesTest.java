package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;
import tandem.base.Ids;

/** What people and programs get when something goes wrong, over real HTTP. */
@ExtendWith(VertxExtension.class)
class ProblemPagesTest {

  /** What browsers prefer when a person opens an address. */
  private static final String OF_BROWSERS =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

  private static final Map<String, String> PERSON =
      Map.of("Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document", "Accept", OF_BROWSERS);

  private static final Map<String, String> PROGRAM = Map.of("Accept", "*/*");

  private final Vertx vertx;
  private final WebClient client = WebClient.create(vertx);
  private final ProblemHandler problems =
      new ProblemHandler(new Ids(InstantSource.system(), new Random(1)), UnaryOperator.identity());
  private HttpServer server;

  ProblemPagesTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void listen() {
    var router = Router.router(vertx);
    problems.mount(router);
    router.route().handler(new SecurityHeaders());
    router
        .get("/away")
        .handler(ctx -> ctx.fail(
            new Failure.Unavailable("the database does not answer", Duration.ofSeconds(5))));
    router
        .get("/many")
        .handler(ctx ->
            ctx.fail(new Failure.TooMany("at most 512 requests at once", Duration.ofSeconds(1))));
    router.get("/inside").handler(ctx -> ctx.fail(new Failure.Unauthenticated("log in first")));
    router.get("/bug").handler(_ -> {
      throw new IllegalStateException("the secret of the house");
    });
    router
        .get("/thing/:id")
        .handler(ctx -> ctx.fail(new Failure.NotFound("thing", ctx.pathParam("id"))));
    router
        .get("/form")
        .handler(ctx -> ctx.fail(
            new Failure.Invalid(List.of("name is missing", "{{status}} <b>is</b> not it"))));
    router.post("/hooks/voice").handler(ctx -> ctx.fail(new Failure.Denied("wrong signature")));
    server = serve(router);
  }

  private HttpServer serve(Router router) {
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .await();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | /nothing | 404 | There is nothing at this address",
        "POST | /away    | 405 | This address is not a page",
        "GET  | /inside  | 401 | You are not logged in",
        "GET  | /many    | 429 | Too many requests at once",
        "GET  | /bug     | 500 | The server failed",
        "GET  | /away    | 503 | Not available now"
      })
  void a_person_sees_a_page_and_a_program_gets_a_document(
      String method, String path, int status, String title) {
    var page = ask(HttpMethod.valueOf(method), path, PERSON);
    var document = ask(HttpMethod.valueOf(method), path, PROGRAM);

    assertThat(page.statusCode()).isEqualTo(status);
    assertThat(page.getHeader("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.bodyAsString())
        .contains("<h1>" + title + "</h1>", "href=\"/\"", "Status " + status)
        .doesNotContain("{{", "secret of the house");
    assertThat(document.statusCode()).isEqualTo(status);
    assertThat(document.getHeader("Content-Type")).isEqualTo("application/problem+json");
    assertThat(document.bodyAsJsonObject().getInteger("status")).isEqualTo(status);
    assertThat(document.getHeader("Retry-After")).isEqualTo(page.getHeader("Retry-After"));
    assertThat(List.of(page, document)).allSatisfy(answer -> {
      assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.getHeader("Vary"))
          .isEqualTo("Accept, Sec-Fetch-Dest, Sec-Fetch-Mode, Accept-Language, Cookie");
    });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "-",
      value = {
        // a browser that says what it does
        "navigate | document | */* | true",
        "navigate | iframe   | text/html | true",
        "cors     | empty    | text/html | false",
        "no-cors  | script   | text/html,*/*;q=0.8 | false",
        "same-origin | empty | - | false",
        // one that does not, as by plain http to another machine
        "- | - | text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8 | true",
        "- | - | text/html | true",
        "- | - | TEXT/HTML ; q=0.9, application/json;q=0.8 | true",
        "- | - | text/*, application/json;q=0.5 | true",
        // programs
        "- | - | - | false",
        "- | - | \"\" | false",
        "- | - | */* | false",
        "- | - | application/json | false",
        "- | - | application/json, text/html | false",
        "- | - | application/problem+json, text/html;q=0.9 | false",
        "- | - | image/avif,image/webp,*/*;q=0.8 | false",
        "- | - | text/html;q=0, */* | false",
        "- | - | text/html;q=much | true",
        "- | - | ,;,=,/ | false"
      })
  void who_opens_an_address_sees_a_page_and_who_asks_for_data_gets_a_document(
      String mode, String destination, String accept, boolean isPage) {
    var request = client.get(server.actualPort(), "127.0.0.1", "/nothing");
    if (mode != null) {
      request.putHeader("Sec-Fetch-Mode", mode).putHeader("Sec-Fetch-Dest", destination);
    }
    if (accept != null) {
      request.putHeader("Accept", accept);
    }

    assertThat(request.send().await().getHeader("Content-Type"))
        .startsWith(isPage ? "text/html" : "application/problem+json");
  }

  @Test
  void what_a_program_sends_is_answered_with_a_document_though_it_likes_html_best() {
    // as Java's oldest client asks, whatever it needs
    var accept = Map.of("Accept", "text/html, image/gif, image/jpeg, */*; q=0.2");

    assertThat(ask(HttpMethod.POST, "/away", accept).getHeader("Content-Type"))
        .isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hooks", "/hooks/", "/hooks/voice", "/hooks/nobody"})
  void no_carrier_sees_a_page_whatever_it_sends(String path) {
    var answer = ask(HttpMethod.POST, path, PERSON);

    assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.getHeader("Vary")).isNull();
  }

  @Test
  void a_router_without_pages_answers_everybody_with_a_document() {
    var bare = Router.router(vertx);
    problems.mountWithoutPages(bare);
    server = serve(bare);

    var answer = ask(HttpMethod.GET, "/nothing", PERSON);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/away"})
  void the_head_of_a_page_comes_without_it(String path) {
    var answer = ask(HttpMethod.HEAD, path, PERSON);

    assertThat(answer.statusCode()).isIn(404, 405);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.bodyAsString()).isNull();
  }

  @Test
  void the_words_of_a_request_are_shown_as_text() {
    var page = ask(HttpMethod.GET, "/thing/%3Cscript%3Ealert('1')%3C%2Fscript%3E%22&", PERSON);
    var form = ask(HttpMethod.GET, "/form", PERSON);

    assertThat(page.bodyAsString())
        .contains("thing &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp; does not exist")
        .doesNotContain("<script>alert");
    assertThat(form.bodyAsString())
        .contains("<li>name is missing</li>", "<li>{{status}} &lt;b&gt;is&lt;/b&gt; not it</li>");
  }

  @Test
  void a_page_has_its_styles_in_it_and_its_policy_allows_these_alone() throws Exception {
    var page = ask(HttpMethod.GET, "/nothing", PERSON);
    var html = page.bodyAsString();
    var style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
    var hash = Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));

    assertThat(page.getHeader("Content-Security-Policy"))
        .contains(
            "style-src 'sha256-" + hash + "'",
            "default-src 'none'",
            "connect-src 'self'",
            "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(html)
        .doesNotContain(" style=", "stylesheet")
        .doesNotContainPattern("<script(?! src=)");
    assertThat(page.body().length()).isLessThan(5 * 1024);
  }

  @Test
  void a_page_says_when_and_how_to_come_again() {
    assertThat(ask(HttpMethod.GET, "/away", PERSON).bodyAsString())
        .contains("Try again in 5 seconds.", "<a href=\"\">Try again</a>");
    assertThat(ask(HttpMethod.GET, "/many", PERSON).bodyAsString())
        .contains("Try again in a second.");
    assertThat(ask(HttpMethod.GET, "/nothing", PERSON).bodyAsString())
        .doesNotContain("Try again", "The server says");
    assertThat(ask(HttpMethod.GET, "/inside", PERSON).bodyAsString())
        .contains("href=\"/login\">Log in</a>");
  }

  @Test
  void a_failure_of_the_server_has_the_number_under_which_the_log_explains_it() {
    assertThat(ask(HttpMethod.GET, "/bug", PERSON).bodyAsString())
        .containsPattern("under the number urn:uuid:[0-9a-f-]{36}\\.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "de | ltr | Gerade nicht verfügbar | in 5 Sekunden | Noch einmal versuchen",
        "nl | ltr | Nu niet beschikbaar | over 5 seconden | Opnieuw proberen",
        "es | ltr | No disponible ahora | dentro de 5 segundos | Intentar de nuevo",
        "ar | rtl | غير متاح الآن | بعد 5 ثوانٍ | حاول مرة أخرى"
      })
  void a_page_is_in_the_language_of_the_person(
      String language, String direction, String title, String wait, String again) {
    var page = ask(HttpMethod.GET, "/away", in(language));
    var form = ask(HttpMethod.GET, "/form", in(language));

    assertThat(page.getHeader("Content-Language")).isEqualTo(language);
    assertThat(page.bodyAsString())
        .contains("<html lang=\"" + language + "\" dir=\"" + direction + "\"")
        .contains("<h1>" + title + "</h1>", wait, again)
        .doesNotContain("{{", "{0}", "Try again");
    assertThat(form.bodyAsString())
        .as("what the server says is English")
        .contains("<ul lang=\"en\" dir=\"ltr\"><li>name is missing</li>");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void every_status_has_a_page_in_every_language(Language language) {
    for (int status = 400; status < 600; status++) {
      var problem = Problem.plain(status, "");
      var page = new ProblemPages().of(problem, language, true, Optional.of(1L));

      assertThat(page).contains("<h1>").doesNotContain("{{", "{0}");
    }
  }

  private static Map<String, String> in(String language) {
    var asked = new HashMap<>(PERSON);
    asked.put("Accept-Language", language);
    return asked;
  }

  private HttpResponse<Buffer> ask(HttpMethod method, String path, Map<String, String> headers) {
    var request = client.request(method, server.actualPort(), "127.0.0.1", path);
    headers.forEach(request::putHeader);
    return request.send().await();
  }
}
