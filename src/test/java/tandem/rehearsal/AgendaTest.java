package tandem.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(VertxExtension.class)
class AgendaTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Vertx vertx;
  private final Agenda agenda = new Agenda(vertx, System::nanoTime);

  AgendaTest(OneLoop loop) {
    vertx = loop.vertx();
    super();
  }

  private Future<Void> onLoop(Runnable act) {
    return new Loop(vertx).ask(done -> {
      act.run();
      done.complete();
    });
  }

  @Test
  void an_act_that_is_due_in_an_hour_is_done_soon_when_the_time_runs_fast_enough() {
    var done = Promise.<Void>promise();

    onLoop(() -> agenda.in(HOUR, done::complete)).await();
    onLoop(() -> agenda.speed(HOUR.toMillis() / 10.0)).await();

    done.future().await();
  }

  @Test
  void while_the_time_stands_still_nothing_is_done() {
    var done = new ArrayList<String>();
    var later = Promise.<Void>promise();
    onLoop(() -> {
          agenda.speed(0);
          agenda.in(Duration.ofMillis(1), () -> {
            done.add("act");
            later.complete();
          });
        })
        .await();

    vertx.timer(50, TimeUnit.MILLISECONDS).await();
    onLoop(() -> {
          done.add("goes on");
          agenda.speed(1);
        })
        .await();
    later.future().await();

    assertThat(done).isEqualTo(List.of("goes on", "act"));
  }

  @Test
  void acts_keep_their_order_when_the_speed_changes() {
    var done = new ArrayList<Integer>();
    var last = Promise.<Void>promise();
    onLoop(() -> {
          agenda.in(HOUR.multipliedBy(2), last::complete);
          for (int n = 3; n > 0; n--) {
            int minutes = n;
            agenda.in(Duration.ofMinutes(minutes), () -> {
              done.add(minutes);
              agenda.speed(minutes * 100_000.0);
            });
          }
          agenda.speed(50_000);
        })
        .await();

    last.future().await();

    assertThat(done).containsExactly(1, 2, 3);
  }
}
