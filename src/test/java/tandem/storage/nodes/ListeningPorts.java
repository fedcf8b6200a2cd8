package tandem.storage.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TCP ports that a process listens on, as Linux tells (proc(5), {@code /proc/net/tcp}). */
public final class ListeningPorts {

  private static final Logger LOG = LoggerFactory.getLogger(ListeningPorts.class);
  private static final String LISTENS = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int HEX = 16;

  private ListeningPorts() {}

  public static Set<Integer> ofThisProcess() {
    return of(ProcessHandle.current().pid());
  }

  public static Set<Integer> of(long pid) {
    var process = Path.of("/proc", Long.toString(pid));
    try {
      var sockets = sockets(process.resolve("fd"));
      var ports = new TreeSet<Integer>();
      for (var table : new String[] {"tcp", "tcp6"}) {
        for (var line : Files.readAllLines(process.resolve("net").resolve(table))) {
          var fields = line.strip().split("\\s+", -1);
          if (fields[STATE].equals(LISTENS) && sockets.contains("socket:[" + fields[INODE] + "]")) {
            var address = fields[ADDRESS];
            ports.add(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEX));
          }
        }
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> sockets(Path descriptors) throws IOException {
    var sockets = new HashSet<String>();
    try (var open = Files.list(descriptors)) {
      for (var descriptor : (Iterable<Path>) open::iterator) {
        try {
          sockets.add(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException e) {
          LOG.trace("it was closed meanwhile descriptor={}", descriptor);
        }
      }
    }
    return sockets;
  }
}
