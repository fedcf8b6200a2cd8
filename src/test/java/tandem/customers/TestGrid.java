package tandem.customers;

import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import tandem.storage.nodes.Grid;

/** A real grid, of a node that is alone. */
public final class TestGrid {

  private TestGrid() {}

  /** A grid that can be used. */
  public static Grid alone() {
    return notStarted().start();
  }

  /** A grid that has not been started. */
  static Grid notStarted() {
    return Grid.of(
        UUID.randomUUID().toString(),
        new SecureRandom(),
        List.of(HistoryCache.mapConfig()),
        HistoryCache.serializers());
  }

  /**
   * A grid for the whole run, because its start costs more than most tests. For tests whose
   * customers have unique ids.
   */
  public static Grid shared() {
    return Shared.GRID;
  }

  /** Started by the first test that needs it, stopped with the JVM. */
  private static final class Shared {
    static final Grid GRID = begin();

    private static Grid begin() {
      var grid = alone();
      Runtime.getRuntime().addShutdownHook(new Thread(grid::close));
      return grid;
    }
  }
}
