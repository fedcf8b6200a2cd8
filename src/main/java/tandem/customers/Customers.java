package tandem.customers;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.SegmentId;
import tandem.document.Cursor;
import tandem.storage.Database;

/**
 * The stored customers. A query takes the pool or a connection; a change takes the connection of
 * the caller's transaction.
 */
public final class Customers {

  /** Thousands may share a switchboard's number; nobody can choose among more than this. */
  public static final int CANDIDATES_MAX = 20;

  private static final int WORDS_GIVEN_AT_ONCE_MAX = 2_000;

  private static final int WORDS_FILLED_AT_ONCE = 2_000;

  private static final String FOREIGN_KEY_VIOLATION = "23503";

  /** The columns of a customer {@code c} that {@link #customer} reads. */
  static final String COLUMNS =
      "c.id, c.name, c.provisional, c.segment, c.joined_into, c.language, c.time_zone, c.version, c.created_at";

  private static final String BY_ID = """
      SELECT %s
        FROM customer asked
        JOIN customer c ON c.id = coalesce(asked.joined_into, asked.id)
       WHERE asked.id = $1
      """.formatted(COLUMNS);

  private static final String BY_IDS = """
      SELECT DISTINCT %s
        FROM customer asked
        JOIN customer c ON c.id = coalesce(asked.joined_into, asked.id)
       WHERE asked.id = ANY($1)
       ORDER BY c.name, c.id
      """.formatted(COLUMNS);

  private static final String NAMES = """
      SELECT asked.id AS asked, c.id, c.name, c.provisional
        FROM customer asked
        JOIN customer c ON c.id = coalesce(asked.joined_into, asked.id)
       WHERE asked.id = ANY($1)
      """;

  private static final String TELLING_APART = """
      SELECT a.id, o.number, o.state, o.placed_at,
             array(SELECT p.kind || ' ' || p.value FROM contact_point p
                    WHERE p.customer = a.id ORDER BY p.kind, p.value LIMIT %d) AS points
        FROM unnest($1::uuid[]) AS a (id)
        LEFT JOIN LATERAL (
             SELECT number, state, placed_at FROM customer_order
              WHERE customer = a.id ORDER BY placed_at DESC, number DESC LIMIT 1) o ON true
      """.formatted(Acquaintance.POINTS_MAX);

  private static final String BY_POINTS = """
      SELECT point.kind, point.value, c.*
        FROM unnest($1::text[], $2::text[]) AS point (kind, value)
       CROSS JOIN LATERAL (
             SELECT %s
               FROM contact_point p
               JOIN customer c ON c.id = p.customer
              WHERE p.kind = point.kind
                AND p.value = point.value
              ORDER BY c.provisional, c.created_at, c.id
              LIMIT $3) c
       ORDER BY c.provisional, c.created_at, c.id
      """.formatted(COLUMNS);

  private static final String INSERT = """
      INSERT INTO customer AS c (id, name, words, segment, provisional, created_at)
      VALUES ($1, $2, $6::text::tsvector, $3, $4, $5)
      ON CONFLICT (id) DO UPDATE SET id = c.id
      RETURNING %s
      """.formatted(COLUMNS);

  private static final String INSERT_STRANGERS = """
      INSERT INTO customer AS c (id, name, words, provisional, created_at)
      SELECT id, '', '', true, $2 FROM unnest($1::uuid[]) AS stranger (id)
      ON CONFLICT (id) DO UPDATE SET id = c.id
      RETURNING %s
      """.formatted(COLUMNS);

  private static final String LOCK = """
      SELECT %s
        FROM customer c
       WHERE c.id = ANY($1)
       ORDER BY c.id
         FOR NO KEY UPDATE
      """.formatted(COLUMNS);

  private static final String TAKE_TURN = """
      SELECT pg_advisory_xact_lock(hashtextextended('identified:' || $1, 0))
      """;

  /** One statement, for one round trip; its parts change different rows. */
  private static final String JOIN = """
      WITH copied AS (
        INSERT INTO contact_point (kind, value, customer, came_with)
        SELECT kind, value, $2, $1 FROM contact_point WHERE customer = $1
        ON CONFLICT DO NOTHING),
      removed AS (
        DELETE FROM contact_point WHERE customer = $1),
      orders AS (
        UPDATE customer_order SET customer = $2, came_with = $1 WHERE customer = $1),
      origins AS (
        UPDATE contact_origin SET customer = $2, came_with = $1 WHERE customer = $1)
      UPDATE customer
         SET version = version + 1,
             joined_into = CASE WHEN id = $2 THEN joined_into ELSE $2 END,
             joined_with = CASE WHEN id = $2 THEN joined_with ELSE $1 END
       WHERE id IN ($1, $2)
          OR joined_into = $1
      """;

  /** Moves everything that came with the stranger; returns the contacts among it. */
  private static final String JOIN_ANEW = """
      WITH copied AS (
        INSERT INTO contact_point (kind, value, customer, came_with)
        SELECT kind, value, $3, $1 FROM contact_point WHERE customer = $2 AND came_with = $1
        ON CONFLICT DO NOTHING),
      removed AS (
        DELETE FROM contact_point WHERE customer = $2 AND came_with = $1),
      orders AS (
        UPDATE customer_order SET customer = $3 WHERE customer = $2 AND came_with = $1),
      customers AS (
        UPDATE customer
           SET version = version + 1,
               joined_into = CASE WHEN id IN ($2, $3) THEN joined_into ELSE $3 END
         WHERE id IN ($2, $3)
            OR (joined_into = $2 AND joined_with = $1))
      UPDATE contact_origin SET customer = $3
       WHERE customer = $2
         AND came_with = $1
      RETURNING contact
      """;

  private static final String SEARCH_POINT = """
      SELECT lower(c.name) AS sorted_by, %s
        FROM contact_point p
        JOIN customer c ON c.id = p.customer
       WHERE p.kind = $1
         AND p.value = $2
         AND ($3::text IS NULL OR (lower(c.name), c.id) > ($3, $4::uuid))
       ORDER BY lower(c.name), c.id
       LIMIT $5
      """.formatted(COLUMNS);

  private static final String BY_ORDER = """
      SELECT %s
        FROM customer_order o
        JOIN customer c ON c.id = o.customer
       WHERE o.number = $1
      """.formatted(COLUMNS);

  private static final String WITHOUT_WORDS = """
      SELECT id, name
        FROM customer
       WHERE words IS NULL
       ORDER BY id
       LIMIT $1
         FOR NO KEY UPDATE
      """;

  private static final String GIVE_WORDS = """
      UPDATE customer c
         SET words = given.words::tsvector
        FROM unnest($1::uuid[], $2::text[]) AS given (id, words)
       WHERE c.id = given.id
      """;

  private static final String ANY_WITHOUT_WORDS =
      "SELECT EXISTS (SELECT FROM customer WHERE words IS NULL)";

  private static final String FILL_WORDS = "SELECT fill_customer_words($1)";

  private static final String MUST_FILL_WORDS = "SELECT EXISTS (SELECT FROM customer_word_filling)";

  private static final String CHANGE = """
      UPDATE customer c
         SET name = coalesce($3, name),
             words = coalesce($5::text::tsvector, words),
             provisional = provisional AND $3::text IS NULL,
             segment = CASE WHEN $4::text IS NULL THEN segment ELSE nullif($4, '') END,
             language = CASE WHEN $6::text IS NULL THEN language ELSE nullif($6, '') END,
             time_zone = CASE WHEN $7::text IS NULL THEN time_zone ELSE nullif($7, '') END,
             version = version + 1
       WHERE id = $1
         AND version = ANY ($2::bigint[])
         AND joined_into IS NULL
      RETURNING %s
      """.formatted(COLUMNS);

  private static final String TOUCH = """
      WITH in_one_order AS (
        SELECT id FROM customer WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE)
      UPDATE customer c
         SET version = version + 1
        FROM in_one_order
       WHERE c.id = in_one_order.id
      """;

  private final InstantSource clock;
  private final Ids ids;
  private final PhoneNumbers phones;

  public Customers(InstantSource clock, Ids ids, PhoneNumbers phones) {
    this.clock = clock;
    this.ids = ids;
    this.phones = phones;
  }

  /** Returns the customer of this id, or the one into whom they have been joined. */
  public Future<Customer> get(SqlClient sql, CustomerId id) {
    return sql.preparedQuery(BY_ID)
        .execute(Tuple.of(id.value()))
        .map(rows -> first(rows).orElseThrow(() -> new Failure.NotFound("customer", id)));
  }

  /** Returns the existing customers of these ids, by name. */
  public Future<List<Customer>> all(SqlClient sql, Collection<CustomerId> ids) {
    return ids.isEmpty()
        ? Future.succeededFuture(List.of())
        : sql.preparedQuery(BY_IDS)
            .execute(Tuple.of(ids.stream().map(CustomerId::value).toArray(UUID[]::new)))
            .map(rows -> list(rows, Customers::customer));
  }

  /** Returns these customers, in their order, with what tells them apart. */
  public Future<List<Acquaintance>> tellingApart(SqlClient sql, List<Customer> customers) {
    return customers.isEmpty()
        ? Future.succeededFuture(List.of())
        : sql.preparedQuery(TELLING_APART)
            .execute(Tuple.of(customers.stream().map(one -> one.id().value()).toArray(UUID[]::new)))
            .map(rows -> {
              Map<UUID, Row> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getUUID("id"), row));
              return customers.stream()
                  .map(one -> acquaintance(one, found.get(one.id().value())))
                  .toList();
            });
  }

  private static Acquaintance acquaintance(Customer customer, @Nullable Row row) {
    if (row == null) {
      return new Acquaintance(customer, List.of(), Optional.empty());
    }
    return new Acquaintance(
        customer,
        Arrays.stream(row.getArrayOfStrings("points"))
            .map(text -> text.split(" ", 2))
            .map(parts -> new ContactPoint(ContactPoint.Kind.of(parts[0]), parts[1]))
            .toList(),
        Optional.ofNullable(row.getString("number"))
            .map(number -> new Acquaintance.LastOrder(
                number,
                row.getString("state"),
                row.getOffsetDateTime("placed_at").toInstant())));
  }

  public Future<Match> find(SqlClient sql, ContactPoint point) {
    return find(sql, List.of(point)).map(found -> found.getOrDefault(point, new Match.None()));
  }

  /** Returns the match of each contact point; a point without a customer is left out. */
  Future<Map<ContactPoint, Match>> find(SqlClient sql, Collection<ContactPoint> points) {
    return points.isEmpty()
        ? Future.succeededFuture(Map.of())
        : sql.preparedQuery(BY_POINTS)
            .execute(
                Tuple.of(ContactPoints.kinds(points), ContactPoints.values(points), CANDIDATES_MAX))
            .map(rows -> rows.stream()
                .collect(Collectors.groupingBy(
                    Customers::point,
                    Collectors.collectingAndThen(
                        Collectors.mapping(Customers::customer, Collectors.toList()), Match::of))));
  }

  /**
   * Finds customers. Those with a contact point come page by page, by name. A search by words has
   * one page, the best first; {@link Failure.Invalid} when a further one is asked for.
   */
  public Future<Page<Customer>> search(
      SqlClient sql, CustomerSearch search, int limit, Optional<String> cursor) {
    int rows = Math.clamp(limit, 1, Page.SIZE_MAX);
    return switch (search) {
      case CustomerSearch.ByPoint(var point) -> byPoint(sql, point, rows, cursor);
      case CustomerSearch.ByWords(var text) ->
        cursor.isPresent()
            ? Future.failedFuture(Cursor.notOurs())
            : byWords(sql, text, rows).map(found -> new Page<>(found, Optional.empty()));
    };
  }

  private static Future<Page<Customer>> byPoint(
      SqlClient sql, ContactPoint point, int rows, Optional<String> cursor) {
    var after = cursor.map(text -> Cursor.parse(text, 2));
    var name = after.map(key -> key.place().getFirst()).orElse(null);
    var id = after.map(key -> CustomerId.parse(key.place().getLast()).value()).orElse(null);
    return sql.preparedQuery(SEARCH_POINT)
        .execute(Tuple.of(point.kind().word(), point.value(), name, id, rows + 1))
        .map(result -> {
          var sortedBy = list(result, row -> row.getString("sorted_by"));
          var customers = list(result, Customers::customer);
          return Page.of(customers, rows, last -> Cursor.of(sortedBy.get(rows - 1), last.id()));
        });
  }

  /** The customer of the order with this number, then those who are found by name. */
  private Future<List<Customer>> byWords(SqlClient sql, String text, int most) {
    return sql.preparedQuery(BY_ORDER)
        .execute(Tuple.of(text))
        .map(rows -> list(rows, Customers::customer))
        .compose(ofOrder -> NameSearch.find(sql, text, most)
            .compose(found -> inOrder(sql, found.customers()))
            .map(named -> Stream.concat(ofOrder.stream(), named.stream())
                .distinct()
                .limit(most)
                .toList()));
  }

  /** Returns these customers in this order, without those who were joined into others. */
  public Future<List<Customer>> inOrder(SqlClient sql, List<CustomerId> ids) {
    return all(sql, ids).map(found -> {
      var byId = found.stream().collect(Collectors.toMap(Customer::id, Function.identity()));
      return ids.stream()
          .flatMap(id -> Optional.ofNullable(byId.get(id)).stream())
          .toList();
    });
  }

  /** A customer by whose name a thing is told; without a name while they are a stranger. */
  public record Named(CustomerId id, String name, boolean provisional) {}

  /** Returns the names by the ids that are asked for, also for strangers who were identified. */
  public Future<Map<CustomerId, Named>> names(SqlClient sql, Collection<CustomerId> asked) {
    return asked.isEmpty()
        ? Future.succeededFuture(Map.of())
        : sql.preparedQuery(NAMES)
            .execute(Tuple.of((Object) OrderOwners.uuids(asked)))
            .map(rows -> {
              Map<CustomerId, Named> names = new HashMap<>();
              rows.forEach(row -> names.put(
                  new CustomerId(row.getUUID("asked")),
                  new Named(
                      new CustomerId(row.getUUID("id")),
                      row.getString("name"),
                      row.getBoolean("provisional"))));
              return names;
            });
  }

  /**
   * Fills the table of the words with the customers of earlier versions, some at a time, so that
   * other nodes go on meanwhile. Returns whether there was something to do.
   */
  public Future<Boolean> fillWords(Database database) {
    return mustFillWords(database)
        .compose(must -> must ? fill(database).map(true) : Future.succeededFuture(false));
  }

  private static Future<Void> fill(Database database) {
    return database
        .transaction(tx -> tx.preparedQuery(FILL_WORDS).execute(Tuple.of(WORDS_FILLED_AT_ONCE)))
        .compose(_ -> mustFillWords(database))
        .compose(must -> must ? fill(database) : Future.succeededFuture());
  }

  private static Future<Boolean> mustFillWords(Database database) {
    return database
        .pool()
        .query(MUST_FILL_WORDS)
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * Makes the words of all customers without words, which an older version of the server did not
   * store, or stored differently. Returns the number of these customers.
   */
  public Future<Integer> giveWords(Database database) {
    return giveWords(database, 0);
  }

  private Future<Integer> giveWords(Database database, int before) {
    return database
        .transaction(this::giveSomeWords)
        .compose(some -> database
            .pool()
            .query(ANY_WITHOUT_WORDS)
            .execute()
            .compose(rows -> rows.iterator().next().getBoolean(0)
                ? giveWords(database, before + some)
                : Future.succeededFuture(before + some)));
  }

  private Future<Integer> giveSomeWords(SqlConnection tx) {
    return tx.preparedQuery(WITHOUT_WORDS)
        .execute(Tuple.of(WORDS_GIVEN_AT_ONCE_MAX))
        .compose(rows -> tx.preparedQuery(GIVE_WORDS)
            .execute(Tuple.of(
                rows.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new),
                (Object) rows.stream()
                    .map(row -> NameWords.stored(row.getString("name")))
                    .toArray(String[]::new))))
        .map(RowSet::rowCount);
  }

  /** Makes a customer whom a person has typed in. */
  public Future<Customer> create(SqlConnection tx, CustomerDraft draft) {
    var points = CustomerDraft.GivenPoint.read(draft.contactPoints(), phones);
    var id = new CustomerId(ids.next());
    return ContactPoints.lock(tx, points)
        .compose(_ -> insert(tx, id, draft.name(), draft.segment(), false))
        .compose(customer -> ContactPoints.insert(tx, id, points).map(customer))
        .recover(Customers::namingTheSegment);
  }

  /**
   * Changes a customer; {@link Failure.Conflict} when the customer is at none of these versions any
   * more.
   */
  public Future<Customer> change(
      SqlConnection tx, CustomerId id, Set<Long> versions, CustomerChange change) {
    var points = change.contactPoints().map(given -> CustomerDraft.GivenPoint.read(given, phones));
    return tx.preparedQuery(CHANGE)
        .execute(Tuple.of(
            id.value(),
            versions.toArray(Long[]::new),
            change.name().orElse(null),
            change.segment().orElse(null),
            change.name().map(NameWords::stored).orElse(null),
            change.language().orElse(null),
            change.timeZone().orElse(null)))
        .recover(Customers::namingTheSegment)
        .compose(rows -> first(rows)
            .map(Future::succeededFuture)
            .orElseGet(() -> get(tx, id)
                .compose(now -> Future.failedFuture(new Failure.Conflict(
                    "the customer has changed since they were read",
                    Map.of("version", now.version()))))))
        .compose(customer -> points
            .map(all -> ContactPoints.lock(tx, all)
                .compose(_ -> ContactPoints.removeOthers(tx, id, all))
                .compose(_ -> ContactPoints.insert(tx, id, all)))
            .orElse(Future.succeededFuture())
            .map(customer));
  }

  /**
   * Joins a stranger into a customer: all of the stranger's data in this room become the
   * customer's. A repeated call changes nothing. A customer with a name is never joined into
   * another.
   */
  public Future<Customer> join(SqlConnection tx, CustomerId stranger, CustomerId into) {
    return get(tx, into).compose(customer -> {
      if (stranger.equals(into)) {
        return Future.failedFuture(
            new Failure.Conflict("a customer cannot be joined into themselves"));
      }
      return lock(tx, List.of(stranger, customer.id()))
          .compose(both -> joined(tx, stranger, both.get(stranger), both.get(customer.id())));
    });
  }

  /**
   * Corrects a stranger's join to the wrong customer: everything that came with the stranger moves
   * to the right customer. The wrong customer's own data stay. Needs the locks of all three;
   * returns the contacts that came with the stranger.
   */
  public Future<List<ContactId>> joinAnew(
      SqlConnection tx, CustomerId stranger, CustomerId from, CustomerId into) {
    return tx.preparedQuery(JOIN_ANEW)
        .execute(Tuple.of(stranger.value(), from.value(), into.value()))
        .map(rows -> list(rows, row -> new ContactId(row.getUUID("contact"))));
  }

  /**
   * Waits until no other transaction identifies this customer; call it before taking any other
   * lock. Each transaction then sees the writes of the one before, and no two deadlock.
   */
  public Future<Void> takeTurn(SqlConnection tx, CustomerId identified) {
    return tx.preparedQuery(TAKE_TURN)
        .execute(Tuple.of(identified.value().toString()))
        .mapEmpty();
  }

  /** Locks customers in one order until the end of the transaction, and reads them. */
  public Future<Map<CustomerId, Customer>> lock(
      SqlConnection tx, Collection<CustomerId> customers) {
    return tx.preparedQuery(LOCK)
        .execute(Tuple.of((Object) OrderOwners.uuids(customers)))
        .map(rows -> list(rows, Customers::customer).stream()
            .collect(Collectors.toMap(Customer::id, Function.identity())));
  }

  private Future<Customer> joined(
      SqlConnection tx, CustomerId asked, @Nullable Customer stranger, @Nullable Customer into) {
    if (stranger == null || into == null) {
      return Future.failedFuture(new Failure.NotFound("customer", asked));
    }
    if (stranger.equals(into) || stranger.joinedInto().equals(Optional.of(into.id()))) {
      return Future.succeededFuture(into);
    }
    if (stranger.joinedInto().isPresent()) {
      return Future.failedFuture(new Failure.Conflict(
          "the customer has already been joined into another",
          Map.of("joined_into", stranger.joinedInto().get().toString())));
    }
    if (into.joinedInto().isPresent()) { // since it was read a moment ago
      return join(tx, asked, into.joinedInto().get());
    }
    if (!stranger.provisional()) {
      return Future.failedFuture(
          new Failure.Conflict("the customer is known by name and cannot be joined into another"));
    }
    return tx.preparedQuery(JOIN)
        .execute(Tuple.of(stranger.id().value(), into.id().value()))
        .compose(_ -> get(tx, into.id()));
  }

  /** Marks the customers' histories as changed, so that cached ones are no longer used. */
  public Future<Void> touch(SqlConnection tx, Collection<CustomerId> customers) {
    return customers.isEmpty()
        ? Future.succeededFuture()
        : tx.preparedQuery(TOUCH)
            .execute(Tuple.of(customers.stream().map(CustomerId::value).toArray(UUID[]::new)))
            .mapEmpty();
  }

  /** Inserts a customer; returns the stored one if the id exists already. */
  Future<Customer> insert(
      SqlConnection tx,
      CustomerId id,
      String name,
      Optional<SegmentId> segment,
      boolean provisional) {
    return tx.preparedQuery(INSERT)
        .execute(Tuple.of(
            id.value(),
            name,
            segment.map(SegmentId::value).orElse(null),
            provisional,
            clock.instant().atOffset(UTC),
            NameWords.stored(name)))
        .map(rows -> first(rows).orElseThrow());
  }

  /** Inserts customers without a name; existing ones stay unchanged. */
  Future<List<Customer>> insertStrangers(SqlConnection tx, Collection<CustomerId> strangers) {
    return strangers.isEmpty()
        ? Future.succeededFuture(List.of())
        : tx.preparedQuery(INSERT_STRANGERS)
            .execute(Tuple.of(
                strangers.stream().map(CustomerId::value).toArray(UUID[]::new),
                clock.instant().atOffset(UTC)))
            .map(rows -> list(rows, Customers::customer));
  }

  private static <T> Future<T> namingTheSegment(Throwable failure) {
    return Future.failedFuture(
        failure instanceof PgException e && FOREIGN_KEY_VIOLATION.equals(e.getSqlState())
            ? new Failure.Invalid("segment must be one of the floor's segments")
            : failure);
  }

  static Customer customer(Row row) {
    return new Customer(
        new CustomerId(row.getUUID("id")),
        row.getString("name"),
        row.getBoolean("provisional"),
        Optional.ofNullable(row.getString("segment")).map(SegmentId::new),
        Optional.ofNullable(row.getUUID("joined_into")).map(CustomerId::new),
        Optional.ofNullable(row.getString("language")),
        Optional.ofNullable(row.getString("time_zone")).map(ZoneId::of),
        row.getLong("version"),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private static ContactPoint point(Row row) {
    return new ContactPoint(ContactPoint.Kind.of(row.getString("kind")), row.getString("value"));
  }

  private static Optional<Customer> first(RowSet<Row> rows) {
    return list(rows, Customers::customer).stream().findFirst();
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> reader) {
    return rows.stream().map(reader).toList();
  }
}
