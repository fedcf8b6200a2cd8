package tandem.storage.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines of messages that this node has in memory. The first message of a line is tried under a
 * lease that lasts long enough; the next one follows when it is delivered or given up. Used on the
 * loop.
 */
final class Lines {

  private static final Duration OWN_FAULT_PAUSE = Duration.ofSeconds(1);

  private final OutboxLoop loop;
  private final Duration lease;
  private final Held held;
  private final Tries tries;
  private final Renewals renewals;
  private final Marks marks;
  private final Returns returns;
  private final Looks looks;
  private final Map<String, Line> lines = new HashMap<>();

  /** Leases that were taken before this time are not relied on. */
  private Instant relyFrom = Instant.MIN;

  Lines(
      OutboxLoop loop,
      OutboxRows rows,
      Pace pace,
      Held held,
      Marks marks,
      Returns returns,
      Looks looks) {
    this.loop = loop;
    this.lease = pace.lease();
    this.held = held;
    this.tries = new Tries(loop, rows, pace);
    this.renewals = new Renewals(loop, rows, lease, this::renewed);
    this.marks = marks;
    this.returns = returns;
    this.looks = looks;
  }

  /** Takes a message to the end of its line; one that is held already changes nothing. */
  void add(LeasedMessage message, Receiver receiver) {
    if (!held.add(message, receiver)) {
      return;
    }
    var line = lines.get(message.line());
    if (line == null) {
      line = new Line(message, receiver, loop, this::goOn);
      lines.put(line.name(), line);
      goOn(line);
    } else {
      line.add(message);
    }
  }

  /** From now on no message is tried under a lease that was taken before. */
  void relyOnNewLeases() {
    relyFrom = loop.now();
  }

  /**
   * Leaves everything to the other nodes, and tells them; tries and statements under way come to
   * their end.
   */
  void leaveAll() {
    var left = new ArrayList<LeasedMessage>();
    for (var line : List.copyOf(lines.values())) {
      if (line.pause().isSet()) {
        left.addAll(remove(line));
      } else {
        left.addAll(line.removeRest());
      }
    }
    held.forget(left);
    if (!left.isEmpty()) {
      returns.giveBack(left, returns::tell);
    }
  }

  private void goOn(Line line) {
    var first = line.first();
    var now = loop.now();
    if (!loop.isRunning()) {
      leave(line);
    } else if (first.from().isAfter(now)) {
      line.pause().set(Duration.between(now, first.from()));
    } else if (isLeft(first, lease.multipliedBy(4).dividedBy(5))) {
      attempt(line);
    } else {
      renewals.add(line);
    }
  }

  /** Whether the rest of the lease is long enough for a try. */
  private boolean isLeft(LeasedMessage message, Duration time) {
    return !message.taken().isBefore(relyFrom)
        && message.until().isAfter(loop.now().plus(time));
  }

  private void attempt(Line line) {
    var message = line.first();
    tries.begin(line.receiver(), message, end -> {
      switch (end) {
        case Tries.End.Delivered() -> {
          marks.add(message);
          next(line);
          if (line.receiver().succeeded()) {
            isBack(line.receiver());
          }
        }
        case Tries.End.GivenUp() -> {
          held.marked(message);
          next(line);
          if (message.claimed()) {
            looks.look();
          }
        }
        case Tries.End.Again(var under) -> {
          line.replaceFirst(under);
          goOn(line);
        }
        case Tries.End.Lost() -> lose(line);
      }
    });
  }

  /**
   * A receiver that was away takes messages again: what waits for it is tried now. A line that
   * fails for a reason of its own is not tried more than once a second for it.
   */
  private void isBack(Receiver receiver) {
    for (var line : List.copyOf(lines.values())) {
      if (line.receiver().equals(receiver) && line.pause().isSet()) {
        line.pause().cancel();
        line.replaceFirst(line.first().from(line.first().taken().plus(OWN_FAULT_PAUSE)));
        goOn(line);
      }
    }
  }

  /** The new lease counts from before the statement, so part of it may be over already. */
  private void renewed(Line line, Instant asked, boolean isMine) {
    if (!isMine) {
      lose(line);
      return;
    }
    line.replaceFirst(line.first().renewed(asked, lease));
    if (loop.isRunning() && isLeft(line.first(), lease.dividedBy(5))) {
      attempt(line);
    } else {
      goOn(line);
    }
  }

  private void next(Line line) {
    if (line.removeFirst()) {
      goOn(line);
    } else {
      lines.remove(line.name());
    }
  }

  /** Another node has the first message of this line, or may have it: it is left alone. */
  private void lose(Line line) {
    var all = remove(line);
    held.forget(all);
    returns.giveBack(all.subList(1, all.size()));
    looks.waitForAnother();
  }

  private void leave(Line line) {
    var all = remove(line);
    held.forget(all);
    returns.giveBack(all);
  }

  private List<LeasedMessage> remove(Line line) {
    lines.remove(line.name());
    line.pause().cancel();
    return line.messages();
  }
}
