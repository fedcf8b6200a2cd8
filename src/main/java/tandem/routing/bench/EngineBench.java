package tandem.routing.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import tandem.base.Failure;
import tandem.routing.bench.SteadyShift.Act;

/**
 * What a signal costs the engine on floors of very different sizes: the same {@link SteadyShift} on
 * each. They take turns, a short round each, so that whatever else the machine does meets all
 * alike.
 */
public final class EngineBench {

  private static final List<FloorSize> FLOORS =
      List.of(new FloorSize(50, 20), new FloorSize(500, 2_000), new FloorSize(5_000, 20_000));
  private static final Duration ROUND = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final long SEED = 1;

  /** Of every time, in its histogram. */
  static final int DIGITS = 3;

  private EngineBench() {}

  /** One floor at work, and how long each of its signals took, in nanoseconds. */
  private static final class Timed {
    final SteadyShift shift;
    final Map<Act, Histogram> times = new EnumMap<>(Act.class);

    Timed(FloorSize size) {
      this.shift = new SteadyShift(size, SEED, _ -> {});
      for (var act : Act.values()) {
        times.put(act, new Histogram(DIGITS));
      }
    }

    void work(Duration round, SteadyShift.Stopwatch stopwatch) {
      long until = System.nanoTime() + round.toNanos();
      do {
        shift.turn(stopwatch);
      } while (System.nanoTime() - until < 0);
    }

    void time(Act act, long nanos) {
      Objects.requireNonNull(times.get(act)).recordValue(nanos);
    }
  }

  /**
   * Measures one floor beside the other.
   *
   * @param warmUp so long each floor works before anything is measured
   * @param lasting so long it is measured
   * @param progress gets lines for people to read
   */
  public static SignalCosts run(Duration warmUp, Duration lasting, Consumer<String> progress) {
    Failure.require(
        !warmUp.isNegative() && warmUp.compareTo(LONGEST) <= 0,
        "the warm-up is 0-" + LONGEST.toSeconds() + " seconds");
    Failure.require(
        lasting.isPositive() && lasting.compareTo(LONGEST) <= 0,
        "measured are 1-" + LONGEST.toSeconds() + " seconds");
    return run(FLOORS, warmUp, lasting, ROUND, progress);
  }

  static SignalCosts run(
      List<FloorSize> sizes,
      Duration warmUp,
      Duration lasting,
      Duration round,
      Consumer<String> progress) {
    progress.accept("opening " + sizes.size() + " floors");
    var floors = sizes.stream().map(Timed::new).toList();
    progress.accept("warming up, " + warmUp.toSeconds() + " s each");
    for (var spent = Duration.ZERO; spent.compareTo(warmUp) < 0; spent = spent.plus(round)) {
      floors.forEach(floor -> floor.work(round, (_, _) -> {}));
    }
    progress.accept("measuring, " + lasting.toSeconds() + " s each");
    for (var spent = Duration.ZERO; spent.compareTo(lasting) < 0; spent = spent.plus(round)) {
      floors.forEach(floor -> floor.work(round, floor::time));
    }
    return SignalCosts.of(sizes, floors.stream().map(floor -> floor.times).toList());
  }
}
