package tandem.desk.timeline;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
import tandem.conversations.Conversations;
import tandem.conversations.Turn;
import tandem.customers.Origins;
import tandem.desk.Alerts;
import tandem.routing.ContactRecord;
import tandem.routing.NumberedFact;
import tandem.routing.engine.Fact;
import tandem.storage.OneStatement;

/**
 * Timeline entries made of committed facts, in the caller's transaction. The place in the journal
 * is kept in that transaction too, and only moved from where the caller knows it: a crash repeats
 * nothing, and a former owner that still runs cannot write beside the new one.
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
         AND EXISTS (SELECT FROM desk_floor f WHERE f.id = $2 AND f.epoch = $3)
      """;

  private static final String ADVANCE = """
      UPDATE projector_cursor
         SET seq = $4
       WHERE projector = $1
         AND floor = $2
         AND seq = $3
         AND EXISTS (SELECT FROM desk_floor f WHERE f.id = $2 AND f.epoch = $5)
      RETURNING seq
      """;

  private static final String ADVANCED = "advanced";

  /**
   * What one transaction did: how many facts it took of those it was given, and the entries made
   * from them; nothing at all when the cursor was not where the caller thought.
   */
  record Done(int facts, List<AddedEntry> added) {

    static final Done NOTHING = new Done(0, List.of());
  }

  private final String floor;
  private final Cases cases;
  private final Timelines timelines;
  private final Conversations conversations;
  private final ContactFollower follower;
  private final Alerts alerts;
  private final InstantSource clock;

  Projection(
      String floor,
      Cases cases,
      Timelines timelines,
      Conversations conversations,
      ContactFollower follower,
      Alerts alerts,
      InstantSource clock) {
    this.floor = floor;
    this.cases = cases;
    this.timelines = timelines;
    this.conversations = conversations;
    this.follower = follower;
    this.alerts = alerts;
    this.clock = clock;
  }

  /**
   * The last fact that has its entries; empty when the floor is not owned under this epoch. The
   * first time on this floor it is none.
   */
  Future<Optional<Long>> cursor(SqlClient sql, long term) {
    return sql.preparedQuery(BEGIN)
        .execute(Tuple.of(NAME, floor))
        .compose(_ -> sql.preparedQuery(CURSOR).execute(Tuple.of(NAME, floor, term)))
        .map(rows -> rows.stream().findFirst().map(row -> row.getLong("seq")));
  }

  /**
   * Writes the entries of the facts that follow the cursor; the term is the epoch under which we
   * own the floor.
   */
  Future<Done> write(SqlConnection tx, long term, long cursor, List<NumberedFact> given) {
    var facts = upToIdentified(given);
    var telling =
        facts.stream().filter(numbered -> ContactEntry.tells(numbered.fact())).toList();
    var statement = advance(term, cursor, facts.getLast().seq());
    ContactRecord.find(statement, contacts(telling.stream()));
    return statement
        .rows(tx, ADVANCED, ContactRecord.PART, "true")
        .compose(rows -> rows.size() > 0
            ? entries(tx, telling, ContactRecord.found(rows))
                .compose(added -> follower
                    .follow(tx, facts.stream().map(NumberedFact::fact).toList())
                    .map(_ -> new Done(facts.size(), added)))
            : Future.succeededFuture(Done.NOTHING));
  }

  /** A statement whose part {@link #ADVANCED} has a row if the cursor was where it should be. */
  private OneStatement advance(long term, long from, long to) {
    return new OneStatement().with(ADVANCED, ADVANCE, NAME, floor, from, to, term);
  }

  /** A fact that corrects a contact's customer changes its case: it has a batch of its own. */
  private static List<NumberedFact> upToIdentified(List<NumberedFact> facts) {
    for (int i = 0; i < facts.size(); i++) {
      if (CaseEffect.following(facts.get(i).fact()).isPresent()) {
        return facts.subList(0, Math.max(1, i));
      }
    }
    return facts;
  }

  private Future<List<AddedEntry>> entries(
      SqlConnection tx, List<NumberedFact> facts, Map<ContactId, ContactRecord> known) {
    if (facts.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    var attaching = CaseEffect.following(facts.getFirst().fact())
        .map(identified -> follow(tx, identified, known))
        .orElseGet(() -> attach(tx, facts));
    return attaching.compose(attached -> departments(tx, facts, known)
        .compose(departments -> conversations
            .turns(tx, written(known))
            .compose(turns -> timelines.write(
                tx, entries(facts, known, attached, departments, turns), attached.values()))));
  }

  private static List<ContactId> written(Map<ContactId, ContactRecord> known) {
    return known.values().stream()
        .filter(contact -> contact.channel().isWritten())
        .map(ContactRecord::id)
        .toList();
  }

  private Future<Map<ContactId, Attached>> follow(
      SqlConnection tx, Fact.Identified identified, Map<ContactId, ContactRecord> known) {
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

  /** The cases of the contacts that arrived with these facts or before them. */
  private Future<Map<ContactId, Attached>> attach(SqlConnection tx, List<NumberedFact> facts) {
    var arrived = arrivals(facts).toList();
    var earlier = contacts(facts.stream());
    arrived.forEach(contact -> earlier.remove(contact.contact()));
    return cases.attachAll(tx, arrived, earlier);
  }

  /**
   * Whose work the queues are in which contacts arrived: mostly they are still there, and their
   * rows say it.
   */
  private static Future<Map<QueueId, DepartmentId>> departments(
      SqlConnection tx, List<NumberedFact> facts, Map<ContactId, ContactRecord> known) {
    Map<QueueId, DepartmentId> departments = new HashMap<>();
    known.values().forEach(contact -> departments.put(contact.queue(), contact.department()));
    var others = arrivals(facts)
        .map(NewContact::queue)
        .filter(queue -> !departments.containsKey(queue))
        .collect(Collectors.toSet());
    return others.isEmpty()
        ? Future.succeededFuture(departments)
        : ContactRecord.departments(tx, others).map(found -> {
          departments.putAll(found);
          return departments;
        });
  }

  /** The contact may have been identified again before this fact's turn came. */
  private static Future<CustomerId> whose(SqlConnection tx, Fact.Identified identified) {
    return Origins.recorded(tx, identified.contact())
        .map(recorded -> recorded.orElse(identified.customer()));
  }

  private List<NewEntry> entries(
      List<NumberedFact> facts,
      Map<ContactId, ContactRecord> known,
      Map<ContactId, Attached> attached,
      Map<QueueId, DepartmentId> departments,
      Map<ContactId, Turn> turns) {
    var entries = new ArrayList<NewEntry>();
    var untold = new HashMap<>(attached);
    for (var numbered : facts) {
      var contact = numbered.fact().aboutContact();
      contact.map(untold::remove).flatMap(Attached::reopening).ifPresent(entries::add);
      var of = contact.map(attached::get);
      var record = contact.map(known::get);
      // a contact whose arrival had to be left out has no case
      if (of.isPresent() && record.isPresent()) {
        CaseEffect.following(numbered.fact())
            .flatMap(f -> of.get()
                .left()
                .map(left -> ContactEntry.left(
                    left, record.get(), f, "fact:" + floor + ":" + numbered.seq())))
            .ifPresent(entries::add);
        ContactEntry.of(numbered.fact())
            .ifPresent(making -> entries.add(making.entry(
                of.get().caseId(),
                record.get(),
                "fact:" + floor + ":" + numbered.seq(),
                departments,
                contact.map(turns::get))));
      }
    }
    return entries;
  }

  private static Stream<NewContact> arrivals(List<NumberedFact> facts) {
    return facts.stream().flatMap(numbered -> CaseEffect.arrival(numbered.fact()).stream());
  }

  private static Set<ContactId> contacts(Stream<NumberedFact> facts) {
    return facts
        .flatMap(numbered -> numbered.fact().aboutContact().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** One bad fact must not stop all timelines: it is passed over, and a person is told. */
  Future<Void> leaveOut(SqlConnection tx, long term, long cursor, Throwable failure) {
    long seq = cursor + 1;
    return advance(term, cursor, seq)
        .rows(tx, ADVANCED)
        .compose(rows -> rows.size() > 0
            ? alerts.raise(
                tx,
                "fact_not_projected",
                "fact:" + floor + ":" + seq,
                Map.of("error", String.valueOf(failure.getMessage())),
                clock.instant())
            : Future.succeededFuture());
  }
}
