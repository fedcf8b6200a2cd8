package tandem.console.agents;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import tandem.base.AgentId;

/**
 * The messages to one screen, numbered from 1 without gaps and kept for a while, so that a screen
 * that lost its connection can get the missed ones. It outlives its sockets.
 */
final class DeskSession {

  static final int MESSAGES_MAX = 500;
  static final Duration KEPT_FOR = Duration.ofSeconds(60);

  /** A message with its number. */
  record Numbered(long seq, Instant at, DeskMessage message) {}

  private final String id;
  private final AgentId agent;
  private final Deque<Numbered> kept = new ArrayDeque<>();
  private long last;

  DeskSession(String id, AgentId agent) {
    this.id = id;
    this.agent = agent;
  }

  String id() {
    return id;
  }

  AgentId agent() {
    return agent;
  }

  /** The number of the newest message; 0 before the first. */
  long last() {
    return last;
  }

  void append(DeskMessage message, Instant now) {
    last++;
    kept.addLast(new Numbered(last, now, message));
    while (kept.size() > MESSAGES_MAX) {
      kept.removeFirst();
    }
    var oldest = now.minus(KEPT_FOR);
    while (kept.getFirst().at().isBefore(oldest)) {
      kept.removeFirst();
    }
  }

  /** Whether all messages after {@code seq} are still kept. */
  boolean canGoOnFrom(long seq) {
    return seq >= 0 && seq <= last && (seq == last || kept.getFirst().seq() <= seq + 1);
  }

  /** The message after {@code seq}; none when that was the newest. */
  Optional<Numbered> after(long seq) {
    if (seq >= last) {
      return Optional.empty();
    }
    // numbers have no gaps, so the position is known; most readers are near the end
    var newestFirst = kept.descendingIterator();
    for (long skip = last - seq - 1; skip > 0; skip--) {
      newestFirst.next();
    }
    return Optional.of(newestFirst.next());
  }
}
