package tandem.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Endpoint;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.Database;
import tandem.storage.InboxEvent;
import tandem.storage.TestDatabase;
import tandem.storage.nodes.NodeGround;
import tandem.storage.outbox.Outbox;
import tandem.storage.outbox.OutboxMessage;

/** A floor on a real PostgreSQL, owned by one node after the other. */
final class FloorTerms implements AutoCloseable {

  static final AgentId TOM = new AgentId("tom");
  static final AgentId ANA = new AgentId("ana");
  private static final QueueId CALLS = new QueueId("calls");
  private static final DepartmentId SHIPPING = new DepartmentId("shipping");

  final TestDatabase database;
  final AlertWriter alerts = new AlertWriter();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Vertx vertx;
  private final List<RoutingNode> nodes = new ArrayList<>();

  FloorTerms(Vertx vertx) {
    this.vertx = vertx;
    this.database = TestDatabase.fresh(vertx);
  }

  /** Raises an alert with the companion's body as its kind, once the test lets it. */
  static final class AlertWriter implements Companion.Writer {
    final List<String> checked = new CopyOnWriteArrayList<>();
    volatile Future<Void> may = Future.succeededFuture();

    @Override
    public Future<Companion.Check> check(
        SqlConnection tx, FloorPlan plan, Signal signal, String body) {
      checked.add(body);
      return may.map(_ -> body.startsWith("no")
          ? new Companion.Check.Objection(body)
          : new Companion.Check.Ready("said", conn -> List.of(raise(conn, body)), () -> {}));
    }

    private static Future<Void> raise(SqlConnection tx, String kind) {
      return tx.preparedQuery("SELECT alert_raised(now(), $1, '', '{}')")
          .execute(Tuple.of(kind))
          .mapEmpty();
    }
  }

  /** A node that owns the floor; the one that owned it before is stopped. */
  RoutingNode next() throws Exception {
    return next(Rules.STANDARD, InstantSource.system());
  }

  RoutingNode next(Rules rules, InstantSource clock) throws Exception {
    stopAll();
    var node = node(rules, clock);
    var began = nextTerm(node);
    node.start();
    began.await(20, TimeUnit.SECONDS);
    return node;
  }

  /** A node that is not started. */
  RoutingNode node(Rules rules, InstantSource clock) {
    return node(vertx, database.database(), rules, clock, "node-" + nodes.size());
  }

  /** A node in a process of its own, which is not started. */
  RoutingNode node(NodeGround process, String id) {
    return Bridged.by(
        process.bridge(),
        node(process.vertx(), process.database(), Rules.STANDARD, InstantSource.system(), id));
  }

  private RoutingNode node(
      Vertx vertx, Database database, Rules rules, InstantSource clock, String id) {
    var node = new RoutingNode(
        vertx,
        vertx.getOrCreateContext(),
        database,
        clock,
        "main",
        id,
        rules,
        FloorTerms::commands,
        meters,
        outbox());
    node.companions("alert", alerts);
    nodes.add(node);
    return node;
  }

  /** Nothing is delivered. */
  private Outbox outbox() {
    return new Outbox(vertx, database.database(), InstantSource.system());
  }

  /** What any agent accepts is a message to the carrier. */
  static List<OutboxMessage> commands(long seq, Fact fact, Floor after) {
    return fact instanceof Fact.Accepted accepted
        ? List.of(new OutboxMessage(
            "fact-" + seq,
            "carrier:native",
            accepted.offer().contact().toString(),
            "accepted",
            "{}"))
        : List.of();
  }

  static Future<Long> nextTerm(RoutingNode node) {
    Promise<Long> began = Promise.promise();
    node.onTerm(new RoutingNode.TermListener() {
      @Override
      public void began(long epoch) {
        began.tryComplete(epoch);
      }

      @Override
      public Future<Void> ended() {
        return Future.succeededFuture();
      }
    });
    return began.future();
  }

  void stopAll() {
    nodes.forEach(node -> node.stop().await());
    nodes.clear();
  }

  /** How often a batch was decided anew. */
  double takenBack() {
    return meters.get("tandem.journal.taken.back").counter().count();
  }

  /** How many terms there were. */
  long terms() {
    return Long.parseLong(rows("SELECT epoch FROM floor").getFirst());
  }

  /** The facts on disk, played again from the first one. */
  Floor replayed() {
    var floor = new Floor();
    new Journal(database.database(), "main", outbox())
        .read(0, numbered -> floor.apply(numbered.fact()))
        .await();
    return floor;
  }

  void assertThatTheJournalIsTheFloor(RoutingNode node) {
    assertThat(replayed().snapshot())
        .isEqualTo(node.committed().read(Floor::snapshot).await());
  }

  List<String> rows(String sql) {
    return database.database().pool().query(sql).execute().await().stream()
        .map(row -> String.valueOf(row.getValue(0)))
        .toList();
  }

  void sql(String statement) {
    database.database().pool().query(statement).execute().await();
  }

  static InboxEvent event(String id) {
    return new InboxEvent("native", id, "{}");
  }

  static ContactId contact(String call) {
    return Ids.contact("native", call);
  }

  static Signal arrival(String call) {
    return new Signal.ContactArrived(
        contact(call),
        Channel.CALL,
        CALLS,
        new Endpoint("native", call),
        new CustomerId(new UUID(0, 1)),
        Duration.ZERO,
        Instant.now());
  }

  static Signal left(String call) {
    return new Signal.ContactLeft(contact(call), "hung_up");
  }

  static Signal accepted(String call, int attempt, AgentId agent) {
    return new Signal.OfferAccepted(new OfferId(contact(call), attempt), agent);
  }

  static Signal planned(Duration offerTimeout, AgentId... agents) {
    return new Signal.FloorPlanned(new FloorPlan(
        List.of(),
        List.of(new FloorPlan.Department(SHIPPING, "Shipping")),
        List.of(),
        List.of(new FloorPlan.Queue(
            CALLS,
            "Calls",
            SHIPPING,
            Channel.CALL,
            Map.of(),
            FloorPlan.Strategy.LONGEST_IDLE,
            Duration.ZERO,
            offerTimeout,
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            true)),
        Stream.of(agents)
            .map(id -> new FloorPlan.Agent(
                id, id.value(), SHIPPING, Map.of(), "sip:" + id + "@example.org", true))
            .toList(),
        List.of(),
        List.of(),
        Optional.of(CALLS)));
  }

  @Override
  public void close() {
    stopAll();
    database.close();
  }
}
