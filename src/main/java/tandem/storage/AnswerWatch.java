package tandem.storage;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.loops.Wires;

/**
 * The bounds of PostgreSQL's answers on one connection. The driver itself waits for ever, and keeps
 * as many bytes as the server announces. A statement has its time from when those before it on the
 * connection are answered; when it is over, the connection is closed, whether the server was
 * silent, stopped in the middle or was slow. A connection that waits for no answer may rest for as
 * long as it likes. A goodbye has no answer, and a server that cannot be reached does not close the
 * connection: it is closed a second later. Used on the connection's loop.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">Message Flow</a>
 */
final class AnswerWatch extends ChannelDuplexHandler {

  /**
   * The bounds of an answer.
   *
   * @param time of one statement
   * @param messageBytes of one message of the server, a row for example, which is kept until it is
   *     whole
   * @param bytes of all messages up to the end of an answer
   */
  record Bounds(Duration time, long messageBytes, long bytes) {

    /**
     * More time than any statement of ours takes on a slow server, and more than any answer has.
     */
    static final Bounds USUAL =
        new Bounds(Duration.ofSeconds(30), 64L * 1024 * 1024, 256L * 1024 * 1024);

    Bounds within(Duration less) {
      return new Bounds(less.compareTo(time) < 0 ? less : time, messageBytes, bytes);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(AnswerWatch.class);

  /** The limit of reading that Vert.x sets, for the time until the connection is made. */
  private static final String WHILE_CONNECTING = "idle";

  private static final int LOOKS_PER_LIMIT = 10;
  private static final Duration AFTER_GOODBYE = Duration.ofSeconds(1);

  private final Bounds bounds;
  private final long limitNanos;
  private final Messages asked = new Messages("QS");
  private final Messages ended = new Messages("X");
  private final Messages answered = new Messages("Z");

  /** How many answers are due. */
  private long due;

  /** Since when the next answer is due, by System.nanoTime. */
  private long since;

  /** The bytes that have come since the last end of an answer. */
  private long come;

  private @Nullable Future<?> looks;

  private AnswerWatch(Bounds bounds) {
    this.bounds = bounds;
    this.limitNanos = bounds.time().toNanos();
  }

  /** Watches a new connection, on which nothing has been asked yet. */
  static void on(SqlConnection connection, Bounds bounds) {
    var pipeline = Wires.pipeline(connection);
    pipeline.replace(WHILE_CONNECTING, "answers", new AnswerWatch(bounds));
    pipeline.remove(LogInLimit.class);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext channel) {
    long pause = limitNanos / LOOKS_PER_LIMIT;
    looks = channel
        .executor()
        .scheduleWithFixedDelay(() -> look(channel), pause, pause, TimeUnit.NANOSECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext channel) {
    if (looks != null) {
      looks.cancel(false);
    }
  }

  @Override
  public void write(ChannelHandlerContext channel, Object message, ChannelPromise written) {
    if (message instanceof ByteBuf bytes) {
      int statements = asked.count(bytes);
      if (due == 0 && statements > 0) {
        since = System.nanoTime();
      }
      due += statements;
      if (ended.count(bytes) > 0) {
        var _ = channel
            .executor()
            .schedule(() -> close(channel), AFTER_GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    var _ = channel.write(message, written);
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    if (message instanceof ByteBuf bytes) {
      int ends = answered.count(bytes);
      if (ends > 0) {
        due = Math.max(0, due - ends);
        since = System.nanoTime();
        come = 0;
      }
      come += bytes.readableBytes();
      if (answered.longest() > bounds.messageBytes() || come > bounds.bytes()) {
        LOG.warn(
            "the database's answer is too long; its connection is closed message={} bytes={}",
            answered.longest(),
            come);
        bytes.release();
        close(channel);
        return;
      }
    }
    channel.fireChannelRead(message);
  }

  private void look(ChannelHandlerContext channel) {
    if (due > 0 && System.nanoTime() - since > limitNanos) {
      LOG.warn(
          "the database has not answered for {} s; its connection is closed",
          TimeUnit.NANOSECONDS.toSeconds(limitNanos));
      due = 0;
      close(channel);
    }
  }

  private static void close(ChannelHandlerContext channel) {
    var _ = channel.close();
  }

  /** The messages of one direction: a letter, a length that counts itself, and the rest. */
  private static final class Messages {

    private static final int HEAD = 5;

    private final String counted;
    private final byte[] head = new byte[HEAD];
    private int headLength;
    private long rest;
    private long longest;

    /** @param counted the letters of those that are counted */
    Messages(String counted) {
      this.counted = counted;
    }

    /** Returns how many of the counted ones begin here. Messages may come in pieces. */
    int count(ByteBuf bytes) {
      int found = 0;
      int at = bytes.readerIndex();
      int end = bytes.writerIndex();
      while (at < end) {
        if (rest > 0) {
          int skipped = (int) Math.min(rest, end - at);
          rest -= skipped;
          at += skipped;
        } else {
          head[headLength++] = bytes.getByte(at++);
          if (headLength == HEAD) {
            headLength = 0;
            rest = Math.max(0, length() - (HEAD - 1));
            longest = Math.max(longest, rest);
            found += counted.indexOf(head[0]) >= 0 ? 1 : 0;
          }
        }
      }
      return found;
    }

    /** The most bytes that any of the messages has announced. */
    long longest() {
      return longest;
    }

    private long length() {
      return (head[1] & 0xffL) << 24
          | (head[2] & 0xffL) << 16
          | (head[3] & 0xffL) << 8
          | (head[4] & 0xffL);
    }
  }
}
