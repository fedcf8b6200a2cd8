package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

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
      assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(expected);
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

    assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void news_that_cannot_be_read_is_one_logged_line_and_the_next_is_heard()
      throws InterruptedException {
    var logger = (Logger) LoggerFactory.getLogger(NodeNews.class);
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    logger.addAppender(logged);
    news.listen(heard::add);
    news.start().await();

    try {
      new NodeNews<>(vertx, "numbers", String::valueOf, String::valueOf).say("three");
      news.say(4);

      assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(4);
      assertThat(logged.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly("cannot read news address=numbers");
    } finally {
      logger.detachAppender(logged);
    }
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
      assertThat(counted.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(heard).isEmpty();
  }
}
