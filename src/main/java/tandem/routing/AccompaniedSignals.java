package tandem.routing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The signals with a companion that wait until the companion is checked, one after the other. */
final class AccompaniedSignals {

  /** Beyond it senders are asked to come again. */
  private static final int WAITING_MAX = 100;

  private final Deque<Accompanied> waiting = new ArrayDeque<>();

  /** Imports that fail one after the other must not keep everything else from being written. */
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

  /** Whether the next one is checked before anything else is written. */
  boolean areNext(boolean othersWait) {
    boolean next = !waiting.isEmpty() && !(othersFirst && othersWait);
    othersFirst = false;
    return next;
  }

  Accompanied take() {
    othersFirst = true;
    return waiting.removeFirst();
  }

  /** Those that were taken are checked anew, after others had their turn. */
  void putBack(List<Accompanied> taken) {
    othersFirst = true;
    taken.reversed().forEach(waiting::addFirst);
  }

  void fail(Throwable why) {
    waiting.forEach(told -> told.fail(why));
  }
}
