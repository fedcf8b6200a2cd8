package tandem.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.web.PageFiles.PageFile;

/**
 * The pages {@code /}, {@code /login}, {@code /agent}, {@code /wall}, {@code /docs}, {@code /admin}
 * and {@code /demo}, and those of the chat widget, with their files. They contain no data, so
 * everybody may read them; the routes that give them data are guarded. The files are read when they
 * are needed first. A page comes in the {@link Language} that the person has chosen, or that the
 * browser prefers.
 */
public final class Pages {

  private static final List<String> PAGES =
      List.of("login", "agent", "wall", "docs", "admin", "demo", "demo-seat");

  /** The page at the bare address. */
  private static final String HOME = "home";

  /** Pages that other routes show. */
  private static final List<String> SHOWN_BY_OTHERS = List.of("widget", "demo-shop");

  /** The script that a site puts on its pages. */
  public static final String LAUNCHER = "/widget.js";

  /** The path of the sample shop, which not every installation shows. */
  public static final String SAMPLE_SHOP = "/demo/shop";

  /** Browsers ask for this one on pages that name no icon, such as JSON. */
  private static final String ICON = "/favicon.ico";

  /** The script of problem pages, which are made elsewhere. */
  private static final String PROBLEM = "/web/pages/problem.js";

  private static final Map<String, String> ELSEWHERE =
      Map.of(LAUNCHER, "/web/pages/launcher.js", ICON, "/web/styles/tandem.ico", PROBLEM, PROBLEM);

  private static final String ASK_EACH_TIME = "no-cache";
  private static final String FOREVER = "public, max-age=31536000, immutable";

  private volatile @Nullable PageFiles files;

  /** Reads and packs all files, if that has not been done. Blocks for some tenths of a second. */
  public void read() {
    var _ = files();
  }

  private synchronized PageFiles files() {
    var known = files;
    if (known == null) {
      known = PageFiles.read(
          Pages.class.getClassLoader(),
          Stream.of(PAGES.stream(), Stream.of(HOME), SHOWN_BY_OTHERS.stream())
              .flatMap(pages -> pages)
              .toList(),
          ELSEWHERE);
      files = known;
    }
    return known;
  }

  /** Declares a route for every path of a file: GET and HEAD, for everybody. */
  public void mount(BiConsumer<String, Handler<RoutingContext>> readable) {
    readable.accept("/", ctx -> answer(ctx, "/" + HOME));
    PAGES.forEach(page -> readable.accept("/" + page, this::file));
    readable.accept(ICON, this::file);
    readable.accept("/web/*", this::file);
  }

  /** Answers with a file; a page is named by its path, {@code /widget}. */
  public void answer(RoutingContext ctx, String path) {
    var known = files;
    if (known == null) {
      ctx.vertx()
          .executeBlocking(this::files)
          .onSuccess(read -> answer(ctx, read, path))
          .onFailure(ctx::fail);
    } else {
      answer(ctx, known, path);
    }
  }

  private void answer(RoutingContext ctx, PageFiles known, String path) {
    var language = Language.of(ctx.request());
    var shell = Objects.requireNonNull(known.shells().get(language)).get(path);
    if (shell != null) {
      ctx.response().putHeader(HttpHeaders.CONTENT_LANGUAGE, language.tag());
      send(ctx, shell, HttpHeaders.ACCEPT_ENCODING + ", " + Language.VARY);
      return;
    }
    Optional.ofNullable(known.byPath().get(path))
        .ifPresentOrElse(file -> send(ctx, file, HttpHeaders.ACCEPT_ENCODING), () -> ctx.fail(404));
  }

  /** The path is compared as a whole, unchanged, so no path can leave the folder. */
  private void file(RoutingContext ctx) {
    answer(ctx, ctx.request().path());
  }

  private void send(RoutingContext ctx, PageFile file, CharSequence vary) {
    var packed = file.gzip().filter(_ -> takesGzip(ctx));
    var etag = '"' + file.hash() + (packed.isPresent() ? "-gz\"" : "\"");
    var response = ctx.response();
    response
        .putHeader(HttpHeaders.ETAG, etag)
        .putHeader(HttpHeaders.VARY, vary)
        .putHeader(
            HttpHeaders.CACHE_CONTROL,
            PageFiles.isForever(ctx.request().path()) ? FOREVER : ASK_EACH_TIME);
    if (isKnown(ctx, etag)) {
      response.setStatusCode(304).end();
      return;
    }
    var body = packed.orElse(file.plain());
    if (packed.isPresent()) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, file.type())
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    if (HttpMethod.HEAD.equals(ctx.request().method())) {
      response.end();
    } else {
      response.end(body);
    }
  }

  private static boolean takesGzip(RoutingContext ctx) {
    return elements(ctx, HttpHeaders.ACCEPT_ENCODING)
        .anyMatch(coding -> coding.matches("(gzip|\\*)(\\s*;\\s*q=(1|0\\.\\d*[1-9]).*)?"));
  }

  private static boolean isKnown(RoutingContext ctx, String etag) {
    return elements(ctx, HttpHeaders.IF_NONE_MATCH)
        .anyMatch(known -> known.equals(etag) || known.equals("w/" + etag) || known.equals("*"));
  }

  private static Stream<String> elements(RoutingContext ctx, CharSequence header) {
    var value = Optional.ofNullable(ctx.request().getHeader(header)).orElse("");
    return List.of(value.split(",")).stream()
        .map(element -> element.strip().toLowerCase(Locale.ROOT));
  }
}
