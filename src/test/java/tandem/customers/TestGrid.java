package tandem.customers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.UUID;
import tandem.storage.Grid;

/** A real grid of one node or several, on ports of its own. */
public final class TestGrid {

  private TestGrid() {}

  /** Begins alone. */
  public static Grid alone() {
    return at(freePort(), List.of());
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
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
