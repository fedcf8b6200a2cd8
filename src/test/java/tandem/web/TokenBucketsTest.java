package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final TokenBuckets buckets = new TokenBuckets(3, 2, 100, now::get);

  @Test
  void a_client_may_do_some_at_once_and_then_so_many_a_second() {
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take("a")).isEmpty();
    }

    assertThat(buckets.take("a")).contains(Duration.ofMillis(500));

    now.set(now.get().plusMillis(250));
    assertThat(buckets.take("a")).contains(Duration.ofMillis(250));
    now.set(now.get().plusMillis(250));
    assertThat(buckets.take("a")).isEmpty();
    assertThat(buckets.take("a")).isPresent();
  }

  @Test
  void a_client_does_not_use_up_what_another_may_do() {
    for (int i = 0; i < 10; i++) {
      buckets.take("a");
    }

    assertThat(buckets.take("b")).isEmpty();
  }

  @Test
  void a_clock_that_goes_back_gives_nothing_and_takes_nothing() {
    buckets.take("a");
    now.set(now.get().minusSeconds(100));

    assertThat(buckets.take("a")).isEmpty();
    assertThat(buckets.take("a")).isEmpty();
    assertThat(buckets.take("a")).isPresent();
  }

  @Test
  void a_million_clients_take_no_more_memory_than_the_limit() {
    for (int i = 0; i < 1_000_000; i++) {
      buckets.take("client " + i);
    }

    assertThat(buckets.clients()).isEqualTo(100);
  }
}
