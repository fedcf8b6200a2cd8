package tandem.rehearsal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A free port for a server that must know its port before it listens. It is below the operating
 * system's range for outgoing connections, because one of these could take it meanwhile. No port is
 * given twice.
 */
public record FreePort(int number) {

  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  public FreePort() {
    this(find());
  }

  private static int find() {
    return ThreadLocalRandom.current()
        .ints(FIRST, LAST)
        .limit(1_000)
        .filter(port -> isFree(port) && GIVEN.add(port))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no free port between " + FIRST + " and " + LAST));
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
