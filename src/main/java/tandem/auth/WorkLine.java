package tandem.auth;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The line of work that is slow on purpose. Work for people who are known goes first; strangers
 * have few places at a time, and their addresses take turns, so that nobody waits for all the work
 * that one address has asked for. Any thread may call.
 */
final class WorkLine {

  private final int atOnce;
  private final int strangersAtOnce;
  private final int waitingMax;
  private final int waitingOfAddressMax;

  private final Deque<Runnable> known = new ArrayDeque<>();
  private final SequencedMap<String, Deque<Runnable>> strangers = new LinkedHashMap<>();
  private int strangersWaiting;
  private int running;
  private int strangersRunning;

  /**
   * @param atOnce the pieces of work at the same time
   * @param strangersAtOnce those for strangers among them
   * @param waitingMax of people who are known, and of strangers
   * @param waitingOfAddressMax of strangers at one address
   */
  WorkLine(int atOnce, int strangersAtOnce, int waitingMax, int waitingOfAddressMax) {
    this.atOnce = atOnce;
    this.strangersAtOnce = strangersAtOnce;
    this.waitingMax = waitingMax;
    this.waitingOfAddressMax = waitingOfAddressMax;
  }

  /**
   * Runs the work now or later; false when too much waits. The work begins something that ends
   * later, with {@link #ended}.
   *
   * @param stranger the address of somebody who is not known
   */
  boolean add(Optional<String> stranger, Runnable work) {
    synchronized (this) {
      if (stranger.isEmpty()) {
        if (known.size() >= waitingMax) {
          return false;
        }
        known.addLast(work);
      } else {
        var ofAddress = strangers.getOrDefault(stranger.get(), new ArrayDeque<>());
        if (strangersWaiting >= waitingMax || ofAddress.size() >= waitingOfAddressMax) {
          return false;
        }
        ofAddress.addLast(work);
        strangers.putIfAbsent(stranger.get(), ofAddress);
        strangersWaiting++;
      }
    }
    go();
    return true;
  }

  /** A piece of work has ended. */
  void ended(Optional<String> stranger) {
    synchronized (this) {
      running--;
      if (stranger.isPresent()) {
        strangersRunning--;
      }
    }
    go();
  }

  private void go() {
    next().forEach(Runnable::run);
  }

  private synchronized List<Runnable> next() {
    var now = new ArrayList<Runnable>();
    while (running < atOnce) {
      @Nullable Runnable work = known.pollFirst();
      if (work == null && strangersRunning < strangersAtOnce) {
        work = nextOfStrangers();
      }
      if (work == null) {
        return now;
      }
      running++;
      now.add(work);
    }
    return now;
  }

  /** Takes the oldest work of the address whose turn it is; its next turn is after all others. */
  private @Nullable Runnable nextOfStrangers() {
    var turn = strangers.pollFirstEntry();
    if (turn == null) {
      return null;
    }
    var work = turn.getValue().removeFirst();
    if (!turn.getValue().isEmpty()) {
      strangers.putLast(turn.getKey(), turn.getValue());
    }
    strangersWaiting--;
    strangersRunning++;
    return work;
  }
}
