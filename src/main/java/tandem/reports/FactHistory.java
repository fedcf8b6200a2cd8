package tandem.reports;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import tandem.document.Json;
import tandem.routing.engine.Fact;
import tandem.storage.Database;

/** The reading of the journal for reports. */
public final class FactHistory {

  private static final int PAGE = 5_000;

  /** Reads only the kinds of facts that a tally counts; plans of earlier days remain in effect. */
  private static final String TODAY = """
      SELECT seq, body::text
        FROM report_fact
       WHERE seq > $2
         AND (kind = 'floor_planned'
              OR (at >= $1 AND kind IN ('queued', 'moved', 'connected', 'abandoned', 'finished')))
       ORDER BY seq
       LIMIT $3
      """;

  private static final String LAST = "SELECT coalesce(max(seq), 0) FROM report_fact";

  /**
   * The counts of the day so far and of the last hour.
   *
   * @param last the seq up to which both include every fact
   */
  public record Today(Tally tally, LastHour hour, long last) {}

  private final Database database;

  public FactHistory(Database database) {
    this.database = database;
  }

  /** Counts the day of {@code now}, and the hour that ends at {@code now}. */
  public Future<Today> today(ZoneId zone, Instant now) {
    var midnight = Tally.midnight(now, zone);
    var anHourAgo = now.minus(LastHour.STEP.multipliedBy(LastHour.STEPS));
    var from = (anHourAgo.isBefore(midnight) ? anHourAgo : midnight).atOffset(ZoneOffset.UTC);
    return database
        .pool()
        .query(LAST)
        .execute()
        .map(rows -> rows.iterator().next().getLong(0))
        .compose(last -> read(new Tally(zone), new LastHour(), from, 0, last));
  }

  private Future<Today> read(
      Tally tally, LastHour hour, OffsetDateTime from, long after, long last) {
    return database
        .pool()
        .preparedQuery(TODAY)
        .execute(Tuple.of(from, after, PAGE))
        .compose(rows -> {
          long seen = after;
          for (var row : rows) {
            seen = row.getLong(0);
            var fact = Json.read(row.getString(1), Fact.class);
            tally.add(fact);
            hour.add(fact);
          }
          return rows.size() < PAGE
              ? Future.succeededFuture(new Today(tally, hour, Math.max(seen, last)))
              : read(tally, hour, from, seen, last);
        });
  }
}
