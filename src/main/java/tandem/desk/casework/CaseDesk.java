package tandem.desk.casework;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tandem.base.CaseId;
import tandem.cases.Author;
import tandem.cases.CaseFile;
import tandem.cases.CaseStates;
import tandem.cases.Cases;
import tandem.cases.Entry;
import tandem.cases.Timelines;
import tandem.desk.Transactions;
import tandem.desk.timeline.TimelineFeed;
import tandem.storage.Database;

/** The reading of cases and the changes of their states by people. */
public final class CaseDesk {

  private final Database database;
  private final Transactions transactions;
  private final Cases cases;
  private final Timelines timelines;
  private final CaseStates states;
  private final TimelineFeed feed;
  private final InstantSource clock;

  public CaseDesk(
      Database database,
      Cases cases,
      Timelines timelines,
      CaseStates states,
      TimelineFeed feed,
      InstantSource clock) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.cases = cases;
    this.timelines = timelines;
    this.states = states;
    this.feed = feed;
    this.clock = clock;
  }

  public Future<CaseFile> find(CaseId id) {
    return cases.find(database.pool(), id);
  }

  /** Returns the entries below a number, newest first. */
  public Future<List<Entry>> timeline(CaseId id, Optional<Integer> below, int limit) {
    return find(id).compose(_ -> timelines.page(database.pool(), id, below, limit));
  }

  /** Sets a case to waiting, resolved or open; a repeat changes nothing. */
  public Future<CaseFile> say(CaseId id, CaseStates.Said said, Author author) {
    var now = clock.instant();
    return transactions
        .run(tx -> cases
            .take(tx, id)
            .compose(_ -> states.say(tx, id, said, author, now))
            .compose(entry -> timelines.appendAll(tx, entry.stream().toList())))
        .compose(added -> {
          feed.say(added);
          return find(id);
        });
  }
}
