package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssignmentTest {

  @Test
  void the_cheapest_way_and_every_other_as_cheap_are_those_that_trying_all_finds() {
    var random = new Random(20);
    for (int round = 0; round < 5_000; round++) {
      int size = 1 + random.nextInt(6);
      int dearest = 1 + random.nextInt(4);
      var cost = new long[size][size];
      for (var row : cost) {
        IntStream.range(0, size).forEach(column -> row[column] = random.nextInt(dearest));
      }
      var cheapest = tryAll(cost);

      var assignment = Assignment.cheapest(cost);

      var chosen = IntStream.range(0, size).mapToObj(assignment::columnOf).toList();
      assertThat(cheapest).as("round %d", round).contains(chosen);
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          int r = row;
          int c = column;
          assertThat(assignment.mayTake(row, column))
              .as("round %d, row %d, column %d", round, row, column)
              .isEqualTo(cheapest.stream().anyMatch(way -> way.get(r) == c));
        }
      }
    }
  }

  private static List<List<Integer>> tryAll(long[][] cost) {
    var ways = new ArrayList<List<Integer>>();
    extend(List.of(), cost.length, ways);
    long least = ways.stream().mapToLong(way -> sum(way, cost)).min().orElseThrow();
    return ways.stream().filter(way -> sum(way, cost) == least).toList();
  }

  private static void extend(List<Integer> way, int size, List<List<Integer>> ways) {
    if (way.size() == size) {
      ways.add(way);
      return;
    }
    for (int column = 0; column < size; column++) {
      if (!way.contains(column)) {
        var longer = new ArrayList<>(way);
        longer.add(column);
        extend(List.copyOf(longer), size, ways);
      }
    }
  }

  private static long sum(List<Integer> way, long[][] cost) {
    return IntStream.range(0, way.size())
        .mapToLong(row -> cost[row][way.get(row)])
        .sum();
  }
}
