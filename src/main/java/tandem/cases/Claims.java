package tandem.cases;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.OrderLineId;
import tandem.base.RemedyKindId;

/** The claims: soft holds while a form is open. They inform people and never block. */
public final class Claims {

  /** The life of a claim; it is renewed while the agent types. */
  public static final Duration CLAIM = Duration.ofMinutes(3);

  public static final int LIST_MAX = 200;

  private static final String PUT = """
      INSERT INTO remedy_claim AS c
             (object_type, object_id, unit, exclusion_group, kind, agent, claimed_at, expires_at)
      SELECT $1, $2, u.unit, k.exclusion_group, k.id, $5, $6, $7
        FROM remedy_kind k, unnest($3::integer[]) AS u (unit)
       WHERE k.id = $4
         AND (EXISTS (SELECT
                        FROM cases_order_line l JOIN case_file f ON f.customer = l.customer
                       WHERE $1 = 'order_line' AND l.id = $2 AND f.id = $8)
              OR EXISTS (SELECT FROM case_file WHERE $1 = 'case' AND id = $2))
       ORDER BY u.unit
      ON CONFLICT (object_type, object_id, unit, exclusion_group, agent) DO UPDATE
         SET expires_at = excluded.expires_at,
             kind = excluded.kind,
             claimed_at = CASE WHEN c.expires_at > excluded.claimed_at THEN c.claimed_at ELSE excluded.claimed_at END
      """;

  /** Returns the customers of ended claims, by the order or the case. */
  private static final String CUSTOMERS = """
      SELECT DISTINCT coalesce(l.customer, f.customer) AS customer
        FROM gone
        LEFT JOIN cases_order_line l ON gone.object_type = 'order_line' AND l.id = gone.object_id
        LEFT JOIN case_file f ON gone.object_type = 'case' AND f.id = gone.object_id
       WHERE coalesce(l.customer, f.customer) IS NOT NULL
      """;

  private static final String REMOVE = """
      WITH gone AS (
        DELETE FROM remedy_claim c
         USING remedy_kind k
         WHERE k.id = $4
           AND c.object_type = $1
           AND c.object_id = $2
           AND c.unit = ANY ($3::integer[])
           AND c.exclusion_group = k.exclusion_group
           AND c.agent = $5
        RETURNING c.object_type, c.object_id)
      """ + CUSTOMERS;

  private static final String REMOVE_ALL = """
      WITH gone AS (
        DELETE FROM remedy_claim WHERE agent = $1 RETURNING object_type, object_id)
      """ + CUSTOMERS;

  private static final String FORGET = "DELETE FROM remedy_claim WHERE expires_at <= $1";

  private static final String LIVE = """
      SELECT c.object_type, c.object_id, c.unit, c.exclusion_group, c.kind, k.name AS kind_name,
             c.agent, a.name AS agent_name,
             d.id AS department, d.name AS department_name, c.claimed_at, c.expires_at
        FROM remedy_claim c
        JOIN remedy_kind k ON k.id = c.kind
        JOIN cases_agent a ON a.id = c.agent
        JOIN cases_department d ON d.id = a.department
       WHERE c.expires_at > $2
         AND c.object_id IN (SELECT id FROM case_file WHERE customer = $1
                             UNION ALL
                             SELECT id FROM cases_order_line WHERE customer = $1)
       ORDER BY c.claimed_at, c.agent, c.object_id, c.unit
       LIMIT $3
      """;

  /**
   * The remedy that an agent is about to give.
   *
   * @param units may be left out if there is only one
   */
  public record Intent(
      CaseId caseId, Optional<OrderLineId> orderLine, List<Integer> units, RemedyKindId kind) {
    public Intent {
      Failure.require(
          units.size() <= RemedyRequest.UNITS_MAX,
          "units must be at most " + RemedyRequest.UNITS_MAX);
      Failure.require(units.stream().allMatch(unit -> unit >= 1), "units count from 1");
      units = units.isEmpty() ? List.of(1) : List.copyOf(new TreeSet<>(units));
    }
  }

  /** Makes a claim or renews it. */
  public Future<Void> put(SqlClient sql, Intent intent, AgentId agent, Instant now) {
    return sql.preparedQuery(FORGET)
        .execute(Tuple.of(now.atOffset(UTC)))
        .compose(_ -> sql.preparedQuery(PUT)
            .execute(key(intent, agent)
                .addValue(now.atOffset(UTC))
                .addValue(now.plus(CLAIM).atOffset(UTC))
                .addValue(intent.caseId().value())))
        .map(put -> {
          if (put.rowCount() == 0) {
            throw new Failure.Invalid(
                "kind, case and order_line must exist, and order_line must belong to the case's customer");
          }
          return put;
        })
        .mapEmpty();
  }

  /** Ends a claim; returns its customer, if there was a claim. */
  public Future<List<CustomerId>> remove(SqlClient sql, Intent intent, AgentId agent) {
    return sql.preparedQuery(REMOVE).execute(key(intent, agent)).map(Claims::customers);
  }

  /** Ends all claims of an agent; returns their customers. */
  public Future<List<CustomerId>> removeAll(SqlClient sql, AgentId agent) {
    return sql.preparedQuery(REMOVE_ALL).execute(Tuple.of(agent.value())).map(Claims::customers);
  }

  private static List<CustomerId> customers(RowSet<Row> rows) {
    return rows.stream().map(row -> new CustomerId(row.getUUID("customer"))).toList();
  }

  /** Returns the live claims for this customer, the oldest first. */
  public Future<List<Claim>> live(SqlClient sql, CustomerId customer, Instant now) {
    return sql.preparedQuery(LIVE)
        .execute(Tuple.of(customer.value(), now.atOffset(UTC), LIST_MAX))
        .map(rows -> rows.stream().map(Claims::read).toList());
  }

  private static Tuple key(Intent intent, AgentId agent) {
    var object = GuardedObject.of(intent.caseId(), intent.orderLine());
    return Tuple.of(
        object.type(),
        object.id(),
        intent.units().toArray(Integer[]::new),
        intent.kind().value(),
        agent.value());
  }

  private static Claim read(Row row) {
    boolean line = row.getString("object_type").equals("order_line");
    var object = row.getUUID("object_id");
    return new Claim(
        line ? Optional.of(new OrderLineId(object)) : Optional.empty(),
        line ? Optional.empty() : Optional.of(new CaseId(object)),
        row.getInteger("unit"),
        row.getString("exclusion_group"),
        new RemedyKindId(row.getString("kind")),
        row.getString("kind_name"),
        new AgentId(row.getString("agent")),
        row.getString("agent_name"),
        new DepartmentId(row.getString("department")),
        row.getString("department_name"),
        row.getOffsetDateTime("claimed_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant());
  }
}
