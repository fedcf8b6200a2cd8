package tandem.conversations;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import tandem.base.Failure;
import tandem.document.Json;

/** The catalogue of sites, and the keys with which each signs who its visitors are. */
public final class Sites {

  /** The newest key and the one that it replaces. */
  public static final int KEYS_MAX = 2;

  private static final String ALL = "SELECT body::text AS body FROM site ORDER BY position, id";

  private static final String WRITE = """
      INSERT INTO site (id, body)
      SELECT e ->> 'id', e
        FROM jsonb_array_elements($1::text::jsonb) WITH ORDINALITY AS sites (e, place)
       ORDER BY place
      ON CONFLICT (id) DO UPDATE SET body = EXCLUDED.body
      """;

  private static final String KEYS = """
      SELECT number, key, made_at FROM site_key WHERE site = $1 ORDER BY number DESC
      """;

  /** Locks the site, so that two new keys follow each other. */
  private static final String TAKE = "SELECT id FROM site WHERE id = $1 FOR UPDATE";

  private static final String ADD_KEY = """
      WITH next AS (SELECT coalesce(max(number), 0) + 1 AS number FROM site_key WHERE site = $1),
      old AS (DELETE FROM site_key k USING next n WHERE k.site = $1 AND k.number <= n.number - $4)
      INSERT INTO site_key (site, number, key, made_at)
      SELECT $1, n.number, $2, $3 FROM next n
      RETURNING number
      """;

  private static final String REMOVE_KEY =
      "DELETE FROM site_key WHERE site = $1 AND number = $2 RETURNING number";

  /** A key of a site; its text form hides it. */
  public record Key(int number, String key, Instant madeAt) {
    @Override
    public String toString() {
      return "key " + number;
    }
  }

  /** Returns all sites, in the order in which they were first named. */
  public Future<List<Site>> all(SqlClient sql) {
    return sql.preparedQuery(ALL)
        .execute()
        .map(rows -> rows.stream()
            .map(row -> Json.read(row.getString("body"), Site.class))
            .toList());
  }

  /** Defines or changes these sites; the others stay. */
  public Future<Void> write(SqlConnection tx, List<Site> sites) {
    return tx.preparedQuery(WRITE).execute(Tuple.of(Json.write(sites))).mapEmpty();
  }

  /** Returns the keys of a site, the newest first. */
  public Future<List<Key>> keys(SqlClient sql, String site) {
    return sql.preparedQuery(KEYS)
        .execute(Tuple.of(site))
        .map(rows -> rows.stream()
            .map(row -> new Key(
                row.getInteger("number"),
                row.getString("key"),
                row.getOffsetDateTime("made_at").toInstant()))
            .toList());
  }

  /** Adds a key; only the one before it stays valid. Returns its number. */
  public Future<Integer> addKey(SqlConnection tx, String site, String key, Instant now) {
    return tx.preparedQuery(TAKE)
        .execute(Tuple.of(site))
        .compose(known -> known.size() == 0
            ? Future.failedFuture(new Failure.NotFound("site", site))
            : tx.preparedQuery(ADD_KEY).execute(Tuple.of(site, key, now.atOffset(UTC), KEYS_MAX)))
        .map(rows -> rows.iterator().next().getInteger("number"));
  }

  public Future<Void> removeKey(SqlClient sql, String site, int number) {
    return sql.preparedQuery(REMOVE_KEY).execute(Tuple.of(site, number)).map(rows -> {
      if (rows.size() == 0) {
        throw new Failure.NotFound("key of site " + site, number);
      }
      return null;
    });
  }
}
