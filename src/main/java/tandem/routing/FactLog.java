package tandem.routing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import tandem.base.ContactId;
import tandem.document.Json;
import tandem.routing.engine.Fact;

/** The queries of the journal: the next facts of a floor, and the facts about one contact. */
public final class FactLog {

  private static final String AFTER = """
      SELECT seq, body::text AS body
        FROM journal
       WHERE floor = $1
         AND seq > $2
       ORDER BY seq
       LIMIT $3
      """;

  private static final String OF_CONTACT = """
      SELECT seq, body::text AS body
        FROM journal
       WHERE floor = $1
         AND contact = $2
         AND seq > $3
       ORDER BY contact, seq
       LIMIT $4
      """;

  private static final String LAST = """
      SELECT coalesce(max(seq), 0) AS seq FROM journal WHERE floor = $1
      """;

  private final String floor;

  public FactLog(String floor) {
    this.floor = floor;
  }

  /** Returns the number of the last fact; 0 if there is none. */
  public Future<Long> last(SqlClient sql) {
    return sql.preparedQuery(LAST)
        .execute(Tuple.of(floor))
        .map(rows -> rows.iterator().next().getLong("seq"));
  }

  /** Returns the facts after a number, in order. */
  public Future<List<NumberedFact>> after(SqlClient sql, long seq, int limit) {
    return sql.preparedQuery(AFTER).execute(Tuple.of(floor, seq, limit)).map(FactLog::read);
  }

  /** Returns the facts about a contact after a number, in order. */
  public Future<List<NumberedFact>> ofContact(
      SqlClient sql, ContactId contact, long seq, int limit) {
    return sql.preparedQuery(OF_CONTACT)
        .execute(Tuple.of(floor, contact.value(), seq, limit))
        .map(FactLog::read);
  }

  private static List<NumberedFact> read(RowSet<Row> rows) {
    return rows.stream()
        .map(row ->
            new NumberedFact(row.getLong("seq"), Json.read(row.getString("body"), Fact.class)))
        .toList();
  }
}
