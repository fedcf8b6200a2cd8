package tandem.customers;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import tandem.base.SegmentId;
import tandem.document.Json;

/** The catalogue of customer segments. */
public final class Segments {

  private static final String ALL = """
      SELECT id, name, head_start::text AS head_start FROM segment ORDER BY position, id
      """;

  private static final String WRITE = """
      INSERT INTO segment (id, name, head_start)
      SELECT e ->> 'id', e ->> 'name', (e ->> 'head_start')::numeric
        FROM jsonb_array_elements($1::text::jsonb) WITH ORDINALITY AS segments (e, place)
       ORDER BY place
      ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, head_start = EXCLUDED.head_start
      """;

  /** Returns all segments, in the order in which they were first named. */
  public Future<List<Segment>> all(SqlClient sql) {
    return sql.preparedQuery(ALL)
        .execute()
        .map(rows -> rows.stream()
            .map(row -> new Segment(
                new SegmentId(row.getString("id")),
                row.getString("name"),
                seconds(row.getString("head_start"))))
            .toList());
  }

  /** Defines or changes these segments; the others stay. */
  public Future<Void> write(SqlConnection tx, List<Segment> segments) {
    return tx.preparedQuery(WRITE).execute(Tuple.of(Json.write(segments))).mapEmpty();
  }

  private static Duration seconds(String decimal) {
    return Duration.ofNanos(new BigDecimal(decimal).movePointRight(9).longValueExact());
  }
}
