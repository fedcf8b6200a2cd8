package tandem.routing;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import tandem.document.Json;
import tandem.routing.engine.FloorPlan;

/** The routing plan as database rows, which other rooms read through views. */
final class FloorRows {

  /** The statements in the order of the tables' references. */
  private static final List<String> UPSERTS = List.of("""
      INSERT INTO channel_terms (channel, slots, blocks, link, customer)
      SELECT e ->> 'channel', (e ->> 'slots')::int, ARRAY(SELECT jsonb_array_elements_text(e -> 'blocks')),
             e ->> 'link', e ->> 'customer'
        FROM jsonb_array_elements($1::text::jsonb -> 'channels') e
      ON CONFLICT (channel) DO UPDATE
         SET slots = EXCLUDED.slots, blocks = EXCLUDED.blocks, link = EXCLUDED.link, customer = EXCLUDED.customer
      """, """
      INSERT INTO department (id, name)
      SELECT e ->> 'id', e ->> 'name' FROM jsonb_array_elements($1::text::jsonb -> 'departments') e
      ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name
      """, """
      INSERT INTO skill (id, name)
      SELECT e ->> 'id', e ->> 'name' FROM jsonb_array_elements($1::text::jsonb -> 'skills') e
      ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name
      """, """
      INSERT INTO queue (id, name, department, channel, active, body)
      SELECT e ->> 'id', e ->> 'name', e ->> 'department', e ->> 'channel', (e ->> 'active')::boolean, e
        FROM jsonb_array_elements($1::text::jsonb -> 'queues') e
      ON CONFLICT (id) DO UPDATE
         SET name = EXCLUDED.name, department = EXCLUDED.department, channel = EXCLUDED.channel,
             active = EXCLUDED.active, body = EXCLUDED.body
      """, """
      INSERT INTO agent (id, name, department, address, active, body)
      SELECT e ->> 'id', e ->> 'name', e ->> 'department', e ->> 'address', (e ->> 'active')::boolean, e
        FROM jsonb_array_elements($1::text::jsonb -> 'agents') e
      ON CONFLICT (id) DO UPDATE
         SET name = EXCLUDED.name, department = EXCLUDED.department, address = EXCLUDED.address,
             active = EXCLUDED.active, body = EXCLUDED.body
      """, """
      INSERT INTO reason (id, name, body)
      SELECT e ->> 'id', e ->> 'name', e FROM jsonb_array_elements($1::text::jsonb -> 'reasons') e
      ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, body = EXCLUDED.body
      """, """
      INSERT INTO entrance (channel, address, queue)
      SELECT e ->> 'channel', e ->> 'address', e ->> 'queue' FROM jsonb_array_elements($1::text::jsonb -> 'entrances') e
      ON CONFLICT (channel, address) DO UPDATE SET queue = EXCLUDED.queue
      """);

  private FloorRows() {}

  static List<Future<?>> write(SqlConnection transaction, FloorPlan changes) {
    var json = Json.write(changes);
    var steps = new ArrayList<Future<?>>();
    UPSERTS.forEach(sql -> steps.add(transaction.preparedQuery(sql).execute(Tuple.of(json))));
    return steps;
  }
}
