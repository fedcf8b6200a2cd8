package tandem.customers;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import tandem.base.CustomerId;
import tandem.base.Failure;

/**
 * The reading of histories from PostgreSQL. It reads the tables of cases only through the views
 * {@code history_*}.
 */
public final class Histories {

  /** The present id and version of a customer; an older cached history is not used. */
  public record Current(CustomerId customer, long version) {}

  private static final String CURRENT = """
      SELECT c.id, c.version
        FROM customer asked
        JOIN customer c ON c.id = coalesce(asked.joined_into, asked.id)
       WHERE asked.id = $1
      """;

  /**
   * The definition of a history; the contract describes it as Pop. It is one statement, so that
   * version and content belong to the same instant. It looks for the newest entries only in the
   * cases that were touched last, so a customer with 10,000 contacts costs no more than others.
   */
  private static final String HISTORY = """
      SELECT c.version, convert_to(json_strip_nulls(json_build_object(
        'customer', json_build_object(
          'id', c.id, 'name', c.name, 'provisional', c.provisional, 'segment', c.segment, 'language', c.language,
          'time_zone', c.time_zone,
          'since', json_time(c.created_at), 'version', c.version,
          'contact_points', (
            SELECT coalesce(json_agg(json_build_object('kind', p.kind, 'value', p.value) ORDER BY p.kind, p.value), '[]')
              FROM (SELECT kind, value FROM contact_point WHERE customer = c.id ORDER BY kind, value LIMIT %1$d) p)),
        'orders', (
          SELECT coalesce(json_agg(json_build_object(
                   'id', o.id, 'number', o.number, 'state', o.state, 'placed_at', json_time(o.placed_at),
                   'currency', o.currency, 'tracking', o.tracking,
                   'paid_minor', order_paid(o.id, o.state, o.paid_minor),
                   'lines', (
                     SELECT coalesce(json_agg(json_build_object(
                              'id', l.id, 'shop_line', l.shop_line, 'position', l.position, 'article', l.article,
                              'title', l.title, 'quantity', l.quantity, 'price_minor', l.price_minor,
                              'paid_minor', line_paid(l.paid_minor, l.price_minor, l.quantity, o.state, o.paid_minor),
                              'gone', l.gone_at IS NOT NULL)
                              ORDER BY l.gone_at IS NOT NULL, l.position, l.id), '[]')
                       FROM order_line l
                      WHERE l.order_id = o.id)) ORDER BY o.placed_at DESC, o.number DESC), '[]')
            FROM (SELECT * FROM customer_order
                   WHERE customer = c.id ORDER BY placed_at DESC, number DESC LIMIT %2$d) o),
        'cases', (
          SELECT coalesce(json_agg(json_build_object(
                   'id', k.id, 'number', k.number, 'kind', k.kind, 'subject', k.subject, 'state', k.state,
                   'department', k.department, 'opened_at', json_time(k.opened_at),
                   'touched_at', json_time(k.touched_at), 'waiting_on', k.waiting_on, 'entries', k.entries,
                   'repeats', k.repeats)
                   ORDER BY k.touched_at DESC, k.number DESC), '[]')
            FROM (SELECT * FROM history_case
                   WHERE customer = c.id ORDER BY touched_at DESC, number DESC LIMIT %3$d) k),
        'remedies', (
          SELECT coalesce(json_agg(json_build_object(
                   'id', r.id, 'case', r.case_id, 'order_line', r.order_line, 'units', r.units, 'kind', r.kind,
                   'kind_name', r.kind_name, 'exclusion_group', r.exclusion_group, 'generation', r.generation,
                   'state', r.state, 'amount_minor', r.amount_minor, 'currency', r.currency, 'reason', r.reason,
                   'agent', r.agent, 'agent_name', r.agent_name, 'recorded_by', r.recorded_by, 'department', r.department,
                   'department_name', r.department_name, 'given_at', json_time(r.given_at),
                   'changed_at', json_time(r.changed_at), 'article', r.article, 'title', r.title,
                   'tracking', r.tracking)
                   ORDER BY r.given_at DESC, r.id DESC), '[]')
            FROM (SELECT * FROM history_remedy
                   WHERE customer = c.id ORDER BY given_at DESC, id DESC LIMIT %4$d) r),
        'timeline', (
          SELECT coalesce(json_agg(json_build_object(
                   'case', e.case_id, 'case_number', e.case_number, 'number', e.number, 'at', json_time(e.at),
                   'kind', e.kind, 'department', e.department, 'agent', e.agent, 'recorded_by', e.recorded_by,
                   'contact', e.contact, 'body', e.body)
                   ORDER BY e.at DESC, e.case_number DESC, e.number DESC), '[]')
            FROM (SELECT newest.*
                    FROM (SELECT id FROM history_case
                           WHERE customer = c.id ORDER BY touched_at DESC, number DESC LIMIT %5$d) touched
                   CROSS JOIN LATERAL (
                         SELECT * FROM history_entry
                          WHERE case_id = touched.id ORDER BY at DESC, number DESC LIMIT %5$d) newest
                   ORDER BY newest.at DESC, newest.case_number DESC, newest.number DESC
                   LIMIT %5$d) e),
        'timeline_total', (SELECT coalesce(sum(entries), 0) FROM history_case WHERE customer = c.id)))::text, 'UTF8') AS json
        FROM customer c
       WHERE c.id = $1
      """.formatted(
          CustomerHistory.CONTACT_POINTS_MAX,
          CustomerHistory.ORDERS_MAX,
          CustomerHistory.CASES_MAX,
          CustomerHistory.REMEDIES_MAX,
          CustomerHistory.TIMELINE_MAX);

  /** {@link Failure.NotFound} when there is no such customer. */
  public Future<Current> current(SqlClient sql, CustomerId id) {
    return sql.preparedQuery(CURRENT)
        .execute(Tuple.of(id.value()))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row -> new Current(new CustomerId(row.getUUID("id")), row.getLong("version")))
            .orElseThrow(() -> new Failure.NotFound("customer", id)));
  }

  public Future<CustomerHistory> history(SqlClient sql, CustomerId id) {
    return sql.preparedQuery(HISTORY)
        .execute(Tuple.of(id.value()))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row -> new CustomerHistory(id, row.getLong("version"), row.getBuffer("json")))
            .orElseThrow(() -> new Failure.NotFound("customer", id)));
  }
}
