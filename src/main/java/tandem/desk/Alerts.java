package tandem.desk;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tandem.base.Text;
import tandem.document.Json;

/** The alerts: things that a person should look at. */
public final class Alerts {

  private static final String RAISE = """
      SELECT alert_raised($1, $2, $3, $4::text::jsonb)
      """;

  private static final String RECENT = """
      SELECT kind, CASE WHEN kind IN ('unknown_number', 'inactive_queue') THEN subject ELSE '' END AS subject,
             count(*) AS times, min(at) AS first, max(at) AS last
        FROM desk_alert
       WHERE at > $1
       GROUP BY 1, 2
       ORDER BY last DESC, kind, subject
       LIMIT $2
      """;

  private static final int LIST_MAX = 20;

  /** Longer than any number or name of ours; outsiders may send longer texts. */
  static final int SUBJECT_LENGTH_MAX = 64;

  /** Alerts of one kind and subject, counted; alerts about customers are counted together. */
  public record Alert(String kind, String subject, long times, Instant first, Instant last) {}

  /** Returns the alerts since a time, the newest first. */
  public Future<List<Alert>> since(SqlClient sql, Instant then) {
    return sql.preparedQuery(RECENT)
        .execute(Tuple.of(then.atOffset(UTC), LIST_MAX))
        .map(rows -> rows.stream()
            .map(row -> new Alert(
                row.getString("kind"),
                row.getString("subject"),
                row.getLong("times"),
                row.getOffsetDateTime("first").toInstant(),
                row.getOffsetDateTime("last").toInstant()))
            .toList());
  }

  /**
   * Raises an alert; the details are plain JSON values without private data. A long subject is cut.
   */
  public Future<Void> raise(
      SqlClient sql, String kind, String subject, Map<String, ?> details, Instant now) {
    return sql.preparedQuery(RAISE)
        .execute(Tuple.of(
            now.atOffset(UTC),
            kind,
            Text.beginning(subject, SUBJECT_LENGTH_MAX),
            Json.write(details)))
        .mapEmpty();
  }
}
