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
 * The measurement of the engine's cost per signal on floors of different sizes, with the same
 * {@link SteadyShift} on each. The floors take turns in short rounds, so that other work of the
 * machine affects all of them equally.
 */
public final class EngineBench {

  private static final List<FloorSize> FLOORS =
      List.of(new FloorSize(50, 20), new FloorSize(500, 2_000), new FloorSize(5_000, 20_000));
  private static final Duration ROUND = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final long SEED = 1;

  /** The significant digits of times in the histograms. */
  static final int DIGITS = 3;

  private EngineBench() {}

  /** One running floor with the times of its signals, in nanoseconds. */
  private static final class Timed {
    final SteadyShift shift;
    final Map<Act, Histogram> times = new EnumMap<>(Act.class);

    Timed(FloorSize size) {
      this.shift = new SteadyShift(size, SEED, (_, _) -> {});
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
   * Measures the floors in turn.
   *
   * @param warmUp the time that each floor works before it is measured
   * @param lasting the time that it is measured
   * @param progress gets lines for people to read
   */
  public static SignalCosts run(Duration warmUp, Duration lasting, Consumer<String> progress) {
    Failure.require(
        !warmUp.isNegative() && warmUp.compareTo(LONGEST) <= 0,
        "the warm-up must be 0-" + LONGEST.toSeconds() + " seconds");
    Failure.require(
        lasting.isPositive() && lasting.compareTo(LONGEST) <= 0,
        "the measuring must take 1-" + LONGEST.toSeconds() + " seconds");
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
