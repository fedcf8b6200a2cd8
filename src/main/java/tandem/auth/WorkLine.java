package tandem.auth;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The line of work that is slow on purpose. Work for people on known devices goes first. All others
 * have few places at a time. Those who ask take turns, so that nobody waits for all the work that
 * somebody else has asked for. Each kind has a maximum of its own that waits. When it is reached, a
 * newcomer takes the place of the one who lets most work wait, so that nobody can fill the line.
 * Any thread may call.
 */
final class WorkLine {

  /** How well somebody who asks is known. */
  enum Kind {
    /** On a device from which the account has logged in. */
    ON_KNOWN_DEVICE,

    /** On another device, at an address from which the account has logged in. */
    AT_KNOWN_ADDRESS,

    STRANGER
  }

  /**
   * Somebody who asks for work, and has one turn among all who ask.
   *
   * @param name the account, the account and its address, or the address of a stranger
   */
  record Asker(Kind kind, String name) {

    static Asker onKnownDevice(String account) {
      return new Asker(Kind.ON_KNOWN_DEVICE, account);
    }

    static Asker atKnownAddress(String account, String address) {
      return new Asker(Kind.AT_KNOWN_ADDRESS, account + '\n' + address);
    }

    static Asker stranger(String address) {
      return new Asker(Kind.STRANGER, address);
    }

    private boolean isFirst() {
      return kind == Kind.ON_KNOWN_DEVICE;
    }
  }

  /** A piece of work, and what is done instead when there is no place for it. */
  private record Work(Runnable run, Runnable refuse) {}

  private final int atOnce;
  private final int othersAtOnce;
  private final int waitingMax;
  private final int waitingOfEachMax;

  private final SequencedMap<Asker, Deque<Work>> first = new LinkedHashMap<>();
  private final SequencedMap<Asker, Deque<Work>> others = new LinkedHashMap<>();
  private final Map<Kind, Integer> waiting = new EnumMap<>(Kind.class);
  private int running;
  private int othersRunning;

  /**
   * @param atOnce the pieces of work at the same time
   * @param othersAtOnce those for people who are not on a known device among them
   * @param waitingMax of each kind
   * @param waitingOfEachMax of each who asks
   */
  WorkLine(int atOnce, int othersAtOnce, int waitingMax, int waitingOfEachMax) {
    this.atOnce = atOnce;
    this.othersAtOnce = othersAtOnce;
    this.waitingMax = waitingMax;
    this.waitingOfEachMax = waitingOfEachMax;
  }

  /**
   * Runs the work now or later, or refuses it when too much waits. The work begins something that
   * ends later, with {@link #ended}.
   */
  void add(Asker asker, Runnable work, Runnable refuse) {
    place(asker, new Work(work, refuse)).run();
    go();
  }

  /** Gives the work a place; returns the refusal of the work that has none now. */
  private synchronized Runnable place(Asker asker, Work work) {
    var line = line(asker);
    Runnable refusal = () -> {};
    if (waiting(asker.kind()) >= waitingMax) {
      var most = line.entrySet().stream()
          .filter(other -> other.getKey().kind() == asker.kind())
          .max(Comparator.comparingInt(other -> other.getValue().size()))
          .orElseThrow();
      if (most.getValue().size() <= size(line, asker) + 1) {
        return work.refuse();
      }
      refusal = most.getValue().removeLast().refuse();
      waiting.merge(asker.kind(), -1, Integer::sum);
    } else if (size(line, asker) >= waitingOfEachMax) {
      return work.refuse();
    }
    line.computeIfAbsent(asker, _ -> new ArrayDeque<>()).addLast(work);
    waiting.merge(asker.kind(), 1, Integer::sum);
    return refusal;
  }

  private SequencedMap<Asker, Deque<Work>> line(Asker asker) {
    return asker.isFirst() ? first : others;
  }

  private static int size(Map<Asker, Deque<Work>> line, Asker asker) {
    var ofAsker = line.get(asker);
    return ofAsker == null ? 0 : ofAsker.size();
  }

  private int waiting(Kind kind) {
    return waiting.getOrDefault(kind, 0);
  }

  /** A piece of work has ended. */
  void ended(Asker asker) {
    synchronized (this) {
      running--;
      if (!asker.isFirst()) {
        othersRunning--;
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
      var work = next(first);
      if (work == null && othersRunning < othersAtOnce) {
        work = next(others);
        if (work != null) {
          othersRunning++;
        }
      }
      if (work == null) {
        return now;
      }
      running++;
      now.add(work);
    }
    return now;
  }

  /** Takes the oldest work of the one whose turn it is; the next turn comes after all others. */
  private @Nullable Runnable next(SequencedMap<Asker, Deque<Work>> line) {
    var turn = line.pollFirstEntry();
    if (turn == null) {
      return null;
    }
    var work = turn.getValue().removeFirst();
    if (!turn.getValue().isEmpty()) {
      line.putLast(turn.getKey(), turn.getValue());
    }
    waiting.merge(turn.getKey().kind(), -1, Integer::sum);
    return work.run();
  }
}
