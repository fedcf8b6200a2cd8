package tandem.storage.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/** News on the bus of two nodes. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NewsBetweenNodesTest {

  /** Two of them are the same only if they are one object. */
  private static final class Word {
    private final String text;

    Word(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final NodeGround one = new NodeGround(address, "one").enter();
  private final NodeGround two = new NodeGround(address, "two").enter();
  private final Vertx vertx = one.vertx();
  private final Vertx otherVertx = two.vertx();
  private final Queue<String> written = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Word> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Word> heardElsewhere = new LinkedBlockingQueue<>();

  private NodeNews<Word> words(Vertx vertx) {
    return new NodeNews<>(
        vertx,
        "words",
        word -> {
          written.add(word.text());
          return word.text();
        },
        NewsBetweenNodesTest::read);
  }

  private static Word read(String text) {
    if (text.isEmpty()) {
      throw new IllegalStateException("no word");
    }
    return new Word(text);
  }

  @BeforeEach
  void meet() {
    NodeGround.introduce(one, two);
  }

  @AfterEach
  void stop() {
    two.close();
    one.close();
  }

  @Test
  void another_node_gets_the_news_as_text_and_this_one_the_object_itself() throws Exception {
    var news = words(vertx);
    var newsElsewhere = words(otherVertx);
    news.listen(heard::add);
    newsElsewhere.listen(heardElsewhere::add);
    news.start().await();
    newsElsewhere.start().await();
    var word = new Word("gr\u00fcezi");

    news.say(word);

    assertThat(heard.poll(60, TimeUnit.SECONDS)).isSameAs(word);
    assertThat(heardElsewhere.poll(60, TimeUnit.SECONDS))
        .isNotNull()
        .extracting(Word::text)
        .isEqualTo(word.text());
  }

  @Test
  void news_is_not_written_as_text_while_there_is_no_other_node() throws Exception {
    one.bridge().meet(List.of()).await();
    var news = words(vertx);
    news.listen(heard::add);
    news.start().await();

    news.say(new Word("one"));

    assertThat(heard.poll(60, TimeUnit.SECONDS)).isNotNull();
    assertThat(written).isEmpty();
  }

  @Test
  void news_that_cannot_be_read_is_one_logged_line_and_the_next_is_heard() throws Exception {
    var logger = (Logger) LoggerFactory.getLogger(NodeNews.class);
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    logger.addAppender(logged);
    var newsElsewhere = words(otherVertx);
    newsElsewhere.listen(heardElsewhere::add);
    newsElsewhere.start().await();

    try {
      var news = words(vertx);
      news.say(new Word(""));
      news.say(new Word("four"));

      assertThat(heardElsewhere.poll(60, TimeUnit.SECONDS))
          .isNotNull()
          .extracting(Word::text)
          .isEqualTo("four");
      assertThat(logged.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly("cannot read news channel=words author=one");
    } finally {
      logger.detachAppender(logged);
    }
  }
}
