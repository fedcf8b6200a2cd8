package tandem.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A wait for the database throws what failed, also what Java calls checked. */
class StartFailuresTest {

  @Test
  void a_database_that_goes_away_during_a_start_is_one_sentence() {
    var refused = new ConnectException("Connection refused: /127.0.0.1:5432");

    assertThat(StartFailures.told(refused))
        .hasMessage("the server does not start: Connection refused: /127.0.0.1:5432");
    assertThat(StartFailures.words(new ExecutionException(refused)))
        .contains("Connection refused: /127.0.0.1:5432");
  }

  @Test
  void a_fault_of_the_program_is_named_as_such() {
    var fault = new IllegalStateException("no such room");

    assertThat(StartFailures.told(fault))
        .hasMessageContaining("IllegalStateException: no such room");
    assertThat(StartFailures.words(fault)).isEmpty();
  }
}
