package tandem.storage.nodes;

import java.util.Optional;

/**
 * Another node on the same database.
 *
 * @param door where it takes messages of other nodes; empty as long as it believes to be alone
 */
public record Neighbour(String id, Optional<Door> door) {

  /** An address that a node listens on. */
  public record Door(String host, int port) {}
}
