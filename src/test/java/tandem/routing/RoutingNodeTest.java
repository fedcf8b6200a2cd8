package tandem.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Endpoint;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.base.SkillId;
import tandem.document.Json;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.Database;
import tandem.storage.InboxEvent;
import tandem.storage.TestDatabase;
import tandem.storage.nodes.NodeGround;
import tandem.storage.nodes.OtherNodes;
import tandem.storage.outbox.Outbox;

/** The routing node on a real PostgreSQL: it writes before it publishes. */
@ExtendWith(VertxExtension.class)
class RoutingNodeTest {

  private static final DepartmentId SHIPPING = new DepartmentId("shipping");
  private static final QueueId CALLS = new QueueId("calls");
  private static final SkillId PARCELS = new SkillId("parcels");
  private static final AgentId TOM = new AgentId("tom");
  private static final AgentId ANA = new AgentId("ana");

  private static final QueueId MORE = new QueueId("more");

  private Vertx vertx;
  private TestDatabase database;
  private final List<RoutingNode> nodes = new ArrayList<>();

  @BeforeEach
  void start(Vertx given) {
    vertx = given;
    database = TestDatabase.fresh(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    nodes.forEach(node -> node.stop().await());
    database.close();
  }

  @Test
  void an_answered_signal_is_on_disk_and_on_the_committed_floor() throws Exception {
    var node = owner("one");
    node.tell(new Signal.FloorPlanned(plan())).await();
    node.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())).await();

    var decision = node.tell(arrival("c-1")).await();

    assertThat(decision).isInstanceOf(Decision.Decided.class);
    var call = Ids.contact("native", "c-1");
    assertThat(node.committed()
            .read(floor -> floor.contact(call).map(contact -> contact.phase().word()))
            .await())
        .contains("offered");
    assertThat(rows("SELECT state || ' ' || offers FROM contact")).containsExactly("offered 1");
    assertThat(rows("SELECT state || ' ' || agent FROM offer")).containsExactly("pending tom");
    assertThat(rows("SELECT kind FROM fact ORDER BY seq"))
        .containsExactly("floor_planned", "presence_changed", "queued", "offered");
  }

  @Test
  void an_accepted_call_orders_the_carrier_in_the_same_transaction() throws Exception {
    var node = owner("one");
    ringing(node, "c-1");

    node.tell(new Signal.OfferAccepted(new OfferId(Ids.contact("native", "c-1"), 1), TOM))
        .await();

    assertThat(rows("SELECT destination || ' ' || kind || ' ' || key FROM outbox"))
        .containsExactly("carrier:native accepted fact-5");
    assertThat(rows("SELECT state || ' ' || agent FROM contact")).containsExactly("connecting tom");
  }

  @Test
  void a_late_bridge_takes_its_agent_out_of_another_in_one_transaction() throws Exception {
    var node = owner("one");
    var late = Ids.contact("native", "late");
    var other = Ids.contact("native", "other");
    node.tell(new Signal.FloorPlanned(plan(TOM, ANA))).await();
    node.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())).await();
    node.tell(arrival("late")).await();
    node.tell(new Signal.OfferAccepted(new OfferId(late, 1), TOM)).await();
    node.tell(new Signal.BridgeFailed(late, "busy")).await();
    node.tell(new Signal.PresenceAsked(ANA, new Presence.Ready())).await();
    node.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())).await();
    node.tell(arrival("other")).await();
    node.tell(new Signal.OfferAccepted(new OfferId(other, 1), TOM)).await();

    var decision = node.tell(new Signal.Bridged(late, Optional.of(TOM))).await();

    assertThat(decision).isInstanceOf(Decision.Decided.class);
    assertThat(
            rows("SELECT concat_ws(' ', reference, state, agent) FROM contact ORDER BY reference"))
        .containsExactly("late connected tom", "other offered");
    assertThat(rows("SELECT concat_ws(' ', agent, state, why) FROM offer ORDER BY offered_at"))
        .containsExactly("tom accepted", "ana withdrawn joined", "tom accepted", "ana pending");
  }

  @Test
  void an_agent_whose_offer_ends_gets_the_next_one_in_the_same_batch() throws Exception {
    var node = owner("one");
    ringing(node, "c-1");
    node.tell(arrival("c-2")).await();

    node.tell(new Signal.ContactLeft(Ids.contact("native", "c-1"), "hung_up")).await();

    assertThat(rows("SELECT concat_ws(' ', agent, state, why) FROM offer ORDER BY offered_at"))
        .containsExactly("tom withdrawn customer_left", "tom pending");
    assertThat(rows("SELECT concat_ws(' ', reference, state) FROM contact ORDER BY 1"))
        .containsExactly("c-1 closed", "c-2 offered");
    assertThat(rows("SELECT DISTINCT xmin::text FROM offer"))
        .as("one transaction")
        .hasSize(1);
  }

  @Test
  void a_customer_who_leaves_and_comes_again_on_the_same_endpoint_in_one_batch_has_two_rows()
      throws Exception {
    var node = owner("one");
    ringing(node, "c-1");
    var again = new Signal.ContactArrived(
        Ids.contact("native", "c-1 again"),
        Channel.CALL,
        CALLS,
        new Endpoint("native", "c-1"),
        new CustomerId(new UUID(0, 1)),
        Duration.ZERO,
        Instant.now());

    // while the first is written, the others wait for the next batch
    Future.all(
            node.tell(arrival("c-0")),
            node.tell(new Signal.ContactLeft(Ids.contact("native", "c-1"), "hung_up")),
            node.tell(again))
        .await();

    assertThat(rows("SELECT state FROM contact WHERE reference = 'c-1' ORDER BY seq"))
        .containsExactly("closed", "queued");
    assertThat(rows("SELECT DISTINCT xmin::text FROM contact WHERE reference = 'c-1'"))
        .as("one transaction")
        .hasSize(1);
  }

  @Test
  void a_batch_whose_commit_fails_was_never_said() throws Exception {
    var node = owner("one");
    node.tell(new Signal.FloorPlanned(plan())).await();
    sql("""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'not at the end'; END $$
        """);
    sql("""
        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON contact DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse()
        """);
    var again = FloorTerms.nextTerm(node);

    assertThatThrownBy(() -> node.tell(arrival("c-1")).await())
        .isInstanceOf(Failure.Unavailable.class);

    assertThat(rows("SELECT kind FROM fact")).containsExactly("floor_planned");
    assertThat(node.committed()
            .read(floor -> floor.contact(Ids.contact("native", "c-1")))
            .await())
        .isEmpty();
    sql("DROP TRIGGER at_commit ON contact");
    again.await(60, TimeUnit.SECONDS);
    assertThat(node.tell(arrival("c-1")).await()).isInstanceOf(Decision.Decided.class);
  }

  @Test
  void a_new_owner_knows_whose_bridge_was_given_up() throws Exception {
    var first = owner("one");
    var call = Ids.contact("native", "c-1");
    ringing(first, "c-1");
    first.tell(new Signal.OfferAccepted(new OfferId(call, 1), TOM)).await();
    first.tell(new Signal.BridgeFailed(call, "busy")).await();
    nodes.remove(first);
    first.stop().await();

    var second = owner("two");
    second.tell(new Signal.Bridged(call)).await();

    assertThat(rows("SELECT state || ' ' || agent FROM contact")).containsExactly("connected tom");
  }

  @Test
  void a_repeated_event_gets_the_first_answer_and_has_no_effect() throws Exception {
    var node = owner("one");
    node.tell(new Signal.FloorPlanned(plan())).await();
    var event = new InboxEvent("native", "e-1", "{}");

    var answers =
        IntStream.range(0, 50).mapToObj(_ -> node.tell(arrival("c-1"), event)).toList();

    Future.all(answers).await();
    assertThat(answers)
        .allSatisfy(a -> assertThat(a.result()).isInstanceOf(Decision.Decided.class));
    assertThat(node.tell(arrival("c-1"), event).await()).isInstanceOf(Decision.Decided.class);
    assertThat(rows("SELECT kind FROM fact WHERE contact IS NOT NULL")).containsExactly("queued");
    assertThat(rows("SELECT event FROM hook_event")).containsExactly("e-1");
  }

  @Test
  void signals_that_come_while_a_batch_is_written_share_the_next_one() throws Exception {
    var node = owner("one");
    node.tell(new Signal.FloorPlanned(plan())).await();

    var answers =
        IntStream.range(0, 500).mapToObj(i -> node.tell(arrival("c-" + i))).toList();

    Future.all(answers).await();
    assertThat(rows("SELECT count(*) FROM contact")).containsExactly("500");
    assertThat(rows("SELECT count(DISTINCT xmin::text) < 100 FROM contact"))
        .containsExactly("true");
  }

  /** A writer that raises an alert with the companion's body as its kind, when the test lets it. */
  private static final class AlertWriter implements Companion.Writer {
    final List<FloorPlan> checked = new CopyOnWriteArrayList<>();
    volatile Future<Void> may = Future.succeededFuture();
    boolean committed;

    @Override
    public Future<Companion.Check> check(
        SqlConnection tx, FloorPlan plan, Signal signal, String body) {
      checked.add(plan);
      return may.map(_ -> body.startsWith("no")
          ? new Companion.Check.Objection(body)
          : new Companion.Check.Ready("said", write(body), () -> committed = true));
    }

    private static Function<SqlConnection, List<Future<Void>>> write(String kind) {
      return tx -> List.of(tx.preparedQuery("SELECT alert_raised(now(), $1, '', '{}')")
          .execute(Tuple.of(kind))
          .mapEmpty());
    }
  }

  private static Companion companion(String body) {
    return new Companion("alert", body);
  }

  @Test
  void a_companion_is_written_with_the_facts_of_its_signal_or_not_at_all() throws Exception {
    var writer = new AlertWriter();
    var node = owner("one");
    node.companions("alert", writer);
    var planned = new Signal.FloorPlanned(plan(TOM));
    var unknown = new Signal.OfferAccepted(new OfferId(Ids.contact("native", "c-1"), 1), TOM);

    assertThat(node.tell(planned, companion("yes")).await())
        .isInstanceOfSatisfying(
            Companion.Result.Decided.class,
            result -> assertThat(result.answer()).isEqualTo("said"));
    assertThat(writer.committed).isTrue();
    assertThat(node.tell(new Signal.FloorPlanned(plan(TOM, ANA)), companion("no way"))
            .await())
        .isEqualTo(new Companion.Result.Objected("no way"));
    assertThat(node.tell(unknown, companion("refused")).await())
        .isInstanceOfSatisfying(
            Companion.Result.Decided.class,
            result -> assertThat(result.decision()).isInstanceOf(Decision.Refused.class));

    assertThat(rows("SELECT kind FROM alert")).containsExactly("yes");
    assertThat(rows("SELECT kind FROM fact")).containsExactly("floor_planned");
    assertThat(node.committed().read(floor -> floor.plan().agents().size()).await())
        .isEqualTo(1);
  }

  @Test
  void a_batch_that_fails_writes_no_companion_and_the_next_owner_takes_it() throws Exception {
    var node = owner("one");
    node.companions("alert", new AlertWriter());
    sql("ALTER TABLE fact ADD CONSTRAINT no_facts CHECK (false) NOT VALID");
    var planned = new Signal.FloorPlanned(plan(TOM));
    var again = FloorTerms.nextTerm(node);

    assertThatThrownBy(() -> node.tell(planned, companion("lost")).await())
        .isInstanceOf(Failure.Unavailable.class);
    again.await(60, TimeUnit.SECONDS);
    sql("ALTER TABLE fact DROP CONSTRAINT no_facts");

    assertThat(rows("SELECT kind FROM alert")).isEmpty();
    assertThat(node.tell(planned, companion("taken")).await())
        .isInstanceOf(Companion.Result.Decided.class);
    assertThat(rows("SELECT kind FROM alert")).containsExactly("taken");
  }

  @Test
  void imports_that_fail_one_after_the_other_keep_nobody_else_from_being_written()
      throws Exception {
    var writer = new AlertWriter();
    var node = owner("one");
    node.companions("alert", writer);
    node.tell(new Signal.FloorPlanned(plan(TOM))).await();
    var first = Promise.<Void>promise();
    var second = Promise.<Void>promise();
    writer.may = first.future();
    var refused = node.tell(new Signal.FloorPlanned(plan(TOM, ANA)), companion("no way"));
    var waiting = node.tell(new Signal.FloorPlanned(plan(TOM, ANA)), companion("no again"));
    var arrival = node.tell(arrival("c-1"));
    while (writer.checked.isEmpty()) {
      Thread.onSpinWait();
    }
    writer.may = second.future();

    first.complete();

    assertThat(arrival.await(60, TimeUnit.SECONDS)).isInstanceOf(Decision.Decided.class);
    assertThat(refused.await(60, TimeUnit.SECONDS))
        .isEqualTo(new Companion.Result.Objected("no way"));
    assertThat(waiting.isComplete()).isFalse();
    second.complete();
    assertThat(waiting.await(60, TimeUnit.SECONDS))
        .isEqualTo(new Companion.Result.Objected("no again"));
  }

  @Test
  void signals_during_a_check_are_written_with_it_and_a_changed_plan_is_checked_anew()
      throws Exception {
    var writer = new AlertWriter();
    var node = owner("one");
    node.companions("alert", writer);
    node.tell(new Signal.FloorPlanned(plan(TOM))).await();
    var mayGoOn = Promise.<Void>promise();
    writer.may = mayGoOn.future();

    var accompanied = node.tell(new Signal.FloorPlanned(plan(TOM, ANA)), companion("yes"));
    var arrived = node.tell(arrival("c-1"));
    var planned = node.tell(new Signal.FloorPlanned(plan(Duration.ofSeconds(30), TOM)));
    assertThat(node.committed().read(Floor::contacts).await()).isEmpty();
    mayGoOn.complete();

    assertThat(accompanied.await()).isInstanceOf(Companion.Result.Decided.class);
    assertThat(arrived.await()).isInstanceOf(Decision.Decided.class);
    assertThat(planned.await()).isInstanceOf(Decision.Decided.class);
    assertThat(writer.checked).hasSize(2);
    assertThat(writer.checked.getLast().queues().getFirst().offerTimeout())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(rows("SELECT kind FROM alert")).containsExactly("yes");
  }

  @Test
  void a_rebuilt_floor_is_the_floor_that_was() throws Exception {
    var first = owner("one");
    ringing(first, "c-1");
    var before = first.committed().read(Floor::snapshot).await();
    nodes.remove(first);
    first.stop().await();

    var second = owner("two");

    assertThat(second.committed().read(Floor::snapshot).await()).isEqualTo(before);
    var call = Ids.contact("native", "c-1");
    assertThat(second.tell(new Signal.OfferAccepted(new OfferId(call, 1), TOM)).await())
        .isInstanceOf(Decision.Decided.class);
  }

  @Test
  void a_new_owner_keeps_the_time_for_which_a_contact_waits_for_its_last_agent() throws Exception {
    var first = owner("one");
    first.tell(new Signal.FloorPlanned(preferring(Duration.ofSeconds(4)))).await();
    talking(first, TOM, "talked");
    first.tell(new Signal.PresenceAsked(ANA, new Presence.Ready())).await();
    var arrived = Instant.now();
    first
        .tell(new Signal.ContactArrived(
            Ids.contact("native", "back"),
            Channel.CALL,
            CALLS,
            new Endpoint("native", "back"),
            new CustomerId(new UUID(0, 1)),
            Duration.ZERO,
            arrived,
            Optional.of(TOM)))
        .await();
    assertThat(rows("SELECT state FROM contact WHERE reference = 'back'"))
        .as("ana is free")
        .containsExactly("queued");
    assertThat(rows("SELECT body #>> '{preferred,agent}' FROM fact WHERE kind = 'queued'"))
        .containsExactly("null", "tom");
    nodes.remove(first);
    first.stop().await();
    var second = node("two");
    var moved = next(second, Fact.Moved.class);

    begin(second);

    var released = moved.await(60, TimeUnit.SECONDS);
    assertThat(released.why()).isEqualTo(Fact.MoveReason.REQUEUED);
    assertThat(released.left()).contains(new Fact.Left(CALLS, Optional.of(TOM)));
    assertThat(released.at()).isAfterOrEqualTo(arrived.plusSeconds(4));
    assertThat(rows("SELECT agent FROM offer WHERE state = 'pending'")).containsExactly("ana");
  }

  private static FloorPlan preferring(Duration time) {
    var calls = plan(TOM, ANA).queues().getFirst();
    return plan(TOM, ANA)
        .with(Plans.plan(
            List.of(),
            List.of(new FloorPlan.Queue(
                CALLS,
                calls.name(),
                SHIPPING,
                Channel.CALL,
                calls.skills(),
                calls.strategy(),
                calls.headStart(),
                calls.offerTimeout(),
                calls.wrapUp(),
                calls.shortAbandon(),
                calls.answerWithin(),
                Optional.of(time),
                true)),
            List.of()));
  }

  @Test
  void a_snapshot_of_an_earlier_version_says_for_whom_contacts_wait() throws Exception {
    var first = owner("one");
    ringing(first, "offered");
    first.tell(arrival("queued")).await();
    first
        .tell(new Signal.ContactScheduled(
            Ids.contact("native", "scheduled"),
            Channel.CALL,
            CALLS,
            new CustomerId(new UUID(0, 1)),
            Duration.ZERO,
            Instant.now().plusSeconds(3_600)))
        .await();
    var calls = List.of("offered", "queued", "scheduled");
    for (var call : calls) {
      first
          .tell(new Signal.ContactMoved(
              Ids.contact("native", call),
              new Destination.ToAgent(TOM),
              Fact.MoveReason.ASSIGNED,
              Optional.empty()))
          .await();
    }
    var before = first.committed().read(Floor::snapshot).await();
    nodes.remove(first);
    first.stop().await();
    sql("UPDATE floor_snapshot SET body = jsonb_set(body, '{contacts}', (SELECT jsonb_agg("
        + "(contact #- '{phase,assigned}') || jsonb_build_object('assigned', contact #> '{phase,assigned}'))"
        + " FROM jsonb_array_elements(body -> 'contacts') contact))");

    var second = owner("two");

    assertThat(second.committed().read(Floor::snapshot).await()).isEqualTo(before);
    for (var call : calls) {
      var contact = second
          .committed()
          .read(floor -> floor.contact(Ids.contact("native", call)).orElseThrow())
          .await();
      assertThat(contact.phase().word()).isEqualTo(call);
      assertThat(contact.assigned()).contains(TOM);
    }
  }

  @Test
  void a_former_owners_late_write_is_refused_and_its_sender_may_repeat() throws Exception {
    var node = owner("one");
    node.tell(new Signal.FloorPlanned(plan())).await();
    sql("UPDATE floor SET epoch = epoch + 1");

    var late = node.tell(arrival("c-1"));

    assertThatThrownBy(late::await).isInstanceOf(Failure.Unavailable.class);
    assertThat(rows("SELECT count(*) FROM contact")).containsExactly("0");
    assertThat(rows("SELECT count(*) FROM fact WHERE kind = 'queued'")).containsExactly("0");
  }

  @Test
  void after_a_broken_connection_the_floor_is_rebuilt_and_goes_on() throws Exception {
    var node = owner("one");
    ringing(node, "c-1");
    var again = FloorTerms.nextTerm(node);

    // and waits until each has ended: one that dies later would take the next query with it
    sql("SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity"
        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");

    again.await(60, TimeUnit.SECONDS);
    assertThat(node.tell(arrival("c-2")).await()).isInstanceOf(Decision.Decided.class);
    assertThat(rows("SELECT reference || ' ' || state FROM contact ORDER BY reference"))
        .containsExactly("c-1 offered", "c-2 queued");
  }

  @Test
  void a_signal_that_cannot_be_written_ends_alone_and_the_others_go_on() throws Exception {
    var node = owner("one");
    node.tell(new Signal.FloorPlanned(plan())).await();
    var again = FloorTerms.nextTerm(node);

    var bad = node.tell(arrival("no\0text"));
    assertThatThrownBy(bad::await).isInstanceOf(Failure.Unavailable.class);
    again.await(60, TimeUnit.SECONDS);
    var third = FloorTerms.nextTerm(node);
    assertThatThrownBy(() -> node.tell(arrival("no\0text")).await())
        .isInstanceOf(Failure.Invalid.class);

    third.await(60, TimeUnit.SECONDS);
    assertThat(node.tell(arrival("c-2")).await()).isInstanceOf(Decision.Decided.class);
    assertThat(rows("SELECT reference FROM contact")).containsExactly("c-2");
  }

  @Test
  void a_signal_whose_messages_cannot_be_made_ends_alone_and_the_others_go_on() throws Exception {
    var node = node("one", InstantSource.system(), (_, fact, _) -> {
      if (fact instanceof Fact.Queued queued
          && queued.endpoint().equals(Optional.of(new Endpoint("native", "bad")))) {
        throw new IllegalStateException("no words for it");
      }
      return List.of();
    });
    begin(node);
    node.tell(new Signal.FloorPlanned(plan())).await();
    var again = FloorTerms.nextTerm(node);
    var bad = node.tell(arrival("bad"));

    assertThatThrownBy(bad::await).isInstanceOf(Failure.Unavailable.class);

    again.await(60, TimeUnit.SECONDS);
    var third = FloorTerms.nextTerm(node);
    assertThatThrownBy(() -> node.tell(arrival("bad")).await()).isInstanceOf(Failure.Invalid.class);
    third.await(60, TimeUnit.SECONDS);
    assertThat(node.tell(arrival("c-2")).await()).isInstanceOf(Decision.Decided.class);
    assertThat(rows("SELECT reference FROM contact")).containsExactly("c-2");
  }

  @Test
  void an_engine_that_fails_is_built_anew_and_nobody_waits_for_its_answer() throws Exception {
    var broken = new AtomicBoolean();
    var node = node("one", () -> {
      if (broken.compareAndSet(true, false)) {
        throw new IllegalStateException("no time");
      }
      return Instant.now();
    });
    begin(node);
    node.tell(new Signal.FloorPlanned(plan())).await();
    var again = FloorTerms.nextTerm(node);
    var event = new InboxEvent("native", "e-1", "{}");
    broken.set(true);

    var told = node.tell(arrival("c-1"), event);

    assertThatThrownBy(told::await).isInstanceOf(Failure.Unavailable.class);
    again.await(60, TimeUnit.SECONDS);
    assertThat(node.tell(arrival("c-1"), event).await()).isInstanceOf(Decision.Decided.class);
    assertThat(rows("SELECT reference FROM contact")).containsExactly("c-1");
  }

  @Test
  void a_standby_follows_and_takes_over() throws Exception {
    var first = owner("one");
    ringing(first, "c-1");
    var standby = node("two");
    var owning = FloorTerms.nextTerm(standby);
    standby.start();

    nodes.remove(first);
    first.stop().await();

    owning.await(60, TimeUnit.SECONDS);
    assertThat(standby.tell(arrival("c-2")).await()).isInstanceOf(Decision.Decided.class);
    assertThat(rows("SELECT DISTINCT epoch FROM fact ORDER BY epoch")).containsExactly("1", "2");
  }

  /** A node with a bridge to the others, as a process of its own has one. */
  private RoutingNode bridged(NodeGround ground, String name) {
    return Bridged.by(
        ground.bridge(),
        node(
            ground.vertx(), ground.database(), name, InstantSource.system(), FloorTerms::commands));
  }

  @Test
  void a_node_that_cannot_reach_the_owner_knows_it_and_is_not_ready() throws Exception {
    try (var first = new NodeGround(database.address(), "one");
        var second = new NodeGround(database.address(), "two");
        var apart = new NodeGround(database.address(), "three")) {
      var owner = bridged(first, "one");
      var beside = bridged(second, "two");
      var cut = node(
          apart.vertx(), apart.database(), "three", InstantSource.system(), FloorTerms::commands);
      begin(owner);
      beside.start();
      cut.start();
      try {
        beside.ready().await(60, TimeUnit.SECONDS);
        beat(cut).await(60, TimeUnit.SECONDS);

        assertThat(owner.reachesOwner().await()).isTrue();
        assertThat(beside.reachesOwner().await()).isTrue();
        assertThat(cut.reachesOwner().await()).isFalse();
        assertThat(cut.ready().isComplete()).isFalse();
      } finally {
        cut.stop().await();
        beside.stop().await();
        owner.stop().await();
      }
    }
  }

  /** Otherwise it would close its screens, just when their agents are needed. */
  @Test
  void a_node_that_still_reads_the_floor_it_has_taken_over_keeps_its_agents() throws Exception {
    var first = owner("one");
    ringing(first, "c-1");
    nodes.remove(first);
    first.stop().await();
    var node = node("two");
    try (var reader = database.address().open();
        var work = reader.createStatement()) {
      reader.setAutoCommit(false);
      work.execute("LOCK TABLE floor_snapshot IN ACCESS EXCLUSIVE MODE");
      node.start();

      eventually(() -> node.inability().await().isEmpty());

      assertThat(node.reachesOwner().await()).isFalse();
      reader.rollback();
    }
    node.ready().await(60, TimeUnit.SECONDS);
    assertThat(node.reachesOwner().await()).isTrue();
  }

  @Test
  void a_signal_of_another_node_is_decided_by_the_owner_and_its_facts_are_heard_there()
      throws Exception {
    try (var first = new NodeGround(database.address(), "one");
        var second = new NodeGround(database.address(), "two")) {
      var owner = bridged(first, "one");
      var beside = bridged(second, "two");
      var heard = new LinkedBlockingQueue<OtherNodes.Told>();
      new OtherNodes(second.vertx()).hear("floor.main.facts", heard::add);
      begin(owner);
      try {
        owner.tell(new Signal.FloorPlanned(plan())).await();
        owner.tell(arrival("c-1")).await();
        beside.start();
        beside.ready().await(60, TimeUnit.SECONDS);

        var decision = beside.tell(arrival("c-2")).await();

        assertThat(decision).isInstanceOf(Decision.Decided.class);
        var told = heard.poll(60, TimeUnit.SECONDS);
        assertThat(told).extracting(OtherNodes.Told::author).isEqualTo("one");
        var news = Json.MAPPER.readTree(told.text());
        assertThat(news.path("first_seq").asInt()).isEqualTo(3);
        assertThat(news.path("facts"))
            .singleElement()
            .satisfies(fact -> assertThat(Json.MAPPER.convertValue(fact, Fact.class))
                .isInstanceOfSatisfying(
                    Fact.Queued.class,
                    queued ->
                        assertThat(queued.contact()).isEqualTo(Ids.contact("native", "c-2"))));
      } finally {
        beside.stop().await();
        owner.stop().await();
      }
    }
  }

  @Test
  void what_another_node_tells_is_checked_before_it_is_decided() throws Exception {
    try (var first = new NodeGround(database.address(), "one");
        var second = new NodeGround(database.address(), "two")) {
      var owner = bridged(first, "one");
      var beside = bridged(second, "two");
      begin(owner);
      beside.start();
      try {
        beside.ready().await(60, TimeUnit.SECONDS);
        for (var text : List.of(
            "no JSON",
            "{}",
            "{\"signal\": {\"kind\": \"no_such_signal\"}}",
            "{\"signal\": {\"kind\": \"contact_left\", \"contact\": \"no id\", \"cause\": \"x\"}}")) {
          var asked = new OtherNodes(second.vertx())
              .ask("one", "floor.main.signals.1", text, Duration.ofSeconds(60));
          assertThatThrownBy(asked::await).as(text).isInstanceOf(Failure.Invalid.class);
        }
        assertThat(rows("SELECT count(*) FROM fact")).containsExactly("0");
        assertThat(beside.tell(new Signal.FloorPlanned(plan())).await())
            .isInstanceOf(Decision.Decided.class);
      } finally {
        beside.stop().await();
        owner.stop().await();
      }
    }
  }

  private static Future<Void> beat(RoutingNode node) {
    Promise<Void> beat = Promise.promise();
    node.onBeat((_, _) -> beat.tryComplete());
    return beat.future();
  }

  @Test
  void an_offer_goes_on_that_would_have_run_out_while_nobody_owned_the_floor() throws Exception {
    var first = owner("one");
    ringing(first, "c-1");
    nodes.remove(first);
    first.stop().await();

    var late = node("two", () -> Instant.now().plusSeconds(60));
    var owning = FloorTerms.nextTerm(late);
    late.start();
    owning.await(60, TimeUnit.SECONDS);
    var decision = late.tell(
            new Signal.OfferAccepted(new OfferId(Ids.contact("native", "c-1"), 1), TOM))
        .await();

    assertThat(decision).isInstanceOf(Decision.Decided.class);
    assertThat(rows("SELECT state FROM offer")).containsExactly("accepted");
    assertThat(rows("SELECT count(*) FROM fact WHERE kind = 'time_lost'")).containsExactly("1");
  }

  @Test
  void an_offer_ends_on_time_when_the_wall_clock_is_set_back_meanwhile() throws Exception {
    var wall = new Wall();
    var node = node("one", wall);
    begin(node);
    ringing(node, "c-1", Duration.ofSeconds(2));

    wall.set(Duration.ofMinutes(-10));
    var closed = next(node, Fact.OfferClosed.class);

    assertThat(closed.await(60, TimeUnit.SECONDS).why()).isEqualTo(Fact.OfferEnd.EXPIRED);
    assertThat(rows("SELECT closed_at - offered_at BETWEEN '1.9 s' AND '60 s' FROM offer"))
        .containsExactly("true");
    assertThat(
            rows("SELECT count(*) FROM (SELECT at < lag(at) OVER (ORDER BY seq) AS back FROM fact)"
                + " WHERE back"))
        .containsExactly("0");
  }

  @ParameterizedTest
  @ValueSource(longs = {3_600, 13 * 3_600})
  void no_call_is_hung_up_and_no_offer_runs_out_when_the_wall_clock_is_set_forward(long seconds)
      throws Exception {
    var wall = new Wall();
    var node = node("one", wall);
    begin(node);
    node.tell(new Signal.FloorPlanned(plan(TOM, ANA))).await();
    talking(node, TOM, "talked");
    node.tell(new Signal.PresenceAsked(ANA, new Presence.Ready())).await();
    node.tell(arrival("offered")).await();
    node.tell(arrival("waiting")).await();

    wall.set(Duration.ofSeconds(seconds));
    // each is handled after the due deadlines
    node.tell(new Signal.AgentFound(TOM)).await();
    node.tell(new Signal.ContactHeard(Ids.contact("native", "waiting"))).await();

    assertThat(rows("SELECT reference || ' ' || state FROM contact ORDER BY reference"))
        .containsExactly("offered offered", "talked connected", "waiting queued");
    assertThat(node.tell(
                new Signal.OfferAccepted(new OfferId(Ids.contact("native", "offered"), 1), ANA))
            .await())
        .isInstanceOf(Decision.Decided.class);
  }

  @Test
  void after_a_restart_on_a_clock_that_was_set_back_an_offer_has_what_was_left_of_it()
      throws Exception {
    var first = owner("one");
    ringing(first, "c-1", Duration.ofSeconds(4));
    nodes.remove(first);
    first.stop().await();
    var wall = new Wall();
    wall.set(Duration.ofMinutes(-10));
    var second = node("two", wall);
    var closed = next(second, Fact.OfferClosed.class);

    begin(second);

    closed.await(60, TimeUnit.SECONDS);
    assertThat(rows("SELECT closed_at - offered_at BETWEEN '3.9 s' AND '60 s' FROM offer"))
        .containsExactly("true");
    var before = second.committed().read(Floor::time).await();
    second.tell(new Signal.PresenceAsked(TOM, new Presence.Offline())).await();
    assertThat(second.committed().read(Floor::time).await()).isAfter(before);
  }

  @Test
  void after_a_restart_on_a_clock_that_was_set_forward_a_live_call_goes_on() throws Exception {
    var first = owner("one");
    first.tell(new Signal.FloorPlanned(plan())).await();
    talking(first, TOM, "talked");
    nodes.remove(first);
    first.stop().await();
    var wall = new Wall();
    wall.set(Duration.ofHours(13));

    var second = node("two", wall);
    begin(second);
    second.tell(new Signal.AgentFound(TOM)).await();

    assertThat(rows("SELECT state FROM contact")).containsExactly("connected");
  }

  @Test
  void a_standby_whose_clock_is_behind_goes_on_from_the_owners_time() throws Exception {
    var first = owner("one");
    ringing(first, "c-1", Duration.ofSeconds(30));
    var wall = new Wall();
    wall.set(Duration.ofMinutes(-10));
    var standby = node("two", wall);
    var owning = FloorTerms.nextTerm(standby);
    standby.start();

    nodes.remove(first);
    first.stop().await();
    owning.await(60, TimeUnit.SECONDS);
    standby
        .tell(new Signal.OfferDeclined(new OfferId(Ids.contact("native", "c-1"), 1), TOM))
        .await();

    assertThat(
            rows("SELECT count(*) FROM (SELECT at < lag(at) OVER (ORDER BY seq) AS back FROM fact)"
                + " WHERE back"))
        .containsExactly("0");
    assertThat(rows("SELECT closed_at > offered_at AND closed_at - offered_at < '60 s' FROM offer"
            + " WHERE attempt = 1"))
        .containsExactly("true");
  }

  /** The machine's wall clock, which a test sets. */
  private static final class Wall implements InstantSource {
    private final AtomicReference<Duration> by = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant instant() {
      return Instant.now().plus(by.get());
    }

    void set(Duration further) {
      by.updateAndGet(before -> before.plus(further));
    }
  }

  @Test
  void a_contact_that_is_scheduled_moved_and_reached_keeps_its_one_row() throws Exception {
    var node = owner("one");
    node.tell(new Signal.FloorPlanned(plan())).await();
    node.tell(new Signal.FloorPlanned(more())).await();
    var contact = Ids.contact("callback", "c-1");
    var due = Instant.now().plusSeconds(5); // and what follows takes less
    node.tell(new Signal.ContactScheduled(
            contact, Channel.CALL, CALLS, new CustomerId(new UUID(0, 1)), Duration.ZERO, due))
        .await();
    assertThat(rows("SELECT state || ' ' || (arrived_at = due_at) || ' ' || (carrier IS NULL)"
            + " FROM contact"))
        .containsExactly("scheduled true true");
    var queued = next(node, Fact.Queued.class);

    node.tell(new Signal.ContactMoved(
            contact, new Destination.ToQueue(MORE), Fact.MoveReason.OVERFLOW, Optional.empty()))
        .await();

    assertThat(rows("SELECT queue || ' ' || state || ' ' || (due_at - rank) FROM contact"))
        .containsExactly("more scheduled 00:00:30");
    queued.timeout(60, TimeUnit.SECONDS).await();
    node.tell(new Signal.ContactLinked(contact, new Endpoint("native", "dialled-1")))
        .await();
    assertThat(rows("SELECT concat_ws(' ', queue, state, carrier, reference, due_at = arrived_at)"
            + " FROM contact"))
        .containsExactly("more queued native dialled-1 t");
  }

  @Test
  void a_contact_that_is_cancelled_keeps_its_row_and_waits_for_nobody() throws Exception {
    var node = owner("one");
    node.tell(new Signal.FloorPlanned(plan())).await();
    var contact = Ids.contact("callback", "c-1");
    node.tell(new Signal.ContactScheduled(
            contact,
            Channel.CALL,
            CALLS,
            new CustomerId(new UUID(0, 1)),
            Duration.ZERO,
            Instant.now().plusSeconds(600)))
        .await();

    node.tell(new Signal.ContactCancelled(contact, "called_before")).await();

    assertThat(
            rows("SELECT concat_ws(' ', state, ended, closed_at IS NOT NULL, agent) FROM contact"))
        .containsExactly("closed cancelled t");
    assertThat(rows("SELECT body ->> 'cause' FROM fact WHERE kind = 'cancelled'"))
        .containsExactly("called_before");
  }

  @Test
  void a_contact_that_is_passed_on_leaves_its_agent_and_waits_in_another_queue() throws Exception {
    var node = owner("one");
    node.tell(new Signal.FloorPlanned(plan())).await();
    node.tell(new Signal.FloorPlanned(more())).await();
    talking(node, TOM, "c-1");
    var contact = Ids.contact("native", "c-1");
    var before = rows("SELECT arrived_at || ' ' || connected_at FROM contact");

    node.tell(new Signal.ContactMoved(
            contact, new Destination.ToQueue(MORE), Fact.MoveReason.TRANSFER, Optional.of(TOM)))
        .await();

    assertThat(rows("SELECT concat_ws(' ', queue, state, agent, arrived_at - rank) FROM contact"))
        .containsExactly("more queued 00:00:30");
    assertThat(rows("SELECT arrived_at || ' ' || connected_at FROM contact")).isEqualTo(before);
    assertThat(rows("SELECT agent FROM fact WHERE kind = 'moved'")).containsExactly("tom");
  }

  @Test
  void the_journal_of_the_previous_version_is_read() throws Exception {
    var contact = Ids.contact("native", "c-1");
    var facts = List.of(
        """
        {"kind":"floor_planned","at":"2026-02-01T09:00:00Z","changes":{"departments":[{"id":"shipping",\
        "name":"Shipping"}],"skills":[],"queues":[{"id":"calls","name":"Calls","department":"shipping",\
        "channel":"call","skills":{},"strategy":"longest_idle","head_start":0,"ring":25,"wrap_up":60,\
        "short_abandon":5,"answer_within":20,"active":true}],"agents":[{"id":"tom","name":"Tom",\
        "department":"shipping","skills":{},"address":"client:tom","active":true}],"reasons":[],"segments":[],\
        "outcomes":[],"remedies":[],"numbers":[{"number":"+31201234567","queue":"calls"}],\
        "default_queue":"calls"}}""",
        """
        {"kind":"presence_changed","agent":"tom","presence":{"kind":"ready"},"at":"2026-02-01T09:00:01Z"}""",
        """
        {"kind":"queued","contact":"%s","channel":"call","queue":"calls","carrier":"native","call":"c-1",\
        "customer":"00000000-0000-0000-0000-000000000001","head_start":0,"arrived":"2026-02-01T09:00:02Z",\
        "at":"2026-02-01T09:00:02Z"}""".formatted(contact),
        """
        {"kind":"queued","contact":"%s","channel":"chat","queue":"calls","carrier":"native","call":"c-2",\
        "customer":"00000000-0000-0000-0000-000000000001","head_start":0,"arrived":"2026-02-01T09:00:02Z",\
        "at":"2026-02-01T09:00:02Z"}""".formatted(Ids.contact("native", "c-2")),
        """
        {"kind":"offered","offer":"%s/1","agent":"tom","choice":{"strategy":"longest_idle",\
        "idle_since":"2026-02-01T09:00:01Z","proficiency":0,"able":1},"expires_at":"2026-02-01T09:00:22Z",\
        "at":"2026-02-01T09:00:02Z"}""".formatted(Ids.contact("native", "c-2")),
        """
        {"kind":"accepted","offer":"%s/1","agent":"tom","at":"2026-02-01T09:00:03Z"}""".formatted(Ids.contact("native", "c-2")));
    for (int seq = 1; seq <= facts.size(); seq++) {
      database
          .database()
          .pool()
          .preparedQuery("""
              INSERT INTO fact (floor, seq, epoch, at, kind, body)
              SELECT 'main', $1, 0, (f ->> 'at')::timestamptz, f ->> 'kind', f FROM (SELECT $2::text::jsonb) AS t(f)
              """)
          .execute(Tuple.of((long) seq, facts.get(seq - 1)))
          .await();
    }
    sql("UPDATE floor SET seq = " + facts.size());

    var node = owner("one");

    var plan = node.committed().read(Floor::plan).await();
    assertThat(plan.queues().getFirst().offerTimeout()).isEqualTo(Duration.ofSeconds(25));
    assertThat(plan.entrances())
        .containsExactly(new FloorPlan.Entrance(Channel.CALL, "+31201234567", CALLS));
    assertThat(plan.agents().getFirst().channels()).containsExactly(Channel.values());
    assertThat(node.committed()
            .read(floor -> floor.contact(contact).flatMap(Contact::endpoint))
            .await())
        .contains(new Endpoint("native", "c-1"));
    assertThat(node.committed()
            .read(floor -> floor.contact(Ids.contact("native", "c-2")).map(Contact::phase))
            .await())
        .as("it was connected by being accepted")
        .contains(new Phase.Connected(TOM));
    assertThat(rows("SELECT body -> 'changes' -> 'queues' -> 0 ->> 'offer_timeout' FROM report_fact"
            + " WHERE kind = 'floor_planned'"))
        .containsExactly("25");
  }

  @Test
  void the_terms_of_channels_on_disk_are_the_standard_ones_until_a_document_names_others()
      throws Exception {
    var terms = "SELECT concat_ws(' ', channel, slots, blocks, link, customer) FROM channel_terms"
        + " ORDER BY array_position('{call,chat,message,email}', channel)";
    assertThat(rows(terms))
        .isEqualTo(FloorPlan.STANDARD_TERMS.stream()
            .map(t -> t.channel().word() + " " + t.slots() + " {"
                + t.blocks().stream().map(Channel::word).collect(Collectors.joining(","))
                + "} " + t.link().name().toLowerCase(Locale.ROOT) + " "
                + t.customer().name().toLowerCase(Locale.ROOT))
            .toList());
    var node = owner("one");

    node.tell(new Signal.FloorPlanned(new FloorPlan(
            List.of(new FloorPlan.ChannelTerms(
                Channel.CHAT,
                2,
                Set.of(Channel.CALL, Channel.EMAIL),
                FloorPlan.Link.IMMEDIATE,
                FloorPlan.Customer.LIVE)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty())))
        .await();

    assertThat(rows(terms)).contains("chat 2 {call,email} immediate live");
  }

  private static <F extends Fact> Future<F> next(RoutingNode node, Class<F> kind) {
    Promise<F> seen = Promise.promise();
    node.committed()
        .follow(
            (_, fact) -> {
              if (kind.isInstance(fact)) {
                seen.tryComplete(kind.cast(fact));
              }
            },
            Floor::time)
        .await();
    return seen.future();
  }

  private static void talking(RoutingNode node, AgentId agent, String call) {
    node.tell(new Signal.PresenceAsked(agent, new Presence.Ready())).await();
    node.tell(arrival(call)).await();
    var contact = Ids.contact("native", call);
    node.tell(new Signal.OfferAccepted(new OfferId(contact, 1), agent)).await();
    node.tell(new Signal.Bridged(contact)).await();
  }

  private RoutingNode owner(String name) throws Exception {
    var node = node(name);
    begin(node);
    return node;
  }

  private static void begin(RoutingNode node) throws Exception {
    var owning = FloorTerms.nextTerm(node);
    node.start();
    owning.await(60, TimeUnit.SECONDS);
  }

  private RoutingNode node(String name) {
    return node(name, InstantSource.system());
  }

  private RoutingNode node(String name, InstantSource clock) {
    return node(name, clock, FloorTerms::commands);
  }

  private RoutingNode node(String name, InstantSource clock, Commands commands) {
    var node = node(vertx, database.database(), name, clock, commands);
    nodes.add(node);
    return node;
  }

  private static RoutingNode node(
      Vertx vertx, Database database, String name, InstantSource clock, Commands commands) {
    return new RoutingNode(
        vertx,
        vertx.getOrCreateContext(),
        database,
        clock,
        "main",
        name,
        Rules.STANDARD,
        commands,
        new SimpleMeterRegistry(),
        new Outbox(vertx, database, clock));
  }

  private static void ringing(RoutingNode node, String call) {
    ringing(node, call, Duration.ofSeconds(20));
  }

  private static void ringing(RoutingNode node, String call, Duration ring) {
    node.tell(new Signal.FloorPlanned(plan(ring, TOM))).await();
    node.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())).await();
    node.tell(arrival(call)).await();
  }

  private static Signal arrival(String call) {
    return new Signal.ContactArrived(
        Ids.contact("native", call),
        Channel.CALL,
        CALLS,
        new Endpoint("native", call),
        new CustomerId(new UUID(0, 1)),
        Duration.ZERO,
        Instant.now());
  }

  private static FloorPlan plan() {
    return plan(TOM);
  }

  private static FloorPlan plan(AgentId... agents) {
    return plan(Duration.ofSeconds(20), agents);
  }

  private static FloorPlan plan(Duration ring, AgentId... agents) {
    return new FloorPlan(
        List.of(),
        List.of(new FloorPlan.Department(SHIPPING, "Shipping")),
        List.of(new FloorPlan.Skill(PARCELS, "Parcels")),
        List.of(new FloorPlan.Queue(
            CALLS,
            "Calls",
            SHIPPING,
            Channel.CALL,
            Map.of(PARCELS, 1),
            FloorPlan.Strategy.LONGEST_IDLE,
            Duration.ZERO,
            ring,
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            true)),
        Stream.of(agents)
            .map(id -> new FloorPlan.Agent(
                id, id.value(), SHIPPING, Map.of(PARCELS, 5), "sip:" + id + "@example.org", true))
            .toList(),
        List.of(),
        List.of(),
        Optional.of(CALLS));
  }

  /** One more queue, which ranks its contacts half a minute earlier. */
  private static FloorPlan more() {
    var calls = plan().queues().getFirst();
    return new FloorPlan(
        List.of(),
        List.of(),
        List.of(),
        List.of(new FloorPlan.Queue(
            MORE,
            "More",
            SHIPPING,
            Channel.CALL,
            Map.of(PARCELS, 9),
            calls.strategy(),
            Duration.ofSeconds(30),
            calls.offerTimeout(),
            calls.wrapUp(),
            calls.shortAbandon(),
            calls.answerWithin(),
            true)),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private List<String> rows(String sql) {
    return database.database().pool().query(sql).execute().await().stream()
        .map(row -> String.valueOf(row.getValue(0)))
        .toList();
  }

  private void sql(String statement) {
    database
        .database()
        .connect(1)
        .compose(c -> c.preparedQuery(statement).execute(Tuple.tuple()).eventually(c::close))
        .await();
  }
}
