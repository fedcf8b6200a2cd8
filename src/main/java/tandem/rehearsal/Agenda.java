package tandem.rehearsal;

import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * The schedule of acts at known times, with one timer for the next of them. It records its longest
 * delay. It runs on one event loop. Times are {@link System#nanoTime}, as long as nobody has given
 * the agenda another speed.
 */
public final class Agenda {

  /** The timer counts whole milliseconds, so an act may begin half a millisecond early. */
  private static final long EARLY_NANOS = 500_000;

  private static final long MILLI = 1_000_000;
  private static final double NANOS = 1e9;

  private record Item(long at, long number, Runnable act) {}

  private final Vertx vertx;
  private final LongSupplier nanos;
  private final PriorityQueue<Item> items =
      new PriorityQueue<>(Comparator.comparingLong(Item::at).thenComparingLong(Item::number));
  private long count;
  private long timer = -1;
  private long timerAt;
  private long maxLag;

  /** The agenda's time runs so much faster than the clock, since these two times met. */
  private double speed = 1;

  private long clockThen;
  private long then;

  public Agenda(Vertx vertx, LongSupplier nanos) {
    this.vertx = vertx;
    this.nanos = nanos;
    this.clockThen = nanos.getAsLong();
    this.then = clockThen;
  }

  /** The agenda's time. */
  public long now() {
    return then + (long) ((nanos.getAsLong() - clockThen) * speed);
  }

  /** From now on, the agenda's time runs so much faster than the clock; with 0 it stands still. */
  public void speed(double times) {
    then = now();
    clockThen = nanos.getAsLong();
    speed = times;
    disarm();
    arm();
  }

  /** How much faster than the clock the agenda's time runs. */
  public double speed() {
    return speed;
  }

  public void in(Duration wait, Runnable act) {
    at(now() + wait.toNanos(), act);
  }

  public void at(long moment, Runnable act) {
    items.add(new Item(moment, count++, act));
    arm();
  }

  public void clear() {
    items.clear();
    disarm();
  }

  /** The longest delay of an act, in seconds with three decimals. */
  public BigDecimal maxLagSeconds() {
    return BigDecimal.valueOf(maxLag / NANOS).setScale(3, RoundingMode.HALF_UP);
  }

  private void arm() {
    var next = items.peek();
    if (next == null || speed == 0 || (timer >= 0 && timerAt <= next.at())) {
      return;
    }
    disarm();
    timerAt = next.at();
    long wait = Math.max(1, ((long) ((timerAt - now()) / speed) + MILLI / 2) / MILLI);
    timer = vertx.setTimer(wait, _ -> {
      timer = -1;
      actOnDue();
    });
  }

  private void disarm() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void actOnDue() {
    try {
      for (var next = items.peek(); next != null; next = items.peek()) {
        long late = now() - next.at();
        if (late < -EARLY_NANOS * Math.max(1, speed)) {
          break;
        }
        items.remove();
        maxLag = Math.max(maxLag, late);
        next.act().run();
      }
    } finally {
      arm();
    }
  }
}
