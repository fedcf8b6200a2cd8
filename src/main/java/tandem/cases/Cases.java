package tandem.cases;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.Id;
import tandem.base.Ids;
import tandem.base.Text;

/** The cases of all customers, and the contacts that belong to each. */
public final class Cases {

  /** A case that was touched this lately is what the customer comes back about. */
  public static final Duration COMES_BACK_WITHIN = Duration.ofDays(30);

  public static final int LIST_MAX = 200;

  private static final String COLUMNS = """
      c.id, c.number, c.customer, c.kind, c.subject, c.state, c.department, c.opened_at, c.touched_at, c.resolved_at,
             c.entries, c.repeats, c.waiting_on, c.closed_at""";

  private static final String INSERT = """
      INSERT INTO case_file AS c (id, customer, kind, subject, state, department, opened_at, touched_at)
      SELECT $1, $2, $3, $4, 'open', d.id, $6, $6
        FROM cases_department d
       WHERE d.id = $5
      RETURNING\s""" + COLUMNS;

  private static final String FIND = "SELECT " + COLUMNS + " FROM case_file c WHERE c.id = $1";

  private static final String OF_CUSTOMER = "SELECT " + COLUMNS + """
        FROM case_file c
       WHERE c.customer = $1
       ORDER BY c.touched_at DESC, c.number DESC
       LIMIT $2
      """;

  private static final String OF_CONTACT = "SELECT " + COLUMNS + """
        FROM case_contact l JOIN case_file c ON c.id = l.case_id
       WHERE l.contact = $1
      """;

  private static final String TAKE = """
      SELECT c.id, history_changed(c.id) AS living
        FROM (SELECT id FROM unnest($1::uuid[]) AS asked (id) ORDER BY id OFFSET 0) AS c
      """;

  private static final String TAKE_CASES = "SELECT cases_changed($1::uuid[])";

  private static final String ATTACHED = """
      SELECT l.contact, c.id, c.customer
        FROM case_contact l JOIN case_file c ON c.id = l.case_id
       WHERE l.contact = ANY ($1::uuid[])
      """;

  private static final String NEWEST = """
      SELECT DISTINCT ON (c.customer)
             c.id, c.customer, c.touched_at, EXISTS (SELECT FROM case_contact l WHERE l.case_id = c.id) AS visited
        FROM case_file c
       WHERE c.customer = ANY ($1::uuid[])
       ORDER BY c.customer, c.touched_at DESC, c.number DESC
      """;

  private static final String INSERT_FOR_QUEUES = """
      INSERT INTO case_file (id, customer, kind, subject, state, department, opened_at, touched_at)
      SELECT n.id, n.customer, 'question', left(q.name, %d), 'open', q.department, n.at, n.at
        FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) AS n (id, customer, queue, at)
        JOIN cases_queue q ON q.id = n.queue
      """.formatted(CaseFile.SUBJECT_LENGTH_MAX);

  /** A case that waits on somebody other than the customer goes on waiting. */
  private static final String COME_BACK = """
      UPDATE case_file c
         SET repeats = c.repeats + n.contacts,
             state = CASE WHEN n.reopens THEN 'open' ELSE c.state END,
             waiting_on = CASE WHEN n.reopens THEN NULL ELSE c.waiting_on END,
             resolved_at = CASE WHEN n.reopens THEN NULL ELSE c.resolved_at END,
             closed_at = NULL
        FROM (SELECT g.id, g.contacts, b.state, b.state IN ('resolved', 'closed') OR b.waiting_on = 'customer' AS reopens
                FROM unnest($1::uuid[], $2::integer[]) AS g (id, contacts) JOIN case_file b ON b.id = g.id) n
       WHERE c.id = n.id
      RETURNING c.id, CASE WHEN n.reopens THEN n.state END AS before
      """;

  private static final String LINK = """
      INSERT INTO case_contact (contact, case_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])
      """;

  private static final String MOVE_ALL = """
      WITH moved AS (
        UPDATE case_file SET customer = $2, came_with = $1 WHERE customer = $1 RETURNING id)
      UPDATE remedy SET customer = $2 WHERE case_id IN (SELECT id FROM moved)
      """;

  /**
   * Moves cases that a stranger had or that were opened for a contact of theirs. A case to which
   * another contact belongs stays, and so does a case on which something was given for a line of
   * the customer's own.
   */
  private static final String MOVE_ON = """
      WITH moved AS (
        UPDATE case_file c SET customer = $3
         WHERE c.customer = $2
           AND (c.came_with = $1
                OR EXISTS (SELECT FROM case_contact l JOIN cases_stranger s USING (contact)
                            WHERE l.case_id = c.id AND s.stranger = $1 AND s.at < c.opened_at + interval '1 ms'))
           AND NOT EXISTS (SELECT FROM case_contact l LEFT JOIN cases_stranger s USING (contact)
                            WHERE l.case_id = c.id AND s.stranger IS DISTINCT FROM $1)
           AND NOT EXISTS (SELECT FROM remedy r
                             LEFT JOIN cases_stranger s USING (contact)
                             LEFT JOIN cases_order_line l ON l.id = r.order_line
                            WHERE r.case_id = c.id
                              AND (l.customer = $2 OR r.contact IS NOT NULL AND s.stranger IS DISTINCT FROM $1))
        RETURNING c.id)
      UPDATE remedy SET customer = $3 WHERE case_id IN (SELECT id FROM moved)
      """;

  /**
   * Moves a case only if it was opened for this one contact, and if all that was given on it was
   * given in this contact and for no line of the customer's own.
   */
  private static final String MOVE_OWN = """
      WITH moved AS (
        UPDATE case_file c SET customer = $3
         WHERE c.id = $2
           AND c.opened_at > $4::timestamptz - interval '1 ms'
           AND NOT EXISTS (SELECT FROM case_contact WHERE case_id = $2 AND contact <> $1)
           AND NOT EXISTS (SELECT FROM remedy r LEFT JOIN cases_order_line l ON l.id = r.order_line
                            WHERE r.case_id = $2
                              AND (r.contact IS DISTINCT FROM $1 OR l.customer = c.customer))
        RETURNING c.id),
      given AS (
        UPDATE remedy SET customer = $3 WHERE case_id IN (SELECT id FROM moved))
      SELECT id FROM moved
      """;

  private static final String UNLINK = "DELETE FROM case_contact WHERE contact = $1";

  private final Ids ids;

  public Cases(Ids ids) {
    this.ids = ids;
  }

  /** Opens a case by hand. */
  public Future<CaseFile> open(
      SqlConnection tx,
      CustomerId customer,
      CaseFile.Kind kind,
      String subject,
      DepartmentId department,
      Instant now) {
    var title = Text.required("subject", subject, CaseFile.SUBJECT_LENGTH_MAX);
    return take(tx, List.of(customer))
        .compose(living -> tx.preparedQuery(INSERT)
            .execute(Tuple.of(
                ids.next(),
                of(living, customer).value(),
                kind.name().toLowerCase(Locale.ROOT),
                title,
                department.value(),
                now.atOffset(UTC))))
        .map(rows -> first(rows)
            .orElseThrow(
                () -> new Failure.Invalid("department " + department + " does not exist")));
  }

  public Future<CaseFile> find(SqlClient sql, CaseId id) {
    return sql.preparedQuery(FIND)
        .execute(Tuple.of(id.value()))
        .map(rows -> first(rows).orElseThrow(() -> new Failure.NotFound("case", id)));
  }

  /** The customer's cases, the one touched last first. */
  public Future<List<CaseFile>> ofCustomer(SqlClient sql, CustomerId customer, int limit) {
    Failure.require(limit >= 1 && limit <= LIST_MAX, "limit must be 1-" + LIST_MAX);
    return sql.preparedQuery(OF_CUSTOMER)
        .execute(Tuple.of(customer.value(), limit))
        .map(rows -> rows.stream().map(Cases::read).toList());
  }

  /** The case a contact belongs to, once it has one. */
  public Future<Optional<CaseFile>> caseOf(SqlClient sql, ContactId contact) {
    return sql.preparedQuery(OF_CONTACT).execute(Tuple.of(contact.value())).map(Cases::first);
  }

  /** Gives a contact its case; the same one when it has one already. */
  public Future<Attached> attach(SqlConnection tx, NewContact contact) {
    return attachAll(tx, List.of(contact)).map(all -> of(all, contact.contact()));
  }

  /**
   * Gives each contact its case: the customer's newest if it was touched lately, which reopens it,
   * else a new one named after the queue. Takes the customers' histories for the rest of the
   * transaction, so that two contacts of one customer cannot both open a case.
   */
  public Future<Map<ContactId, Attached>> attachAll(SqlConnection tx, List<NewContact> contacts) {
    return attachAll(tx, contacts, List.of());
  }

  /**
   * The same for a transaction that writes to other customers' histories too: it takes all of them
   * at once and in order, so that two writers never wait for each other.
   */
  public Future<Map<ContactId, Attached>> attachAll(
      SqlConnection tx, List<NewContact> contacts, Collection<CustomerId> others) {
    if (contacts.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return take(
            tx,
            Stream.concat(contacts.stream().map(NewContact::customer), others.stream())
                .toList())
        .compose(living -> attached(
                tx, contacts.stream().map(NewContact::contact).toList())
            .compose(known -> known.size() == contacts.size()
                ? Future.succeededFuture(known)
                : newest(tx, living.values())
                    .compose(newest -> write(
                        tx, contacts, Attaching.decide(contacts, known, living, newest, ids)))));
  }

  /** The cases of those contacts that have one. */
  public Future<Map<ContactId, Attached>> attached(SqlClient sql, Collection<ContactId> contacts) {
    return sql.preparedQuery(ATTACHED)
        .execute(Tuple.of(uuids(contacts.stream())))
        .map(rows -> {
          Map<ContactId, Attached> attached = new HashMap<>();
          rows.forEach(row -> attached.put(
              new ContactId(row.getUUID("contact")),
              new Attached(
                  new CaseId(row.getUUID("id")), new CustomerId(row.getUUID("customer")))));
          return attached;
        });
  }

  /**
   * Gives all cases of a stranger to the customer they turned out to be, numbers and all; after the
   * join itself, in its transaction.
   */
  public Future<Void> moveAll(SqlConnection tx, CustomerId from, CustomerId to) {
    return take(tx, List.of(from, to))
        .compose(_ -> tx.preparedQuery(MOVE_ALL).execute(Tuple.of(from.value(), to.value())))
        .mapEmpty();
  }

  /**
   * Gives the cases that came with a stranger to another customer, after the stranger was joined
   * anew to that customer; in the same transaction.
   */
  public Future<Void> moveOn(
      SqlConnection tx, CustomerId stranger, CustomerId from, CustomerId to) {
    return take(tx, List.of(from, to))
        .compose(_ ->
            tx.preparedQuery(MOVE_ON).execute(Tuple.of(stranger.value(), from.value(), to.value())))
        .mapEmpty();
  }

  /**
   * Lets a contact's case follow the contact to its right customer. A case that was opened for this
   * contact alone moves along, with what was given in it. A case with other contacts or remedies
   * stays where it is, and the contact gets a case of its customer's own.
   *
   * @param whose asked under the locks whose contact it is: it may just have been identified again
   */
  public Future<Attached> follow(
      SqlConnection tx, NewContact contact, Supplier<Future<CustomerId>> whose) {
    return attached(tx, List.of(contact.contact())).compose(known -> {
      var before = known.get(contact.contact());
      if (before == null) {
        return attach(tx, contact);
      }
      return take(tx, List.of(contact.customer(), before.customer()))
          .compose(living -> whose.get().compose(now -> {
            if (!now.equals(contact.customer())) {
              return follow(tx, contact.of(now), whose);
            }
            var customer = of(living, now);
            return customer.equals(of(living, before.customer()))
                ? Future.succeededFuture(new Attached(before.caseId(), customer))
                : move(tx, contact, before.caseId(), customer);
          }));
    });
  }

  private Future<Attached> move(
      SqlConnection tx, NewContact contact, CaseId caseId, CustomerId customer) {
    return tx.preparedQuery(MOVE_OWN)
        .execute(Tuple.of(
            contact.contact().value(),
            caseId.value(),
            customer.value(),
            contact.arrived().atOffset(UTC)))
        .compose(moved -> moved.size() == 1
            ? Future.succeededFuture(new Attached(caseId, customer))
            : tx.preparedQuery(UNLINK)
                .execute(Tuple.of(contact.contact().value()))
                .compose(_ -> attach(tx, contact))
                .map(attached -> attached.after(caseId)));
  }

  /**
   * Takes customers' histories for the rest of the transaction, in order of their ids, and follows
   * strangers to whom they turned out to be.
   */
  public Future<Map<CustomerId, CustomerId>> take(
      SqlConnection tx, Collection<CustomerId> customers) {
    return tx.preparedQuery(TAKE)
        .execute(Tuple.of(uuids(customers.stream().distinct())))
        .map(rows -> {
          Map<CustomerId, CustomerId> living = new HashMap<>();
          for (var row : rows) {
            var id = new CustomerId(row.getUUID("id"));
            living.put(
                id,
                new CustomerId(Optional.ofNullable(row.getUUID("living"))
                    .orElseThrow(() -> new Failure.NotFound("customer", id))));
          }
          return living;
        });
  }

  /**
   * Takes the history a case is in for the rest of the transaction, before anything else is locked.
   */
  public Future<Void> take(SqlConnection tx, CaseId id) {
    return take(tx, List.of(id));
  }

  /** The same for several. */
  public Future<Void> take(SqlConnection tx, List<CaseId> ids) {
    return tx.preparedQuery(TAKE_CASES).execute(Tuple.of(uuids(ids.stream()))).mapEmpty();
  }

  private Future<Map<CustomerId, Attaching.Newest>> newest(
      SqlConnection tx, Collection<CustomerId> customers) {
    return tx.preparedQuery(NEWEST)
        .execute(Tuple.of(uuids(customers.stream().distinct())))
        .map(rows -> {
          Map<CustomerId, Attaching.Newest> newest = new HashMap<>();
          rows.forEach(row -> newest.put(
              new CustomerId(row.getUUID("customer")),
              new Attaching.Newest(
                  new CaseId(row.getUUID("id")),
                  row.getOffsetDateTime("touched_at").toInstant(),
                  row.getBoolean("visited"))));
          return newest;
        });
  }

  private static Future<Map<ContactId, Attached>> write(
      SqlConnection tx, List<NewContact> contacts, Attaching decided) {
    return insert(tx, decided.opened())
        .compose(_ -> link(tx, decided.linked()))
        .compose(_ -> comeBack(tx, decided.cameBack()))
        .map(before -> decided.withReopenings(contacts, before));
  }

  private static Future<Void> insert(SqlConnection tx, List<Attaching.Opened> opened) {
    if (opened.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.preparedQuery(INSERT_FOR_QUEUES)
        .execute(Tuple.of(
            uuids(opened.stream().map(Attaching.Opened::id)),
            uuids(opened.stream().map(Attaching.Opened::customer)),
            opened.stream().map(o -> o.queue().value()).toArray(String[]::new),
            opened.stream()
                .map(o -> o.at().truncatedTo(ChronoUnit.MICROS).atOffset(UTC))
                .toArray(OffsetDateTime[]::new)))
        .map(rows -> {
          if (rows.rowCount() != opened.size()) {
            throw new Failure.NotFound(
                "one of the queues",
                opened.stream().map(Attaching.Opened::queue).toList());
          }
          return rows;
        })
        .mapEmpty();
  }

  /** The states of those that were opened again, as they were before. */
  private static Future<Map<CaseId, CaseFile.State>> comeBack(
      SqlConnection tx, Map<CaseId, Integer> contacts) {
    if (contacts.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return tx.preparedQuery(COME_BACK)
        .execute(Tuple.tuple()
            .addValue(uuids(contacts.keySet().stream()))
            .addValue(contacts.values().toArray(Integer[]::new)))
        .map(rows -> rows.stream()
            .filter(row -> row.getString("before") != null)
            .collect(Collectors.toMap(
                row -> new CaseId(row.getUUID("id")), row -> state(row.getString("before")))));
  }

  private static Future<Void> link(SqlConnection tx, Map<ContactId, CaseId> linked) {
    if (linked.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.preparedQuery(LINK)
        .execute(Tuple.tuple()
            .addValue(uuids(linked.keySet().stream()))
            .addValue(uuids(linked.values().stream())))
        .mapEmpty();
  }

  private static <K, V> V of(Map<K, V> map, K key) {
    return Optional.ofNullable(map.get(key))
        .orElseThrow(() -> new IllegalStateException("nothing known of " + key));
  }

  private static UUID[] uuids(Stream<? extends Id<UUID>> ids) {
    return ids.map(Id::value).toArray(UUID[]::new);
  }

  private static Optional<CaseFile> first(RowSet<Row> rows) {
    return rows.stream().findFirst().map(Cases::read);
  }

  private static CaseFile read(Row row) {
    return new CaseFile(
        new CaseId(row.getUUID("id")),
        row.getLong("number"),
        new CustomerId(row.getUUID("customer")),
        CaseFile.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getString("subject"),
        state(row.getString("state")),
        new DepartmentId(row.getString("department")),
        row.getOffsetDateTime("opened_at").toInstant(),
        row.getOffsetDateTime("touched_at").toInstant(),
        CaseFile.WaitingOn.read(row.getString("waiting_on")),
        Optional.ofNullable(row.getOffsetDateTime("resolved_at")).map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getOffsetDateTime("closed_at")).map(OffsetDateTime::toInstant),
        row.getInteger("entries"),
        row.getInteger("repeats"));
  }

  private static CaseFile.State state(String word) {
    return CaseFile.State.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
