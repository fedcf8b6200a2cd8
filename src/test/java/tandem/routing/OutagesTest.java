package tandem.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.Polls;
import tandem.base.AgentId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.faults.Cable;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Offer;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.AskedDatabase;
import tandem.storage.Database;
import tandem.storage.DatabaseAddress;
import tandem.storage.Inbox;
import tandem.storage.TestDatabase;
import tandem.storage.nodes.NodeGround;
import tandem.storage.outbox.Outbox;

/** What the floor answers while PostgreSQL cannot write: nothing that is final. */
@ExtendWith(VertxExtension.class)
class OutagesTest {

  private static final AgentId TOM = new AgentId("tom");

  private TestDatabase database;
  private AskedDatabase asked;
  private final List<RoutingNode> nodes = new ArrayList<>();

  @BeforeEach
  void start(Vertx vertx) {
    database = TestDatabase.fresh(vertx);
    asked = new AskedDatabase(database.address());
  }

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.stop().await());
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08006", "25006", "40001", "53100", "53200", "55P03", "57014", "58030", "54000", "P0001",
        "XX000"
      })
  void an_event_is_never_refused_for_good_because_of_what_its_values_do_not_cause(
      String state, Vertx vertx) throws Exception {
    var node = owner(vertx);
    node.tell(FloorTerms.planned(Duration.ofSeconds(20), TOM)).await();
    refuse(state);

    for (int tried = 0; tried < 3; tried++) {
      assertThatThrownBy(() ->
              node.tell(FloorTerms.arrival("c-1"), FloorTerms.event("e-1")).await())
          .as("try %d", tried)
          .isInstanceOf(Failure.Unavailable.class);
    }

    drop();
    assertThat(accepted(node, "c-1")).isInstanceOf(Decision.Decided.class);
    assertThat(asked.ask("SELECT string_agg(reference, ' ') FROM contact")).isEqualTo("c-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"22021", "23514"})
  void an_event_whose_values_cannot_be_stored_is_refused_and_the_others_go_on(
      String state, Vertx vertx) throws Exception {
    var node = owner(vertx);
    node.tell(FloorTerms.planned(Duration.ofSeconds(20), TOM)).await();
    refuse(state);

    assertThat(
            Polls.until(() -> refusal(node, "bad"), failure -> failure instanceof Failure.Invalid))
        .hasMessage("it cannot be stored");

    drop();
    assertThat(accepted(node, "c-1")).isInstanceOf(Decision.Decided.class);
  }

  private static Throwable refusal(RoutingNode node, String call) {
    return node.tell(FloorTerms.arrival(call), FloorTerms.event("e-" + call))
        .map(decision -> (Throwable) new IllegalStateException("accepted: " + decision))
        .otherwise(failure -> failure)
        .await();
  }

  private static Decision accepted(RoutingNode node, String call) {
    return Polls.until(
        () -> node.tell(FloorTerms.arrival(call), FloorTerms.event("e-" + call))
            .otherwise(new Decision.Refused(Decision.No.FULL, "not yet"))
            .await(),
        Decision.Decided.class::isInstance);
  }

  /** From now on no contact is written. */
  private void refuse(String state) {
    sql("""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '%s'; END $$
        """.formatted(state));
    sql("CREATE TRIGGER refusing BEFORE INSERT ON contact FOR EACH ROW EXECUTE FUNCTION refuse()");
  }

  private void drop() {
    sql("DROP TRIGGER refusing ON contact");
  }

  /** The disk is real where this process may make a small one; elsewhere a trigger says so. */
  @Test
  void a_full_disk_refuses_no_event_for_good_and_loses_none(Vertx vertx) throws Exception {
    var small = Files.createTempDirectory("tandem-small-disk-");
    boolean isReal = succeeds("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small.toString());
    var space = "small_" + ProcessHandle.current().pid();
    try {
      var node = owner(vertx);
      node.tell(FloorTerms.planned(Duration.ofSeconds(20), TOM)).await();
      if (isReal) {
        move(small, space);
        fill();
      } else {
        refuse("53100");
      }

      var answers = new ArrayList<Throwable>();
      int call = 0;
      // a page may have room for some facts
      for (int full = 0; full < 5; call++) {
        var answer = refusal(node, "c-" + call);
        answers.add(answer);
        full += answer instanceof Failure ? 1 : 0;
      }

      assertThat(answers).noneMatch(Failure.Invalid.class::isInstance);
      assertThat(answers.getLast()).isInstanceOf(Failure.Unavailable.class);
      if (isReal) {
        sql("DROP TABLE filler");
      } else {
        drop();
      }
      for (int again = 0; again < call; again++) {
        accepted(node, "c-" + again);
      }
      assertThat(asked.ask("SELECT count(*)::text FROM contact")).isEqualTo(String.valueOf(call));
      assertThat(asked.ask("SELECT count(*)::text FROM fact WHERE kind = 'queued'"))
          .isEqualTo(String.valueOf(call));
    } finally {
      nodes.forEach(node -> node.stop().await());
      nodes.clear();
      if (isReal) {
        sql("DROP TABLE IF EXISTS filler");
        sql("ALTER TABLE fact SET TABLESPACE pg_default");
        sql("DROP TABLESPACE IF EXISTS " + space);
        succeeds("umount", small.toString());
      }
      Files.delete(small);
    }
  }

  /** Moves the facts to a small disk. */
  private void move(Path small, String space) throws IOException {
    var folder = Files.createDirectory(small.resolve("space"));
    own(folder, Path.of(asked.ask("SHOW data_directory")));
    sql("CREATE TABLESPACE " + space + " LOCATION '" + folder + "'");
    sql("ALTER TABLE fact SET TABLESPACE " + space);
    sql("CREATE TABLE filler (text text) TABLESPACE " + space);
    sql("ALTER TABLE filler ALTER text SET STORAGE EXTERNAL"); // not compressed
  }

  /** Writes until there is no room for another row. */
  private void fill() {
    for (int bytes : new int[] {500_000, 5_000}) {
      var more = "INSERT INTO filler VALUES (repeat('x', %d))".formatted(bytes);
      while (succeeds(more)) {
        // there was room
      }
    }
  }

  private boolean succeeds(String statement) {
    try (var connection = database.address().open();
        var work = connection.createStatement()) {
      work.execute(statement);
      return true;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as("%s", e).isEqualTo("53100");
      return false;
    }
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  /** Gives a folder to the user who runs PostgreSQL. */
  private static void own(Path folder, Path data) throws IOException {
    var owner = Files.readAttributes(data, PosixFileAttributes.class);
    Files.setOwner(folder, owner.owner());
  }

  @Test
  void a_crash_of_the_database_under_load_on_two_nodes_loses_nothing_and_refuses_nothing()
      throws Exception {
    try (var first = new NodeGround(database.address(), "one");
        var second = new NodeGround(database.address(), "two")) {
      var one = bridged(first, "one");
      var two = bridged(second, "two");
      begin(one);
      two.start();
      try {
        two.ready().await(60, TimeUnit.SECONDS);
        one.tell(FloorTerms.planned(Duration.ofSeconds(20), TOM)).await();
        var load = new Load(List.of(one, two));
        for (int crash = 1; crash <= 3; crash++) {
          load.awaits(crash * 40);
          crash();
        }
        load.awaits(200);
        load.stop();

        assertThat(load.others).as("answers beside 2xx and 503").isEmpty();
        assertThat(load.later.get()).as("answers of 503").isPositive();
        for (var call : load.stored) {
          assertThat(
                  asked.ask("SELECT count(*)::text FROM contact WHERE reference = '" + call + "'"))
              .as(call)
              .isEqualTo("1");
        }
        assertThat(asked.ask("SELECT (count(*) = count(DISTINCT body ->> 'contact'))::text"
                + " FROM fact WHERE kind = 'queued'"))
            .isEqualTo("true");
      } finally {
        two.stop().await();
        one.stop().await();
      }
    }
  }

  private static final Duration BRIDGE = Duration.ofSeconds(2);

  @Test
  void a_caller_who_was_just_bridged_stays_with_the_agent_over_a_long_outage(Vertx vertx)
      throws Exception {
    try (var cable = new Cable(database.address().port());
        var away = new CutDatabase(vertx, database.address(), cable)) {
      var node = node(vertx, away.database(), "one", InstantSource.system(), quickBridges());
      begin(node);
      connecting(node);
      var again = FloorTerms.nextTerm(node);

      cable.cut();
      passes(BRIDGE.multipliedBy(2));
      cable.mend();
      again.await(60, TimeUnit.SECONDS);

      assertStaysWithTom(node);
      node.stop().await();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_caller_who_was_just_bridged_stays_with_the_agent_when_another_node_takes_over(
      boolean isStandby, Vertx vertx) throws Exception {
    try (var cable = new Cable(database.address().port());
        var away = new CutDatabase(vertx, database.address(), cable)) {
      var first = node(vertx, away.database(), "one", InstantSource.system(), quickBridges());
      begin(first);
      connecting(first);
      // the clocks of two machines differ
      InstantSource ahead = () -> InstantSource.system().instant().plus(Duration.ofMinutes(5));
      var second = node(vertx, database.database(), "two", ahead, quickBridges());
      nodes.add(second);
      if (isStandby) {
        second.start();
      }
      var owning = FloorTerms.nextTerm(second);

      cable.cut();
      if (!isStandby) { // the machine starts again, and nobody has watched meanwhile
        passes(BRIDGE.multipliedBy(2));
        second.start();
      }
      owning.await(60, TimeUnit.SECONDS);

      assertStaysWithTom(second);
      var _ = first.stop();
    }
  }

  /** Tom has accepted a call and the carrier joins them; Ana is free. */
  private void connecting(RoutingNode node) {
    node.tell(FloorTerms.planned(Duration.ofSeconds(20), FloorTerms.TOM, FloorTerms.ANA))
        .await();
    node.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())).await();
    node.tell(FloorTerms.arrival("c-1"), FloorTerms.event("e-1")).await();
    node.tell(FloorTerms.accepted("c-1", 1, TOM)).await();
    node.tell(new Signal.PresenceAsked(FloorTerms.ANA, new Presence.Ready())).await();
  }

  private void assertStaysWithTom(RoutingNode node) {
    node.tell(
            new Signal.ContactIdentified(FloorTerms.contact("c-1"), new CustomerId(new UUID(0, 2))))
        .await(); // answered after the due deadlines
    assertThat(node.tell(new Signal.Bridged(FloorTerms.contact("c-1"))).await())
        .isInstanceOf(Decision.Decided.class);
    assertThat(asked.ask("SELECT string_agg(kind, ' ' ORDER BY seq) FROM fact WHERE seq > 3"))
        .isEqualTo("offered accepted presence_changed time_lost identified connected");
    assertThat(asked.ask("SELECT state || ' ' || agent FROM contact")).isEqualTo("connected tom");
  }

  @Test
  void an_offer_on_disk_has_the_deadline_that_the_floor_gives_it_after_an_outage(Vertx vertx)
      throws Exception {
    try (var cable = new Cable(database.address().port());
        var away = new CutDatabase(vertx, database.address(), cable)) {
      var node = node(vertx, away.database(), "one", InstantSource.system(), quickBridges());
      begin(node);
      node.tell(FloorTerms.planned(Duration.ofSeconds(20), TOM)).await();
      node.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())).await();
      node.tell(FloorTerms.arrival("c-1"), FloorTerms.event("e-1")).await();
      var before = asked.ask("SELECT expires_at::text FROM offer");
      var again = FloorTerms.nextTerm(node);

      cable.cut();
      passes(Duration.ofSeconds(3));
      cable.mend();
      again.await(60, TimeUnit.SECONDS);
      node.tell(new Signal.ContactHeard(FloorTerms.contact("c-1"))).await();

      var expires = node.committed()
          .read(floor -> floor
              .contact(FloorTerms.contact("c-1"))
              .flatMap(Contact::offer)
              .map(Offer::expiresAt)
              .orElseThrow())
          .await();
      assertThat(asked.ask("SELECT (abs(extract(epoch FROM expires_at - '" + expires
              + "')) < 0.001 AND expires_at >= timestamptz '" + before + "' + interval '3 s')"
              + "::text FROM offer"))
          .isEqualTo("true");
      node.stop().await();
    }
  }

  @Test
  void a_process_that_was_frozen_while_it_wrote_gives_the_time_back(Vertx vertx) throws Exception {
    var context = vertx.getOrCreateContext();
    var node =
        node(vertx, context, database.database(), "one", InstantSource.system(), Rules.STANDARD);
    nodes.add(node);
    begin(node);
    node.tell(FloorTerms.planned(Duration.ofSeconds(4), TOM)).await();
    node.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())).await();
    node.tell(FloorTerms.arrival("c-1"), FloorTerms.event("e-1")).await();

    var written = node.tell(FloorTerms.arrival("c-2"), FloorTerms.event("e-2"));
    freeze(context, Duration.ofSeconds(6));
    written.await(60, TimeUnit.SECONDS);
    node.tell(new Signal.ContactHeard(FloorTerms.contact("c-2"))).await();

    assertThat(asked.ask("SELECT state || ' ' || (expires_at > offered_at + interval '10 s')::text"
            + " FROM offer"))
        .isEqualTo("pending true");
    assertThat(asked.ask("SELECT count(*)::text FROM fact WHERE kind = 'time_lost'"))
        .isEqualTo("1");
  }

  /** Nothing happens on the context for a while, as in a process that was stopped. */
  private static void freeze(Context context, Duration time) {
    var never = new CountDownLatch(1);
    context.runOnContext(_ -> {
      try {
        var _ = never.await(time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  @Test
  void connections_that_nobody_answers_any_more_keep_the_floor_from_no_further_term(Vertx vertx)
      throws Exception {
    try (var cable = new Cable(database.address().port());
        var away = new CutDatabase(vertx, database.address(), cable)) {
      var node = node(vertx, away.database(), "one");
      begin(node);
      node.tell(FloorTerms.planned(Duration.ofSeconds(20), TOM)).await();
      var again = FloorTerms.nextTerm(node);

      cable.lose();
      var lost = node.tell(FloorTerms.arrival("c-1"), FloorTerms.event("e-1"));

      again.await(60, TimeUnit.SECONDS);
      assertThat(lost.failed()).isTrue();
      assertThat(accepted(node, "c-1")).isInstanceOf(Decision.Decided.class);
      assertThat(asked.ask("SELECT string_agg(reference, ' ') FROM contact")).isEqualTo("c-1");
      node.stop().await();
    }
  }

  @Test
  void reads_that_take_all_connections_delay_no_sign_of_life_no_event_and_no_term(Vertx vertx)
      throws Exception {
    var pool = database.database().pool();
    var taken = new ArrayList<SqlConnection>();
    var node = owner(vertx);
    node.tell(FloorTerms.planned(Duration.ofSeconds(20), TOM)).await();
    for (int i = 0; i < TestDatabase.CONNECTIONS / 2; i++) {
      taken.add(pool.getConnection().await());
    }
    var last = pool.getConnection();
    try {
      var again = FloorTerms.nextTerm(node);
      sql("UPDATE floor SET epoch = epoch + 1");
      assertThat(refusal(node, "c-1")).isInstanceOf(Failure.Unavailable.class);
      again.await(60, TimeUnit.SECONDS);

      assertThat(accepted(node, "c-1")).isInstanceOf(Decision.Decided.class);
      // a repeat that the floor does not remember is looked up in the inbox
      assertThat(new Inbox(database.database())
              .firstAnswer(FloorTerms.event("e-c-1"))
              .await())
          .isPresent();
      for (int beat = 0; beat < 2; beat++) {
        var beaten = Promise.<Void>promise();
        node.onBeat((_, _) -> beaten.tryComplete());
        beaten.future().await(60, TimeUnit.SECONDS);
      }
      assertThat(last.isComplete() && last.succeeded())
          .as("there was no connection left")
          .isFalse();
    } finally {
      taken.forEach(connection -> connection.close().await());
      last.onSuccess(SqlConnection::close);
    }
  }

  @Test
  void a_node_is_alive_on_a_slow_database_while_each_sign_takes_longer_than_the_pause_between_two(
      Vertx vertx) throws Exception {
    try (var cable = new Cable(database.address().port());
        var away = new CutDatabase(vertx, database.address(), cable)) {
      var node = node(vertx, away.database(), "one", InstantSource.system(), Rules.STANDARD);
      begin(node);
      node.tell(FloorTerms.planned(Duration.ofSeconds(20), TOM)).await();
      cable.delay(Duration.ofMillis(600));
      var told = new ArrayList<Future<Decision>>();
      for (int call = 0; call < 100; call++) {
        told.add(node.tell(FloorTerms.arrival("c-" + call), FloorTerms.event("e-" + call)));
      }
      for (var one : told) {
        assertThat(one.await(60, TimeUnit.SECONDS)).isInstanceOf(Decision.Decided.class);
      }

      // all that waited went into the batch after the first one
      assertThat(
              asked.ask("SELECT count(DISTINCT xmin::text)::text FROM fact WHERE kind = 'queued'"))
          .isIn("1", "2");
      assertThat(asked.ask("SELECT epoch::text FROM floor")).isEqualTo("1");
      assertThat(asked.ask("SELECT (clock_timestamp() - seen_at < interval '3 s')::text FROM node"))
          .isEqualTo("true");
      assertThat(node.inability().await()).isEmpty();
      cable.delay(Duration.ZERO);
      node.stop().await();
    }
  }

  /** Time itself is under test: it passes for the process and the database. */
  private static void passes(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Polls.eventually(() -> System.nanoTime() - end >= 0);
  }

  private static Rules quickBridges() {
    var rules = Rules.STANDARD;
    return new Rules(
        rules.reofferPause(),
        rules.lostGrace(),
        BRIDGE,
        rules.echoWithin(),
        rules.silenceMax(),
        rules.askingSilenceMax(),
        Duration.ofSeconds(60),
        rules.heardEvery(),
        rules.contactsMax(),
        rules.rememberedMax(),
        rules.agentsMax(),
        rules.queuesMax());
  }

  /** Connections to the database that lead through a cable. */
  private record CutDatabase(Database database) implements AutoCloseable {

    CutDatabase(Vertx vertx, DatabaseAddress address, Cable cable) {
      this(new Database(
          vertx,
          new DatabaseAddress(
              "127.0.0.1", cable.port(), address.database(), address.user(), address.password()),
          8));
    }

    @Override
    public void close() {
      database.close().await();
    }
  }

  /** Kills one of its processes: PostgreSQL then ends all others, and starts again. */
  private void crash() throws Exception {
    var pid = asked.ask("SELECT pid::text FROM pg_stat_activity WHERE datname = current_database()"
        + " AND pid <> pg_backend_pid() LIMIT 1");
    assertThat(succeeds("kill", "-9", pid)).isTrue();
    Polls.eventually(this::answers);
  }

  private boolean answers() {
    try (var connection = database.address().open()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Calls that arrive at both nodes; each is told until it is taken, as a carrier does. */
  private static final class Load {
    final Set<String> stored = ConcurrentHashMap.newKeySet();
    final List<Throwable> others = new CopyOnWriteArrayList<>();
    final AtomicInteger later = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> callers = new ArrayList<>();
    private final Map<Integer, CountDownLatch> awaited = new ConcurrentHashMap<>();

    Load(List<RoutingNode> nodes) {
      for (int caller = 0; caller < 8; caller++) {
        var name = "caller-" + caller;
        var node = nodes.get(caller % nodes.size());
        callers.add(Thread.ofVirtual().start(() -> call(node, name)));
      }
    }

    private void call(RoutingNode node, String name) {
      for (int number = 0; !over.get(); number++) {
        var call = name + "-" + number;
        while (!isTaken(node, call)) {
          later.incrementAndGet();
        }
        stored.add(call);
        awaited.forEach((count, latch) -> {
          if (stored.size() >= count) {
            latch.countDown();
          }
        });
      }
    }

    private boolean isTaken(RoutingNode node, String call) {
      try {
        node.tell(FloorTerms.arrival(call), FloorTerms.event("e-" + call))
            .await(60, TimeUnit.SECONDS);
        return true;
      } catch (Failure.Unavailable e) {
        return false;
      } catch (Exception e) {
        others.add(e);
        return true;
      }
    }

    void awaits(int count) throws InterruptedException {
      var latch = awaited.computeIfAbsent(count, _ -> new CountDownLatch(1));
      if (stored.size() < count) {
        assertThat(latch.await(120, TimeUnit.SECONDS))
            .as("%d calls are taken", count)
            .isTrue();
      }
    }

    void stop() throws InterruptedException {
      over.set(true);
      for (var caller : callers) {
        caller.join();
      }
    }
  }

  private RoutingNode bridged(NodeGround ground, String name) {
    var node = node(ground.vertx(), ground.database(), name);
    ground.bridge().onStranger(node::lookForNeighbours);
    node.onNeighbours(others -> {
      var _ = ground.bridge().meet(others);
    });
    return node;
  }

  private RoutingNode owner(Vertx vertx) throws Exception {
    var node = node(vertx, database.database(), "one");
    nodes.add(node);
    begin(node);
    return node;
  }

  private static RoutingNode node(Vertx vertx, Database database, String name) {
    return node(vertx, database, name, InstantSource.system(), Rules.STANDARD);
  }

  private static RoutingNode node(
      Vertx vertx, Database database, String name, InstantSource clock, Rules rules) {
    return node(vertx, vertx.getOrCreateContext(), database, name, clock, rules);
  }

  private static RoutingNode node(
      Vertx vertx,
      Context context,
      Database database,
      String name,
      InstantSource clock,
      Rules rules) {
    return new RoutingNode(
        vertx,
        context,
        database,
        clock,
        "main",
        name,
        rules,
        FloorTerms::commands,
        new SimpleMeterRegistry(),
        new Outbox(vertx, database, clock));
  }

  private static void begin(RoutingNode node) throws Exception {
    var owning = FloorTerms.nextTerm(node);
    node.start();
    owning.await(60, TimeUnit.SECONDS);
  }

  private void sql(String statement) {
    try (var connection = database.address().open();
        var work = connection.createStatement()) {
      work.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }
}
