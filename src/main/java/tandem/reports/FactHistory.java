package tandem.reports;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import tandem.document.Json;
import tandem.routing.engine.Fact;
import tandem.storage.Database;

/** The reading of the journal for reports. */
public final class FactHistory {

  private static final int PAGE = 5_000;

  /**
   * The numbers of the window's first fact and of the last fact. Of two facts at nearly the same
   * time the later one may have the lower number.
   */
  private static final String WINDOW = """
      SELECT coalesce((SELECT min(near.seq)
                         FROM (SELECT seq FROM report_fact WHERE floor = $1 AND at >= $2 ORDER BY at LIMIT 1000) near),
                      last.seq + 1) AS first,
             last.seq AS last
        FROM (SELECT coalesce((SELECT seq FROM report_fact WHERE floor = $1 ORDER BY seq DESC LIMIT 1), 0)) AS last (seq)
      """;

  /** Plans of earlier days remain in effect. */
  private static final String PLANS_BEFORE = """
      SELECT seq, body::text
        FROM report_fact
       WHERE floor = $1
         AND kind = 'floor_planned'
         AND seq > $2
         AND seq < $3
       ORDER BY seq
       LIMIT $4
      """;

  /** Reads only the kinds of facts that a tally counts. */
  private static final String TODAY = """
      SELECT seq, body::text
        FROM report_fact
       WHERE floor = $1
         AND seq > $2
         AND (kind = 'floor_planned'
              OR (at >= $3 AND kind IN ('queued', 'moved', 'connected', 'abandoned', 'finished')))
       ORDER BY seq
       LIMIT $4
      """;

  /**
   * The counts of the day so far and of the last hour.
   *
   * @param last the seq up to which both include every fact
   */
  public record Today(Tally tally, LastHour hour, long last) {}

  private final Database database;
  private final String floor;

  public FactHistory(Database database, String floor) {
    this.database = database;
    this.floor = floor;
  }

  /** Counts the day of {@code now}, and the hour that ends at {@code now}. */
  public Future<Today> today(ZoneId zone, Instant now) {
    var midnight = Tally.midnight(now, zone);
    var anHourAgo = now.minus(LastHour.STEP.multipliedBy(LastHour.STEPS));
    var from = (anHourAgo.isBefore(midnight) ? anHourAgo : midnight).atOffset(ZoneOffset.UTC);
    var tally = new Tally(zone);
    var hour = new LastHour();
    Consumer<Fact> count = fact -> {
      tally.add(fact);
      hour.add(fact);
    };
    return database
        .pool()
        .preparedQuery(WINDOW)
        .execute(Tuple.of(floor, from))
        .map(rows -> rows.iterator().next())
        .compose(window -> {
          long first = window.getLong("first");
          return read(0, after -> page(PLANS_BEFORE, floor, after, first, PAGE), count)
              .compose(_ -> read(first - 1, after -> page(TODAY, floor, after, from, PAGE), count))
              .map(seen -> new Today(tally, hour, Math.max(seen, window.getLong("last"))));
        });
  }

  private Future<RowSet<Row>> page(String statement, Object... values) {
    return database.pool().preparedQuery(statement).execute(Tuple.from(values));
  }

  /** Reads page by page; completes with the number of the last fact. */
  private static Future<Long> read(
      long after, LongFunction<Future<RowSet<Row>>> page, Consumer<Fact> each) {
    return page.apply(after).compose(rows -> {
      long seen = after;
      for (var row : rows) {
        seen = row.getLong(0);
        each.accept(Json.read(row.getString(1), Fact.class));
      }
      return rows.size() < PAGE ? Future.succeededFuture(seen) : read(seen, page, each);
    });
  }
}
