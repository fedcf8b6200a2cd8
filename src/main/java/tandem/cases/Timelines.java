package tandem.cases;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.document.Cursor;
import tandem.document.Json;

/**
 * Append-only timelines, one per case. An entry's number is the case's counter, raised in the same
 * transaction: what is rolled back burns none, so numbers have no gaps.
 */
public final class Timelines {

  public static final int PAGE_MAX = 200;

  private static final String TAKE = """
      SELECT cases_changed($1::uuid[]),
             array(SELECT a.id FROM unnest($1::uuid[]) AS a (id)
                    WHERE NOT EXISTS (SELECT FROM case_file c WHERE c.id = a.id)) AS missing
      """;

  /**
   * All of a transaction's entries at once, and the one change of each case that follows from them;
   * entries whose source has one are left out. A case is in the state that its last entry about its
   * state says.
   */
  private static final String WRITE = """
      WITH fresh AS (
        SELECT n.case_id, n.at, n.kind, n.body, n.touches, n.place::integer AS place, 0 AS came_back
          FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $8::text[], $9::text[], $10::boolean[]) WITH ORDINALITY
               AS n (case_id, at, kind, source, body, touches, place)
         WHERE NOT EXISTS (SELECT FROM timeline_entry e WHERE e.source = n.source)),
      counted AS (
        UPDATE case_file c
           SET entries = c.entries + coalesce(cardinality(n.places), 0),
               repeats = c.repeats + n.came_back,
               touched_at = greatest(c.touched_at, n.touched),
               state = coalesce(n.said ->> 'state', c.state),
               waiting_on = CASE WHEN n.said IS NULL THEN c.waiting_on ELSE n.said ->> 'waiting_on' END,
               resolved_at = CASE WHEN n.said IS NULL OR n.said ->> 'state' = 'closed' THEN c.resolved_at
                                  WHEN n.said ->> 'state' = 'resolved' THEN n.said_at END,
               closed_at = CASE WHEN n.said IS NULL THEN c.closed_at
                                WHEN n.said ->> 'state' = 'closed' THEN n.said_at END
          FROM (SELECT case_id, array_agg(place ORDER BY place) FILTER (WHERE place IS NOT NULL) AS places,
                       sum(came_back)::integer AS came_back, max(at) FILTER (WHERE touches) AS touched,
                       (array_agg(body ORDER BY place DESC) FILTER (WHERE kind = 'state'))[1]::jsonb AS said,
                       (array_agg(at ORDER BY place DESC) FILTER (WHERE kind = 'state'))[1] AS said_at
                  FROM (SELECT * FROM fresh
                         UNION ALL
                        SELECT id, NULL, NULL, NULL, NULL, NULL, 1 FROM unnest($11::uuid[]) AS back (id)) AS every
                 GROUP BY case_id) n
         WHERE c.id = n.case_id
        RETURNING c.id, c.number, c.customer, c.department, c.entries, n.places),
      numbered AS (
        SELECT p.place, c.id AS case_id, c.entries - cardinality(c.places) + p.nth::integer AS number,
               c.number AS case_number, c.customer,
               coalesce(($4::text[])[p.place], a.department,
                        CASE WHEN ($6::text[])[p.place] IS NOT NULL THEN c.department END) AS department
          FROM counted c
         CROSS JOIN LATERAL unnest(c.places) WITH ORDINALITY AS p (place, nth)
          LEFT JOIN cases_agent a ON a.id = ($5::text[])[p.place]),
      written AS (
        INSERT INTO timeline_entry (case_id, number, at, kind, department, agent, recorded_by, contact, source, body)
        SELECT case_id, number, ($2::timestamptz[])[place], ($3::text[])[place], department, ($5::text[])[place],
               ($6::text[])[place], ($7::uuid[])[place], ($8::text[])[place], ($9::text[])[place]::jsonb
          FROM numbered)
      SELECT place, number, department, case_number, customer FROM numbered ORDER BY place
      """;

  private static final String OF_CASE = """
      SELECT e.case_id, c.number AS case_number, e.number, e.at, e.kind, e.department, e.agent, e.recorded_by, e.contact,
             e.body::text AS body
        FROM timeline_entry e JOIN case_file c ON c.id = e.case_id
       WHERE e.case_id = $1
         AND e.number < $2
       ORDER BY e.number DESC
       LIMIT $3
      """;

  private static final String OF_SOURCE = """
      SELECT e.case_id, c.number AS case_number, e.number, e.at, e.kind, e.department, e.agent, e.recorded_by, e.contact,
             e.body::text AS body
        FROM timeline_entry e JOIN case_file c ON c.id = e.case_id
       WHERE e.source = $1
      """;

  private static final String OF_CUSTOMER = """
      SELECT e.case_id, c.number AS case_number, e.number, e.at, e.kind, e.department, e.agent, e.recorded_by, e.contact,
             e.body::text AS body
        FROM case_file c
       CROSS JOIN LATERAL (
             SELECT * FROM timeline_entry t
              WHERE t.case_id = c.id
                AND ($6::text[] IS NULL OR t.kind = ANY ($6))
                AND ($8::text IS NULL OR t.department = $8)
                AND ($9::text IS NULL
                     OR NOT EXISTS (SELECT FROM regexp_split_to_table(folded_text($9), '\\s+') AS wanted (word)
                                     WHERE position(wanted.word IN timeline_text(t.body)) = 0))
                AND ($2::timestamptz IS NULL OR (t.at, t.case_id, t.number) < ($2, $3::uuid, $4::integer))
              ORDER BY t.at DESC, t.number DESC
              LIMIT $5) e
       WHERE c.customer = $1
         AND ($7::uuid IS NULL OR c.id = $7)
       ORDER BY e.at DESC, e.case_id DESC, e.number DESC
       LIMIT $5
      """;

  /** Writes one entry; nothing when its source has one already. */
  public Future<Optional<AddedEntry>> append(SqlConnection tx, NewEntry entry) {
    return appendAll(tx, List.of(entry)).map(added -> added.stream().findFirst());
  }

  /**
   * Writes entries of any number of cases, in the order given, and leaves out those whose source
   * has one already. Takes the customers' histories for the rest of the transaction.
   */
  public Future<List<AddedEntry>> appendAll(SqlConnection tx, List<NewEntry> entries) {
    return entries.isEmpty()
        ? Future.succeededFuture(List.of())
        : take(tx, entries).compose(_ -> write(tx, entries));
  }

  /** Writes the entries; the caller has taken the histories already. */
  public Future<List<AddedEntry>> write(SqlConnection tx, List<NewEntry> entries) {
    return write(tx, entries, List.of());
  }

  /**
   * Writes entries after contacts were attached to cases; the same statement counts the repeat
   * contacts in those cases. Reopenings are among the entries.
   */
  public Future<List<AddedEntry>> write(
      SqlConnection tx, List<NewEntry> entries, Collection<Attached> attached) {
    var once = oncePerSource(entries);
    var cameBack = attached.stream()
        .filter(Attached::cameBack)
        .map(one -> one.caseId().value())
        .toArray(UUID[]::new);
    return once.isEmpty() && cameBack.length == 0
        ? Future.succeededFuture(List.of())
        : tx.preparedQuery(WRITE)
            .execute(columns(once).addValue(cameBack))
            .map(rows -> added(once, rows));
  }

  private static List<NewEntry> oncePerSource(List<NewEntry> entries) {
    var sources = new HashSet<String>();
    return entries.stream()
        .filter(entry -> entry.source().map(sources::add).orElse(true))
        .toList();
  }

  private static Future<Void> take(SqlConnection tx, List<NewEntry> entries) {
    var cases =
        entries.stream().map(entry -> entry.caseId().value()).distinct().toArray(UUID[]::new);
    return tx.preparedQuery(TAKE).execute(Tuple.of(cases)).map(rows -> {
      for (var missing : rows.iterator().next().getArrayOfUUIDs("missing")) {
        throw new Failure.NotFound("case", missing);
      }
      return null;
    });
  }

  /** The entry that was made from a source. */
  public Future<Optional<Entry>> ofSource(SqlClient sql, String source) {
    return sql.preparedQuery(OF_SOURCE)
        .execute(Tuple.of(source))
        .map(rows -> read(rows).stream().findFirst());
  }

  /** The case's entries below a number, newest first; all from the newest when there is none. */
  public Future<List<Entry>> page(
      SqlClient sql, CaseId caseId, Optional<Integer> below, int limit) {
    return sql.preparedQuery(OF_CASE)
        .execute(Tuple.of(caseId.value(), below.orElse(Integer.MAX_VALUE), pageSize(limit)))
        .map(Timelines::read);
  }

  /** The customer's entries below a place that are wanted, newest first. */
  public Future<List<Entry>> page(
      SqlClient sql, CustomerId customer, EntryFilter wanted, Optional<Place> below, int limit) {
    return sql.preparedQuery(OF_CUSTOMER)
        .execute(Tuple.of(
            customer.value(),
            below.map(place -> place.at().atOffset(UTC)).orElse(null),
            below.map(place -> place.caseId().value()).orElse(null),
            below.map(Place::number).orElse(null),
            pageSize(limit),
            wanted.kinds().isEmpty()
                ? null
                : wanted.kinds().stream().map(Timelines::word).toArray(String[]::new),
            wanted.caseId().map(CaseId::value).orElse(null),
            wanted.department().map(DepartmentId::value).orElse(null),
            wanted.words().orElse(null)))
        .map(Timelines::read);
  }

  private static int pageSize(int asked) {
    Failure.require(asked >= 1 && asked <= PAGE_MAX, "limit must be 1-" + PAGE_MAX);
    return asked;
  }

  /** Where an entry stands in its customer's history; a page of it ends there. */
  public record Place(Instant at, CaseId caseId, int number) {

    /** Between these any entry is, and the database can tell the time. */
    private static final Instant FIRST = Instant.EPOCH;

    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    public static Place of(Entry entry) {
      return new Place(entry.at(), entry.caseId(), entry.number());
    }

    public static Place parse(String cursor) {
      var parts = Cursor.parse(cursor, 3).place();
      try {
        var at = Instant.parse(parts.getFirst());
        if (!at.isBefore(FIRST) && at.isBefore(END)) {
          return new Place(at, CaseId.parse(parts.get(1)), Integer.parseInt(parts.getLast()));
        }
      } catch (java.time.DateTimeException | NumberFormatException | Failure.Invalid e) {
        // falls through to the one message
      }
      throw Cursor.notOurs();
    }

    public Cursor cursor() {
      return Cursor.of(at, caseId, number);
    }
  }

  private static Tuple columns(List<NewEntry> entries) {
    return Tuple.tuple()
        .addValue(column(entries, UUID[]::new, e -> e.caseId().value()))
        .addValue(column(entries, OffsetDateTime[]::new, e -> e.at().atOffset(UTC)))
        .addValue(column(entries, String[]::new, e -> word(e.kind())))
        .addValue(column(
            entries, String[]::new, e -> e.department().map(DepartmentId::value).orElse(null)))
        .addValue(
            column(entries, String[]::new, e -> e.agent().map(AgentId::value).orElse(null)))
        .addValue(column(entries, String[]::new, e -> e.recordedBy().orElse(null)))
        .addValue(
            column(entries, UUID[]::new, e -> e.contact().map(ContactId::value).orElse(null)))
        .addValue(column(entries, String[]::new, e -> e.source().orElse(null)))
        .addValue(column(entries, String[]::new, e -> Json.write(e.body())))
        .addValue(column(entries, Boolean[]::new, NewEntry::touches));
  }

  private static <T> @Nullable T[] column(
      List<NewEntry> entries,
      java.util.function.IntFunction<@Nullable T[]> array,
      Function<NewEntry, @Nullable T> value) {
    return entries.stream().map(value).toArray(array);
  }

  /** The entries that were written; a row has the place of its entry in the list. */
  private static List<AddedEntry> added(List<NewEntry> entries, RowSet<Row> rows) {
    return rows.stream()
        .map(row -> {
          var entry = entries.get(row.getInteger("place") - 1);
          return new AddedEntry(
              new CustomerId(row.getUUID("customer")),
              new Entry(
                  entry.caseId(),
                  row.getLong("case_number"),
                  row.getInteger("number"),
                  entry.at(),
                  entry.kind(),
                  Optional.ofNullable(row.getString("department")).map(DepartmentId::new),
                  entry.agent(),
                  entry.recordedBy(),
                  entry.contact(),
                  entry.body()));
        })
        .toList();
  }

  private static List<Entry> read(RowSet<Row> rows) {
    return rows.stream()
        .map(row -> new Entry(
            new CaseId(row.getUUID("case_id")),
            row.getLong("case_number"),
            row.getInteger("number"),
            row.getOffsetDateTime("at").toInstant(),
            Entry.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
            Optional.ofNullable(row.getString("department")).map(DepartmentId::new),
            Optional.ofNullable(row.getString("agent")).map(AgentId::new),
            Optional.ofNullable(row.getString("recorded_by")),
            Optional.ofNullable(row.getUUID("contact")).map(ContactId::new),
            Json.read(row.getString("body"), JsonNode.class)))
        .toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
