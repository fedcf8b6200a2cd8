package tandem.commands.rehearsal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import tandem.rehearsal.load.MailLoad;
import tandem.routing.FactLog;
import tandem.routing.NumberedFact;
import tandem.routing.engine.Fact;
import tandem.server.Rooms;
import tandem.storage.Database;
import tandem.storage.DatabaseAddress;

/**
 * The journal of a running server, read from where it ended last. Each reading costs the database
 * one look at an index.
 */
final class JournalWatch implements MailLoad.Journal {

  private static final int FACTS_MAX = 10_000;

  private final Database database;
  private final FactLog log = new FactLog(Rooms.FLOOR);
  private long seq;

  private JournalWatch(Database database, long seq) {
    this.database = database;
    this.seq = seq;
  }

  /** Begins at the end of the journal. It blocks. */
  static JournalWatch atEnd(Vertx vertx, DatabaseAddress address) {
    var database = new Database(vertx, address, 1);
    return new JournalWatch(
        database, new FactLog(Rooms.FLOOR).last(database.pool()).await());
  }

  @Override
  public Future<Collection<String>> queued() {
    return log.after(database.pool(), seq, FACTS_MAX).map(facts -> {
      if (!facts.isEmpty()) {
        seq = facts.getLast().seq();
      }
      return queued(facts);
    });
  }

  private static List<String> queued(List<NumberedFact> facts) {
    return facts.stream()
        .map(NumberedFact::fact)
        .filter(Fact.Queued.class::isInstance)
        .flatMap(fact -> fact.aboutContact().stream())
        .map(contact -> contact.value().toString())
        .toList();
  }
}
