package tandem.channels.email.hooks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import tandem.base.Failure;
import tandem.web.BodyMemory;
import tandem.web.ClientAddress;
import tandem.web.Connections;

/**
 * The body of one request, or its beginning, in memory that is counted with that of all others. The
 * memory is taken as the bytes come in, so that a client that only announces a large body takes
 * nothing from others. Until it is kept, a body may lose its memory to others. Everything runs on
 * the request's loop, except {@link #bytes}, {@link #keep} and {@link #release}.
 */
final class HeldBody {

  /** How much of a body is read and held. */
  record Limits(int bytesKept, long bytesMax) {}

  /** A client that takes longer to send its body only blocks the memory of others. */
  private static final Duration TIME_MAX = Duration.ofMinutes(2);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private static final int FIRST_BYTES = 16 * 1024;

  private final RoutingContext ctx;
  private final BodyMemory.Share memory;
  private final Limits limits;
  private final long announced;
  private final Consumer<Buffer> each;
  private final Promise<HeldBody> whole = Promise.promise();
  private final Promise<Void> cutOff = Promise.promise();
  private byte[] bytes = new byte[0];
  private int kept;
  private long read;
  private long taken;

  private HeldBody(
      RoutingContext ctx, BodyMemory memory, Limits limits, long announced, Consumer<Buffer> each) {
    var loop = ctx.vertx().getOrCreateContext();
    this.ctx = ctx;
    this.memory = memory.begin(ClientAddress.of(ctx), () -> loop.runOnContext(_ -> giveWay()));
    this.limits = limits;
    this.announced = announced;
    this.each = each;
  }

  /**
   * Reads the body of a request; {@link Failure.Unavailable} if there is no memory for it now,
   * {@link Failure.TooLarge} if it is longer than the limit. Its receiver releases it.
   *
   * @param each is given all pieces of the body, those too that are not kept
   */
  static Future<HeldBody> read(
      RoutingContext ctx, BodyMemory memory, Limits limits, Consumer<Buffer> each) {
    var request = ctx.request();
    long announced = announced(request);
    if (announced > limits.bytesMax()) {
      return Future.failedFuture(tooLarge(limits));
    }
    if (!memory.hasRoom(Math.min(announced, limits.bytesKept()))) {
      return Future.failedFuture(noRoom());
    }
    var body = new HeldBody(ctx, memory, limits, announced, each);
    long timer = ctx.vertx()
        .setTimer(
            TIME_MAX.toMillis(),
            _ -> body.give(new HttpException(
                408, "the body took longer than " + TIME_MAX.toSeconds() + " s")));
    request.handler(body::take);
    request.exceptionHandler(_ -> body.give(new HttpException(400, "the body broke off")));
    request.endHandler(_ -> {
      Connections.keep(ctx);
      body.whole.tryComplete(body);
    });
    request.resume();
    return body.whole.future().onComplete(_ -> ctx.vertx().cancelTimer(timer));
  }

  /** The length that the client announces; 0 if the body comes in chunks. */
  private static long announced(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Math.max(0, Long.parseLong(length));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Failure tooLarge(Limits limits) {
    return new Failure.TooLarge(
        String.format(Locale.ROOT, "the body may have at most %,d bytes", limits.bytesMax()));
  }

  private static Failure noRoom() {
    return new Failure.Unavailable("too many mails come in at once", RETRY_AFTER);
  }

  /** After a failure the rest is thrown away, so that the client can hear the answer. */
  private void take(Buffer piece) {
    if (whole.future().isComplete()) {
      return;
    }
    read += piece.length();
    if (read > limits.bytesMax()) {
      give(tooLarge(limits));
      return;
    }
    int more = Math.min(piece.length(), limits.bytesKept() - kept);
    if (kept + more > bytes.length && !grow(kept + more)) {
      give(noRoom());
      return;
    }
    piece.getBytes(0, more, bytes, kept);
    kept += more;
    each.accept(piece);
  }

  private boolean grow(int needed) {
    long most = announced >= needed ? Math.min(announced, limits.bytesKept()) : limits.bytesKept();
    int length = (int) Math.min(most, Math.max(FIRST_BYTES, Math.max(needed, 2L * bytes.length)));
    if (!memory.take(length - taken)) {
      return false;
    }
    taken = length;
    bytes = Arrays.copyOf(bytes, length);
    return true;
  }

  private void give(RuntimeException failure) {
    if (whole.tryFail(failure)) {
      release();
    }
  }

  /** The memory has gone to another body, perhaps while this one waited whole for its turn. */
  private void giveWay() {
    if (whole.future().failed()) {
      return;
    }
    Connections.closeAfterAnswer(ctx);
    if (!whole.tryFail(noRoom())) {
      cutOff.tryFail(noRoom());
    }
    release();
  }

  /**
   * From now on the memory goes to nobody else; {@link Failure.Unavailable} if it has gone already.
   */
  void keep() {
    if (!memory.keep()) {
      throw noRoom();
    }
  }

  /** What becomes of the body, or the failure when its memory goes to others before. */
  <T> Future<T> orCutOff(Future<T> work) {
    var first = Promise.<T>promise();
    work.onSuccess(first::tryComplete).onFailure(first::tryFail);
    cutOff.future().onFailure(first::tryFail);
    return first.future();
  }

  /** The bytes that are held; they do not change any more. */
  byte[] bytes() {
    return bytes.length == kept ? bytes : Arrays.copyOf(bytes, kept);
  }

  int length() {
    return kept;
  }

  /** The size of the whole body, those bytes too that are not held. */
  long size() {
    return read;
  }

  /** Gives the memory back. */
  void release() {
    memory.release();
    taken = 0;
    bytes = new byte[0];
    kept = 0;
  }
}
