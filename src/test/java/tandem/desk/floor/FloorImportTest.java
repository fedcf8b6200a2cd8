package tandem.desk.floor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;
import tandem.base.RemedyKindId;
import tandem.customers.PhoneNumbers;
import tandem.routing.Routing;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.RoutingEngine;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.InboxEvent;

class FloorImportTest {

  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");

  private final RoutingEngine engine = new RoutingEngine(Rules.STANDARD);
  private final List<FloorPlan> planned = new ArrayList<>(List.of(FloorPlan.EMPTY));
  private Map<RemedyKindId, Set<String>> held = Map.of();
  private final FloorImport floorImport = new FloorImport(
      new Told(),
      () -> Future.succeededFuture(planned.getLast()),
      () -> Future.succeededFuture(held),
      new PhoneNumbers("NL"));

  /** A routing that commits at once. */
  private final class Told implements Routing {
    @Override
    public Future<Decision> tell(Signal signal) {
      var decision = engine.handle(signal, NINE);
      if (decision instanceof Decision.Decided accepted) {
        accepted.facts().stream()
            .filter(Fact.FloorPlanned.class::isInstance)
            .map(Fact.FloorPlanned.class::cast)
            .forEach(fact -> planned.add(planned.getLast().with(fact.changes())));
      }
      return Future.succeededFuture(decision);
    }

    @Override
    public Future<Decision> tell(Signal signal, InboxEvent event) {
      return tell(signal);
    }
  }

  private int take(String text) {
    return floorImport.take("", text).await().changes();
  }

  private static String floor(String group) {
    return """
        departments: [{id: service, name: Service}]
        queues: [{id: q, name: Q, department: service}]
        remedies: [{id: refund, name: Refund, exclusion_group: %s}]
        default_queue: q
        """.formatted(group);
  }

  @Test
  void the_changes_are_counted_and_the_same_document_again_is_none() {
    assertThat(take(floor("make_good"))).isEqualTo(4);
    assertThat(take(floor("make_good"))).isZero();
    assertThat(take("queues: [{id: q, name: Queue, department: service}]")).isEqualTo(1);
  }

  @Test
  void a_kind_that_is_held_keeps_its_exclusion_group() {
    take(floor("make_good"));
    held = Map.of(new RemedyKindId("refund"), Set.of("make_good"));

    assertThatThrownBy(() -> take(floor("other")))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessage("remedies: exclusion_group of refund must stay make_good while live remedies of"
            + " that kind hold it, not become other");
    assertThat(take(floor("make_good"))).isZero();
    held = Map.of();
    assertThat(take(floor("other"))).isEqualTo(1);
  }

  @Test
  void what_the_engine_refuses_is_invalid() {
    take(floor("make_good"));

    assertThatThrownBy(() -> take("queues: [{id: q, name: Q, department: service, channel: chat}]"))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("queue q is for call contacts and stays so");
  }
}
