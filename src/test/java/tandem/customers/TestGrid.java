package tandem.customers;

import java.util.List;
import java.util.UUID;
import tandem.rehearsal.FreePort;
import tandem.storage.Grid;

/** A real grid of one node or several, on ports of its own. */
public final class TestGrid {

  private TestGrid() {}

  /** Starts a grid of one node. */
  public static Grid alone() {
    return at(freePort(), List.of());
  }

  /**
   * A grid of one node for the whole run, because its start costs more than most tests. For tests
   * whose customers have unique ids.
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

  static Grid at(int port, List<String> members) {
    return new Grid(
        "test",
        new UUID(port, port).toString(),
        "127.0.0.1",
        port,
        members,
        List.of(HistoryCache.mapConfig()),
        HistoryCache.serializers());
  }

  static int freePort() {
    return new FreePort().number();
  }
}
