package tandem.routing.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import tandem.document.Json;
import tandem.routing.bench.SteadyShift.Act;

/**
 * The costs of signals by floor, from the smallest to the largest.
 *
 * @param signals one line for each kind, and one for all of them
 */
public record SignalCosts(List<FloorSize> floors, List<Line> signals) {

  private static final String ALL = "all";

  public SignalCosts {
    floors = List.copyOf(floors);
    signals = List.copyOf(signals);
  }

  /**
   * The costs of one kind of signal.
   *
   * @param costs the costs on each floor
   * @param p50Ratio the ratio of the medians on the largest and the smallest floor
   * @param meanRatio the ratio of the means; higher if a few signals cost far more
   */
  public record Line(String signal, List<Cost> costs, BigDecimal p50Ratio, BigDecimal meanRatio) {

    public Line {
      costs = List.copyOf(costs);
    }

    private static Line of(String signal, List<Histogram> times) {
      return new Line(
          signal,
          times.stream().map(Cost::of).toList(),
          ratio(times, nanos -> (double) nanos.getValueAtPercentile(50)),
          ratio(times, Histogram::getMean));
    }

    private static BigDecimal ratio(List<Histogram> times, ToDoubleFunction<Histogram> of) {
      double smallest = of.applyAsDouble(times.getFirst());
      double largest = of.applyAsDouble(times.getLast());
      return BigDecimal.valueOf(smallest == 0 ? 0 : largest / smallest)
          .setScale(2, RoundingMode.HALF_UP);
    }
  }

  /** The cost in microseconds. */
  public record Cost(long count, BigDecimal p50Us, BigDecimal p99Us, BigDecimal meanUs) {

    private static Cost of(Histogram nanos) {
      return new Cost(
          nanos.getTotalCount(),
          micros((double) nanos.getValueAtPercentile(50)),
          micros((double) nanos.getValueAtPercentile(99)),
          micros(nanos.getMean()));
    }

    private static BigDecimal micros(double nanos) {
      return BigDecimal.valueOf(nanos / 1000).setScale(2, RoundingMode.HALF_UP);
    }
  }

  /** @param times the times of each floor in nanoseconds */
  static SignalCosts of(List<FloorSize> floors, List<Map<Act, Histogram>> times) {
    var lines = Arrays.stream(Act.values())
        .map(act -> Line.of(
            act.name().toLowerCase(Locale.ROOT),
            times.stream().map(of -> Objects.requireNonNull(of.get(act))).toList()))
        .collect(Collectors.toList());
    lines.add(Line.of(ALL, times.stream().map(SignalCosts::sum).toList()));
    return new SignalCosts(floors, lines);
  }

  private static Histogram sum(Map<Act, Histogram> times) {
    var sum = new Histogram(EngineBench.DIGITS);
    times.values().forEach(sum::add);
    return sum;
  }

  public String json() {
    return Json.write(this);
  }

  /** Writes a table for people. */
  public String table() {
    var text = new StringBuilder(String.format("%-24s", "microseconds"));
    floors.forEach(floor -> text.append(String.format(
        Locale.ROOT, "%26s", floor.agents() + " agents, " + floor.waiting() + " wait")));
    text.append(String.format("%n%-24s", "a signal"));
    floors.forEach(_ -> text.append(String.format("%10s%8s%8s", "p50", "p99", "mean")));
    text.append(String.format("%10s%10s%n", "p50 x", "mean x"));
    signals.forEach(line -> text.append(row(line)));
    var smallest = floors.getFirst();
    var largest = floors.getLast();
    var all = signals.getLast();
    var kinds =
        signals.subList(0, signals.size() - 1).stream().map(Line::p50Ratio).toList();
    return text.append(String.format(
            Locale.ROOT,
            "%nWith %d times the agents and %d times the waiting contacts a signal costs %s times"
                + " as much by the median (its kinds %s-%s), %s times by the mean.",
            largest.agents() / smallest.agents(),
            largest.waiting() / smallest.waiting(),
            all.p50Ratio(),
            Collections.min(kinds),
            Collections.max(kinds),
            all.meanRatio()))
        .toString();
  }

  private static String row(Line line) {
    var text = new StringBuilder(String.format("%-24s", line.signal().replace('_', ' ')));
    line.costs()
        .forEach(cost ->
            text.append(String.format("%10s%8s%8s", cost.p50Us(), cost.p99Us(), cost.meanUs())));
    return text.append(String.format("%10s%10s%n", line.p50Ratio(), line.meanRatio()))
        .toString();
  }
}
