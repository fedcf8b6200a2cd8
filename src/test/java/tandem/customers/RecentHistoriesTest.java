package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tandem.base.CustomerId;

class RecentHistoriesTest {

  private Instant now = Instant.parse("2026-03-02T09:00:00Z");

  private final RecentHistories recent = new RecentHistories(2, Duration.ofHours(1), () -> now);

  @Test
  void the_newest_version_stays_in_whatever_order_they_come() {
    var old = history(1, 4);
    var newer = history(1, 5);

    recent.keep(newer);
    recent.keep(old);

    assertThat(recent.of(newer.customer())).containsSame(newer);
  }

  @Test
  void the_least_recently_used_history_is_dropped() {
    var first = history(1, 1);
    var second = history(2, 1);
    var third = history(3, 1);
    recent.keep(first);
    recent.keep(second);
    assertThat(recent.of(first.customer())).containsSame(first);

    recent.keep(third);

    assertThat(recent.of(first.customer())).containsSame(first);
    assertThat(recent.of(second.customer())).isEmpty();
    assertThat(recent.of(third.customer())).containsSame(third);
  }

  @Test
  void a_history_is_not_given_after_its_life() {
    var history = history(1, 1);
    recent.keep(history);

    now = now.plus(Duration.ofHours(1));
    assertThat(recent.of(history.customer())).containsSame(history);
    now = now.plusMillis(1);
    assertThat(recent.of(history.customer())).isEmpty();
  }

  private static CustomerHistory history(int customer, long version) {
    return new CustomerHistory(new CustomerId(new UUID(0, customer)), version, Buffer.buffer("{}"));
  }
}
