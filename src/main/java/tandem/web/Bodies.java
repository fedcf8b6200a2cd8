package tandem.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.document.Json;
import tandem.document.OutsideJson;
import tandem.document.RequestShape;
import tandem.loops.Wires;

/**
 * The reading of request bodies. A body that cannot be parsed gets 400 with the place of the error.
 * A body that breaks the rules of its form gets {@link Failure.Invalid} with every wrong field.
 */
public final class Bodies {

  public static final int BODY_BYTES_MAX = 64 * 1024;

  /** The limit for imports: 1,000 orders, or a whole floor document. */
  public static final int IMPORT_BYTES_MAX = 8 * 1024 * 1024;

  /** The limit for hooks: carriers may send more about a call than other requests contain. */
  public static final int HOOK_BYTES_MAX = 256 * 1024;

  /** A client that takes longer to send its body only blocks a place of other requests. */
  private static final long BODY_SECONDS_MAX = 15;

  /** Enough for the largest file at half a megabit a second. */
  private static final Duration STREAM_TIME_MAX = Duration.ofMinutes(10);

  /**
   * The bytes of a too large body that are read and thrown away before the connection is closed. A
   * client that is still sending then does not read the refusal.
   */
  private static final int DISCARDED_BYTES_MAX = 16 * 1024 * 1024;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final String BODY = "tandem.body";

  private static final int DEPTH_MAX =
      Json.MAPPER.getFactory().streamReadConstraints().getMaxNestingDepth();

  private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*)'", Pattern.DOTALL);
  private static final int NAME_SHOWN_MAX = 64;

  private static final ObjectReader STRICT = Json.MAPPER
      .reader()
      .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Bodies() {}

  /**
   * Reads the body before the next handler is called.
   *
   * @param bytesMax of this body
   * @param memory that the bodies of such senders share
   */
  public static Handler<RoutingContext> reader(int bytesMax, BodyMemory memory) {
    return ctx -> new Reading(ctx, bytesMax, memory).start();
  }

  /** Closes the connection of a sender who takes too long for a body that may be large. */
  public static void inTime(RoutingContext ctx) {
    long timer = ctx.vertx().setTimer(STREAM_TIME_MAX.toMillis(), _ -> {
      if (!ctx.request().isEnded()) {
        Wires.cut(ctx.request().connection());
      }
    });
    Upgrades.whenEnded(ctx, () -> ctx.vertx().cancelTimer(timer));
    ctx.next();
  }

  /**
   * Reads and throws away the rest of a body that was answered before it had come in whole, so that
   * the connection can serve further requests. A sender that goes on for too long is cut off.
   */
  public static void endEarly(RoutingContext ctx) {
    ctx.addEndHandler(answered -> {
      var request = ctx.request();
      // of a body that breaks off with its connection the route itself must hear
      if (answered.succeeded() && !request.isEnded()) {
        new Rest(ctx).discard();
      }
    });
    ctx.next();
  }

  /** The unchanged bytes, which a signature covers. */
  public static Buffer raw(RoutingContext ctx) {
    return Objects.requireNonNull(ctx.<Buffer>get(BODY), "this route does not read a body");
  }

  /** The body as text, regardless of its content type. */
  public static String text(RoutingContext ctx) {
    return utf8(raw(ctx));
  }

  /** Reads a JSON body into the record that declares its rules. */
  public static <T> T read(RoutingContext ctx, Class<T> type) {
    return RequestShape.read(tree(ctx), type);
  }

  /** Reads a JSON body of any form. */
  public static JsonNode tree(RoutingContext ctx) {
    checkIsJson(ctx);
    return json(text(ctx));
  }

  /**
   * Reads a JSON body that is kept as its text, and returns it without spaces. Its numbers are not
   * read, and may be of any size.
   */
  public static String compact(RoutingContext ctx) {
    checkIsJson(ctx);
    return parsed(text(ctx), OutsideJson::compact);
  }

  private static void checkIsJson(RoutingContext ctx) {
    var type = contentType(ctx);
    if (!type.equals("application/json") && !type.endsWith("+json")) {
      throw new HttpException(415, "the body must be application/json");
    }
  }

  /**
   * Reads the fields of an HTML form from a sender that cannot correct it; its content type does
   * not matter.
   */
  public static Form form(RoutingContext ctx) {
    return Form.parse(anyText(raw(ctx)));
  }

  /** Reads the fields of a JSON object from a sender that cannot correct it. */
  public static ToldFields told(RoutingContext ctx) {
    return ToldFields.ofJson(anyText(raw(ctx)));
  }

  /**
   * Parses JSON from any outside source, strictly. Text that is not JSON is the sender's error, not
   * a bug. {@link Failure.Invalid} names texts and numbers that are beyond the limits of
   * {@link OutsideJson}.
   */
  public static JsonNode json(String text) {
    return parsed(text, body -> {
      OutsideJson.check(body);
      return Json.tree(body, STRICT);
    });
  }

  private interface Parser<T> {
    T parse(String text) throws JsonProcessingException;
  }

  private static <T> T parsed(String text, Parser<T> parser) {
    if (text.isBlank()) {
      throw empty();
    }
    try {
      return parser.parse(text);
    } catch (StreamConstraintsException e) {
      throw new HttpException(400, beyond(e.getOriginalMessage()), e);
    } catch (JsonProcessingException e) {
      throw noJson(e);
    }
  }

  private static Failure noRoom() {
    return new Failure.Unavailable("too many bodies come in at once", RETRY_AFTER);
  }

  static HttpException empty() {
    return new HttpException(400, "the body is empty; a JSON document is expected");
  }

  static HttpException noJson(JsonProcessingException e) {
    return new HttpException(400, at(wrong(e.getOriginalMessage()), e.getLocation()) + in(e), e);
  }

  static HttpException noJson(JsonLocation place) {
    return new HttpException(400, at("not JSON", place));
  }

  private static String at(String wrong, @Nullable JsonLocation place) {
    return "%s at line %d, column %d"
        .formatted(
            wrong, place == null ? 1 : place.getLineNr(), place == null ? 1 : place.getColumnNr());
  }

  /** The field in which it is, unless the message names it already. */
  private static String in(JsonProcessingException e) {
    return TWICE.matcher(e.getOriginalMessage()).lookingAt()
        ? ""
        : OutsideJson.place(e).map(field -> ", in " + field).orElse("");
  }

  /** Translates the parser's message, which alone tells the kind of error. */
  private static String wrong(String message) {
    var twice = TWICE.matcher(message);
    if (!twice.lookingAt()) {
      return "not JSON";
    }
    return "the field \"%s\" is given twice,".formatted(Text.cut(twice.group(1), NAME_SHOWN_MAX));
  }

  private static String beyond(String message) {
    return message.startsWith("Document nesting depth")
        ? "the body is nested deeper than " + DEPTH_MAX + " levels"
        : "a number, a name or a text of the body is too long";
  }

  static String utf8(Buffer body) {
    var bytes = ByteBuffer.wrap(body.getBytes());
    var text = CharBuffer.allocate(bytes.remaining());
    if (utf8(bytes, text).isError()) {
      throw new HttpException(400, "not UTF-8 at byte " + bytes.position());
    }
    return text.flip().toString();
  }

  /** Reads text that is not UTF-8 as Latin-1, in which each byte is a character. */
  static String anyText(Buffer body) {
    var bytes = ByteBuffer.wrap(body.getBytes());
    var text = CharBuffer.allocate(bytes.remaining());
    return utf8(bytes, text).isError()
        ? body.toString(StandardCharsets.ISO_8859_1)
        : text.flip().toString();
  }

  private static CoderResult utf8(ByteBuffer bytes, CharBuffer text) {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(bytes, text, true);
  }

  private static String contentType(RoutingContext ctx) {
    var header = ctx.request().getHeader("Content-Type");
    if (header == null) {
      return "";
    }
    var parts = header.toLowerCase(Locale.ROOT).split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      var charset = parts[i].strip().replace("\"", "");
      if (charset.startsWith("charset=")
          && !charset.equals("charset=utf-8")
          && !charset.equals("charset=us-ascii")) {
        throw new HttpException(415, "the body must be UTF-8");
      }
    }
    return parts[0].strip();
  }

  /** The rest of a body that nobody wants. */
  private static final class Rest {
    private final RoutingContext ctx;
    private long discarded;

    Rest(RoutingContext ctx) {
      this.ctx = ctx;
    }

    void discard() {
      var request = ctx.request();
      long timer = ctx.vertx()
          .setTimer(
              TimeUnit.SECONDS.toMillis(BODY_SECONDS_MAX), _ -> Wires.cut(request.connection()));
      request.handler(chunk -> {
        discarded += chunk.length();
        if (discarded > DISCARDED_BYTES_MAX) {
          Wires.cut(request.connection());
        }
      });
      request.endHandler(_ -> ctx.vertx().cancelTimer(timer));
      request.exceptionHandler(_ -> ctx.vertx().cancelTimer(timer));
      request.resume();
    }
  }

  /** The reading of one body. */
  private static final class Reading {
    private final RoutingContext ctx;
    private final int bytesMax;
    private final BodyMemory.Share memory;
    private Buffer body = Buffer.buffer();
    private long timer;
    private long discarded;
    private boolean over;

    Reading(RoutingContext ctx, int bytesMax, BodyMemory memory) {
      this.ctx = ctx;
      this.bytesMax = bytesMax;
      var loop = ctx.vertx().getOrCreateContext();
      this.memory = memory.begin(ClientAddress.of(ctx), () -> loop.runOnContext(_ -> giveWay()));
    }

    void start() {
      Upgrades.whenEnded(ctx, memory::release);
      timer = ctx.vertx()
          .setTimer(
              TimeUnit.SECONDS.toMillis(BODY_SECONDS_MAX),
              _ -> give(
                  new HttpException(408, "the body took longer than " + BODY_SECONDS_MAX + " s")));
      ctx.request().handler(this::take);
      ctx.request().exceptionHandler(this::give);
      ctx.request().endHandler(_ -> done());
      ctx.request().resume();
    }

    private void take(Buffer chunk) {
      if (over) {
        discarded += chunk.length();
        if (discarded > DISCARDED_BYTES_MAX) {
          Wires.cut(ctx.request().connection());
        }
      } else if (body.length() + chunk.length() > bytesMax) {
        give(new Failure.TooLarge("the body may have at most " + bytesMax + " bytes"));
      } else if (!memory.take(chunk.length())) {
        give(noRoom());
      } else {
        body.appendBuffer(chunk);
      }
    }

    private void done() {
      if (over) {
        return;
      }
      if (!memory.keep()) {
        giveWay();
        return;
      }
      over = true;
      ctx.vertx().cancelTimer(timer);
      Connections.keep(ctx);
      ctx.put(BODY, body);
      ctx.next();
    }

    private void giveWay() {
      if (!over) {
        Connections.closeAfterAnswer(ctx);
        give(noRoom());
      }
    }

    private void give(Throwable failure) {
      if (!over) {
        over = true;
        ctx.vertx().cancelTimer(timer);
        body = Buffer.buffer();
        memory.release();
        ctx.fail(
            failure instanceof HttpException || failure instanceof Failure
                ? failure
                : new HttpException(400, "the body broke off"));
      }
    }
  }
}
