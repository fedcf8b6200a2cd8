package tandem.auth;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import tandem.document.Json;

/** The append-only record of acts that need a role: account, act and subject. */
public final class Audit {

  private static final String RECORD = """
      INSERT INTO audit (at, account, act, subject, body)
      VALUES ($1, $2, $3, $4, $5::text::jsonb)
      """;

  private static final String RECORD_ALL = """
      INSERT INTO audit (at, account, act, subject, body)
      SELECT $1, $2, $3, u.subject, u.body::jsonb
        FROM unnest($4::text[], $5::text[]) WITH ORDINALITY AS u (subject, body, place)
       ORDER BY place
      """;

  private final InstantSource clock;

  /** The effect of an act on one subject. */
  public record Effect(String subject, Object body) {}

  public Audit(InstantSource clock) {
    this.clock = clock;
  }

  /** Records an act in its own transaction, so that neither is written without the other. */
  public Future<Void> record(
      SqlClient sql, String account, String act, String subject, Object body) {
    return sql.preparedQuery(RECORD)
        .execute(Tuple.of(
            clock.instant().atOffset(ZoneOffset.UTC), account, act, subject, Json.write(body)))
        .mapEmpty();
  }

  /** Records one act that had effects on many subjects. */
  public Future<Void> record(SqlClient sql, String account, String act, List<Effect> effects) {
    return sql.preparedQuery(RECORD_ALL)
        .execute(Tuple.of(
            clock.instant().atOffset(ZoneOffset.UTC),
            account,
            act,
            effects.stream().map(Effect::subject).toArray(String[]::new),
            effects.stream().map(effect -> Json.write(effect.body())).toArray(String[]::new)))
        .mapEmpty();
  }
}
