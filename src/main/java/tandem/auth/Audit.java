package tandem.auth;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.ZoneOffset;
import tandem.document.Json;

/** Who did what to whom with the powers of their role; only ever added to. */
public final class Audit {

  private static final String RECORD = """
      INSERT INTO audit (at, account, act, subject, body)
      VALUES ($1, $2, $3, $4, $5::text::jsonb)
      """;

  private final InstantSource clock;

  public Audit(InstantSource clock) {
    this.clock = clock;
  }

  /** Writes in the transaction of the act itself: neither happens without the other. */
  public Future<Void> record(
      SqlClient sql, String account, String act, String subject, Object body) {
    return sql.preparedQuery(RECORD)
        .execute(Tuple.of(
            clock.instant().atOffset(ZoneOffset.UTC), account, act, subject, Json.write(body)))
        .mapEmpty();
  }
}
