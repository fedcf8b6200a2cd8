package tandem.storage;

import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a connection to PostgreSQL is ready for statements; then it is closed. The
 * limit of reading that Vert.x has begins anew with each byte, so a server that says a little now
 * and then would keep a place of the pool. {@link AnswerWatch} takes its place.
 */
final class LogInLimit extends ChannelHandlerAdapter {

  /** A log-in takes half a dozen round trips. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private @Nullable Future<?> end;

  @Override
  public void handlerAdded(ChannelHandlerContext channel) {
    end =
        channel.executor().schedule(() -> close(channel), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext channel) {
    if (end != null) {
      end.cancel(false);
    }
  }

  private static void close(ChannelHandlerContext channel) {
    var _ = channel.close();
  }
}
