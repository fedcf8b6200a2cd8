package tandem.storage.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tandem.base.Failure;

/**
 * The list of the processes on one database, by which they find each other without configuration.
 * Each process enters itself when it starts, and says once a second that it is alive
 * ({@link FloorOwnership}). Here it enters the port of its grid.
 */
final class Nodes {

  private static final int PORTS_TRIED_MAX = 100;
  private static final int PORT_MAX = 65_535;

  private static final String OPEN_GRID = """
      INSERT INTO node (id, grid_host, grid_port, started_at, seen_at)
      VALUES (?, ?, ?, clock_timestamp(), clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET grid_host = EXCLUDED.grid_host, grid_port = EXCLUDED.grid_port
      """;

  private static final String GRIDS = """
      SELECT grid_host || ':' || grid_port
        FROM node
       WHERE id <> ?
         AND grid_port IS NOT NULL
         AND seen_at > clock_timestamp() - interval '30 seconds'
       ORDER BY started_at
       LIMIT 100
      """;

  private Nodes() {}

  /** Writes where this node's grid listens, and returns where those of the others do. */
  static List<String> openGrid(Connection connection, String nodeId, String host, int port)
      throws SQLException {
    try (var statement = connection.prepareStatement(OPEN_GRID)) {
      statement.setString(1, nodeId);
      statement.setString(2, host);
      statement.setInt(3, port);
      statement.executeUpdate();
    }
    var others = new ArrayList<String>();
    try (var statement = connection.prepareStatement(GRIDS)) {
      statement.setString(1, nodeId);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          others.add(rows.getString(1));
        }
      }
    }
    return List.copyOf(others);
  }

  /** Returns the first free port from the given one on; for 0 the system chooses one. */
  static int freePort(String host, int first, String forWhat) {
    int last = Math.min(first + PORTS_TRIED_MAX - 1, PORT_MAX);
    for (int port = first; port <= last; port++) {
      var free = tried(host, port);
      if (free.isPresent()) {
        return free.getAsInt();
      }
    }
    throw new Failure.Unavailable(
        "no free port from " + first + " to " + last + " on " + host + " for " + forWhat,
        Duration.ofSeconds(10));
  }

  /** Whether the port is free. */
  static boolean isFree(String host, int port) {
    return tried(host, port).isPresent();
  }

  /**
   * Tries a port and returns it, or for 0 the port that the system chose; empty if it is in use.
   */
  private static OptionalInt tried(String host, int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return OptionalInt.of(socket.getLocalPort());
    } catch (BindException e) {
      return OptionalInt.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + host, e);
    }
  }
}
