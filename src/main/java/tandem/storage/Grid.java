package tandem.storage;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.spi.properties.ClusterProperty;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Hazelcast grid: a cache, a membership list and a bus between nodes. It is never the source of
 * truth.
 */
public final class Grid implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Grid.class);
  private static final int TRIES_MAX = 5;

  private final HazelcastInstance hazelcast;

  /**
   * Joins the members that can be reached, or starts alone; blocks.
   *
   * @param name the secret name that a node needs to join
   * @param nodeId this node's id, as in the database
   * @param host the one interface it listens on
   * @param members {@code host:port} of nodes that may be there
   */
  public Grid(
      String name,
      String nodeId,
      String host,
      int port,
      List<String> members,
      List<MapConfig> maps,
      List<CompactSerializer<?>> serializers) {
    var config = ConfigUtil.loadConfig();
    configure(config, name, nodeId, host, port, members);
    maps.forEach(config::addMapConfig);
    serializers.forEach(
        s -> config.getSerializationConfig().getCompactSerializationConfig().addSerializer(s));
    this.hazelcast = Hazelcast.newHazelcastInstance(config);
  }

  /**
   * Enters this node in the database's list and joins the nodes in the list and the given members;
   * blocks. If another process takes the free port before the grid does, the next free port is
   * tried. Nodes that start together take turns, so every node in the list is listening already.
   */
  public static Grid enter(
      DatabaseAddress database,
      String nodeId,
      String host,
      int firstPort,
      List<String> members,
      List<MapConfig> maps,
      List<CompactSerializer<?>> serializers) {
    try (var _ = StartLock.take(database, "grid")) {
      return inTurn(database, nodeId, host, firstPort, members, maps, serializers);
    }
  }

  private static Grid inTurn(
      DatabaseAddress database,
      String nodeId,
      String host,
      int firstPort,
      List<String> members,
      List<MapConfig> maps,
      List<CompactSerializer<?>> serializers) {
    int from = firstPort;
    for (int tries = 1; ; tries++) {
      var place = Nodes.enter(database, nodeId, host, from);
      var others =
          Stream.concat(place.others().stream(), members.stream()).distinct().toList();
      try {
        return new Grid(place.grid(), nodeId, host, place.port(), others, maps, serializers);
      } catch (HazelcastException e) {
        if (tries == TRIES_MAX || Nodes.isFree(host, place.port())) {
          throw e;
        }
        LOG.info("the grid's port was taken meanwhile port={}", place.port());
        from = firstPort == 0 ? 0 : place.port() + 1;
      }
    }
  }

  private static void configure(
      Config config, String name, String nodeId, String host, int port, List<String> members) {
    config.setClusterName(name);
    config.setInstanceName("tandem-" + nodeId);
    config.getMemberAttributeConfig().setAttribute("__vertx.nodeId", nodeId);
    var network = config.getNetworkConfig();
    network.setPort(port).setPortAutoIncrement(false).setPublicAddress(host + ":" + port);
    network.getInterfaces().setEnabled(true).clear();
    network.getInterfaces().addInterface(host);
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network.getJoin().getMulticastConfig().setEnabled(false);
    var join = network.getJoin().getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
    join.clear();
    members.forEach(join::addMember);
    // a dead member must be removed within seconds, not within a minute
    config.setProperty(ClusterProperty.HEARTBEAT_INTERVAL_SECONDS.getName(), "1");
    config.setProperty(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS.getName(), "5");
    // and a member that was only frozen or cut off must rejoin as fast
    config.setProperty(ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS.getName(), "5");
    config.setProperty(ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS.getName(), "5");
    config.setProperty(ClusterProperty.PHONE_HOME_ENABLED.getName(), "false");
    config.setProperty(ClusterProperty.SHUTDOWNHOOK_ENABLED.getName(), "false");
    config.setProperty(ClusterProperty.SOCKET_BIND_ANY.getName(), "false");
    config.setProperty(ClusterProperty.LOGGING_TYPE.getName(), "slf4j");
    // otherwise every line of its log would begin with the secret name
    config.setProperty(ClusterProperty.LOGGING_ENABLE_DETAILS.getName(), "false");
    config.setProperty(ClusterProperty.WAIT_SECONDS_BEFORE_JOIN.getName(), "0");
  }

  public HazelcastInstance hazelcast() {
    return hazelcast;
  }

  /** Builds a Vert.x whose event bus spans the grid; blocks. */
  public Vertx clustered(VertxBuilder builder) {
    return builder
        .withClusterManager(new HazelcastClusterManager(hazelcast))
        .buildClustered()
        .await();
  }

  @Override
  public void close() {
    hazelcast.shutdown();
  }
}
