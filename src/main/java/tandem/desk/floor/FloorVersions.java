package tandem.desk.floor;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tandem.desk.floor.FloorVersion.Change;

/**
 * The versions of the floor document, and the version in which each part changed last. Every import
 * with changes makes a version; the floor's owner writes them one by one.
 */
final class FloorVersions {

  /** Further changed parts are counted but not named. */
  static final int NAMED_MAX = 1_000;

  private static final String KNOW = """
      INSERT INTO floor_version (tag, revision, at)
      SELECT $1, coalesce(max(revision), 0), $2 FROM floor_version
      ON CONFLICT (tag) DO NOTHING
      """;

  private static final String NEXT = """
      INSERT INTO floor_version (tag, revision, at)
      SELECT $1, coalesce(max(revision), 0) + 1, $2 FROM floor_version
      ON CONFLICT (tag) DO UPDATE SET revision = EXCLUDED.revision, at = EXCLUDED.at
      """;

  private static final String CHANGED = """
      INSERT INTO floor_part (list, id, revision)
      SELECT u.list, u.id, (SELECT max(revision) FROM floor_version)
        FROM unnest($1::text[], $2::text[]) AS u (list, id)
      ON CONFLICT (list, id) DO UPDATE SET revision = EXCLUDED.revision
      """;

  private static final String SINCE = """
      SELECT p.list, p.id, count(*) OVER () AS parts
        FROM floor_part p
       WHERE p.revision > (SELECT max(revision) FROM floor_version WHERE tag = ANY ($1::text[]))
       ORDER BY p.list, p.id
       LIMIT $2
      """;

  /**
   * The changes since a version: the ids of the parts, by the document's list.
   *
   * @param more the number of changed parts that are not named
   */
  record Since(Map<String, List<String>> changed, int more) {}

  /** Writes a version and its changes, with statements that are sent together. */
  List<Future<Void>> write(
      SqlConnection tx,
      FloorVersion before,
      FloorVersion after,
      List<Change> changes,
      Instant now) {
    var at = now.atOffset(UTC);
    return List.of(
        tx.preparedQuery(KNOW).execute(Tuple.of(before.tag(), at)).mapEmpty(),
        tx.preparedQuery(NEXT).execute(Tuple.of(after.tag(), at)).mapEmpty(),
        tx.preparedQuery(CHANGED)
            .execute(Tuple.of(
                changes.stream().map(change -> change.part().list()).toArray(String[]::new),
                (Object) changes.stream().map(change -> change.part().id()).toArray(String[]::new)))
            .mapEmpty());
  }

  /** Returns the changes since the newest of these versions; empty when none of them is known. */
  Future<Optional<Since>> since(SqlClient sql, Collection<String> tags) {
    return sql.preparedQuery(SINCE)
        .execute(Tuple.of(tags.toArray(String[]::new), NAMED_MAX))
        .map(rows -> {
          if (rows.size() == 0) {
            return Optional.empty();
          }
          var changed = new TreeMap<String, List<String>>();
          int parts = 0;
          for (var row : rows) {
            parts = row.getInteger("parts");
            changed
                .computeIfAbsent(row.getString("list"), _ -> new ArrayList<>())
                .add(row.getString("id"));
          }
          return Optional.of(new Since(changed, parts - rows.size()));
        });
  }
}
