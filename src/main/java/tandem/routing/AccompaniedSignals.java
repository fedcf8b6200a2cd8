package tandem.routing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The signals whose companions are still to be checked, one after the other. */
final class AccompaniedSignals {

  /** The most signals that may wait; a further sender gets a failure and may try again later. */
  private static final int WAITING_MAX = 100;

  private final Deque<Accompanied> waiting = new ArrayDeque<>();

  /** Whether other work is written before the next check: failing imports must not block it. */
  private boolean othersFirst;

  boolean isFull() {
    return waiting.size() >= WAITING_MAX;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void add(Accompanied told) {
    waiting.add(told);
  }

  /** Whether the next companion is checked before anything else is written. */
  boolean areNext(boolean othersWait) {
    boolean next = !waiting.isEmpty() && !(othersFirst && othersWait);
    othersFirst = false;
    return next;
  }

  Accompanied take() {
    othersFirst = true;
    return waiting.removeFirst();
  }

  /** Puts signals back, to be checked again after other work has been written. */
  void putBack(List<Accompanied> taken) {
    othersFirst = true;
    taken.reversed().forEach(waiting::addFirst);
  }

  void fail(Throwable why) {
    waiting.forEach(told -> told.fail(why));
  }
}
