package tandem.channels.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;

class SiteLinesTest {

  private final SiteLines lines = new SiteLines();
  private final List<Promise<String>> begun = new ArrayList<>();

  private Future<String> work() {
    var promise = Promise.<String>promise();
    begun.add(promise);
    return promise.future();
  }

  @Test
  void a_flood_on_one_site_does_not_keep_another_waiting() {
    var flood = IntStream.range(0, SiteLines.AT_ONCE_MAX + SiteLines.WAITING_MAX)
        .mapToObj(_ -> lines.run("flooded", this::work))
        .toList();

    var tooMuch = lines.run("flooded", this::work);
    var other = lines.run("quiet", () -> Future.succeededFuture("done"));

    assertThat(begun).hasSize(SiteLines.AT_ONCE_MAX);
    assertThat(tooMuch.cause()).isInstanceOf(Failure.TooMany.class);
    assertThat(tooMuch.cause()).hasMessageContaining("at most 500 wait");
    assertThat(other.result()).isEqualTo("done");
    for (int i = 0; i < begun.size(); i++) {
      begun.get(i).complete("piece " + i);
    }
    assertThat(flood).extracting(Future::result).contains("piece 503").hasSize(504);
  }

  @Test
  void a_piece_that_fails_makes_room_for_the_next() {
    for (int i = 0; i < 100; i++) {
      assertThat(lines
              .run("site", () -> {
                throw new IllegalStateException("broken");
              })
              .failed())
          .isTrue();
    }

    assertThat(lines.run("site", () -> Future.succeededFuture(1)).result()).isEqualTo(1);
  }
}
