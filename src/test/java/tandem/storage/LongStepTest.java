package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(120)
class LongStepTest {

  @Test
  void a_start_that_waits_says_for_what() {
    var log = (Logger) LoggerFactory.getLogger(LongStep.class);
    var said = new ListAppender<ILoggingEvent>();
    said.start();
    log.addAppender(said);
    try (var _ = new LongStep("another node makes the tables")) {
      eventually(() -> !said.list.isEmpty());
      assertThat(List.copyOf(said.list).getFirst().getFormattedMessage())
          .isEqualTo("still waiting: another node makes the tables");
    } finally {
      log.detachAppender(said);
    }
  }
}
