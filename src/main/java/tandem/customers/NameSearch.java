package tandem.customers;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tandem.base.CustomerId;
import tandem.customers.NameWords.Part;

/**
 * One search for customers by name. It reads a bounded number of rows, whatever the words and
 * however many customers have them.
 *
 * <p>Names with all typed words come first, then names with words that begin with them, then names
 * with one typing error in a word, then names that have all parts of the text but one; within each
 * of these, short names first and of these the newest customers. The part of the text that the
 * fewest customers have is the lead: the customers of its words are read, newest first, and the
 * other parts are looked for in these rows.
 */
public final class NameSearch {

  /** The rows that are read of a word that was typed as it is. */
  private static final int ROWS_READ_MAX = 20_000;

  /**
   * The rows that are read of each of the many words that begin with a typed one or are like it.
   */
  private static final int ROWS_OF_OTHERS_MAX = 1_000;

  /** The words with a typed beginning that are looked at, in the order of the alphabet. */
  private static final int WORDS_MAX = 50;

  /** The words with a typing error that are looked at. */
  private static final int NEAR_MAX = 100;

  /** The parts of a text among which the lead is chosen: the longest ones. */
  private static final int LEADS_MAX = 6;

  private static final String TIMED_OUT = "57014";

  /** Goes from word to word by the index, so that a word costs the same for any number of rows. */
  private static final String MEANT = """
      WITH RECURSIVE beginning AS (
        SELECT asked.part, asked.beginning, 1 AS place,
               (SELECT w.word FROM customer_word w WHERE w.word >= asked.beginning ORDER BY w.word LIMIT 1) AS word
          FROM unnest($1::text[], $2::integer[]) AS asked (beginning, part)
         UNION ALL
        SELECT b.part, b.beginning, b.place + 1,
               (SELECT n.word FROM customer_word n WHERE n.word > b.word ORDER BY n.word LIMIT 1)
          FROM beginning b
         WHERE starts_with(b.word, b.beginning)
           AND b.place < $3)
      SELECT f.part, f.word, f.word = f.beginning AS exact, rows.customers
        FROM beginning f
       CROSS JOIN LATERAL (
             SELECT count(*) AS customers
               FROM (SELECT FROM customer_word r
                      WHERE r.word = f.word
                      LIMIT CASE WHEN f.word = f.beginning THEN $4 ELSE $5 END) counted) rows
       WHERE starts_with(f.word, f.beginning)
      """;

  private static final String NEAR = """
      SELECT near.part, near.typed, near.word, rows.customers
        FROM (SELECT DISTINCT asked.part, asked.typed, f.word
                FROM unnest($1::text[], $2::text[], $3::integer[]) AS asked (form, typed, part)
                JOIN name_form f ON f.form = asked.form
               LIMIT $4) near
       CROSS JOIN LATERAL (
             SELECT count(*) AS customers
               FROM (SELECT FROM customer_word r WHERE r.word = near.word LIMIT $5) counted) rows
      """;

  private static final String FOUND = """
      SELECT found.customer
        FROM unnest($1::text[], $2::integer[], $3::text[]::tsquery[], $4::integer[]) AS lead (word, layer, query, rows)
       CROSS JOIN LATERAL (
             SELECT r.customer, r.size, r.since
               FROM (SELECT w.customer, w.size, w.since, w.words
                       FROM customer_word w
                      WHERE w.word = lead.word
                      ORDER BY w.size, w.since DESC, w.customer
                      LIMIT lead.rows) r
              WHERE r.words @@ lead.query
              ORDER BY r.size, r.since DESC, r.customer
              LIMIT $5) found
       GROUP BY found.customer, found.size, found.since
       ORDER BY min(lead.layer), found.size, found.since DESC, found.customer
       LIMIT $5
      """;

  /**
   * The customers that a search found, the best first.
   *
   * @param complete whether there are no others that would come before or after them; false also
   *     when the database took too long
   */
  public record Found(List<CustomerId> customers, boolean complete) {
    public Found {
      customers = List.copyOf(customers);
    }
  }

  private static final Found NOTHING_IN_TIME = new Found(List.of(), false);

  /** A word of names that may be what a part of the text means. */
  private record Meant(String word, boolean exact, long customers) {}

  /** The rows of one word that are read, whether there may be more, and the query for them. */
  private record Lead(String word, int layer, String query, int rows, boolean cut) {}

  private final SqlClient sql;
  private final int limit;
  private final List<Part> parts;

  /** The words that begin with each part, by its place. */
  private Map<Integer, List<Meant>> meant = Map.of();

  /** The words that each part is like, with those that begin with it. */
  private Map<Integer, List<Meant>> alike = Map.of();

  private Map<String, Set<String>> near = Map.of();

  private NameSearch(SqlClient sql, String text, int limit) {
    this.sql = sql;
    this.limit = limit;
    this.parts = NameWords.parts(text).stream()
        .sorted(Comparator.comparingInt(NameSearch::length).reversed())
        .toList();
  }

  /** Finds at most so many customers by name. */
  public static Future<Found> find(SqlClient sql, String text, int limit) {
    return new NameSearch(sql, text, limit).run();
  }

  private static int length(Part part) {
    return part.words().stream().mapToInt(String::length).max().orElse(0);
  }

  private Future<Found> run() {
    return readMeant()
        .compose(_ -> read(Stage.AS_TYPED))
        .compose(typed -> typed.customers().size() >= limit
            ? Future.succeededFuture(typed)
            : readNear()
                .compose(_ -> read(Stage.ALIKE))
                .map(more -> joined(typed, more))
                .recover(late -> inTime(late, typed)))
        .recover(late -> inTime(late, NOTHING_IN_TIME));
  }

  private static Future<Found> inTime(Throwable failure, Found before) {
    return failure instanceof PgException e && TIMED_OUT.equals(e.getSqlState())
        ? Future.succeededFuture(new Found(before.customers(), false))
        : Future.failedFuture(failure);
  }

  private Found joined(Found typed, Found more) {
    var all = new LinkedHashSet<>(typed.customers());
    all.addAll(more.customers());
    return new Found(
        all.stream().limit(limit).toList(),
        typed.complete() && (all.size() >= limit || more.complete()));
  }

  // --- what the text may mean

  private List<Integer> leading() {
    return IntStream.range(0, Math.min(parts.size(), LEADS_MAX)).boxed().toList();
  }

  private Future<Void> readMeant() {
    var beginnings = new ArrayList<String>();
    var places = new ArrayList<Integer>();
    for (int place : leading()) {
      for (var lead : parts.get(place).leads()) {
        beginnings.add(lead);
        places.add(place);
      }
    }
    // with one part there is nothing to choose
    boolean chooses = parts.size() > 1;
    return sql.preparedQuery(MEANT)
        .execute(Tuple.of(
            beginnings.toArray(String[]::new),
            places.toArray(Integer[]::new),
            WORDS_MAX,
            chooses ? ROWS_READ_MAX : 1,
            chooses ? ROWS_OF_OTHERS_MAX : 1))
        .onSuccess(rows -> {
          Map<Integer, List<Meant>> found = new HashMap<>();
          rows.forEach(row -> found
              .computeIfAbsent(row.getInteger("part"), _ -> new ArrayList<>())
              .add(new Meant(
                  row.getString("word"), row.getBoolean("exact"), row.getLong("customers"))));
          meant = found;
        })
        .mapEmpty();
  }

  private Future<Void> readNear() {
    var forms = new ArrayList<String>();
    var typed = new ArrayList<String>();
    var places = new ArrayList<Integer>();
    for (int place : leading()) {
      for (var word : parts.get(place).spellings()) {
        for (var form : Typos.forms(word)) {
          forms.add(form);
          typed.add(word);
          places.add(place);
        }
      }
    }
    alike = new HashMap<>();
    near = new HashMap<>();
    meant.forEach((place, words) -> alike.put(place, new ArrayList<>(words)));
    return forms.isEmpty()
        ? Future.succeededFuture()
        : sql.preparedQuery(NEAR)
            .execute(Tuple.of(
                forms.toArray(String[]::new),
                typed.toArray(String[]::new),
                places.toArray(Integer[]::new),
                NEAR_MAX,
                ROWS_OF_OTHERS_MAX))
            .onSuccess(rows -> rows.forEach(row -> {
              var word = row.getString("word");
              if (Typos.isOneApart(row.getString("typed"), word)) {
                near.computeIfAbsent(row.getString("typed"), _ -> new LinkedHashSet<>())
                    .add(word);
                alike
                    .computeIfAbsent(row.getInteger("part"), _ -> new ArrayList<>())
                    .add(new Meant(word, false, row.getLong("customers")));
              }
            }))
            .mapEmpty();
  }

  // --- the customers

  private enum Stage {
    AS_TYPED,
    ALIKE
  }

  private Future<Found> read(Stage stage) {
    var leads = new ArrayList<Lead>();
    var all = IntStream.range(0, parts.size()).boxed().toList();
    switch (stage) {
      case AS_TYPED -> {
        leads.addAll(leads(0, all, meant, NameWords::whole, Meant::exact));
        leads.addAll(leads(1, all, meant, NameWords::beginning, _ -> true));
      }
      case ALIKE -> {
        leads.addAll(leads(0, all, alike, this::orNear, _ -> true));
        if (parts.size() > 1) {
          leading()
              .forEach(left -> leads.addAll(leads(
                  1,
                  all.stream().filter(place -> !place.equals(left)).toList(),
                  alike,
                  this::orNear,
                  _ -> true)));
        }
      }
    }
    return leads.isEmpty()
        ? Future.succeededFuture(new Found(List.of(), true))
        : sql.preparedQuery(FOUND)
            .execute(Tuple.of(
                leads.stream().map(Lead::word).toArray(String[]::new),
                leads.stream().map(Lead::layer).toArray(Integer[]::new),
                leads.stream().map(Lead::query).toArray(String[]::new),
                leads.stream().map(Lead::rows).toArray(Integer[]::new),
                limit))
            .map(rows -> new Found(
                rows.stream()
                    .map(row -> new CustomerId(row.getUUID("customer")))
                    .toList(),
                rows.size() >= limit || leads.stream().noneMatch(Lead::cut)));
  }

  private String orNear(String word) {
    return NameWords.beginning(word)
        + near.getOrDefault(word, Set.of()).stream()
            .map(other -> " | " + NameWords.whole(other))
            .collect(Collectors.joining());
  }

  /**
   * The rows to read for names with all of these parts: those of the part that the fewest customers
   * have. None when no name has one of the parts.
   */
  private List<Lead> leads(
      int layer,
      List<Integer> wanted,
      Map<Integer, List<Meant>> words,
      Function<String, String> term,
      Predicate<Meant> counts) {
    var candidates = new LinkedHashMap<Integer, List<Meant>>();
    for (int place : wanted) {
      if (place < LEADS_MAX) {
        candidates.put(
            place, words.getOrDefault(place, List.of()).stream().filter(counts).toList());
      }
    }
    if (candidates.values().stream().anyMatch(List::isEmpty)) {
      return List.of();
    }
    var fewest = candidates.values().stream()
        .min(Comparator.comparingLong(NameSearch::weight))
        .orElse(List.of());
    var query = wanted.stream()
        .map(place -> parts.get(place).query(term))
        .collect(Collectors.joining(" & "));
    return fewest.stream()
        .map(one -> {
          int rows = one.exact() ? ROWS_READ_MAX : ROWS_OF_OTHERS_MAX;
          return new Lead(
              one.word(), layer, query, rows, one.customers() >= rows || isOpen(fewest));
        })
        .toList();
  }

  /** The customers who have one of these words, or a great number when there are more words. */
  private static long weight(List<Meant> words) {
    return words.stream().mapToLong(Meant::customers).sum() + (isOpen(words) ? ROWS_READ_MAX : 0);
  }

  /** Whether there may be more words with the typed beginning. */
  private static boolean isOpen(List<Meant> words) {
    return words.size() >= WORDS_MAX;
  }
}
