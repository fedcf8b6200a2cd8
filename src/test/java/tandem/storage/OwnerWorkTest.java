package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class OwnerWorkTest {

  private final Context context;
  private final List<String> done = new ArrayList<>();
  private boolean busy;
  private final OwnerWork work;

  private final class Noted implements OwnerWork.Work {
    @Override
    public void begin(long epoch) {
      done.add("begin " + epoch);
    }

    @Override
    public void end() {
      done.add("end");
    }

    @Override
    public boolean isIdle() {
      return !busy;
    }
  }

  OwnerWorkTest(Vertx vertx) {
    context = vertx.getOrCreateContext();
    work = new OwnerWork(context, new Noted());
  }

  private <T> T onContext(Supplier<T> look) {
    return Future.<T>future(promise -> context.runOnContext(_ -> promise.complete(look.get())))
        .await();
  }

  private void becomes(boolean isBusy) {
    onContext(() -> {
      busy = isBusy;
      work.tellIdle();
      return true;
    });
  }

  @Test
  void it_runs_from_the_beginning_of_a_term_to_its_end() {
    assertThat(onContext(work::isRunning)).isFalse();

    work.start(7);
    assertThat(onContext(work::isRunning)).isTrue();
    assertThat(onContext(work::epoch)).isEqualTo(7);
    work.stop().await();

    assertThat(onContext(work::isRunning)).isFalse();
    assertThat(done).containsExactly("begin 7", "end");
  }

  @Test
  void every_end_waits_for_work_in_progress() {
    work.start(1);
    becomes(true);
    var first = work.stop();
    var second = work.stop();
    onContext(() -> true);
    assertThat(first.isComplete() || second.isComplete()).isFalse();

    becomes(false);

    Future.all(first, second).await();
  }

  @Test
  void an_end_that_is_overtaken_by_the_next_term_completes_with_that_ones() {
    work.start(1);
    becomes(true);
    var first = work.stop();
    work.start(2);
    becomes(false);
    assertThat(first.isComplete()).isFalse();

    work.stop().await();

    first.await();
    assertThat(done).containsExactly("begin 1", "end", "begin 2", "end");
  }

  @Test
  void work_that_has_ceased_by_itself_can_still_be_ended() {
    work.start(1);
    becomes(true);
    onContext(() -> {
      work.cease();
      return true;
    });
    assertThat(onContext(work::isRunning)).isFalse();

    var stopped = work.stop();
    becomes(false);

    stopped.await();
  }

  @Test
  void work_that_never_began_ends_at_once() {
    work.stop().await();

    assertThat(done).containsExactly("end");
  }
}
