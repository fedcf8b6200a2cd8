package tandem.storage.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import tandem.storage.AskedDatabase;
import tandem.storage.Database;
import tandem.storage.DatabaseAddress;

/**
 * What a node has of its own, several times in one process: an event bus, connections to the
 * database and the bridge to the other nodes.
 */
public final class NodeGround implements AutoCloseable {

  private static final int CONNECTIONS = 8;

  private final String id;
  private final DatabaseAddress address;
  private final Vertx vertx = Vertx.builder().build();
  private final Queue<Throwable> unhandled = new ConcurrentLinkedQueue<>();
  private final Database database;
  private final NodeBridge bridge;

  /** A node that has met nobody yet. */
  public NodeGround(DatabaseAddress address, String id) {
    this.id = id;
    this.address = address;
    vertx.exceptionHandler(unhandled::add);
    this.database = new Database(vertx, address, CONNECTIONS);
    this.bridge = bridge(vertx, database, id);
  }

  /** The bridge of a node that is there already; it has met nobody yet. */
  public static NodeBridge bridge(Vertx vertx, Database database, String id) {
    return new NodeBridge(
        vertx, database, id, () -> identity(database.address(), id), "127.0.0.1", 0);
  }

  static NodeAuthority.Identity identity(DatabaseAddress address, String id) {
    var random = new SecureRandom();
    return NodeAuthority.of(address, random).identify(id, random);
  }

  public Vertx vertx() {
    return vertx;
  }

  public Database database() {
    return database;
  }

  public NodeBridge bridge() {
    return bridge;
  }

  OtherNodes others() {
    return new OtherNodes(vertx);
  }

  /** This node as others see it. */
  Neighbour seen() {
    var port = new AskedDatabase(address)
        .ask("SELECT min(door_port)::text FROM node WHERE id = '" + id + "'");
    return new Neighbour(
        id,
        port.equals("null")
            ? Optional.empty()
            : Optional.of(new Neighbour.Door("127.0.0.1", Integer.parseInt(port))));
  }

  /** Enters itself in the list of nodes, as a node does at its start. */
  NodeGround enter() {
    enter(address, id);
    return this;
  }

  static void enter(DatabaseAddress address, String id) {
    new AskedDatabase(address)
        .ask("INSERT INTO node (id, started_at, seen_at)" + " VALUES ('" + id
            + "', clock_timestamp(), clock_timestamp()) RETURNING id");
  }

  /** Lets two nodes in the list meet. */
  static void introduce(NodeGround one, NodeGround other) {
    one.bridge.meet(List.of(other.seen())).await();
    other.bridge.meet(List.of(one.seen())).await();
    one.bridge.meet(List.of(other.seen())).await();
  }

  @Override
  public void close() {
    bridge.close().await();
    database.close().await();
    vertx.close().await();
    assertThat(unhandled).isEmpty();
  }
}
