package tandem.rehearsal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port that nobody listens on, for whoever must be told one before it listens. Below the range
 * that the operating system takes for outgoing connections: one of those would have it by the time
 * it is needed again. None is given twice.
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
