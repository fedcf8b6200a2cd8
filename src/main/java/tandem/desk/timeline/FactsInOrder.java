package tandem.desk.timeline;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import tandem.routing.FactLog;
import tandem.routing.NumberedFact;

/**
 * The committed facts after a number, without a gap: those that were handed over, and where one is
 * missing those of the journal.
 */
final class FactsInOrder {

  /** Facts kept until their turn comes; when there are more, the journal is read again. */
  static final int HEARD_MAX = 10_000;

  private final FactLog log;
  private final Deque<NumberedFact> heard = new ArrayDeque<>();
  private boolean behind = true;

  FactsInOrder(FactLog log) {
    this.log = log;
  }

  /**
   * Hands over the next committed fact; from any thread. The journal may have given it already: a
   * commit is seen there before it is heard here.
   */
  synchronized void add(NumberedFact fact) {
    if (!heard.isEmpty() && heard.getLast().seq() >= fact.seq()) {
      return;
    }
    if (heard.size() >= HEARD_MAX) { // facts of the journal may have filled it beyond
      heard.clear();
    }
    heard.addLast(fact);
  }

  /** Reads the journal next: facts may have been committed that did not come here. */
  synchronized void lookBack() {
    behind = true;
  }

  /**
   * The next facts after a number, at most so many; none when none is known. Fewer than that many
   * are all that were committed before the call.
   */
  Future<List<NumberedFact>> after(SqlClient sql, long seq, int limit) {
    var next = handedOver(seq, limit);
    if (!mustRead(next, limit)) {
      return Future.succeededFuture(next);
    }
    int missing = limit - next.size();
    return log.after(sql, seq + next.size(), missing)
        .map(more -> read(next, more, more.size() < missing));
  }

  /** The next facts without a gap, of those that were handed over. */
  private synchronized List<NumberedFact> handedOver(long seq, int limit) {
    forget(seq);
    var next = new ArrayList<NumberedFact>();
    for (var fact : heard) {
      if (next.size() == limit || fact.seq() != seq + 1 + next.size()) {
        break;
      }
      next.add(fact);
    }
    return List.copyOf(next);
  }

  /** Whether there may be more, which only the journal has. */
  private synchronized boolean mustRead(List<NumberedFact> next, int limit) {
    return next.size() < limit && (behind || heard.size() > next.size());
  }

  /** Those of the journal stand before those that were handed over since. */
  private synchronized List<NumberedFact> read(
      List<NumberedFact> next, List<NumberedFact> more, boolean all) {
    var facts = Stream.concat(next.stream(), more.stream()).toList();
    if (!more.isEmpty()) {
      forget(more.getLast().seq());
      facts.reversed().forEach(heard::addFirst);
    }
    behind = !all;
    return facts;
  }

  private void forget(long upTo) {
    while (!heard.isEmpty() && heard.getFirst().seq() <= upTo) {
      heard.removeFirst();
    }
  }
}
