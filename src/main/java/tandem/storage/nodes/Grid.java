package tandem.storage.nodes;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.SocketInterceptorConfig;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.spi.properties.ClusterProperty;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.storage.DatabaseAddress;
import tandem.storage.SharedSecrets;
import tandem.storage.StartLock;

/**
 * The Hazelcast grid: a cache that the nodes share. It is never the source of truth. While a node
 * is alone, its cache has no network. When it meets others, it joins them, and its cache begins
 * empty.
 *
 * <p>A member listens on one interface and one port, for members only: no clients, no REST, no JMX.
 * Each connection begins with a proof of the shared secret ({@link GridProof}).
 */
public final class Grid implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Grid.class);
  private static final int TRIES_MAX = 5;

  /** What a member may read as a Java object; everything else is refused. */
  private static final String[] KNOWN_CLASSES = {"com.hazelcast.", "java.", "tandem.", "["};

  /** Where a member listens. */
  record Place(String host, int port) {}

  private final String nodeId;
  private final SecureRandom random;
  private final List<MapConfig> maps;
  private final List<CompactSerializer<?>> serializers;
  private boolean closed;
  private volatile @Nullable HazelcastInstance hazelcast;

  private Grid(
      String nodeId,
      SecureRandom random,
      List<MapConfig> maps,
      List<CompactSerializer<?>> serializers) {
    this.nodeId = nodeId;
    this.random = random;
    this.maps = List.copyOf(maps);
    this.serializers = List.copyOf(serializers);
  }

  /**
   * A cache that has not been started. Until it is, histories are read from the database.
   *
   * @param nodeId this node's id, as in the database
   */
  public static Grid of(
      String nodeId,
      SecureRandom random,
      List<MapConfig> maps,
      List<CompactSerializer<?>> serializers) {
    return new Grid(nodeId, random, maps, serializers);
  }

  /** Starts the cache of a node that is alone, unless it has joined others. Blocks. */
  public synchronized Grid start() {
    if (hazelcast == null && !closed) {
      hazelcast =
          HazelcastInstanceFactory.newHazelcastInstance(configAlone(), nodeId, GridNode.alone());
    }
    return this;
  }

  /**
   * Joins the grids of the nodes in the database's list and the given members; blocks. If another
   * process takes the free port before the grid does, the next free port is tried. Nodes that join
   * at the same time take turns, so every node with a grid in the list is listening already.
   *
   * @param host the one interface it listens on
   * @param firstPort the first port to try; 0 takes a free one
   * @param members {@code host:port} of more nodes that may be there
   */
  public void join(DatabaseAddress database, String host, int firstPort, List<String> members) {
    try (var _ = StartLock.take(database, "grid")) {
      joinInTurn(database, host, firstPort, members);
    }
  }

  private void joinInTurn(
      DatabaseAddress database, String host, int firstPort, List<String> members) {
    int from = firstPort;
    for (int tries = 1; ; tries++) {
      int port = Nodes.freePort(host, from, "the grid");
      try (var connection = database.open()) {
        var listed = Nodes.openGrid(connection, nodeId, host, port);
        var others = Stream.concat(listed.stream(), members.stream()).distinct().toList();
        join(SharedSecrets.read(connection, SharedSecrets.GRID), new Place(host, port), others);
        return;
      } catch (SQLException e) {
        throw new IllegalStateException("cannot list this node's grid", e);
      } catch (HazelcastException e) {
        if (tries == TRIES_MAX || Nodes.isFree(host, port)) {
          throw e;
        }
        LOG.info("the grid's port was taken meanwhile port={}", port);
        from = firstPort == 0 ? 0 : port + 1;
      }
    }
  }

  /** Joins the members that can be reached, or waits for others; blocks. */
  synchronized void join(String secret, Place place, List<String> members) {
    if (closed) {
      return;
    }
    var before = hazelcast;
    hazelcast = HazelcastInstanceFactory.newHazelcastInstance(
        config(place, members),
        nodeId + "-" + place.port(),
        GridNode.proven(new GridProof(secret, random)));
    if (before != null) {
      before.shutdown();
    }
    LOG.info("grid host={} port={} members={}", place.host(), place.port(), size());
  }

  private Config config(String cluster) {
    var config = new Config();
    config.setClusterName(cluster);
    maps.forEach(config::addMapConfig);
    var serialization = config.getSerializationConfig();
    serializers.forEach(s -> serialization.getCompactSerializationConfig().addSerializer(s));
    var filter = new JavaSerializationFilterConfig();
    filter.getWhitelist().addPrefixes(KNOWN_CLASSES);
    serialization.setJavaSerializationFilterConfig(filter);
    config.getMetricsConfig().setEnabled(false); // it would publish them by JMX
    config.setProperty(ClusterProperty.PHONE_HOME_ENABLED.getName(), "false");
    config.setProperty(ClusterProperty.SHUTDOWNHOOK_ENABLED.getName(), "false");
    config.setProperty(ClusterProperty.LOGGING_TYPE.getName(), "slf4j");
    config.setProperty(ClusterProperty.LOGGING_ENABLE_DETAILS.getName(), "false");
    config.setProperty(ClusterProperty.WAIT_SECONDS_BEFORE_JOIN.getName(), "0");
    return config;
  }

  /** By default, a member looks for others by multicast. */
  private Config configAlone() {
    var config = config("alone");
    var join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    return config;
  }

  private Config config(Place place, List<String> members) {
    var config = config("tandem");
    var network = config.getAdvancedNetworkConfig().setEnabled(true);
    var endpoint = new ServerSocketEndpointConfig();
    endpoint.setProtocolType(com.hazelcast.instance.ProtocolType.MEMBER);
    endpoint.setPort(place.port()).setPortAutoIncrement(false);
    endpoint.setPublicAddress(place.host() + ":" + place.port());
    endpoint.getInterfaces().setEnabled(true).addInterface(place.host());
    endpoint.setSocketInterceptorConfig(
        new SocketInterceptorConfig().setEnabled(true).setClassName(GridProof.class.getName()));
    network.getEndpointConfigs().put(EndpointQualifier.MEMBER, endpoint);
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
    config.setProperty(ClusterProperty.SOCKET_BIND_ANY.getName(), "false");
    return config;
  }

  /** The number of members, this one included. */
  public int size() {
    var started = hazelcast;
    return started == null ? 1 : started.getCluster().getMembers().size();
  }

  /**
   * Returns the present map of this name; none before the cache has started. Ask again for every
   * use, because a join replaces it.
   */
  public <K, V> Optional<IMap<K, V>> map(String name) {
    return Optional.ofNullable(hazelcast).map(started -> started.getMap(name));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (hazelcast != null) {
      hazelcast.shutdown();
    }
  }
}
