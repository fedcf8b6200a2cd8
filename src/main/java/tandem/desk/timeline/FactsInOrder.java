package tandem.desk.timeline;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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

  /** The next facts after a number, at most so many; none when none is known. */
  Future<List<NumberedFact>> after(SqlClient sql, long seq, int limit) {
    return handedOver(seq, limit)
        .map(Future::succeededFuture)
        .orElseGet(() ->
            log.after(sql, seq, limit).onSuccess(facts -> read(facts, facts.size() < limit)));
  }

  /** Those of the journal stand before those that were handed over since. */
  private synchronized void read(List<NumberedFact> facts, boolean all) {
    if (!facts.isEmpty()) {
      forget(facts.getLast().seq());
      facts.reversed().forEach(heard::addFirst);
    }
    behind = !all;
  }

  /** Empty when the journal must be asked. */
  private synchronized Optional<List<NumberedFact>> handedOver(long seq, int limit) {
    forget(seq);
    var next = new ArrayList<NumberedFact>();
    for (var fact : heard) {
      if (next.size() == limit || fact.seq() != seq + 1 + next.size()) {
        break;
      }
      next.add(fact);
    }
    boolean missing = next.isEmpty() && (behind || !heard.isEmpty());
    return missing ? Optional.empty() : Optional.of(List.copyOf(next));
  }

  private void forget(long upTo) {
    while (!heard.isEmpty() && heard.getFirst().seq() <= upTo) {
      heard.removeFirst();
    }
  }
}
