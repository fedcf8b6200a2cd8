package tandem.console.agents;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One page that shows an agent's desk: what it was told, what is about to be told, and the socket
 * it has at the moment, if any. Everything here happens on the context of {@link Desks}.
 */
final class Screen {

  private final DeskSession session;
  private final InstantSource clock;

  /** In their order; a message that waits for its pop holds up those after it. */
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

  void askWhetherThere() {
    if (socket != null) {
      socket.askWhetherThere();
    }
  }

  /** The timer that ends this session unless a socket comes back; -1 for none. */
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
