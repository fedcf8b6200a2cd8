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
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

  /** A new contact joins a case that changed within this time. */
  public static final Duration COMES_BACK_WITHIN = Duration.ofDays(30);

  public static final int LIST_MAX = 200;

  private static final String COLUMNS = """
      c.id, c.number, c.customer, c.kind, c.subject, c.state, c.department, c.opened_at, c.touched_at, c.resolved_at,
             c.entries, c.repeats, c.waiting_on, c.closed_at""";

  private static final String INSERT = """
      INSERT INTO case_file AS c (id, customer, kind, subject, state, department, opened_at, touched_at, request_key)
      SELECT $1, $2, $3, $4, 'open', d.id, $6, $6, $7
        FROM cases_department d
       WHERE d.id = $5
      ON CONFLICT (request_key) DO NOTHING
      RETURNING\s""" + COLUMNS;

  private static final String OF_KEY =
      "SELECT " + COLUMNS + " FROM case_file c WHERE c.request_key = $1";

  private static final String FIND = "SELECT " + COLUMNS + " FROM case_file c WHERE c.id = $1";

  private static final String NUMBERED = "SELECT " + COLUMNS
      + " FROM case_file c WHERE c.number = ANY ($1::bigint[]) ORDER BY c.number";

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
        FROM (SELECT DISTINCT id FROM unnest($1::uuid[]) AS asked (id) ORDER BY id OFFSET 0) AS c
      """;

  private static final String TAKE_CASES = "SELECT cases_changed($1::uuid[])";

  private static final String OWNED = """
      SELECT c.id, c.customer
        FROM case_contact l JOIN case_file c ON c.id = l.case_id
       WHERE l.contact = $1
      """;

  private static final String CONTACTS_OF = """
      SELECT l.contact
        FROM case_file c
       CROSS JOIN LATERAL (SELECT contact FROM case_contact WHERE case_id = c.id LIMIT 100) l
       WHERE c.number = ANY ($1::bigint[])
      """;

  /** Takes the histories, and reads of each contact its case, or the newest one of its customer. */
  private static final String TAKE_STANDING = "SELECT * FROM cases_taken($1::uuid[], $2::uuid[])";

  private static final String LINK = """
      WITH opened AS (
        INSERT INTO case_file (id, customer, kind, subject, state, department, opened_at, touched_at)
        SELECT n.id, n.customer, 'question', left(q.name, %d), 'open', q.department, n.at, n.at
          FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) WITH ORDINALITY
               AS n (id, customer, queue, at, place)
          JOIN cases_queue q ON q.id = n.queue
         ORDER BY n.place
        RETURNING id),
      linked AS (
        INSERT INTO case_contact (contact, case_id) SELECT * FROM unnest($5::uuid[], $6::uuid[]))
      SELECT count(*)::integer AS opened FROM opened
      """.formatted(CaseFile.SUBJECT_LENGTH_MAX);

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

  /** A case that a person opens. */
  public record ByHand(
      CustomerId customer, CaseFile.Kind kind, String subject, DepartmentId department) {
    public ByHand {
      subject = Text.required("subject", subject, CaseFile.SUBJECT_LENGTH_MAX);
    }
  }

  /**
   * Opens a case by hand.
   *
   * @param key the unique name of the request: a repeat gets the case that the first one opened,
   *     and {@link Failure.Conflict} if it asks for another
   */
  public Future<CaseFile> open(SqlConnection tx, ByHand asked, Optional<String> key, Instant now) {
    return take(tx, List.of(asked.customer()))
        .compose(living -> insert(tx, asked, of(living, asked.customer()), key, now)
            .compose(opened -> opened
                .map(Future::succeededFuture)
                .orElseGet(() -> first(tx, asked, of(living, asked.customer()), key))));
  }

  private Future<Optional<CaseFile>> insert(
      SqlConnection tx, ByHand asked, CustomerId living, Optional<String> key, Instant now) {
    return tx.preparedQuery(INSERT)
        .execute(Tuple.of(
            ids.next(),
            living.value(),
            asked.kind().name().toLowerCase(Locale.ROOT),
            asked.subject(),
            asked.department().value(),
            now.atOffset(UTC),
            key.orElse(null)))
        .map(Cases::first);
  }

  /** The case that the first request of this name has opened. */
  private static Future<CaseFile> first(
      SqlConnection tx, ByHand asked, CustomerId living, Optional<String> key) {
    return tx.preparedQuery(OF_KEY)
        .execute(Tuple.of(key.orElse(null)))
        .map(rows -> first(rows)
            .orElseThrow(
                () -> new Failure.Invalid("department " + asked.department() + " does not exist")))
        .map(file -> {
          if (file.customer().equals(living)
              && file.kind() == asked.kind()
              && file.subject().equals(asked.subject())) {
            return file;
          }
          throw new Failure.Conflict("this Idempotency-Key was used for a different request");
        });
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

  /** Returns the cases with these numbers. */
  public Future<List<CaseFile>> numbered(SqlClient sql, Collection<Long> numbers) {
    return numbers.isEmpty()
        ? Future.succeededFuture(List.of())
        : sql.preparedQuery(NUMBERED)
            .execute(Tuple.of((Object) numbers.toArray(Long[]::new)))
            .map(rows -> rows.stream().map(Cases::read).toList());
  }

  /** Returns the contacts of the cases with these numbers, at most a hundred of each. */
  public Future<List<ContactId>> contactsOf(SqlClient sql, Collection<Long> numbers) {
    return numbers.isEmpty()
        ? Future.succeededFuture(List.of())
        : sql.preparedQuery(CONTACTS_OF)
            .execute(Tuple.of((Object) numbers.toArray(Long[]::new)))
            .map(rows ->
                rows.stream().map(row -> new ContactId(row.getUUID("contact"))).toList());
  }

  /** Gives a contact its case; the same one when it has one already. */
  public Future<Attached> attach(SqlConnection tx, NewContact contact) {
    return attachAll(tx, List.of(contact)).map(all -> of(all, contact.contact()));
  }

  /**
   * Gives each contact its case: the customer's newest if it was touched lately, else a new one
   * named after the queue. Takes the customers' histories for the rest of the transaction, so that
   * two contacts of one customer cannot both open a case. What comes back to a case is counted, and
   * the case opened again, by {@link Timelines#write} in the same transaction.
   */
  public Future<Map<ContactId, Attached>> attachAll(SqlConnection tx, List<NewContact> contacts) {
    return attachAll(tx, contacts, Set.of());
  }

  /**
   * The same for a transaction that also writes about contacts that came earlier: it takes all
   * histories at once and in order, so that two writers never wait for each other.
   *
   * @param earlier contacts that may have a case; those without one get none
   */
  public Future<Map<ContactId, Attached>> attachAll(
      SqlConnection tx, List<NewContact> contacts, Set<ContactId> earlier) {
    if (contacts.isEmpty() && earlier.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    var all = Stream.concat(contacts.stream().map(NewContact::contact), earlier.stream());
    var customers = Stream.concat(
        contacts.stream().map(contact -> contact.customer().value()),
        earlier.stream().map(_ -> (@Nullable UUID) null));
    return tx.preparedQuery(TAKE_STANDING)
        .execute(Tuple.tuple().addValue(uuids(all)).addValue(customers.toArray(UUID[]::new)))
        .compose(rows -> {
          Map<ContactId, Attaching.Standing> standing = new HashMap<>();
          Map<ContactId, CustomerId> living = new HashMap<>();
          for (var row : rows) {
            var contact = new ContactId(row.getUUID("contact"));
            Optional.ofNullable(row.getUUID("living"))
                .ifPresent(customer -> living.put(contact, new CustomerId(customer)));
            if (row.getUUID("id") != null) {
              standing.put(contact, standing(row));
            }
          }
          var now = contacts.stream()
              .map(contact -> contact.of(Optional.ofNullable(living.get(contact.contact()))
                  .orElseThrow(() -> new Failure.NotFound("customer", contact.customer()))))
              .toList();
          return link(tx, Attaching.decide(now, standing, ids));
        });
  }

  private static Attaching.Standing standing(Row row) {
    return new Attaching.Standing(
        row.getBoolean("attached"),
        new CaseId(row.getUUID("id")),
        new CustomerId(row.getUUID("customer")),
        state(row.getString("state")),
        CaseFile.WaitingOn.read(row.getString("waiting_on")),
        row.getOffsetDateTime("touched_at").toInstant(),
        row.getBoolean("visited"));
  }

  private static Future<Map<ContactId, Attached>> link(SqlConnection tx, Attaching decided) {
    if (decided.linked().isEmpty()) {
      return Future.succeededFuture(decided.all());
    }
    var opened = decided.opened();
    return tx.preparedQuery(LINK)
        .execute(Tuple.tuple()
            .addValue(uuids(opened.stream().map(Attaching.Opened::id)))
            .addValue(uuids(opened.stream().map(Attaching.Opened::customer)))
            .addValue(opened.stream().map(o -> o.queue().value()).toArray(String[]::new))
            .addValue(opened.stream()
                .map(o -> o.at().truncatedTo(ChronoUnit.MICROS).atOffset(UTC))
                .toArray(OffsetDateTime[]::new))
            .addValue(uuids(decided.linked().keySet().stream()))
            .addValue(uuids(decided.linked().values().stream())))
        .map(rows -> {
          if (rows.iterator().next().getInteger("opened") != opened.size()) {
            throw new Failure.NotFound(
                "one of the queues",
                opened.stream().map(Attaching.Opened::queue).toList());
          }
          return decided.all();
        });
  }

  private record Owned(CaseId caseId, CustomerId customer) {}

  /** The case of a contact that has one, and whose it is. */
  private static Future<Optional<Owned>> owned(SqlClient sql, ContactId contact) {
    return sql.preparedQuery(OWNED)
        .execute(Tuple.of(contact.value()))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row ->
                new Owned(new CaseId(row.getUUID("id")), new CustomerId(row.getUUID("customer")))));
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
    return owned(tx, contact.contact()).compose(known -> {
      if (known.isEmpty()) {
        return attach(tx, contact);
      }
      var before = known.get();
      return take(tx, List.of(contact.customer(), before.customer()))
          .compose(living -> whose.get().compose(now -> {
            if (!now.equals(contact.customer())) {
              return follow(tx, contact.of(now), whose);
            }
            var customer = of(living, now);
            return customer.equals(of(living, before.customer()))
                ? attach(tx, contact)
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
            ? attach(tx, contact)
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
        .execute(Tuple.tuple().addValue(uuids(customers.stream())))
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
