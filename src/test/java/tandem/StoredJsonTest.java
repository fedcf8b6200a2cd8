package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.storage.TestDatabase;

/**
 * The columns of jsonb, which reads numbers and so may be much longer than what was sent. A new one
 * needs a decision here: what bounds the values that others write into it?
 */
@ExtendWith(VertxExtension.class)
class StoredJsonTest {

  private static final String RECORDS =
      "records of ours: numbers of Java's own types, checked texts";
  private static final String FLOOR = "the floor document, read into records with limits";
  private static final String TEXTS = "texts only, cut and made storable by the channel's reader";

  private static final Map<String, String> BOUNDS = new TreeMap<>(Map.ofEntries(
      Map.entry("agent.body", FLOOR),
      Map.entry("alert.body", RECORDS),
      Map.entry("audit.body", RECORDS),
      Map.entry("contact_origin.unread", TEXTS),
      Map.entry("conversation.correspondent", TEXTS),
      Map.entry("customer.preferences", "nobody writes it"),
      Map.entry(
          "draft.body", "derived from draft.said without large numbers, for the last version"),
      Map.entry("fact.body", RECORDS),
      Map.entry("floor_snapshot.body", RECORDS),
      Map.entry("hook_event.answer", RECORDS),
      Map.entry("hook_event.body", RECORDS),
      Map.entry("message.details", TEXTS),
      Map.entry("offer.choice", RECORDS),
      Map.entry("outbox.body", RECORDS),
      Map.entry("queue.body", FLOOR),
      Map.entry("reason.body", FLOOR),
      Map.entry("remedy_kind.customer_most", FLOOR),
      Map.entry("remedy_kind.most", FLOOR),
      Map.entry("site.body", FLOOR),
      Map.entry("timeline_entry.body", RECORDS)));

  @Test
  void every_column_of_jsonb_has_a_bound_for_what_others_write(Vertx vertx) {
    try (var database = TestDatabase.fresh(vertx)) {
      var columns = database.database().pool().query("""
              SELECT c.table_name || '.' || c.column_name AS name
                FROM information_schema.columns c
                JOIN information_schema.tables t USING (table_schema, table_name)
               WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN ('json', 'jsonb')
              """).execute().await().stream()
          .map(row -> row.getString("name"))
          .collect(Collectors.toSet());

      assertThat(columns).isEqualTo(BOUNDS.keySet());
    }
  }
}
