package tandem.desk.casework;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.cases.CaseFile;
import tandem.cases.Cases;
import tandem.desk.Transactions;
import tandem.desk.customers.CustomerNews;
import tandem.storage.Database;

/** The opening of a case by hand. */
public final class OpenCase {

  private final Transactions transactions;
  private final Cases cases;
  private final CustomerNews news;
  private final InstantSource clock;

  public OpenCase(Database database, Cases cases, CustomerNews news, InstantSource clock) {
    this.transactions = new Transactions(database);
    this.cases = cases;
    this.news = news;
    this.clock = clock;
  }

  /**
   * Opens a case.
   *
   * @param key the idempotency key of the author's request: a repeat opens no second case
   */
  public Future<CaseFile> open(Cases.ByHand asked, AgentId author, Optional<String> key) {
    var now = clock.instant();
    return transactions
        .run(tx -> cases.open(tx, asked, key.map(k -> author + ":" + k), now))
        .map(file -> {
          news.say(file.customer());
          return file;
        });
  }
}
