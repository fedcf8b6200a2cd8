package tandem.console.conversations;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.Failure;
import tandem.conversations.Attachment;
import tandem.conversations.Message;
import tandem.desk.conversations.ConversationDesk;
import tandem.web.Paging;

/**
 * The HTML of a message as a page for a sandboxed frame. It is sanitised already; its own policy
 * lets it run nothing and load nothing, except remote images when the agent asks for them. Images
 * of the message are in the page, because a sandboxed frame has no log-in to load them with.
 */
public final class MailRoutes {

  private static String policy(boolean remote) {
    return "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        + (remote ? " https: http:" : "")
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'self';"
        + " sandbox allow-popups allow-popups-to-escape-sandbox";
  }

  /** Larger images are left out here; they can be downloaded. */
  private static final long INLINE_BYTES_MAX = 5L * 1024 * 1024;

  private static final Set<String> IMAGES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  private static final Pattern INLINE = Pattern.compile("src=\"cid:([^\"]+)\"");
  private static final Pattern REMOTE = Pattern.compile("data-remote-src=\"(https?://[^\"]*)\"");

  private static final String HEAD = """
      <!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">
      <base target="_blank"><style>
      :root { color-scheme: light; } body { margin: 0; background: #fff; color: #14181f; overflow-wrap: anywhere;
      font: 14px/1.45 system-ui, sans-serif; } img { max-width: 100%; height: auto; } table { max-width: 100%; }
      </style></head><body>""";

  private final ConversationDesk desk;

  public MailRoutes(ConversationDesk desk) {
    this.desk = desk;
  }

  public void mount(Guard guard) {
    guard
        .allow(
            Who.AGENT, HttpMethod.GET, "/api/v1/conversations/:conversation/messages/:number/html")
        .handle(this::show);
  }

  private void show(RoutingContext ctx) {
    var id = ConversationRoutes.conversation(ctx);
    int number = ConversationRoutes.number(ctx, "number");
    boolean remote = Paging.one(ctx, "images").filter("shown"::equals).isPresent();
    desk.whole(id, number)
        .compose(whole -> desk.after(id, number - 1, 1)
            .compose(found -> page(
                found.getFirst(),
                whole.html().orElseThrow(() -> new Failure.NotFound("HTML of message", number)),
                remote)))
        .onSuccess(page -> ctx.response()
            .putHeader("Content-Type", "text/html; charset=utf-8")
            .putHeader("Content-Security-Policy", policy(remote))
            .putHeader("X-Frame-Options", "SAMEORIGIN")
            .putHeader("Referrer-Policy", "no-referrer")
            .putHeader("Cache-Control", "private, no-store")
            .end(page))
        .onFailure(ctx::fail);
  }

  private Future<String> page(Message message, String html, boolean remote) {
    var shown = remote ? REMOTE.matcher(html).replaceAll("src=\"$1\"") : html;
    return images(message, shown)
        .map(images -> HEAD
            + INLINE
                .matcher(shown)
                .replaceAll(found -> Matcher.quoteReplacement(
                    "src=\"" + images.getOrDefault(found.group(1), "") + "\""))
            + "</body></html>");
  }

  /** Reads the images that the HTML shows, as data URLs by their content ids. */
  private Future<Map<String, String>> images(Message message, String html) {
    var wanted =
        INLINE.matcher(html).results().map(found -> found.group(1)).distinct().toList();
    var reads = new ArrayList<Future<?>>();
    var images = new HashMap<String, String>();
    long bytes = 0;
    for (int place = 1; place <= message.attachments().size(); place++) {
      var file = message.attachments().get(place - 1);
      var name = file.contentId().orElse("");
      if (wanted.contains(name) && IMAGES.contains(file.type())) {
        bytes += file.size();
        if (bytes <= INLINE_BYTES_MAX) {
          reads.add(dataUrl(file).map(url -> images.put(name, url)));
        }
      }
    }
    return Future.join(List.copyOf(reads)).map(images);
  }

  private Future<String> dataUrl(Attachment file) {
    var content = Buffer.buffer();
    return desk.content(file, piece -> {
          content.appendBuffer(piece);
          return Future.succeededFuture();
        })
        .map(_ -> "data:" + file.type() + ";base64,"
            + Base64.getEncoder().encodeToString(content.getBytes()));
  }
}
