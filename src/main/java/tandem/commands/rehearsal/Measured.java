package tandem.commands.rehearsal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.rehearsal.load.Costs;
import tandem.rehearsal.load.MailLoad;

/** The costs before and after the measured mails. */
final class Measured implements MailLoad.Listener {

  private final Vertx vertx;
  private final Costs.Meter meter;
  private volatile @Nullable Costs before;
  private volatile @Nullable Costs after;

  Measured(Vertx vertx, Costs.Meter meter) {
    this.vertx = vertx;
    this.meter = meter;
  }

  @Override
  public Future<Void> begins() {
    return vertx.executeBlocking(meter::read).onSuccess(costs -> before = costs).mapEmpty();
  }

  @Override
  public Future<Void> ended() {
    return vertx.executeBlocking(meter::read).onSuccess(costs -> after = costs).mapEmpty();
  }

  Costs before() {
    return Objects.requireNonNull(before);
  }

  Costs after() {
    return Objects.requireNonNull(after);
  }
}
