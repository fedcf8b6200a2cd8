package tandem.desk.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.OrderState;
import tandem.base.OutcomeId;
import tandem.base.RemedyKindId;
import tandem.base.SegmentId;
import tandem.cases.OutcomeKind;
import tandem.cases.RemedyKind;
import tandem.customers.Segment;
import tandem.storage.Database;
import tandem.storage.Migrations;
import tandem.storage.TestDatabase;

/** The migration of catalogues that were parts of the plan. */
@ExtendWith(VertxExtension.class)
class CataloguesMigrationTest {

  private static final String BEFORE = """
      INSERT INTO fact (floor, seq, epoch, at, kind, body) VALUES
        ('main', 1, 1, now(), 'floor_planned', '{"kind": "floor_planned", "changes": {
          "departments": [], "segments": [{"id": "vip"}, {"id": "basic"}],
          "outcomes": [{"id": "solved"}, {"id": "later"}, {"id": "gone"}],
          "remedies": [{"id": "refund"}, {"id": "credit"}]}}'),
        ('main', 2, 1, now(), 'floor_planned', '{"kind": "floor_planned", "changes": {
          "outcomes": [{"id": "added"}, {"id": "gone"}, {"id": "solved"}], "default_queue": "q"}}');
      INSERT INTO segment (id, name, body) VALUES
        ('basic', 'Basic', '{"id": "basic", "name": "Basic", "head_start": 0.5}'),
        ('old', 'Old', '{"id": "old", "name": "Old"}'),
        ('vip', 'VIP', '{"id": "vip", "name": "VIP", "head_start": 90}');
      INSERT INTO outcome_kind (id, name, resolves) VALUES
        ('added', 'Added', false), ('gone', 'Gone', false), ('later', 'Later', false), ('solved', 'Solved', true);
      INSERT INTO remedy_kind (id, name, exclusion_group, most, without_item, order_states) VALUES
        ('credit', 'Credit', 'goodwill', '{"EUR": 2500}', false, '{placed,delivered}'),
        ('refund', 'Refund', 'item', '{}', true, '{shipped}');
      """;

  private static Vertx vertx;

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @Test
  void parts_stay_unchanged_in_the_order_in_which_they_were_first_named() throws Exception {
    var address = TestDatabase.addressAt("28");
    try (var connection = address.open();
        var statement = connection.createStatement()) {
      statement.execute(BEFORE);
    }

    Migrations.run(address);

    var database = new Database(vertx, address, 2);
    var rows = new CatalogueRows();
    var catalogues = rows.all(database.pool()).await();
    assertThat(catalogues.segments())
        .containsExactly(
            new Segment(new SegmentId("vip"), "VIP", Duration.ofSeconds(90)),
            new Segment(new SegmentId("basic"), "Basic", Duration.ofMillis(500)),
            new Segment(new SegmentId("old"), "Old", Duration.ZERO));
    assertThat(catalogues.outcomes())
        .containsExactly(
            new OutcomeKind(new OutcomeId("solved"), "Solved", true),
            new OutcomeKind(new OutcomeId("later"), "Later", false),
            new OutcomeKind(new OutcomeId("gone"), "Gone", false),
            new OutcomeKind(new OutcomeId("added"), "Added", false));
    assertThat(catalogues.remedies())
        .containsExactly(
            new RemedyKind(
                new RemedyKindId("refund"),
                "Refund",
                "item",
                Map.of(),
                true,
                Set.of(OrderState.SHIPPED),
                RemedyKind.REVOKE_WITHIN,
                Map.of(),
                RemedyKind.CUSTOMER_DAYS),
            new RemedyKind(
                new RemedyKindId("credit"),
                "Credit",
                "goodwill",
                Map.of("EUR", 2500),
                false,
                Set.of(OrderState.PLACED, OrderState.DELIVERED),
                RemedyKind.REVOKE_WITHIN,
                Map.of(),
                RemedyKind.CUSTOMER_DAYS));

    database
        .transaction(tx -> rows.segments()
            .write(
                tx,
                java.util.List.of(
                    new Segment(new SegmentId("a"), "New", Duration.ZERO),
                    new Segment(new SegmentId("basic"), "Basic", Duration.ZERO))))
        .await();
    assertThat(rows.segments().all(database.pool()).await())
        .as("what is new comes last")
        .extracting(segment -> segment.id().value())
        .containsExactly("vip", "basic", "old", "a");
    database.close().await();
  }
}
