package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The agent's page keeps nothing of finished contacts. {@code scripts/soak} plays an hour of the
 * same work, and measures heap and keys too.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class DeskWorkBrowserIT {

  /** Of a page with 2,700 nodes; eight timelines that stay have 600, and their rows alone 200. */
  private static final int NODES_OF_NOTHING = 120;

  private static final int LISTENERS_OF_NOTHING = 12;

  @Test
  void eight_conversations_later_the_page_has_as_many_nodes_and_listeners_as_before(Vertx vertx) {
    try (var work = new DeskWork(vertx, Duration.ZERO)) {
      rounds(work);
      var before = atRest(work);

      rounds(work);

      // what a message that is still on its way holds goes later; what leaks never goes
      Polls.until(work::held, after -> isAsMuch(before, after));
      assertThat(work.complaints()).isEmpty();
    }
  }

  private static DeskWork.Held atRest(DeskWork work) {
    return Polls.until(
            () -> List.of(work.held(), work.held(), work.held()),
            held -> held.stream().allMatch(one -> isAsMuch(held.getFirst(), one)))
        .getLast();
  }

  private static boolean isAsMuch(DeskWork.Held before, DeskWork.Held after) {
    return Math.abs(after.nodes() - before.nodes()) <= NODES_OF_NOTHING
        && Math.abs(after.listeners() - before.listeners()) <= LISTENERS_OF_NOTHING
        // the frame of an email that was just left may be there still
        && Math.abs(after.documents() - before.documents()) <= 1;
  }

  private static void rounds(DeskWork work) {
    for (int i = 0; i < DeskWork.OPEN; i++) {
      work.round();
    }
  }
}
