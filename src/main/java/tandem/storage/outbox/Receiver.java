package tandem.storage.outbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A destination that this node delivers to. Its room in memory is limited: a receiver that is away
 * fills no more than that, and further messages wait in their rows.
 */
final class Receiver {

  /** How many messages to one destination are held in memory. */
  static final int HELD_MAX = 2_000;

  /** How many messages to one destination are claimed at once. */
  private static final int CLAIMED_MAX = 500;

  private final Outbox.Deliverer deliverer;
  private final Duration longestPause;
  private final AtomicInteger held = new AtomicInteger();

  /** Whether messages may wait in their rows for room; belongs to the loop. */
  private boolean waiting;

  /** Whether a try has failed since the last one that succeeded; belongs to the loop. */
  private boolean failing;

  /** @param longestPause the longest time between two tries of a message */
  Receiver(Outbox.Deliverer deliverer, Duration longestPause) {
    this.deliverer = deliverer;
    this.longestPause = longestPause;
  }

  Outbox.Deliverer deliverer() {
    return deliverer;
  }

  Duration longestPause() {
    return longestPause;
  }

  void failed() {
    failing = true;
  }

  /** Notes a success; returns whether tries had failed before it. */
  boolean succeeded() {
    boolean isBack = failing;
    failing = false;
    return isBack;
  }

  /** Whether one more message can be held; any thread may ask. */
  boolean hasRoom() {
    return held.get() < HELD_MAX;
  }

  /** How many messages may be claimed now. */
  int claimable() {
    return Math.clamp(HELD_MAX - held.get(), 0, CLAIMED_MAX);
  }

  void take() {
    held.incrementAndGet();
  }

  void release() {
    held.decrementAndGet();
  }

  /** Notes whether messages wait in their rows. */
  void waiting(boolean isSo) {
    waiting = isSo;
  }

  /** Whether a look is worth it: messages wait, and there is room for a good many. */
  boolean isWorthALook() {
    return waiting && claimable() == CLAIMED_MAX;
  }
}
