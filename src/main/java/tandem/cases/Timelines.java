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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private static final String TAKE = "SELECT cases_changed($1::uuid[])";

  private static final String KNOWN_SOURCES = """
      SELECT source FROM timeline_entry WHERE source = ANY ($1::text[])
      """;

  private static final String COUNT_UP = """
      UPDATE case_file c
         SET entries = c.entries + n.added, touched_at = greatest(c.touched_at, n.at)
        FROM unnest($1::uuid[], $2::integer[], $3::timestamptz[]) AS n (id, added, at)
       WHERE c.id = n.id
      RETURNING c.id, c.number, c.customer, c.entries
      """;

  private static final String INSERT = """
      INSERT INTO timeline_entry (case_id, number, at, kind, department, agent, recorded_by, contact, source, body)
      SELECT n.case_id, n.number, n.at, n.kind, coalesce(n.department, a.department, c.department), n.agent,
             n.recorded_by, n.contact, n.source, n.body::jsonb
        FROM unnest($1::uuid[], $2::integer[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
                    $8::uuid[], $9::text[], $10::text[])
             AS n (case_id, number, at, kind, department, agent, recorded_by, contact, source, body)
        LEFT JOIN agent a ON a.id = n.agent
        LEFT JOIN case_file c ON c.id = n.case_id AND n.recorded_by IS NOT NULL
      RETURNING case_id, number, department
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

  private static final String LATER_CONTACT = """
      SELECT FROM timeline_entry
       WHERE case_id = $1
         AND kind = 'contact'
         AND contact <> $2
         AND body ->> 'event' = 'queued'
         AND number > (SELECT min(number) FROM timeline_entry WHERE case_id = $1 AND contact = $2)
       LIMIT 1
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
                AND ($2::timestamptz IS NULL OR (t.at, t.case_id, t.number) < ($2, $3::uuid, $4::integer))
              ORDER BY t.at DESC, t.number DESC
              LIMIT $5) e
       WHERE c.customer = $1
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
    if (entries.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return tx.preparedQuery(TAKE)
        .execute(Tuple.of(
            entries.stream().map(entry -> entry.caseId().value()).distinct().toArray(UUID[]::new)))
        .compose(_ -> unknown(tx, entries))
        .compose(fresh -> fresh.isEmpty()
            ? Future.succeededFuture(List.of())
            : countUp(tx, fresh).compose(counters -> insert(tx, number(fresh, counters))));
  }

  /** The entry that was made from a source. */
  public Future<Optional<Entry>> ofSource(SqlClient sql, String source) {
    return sql.preparedQuery(OF_SOURCE)
        .execute(Tuple.of(source))
        .map(rows -> read(rows).stream().findFirst());
  }

  /** Whether no other contact has come to the case since this one. */
  public Future<Boolean> isNewestContact(SqlClient sql, CaseId caseId, ContactId contact) {
    return sql.preparedQuery(LATER_CONTACT)
        .execute(Tuple.of(caseId.value(), contact.value()))
        .map(rows -> rows.size() == 0);
  }

  /** The case's entries below a number, newest first; all from the newest when there is none. */
  public Future<List<Entry>> page(
      SqlClient sql, CaseId caseId, Optional<Integer> below, int limit) {
    return sql.preparedQuery(OF_CASE)
        .execute(Tuple.of(caseId.value(), below.orElse(Integer.MAX_VALUE), pageSize(limit)))
        .map(Timelines::read);
  }

  /** All the customer's entries below a place, newest first. */
  public Future<List<Entry>> page(
      SqlClient sql, CustomerId customer, Optional<Place> below, int limit) {
    return sql.preparedQuery(OF_CUSTOMER)
        .execute(Tuple.of(
            customer.value(),
            below.map(place -> place.at().atOffset(UTC)).orElse(null),
            below.map(place -> place.caseId().value()).orElse(null),
            below.map(Place::number).orElse(null),
            pageSize(limit)))
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

  private Future<List<NewEntry>> unknown(SqlConnection tx, List<NewEntry> entries) {
    var sources = entries.stream().flatMap(entry -> entry.source().stream()).toArray(String[]::new);
    if (sources.length == 0) {
      return Future.succeededFuture(entries);
    }
    return tx.preparedQuery(KNOWN_SOURCES).execute(Tuple.of(sources)).map(rows -> {
      Set<String> known = new HashSet<>();
      rows.forEach(row -> known.add(row.getString("source")));
      // add() says no to the second of one source within this list too
      return entries.stream()
          .filter(entry -> entry.source().isEmpty() || known.add(entry.source().get()))
          .toList();
    });
  }

  private record Counter(long caseNumber, CustomerId customer, int last) {}

  private Future<Map<CaseId, Counter>> countUp(SqlConnection tx, List<NewEntry> entries) {
    Map<CaseId, Integer> added = new LinkedHashMap<>();
    Map<CaseId, Instant> newest = new LinkedHashMap<>();
    for (var entry : entries) {
      added.merge(entry.caseId(), 1, Integer::sum);
      if (entry.touches()) {
        newest.merge(entry.caseId(), entry.at(), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return tx.preparedQuery(COUNT_UP)
        .execute(Tuple.of(
            added.keySet().stream().map(CaseId::value).toArray(UUID[]::new),
            added.values().toArray(Integer[]::new),
            added.keySet().stream()
                .map(id -> Optional.ofNullable(newest.get(id)).map(at -> at.atOffset(UTC)))
                .map(at -> at.orElse(null))
                .toArray(OffsetDateTime[]::new)))
        .map(rows -> {
          Map<CaseId, Counter> counters = new LinkedHashMap<>();
          rows.forEach(row -> counters.put(
              new CaseId(row.getUUID("id")),
              new Counter(
                  row.getLong("number"),
                  new CustomerId(row.getUUID("customer")),
                  row.getInteger("entries"))));
          added.keySet().stream()
              .filter(caseId -> !counters.containsKey(caseId))
              .findFirst()
              .ifPresent(missing -> {
                throw new Failure.NotFound("case", missing);
              });
          added.forEach((caseId, count) -> counters.computeIfPresent(
              caseId,
              (_, counter) ->
                  new Counter(counter.caseNumber(), counter.customer(), counter.last() - count)));
          return counters;
        });
  }

  private record Numbered(NewEntry entry, int number, Counter counter) {}

  private static List<Numbered> number(List<NewEntry> entries, Map<CaseId, Counter> before) {
    Map<CaseId, Integer> given = new LinkedHashMap<>();
    List<Numbered> numbered = new ArrayList<>(entries.size());
    for (var entry : entries) {
      var counter = before.get(entry.caseId());
      if (counter == null) {
        throw new Failure.NotFound("case", entry.caseId());
      }
      int place = given.merge(entry.caseId(), 1, Integer::sum);
      numbered.add(new Numbered(entry, counter.last() + place, counter));
    }
    return numbered;
  }

  private Future<List<AddedEntry>> insert(SqlConnection tx, List<Numbered> numbered) {
    return tx.preparedQuery(INSERT)
        .execute(Tuple.tuple()
            .addValue(column(numbered, UUID[]::new, e -> e.entry().caseId().value()))
            .addValue(column(numbered, Integer[]::new, Numbered::number))
            .addValue(
                column(numbered, OffsetDateTime[]::new, e -> e.entry().at().atOffset(UTC)))
            .addValue(column(numbered, String[]::new, e -> word(e.entry().kind())))
            .addValue(column(
                numbered,
                String[]::new,
                e -> e.entry().department().map(DepartmentId::value).orElse(null)))
            .addValue(column(
                numbered,
                String[]::new,
                e -> e.entry().agent().map(AgentId::value).orElse(null)))
            .addValue(
                column(numbered, String[]::new, e -> e.entry().recordedBy().orElse(null)))
            .addValue(column(
                numbered,
                UUID[]::new,
                e -> e.entry().contact().map(ContactId::value).orElse(null)))
            .addValue(column(numbered, String[]::new, e -> e.entry().source().orElse(null)))
            .addValue(column(numbered, String[]::new, e -> Json.write(e.entry().body()))))
        .map(rows -> added(numbered, rows));
  }

  private static <T> @Nullable T[] column(
      List<Numbered> rows,
      java.util.function.IntFunction<@Nullable T[]> array,
      Function<Numbered, @Nullable T> value) {
    return rows.stream().map(value).toArray(array);
  }

  private static List<AddedEntry> added(List<Numbered> numbered, RowSet<Row> rows) {
    record Key(UUID caseId, int number) {}
    Map<Key, Optional<DepartmentId>> departments = new LinkedHashMap<>();
    rows.forEach(row -> departments.put(
        new Key(row.getUUID("case_id"), row.getInteger("number")),
        Optional.ofNullable(row.getString("department")).map(DepartmentId::new)));
    return numbered.stream()
        .map(n -> new AddedEntry(
            n.counter().customer(),
            new Entry(
                n.entry().caseId(),
                n.counter().caseNumber(),
                n.number(),
                n.entry().at(),
                n.entry().kind(),
                departments.getOrDefault(
                    new Key(n.entry().caseId().value(), n.number()), Optional.empty()),
                n.entry().agent(),
                n.entry().recordedBy(),
                n.entry().contact(),
                n.entry().body())))
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
