package tandem.routing;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.document.Json;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorSnapshot;
import tandem.storage.Database;
import tandem.storage.Inbox;
import tandem.storage.InboxEvent;
import tandem.storage.OneStatement;
import tandem.storage.outbox.Outbox;

/**
 * A floor's facts on disk. A batch is written as a whole or not at all, and never under an old
 * epoch.
 */
final class Journal {

  /** The number of facts that one query reads when a floor is rebuilt. */
  private static final int PAGE = 5_000;

  /**
   * The most statements under way at once. A batch with a companion or a new plan has several; they
   * are all sent at once, so that this batch, too, is one round trip and one flush to disk.
   */
  static final int PIPELINING = 32;

  private static final String ADVANCE = "SELECT advance_floor($1, $2, $3, $4)";

  private static final String FACTS = """
      INSERT INTO fact (floor, seq, epoch, at, kind, contact, agent, body)
      SELECT $1, u.seq, $2, u.at, u.kind, u.contact, u.agent, u.body::jsonb
        FROM unnest($3::bigint[], $4::timestamptz[], $5::text[], $6::uuid[], $7::text[], $8::text[])
             AS u(seq, at, kind, contact, agent, body)
       WHERE previous_is_done
      RETURNING 1
      """;

  private static final String READ = """
      SELECT seq, body::text
        FROM journal
       WHERE floor = $1
         AND seq > $2
       ORDER BY seq
       LIMIT $3
      """;

  private static final String NEWEST_SNAPSHOT = """
      SELECT seq, body::text
        FROM floor_snapshot
       WHERE floor = $1
       ORDER BY seq DESC
       LIMIT 1
      """;

  private static final String KEEP_SNAPSHOT = """
      WITH older AS (DELETE FROM floor_snapshot WHERE floor = $1 AND seq < $2)
      INSERT INTO floor_snapshot (floor, seq, taken_at, body)
      VALUES ($1, $2, $3, $4::text::jsonb)
      ON CONFLICT (floor, seq) DO NOTHING
      """;

  /** Begins a transaction whose check waits at most this long for a lock. */
  private static final String BEGIN_CHECK = "BEGIN; SET LOCAL lock_timeout = '1s'";

  private static final String END_CHECK = "SET LOCAL lock_timeout TO DEFAULT";

  /** The result of writing a batch. */
  sealed interface Appended {
    /** The batch is on disk, with these messages. */
    record Written(Outbox.Written messages) implements Appended {}

    /** One of the events is stored already, with an answer. Nothing is written. */
    record Repeated() implements Appended {}
  }

  /** A floor as it was after the fact with this number. */
  record Kept(long seq, FloorSnapshot floor) {}

  private final Database database;
  private final String floor;
  private final Outbox outbox;

  Journal(Database database, String floor, Outbox outbox) {
    this.database = database;
    this.floor = floor;
    this.outbox = outbox;
  }

  /** Begins the transaction of a batch early, for a check that belongs to it. */
  Future<Void> begin(PgConnection connection) {
    return connection.query(BEGIN_CHECK).execute().mapEmpty();
  }

  /** Rolls back a transaction that was begun for a check. */
  Future<Void> giveUp(PgConnection connection) {
    return connection.query("ROLLBACK").execute().mapEmpty();
  }

  /**
   * Writes a batch on the owner's connection, with one statement. The fence is its first part, so a
   * former owner writes no row. The events come next: if one is stored already, the statement fails
   * before it writes anything else.
   *
   * <p>A changed plan and a companion need statements of their own. They are sent together with the
   * first one, in one transaction. If any of them fails, the commit at the end rolls back.
   *
   * @param from the number of the last fact before the batch
   */
  Future<Appended> append(
      PgConnection connection, long epoch, long from, Batch batch, Instant now) {
    var statement = statement(epoch, from, batch, now);
    // the check of a companion has begun the transaction
    var checked = batch.companion();
    var plans = batch.facts().stream()
        .filter(Fact.FloorPlanned.class::isInstance)
        .map(fact -> ((Fact.FloorPlanned) fact).changes())
        .toList();
    if (plans.isEmpty() && checked.isEmpty()) {
      return appended(outbox.write(connection, statement, batch.messages(), now));
    }
    var steps = new ArrayList<Future<?>>();
    steps.add(connection.query(checked.isPresent() ? END_CHECK : "BEGIN").execute());
    var first = outbox.write(connection, statement, batch.messages(), now);
    steps.add(first);
    plans.forEach(changes -> steps.addAll(FloorRows.write(connection, changes)));
    checked.ifPresent(ready -> steps.addAll(ready.write().apply(connection)));
    var end = connection.query("COMMIT").execute();
    steps.add(end);
    // join, not all: the connection is free again only when every statement has been answered
    return Future.join(steps)
        .transform(done -> done.succeeded() || (end.succeeded() && first.failed())
            ? appended(first)
            : Future.failedFuture(done.cause()));
  }

  private OneStatement statement(long epoch, long from, Batch batch, Instant now) {
    var facts = batch.facts();
    var statement =
        new OneStatement().with("fence", ADVANCE, floor, epoch, from, from + facts.size());
    if (!batch.events().isEmpty()) {
      Inbox.keepNew(statement, batch.events(), now);
    }
    if (!facts.isEmpty()) {
      statement.with("facts", FACTS, factColumns(epoch, from, batch));
      ContactRows.of(floor, from, facts).addTo(statement);
    }
    return statement;
  }

  private static Future<Appended> appended(Future<Outbox.Written> batch) {
    return batch
        .<Appended>map(Appended.Written::new)
        .recover(failure -> Inbox.isRepeat(failure)
            ? Future.succeededFuture(new Appended.Repeated())
            : Future.failedFuture(failure));
  }

  /** Reads the decisions on those events that are stored already; not while a batch is written. */
  Future<Map<InboxEvent.Key, Decision>> firstAnswers(
      PgConnection connection, Collection<InboxEvent.Key> events) {
    return Inbox.firstAnswers(connection, events).map(answers -> {
      var decisions = new HashMap<InboxEvent.Key, Decision>();
      answers.forEach((event, answer) -> decisions.put(event, DecisionJson.read(answer)));
      return decisions;
    });
  }

  private Object[] factColumns(long epoch, long from, Batch batch) {
    var facts = batch.facts();
    int n = facts.size();
    var seqs = new Long[n];
    var ats = new OffsetDateTime[n];
    var kinds = new String[n];
    var contacts = new UUID[n];
    var agents = new String[n];
    for (int i = 0; i < n; i++) {
      var fact = facts.get(i);
      seqs[i] = from + 1 + i;
      ats[i] = utc(fact.at());
      kinds[i] = Json.kind(fact.getClass());
      contacts[i] = fact.aboutContact().map(ContactId::value).orElse(null);
      agents[i] = fact.aboutAgent().map(AgentId::value).orElse(null);
    }
    return new Object[] {
      floor, epoch, seqs, ats, kinds, contacts, agents, batch.bodies().toArray(String[]::new)
    };
  }

  /** Reads the facts after a number, in order; completes with the number of the last one. */
  Future<Long> read(long after, java.util.function.Consumer<NumberedFact> each) {
    return database
        .reserve()
        .preparedQuery(READ)
        .execute(Tuple.of(floor, after, PAGE))
        .compose(rows -> {
          long last = after;
          for (var row : rows) {
            last = row.getLong("seq");
            each.accept(new NumberedFact(last, Json.read(row.getString("body"), Fact.class)));
          }
          return rows.size() < PAGE ? Future.succeededFuture(last) : read(last, each);
        });
  }

  Future<Optional<Kept>> newestSnapshot() {
    return database
        .reserve()
        .preparedQuery(NEWEST_SNAPSHOT)
        .execute(Tuple.of(floor))
        .map(rows -> first(rows.iterator())
            .map(row -> new Kept(row.getLong("seq"), StoredSnapshot.read(row.getString("body")))));
  }

  /** Stores the snapshot of a floor as it was after the fact with this number, as JSON. */
  Future<Void> keep(long seq, String snapshot, Instant now) {
    return database
        .reserve()
        .preparedQuery(KEEP_SNAPSHOT)
        .execute(Tuple.of(floor, seq, utc(now), snapshot))
        .mapEmpty();
  }

  private static Optional<Row> first(RowIterator<Row> rows) {
    return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
