package tandem;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.Ids;
import tandem.document.Json;
import tandem.rehearsal.load.Costs;
import tandem.rehearsal.load.FloorLoad;
import tandem.rehearsal.load.Load;

/**
 * How soon people see what happens on a floor of 500 agents and 60 queues, which
 * {@code scripts/soak} plays: from a carrier's event to the painted wallboard while the floor takes
 * 20 calls a second, and from an offer's message to its paint on the desk before and meanwhile. The
 * desk's limits are for a machine that does nothing else: 500 simulated agents are no part of it.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class BigFloor {

  private static final int AGENTS = 500;
  private static final int QUEUES = 60;
  private static final int CALLS_A_SECOND = 20;
  private static final int CUSTOMERS = 2_000;
  private static final int TIMES = Integer.getInteger("tandem.soak.times", 100);

  private static final double OFFER_MEDIAN_MAX = 30;
  private static final double OFFER_P99_MAX = 100;
  private static final double WALL_MAX = 1_000;

  /** Keeps the time at which the next change of a queue's number of waiting contacts is painted. */
  private static final String WATCH = """
      (queue) => {
        const cell = () => document.querySelector(`[data-testid="queue-${queue}"] td`).textContent.trim();
        const before = cell();
        window.changed = new Promise((done) => {
          const observer = new MutationObserver(() => {
            if (cell() === before) return;
            observer.disconnect();
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => done(Date.now());
              port2.postMessage(0);
            });
          });
          observer.observe(document.querySelector('tandem-wall'), { subtree: true, childList: true, characterData: true });
        });
      }""";

  /**
   * The page itself waits for the next paint of an offer: looks from outside cost it time
   * meanwhile.
   */
  private static final String PAINTED = """
      () => {
        const { offers } = tandemTiming;
        const count = offers.length;
        window.painted = new Promise((done) => {
          const look = () => (offers.length > count ? done() : setTimeout(look, 50));
          look();
        });
      }""";

  @Test
  void a_change_is_on_the_wallboard_within_a_second_and_an_offer_on_the_desk_in_some_frames(
      Vertx vertx, @TempDir Path data) {
    try (var browsers = Browsers.start(data)) {
      browsers.floor(queues());
      browsers.order();
      var bram = browsers.agent("bram");
      var quiet = offers(browsers, bram, "quiet");

      var load = load(vertx, browsers.node());
      var ends = load.run();
      var wall = browsers.page();
      browsers.supervise(wall);
      eventually(() -> (boolean)
          wall.evaluate("(() => { const { board } = document.querySelector('tandem-wall');"
              + " return board.queues.length >= " + QUEUES
              + " && board.agents.filter((one) => one.state !== 'offline').length >= "
              + AGENTS + "; })()"));

      var changes = changes(browsers, wall);
      var busy = offers(browsers, bram, "busy");
      load.finish();
      var played = ends.await();

      tell("change until painted on the wallboard", changes);
      tell("offer until painted on the desk before these calls", quiet);
      tell("offer until painted on the desk beside them, with all of it on one machine", busy);
      assertThat(played.lost()).isZero();
      assertThat(at(changes, 1)).isLessThan(WALL_MAX);
      assertThat(at(quiet, 0.5)).isLessThan(OFFER_MEDIAN_MAX);
      assertThat(at(quiet, 0.99)).isLessThan(OFFER_P99_MAX);
      assertThat(browsers.complaints()).isEmpty();
    }
  }

  /** Queues beside those of the sample floor, which no agent serves. */
  private static String queues() {
    var ids = IntStream.range(0, QUEUES).mapToObj(n -> "big-" + n).toList();
    return Json.write(Map.of(
        "skills",
        List.of(Map.of("id", "nobody", "name", "Nobody has it")),
        "queues",
        ids.stream()
            .map(id -> Map.of(
                "id",
                id,
                "name",
                "Queue " + id,
                "department",
                "service",
                "skills",
                Map.of("nobody", 1)))
            .toList(),
        "entrances",
        IntStream.range(0, QUEUES)
            .mapToObj(n -> Map.of("channel", "call", "address", number(n), "queue", ids.get(n)))
            .toList()));
  }

  private static String number(int queue) {
    return "+312055501%02d".formatted(queue);
  }

  private static FloorLoad load(Vertx vertx, Node node) {
    var clock = InstantSource.system();
    var load = new Load(
        Load.Mode.IDLE,
        AGENTS,
        CALLS_A_SECOND,
        Duration.ofMinutes(20),
        Duration.ZERO,
        CUSTOMERS,
        1);
    Costs.Meter unmeasured = () -> new Costs(
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
    return new FloorLoad(
        vertx,
        clock,
        new Ids(clock, new SecureRandom()),
        new SplittableRandom(1),
        node.asServer(),
        load,
        unmeasured,
        System.out::println);
  }

  /** How many milliseconds changes of queues took; a caller comes, and hangs up. */
  private static List<Double> changes(Browsers browsers, Page wall) {
    var took = new ArrayList<Double>();
    for (int i = 0; i < TIMES; i++) {
      int queue = i * 7 % QUEUES;
      var call = "big-" + i;
      took.add(change(wall, queue, () -> browsers.ring(call, Browsers.CALLER, number(queue))));
      took.add(change(wall, queue, () -> browsers.hangUp(call)));
    }
    took.sort(null);
    return took;
  }

  private static double change(Page wall, int queue, Runnable event) {
    wall.evaluate(WATCH, "big-" + queue);
    long began = System.currentTimeMillis();
    event.run();
    return ((Number) wall.evaluate("window.changed")).doubleValue() - began;
  }

  /** How many milliseconds offers took, as the page itself measures and reports them. */
  private static List<Double> offers(Browsers browsers, Page bram, String name) {
    bram.evaluate("tandemTiming.offers = []");
    for (int i = 0; i < TIMES; i++) {
      bram.evaluate(PAINTED);
      browsers.ring(name + "-" + i);
      bram.evaluate("painted");
      assertThat(bram.getByTestId("offer")).isVisible();
      browsers.hangUp(name + "-" + i);
      assertThat(bram.getByTestId("offer")).hasCount(0);
    }
    var took = new ArrayList<Double>();
    Json.read(String.valueOf(bram.evaluate("JSON.stringify(tandemTiming.offers)")), JsonNode.class)
        .forEach(offer -> took.add(offer.path("ms").asDouble()));
    assertThat(took).hasSize(TIMES);
    took.sort(null);
    return took;
  }

  private static void tell(String what, List<Double> took) {
    System.out.printf(
        "%s, %d times: p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, most %.0f ms%n",
        what, took.size(), at(took, 0.5), at(took, 0.95), at(took, 0.99), at(took, 1));
  }

  private static double at(List<Double> sorted, double part) {
    return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * part)));
  }
}
