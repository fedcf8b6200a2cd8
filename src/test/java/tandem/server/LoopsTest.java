package tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.Entrance;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Ids;
import tandem.base.QueueId;
import tandem.customers.TestGrid;
import tandem.desk.FloorGround;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.InboxEvent;

/** Which event loop does what. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class LoopsTest {

  private static final AgentId TOM = new AgentId("tom");
  private static final int CONNECTIONS = 64;

  private final Vertx vertx;
  private final Entrance entrance;
  private final FloorGround ground;
  private final Thread engine;

  LoopsTest(Vertx vertx) {
    this.vertx = vertx;
    this.entrance = new Entrance(vertx, "");
    this.ground = new FloorGround(
        vertx,
        entrance.database.database(),
        TestGrid.shared(),
        new Ids(entrance.clock, entrance.random),
        (_, _, _) -> List.of(),
        Rules.STANDARD,
        new SimpleMeterRegistry());
    ground.own(plan());
    this.engine = threadOf(ground.base.loops().engine());
  }

  private static FloorPlan plan() {
    var shipping = new DepartmentId("shipping");
    return new FloorPlan(
        List.of(),
        List.of(new FloorPlan.Department(shipping, "Shipping")),
        List.of(),
        List.of(Plans.calls(new QueueId("parcels"), "Where is my parcel", shipping)),
        List.of(new FloorPlan.Agent(TOM, "Tom", shipping, Map.of(), "+31101", true)),
        List.of(),
        List.of(),
        Optional.of(new QueueId("parcels")));
  }

  @AfterAll
  void close() {
    ground.close();
    entrance.close();
  }

  private static <T> T soon(Future<T> future) {
    return future.timeout(20, TimeUnit.SECONDS).await();
  }

  private static Thread threadOf(Context context) {
    return soon(Future.<Thread>future(
        here -> context.runOnContext(_ -> here.complete(Thread.currentThread()))));
  }

  /** The same asked on each loop that serves, at once, and the threads in which it was heard. */
  private List<Thread> heardIn(Supplier<Future<?>> question) {
    return ground.base.loops().shared().stream()
        .map(loop -> Future.<Thread>future(heard -> loop.runOnContext(
            _ -> question.get().map(_ -> Thread.currentThread()).onComplete(heard))))
        .toList()
        .stream()
        .map(LoopsTest::soon)
        .toList();
  }

  private static boolean isOver(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Thread> serving() {
    return ground.base.loops().shared().stream().map(LoopsTest::threadOf).toList();
  }

  @Test
  void the_server_listens_on_every_loop_but_the_engines() {
    entrance
        .guard
        .allow(Who.PUBLIC, HttpMethod.GET, "/thread")
        .handle(ctx -> ctx.response().end(Thread.currentThread().getName()));
    var doors = new HttpDoors(vertx, entrance.gate);
    int port = soon(doors.listen(ground.base.loops().shared(), "127.0.0.1", 0));
    var client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));

    var threads = IntStream.range(0, CONNECTIONS)
        .mapToObj(_ -> soon(client
            .request(new RequestOptions().setHost("127.0.0.1").setPort(port).setURI("/thread"))
            .compose(request -> request.send().compose(answer -> answer.body()))
            .map(Object::toString)))
        .collect(Collectors.toSet());

    assertThat(threads)
        .isEqualTo(serving().stream().map(Thread::getName).collect(Collectors.toSet()))
        .doesNotContain(engine.getName());
    soon(doors.shutdown(Duration.ofSeconds(1)));
  }

  @Test
  void no_connection_to_the_database_but_the_engines_own_is_on_its_loop() {
    Set<Thread> reading = ConcurrentHashMap.newKeySet();

    // asked by the engine, all at once, so that every connection of the pool is made for it
    soon(Future.<Void>future(done -> ground
        .base
        .loops()
        .engine()
        .runOnContext(_ -> Future.all(IntStream.range(0, CONNECTIONS)
                .mapToObj(_ -> ground
                    .base
                    .database()
                    .pool()
                    .preparedQuery("SELECT pg_sleep(0.01)::text")
                    .mapping(row -> reading.add(Thread.currentThread()))
                    .execute())
                .toList())
            .<Void>mapEmpty()
            .onComplete(done))));

    assertThat(serving()).containsAll(reading);
    assertThat(reading).isNotEmpty().doesNotContain(engine);
  }

  @Test
  void the_floor_is_read_on_the_engines_loop_and_what_follows_is_done_where_it_was_asked() {
    Set<Thread> read = ConcurrentHashMap.newKeySet();

    var heard = heardIn(() -> ground.rooms.floor().read(_ -> read.add(Thread.currentThread())));

    assertThat(read).containsExactly(engine);
    assertThat(heard).isEqualTo(serving());
  }

  @Test
  void a_caller_without_a_loop_does_not_continue_on_the_engines() {
    var listening = new CountDownLatch(1);
    var heard = ground.rooms.floor().read(_ -> isOver(listening)).map(_ -> Thread.currentThread());
    listening.countDown();

    assertThat(serving()).contains(soon(heard));
  }

  @Test
  void a_follower_begins_where_it_asked_to_follow() {
    CommittedFloor.Follower nobody = (_, _) -> {};

    assertThat(heardIn(() -> ground.rooms.floor().follow(nobody, Floor::plan)))
        .isEqualTo(serving());
  }

  @Test
  void a_decision_is_heard_where_it_was_asked_for() {
    var ready = new Signal.PresenceAsked(TOM, new Presence.Ready());
    var names = new AtomicInteger();

    assertThat(heardIn(() -> ground.routing.tell(ready))).isEqualTo(serving());
    assertThat(heardIn(() -> ground.routing.tell(
            ready,
            new InboxEvent("test", "e-" + names.incrementAndGet(), new JsonObject().encode()))))
        .isEqualTo(serving());
    assertThat(heardIn(() -> ground.desk.floor().imports().take("", "departments: []", "test")))
        .isEqualTo(serving());
    assertThat(heardIn(ground.routing::reachesOwner)).isEqualTo(serving());
  }

  @Test
  void of_many_who_ask_for_one_history_each_hears_it_where_it_asked() {
    var customer = new CustomerId(ground.base.ids().next());
    soon(ground
        .base
        .database()
        .pool()
        .preparedQuery("INSERT INTO customer (id, name, created_at) VALUES ($1, 'Jan', now())")
        .execute(Tuple.of(customer.value())));

    assertThat(heardIn(() -> ground.desk.contacts().pops().of(customer))).isEqualTo(serving());
  }
}
