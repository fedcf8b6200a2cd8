package tandem.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tandem.Node;
import tandem.SteppedServer;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.ServerAddress;
import tandem.storage.AskedDatabase;
import tandem.storage.DatabaseAddress;

/**
 * An installation of one or two server processes, with a PostgreSQL of its own, and with a cable
 * that may fail everywhere: between each node and the database, between the nodes, between the
 * nodes and the carrier, and between one agent and the nodes.
 */
final class Fleet implements AutoCloseable {

  private static final Pattern SERVING = Pattern.compile("serving node=([^ \"\\\\]+)");

  /** What an installation has beside its cables. */
  enum Special {
    NOTHING,
    /** The nodes can be cut off from each other. */
    SPLITS,
    /** The wall clock of the first node can be set. */
    STEPS,
    /** The database has a small disk of its own. */
    SMALL_DISK
  }

  /** How the installation is made, of one or two nodes. */
  record Plan(int nodes, Special special) {

    boolean splits() {
      return special == Special.SPLITS;
    }
  }

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final List<AutoCloseable> made = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Map<String, String>> environments = new ArrayList<>();
  private final List<Cable> databaseCables = new ArrayList<>();
  private final List<Cable> doors = new ArrayList<>();
  private final List<Cable> agentCables;
  private final Path folder;
  private final Optional<SmallDisk> disk;
  private final Optional<Namespaces> namespaces;
  private final InetAddress machine;
  private final OwnDatabase database;
  private final URI commandUrl;
  private final Cable carrierCable;
  private final int carrierPort = new FreePort().number();
  private final String splitBy;
  private int kills;

  Fleet(Path folder, Plan plan) throws IOException {
    this.folder = folder;
    var data = Files.createDirectories(folder.resolve("database"));
    disk = plan.special() == Special.SMALL_DISK
        ? Optional.of(kept(SmallDisk.mount(Files.createDirectories(data.resolve("postgres")))))
        : Optional.empty();
    database = kept(new OwnDatabase(data));
    Optional<Namespaces> separate = Optional.empty();
    var by = "";
    if (plan.splits()) {
      try {
        separate = Optional.of(kept(Namespaces.make(plan.nodes())));
        by = "network namespaces";
      } catch (IOException e) {
        by = "cables between the nodes' doors, because namespaces are not allowed: "
            + e.getMessage();
      }
    }
    namespaces = separate;
    splitBy = by;
    machine = namespaces.map(Namespaces::machine).orElse(LOOPBACK);
    carrierCable = kept(new Cable(carrierPort, LOOPBACK, machine));
    commandUrl = URI.create("http://127.0.0.1:" + carrierPort + "/commands");
    try {
      for (int node = 0; node < plan.nodes(); node++) {
        start(node, plan);
      }
      if (plan.splits() && namespaces.isEmpty()) {
        leadThroughCables();
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    agentCables = nodes.stream().map(this::cableTo).toList();
  }

  private Cable cableTo(Node node) {
    try {
      var host = InetAddress.getByName(node.http().getHost());
      return kept(new Cable(node.http().getPort(), host, LOOPBACK));
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T extends AutoCloseable> T kept(T one) {
    made.addFirst(one);
    return one;
  }

  private void start(int number, Plan plan) throws IOException {
    var data = Files.createDirectory(folder.resolve("node-" + number));
    var cable = kept(new Cable(database.address().port(), LOOPBACK, machine));
    databaseCables.add(cable);
    var real = database.address();
    var environment = new HashMap<String, String>();
    environment.put(
        "TANDEM_DATABASE_URL",
        new AskedDatabase(new DatabaseAddress(
                machine.getHostAddress(),
                cable.port(),
                real.database(),
                real.user(),
                real.password()))
            .url());
    environment.put("TANDEM_FLOOR_SAMPLE", "false");
    environment.put(
        "TANDEM_VOICE_NATIVE_COMMAND_URL",
        "http://" + machine.getHostAddress() + ":" + carrierCable.port() + "/commands");
    if (plan.special() == Special.STEPS && number == 0) {
      var library = SteppedServer.Faked.library()
          .orElseThrow(() -> new IOException("needs libfaketime; scripts/test installs it"));
      SteppedServer.Faked.set(clock(), Duration.ZERO);
      environment.putAll(SteppedServer.Faked.faking(library, clock()));
    }
    namespaces.ifPresent(separate -> {
      environment.put("TANDEM_HTTP_HOST", separate.addressOf(number));
      environment.put("TANDEM_CLUSTER_HOST", separate.addressOf(number));
    });
    environments.add(environment);
    nodes.add(Node.start(
        data, environment, namespaces.map(separate -> separate.within(number)).orElse(List.of())));
  }

  /** The nodes tell each other of these cables instead of their doors. */
  private void leadThroughCables() {
    for (int node = 0; node < nodes.size(); node++) {
      var id = idOf(node);
      asked()
          .await(
              "SELECT door_port IS NOT NULL FROM node WHERE id = '" + id + "'",
              Duration.ofSeconds(60));
      int port =
          Integer.parseInt(asked().ask("SELECT door_port::text FROM node WHERE id = '" + id + "'"));
      var door = kept(new Cable(port));
      doors.add(door);
      asked()
          .ask("UPDATE node SET door_port = " + door.port() + " WHERE id = '" + id
              + "' RETURNING id");
    }
  }

  int size() {
    return nodes.size();
  }

  /** How the nodes are cut off from each other. */
  String splitBy() {
    return splitBy;
  }

  DatabaseAddress address() {
    return database.address();
  }

  private AskedDatabase asked() {
    return new AskedDatabase(address());
  }

  ServerAddress asServer() {
    var first = nodes.getFirst();
    return new ServerAddress(
        first.http(), first.secret("admin-token"), first.secret("voice"), commandUrl);
  }

  /**
   * The ways of the agents to the nodes: each begins at the next node. One agent's ways lead
   * through cables.
   *
   * @param cabled the number of that agent
   */
  List<List<URI>> doors(int agents, int cabled) {
    return IntStream.range(0, agents)
        .mapToObj(agent -> {
          var all = IntStream.range(0, nodes.size())
              .map(step -> (agent + step) % nodes.size())
              .mapToObj(node -> agent == cabled
                  ? URI.create("http://127.0.0.1:" + agentCables.get(node).port())
                  : nodes.get(node).http());
          return all.toList();
        })
        .toList();
  }

  /** The number of the node that owns the floor; the first while nobody of them does. */
  int owner() {
    var owner = asked().ask("SELECT owner FROM floor");
    return IntStream.range(0, nodes.size())
        .filter(node -> idOf(node).equals(owner))
        .findFirst()
        .orElse(0);
  }

  private String idOf(int node) {
    var match = SERVING.matcher(nodes.get(node).log());
    return match.find() ? match.group(1) : "";
  }

  // ---- faults

  void kill(int node) throws InterruptedException {
    nodes.get(node).kill();
  }

  /** Starts a killed node again; blocks until it serves. Its last log is kept. */
  void startAgain(int node) throws IOException {
    var old = nodes.get(node);
    Files.writeString(folder.resolve("node-" + node + "-log-" + kills++), old.log());
    nodes.set(node, old.again(environments.get(node)));
  }

  void freeze(int node) throws IOException, InterruptedException {
    nodes.get(node).signal("STOP");
  }

  void thaw(int node) throws IOException, InterruptedException {
    nodes.get(node).signal("CONT");
  }

  void stopDatabase() {
    database.stopAtOnce();
  }

  void startDatabase() {
    database.startAgain();
    databaseCables.forEach(cable -> cable.leadTo(address().port()));
  }

  /** Whether the database answers a query. */
  boolean databaseAnswers() {
    try {
      return database.isRunning() && asked().ask("SELECT 1").equals("1");
    } catch (IllegalStateException e) {
      return false;
    }
  }

  Cable databaseCable(int node) {
    return databaseCables.get(node);
  }

  Stream<Cable> databaseCables() {
    return databaseCables.stream();
  }

  Cable carrierCable() {
    return carrierCable;
  }

  /** Commands go to the carrier again. */
  void mendCarrier() {
    carrierCable.leadTo(carrierPort);
    carrierCable.cut();
    carrierCable.delay(Duration.ZERO).mend();
  }

  Stream<Cable> agentCables() {
    return agentCables.stream();
  }

  void split(boolean isSplit) {
    namespaces.ifPresent(separate -> separate.split(isSplit));
    doors.forEach(isSplit ? Cable::silence : Cable::mend);
  }

  /** The file that sets the wall clock of the first node. */
  Path clock() {
    return folder.resolve("clock");
  }

  SmallDisk disk() {
    return disk.orElseThrow();
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    for (var one : made) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The logs of all nodes, also of those that were killed. */
  List<Path> logs() {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().contains("log-"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
