package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;
import tandem.rehearsal.FreePort;

class DatabaseWaitTest {

  private static final Instant NINE = Instant.parse("2026-02-01T09:00:00Z");

  private final List<String> said = new ArrayList<>();

  @Test
  void a_database_that_is_there_is_not_waited_for() {
    DatabaseWait.until(TestDatabase.freshAddress(), InstantSource.fixed(NINE), said::add);

    assertThat(said).isEmpty();
  }

  @Test
  void one_that_does_not_answer_is_named_and_waited_for_so_long_and_no_longer() {
    var address =
        new DatabaseAddress("127.0.0.1", new FreePort().number(), "tandem", "ana", "hush");

    assertThatThrownBy(
            () -> DatabaseWait.until(address, clock(NINE, NINE.plusSeconds(60)), said::add))
        .isInstanceOf(Failure.Unavailable.class)
        .hasMessageStartingWith("database.url (TANDEM_DATABASE_URL): postgresql://ana@127.0.0.1:"
            + address.port() + "/tandem has not answered for 60 s: ")
        .hasMessageNotContaining("hush");
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("waiting up to 60 s for postgresql://ana@127.0.0.1:" + address.port())
        .doesNotContain("hush");
  }

  @Test
  void one_that_does_not_let_us_in_is_not_waited_for() {
    var good = TestDatabase.freshAddress();
    var bad =
        new DatabaseAddress(good.host(), good.port(), good.database(), good.user(), "not this");

    assertThatThrownBy(() -> DatabaseWait.until(bad, InstantSource.fixed(NINE), said::add))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("refuses the connection: FATAL: password authentication failed")
        .hasMessageNotContaining("not this");
    assertThatThrownBy(
            () -> DatabaseWait.until(good.database("gone"), InstantSource.fixed(NINE), said::add))
        .hasMessageContaining("refuses the connection: FATAL: database \"gone\" does not exist");
    assertThat(said).isEmpty();
  }

  private static InstantSource clock(Instant... times) {
    var left = new ArrayList<>(List.of(times));
    return left::removeFirst;
  }
}
