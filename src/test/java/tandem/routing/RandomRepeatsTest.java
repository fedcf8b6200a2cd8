package tandem.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.FloorTerms.ANA;
import static tandem.routing.FloorTerms.TOM;
import static tandem.routing.FloorTerms.accepted;
import static tandem.routing.FloorTerms.arrival;
import static tandem.routing.FloorTerms.event;
import static tandem.routing.FloorTerms.left;
import static tandem.routing.FloorTerms.planned;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.AgentId;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/**
 * Random events, repeats near and far, imports and deadlines, compared with a simple model: an
 * event has one answer for ever, an arrival has one effect, and no repeat ends a term.
 */
@ExtendWith(VertxExtension.class)
class RandomRepeatsTest {

  private static final int STEPS = 700;
  private static final int TERMS = 4;
  private static final List<AgentId> AGENTS = List.of(TOM, ANA);

  /** Some offers run out within a test. */
  private static final List<Duration> OFFER_TIMEOUTS =
      List.of(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(20));

  private record Asked(String event, Future<Decision> answer) {}

  /** What was told, and what must be so. */
  private static final class Model {
    final Map<String, Signal> events = new LinkedHashMap<>();
    final Map<String, String> firstAnswers = new LinkedHashMap<>();
    final Set<String> imports = new HashSet<>();
    final List<Asked> asked = new ArrayList<>();
    final List<Future<?>> others = new ArrayList<>();
    int calls;

    String event(Signal signal) {
      var id = "e-" + events.size();
      events.put(id, signal);
      return id;
    }

    /** All answers are there, and each is the first one of its event. */
    void settle() throws Exception {
      for (var one : asked) {
        var answer = DecisionJson.write(one.answer().await(60, TimeUnit.SECONDS));
        var first = firstAnswers.putIfAbsent(one.event(), answer);
        assertThat(answer).as(one.event()).isEqualTo(first == null ? answer : first);
      }
      for (var other : others) {
        other.await(60, TimeUnit.SECONDS);
      }
      asked.clear();
      others.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatever_comes_again_has_one_answer_and_one_effect(long seed, Vertx vertx) throws Exception {
    var random = new Random(seed);
    var model = new Model();
    try (var floor = new FloorTerms(vertx)) {
      var node = floor.next();
      node.tell(planned(OFFER_TIMEOUTS.getFirst(), TOM, ANA)).await();
      for (int term = 1; term <= TERMS; term++) {
        for (int step = 0; step < STEPS / TERMS; step++) {
          step(random, node, model);
        }
        model.settle();
        if (term < TERMS) {
          node = floor.next();
        }
      }
      tellAll(node, model);
      model.settle();

      assertThat(floor.takenBack()).isPositive();
      assertThat(floor.terms()).isEqualTo(TERMS);
      assertThat(model.firstAnswers).hasSameSizeAs(model.events);
      assertThat(floor.rows("SELECT event || ' ' || (answer ->> 'accepted') FROM hook_event"))
          .containsExactlyInAnyOrderElementsOf(model.firstAnswers.entrySet().stream()
              .map(one -> one.getKey() + " " + one.getValue().contains("true"))
              .toList());
      assertThat(floor.rows("SELECT count(*) FROM fact WHERE kind = 'queued'"))
          .containsExactly(floor.rows("SELECT count(*) FROM contact").getFirst());
      assertThat(floor.rows("SELECT contact || ' ' || count(*) FROM fact"
              + " WHERE kind IN ('queued', 'abandoned', 'left_early') GROUP BY contact, kind"
              + " HAVING count(*) > 1"))
          .isEmpty();
      assertThat(floor.rows("SELECT count(*) FROM outbox"))
          .containsExactly(
              floor.rows("SELECT count(*) FROM fact WHERE kind = 'accepted'").getFirst());
      assertThat(floor.rows("SELECT kind FROM alert"))
          .containsExactlyInAnyOrderElementsOf(model.imports);
      floor.assertThatTheJournalIsTheFloor(node);
    }
  }

  private static void tellAll(RoutingNode node, Model model) {
    model.events.forEach(
        (id, signal) -> model.asked.add(new Asked(id, node.tell(signal, event(id)))));
  }

  private static void step(Random random, RoutingNode node, Model model) throws Exception {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> news(node, model, arrival("c-" + model.calls++));
      case 5, 6 -> news(node, model, left(call(random, model)));
      case 7, 8, 9 ->
        news(node, model, accepted(call(random, model), 1 + random.nextInt(2), agent(random)));
      case 10, 11 ->
        model.others.add(node.tell(new Signal.PresenceAsked(agent(random), new Presence.Ready())));
      case 12, 13, 14, 15 -> repeat(random, node, model, 0);
      case 16 -> repeat(random, node, model, Math.max(0, model.events.size() - 20));
      case 17 -> imported(random, node, model);
      default -> {
        if (random.nextInt(3) == 0) {
          model.settle();
        }
      }
    }
  }

  private static void news(RoutingNode node, Model model, Signal signal) {
    var id = model.event(signal);
    model.asked.add(new Asked(id, node.tell(signal, event(id))));
  }

  /** One of the events after so many. */
  private static void repeat(Random random, RoutingNode node, Model model, int after) {
    if (!model.events.isEmpty()) {
      var id = "e-" + random.nextInt(after, model.events.size());
      model.asked.add(new Asked(id, node.tell(model.events.get(id), event(id))));
    }
  }

  private static void imported(Random random, RoutingNode node, Model model) {
    var timeout = OFFER_TIMEOUTS.get(random.nextInt(OFFER_TIMEOUTS.size()));
    boolean objected = random.nextInt(3) == 0;
    var body = (objected ? "no-" : "a-") + model.events.size() + "-" + model.imports.size();
    if (!objected) {
      model.imports.add(body);
    }
    model.others.add(node.tell(planned(timeout, TOM, ANA), new Companion("alert", body))
        .map(result -> {
          assertThat(result instanceof Companion.Result.Objected).isEqualTo(objected);
          return result;
        }));
  }

  private static String call(Random random, Model model) {
    return "c-" + random.nextInt(Math.max(1, model.calls + 1));
  }

  private static AgentId agent(Random random) {
    return AGENTS.get(random.nextInt(AGENTS.size()));
  }
}
