package tandem.desk.timeline;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.cases.AddedEntry;
import tandem.cases.Attached;
import tandem.cases.Cases;
import tandem.cases.NewContact;
import tandem.cases.NewEntry;
import tandem.cases.Timelines;
import tandem.desk.Alerts;
import tandem.document.Json;
import tandem.routing.engine.Fact;

/**
 * Timeline entries made of the next committed facts, in the caller's transaction. The place in the
 * journal is kept in that transaction too, and locked by it: a crash repeats nothing, and a former
 * owner that still runs cannot write beside the new one.
 */
final class Projection {

  private static final String NAME = "timeline";

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
      SELECT seq, body::text AS body FROM journal WHERE floor = $1 AND seq > $2 ORDER BY seq LIMIT $3
      """;

  private static final String WHOSE = "SELECT customer FROM contact_origin WHERE contact = $1";

  private static final String CONTACTS = """
      SELECT c.id, c.queue, c.arrived_at, q.department
        FROM contact c
        JOIN queue q ON q.id = c.queue
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
  record Done(boolean owned, int facts, int found, List<AddedEntry> added) {

    static final Done NOT_OWNED = new Done(false, 0, 0, List.of());
    static final Done NOTHING_NEW = new Done(true, 0, 0, List.of());
  }

  private final String floor;
  private final Cases cases;
  private final Timelines timelines;
  private final Alerts alerts;
  private final InstantSource clock;

  Projection(String floor, Cases cases, Timelines timelines, Alerts alerts, InstantSource clock) {
    this.floor = floor;
    this.cases = cases;
    this.timelines = timelines;
    this.alerts = alerts;
    this.clock = clock;
  }

  /** The first time on this floor, at the first fact; does nothing when there is a cursor. */
  Future<Void> begin(SqlClient sql) {
    return sql.preparedQuery(BEGIN).execute(Tuple.of(NAME, floor)).mapEmpty();
  }

  /**
   * Writes the entries of the next facts, at most this many; the term is the epoch under which we
   * own the floor.
   */
  Future<Done> next(SqlConnection tx, long term, int limit) {
    return facts(tx, term, limit)
        .compose(facts -> facts
            .map(some -> some.isEmpty()
                ? Future.succeededFuture(Done.NOTHING_NEW)
                : write(tx, upToIdentified(some), some.size()))
            .orElseGet(() -> Future.succeededFuture(Done.NOT_OWNED)));
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

  private Future<Done> write(SqlConnection tx, List<Numbered> facts, int found) {
    return known(tx, facts)
        .compose(known -> attached(tx, facts, known)
            .compose(attached -> timelines.appendAll(tx, entries(facts, known, attached))))
        .compose(added -> tx.preparedQuery(ADVANCE)
            .execute(Tuple.of(NAME, floor, facts.getLast().seq()))
            .map(_ -> new Done(true, facts.size(), found, added)));
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
                      contact.arrived()),
                  () -> whose(tx, identified))
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

  /** The contact may have been identified again before this fact's turn came. */
  private static Future<CustomerId> whose(SqlConnection tx, Fact.Identified identified) {
    return tx.preparedQuery(WHOSE)
        .execute(Tuple.of(identified.contact().value()))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row -> new CustomerId(row.getUUID("customer")))
            .orElse(identified.customer()));
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
  Future<Void> leaveOut(SqlConnection tx, long term, Throwable failure) {
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
