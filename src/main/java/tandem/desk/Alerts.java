package tandem.desk;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Map;
import tandem.document.Json;

/** What a person should look at. */
public final class Alerts {

  private static final String RAISE = """
      INSERT INTO alert (at, kind, subject, body) VALUES ($1, $2, $3, $4::text::jsonb)
      """;

  /** Raises an alert; the details are plain JSON values, and nothing private. */
  public Future<Void> raise(
      SqlClient sql, String kind, String subject, Map<String, ?> details, Instant now) {
    return sql.preparedQuery(RAISE)
        .execute(Tuple.of(now.atOffset(UTC), kind, subject, Json.write(details)))
        .mapEmpty();
  }
}
