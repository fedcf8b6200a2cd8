package tandem.desk.voice;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** All orders in which a number of events can arrive. */
public final class CallOrders {

  private CallOrders() {}

  public static List<List<Integer>> of(int events) {
    return orders(IntStream.range(0, events).boxed().toList());
  }

  private static List<List<Integer>> orders(List<Integer> items) {
    if (items.isEmpty()) {
      return List.of(List.of());
    }
    var orders = new ArrayList<List<Integer>>();
    for (var first : items) {
      var rest = items.stream().filter(item -> !item.equals(first)).toList();
      for (var order : orders(rest)) {
        var whole = new ArrayList<>(List.of(first));
        whole.addAll(order);
        orders.add(whole);
      }
    }
    return orders;
  }
}
