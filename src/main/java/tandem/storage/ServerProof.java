package tandem.storage;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;

/**
 * The log-in at a PostgreSQL that must prove that it knows the password: SCRAM-SHA-256 and nothing
 * else. The driver answers whatever a server asks. It sends the password itself if that is asked
 * for, and believes a server that asks for nothing. Here such a server is refused before the driver
 * hears it. The handler ends with the log-in.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message
 *     Formats</a>
 */
final class ServerProof extends ChannelInboundHandlerAdapter {

  /** The parameter of the JDBC driver that asks for the same. */
  static final String JDBC_PARAMETER = "&requireAuth=scram-sha-256";

  /** SASL begins, goes on, and ends with the server's proof, which the driver checks; welcome. */
  private static final List<Integer> STEPS = List.of(10, 11, 12, 0);

  private static final char AUTHENTICATION = 'R';
  private static final char READY = 'Z';

  /** What else may come before the proof: an error, a notice, the protocol's version. */
  private static final String BEFORE_THE_PROOF = "ENv";

  private static final int HEAD = 5;
  private static final int REQUEST = 4;

  /** The head of the current message, and of a request for authentication what it asks for. */
  private final byte[] begin = new byte[HEAD + REQUEST];

  private int begun;
  private long rest;
  private int steps;
  private boolean isOver;

  /** A server that is not believed is not heard any more. */
  private boolean isRefused;

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    if (!isRefused && message instanceof ByteBuf bytes && !isBelieved(bytes)) {
      isRefused = true;
      channel.fireExceptionCaught(
          new IOException("the server at the database's port does not prove that it is ours"));
      var _ = channel.close();
    }
    if (isRefused) {
      ReferenceCountUtil.release(message);
      return;
    }
    channel.fireChannelRead(message);
    if (isOver) {
      channel.pipeline().remove(this);
    }
  }

  /** Messages may come in pieces; the driver acts on none before its last byte. */
  private boolean isBelieved(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end && !isOver) {
      if (rest > 0) {
        int skipped = (int) Math.min(rest, end - at);
        rest -= skipped;
        at += skipped;
      } else {
        begin[begun++] = bytes.getByte(at++);
        if (begun == (begin[0] == AUTHENTICATION ? HEAD + REQUEST : HEAD)) {
          rest = Math.max(0, number(1) - (begun - 1));
          begun = 0;
          if (!fits()) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private boolean fits() {
    boolean isProven = steps == STEPS.size();
    if (begin[0] == AUTHENTICATION) {
      return !isProven && number(HEAD) == STEPS.get(steps++);
    }
    isOver = isProven && begin[0] == READY;
    return isProven || BEFORE_THE_PROOF.indexOf(begin[0]) >= 0;
  }

  private long number(int from) {
    return (begin[from] & 0xffL) << 24
        | (begin[from + 1] & 0xffL) << 16
        | (begin[from + 2] & 0xffL) << 8
        | (begin[from + 3] & 0xffL);
  }
}
