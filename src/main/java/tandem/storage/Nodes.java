package tandem.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tandem.base.Failure;

/**
 * The list of the processes on one database, by which they find each other. Each process writes the
 * address of its grid, then reads those of the others. This needs no configuration, and of two that
 * start together the later sees the earlier.
 */
final class Nodes {

  private static final int PORTS_TRIED_MAX = 100;
  private static final int PORT_MAX = 65_535;

  private static final String ENTER = """
      INSERT INTO node (id, grid_host, grid_port, started_at, seen_at)
      VALUES (?, ?, ?, clock_timestamp(), clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET grid_port = EXCLUDED.grid_port
      """;

  private static final String OTHERS = """
      SELECT grid_host || ':' || grid_port
        FROM node
       WHERE id <> ?
         AND grid_port IS NOT NULL
         AND seen_at > clock_timestamp() - interval '30 seconds'
       ORDER BY started_at
       LIMIT 100
      """;

  private static final String FORGET =
      "DELETE FROM node WHERE seen_at < clock_timestamp() - interval '1 day'";

  private Nodes() {}

  /**
   * The port of this node's grid and the addresses of the others.
   *
   * @param grid the name that lets a node into the grid
   */
  record Place(String grid, int port, List<String> others) {}

  /**
   * Enters this node; blocks. The port is the first free one from the given port on; for 0 the
   * system chooses one.
   */
  static Place enter(DatabaseAddress address, String nodeId, String host, int firstPort) {
    int port = freePort(host, firstPort);
    try (var connection = address.open()) {
      try (var statement = connection.prepareStatement(ENTER)) {
        statement.setString(1, nodeId);
        statement.setString(2, host);
        statement.setInt(3, port);
        statement.executeUpdate();
      }
      try (var statement = connection.createStatement()) {
        statement.executeUpdate(FORGET);
      }
      var others = new ArrayList<String>();
      try (var statement = connection.prepareStatement(OTHERS)) {
        statement.setString(1, nodeId);
        try (var rows = statement.executeQuery()) {
          while (rows.next()) {
            others.add(rows.getString(1));
          }
        }
      }
      var grid = SharedSecrets.read(connection, SharedSecrets.GRID);
      return new Place(grid, port, List.copyOf(others));
    } catch (SQLException e) {
      throw new IllegalStateException("cannot enter the list of nodes", e);
    }
  }

  static int freePort(String host, int first) {
    int last = Math.min(first + PORTS_TRIED_MAX - 1, PORT_MAX);
    for (int port = first; port <= last; port++) {
      var free = tried(host, port);
      if (free.isPresent()) {
        return free.getAsInt();
      }
    }
    throw new Failure.Unavailable(
        "no free port from " + first + " to " + last + " on " + host + " for the grid",
        java.time.Duration.ofSeconds(10));
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
