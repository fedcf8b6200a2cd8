package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An hour of work on the agent's page in some minutes, which {@code scripts/soak} plays: what the
 * page holds stays flat, and a letter is painted within 50 ms of its key.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class DeskHour {

  /** An agent with eight conversations at a time finishes about one a minute. */
  private static final int TURNS = Integer.getInteger("tandem.soak.turns", 8);

  /** 16 keys a second: nobody types faster for long. */
  private static final Duration BETWEEN_KEYS = Duration.ofMillis(60);

  private static final double ECHO_MAX = 50;
  private static final double GROWTH_MAX = 0.03;

  /** The browser's compiled code and caches grow in the first hour. */
  private static final double HEAP_GROWTH_MAX = 0.10;

  @Test
  void the_page_holds_as_much_at_the_end_of_the_hour_as_at_its_beginning(Vertx vertx) {
    try (var work = new DeskWork(vertx, BETWEEN_KEYS)) {
      var held = new ArrayList<DeskWork.Held>();
      var keys = new ArrayList<Double>();
      turn(work); // everything is loaded, and every text was shown once
      for (int i = 0; i < TURNS; i++) {
        keys.addAll(turn(work));
        held.add(work.held());
        System.out.println((i + 1) * DeskWork.OPEN + " contacts finished: " + held.getLast());
      }
      keys.sort(null);
      System.out.printf(
          "%d keys until painted: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, most %.1f ms%n",
          keys.size(), at(keys, 0.5), at(keys, 0.95), at(keys, 0.99), keys.getLast());

      var first = held.getFirst();
      var last = held.getLast();
      assertThat(last.heap() / first.heap() - 1).as("%s", held).isLessThan(HEAP_GROWTH_MAX);
      assertThat((double) last.nodes() / first.nodes() - 1).as("%s", held).isLessThan(GROWTH_MAX);
      assertThat((double) last.listeners() / first.listeners() - 1)
          .as("%s", held)
          .isLessThan(GROWTH_MAX);
      // the frame of an email that was just left may be there still
      assertThat(last.documents()).isBetween(first.documents() - 1, first.documents() + 1);
      assertThat(at(keys, 0.99)).isLessThan(ECHO_MAX);
      assertThat(work.complaints()).isEmpty();
    }
  }

  private static List<Double> turn(DeskWork work) {
    var keys = new ArrayList<Double>();
    for (int i = 0; i < DeskWork.OPEN; i++) {
      keys.addAll(work.round());
    }
    return keys;
  }

  private static double at(List<Double> sorted, double part) {
    return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * part)));
  }
}
