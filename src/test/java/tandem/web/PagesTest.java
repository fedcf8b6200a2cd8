package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Currency;

/** The pages as a browser gets them, over real HTTP. */
@ExtendWith(VertxExtension.class)
class PagesTest {

  private static final Pattern FILE = Pattern.compile("(?:src|href)=\"(/(?:web|_static)/[^\"]+)\"");
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private static HttpServer server;
  private static HttpClient client;

  record Answer(HttpClientResponse head, Buffer body) {
    String header(String name) {
      return String.valueOf(head.getHeader(name));
    }
  }

  @BeforeAll
  static void start(Vertx vertx) {
    var router = Router.router(vertx);
    var pages = Pages.read();
    router.route().handler(new SecurityHeaders(pages.inlineScripts()));
    pages.mount((path, handler) -> {
      router.get(path).handler(handler);
      router.head(path).handler(handler);
    });
    server =
        vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await();
    client = vertx.createHttpClient();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/login", "/agent", "/wall"})
  void each_page_is_html_that_no_other_site_may_frame_or_script(String page) {
    var answer = get(page, Map.of());

    assertThat(answer.head().statusCode()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
        .doesNotContain("unsafe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/login", "/agent", "/wall"})
  void the_only_inline_script_is_the_import_map_and_the_policy_knows_it_by_its_hash(String page)
      throws Exception {
    var answer = get(page, Map.of());

    var html = answer.body().toString();
    var map = IMPORT_MAP.matcher(html).results().findFirst().orElseThrow().group(1);
    var hash = MessageDigest.getInstance("SHA-256").digest(map.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.header("Content-Security-Policy"))
        .contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    assertThat(map)
        .contains("\"lit\":\"/_static/lit/3.3.3/index.js\"", "\"@lit/reactive-element/\"");
    assertThat(html.replace(map, ""))
        .doesNotContainPattern("<script(?![^>]*(src=|importmap))")
        .doesNotContain("<style", " style=", " onclick=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/login", "/agent", "/wall"})
  void every_file_a_page_names_is_there_with_its_type(String page) {
    for (var file : files(page)) {
      var answer = get(file, Map.of());

      assertThat(answer.head().statusCode()).as(file).isEqualTo(200);
      assertThat(answer.header("Content-Type"))
          .as(file)
          .startsWith(
              file.endsWith(".js")
                  ? "text/javascript"
                  : file.endsWith(".css") ? "text/css" : "image/svg+xml");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @Test
  void a_file_of_a_jar_has_its_version_in_its_path_and_is_kept_for_ever() {
    var answer = get("/_static/lit-html/3.3.3/lit-html.js", Map.of());

    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
  }

  @Test
  void a_file_of_ours_is_asked_for_each_time_and_sent_only_when_it_changed() {
    var first = get("/web/pages/agent.js", Map.of());

    var second = get("/web/pages/agent.js", Map.of("If-None-Match", first.header("ETag")));

    assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(second.head().statusCode()).isEqualTo(304);
    assertThat(second.body().length()).isZero();
    assertThat(get("/web/pages/agent.js", Map.of("If-None-Match", "\"other\""))
            .head()
            .statusCode())
        .isEqualTo(200);
  }

  @Test
  void our_modules_are_sent_as_they_are_written() throws IOException {
    var sent = get("/web/state/desk.js", Map.of()).body();

    try (var source = Pages.class.getResourceAsStream("/web/state/desk.js")) {
      assertThat(sent.getBytes()).isEqualTo(Objects.requireNonNull(source).readAllBytes());
    }
  }

  @Test
  void the_pages_count_money_by_the_servers_own_table() {
    var sent = get("/web/lib/currencies.js", Map.of());

    assertThat(sent.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(sent.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(sent.header("ETag")).isNotEqualTo("null");
    assertThat(sent.body().toString())
        .startsWith("export const codes = {\"0\":\"")
        .contains("\"4\":\"CLF UYW\"");
    Currency.all()
        .forEach(currency -> assertThat(sent.body().toString()).contains(currency.code()));
    assertThat(files("/agent")).contains("/web/lib/currencies.js");
  }

  @Test
  void files_are_packed_for_those_who_can_unpack_and_only_for_them() throws IOException {
    var plain = get("/web/pages/agent.js", Map.of());
    var packed = get("/web/pages/agent.js", Map.of("Accept-Encoding", "br, gzip;q=0.8"));
    var refused = get("/web/pages/agent.js", Map.of("Accept-Encoding", "gzip;q=0"));

    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.header("Vary")).isEqualToIgnoringCase("accept-encoding");
    assertThat(packed.header("ETag")).isNotEqualTo(plain.header("ETag"));
    assertThat(unpack(packed.body())).isEqualTo(plain.body());
    assertThat(plain.head().getHeader("Content-Encoding")).isNull();
    assertThat(refused.head().getHeader("Content-Encoding")).isNull();
  }

  @Test
  void the_head_of_a_file_comes_without_its_body() {
    var answer = ask(HttpMethod.HEAD, "/web/pages/agent.js", Map.of());

    assertThat(answer.head().statusCode()).isEqualTo(200);
    assertThat(Integer.parseInt(answer.header("Content-Length"))).isPositive();
    assertThat(answer.body().length()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/web/../db/migration/V1__floor_and_journal.sql",
        "/web/%2e%2e/db/migration/V1__floor_and_journal.sql",
        "/web/..%2f..%2fetc/passwd",
        "/web/pages/..%5c..%5cagent.js",
        "/web//pages/agent.js",
        "/web/pages/agent.js%00.css",
        "/web/pages/",
        "/web/",
        "/web/README.md",
        "/web/agent.html",
        "/_static/../../tandem/web/Pages.class",
        "/_static/lit/3.3.3/package.json",
        "/_static/lit-html/3.3.3/development/lit-html.js",
        "/META-INF/importmap.json",
        "/logback.xml"
      })
  void what_no_page_needs_is_not_there(String path) {
    var answer = get(path, Map.of());

    assertThat(answer.head().statusCode()).isIn(400, 404);
    assertThat(answer.body().toString()).doesNotContain("CREATE TABLE", "export", "root:");
  }

  @Test
  void pages_are_for_reading_only() {
    assertThat(ask(HttpMethod.POST, "/agent", Map.of()).head().statusCode()).isEqualTo(405);
    assertThat(ask(HttpMethod.DELETE, "/web/pages/agent.js", Map.of()).head().statusCode())
        .isEqualTo(405);
  }

  @Test
  void the_bare_address_leads_to_the_log_in() {
    var answer = get("/", Map.of());

    assertThat(answer.head().statusCode()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo("/login");
  }

  @ParameterizedTest
  @CsvSource({"/agent, 78", "/wall, 45", "/login, 45"})
  void a_page_with_all_its_files_stays_within_its_budget(String page, int kilobytes) {
    var packed = Map.of("Accept-Encoding", "gzip");

    var bytes = get(page, packed).body().length()
        + files(page).stream()
            .mapToInt(file -> get(file, packed).body().length())
            .sum();

    assertThat(bytes).isLessThanOrEqualTo(kilobytes * 1024);
  }

  /**
   * Returns all files that a shell names; it preloads all of its modules, so no import is hidden.
   */
  private static Set<String> files(String page) {
    return FILE.matcher(get(page, Map.of()).body().toString())
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static Answer get(String path, Map<String, String> headers) {
    return ask(HttpMethod.GET, path, headers);
  }

  private static Answer ask(HttpMethod method, String path, Map<String, String> headers) {
    var options = new RequestOptions()
        .setHost("127.0.0.1")
        .setPort(server.actualPort())
        .setMethod(method)
        .setURI(path);
    headers.forEach(options::putHeader);
    return client
        .request(options)
        .compose(request ->
            request.send().compose(head -> head.body().map(body -> new Answer(head, body))))
        .await();
  }

  private static Buffer unpack(Buffer packed) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.getBytes()))) {
      return Buffer.buffer(in.readAllBytes());
    }
  }
}
