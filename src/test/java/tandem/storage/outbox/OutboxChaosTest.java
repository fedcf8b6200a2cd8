package tandem.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.storage.Database;
import tandem.storage.TestDatabase;

/**
 * Three nodes over one database that die, freeze and stop at random moments while receivers come
 * and go. Each node has an event loop and connections of its own, and none hears the others' news.
 */
@Timeout(120)
@ExtendWith(VertxExtension.class)
class OutboxChaosTest {

  private static final int NODES = 3;
  private static final int STEPS = 250;
  private static final List<String> DESTINATIONS = List.of("shop", "carrier", "desk");
  private static final int SUBJECTS = 4;
  private static final Duration LEASE = Duration.ofMillis(500);
  private static final Pace PACE =
      new Pace(LEASE, List.of(Duration.ofMillis(30), Duration.ofMillis(100)));

  private record Try(String key, String line, boolean again) {}

  private final TestDatabase database;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> away = ConcurrentHashMap.newKeySet();
  private final List<Try> tries = Collections.synchronizedList(new ArrayList<>());
  private final List<Try> arrived = Collections.synchronizedList(new ArrayList<>());

  /** The keys of each line in the order in which their transactions were committed. */
  private final Map<String, List<String>> put = new HashMap<>();

  OutboxChaosTest(Vertx vertx) {
    this.database = TestDatabase.fresh(vertx);
    super();
  }

  @AfterEach
  void close() {
    nodes.forEach(Node::die);
    database.close();
  }

  /** One process. */
  private final class Node {
    final Vertx vertx = Vertx.builder().build(); // of its own, to die with it
    final Database connections = new Database(vertx, database.address(), 4);
    final Outbox outbox = new Outbox(vertx, connections, InstantSource.system(), PACE);
    private boolean alive = true;

    /** What happens when it has brought the next message, before it can note that. */
    private boolean diesAtNext;

    private boolean freezesAtNext;

    Node() {
      DESTINATIONS.forEach(destination -> outbox.deliverTo(destination, this::deliver));
      outbox.start().await();
    }

    private Future<Void> deliver(OutboxMessage message, boolean again) {
      var attempt = new Try(message.key(), line(message), again);
      tries.add(attempt);
      if (away.contains(message.destination())) {
        return Future.failedFuture("away");
      }
      arrived.add(attempt);
      return happens();
    }

    private Future<Void> happens() {
      boolean freezes;
      synchronized (this) {
        if (diesAtNext) {
          die();
          return Promise.<Void>promise().future();
        }
        freezes = freezesAtNext;
        freezesAtNext = false;
      }
      if (freezes) {
        freeze();
      }
      return Future.succeededFuture();
    }

    synchronized boolean isAlive() {
      return alive;
    }

    /** What is under way ends nowhere. */
    synchronized void die() {
      alive = false;
      vertx.close();
    }

    synchronized void deliver(Outbox.Written written) {
      if (alive) {
        outbox.deliver(written);
      }
    }

    synchronized void dieAtNext() {
      diesAtNext = true;
    }

    synchronized void freezeAtNext() {
      freezesAtNext = true;
    }

    synchronized void calm() {
      diesAtNext = false;
      freezesAtNext = false;
    }

    /** Its event loop stands still, longer than a lease lasts. */
    private static void freeze() {
      try {
        var never = new CountDownLatch(1);
        assertThat(never.await(LEASE.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS))
            .isFalse();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everything_arrives_in_order_and_is_tried_once_under_each_lease(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < NODES; i++) {
      nodes.add(new Node());
    }
    for (int step = 0; step < STEPS; step++) {
      nodes.replaceAll(node -> node.isAlive() ? node : new Node());
      var node = nodes.get(random.nextInt(NODES));
      switch (random.nextInt(30)) {
        case 0 -> node.die();
        case 1 -> node.dieAtNext();
        case 2 -> node.freezeAtNext();
        case 3 -> {
          node.calm();
          if (node.isAlive()) {
            node.outbox.stop().await();
          }
          node.die();
        }
        case 4 -> away.add(DESTINATIONS.get(random.nextInt(DESTINATIONS.size())));
        case 5, 6 -> away.clear();
        case 7 -> put(node, step, random, false);
        default -> put(node, step, random, true);
      }
    }
    away.clear();
    nodes.forEach(Node::calm);
    nodes.replaceAll(node -> node.isAlive() ? node : new Node());

    await("SELECT count(*) = 0 FROM outbox WHERE delivered_at IS NULL");

    nodes.forEach(node -> node.outbox.stop().await());
    assertThat(arrivedOfEachLine()).isEqualTo(put);
    var leases = leases();
    tries.stream().collect(Collectors.groupingBy(Try::key)).forEach((key, ofOne) -> {
      assertThat(ofOne.size()).as(key).isLessThanOrEqualTo(leases.getOrDefault(key, 0));
      assertThat(ofOne.subList(1, ofOne.size())).as(key).allMatch(Try::again);
    });
  }

  /** The transaction is committed; the node may die before it hears of that. */
  private void put(Node node, int step, Random random, boolean heard) {
    var messages = new ArrayList<OutboxMessage>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      messages.add(new OutboxMessage(
          step + "." + i,
          DESTINATIONS.get(random.nextInt(DESTINATIONS.size())),
          "subject " + random.nextInt(SUBJECTS),
          "news",
          "{}"));
    }
    var now = InstantSource.system().instant();
    // by connections that outlive the node, so that the test knows of the commit
    var written = database
        .database()
        .transaction(tx -> node.outbox.write(tx, messages, now))
        .await();
    messages.forEach(
        message -> put.computeIfAbsent(line(message), _ -> new ArrayList<>()).add(message.key()));
    if (heard) {
      node.deliver(written);
    } else {
      node.die();
    }
  }

  private static String line(OutboxMessage message) {
    return message.destination() + " " + message.subject();
  }

  private Map<String, List<String>> arrivedOfEachLine() {
    var first = new HashMap<String, LinkedHashSet<String>>();
    for (var one : List.copyOf(arrived)) {
      first.computeIfAbsent(one.line(), _ -> new LinkedHashSet<>()).add(one.key());
    }
    return first.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
  }

  private Map<String, Integer> leases() {
    return database
        .database()
        .pool()
        .query("SELECT key, attempts FROM outbox")
        .execute()
        .await()
        .stream()
        .collect(Collectors.toMap(row -> row.getString("key"), row -> row.getInteger("attempts")));
  }

  /** Asks until it is so; asking takes its time in the database. */
  private void await(String sql) {
    var asking = "SELECT (" + sql + ") FROM pg_sleep(0.02)";
    while (!database
        .database()
        .pool()
        .query(asking)
        .execute()
        .await()
        .iterator()
        .next()
        .getBoolean(0)) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }
}
