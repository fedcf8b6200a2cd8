package tandem.desk;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.cases.CaseFile;
import tandem.cases.CaseStates;
import tandem.cases.Cases;
import tandem.cases.Claim;
import tandem.cases.Claims;
import tandem.cases.Entry;
import tandem.cases.Timelines;
import tandem.storage.Database;

/** What people ask about cases, and what they say they are about to give. */
public final class CaseDesk {

  private final Database database;
  private final Transactions transactions;
  private final Cases cases;
  private final Timelines timelines;
  private final CaseStates states;
  private final Claims claims;
  private final TimelineFeed feed;
  private final InstantSource clock;

  public CaseDesk(
      Database database,
      Cases cases,
      Timelines timelines,
      CaseStates states,
      Claims claims,
      TimelineFeed feed,
      InstantSource clock) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.cases = cases;
    this.timelines = timelines;
    this.states = states;
    this.claims = claims;
    this.feed = feed;
    this.clock = clock;
  }

  public Future<CaseFile> find(CaseId id) {
    return cases.find(database.pool(), id);
  }

  /** The entries below a number, newest first. */
  public Future<List<Entry>> timeline(CaseId id, Optional<Integer> below, int limit) {
    return find(id).compose(_ -> timelines.page(database.pool(), id, below, limit));
  }

  /** Says that a case waits, is resolved, or is open again; once more changes nothing. */
  public Future<CaseFile> say(CaseId id, CaseStates.Said said, Optional<AgentId> agent) {
    var now = clock.instant();
    return transactions
        .run(tx -> cases
            .take(tx, id)
            .compose(_ -> states.say(tx, id, said, agent, now))
            .compose(entry -> timelines.appendAll(tx, entry.stream().toList())))
        .compose(added -> {
          feed.say(added);
          return find(id);
        });
  }

  /** Claims, or renews the claim; answers with everybody's on this customer. */
  public Future<List<Claim>> claim(Claims.Intent intent, AgentId agent) {
    var now = clock.instant();
    return find(intent.caseId())
        .compose(file -> claims
            .put(database.pool(), intent, agent, now)
            .compose(_ -> claims.live(database.pool(), file.customer(), now)));
  }

  public Future<Void> unclaim(Claims.Intent intent, AgentId agent) {
    return claims.remove(database.pool(), intent, agent);
  }
}
