package tandem.console.agents;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One page that shows an agent's desk: its sent and waiting messages, and its present socket, if
 * any. It is used on the context of {@link Desks} only.
 */
final class Screen {

  private final DeskSession session;
  private final InstantSource clock;

  /**
   * The waiting messages in their order; a message that waits for its pop delays those after it.
   */
  private final Deque<Future<DeskMessage>> line = new ArrayDeque<>();

  private @Nullable DeskSocket socket;
  private long expiry = -1;

  Screen(DeskSession session, InstantSource clock) {
    this.session = session;
    this.clock = clock;
  }

  DeskSession session() {
    return session;
  }

  @Nullable
  DeskSocket socket() {
    return socket;
  }

  boolean attached() {
    return socket != null;
  }

  void attach(DeskSocket to) {
    socket = to;
  }

  void detach() {
    socket = null;
  }

  void pingNow() {
    if (socket != null) {
      socket.pingNow();
    }
  }

  /** The timer that ends this session unless a socket connects; -1 for none. */
  long expiry() {
    return expiry;
  }

  void expiry(long timer) {
    expiry = timer;
  }

  void tell(Future<DeskMessage> message) {
    line.addLast(message);
    message.onComplete(_ -> sayWhatIsReady());
  }

  private void sayWhatIsReady() {
    while (!line.isEmpty() && line.getFirst().isComplete()) {
      session.append(line.removeFirst().result(), clock.instant());
    }
    if (socket != null) {
      socket.sayMore();
    }
  }
}
