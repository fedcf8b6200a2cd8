package tandem.rehearsal.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Channel;

@Timeout(60)
@ExtendWith(VertxExtension.class)
class TallyTest {

  private final List<String> said = new ArrayList<>();

  @Test
  void the_first_failure_is_told_at_once_and_the_next_within_a_minute_only_counted(Vertx vertx) {
    var tally = new Tally(vertx, said::add);

    tally.failed("the server did not take a call");
    tally.failed("a chat could not be opened");
    tally.failed("a chat could not be opened");

    assertThat(said).containsExactly("the server did not take a call");
    assertThat(tally.figures().failures()).isEqualTo(3);
    tally.close();
  }

  @Test
  void a_customer_is_on_the_line_from_coming_to_going(Vertx vertx) {
    var tally = new Tally(vertx, said::add);

    tally.comes(Channel.CHAT);
    tally.comes(Channel.CHAT);
    tally.goes(Channel.CHAT);

    assertThat(tally.figures().customers()).containsEntry(Channel.CHAT, 1);
    assertThat(tally.figures().customers()).containsEntry(Channel.CALL, 0);
  }
}
