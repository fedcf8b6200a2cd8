package tandem.cases;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import tandem.base.OutcomeId;
import tandem.document.Json;

/** The catalogue of kinds of outcomes. */
public final class OutcomeKinds {

  private static final String ALL = """
      SELECT id, name, resolves FROM outcome_kind ORDER BY position, id
      """;

  private static final String WRITE = """
      INSERT INTO outcome_kind (id, name, resolves)
      SELECT e ->> 'id', e ->> 'name', (e ->> 'resolves')::boolean
        FROM jsonb_array_elements($1::text::jsonb) WITH ORDINALITY AS kinds (e, place)
       ORDER BY place
      ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, resolves = EXCLUDED.resolves
      """;

  /** Returns all kinds, in the order in which they were first named. */
  public Future<List<OutcomeKind>> all(SqlClient sql) {
    return sql.preparedQuery(ALL)
        .execute()
        .map(rows -> rows.stream()
            .map(row -> new OutcomeKind(
                new OutcomeId(row.getString("id")),
                row.getString("name"),
                row.getBoolean("resolves")))
            .toList());
  }

  /** Defines or changes these kinds; the others stay. */
  public Future<Void> write(SqlConnection tx, List<OutcomeKind> kinds) {
    return tx.preparedQuery(WRITE).execute(Tuple.of(Json.write(kinds))).mapEmpty();
  }
}
