package tandem.desk;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.QueueId;
import tandem.cases.AddedEntry;
import tandem.cases.Attached;
import tandem.cases.Cases;
import tandem.cases.NewContact;
import tandem.cases.NewEntry;
import tandem.cases.Timelines;
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Fact;
import tandem.storage.Database;

/**
 * Turns committed facts into timeline entries, in order, on the node that owns the floor. Its place
 * in the journal is kept in the transaction that writes the entries, and locked by it: a crash
 * repeats nothing, and a former owner that still runs cannot write beside the new one.
 */
public final class Projector {

  private static final Logger LOG = LoggerFactory.getLogger(Projector.class);

  public static final String NAME = "timeline";

  /** Facts in one transaction. */
  private static final int BATCH_MAX = 500;

  /**
   * After a batch facts gather for as long. A quiet floor's facts are projected at once; a busy
   * one's share a transaction, which costs the same for one fact as for twenty.
   */
  private static final Duration GATHER = Duration.ofMillis(50);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /**
   * A transaction that takes longer is taken for lost; if it is not, the cursor's lock keeps the
   * next one waiting.
   */
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

  private static final String BEGIN = """
      INSERT INTO projector_cursor (projector, floor, seq) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING
      """;

  private static final String CURSOR = """
      SELECT c.seq
        FROM projector_cursor c
       WHERE c.projector = $1
         AND c.floor = $2
         AND EXISTS (SELECT FROM floor f WHERE f.id = $2 AND f.epoch = $3)
         FOR UPDATE
      """;

  private static final String FACTS = """
      SELECT seq, body::text AS body FROM fact WHERE floor = $1 AND seq > $2 ORDER BY seq LIMIT $3
      """;

  private static final String CONTACTS = """
      SELECT c.id, c.queue, c.arrived_at, q.department
        FROM contact c JOIN queue q ON q.id = c.queue
       WHERE c.id = ANY ($1::uuid[])
      """;

  private static final String ADVANCE = """
      UPDATE projector_cursor SET seq = $3 WHERE projector = $1 AND floor = $2
      """;

  private record Numbered(long seq, Fact fact) {}

  /** What the journal's facts do not repeat: where the contact waits and whose work it is. */
  private record Known(QueueId queue, DepartmentId department, Instant arrived) {}

  /**
   * What one transaction did: how many facts it took of those it found, and the entries made from
   * them; nothing at all when the floor has another owner by now.
   */
  private record Projected(boolean owned, int facts, int found, List<AddedEntry> added) {

    static final Projected NOT_OWNED = new Projected(false, 0, 0, List.of());
    static final Projected NOTHING_NEW = new Projected(true, 0, 0, List.of());
  }

  private final Vertx vertx;
  private final Context context;
  private final Database database;
  private final Transactions transactions;
  private final CommittedFloor committed;
  private final String floor;
  private final Cases cases;
  private final Timelines timelines;
  private final Alerts alerts;
  private final TimelineFeed feed;
  private final InstantSource clock;
  private final Counter leftOut;
  private final CommittedFloor.Follower follower = (_, _) -> wake();
  private final AtomicBoolean woken = new AtomicBoolean();

  // everything below belongs to the context
  private boolean running;
  private boolean projecting;
  private boolean gathering;
  private boolean lookAgain;
  private boolean begun;
  private long epoch;
  private int oneByOne;
  private Promise<Void> idle = Promise.promise();

  public Projector(
      Vertx vertx,
      Database database,
      CommittedFloor committed,
      String floor,
      Cases cases,
      Timelines timelines,
      Alerts alerts,
      TimelineFeed feed,
      InstantSource clock,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
    this.transactions = new Transactions(database);
    this.committed = committed;
    this.floor = floor;
    this.cases = cases;
    this.timelines = timelines;
    this.alerts = alerts;
    this.feed = feed;
    this.clock = clock;
    this.leftOut = Counter.builder("tandem.invariant.violations")
        .description("promises the server itself saw broken; scripts/tandem doctor looks at all")
        .tag("invariant", "I6")
        .register(meters);
  }

  /** Goes on from the cursor, while the floor is owned under this epoch. */
  public void start(long newEpoch) {
    context.runOnContext(_ -> {
      running = true;
      epoch = newEpoch;
    });
    committed
        .follow(follower, _ -> newEpoch)
        .onComplete(_ -> wake(), e -> LOG.error("the floor cannot be followed", e));
  }

  /** Writes nothing more; completes when what was under way has ended. */
  public Future<Void> stop() {
    committed.unfollow(follower);
    var stopped = Promise.<Void>promise();
    context.runOnContext(_ -> {
      running = false;
      idle = Promise.promise();
      idle.future().onComplete(stopped);
      tellIdle();
    });
    return stopped.future();
  }

  /** Says that there are new facts. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      context.runOnContext(_ -> {
        woken.set(false);
        lookAgain = true;
        project();
      });
    }
  }

  private void project() {
    if (!running || projecting || gathering) {
      return; // who is at it looks again when done
    }
    lookAgain = false;
    projecting = true;
    int limit = oneByOne > 0 ? 1 : BATCH_MAX;
    long term = epoch;
    begin()
        .compose(_ -> transactions.run(tx -> batch(tx, term, limit)))
        .timeout(WRITE_LIMIT.toSeconds(), TimeUnit.SECONDS)
        .onComplete(done -> context.runOnContext(_ -> {
          projecting = false;
          if (done.succeeded()) {
            projected(done.result(), limit);
          } else {
            failed(done.cause(), term, limit);
          }
          tellIdle();
        }));
  }

  private void tellIdle() {
    if (!running && !projecting) {
      idle.tryComplete();
    }
  }

  private Future<Void> begin() {
    return begun
        ? Future.succeededFuture()
        : database
            .pool()
            .preparedQuery(BEGIN)
            .execute(Tuple.of(NAME, floor))
            .onSuccess(_ -> begun = true)
            .mapEmpty();
  }

  private void projected(Projected done, int limit) {
    feed.say(done.added());
    if (!done.owned()) {
      LOG.info("the floor is owned under another epoch than epoch={}", epoch);
      running = false;
      return;
    }
    oneByOne = done.facts() == 0 ? 0 : Math.max(0, oneByOne - done.facts());
    if (done.facts() < done.found() || done.found() == limit) {
      project(); // there are more already
    } else {
      gather();
    }
  }

  private void gather() {
    gathering = true;
    vertx.setTimer(GATHER.toMillis(), _ -> {
      gathering = false;
      if (lookAgain) {
        project();
      }
    });
  }

  private void failed(Throwable failure, long term, int limit) {
    if (!isAboutAFact(failure)) {
      LOG.warn("facts not projected, trying again error={}", String.valueOf(failure.getMessage()));
      again();
    } else if (limit > 1) {
      LOG.warn(
          "a fact cannot be projected, looking for it error={}",
          String.valueOf(failure.getMessage()));
      oneByOne = limit;
      project();
    } else {
      LOG.error("fact left out", failure);
      projecting = true;
      transactions
          .run(tx -> leaveOut(tx, term, failure))
          .onComplete(done -> context.runOnContext(_ -> {
            projecting = false;
            if (done.failed()) {
              again();
            } else {
              leftOut.increment();
              project();
            }
            tellIdle();
          }));
    }
  }

  /** Whether trying again must fail again: a rule, a constraint or a bug of ours, not an outage. */
  private static boolean isAboutAFact(Throwable failure) {
    return switch (failure) {
      case Failure.Unavailable _ -> false;
      case Failure _ -> true;
      case PgException e -> e.getSqlState().startsWith("22") || e.getSqlState().startsWith("23");
      case IllegalArgumentException _, IllegalStateException _, NullPointerException _ -> true;
      default -> false;
    };
  }

  private void again() {
    vertx.setTimer(PAUSE_AFTER_FAILURE.toMillis(), _ -> wake());
  }

  private Future<Projected> batch(SqlConnection tx, long term, int limit) {
    return facts(tx, term, limit)
        .compose(facts -> facts
            .map(some -> some.isEmpty()
                ? Future.succeededFuture(Projected.NOTHING_NEW)
                : write(tx, upToIdentified(some), some.size()))
            .orElseGet(() -> Future.succeededFuture(Projected.NOT_OWNED)));
  }

  /** The next facts under a lock on the cursor; empty when the floor is not ours. */
  private Future<Optional<List<Numbered>>> facts(SqlConnection tx, long term, int limit) {
    return tx.preparedQuery(CURSOR).execute(Tuple.of(NAME, floor, term)).compose(cursor -> {
      if (cursor.size() == 0) {
        return Future.succeededFuture(Optional.empty());
      }
      long seq = cursor.iterator().next().getLong("seq");
      return tx.preparedQuery(FACTS)
          .execute(Tuple.of(floor, seq, limit))
          .map(rows -> Optional.of(rows.stream()
              .map(row ->
                  new Numbered(row.getLong("seq"), Json.read(row.getString("body"), Fact.class)))
              .toList()));
    });
  }

  /** A contact that turns out to be somebody else's changes its case: such a fact goes alone. */
  private static List<Numbered> upToIdentified(List<Numbered> facts) {
    for (int i = 0; i < facts.size(); i++) {
      if (facts.get(i).fact() instanceof Fact.Identified) {
        return facts.subList(0, Math.max(1, i));
      }
    }
    return facts;
  }

  private Future<Projected> write(SqlConnection tx, List<Numbered> facts, int found) {
    return known(tx, facts)
        .compose(known -> attached(tx, facts, known)
            .compose(attached -> timelines.appendAll(tx, entries(facts, known, attached))))
        .compose(added -> tx.preparedQuery(ADVANCE)
            .execute(Tuple.of(NAME, floor, facts.getLast().seq()))
            .map(_ -> new Projected(true, facts.size(), found, added)));
  }

  private static Future<Map<ContactId, Known>> known(SqlConnection tx, List<Numbered> facts) {
    return tx.preparedQuery(CONTACTS)
        .execute(Tuple.of(contacts(facts).stream().map(ContactId::value).toArray(UUID[]::new)))
        .map(rows -> {
          Map<ContactId, Known> known = new HashMap<>();
          rows.forEach(row -> known.put(
              new ContactId(row.getUUID("id")),
              new Known(
                  new QueueId(row.getString("queue")),
                  new DepartmentId(row.getString("department")),
                  row.getOffsetDateTime("arrived_at").toInstant())));
          return known;
        });
  }

  private Future<Map<ContactId, Attached>> attached(
      SqlConnection tx, List<Numbered> facts, Map<ContactId, Known> known) {
    if (facts.getFirst().fact() instanceof Fact.Identified identified) {
      var contact = known.get(identified.contact());
      return contact == null
          ? Future.succeededFuture(Map.of())
          : cases
              .follow(
                  tx,
                  new NewContact(
                      identified.contact(),
                      identified.customer(),
                      contact.queue(),
                      contact.arrived()))
              .map(attached -> Map.of(identified.contact(), attached));
    }
    var arrived = facts.stream()
        .flatMap(n -> n.fact() instanceof Fact.Queued f
            ? Stream.of(new NewContact(f.contact(), f.customer(), f.queue(), f.arrived()))
            : Stream.empty())
        .toList();
    return cases
        .attached(tx, contacts(facts))
        .compose(before -> takeAll(tx, arrived, before)
            .compose(_ -> cases.attachAll(tx, arrived))
            .map(fresh -> {
              Map<ContactId, Attached> all = new HashMap<>(before);
              all.putAll(fresh);
              return all;
            }));
  }

  /**
   * All histories of the batch at once and in order, so that two writers never wait for each other.
   */
  private Future<?> takeAll(
      SqlConnection tx, List<NewContact> arrived, Map<ContactId, Attached> before) {
    var customers = new HashSet<CustomerId>();
    arrived.forEach(contact -> customers.add(contact.customer()));
    before.values().forEach(attached -> customers.add(attached.customer()));
    return customers.isEmpty() ? Future.succeededFuture() : cases.take(tx, customers);
  }

  private List<NewEntry> entries(
      List<Numbered> facts, Map<ContactId, Known> known, Map<ContactId, Attached> attached) {
    var entries = new ArrayList<NewEntry>();
    var untold = new HashMap<>(attached);
    for (var numbered : facts) {
      var fact = numbered.fact();
      var contact = fact.aboutContact();
      var of = contact.map(attached::get);
      var where = contact.map(known::get);
      contact.map(untold::remove).flatMap(Attached::reopening).ifPresent(entries::add);
      // a contact whose arrival had to be left out has no case
      if (of.isPresent() && where.isPresent()) {
        FactEntry.of(fact)
            .ifPresent(entry -> entries.add(new NewEntry(
                of.get().caseId(),
                fact.at(),
                entry.kind(),
                fact.aboutAgent().isPresent()
                    ? Optional.empty()
                    : Optional.of(where.get().department()),
                fact.aboutAgent(),
                contact,
                Optional.of("fact:" + floor + ":" + numbered.seq()),
                entry.body())));
      }
    }
    return entries;
  }

  private static List<ContactId> contacts(List<Numbered> facts) {
    return facts.stream()
        .flatMap(numbered -> numbered.fact().aboutContact().stream())
        .distinct()
        .toList();
  }

  /** One bad fact must not stop all timelines: it is passed over, and a person is told. */
  private Future<Void> leaveOut(SqlConnection tx, long term, Throwable failure) {
    return tx.preparedQuery(CURSOR)
        .execute(Tuple.of(NAME, floor, term))
        .compose(cursor -> cursor.size() == 0
            ? Future.succeededFuture()
            : passOver(tx, cursor.iterator().next().getLong("seq") + 1, failure));
  }

  private Future<Void> passOver(SqlConnection tx, long seq, Throwable failure) {
    return tx.preparedQuery(ADVANCE)
        .execute(Tuple.of(NAME, floor, seq))
        .compose(_ -> alerts.raise(
            tx,
            "fact_not_projected",
            "fact:" + floor + ":" + seq,
            Map.of("error", String.valueOf(failure.getMessage())),
            clock.instant()));
  }
}
