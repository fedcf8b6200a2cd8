package tandem.storage.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class NodeNewsTest {

  private final Vertx vertx;
  private final NodeNews<Integer> news = numbers("numbers");
  private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();

  private NodeNews<Integer> numbers(String address) {
    return new NodeNews<>(vertx, address, String::valueOf, Integer::valueOf);
  }

  NodeNewsTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @Test
  void every_listener_gets_news_from_this_node_and_others() throws InterruptedException {
    news.listen(heard::add);
    news.listen(heard::add);
    news.start().await();

    news.say(1);
    numbers("numbers").say(2);
    numbers("other numbers").say(3);

    for (int expected : new int[] {1, 1, 2, 2}) {
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(expected);
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void a_failing_listener_does_not_keep_the_news_from_others() throws InterruptedException {
    news.listen(_ -> {
      throw new IllegalStateException("this listener fails");
    });
    news.listen(heard::add);
    news.start().await();

    news.say(1);

    assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void after_its_stop_nothing_is_heard() {
    news.listen(heard::add);
    news.start().await();
    news.stop().await();
    var others = numbers("numbers");
    var counted = new LinkedBlockingQueue<Integer>();
    others.listen(counted::add);
    others.start().await();

    news.say(1);

    try {
      assertThat(counted.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(heard).isEmpty();
  }
}
