package tandem.storage.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * How long the oldest undelivered message has waited, looked up at the moment of a scrape by one
 * node, the floor's owner.
 */
public final class OutboxAge {

  private final Outbox outbox;
  private final InstantSource clock;
  private final BooleanSupplier owner;
  private final AtomicLong millis = new AtomicLong();

  public OutboxAge(
      Outbox outbox, InstantSource clock, BooleanSupplier owner, MeterRegistry meters) {
    this.outbox = outbox;
    this.clock = clock;
    this.owner = owner;
    TimeGauge.builder("tandem.outbox.oldest.age", millis, TimeUnit.MILLISECONDS, AtomicLong::get)
        .description("how long the oldest message that is to be delivered has waited")
        .register(meters);
  }

  /** Takes the gauge anew. */
  public Future<Void> freshen() {
    return (owner.getAsBoolean() ? age() : Future.succeededFuture(Duration.ZERO)).map(age -> {
      millis.set(Math.max(0, age.toMillis()));
      return null;
    });
  }

  private Future<Duration> age() {
    return outbox
        .oldest()
        .map(oldest ->
            oldest.map(at -> Duration.between(at, clock.instant())).orElse(Duration.ZERO));
  }
}
