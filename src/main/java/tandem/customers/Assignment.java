package tandem.customers;

import java.util.Arrays;

/**
 * The cheapest assignment of rows to columns, one column each, and the choices of all other
 * assignments that cost no more. The matrix of costs is square.
 */
final class Assignment {

  private final long[][] cost;
  private final long[] rowPrice;
  private final long[] columnPrice;
  private final int[] columnOf;
  private final int[] rowOf;
  private final int[] circle;

  private Assignment(long[][] cost) {
    this.cost = cost;
    int size = cost.length;
    rowPrice = new long[size];
    columnPrice = new long[size];
    columnOf = new int[size];
    rowOf = new int[size];
    circle = new int[size];
    Arrays.fill(rowOf, -1);
    for (int row = 0; row < size; row++) {
      place(row);
    }
    for (int column = 0; column < size; column++) {
      columnOf[rowOf[column]] = column;
    }
    findCircles();
  }

  static Assignment cheapest(long[][] cost) {
    return new Assignment(cost);
  }

  int columnOf(int row) {
    return columnOf[row];
  }

  /** Whether one of the cheapest assignments gives this column to this row. */
  boolean mayTake(int row, int column) {
    return columnOf[row] == column
        || (isTight(row, column) && circle[row] == circle[rowOf[column]]);
  }

  /**
   * Gives one more row a column by the Hungarian method: it finds the cheapest chain of rows that
   * change their columns. Row price plus column price is never above the cost of the pair, and
   * equals it for each assigned pair.
   */
  private void place(int newRow) {
    int size = cost.length;
    var distance = new long[size];
    var from = new int[size];
    var reached = new boolean[size];
    Arrays.fill(distance, Long.MAX_VALUE);
    Arrays.fill(from, -1);
    int row = newRow;
    int last = -1;
    do {
      int next = -1;
      for (int column = 0; column < size; column++) {
        if (!reached[column]) {
          long over = cost[row][column] - rowPrice[row] - columnPrice[column];
          if (over < distance[column]) {
            distance[column] = over;
            from[column] = last;
          }
          if (next < 0 || distance[column] < distance[next]) {
            next = column;
          }
        }
      }
      long step = distance[next];
      rowPrice[newRow] += step;
      for (int column = 0; column < size; column++) {
        if (reached[column]) {
          rowPrice[rowOf[column]] += step;
          columnPrice[column] -= step;
        } else {
          distance[column] -= step;
        }
      }
      reached[next] = true;
      last = next;
      row = rowOf[next];
    } while (row >= 0);
    while (last >= 0) {
      int before = from[last];
      rowOf[last] = before >= 0 ? rowOf[before] : newRow;
      last = before;
    }
  }

  private boolean isTight(int row, int column) {
    return cost[row][column] == rowPrice[row] + columnPrice[column];
  }

  /**
   * Finds circles: rows that can exchange their columns in a ring at no cost. These are the
   * strongly connected parts of the relation "could take that row's column" (Kosaraju).
   */
  private void findCircles() {
    int size = cost.length;
    var seen = new boolean[size];
    var order = new int[size];
    int ordered = 0;
    for (int row = 0; row < size; row++) {
      ordered = visit(row, seen, order, ordered);
    }
    Arrays.fill(circle, -1);
    for (int i = size - 1; i >= 0; i--) {
      mark(order[i], order[i]);
    }
  }

  private int visit(int row, boolean[] seen, int[] order, int before) {
    if (seen[row]) {
      return before;
    }
    seen[row] = true;
    int ordered = before;
    for (int column = 0; column < cost.length; column++) {
      if (isTight(row, column)) {
        ordered = visit(rowOf[column], seen, order, ordered);
      }
    }
    order[ordered] = row;
    return ordered + 1;
  }

  private void mark(int row, int name) {
    if (circle[row] >= 0) {
      return;
    }
    circle[row] = name;
    for (int other = 0; other < cost.length; other++) {
      if (isTight(other, columnOf[row])) {
        mark(other, name);
      }
    }
  }
}
