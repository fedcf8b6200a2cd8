package tandem.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.routing.engine.Decision;
import tandem.storage.InboxEvent;

/**
 * The signals of a term that could not be decided at once, in the order in which they came. They
 * wait while events are looked up in the inbox. After a failed batch they wait to be written one by
 * one.
 */
final class Undecided {

  /** The number of signals written alone after a failed batch, so that a bad one fails alone. */
  private static final int ALONE_AFTER_FAILURE = 64;

  /**
   * The time after a repeat for which events are looked up before they are decided. Repeats often
   * come together: one query then finds many of them, and no signal is decided twice.
   */
  private static final Duration LOOK_FIRST = Duration.ofSeconds(1);

  // in the order in which they came: first these, then the cleared ones, then those that wait
  private List<Told> lookedUp = List.of();
  private final Deque<Told> cleared = new ArrayDeque<>();
  private final Deque<Told> waiting = new ArrayDeque<>();

  private Instant lookFirstUntil = Instant.MIN;
  private int aloneLeft;

  Undecided(boolean afterFailure) {
    this.aloneLeft = afterFailure ? ALONE_AFTER_FAILURE : 0;
  }

  int size() {
    return lookedUp.size() + cleared.size() + waiting.size();
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** The time when the first of the waiting signals came. */
  Optional<Instant> since() {
    return Stream.of(lookedUp, cleared, waiting)
        .flatMap(some -> some.stream().limit(1))
        .findFirst()
        .map(Told::at);
  }

  /** Whether signals are written one by one. */
  boolean areAlone() {
    return aloneLeft > 0;
  }

  /** Counts a signal that was written alone. */
  void answeredAlone() {
    if (aloneLeft > 0) {
      aloneLeft--;
    }
  }

  /** Whether a signal that comes now is decided at once. */
  boolean letsPass(Instant now) {
    return !areAlone() && isEmpty() && !now.isBefore(lookFirstUntil);
  }

  void add(Told told) {
    waiting.add(told);
  }

  /** Takes the next signal that may be decided without a look at the inbox. */
  Optional<Told> next() {
    if (cleared.isEmpty() && !mustLookFirst()) {
      var group = group();
      group.forEach(_ -> waiting.removeFirst());
      cleared.addAll(group);
    }
    return Optional.ofNullable(cleared.pollFirst());
  }

  /** Whether nothing can be decided before the events of those that wait are looked up. */
  boolean mustLookFirst() {
    return cleared.isEmpty()
        && !waiting.isEmpty()
        && group().getLast().at().isBefore(lookFirstUntil)
        && group().stream().anyMatch(told -> told.event().isPresent());
  }

  /** The signals that are written together next. */
  private List<Told> group() {
    return areAlone() ? waiting.stream().limit(1).toList() : List.copyOf(waiting);
  }

  /** Begins to look up the events of those that wait. */
  List<InboxEvent.Key> lookUp() {
    var group = group();
    group.forEach(_ -> waiting.removeFirst());
    return lookUp(group);
  }

  /** Begins to look up the events of signals that are decided anew. They come before all others. */
  List<InboxEvent.Key> lookUp(List<Told> group) {
    lookedUp = group;
    return group.stream()
        .flatMap(told -> told.event().stream())
        .map(InboxEvent::key)
        .toList();
  }

  /** Answers the repeats among the signals that were looked up. The others may be decided. */
  void found(Map<InboxEvent.Key, Decision> firstAnswers, Instant now) {
    var group = lookedUp;
    lookedUp = List.of();
    if (!firstAnswers.isEmpty()) {
      lookFirstUntil = now.plus(LOOK_FIRST);
    }
    for (var told : group.reversed()) {
      told.event()
          .map(event -> firstAnswers.get(event.key()))
          .ifPresentOrElse(told::answer, () -> cleared.addFirst(told));
    }
  }

  void fail(Throwable why) {
    Stream.of(lookedUp, cleared, waiting).forEach(some -> some.forEach(told -> told.fail(why)));
  }
}
