package tandem.cases;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.base.OrderState;
import tandem.base.RemedyKindId;
import tandem.document.Json;

/** The catalogue of kinds of remedies, with the policy of each. */
public final class RemedyKinds {

  private static final String ALL = """
      SELECT id, name, exclusion_group, most, without_item, order_states, revoke_seconds, customer_most, customer_days
        FROM remedy_kind
       ORDER BY position, id
      """;

  private static final String WRITE = """
      INSERT INTO remedy_kind (id, name, exclusion_group, most, without_item, order_states, revoke_seconds,
                               customer_most, customer_days)
      SELECT e ->> 'id', e ->> 'name', e ->> 'exclusion_group', e -> 'most', (e ->> 'without_item')::boolean,
             ARRAY(SELECT jsonb_array_elements_text(e -> 'order_states')), (e ->> 'revoke_within')::integer,
             e -> 'customer_most', (e ->> 'customer_days')::integer
        FROM jsonb_array_elements($1::text::jsonb) WITH ORDINALITY AS kinds (e, place)
       ORDER BY place
      ON CONFLICT (id) DO UPDATE
         SET name = EXCLUDED.name, exclusion_group = EXCLUDED.exclusion_group, most = EXCLUDED.most,
             without_item = EXCLUDED.without_item, order_states = EXCLUDED.order_states,
             revoke_seconds = EXCLUDED.revoke_seconds, customer_most = EXCLUDED.customer_most,
             customer_days = EXCLUDED.customer_days
      """;

  /**
   * Waits for remedies of these kinds that are being given, and makes later ones wait:
   * {@link Remedies#give} locks the kind of its remedy.
   */
  private static final String LOCK = """
      SELECT id FROM remedy_kind WHERE id = ANY ($1::text[]) ORDER BY id FOR NO KEY UPDATE
      """;

  /** Returns all kinds, in the order in which they were first named. */
  public Future<List<RemedyKind>> all(SqlClient sql) {
    return sql.preparedQuery(ALL)
        .execute()
        .map(rows -> rows.stream().map(RemedyKinds::read).toList());
  }

  /** Defines or changes these kinds; the others stay. */
  public Future<Void> write(SqlConnection tx, List<RemedyKind> kinds) {
    return tx.preparedQuery(WRITE).execute(Tuple.of(Json.write(kinds))).mapEmpty();
  }

  /**
   * Returns the reasons against these changes: a live remedy holds the group under which it was
   * given. If its kind moved to another group, the same kind could be given again. Until the
   * transaction ends, no remedy of these kinds is given.
   */
  public Future<List<String>> objections(SqlConnection tx, List<RemedyKind> changes) {
    if (changes.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return tx.preparedQuery(LOCK)
        .execute(Tuple.of(
            (Object) changes.stream().map(kind -> kind.id().value()).toArray(String[]::new)))
        .compose(_ -> RemedyGuard.groupsInUse(tx))
        .map(held -> objections(changes, held));
  }

  private static List<String> objections(
      List<RemedyKind> changes, Map<RemedyKindId, Set<String>> held) {
    var objections = new ArrayList<String>();
    for (var kind : changes) {
      var groups = held.getOrDefault(kind.id(), Set.of()).stream()
          .filter(group -> !group.equals(kind.exclusionGroup()))
          .sorted()
          .collect(Collectors.joining(", "));
      if (!groups.isEmpty()) {
        objections.add("remedies: exclusion_group of " + kind.id() + " must stay " + groups
            + " while live remedies of that kind hold it, not become " + kind.exclusionGroup());
      }
    }
    return objections;
  }

  private static RemedyKind read(Row row) {
    return new RemedyKind(
        new RemedyKindId(row.getString("id")),
        row.getString("name"),
        row.getString("exclusion_group"),
        most(row.getJsonObject("most")),
        row.getBoolean("without_item"),
        Stream.of(row.getArrayOfStrings("order_states"))
            .map(OrderState::of)
            .collect(Collectors.toSet()),
        Duration.ofSeconds(row.getInteger("revoke_seconds")),
        most(row.getJsonObject("customer_most")),
        row.getInteger("customer_days"));
  }

  static Map<String, Integer> most(JsonObject stored) {
    var most = new TreeMap<String, Integer>();
    stored.fieldNames().forEach(currency -> most.put(currency, stored.getInteger(currency)));
    return most;
  }
}
