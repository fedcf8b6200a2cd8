package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
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
      var before = work.held();

      rounds(work);

      var after = work.held();
      assertThat(after.nodes())
          .as("%s, then %s", before, after)
          .isCloseTo(before.nodes(), within(NODES_OF_NOTHING));
      assertThat(after.listeners())
          .as("%s, then %s", before, after)
          .isCloseTo(before.listeners(), within(LISTENERS_OF_NOTHING));
      // the frame of an email that was just left may be there still
      assertThat(after.documents()).isBetween(before.documents() - 1, before.documents() + 1);
      assertThat(work.complaints()).isEmpty();
    }
  }

  private static void rounds(DeskWork work) {
    for (int i = 0; i < DeskWork.OPEN; i++) {
      work.round();
    }
  }
}
