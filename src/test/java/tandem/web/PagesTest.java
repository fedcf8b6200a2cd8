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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

  private static final Pattern FILE = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"");

  /** Where the build reads what it bundles. */
  private static final Path SOURCES = Path.of("src/main/resources/web");

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
    var pages = new Pages();
    router.route().handler(new SecurityHeaders());
    pages.mount((path, handler) -> {
      router.get(path).handler(handler);
      router.head(path).handler(handler);
    });
    router.get(Pages.LAUNCHER).handler(ctx -> pages.answer(ctx, Pages.LAUNCHER));
    server =
        vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await();
    client = vertx.createHttpClient();
  }

  @Test
  void the_launcher_names_no_source_map_because_other_sites_pages_could_not_load_it() {
    assertThat(get(Pages.LAUNCHER, Map.of()).body().toString())
        .startsWith("(()=>")
        .doesNotContain("sourceMappingURL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/login", "/agent", "/wall", "/docs", "/admin", "/demo", "/demo-seat"})
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
  @ValueSource(
      strings = {"/", "/login", "/agent", "/wall", "/docs", "/admin", "/demo", "/demo-seat"})
  void a_page_has_no_inline_script_or_style_and_the_policy_allows_none(String page) {
    var answer = get(page, Map.of());

    assertThat(answer.header("Content-Security-Policy"))
        .contains("script-src 'self';", "style-src 'self';")
        .doesNotContain("sha256", "nonce");
    assertThat(answer.body().toString())
        .doesNotContainPattern("<script(?![^>]*src=)")
        .doesNotContain("<style", " style=", " onclick=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/login", "/agent", "/wall", "/docs", "/admin", "/demo", "/demo-seat"})
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
  void a_file_is_asked_for_each_time_and_sent_only_when_it_changed() {
    var first = get("/web/en/pages/agent.js", Map.of());

    var second = get("/web/en/pages/agent.js", Map.of("If-None-Match", first.header("ETag")));

    assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(second.head().statusCode()).isEqualTo(304);
    assertThat(second.body().length()).isZero();
    assertThat(get("/web/en/pages/agent.js", Map.of("If-None-Match", "\"other\""))
            .head()
            .statusCode())
        .isEqualTo(200);
  }

  @Test
  void the_log_in_is_one_module_with_all_that_it_imports() {
    var modules = files("/login").stream().filter(file -> file.endsWith(".js")).toList();

    assertThat(modules)
        .containsExactlyInAnyOrder("/web/en/pages/login.js", "/web/lib/early-theme.js");
    assertThat(modules)
        .allSatisfy(module -> assertThat(get(module, Map.of()).body().toString())
            .doesNotContainPattern("(?m)(^|[;}])import\\b|\\bimport\\("));
  }

  @ParameterizedTest
  @CsvSource({
    "agent, tandem-composer",
    "agent, tandem-canned",
    "agent, tandem-finish",
    "agent, tandem-remedy",
    "agent, tandem-identify",
    "agent, tandem-transfer",
    "agent, tandem-find",
    "agent, tandem-keys",
    "wall, tandem-find",
    "wall, tandem-keys",
    "wall, tandem-canned",
    "wall, tandem-agents",
    "wall, tandem-alerts",
    "wall, tandem-queue"
  })
  void a_page_names_what_it_needs_at_once_and_loads_the_rest_when_needed(String page, String part) {
    var atOnce = files("/" + page);
    var module = "/web/en/pages/" + page + ".js";
    var everything = new TreeSet<String>();
    var open = new ArrayDeque<>(List.of(module));
    var needed = new TreeSet<String>();
    while (!open.isEmpty()) {
      var path = open.pop();
      if (everything.add(path)) {
        var sent = get(path, Map.of());
        assertThat(sent.head().statusCode()).as(path).isEqualTo(200);
        IMPORT.matcher(sent.body().toString()).results().forEach(found -> {
          var imported = URI.create(path).resolve(found.group(2)).toString();
          open.push(imported);
          if (found.group(1) == null && (path.equals(module) || needed.contains(path))) {
            needed.add(imported);
          }
        });
      }
    }

    assertThat(atOnce).containsAll(needed).contains(module);
    var later = new TreeSet<>(everything);
    later.removeAll(atOnce);
    assertThat(later).isNotEmpty().allSatisfy(path -> {
      assertThat(path).startsWith("/web/en/chunks/");
      assertThat(get(path, Map.of()).header("Cache-Control")).contains("immutable");
      assertThat(get(path + ".map", Map.of()).head().statusCode()).isEqualTo(200);
    });
    assertThat(later.stream().map(path -> get(path, Map.of()).body().toString()))
        .anySatisfy(chunk -> assertThat(chunk).contains("define(\"" + part + '"'));
    assertThat(atOnce.stream()
            .filter(path -> path.endsWith(".js"))
            .map(path -> get(path, Map.of()).body().toString()))
        .noneSatisfy(chunk -> assertThat(chunk).contains(part + '"'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"canned", "drawer", "find", "forms", "side", "transfer", "written"})
  void a_style_sheet_of_a_part_is_served_and_named_by_no_page(String part) {
    var sheet = "/web/styles/" + part + ".css";

    assertThat(get(sheet, Map.of()).header("Content-Type")).startsWith("text/css");
    assertThat(get(sheet + ".map", Map.of()).head().statusCode()).isEqualTo(200);
    assertThat(List.of("/", "/login", "/agent", "/wall", "/docs", "/admin", "/demo"))
        .noneSatisfy(page -> assertThat(files(page)).contains(sheet));
  }

  private static final Pattern IMPORT =
      Pattern.compile("(\\bimport\\()?\\s*\"(\\.{1,2}/[\\w./-]+\\.js)\"");

  @ParameterizedTest
  @ValueSource(strings = {"", "login", "agent", "wall", "docs", "admin", "demo", "demo-seat"})
  void a_module_is_sent_without_our_comments_and_with_the_licence_of_the_library_in_it(
      String page) {
    var sent = files("/" + page).stream()
        .filter(file -> file.endsWith(".js"))
        .map(file -> get(file, Map.of()).body().toString())
        .collect(Collectors.joining());

    assertThat(sent)
        .doesNotContain("@ts-check", "@param", "@type")
        .contains("@license", "Google LLC", "SPDX-License-Identifier: BSD-3-Clause");
  }

  @ParameterizedTest
  @CsvSource({
    "en/pages/agent.js, pages/agent.js",
    "de/pages/wall.js, pages/wall.js",
    "ar/pages/login.js, i18n/ar/shell.js",
    "en/pages/home.js, state/places.js",
    "nl/pages/docs.js, state/contract.js",
    "styles/agent.css, styles/agent/frame.css",
    "styles/tokens.css, styles/tokens.css"
  })
  void a_file_names_its_map_and_the_map_has_the_sources_as_they_are_written(
      String file, String source) throws IOException {
    assertThat(get("/web/" + file, Map.of()).body().toString())
        .contains("# sourceMappingURL=" + Path.of(file).getFileName() + ".map");

    var answer = get("/web/" + file + ".map", Map.of());

    assertThat(answer.head().statusCode()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    var map = answer.body().toJsonObject();
    var place = IntStream.range(0, map.getJsonArray("sources").size())
        .filter(i -> map.getJsonArray("sources").getString(i).endsWith("/web/" + source))
        .findFirst()
        .orElseThrow();
    assertThat(map.getJsonArray("sourcesContent").getString(place))
        .isEqualTo(Files.readString(SOURCES.resolve(source)));
  }

  @Test
  void the_console_counts_money_by_the_servers_own_table() {
    var sent = files("/agent").stream()
        .filter(file -> file.endsWith(".js"))
        .map(file -> get(file, Map.of()).body().toString())
        .collect(Collectors.joining());

    assertThat(sent).contains("4: CLF UYW");
    Currency.all().forEach(currency -> assertThat(sent).contains(currency.code()));
  }

  @Test
  void files_are_packed_for_those_who_can_unpack_and_only_for_them() throws IOException {
    var plain = get("/web/en/pages/agent.js", Map.of());
    var packed = get("/web/en/pages/agent.js", Map.of("Accept-Encoding", "br, gzip;q=0.8"));
    var refused = get("/web/en/pages/agent.js", Map.of("Accept-Encoding", "gzip;q=0"));

    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.header("Vary")).isEqualToIgnoringCase("accept-encoding");
    assertThat(packed.header("ETag")).isNotEqualTo(plain.header("ETag"));
    assertThat(unpack(packed.body())).isEqualTo(plain.body());
    assertThat(plain.head().getHeader("Content-Encoding")).isNull();
    assertThat(refused.head().getHeader("Content-Encoding")).isNull();
  }

  @Test
  void the_head_of_a_file_comes_without_its_body() {
    var answer = ask(HttpMethod.HEAD, "/web/en/pages/agent.js", Map.of());

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
        "/web/problem.html",
        "/home",
        "/web/state/desk.js",
        "/web/lib/text-files.d.ts",
        "/web/agent.html.map",
        "/web/chunks/",
        "/web/en/chunks/",
        "/web/en/chunks/written.js",
        "/web/fr/pages/agent.js",
        "/web/i18n/en/pages.properties",
        "/web/i18n/en/desk.js",
        "/web/pages/agent.js",
        "/web/styles/tandem.svg.map",
        "/web/styles/agent/frame.css",
        "/web/../tandem/web/Pages.class",
        "/_static/lit/3.3.3/index.js",
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
    assertThat(ask(HttpMethod.DELETE, "/web/en/pages/agent.js", Map.of()).head().statusCode())
        .isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/login", "/agent", "/docs", "/admin", "/demo", "/demo-seat"})
  void the_theme_that_was_chosen_is_there_before_the_first_paint(String page) {
    var html = get(page, Map.of()).body().toString();

    assertThat(html.indexOf("<script src=\"/web/lib/early-theme.js\"></script>"))
        .isPositive()
        .isLessThan(html.indexOf("<link rel=\"stylesheet\""));
  }

  @Test
  void browsers_find_an_icon_for_pages_that_name_none() {
    var answer = get("/favicon.ico", Map.of());

    assertThat(answer.head().statusCode()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("image/x-icon");
    assertThat(answer.body().getBytes(0, 4)).containsExactly(0, 0, 1, 0);
  }

  /** With the texts of one language; those of Arabic are the largest. */
  @ParameterizedTest
  @CsvSource({
    "/agent, 60",
    "/wall, 24",
    "/login, 17",
    "/, 18",
    "/docs, 25",
    "/admin, 18",
    "/demo, 25",
    "/demo-seat, 11"
  })
  void what_a_page_loads_before_it_is_painted_stays_within_its_budget(String page, int kilobytes) {
    for (var language : Language.values()) {
      var asked = Map.of("Accept-Encoding", "gzip", "Accept-Language", language.tag());

      var bytes = get(page, asked).body().length()
          + files(page, Map.of("Accept-Language", language.tag())).stream()
              .mapToInt(file -> get(file, asked).body().length())
              .sum();

      assertThat(bytes).as(language.tag()).isLessThanOrEqualTo(kilobytes * 1024);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-  | -                            | en",
        "-  | de                           | de",
        "-  | de-AT                        | de",
        "-  | fr-FR, fr;q=0.9, nl;q=0.8    | nl",
        "-  | en;q=0.2, es;q=0.7           | es",
        "-  | de;q=0, ar;q=0.1             | ar",
        "-  | ja, zh                       | en",
        "-  | *                            | en",
        "-  | de;q=much                    | en",
        "-  | ,;,=                         | en",
        "es | de                           | es",
        "fr | de                           | de",
        "xx | -                            | en"
      })
  void a_page_comes_in_the_language_that_was_chosen_or_else_that_the_browser_prefers(
      String chosen, String accepted, String language) {
    var asked = new HashMap<String, String>();
    if (chosen != null) {
      asked.put("Cookie", "other=1; tandem-language=" + chosen);
    }
    if (accepted != null) {
      asked.put("Accept-Language", accepted);
    }

    var answer = get("/agent", asked);

    assertThat(answer.body().toString())
        .contains("<html lang=\"" + language + "\" dir=\"" + (language.equals("ar") ? "rtl" : "ltr")
            + "\"")
        .contains("src=\"/web/" + language + "/pages/agent.js\"");
    assertThat(answer.header("Content-Language")).isEqualTo(language);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/login", "/agent", "/wall", "/docs", "/admin", "/demo", "/demo-seat"})
  void a_page_loads_the_texts_of_its_language_alone_and_keeps_apart_in_memories(String page) {
    var german = Map.of("Accept-Language", "de");
    var english = get(page, Map.of());
    var answer = get(page, german);

    assertThat(answer.header("Vary"))
        .isEqualToIgnoringCase("accept-encoding, accept-language, cookie");
    assertThat(answer.header("ETag")).isNotEqualTo(english.header("ETag"));
    assertThat(get(page, Map.of("Accept-Language", "de", "If-None-Match", english.header("ETag")))
            .head()
            .statusCode())
        .isEqualTo(200);
    assertThat(files(page, german).stream().filter(file -> file.endsWith(".js")))
        .allSatisfy(file -> assertThat(file).matches("/web/(de/.*|lib/early-theme\\.js)"));
    assertThat(answer.body().toString()).doesNotContain("{{");
  }

  /** Returns all files that a shell names: those that a page needs before it is painted. */
  private static Set<String> files(String page) {
    return files(page, Map.of());
  }

  private static Set<String> files(String page, Map<String, String> asked) {
    return FILE.matcher(get(page, asked).body().toString())
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
