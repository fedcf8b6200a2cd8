package tandem.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.storage.OneStatement;
import tandem.storage.TestDatabase;

/** Two nodes on one database; each delivers. */
@Timeout(300)
@ExtendWith(VertxExtension.class)
class OutboxTest {

  private static final String DESTINATION = "shop";

  /** For tests in which a lease runs out. */
  private static final Pace QUICK =
      new Pace(Duration.ofSeconds(1), List.of(Duration.ofMillis(100)));

  /** Statements of this test that wait for a lock. */
  private static final String WAITS =
      "datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%delivered_at = $2%'";

  private record Try(String key, boolean again) {}

  private final Vertx vertx;
  private final TestDatabase database = TestDatabase.fresh(vertx);
  private final List<Outbox> nodes = new ArrayList<>();
  private final Outbox one = node(Pace.STANDARD);
  private final Outbox other = node(Pace.STANDARD);
  private final BlockingQueue<Try> tries = new LinkedBlockingQueue<>();

  OutboxTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @AfterEach
  void close() {
    nodes.forEach(node -> node.stop().await());
    database.close();
  }

  // --- the node that writes a message delivers it

  @Test
  void the_node_that_has_put_a_message_delivers_it_under_its_first_lease()
      throws InterruptedException {
    delivers(one);
    other.deliverTo(DESTINATION, (_, _) -> Future.failedFuture("not here"));
    other.start().await();

    put(one, "1");

    assertThat(tries.take()).isEqualTo(new Try("1", false));
    one.stop().await();
    assertThat(rows("delivered_at IS NOT NULL AND attempts = 1 AND last_error IS NULL"))
        .isEqualTo(1);
  }

  @Test
  void nothing_is_delivered_before_its_commit_or_after_a_rollback() throws InterruptedException {
    delivers(one);
    var written = Promise.<Void>promise();
    var commit = Promise.<Void>promise();
    var committed = database
        .database()
        .transaction(tx ->
            one.put(tx, message("1"), now()).onComplete(written).compose(_ -> commit.future()));
    written.future().await();
    database
        .database()
        .transaction(
            tx -> one.put(tx, message("2"), now()).compose(_ -> Future.failedFuture("never mind")))
        .otherwiseEmpty()
        .await();
    put(one, message("3", "another subject"));
    assertThat(tries.take().key()).isEqualTo("3");
    assertThat(tries).isEmpty();

    commit.complete();

    committed.await();
    assertThat(tries.take().key()).isEqualTo("1");
    one.stop().await();
    assertThat(tries).isEmpty();
  }

  @Test
  void a_key_that_is_there_already_changes_nothing() throws InterruptedException {
    delivers(one);
    put(one, "1");
    assertThat(tries.take().key()).isEqualTo("1");

    put(one, new OutboxMessage("1", DESTINATION, "another subject", "other news", "{}"));
    put(one, message("2"), message("2"), message("1"));

    assertThat(tries.take().key()).isEqualTo("2");
    one.stop().await();
    assertThat(tries).isEmpty();
    assertThat(rows("kind = 'news' AND delivered_at IS NOT NULL")).isEqualTo(2);
  }

  @Test
  void messages_of_one_subject_keep_their_order_and_those_of_another_do_not_wait_for_them()
      throws InterruptedException {
    var receiver = Promise.<Void>promise();
    one.deliverTo(
        DESTINATION,
        (message, again) -> message.subject().equals("slow")
            ? receiver.future().compose(_ -> take(message, again))
            : take(message, again));
    one.start().await();

    put(one, message("1", "slow"));
    put(one, message("2", "slow"));
    put(one, message("3", "quick"));

    assertThat(tries.take().key()).isEqualTo("3");
    receiver.complete();
    assertThat(List.of(tries.take().key(), tries.take().key())).containsExactly("1", "2");
  }

  @Test
  void a_receiver_that_fails_is_tried_again_and_told_so() throws InterruptedException {
    one.deliverTo(
        DESTINATION,
        (message, again) -> take(message, again)
            .compose(_ -> again ? Future.succeededFuture() : Future.failedFuture("not now")));
    one.start().await();

    put(one, "1");

    assertThat(tries.take()).isEqualTo(new Try("1", false));
    assertThat(tries.take()).isEqualTo(new Try("1", true));
    one.stop().await();
    assertThat(rows("delivered_at IS NOT NULL AND attempts = 2 AND last_error = 'not now'"))
        .isEqualTo(1);
  }

  @Test
  void
      when_one_message_gets_through_all_others_to_the_same_receiver_are_tried_long_before_their_time()
          throws InterruptedException {
    var patient = node(new Pace(Duration.ofSeconds(10), List.of(Duration.ofHours(1))));
    var away = new AtomicBoolean(true);
    patient.deliverTo(DESTINATION, (message, again) -> {
      tries.add(new Try(message.key(), again));
      return away.get() ? Future.failedFuture("away") : Future.succeededFuture();
    });
    patient.start().await();
    for (int i = 1; i <= 20; i++) {
      put(patient, message("waits-" + i, "subject " + i));
      tries.take();
    }
    await("(SELECT count(*) = 20 FROM outbox WHERE last_error = 'away')");

    away.set(false);
    put(patient, message("through", "another subject"));

    await("(SELECT count(*) = 21 FROM outbox WHERE delivered_at IS NOT NULL)");
  }

  @Test
  void a_message_that_fails_for_a_reason_of_its_own_is_not_tried_again_with_each_success()
      throws InterruptedException {
    var patient = node(new Pace(Duration.ofSeconds(10), List.of(Duration.ofHours(1))));
    patient.deliverTo(DESTINATION, (message, again) -> {
      tries.add(new Try(message.key(), again));
      return message.key().equals("bad")
          ? Future.failedFuture("its own fault")
          : Future.succeededFuture();
    });
    patient.start().await();
    put(patient, message("bad", "bad"));
    await("(SELECT count(*) = 1 FROM outbox WHERE last_error IS NOT NULL)");
    var begun = System.nanoTime();

    for (int i = 1; i <= 100; i++) {
      put(patient, message("good-" + i, "subject " + i));
    }
    await("(SELECT count(*) = 100 FROM outbox WHERE delivered_at IS NOT NULL)");

    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    assertThat(tries.stream().filter(one -> one.key().equals("bad")).count())
        .isLessThanOrEqualTo(2 + seconds);
  }

  @Test
  void messages_that_somebody_waits_for_are_tried_at_least_every_five_seconds() {
    assertThat(IntStream.rangeClosed(1, 20)
            .mapToObj(tries -> Pace.STANDARD.afterTry(tries, Duration.ofSeconds(5))))
        .allMatch(pause -> pause.compareTo(Duration.ofSeconds(5)) <= 0)
        .contains(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  @Test
  void a_message_that_is_refused_is_given_up_and_its_successor_delivered()
      throws InterruptedException {
    one.deliverTo(
        DESTINATION,
        (message, again) -> message.key().equals("1")
            ? Future.failedFuture(new Outbox.Refused("never"))
            : take(message, again));
    one.start().await();

    put(one, message("1"), message("2"));

    assertThat(tries.take().key()).isEqualTo("2");
    one.stop().await();
    assertThat(rows("given_up_at IS NOT NULL AND last_error = 'never' AND key = '1'"))
        .isEqualTo(1);
    assertThat(ask("SELECT kind || ' ' || subject FROM alert"))
        .containsExactly("outbox_given_up order 7");
  }

  @Test
  void a_message_that_nobody_takes_for_a_day_is_given_up() throws InterruptedException {
    one.deliverTo(
        DESTINATION,
        (message, again) -> take(message, again).compose(_ -> Future.failedFuture("not now")));
    one.start().await();

    database
        .database()
        .transaction(
            tx -> one.put(tx, message("1"), now().minus(Duration.ofHours(24)).minusMillis(1)))
        .await();

    assertThat(tries.take().key()).isEqualTo("1");
    one.stop().await();
    assertThat(rows("given_up_at IS NOT NULL AND attempts = 1")).isEqualTo(1);
  }

  // --- another node takes over

  @Test
  void another_node_delivers_the_message_of_a_dead_one_only_after_the_lease()
      throws InterruptedException {
    var living = node(QUICK);
    delivers(living);

    dieWith("1");

    assertThat(tries.take()).isEqualTo(new Try("1", true));
    living.stop().await();
    assertThat(rows("delivered_at - created_at >= interval '1 second'")).isEqualTo(1);
  }

  @Test
  void another_node_delivers_at_once_the_message_of_one_that_delivers_none()
      throws InterruptedException {
    delivers(other);

    put(one, "1");

    assertThat(tries.take()).isEqualTo(new Try("1", false));
  }

  @Test
  void a_node_that_stops_leaves_the_rest_to_others_at_once() throws InterruptedException {
    var receiver = Promise.<Void>promise();
    one.deliverTo(
        DESTINATION, (message, again) -> take(message, again).compose(_ -> receiver.future()));
    one.start().await();
    put(one, message("1"), message("2"));
    assertThat(tries.take().key()).isEqualTo("1"); // and the try is not over
    delivers(other);

    var stopped = one.stop();
    receiver.complete();

    stopped.await();
    assertThat(tries.take()).isEqualTo(new Try("2", false)); // nobody has tried it
    other.stop().await();
    assertThat(rows("delivered_at IS NOT NULL AND attempts = 1")).isEqualTo(2);
  }

  @Test
  void others_hear_of_the_rest_at_the_end_of_a_stop_although_they_heard_of_something_before()
      throws InterruptedException {
    var receiver = Promise.<Void>promise();
    one.deliverTo(
        DESTINATION, (message, again) -> take(message, again).compose(_ -> receiver.future()));
    one.start().await();
    put(one, message("1"), message("2"));
    assertThat(tries.take().key()).isEqualTo("1"); // and the try is not over
    delivers(other);
    var stopped = one.stop();
    put(one, message("3", "another subject"));
    assertThat(tries.take().key()).isEqualTo("3");
    await("SELECT delivered_at IS NOT NULL FROM outbox WHERE key = '3'");

    receiver.complete();

    stopped.await();
    assertThat(tries.poll(5, TimeUnit.SECONDS)).isEqualTo(new Try("2", false));
  }

  @Test
  void others_hear_of_what_pauses_before_the_last_try_of_a_node_that_stops_has_ended()
      throws InterruptedException {
    var receiver = Promise.<Void>promise();
    var node = node(new Pace(Duration.ofSeconds(10), List.of(Duration.ofSeconds(1))));
    node.deliverTo(
        DESTINATION,
        (message, again) -> take(message, again)
            .compose(_ ->
                message.key().equals("1") ? Future.failedFuture("not now") : receiver.future()));
    node.start().await();
    put(node, message("1"), message("2", "another subject"));
    assertThat(List.of(tries.take().key(), tries.take().key())).containsExactly("1", "2");
    await("SELECT attempts = 2 FROM outbox WHERE key = '1'");
    delivers(other);

    var stopped = node.stop();

    assertThat(tries.poll(5, TimeUnit.SECONDS)).isEqualTo(new Try("1", true));
    receiver.complete();
    stopped.await();
  }

  @Test
  void a_node_that_stops_leaves_a_failed_try_to_others_after_its_pause()
      throws InterruptedException {
    var receiver = Promise.<Void>promise();
    one.deliverTo(
        DESTINATION, (message, again) -> take(message, again).compose(_ -> receiver.future()));
    one.start().await();
    put(one, "1");
    assertThat(tries.take().key()).isEqualTo("1");
    delivers(other);

    var stopped = one.stop();
    receiver.fail("not now");

    stopped.await();
    assertThat(tries.take()).isEqualTo(new Try("1", true));
  }

  @Test
  void a_stop_does_not_wait_for_a_try_that_is_not_due_yet() throws InterruptedException {
    var slow = node(new Pace(Duration.ofSeconds(10), List.of(Duration.ofDays(1))));
    slow.deliverTo(
        DESTINATION,
        (message, again) -> take(message, again).compose(_ -> Future.failedFuture("not now")));
    slow.start().await();
    put(slow, "1");
    assertThat(tries.take().key()).isEqualTo("1");
    await("SELECT attempts = 2 FROM outbox");

    slow.stop().await();

    assertThat(rows("attempts = 1 AND next_at > clock_timestamp() + interval '23 hours'"))
        .isEqualTo(1);
  }

  @Test
  void a_stop_ends_although_a_message_is_being_given_up() throws InterruptedException {
    var receiver = Promise.<Void>promise();
    one.deliverTo(
        DESTINATION, (message, again) -> take(message, again).compose(_ -> receiver.future()));
    one.start().await();
    put(one, "1");
    assertThat(tries.take().key()).isEqualTo("1");

    var stopped = one.stop();
    receiver.fail(new Outbox.Refused("never"));

    stopped.await();
    assertThat(rows("given_up_at IS NOT NULL")).isEqualTo(1);
  }

  @Test
  void a_message_of_an_earlier_version_is_delivered_at_once() throws InterruptedException {
    sql("""
        INSERT INTO outbox (key, destination, subject, kind, body, created_at, next_at, attempts)
        VALUES ('1', 'shop', 'untried', 'news', '{}', now(), now(), 0),
               ('2', 'shop', 'tried', 'news', '{}', now(), now(), 1),
               ('3', 'shop', 'tried', 'news', '{}', now(), now(), 0)""");

    delivers(one);

    var two = List.of(tries.take(), tries.take());
    assertThat(two).containsExactlyInAnyOrder(new Try("1", false), new Try("2", true));
    assertThat(tries.take()).isEqualTo(new Try("3", false));
  }

  @Test
  void a_lease_from_before_the_databases_clock_was_set_back_is_no_longer_than_any_other() {
    sql("""
        INSERT INTO outbox (key, destination, subject, kind, body, created_at, next_at, attempts)
        VALUES ('1', 'shop', 'x', 'news', '{}', now(), now() + interval '1 hour', 1)""");

    delivers(one);

    await("SELECT next_at <= clock_timestamp() + interval '71 seconds' FROM outbox");
  }

  @Test
  void a_stop_ends_although_delivered_messages_cannot_be_marked() throws InterruptedException {
    var receiver = Promise.<Void>promise();
    one.deliverTo(
        DESTINATION,
        (message, again) -> take(message, again)
            .compose(
                _ -> message.key().equals("1") ? receiver.future() : Future.succeededFuture()));
    one.start().await();
    put(one, "1");
    assertThat(tries.take().key()).isEqualTo("1");
    var lock = database.database().pool().getConnection().await();
    lock.query("BEGIN; SELECT id FROM outbox WHERE key = '1' FOR UPDATE")
        .execute()
        .await();
    receiver.complete();
    await("SELECT count(*) = 1 FROM pg_stat_activity WHERE " + WAITS);
    put(one, message("2", "another subject"));
    assertThat(tries.take().key()).isEqualTo("2");
    sql("SELECT pg_sleep(0.1)"); // it could be marked by now

    var stopped = one.stop();
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + WAITS);

    assertThat(stopped.toCompletionStage()).succeedsWithin(Duration.ofSeconds(20));
    lock.query("ROLLBACK").execute().await();
    lock.close().await();
  }

  // --- order over nodes

  @Test
  void a_message_waits_for_the_one_before_it_that_a_dead_node_has_put()
      throws InterruptedException {
    var living = node(QUICK);
    delivers(living);
    dieWith("1");

    put(living, message("2"), message("3"));
    put(living, message("4", "another subject"));

    assertThat(tries.take()).isEqualTo(new Try("4", false));
    assertThat(tries.take()).isEqualTo(new Try("1", true));
    assertThat(tries.take()).isEqualTo(new Try("2", false));
    assertThat(tries.take()).isEqualTo(new Try("3", false));
  }

  @Test
  void a_message_waits_for_the_one_before_it_that_another_node_is_delivering()
      throws InterruptedException {
    var receiver = Promise.<Void>promise();
    one.deliverTo(
        DESTINATION, (message, again) -> take(message, again).compose(_ -> receiver.future()));
    one.start().await();
    delivers(other);
    put(one, "1");
    assertThat(tries.take().key()).isEqualTo("1");

    put(other, "2");
    put(other, message("3", "another subject"));

    assertThat(tries.take().key()).isEqualTo("3");
    assertThat(tries).isEmpty();
    receiver.complete();
    assertThat(tries.take()).isEqualTo(new Try("2", false));
  }

  @Test
  void a_line_that_gets_more_and_more_messages_does_not_put_off_the_look_for_its_first() {
    var living = node(QUICK);
    delivers(living);
    dieWith("1");

    for (int i = 2; i < 200 && tries.isEmpty(); i++) {
      put(living, String.valueOf(i));
      sql("SELECT pg_sleep(0.02)");
    }

    assertThat(tries.peek()).isEqualTo(new Try("1", true));
  }

  // --- one try under each lease

  @Test
  void a_try_that_does_not_end_is_given_up_before_another_node_can_make_one()
      throws InterruptedException {
    var first = node(QUICK);
    var never = Promise.<Void>promise();
    first.deliverTo(
        DESTINATION,
        (message, again) ->
            take(message, again).compose(_ -> again ? Future.succeededFuture() : never.future()));
    first.start().await();
    other.deliverTo(DESTINATION, (_, _) -> Future.failedFuture("not here"));
    other.start().await();

    put(first, "1");

    assertThat(tries.take()).isEqualTo(new Try("1", false));
    assertThat(tries.take()).isEqualTo(new Try("1", true));
    first.stop().await();
    assertThat(rows("delivered_at IS NOT NULL AND attempts = 2")).isEqualTo(1);
  }

  @Test
  void a_node_that_was_frozen_does_not_deliver_what_another_has_taken_meanwhile()
      throws InterruptedException {
    var clock = new AtomicReference<>(InstantSource.system());
    var frozen = new Outbox(vertx, database.database(), () -> clock.get().instant());
    nodes.add(frozen);
    var tooLate = new LinkedBlockingQueue<String>();
    frozen.deliverTo(DESTINATION, (message, _) -> {
      tooLate.add(message.key());
      return Future.failedFuture("too late");
    });
    frozen.start().await();
    var written = database
        .database()
        .transaction(tx -> frozen.write(tx, List.of(message("1"), message("2")), now()))
        .await();
    var receiver = Promise.<Void>promise();
    other.deliverTo(
        DESTINATION, (message, again) -> take(message, again).compose(_ -> receiver.future()));
    sql("UPDATE outbox SET next_at = clock_timestamp()");
    other.start().await();
    assertThat(tries.take()).isEqualTo(new Try("1", true)); // and the try is not over

    clock.set(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10)));
    frozen.deliver(written);
    await("SELECT attempts = 0 FROM outbox WHERE key = '2'"); // handed back untried
    assertThat(tooLate).isEmpty();
    frozen.stop().await();
    receiver.complete();

    assertThat(tries.take()).isEqualTo(new Try("2", false));
    other.stop().await();
    assertThat(rows("delivered_at IS NOT NULL AND last_error IS NULL")).isEqualTo(2);
  }

  @Test
  void a_node_whose_lease_ran_out_before_it_came_to_the_message_takes_a_new_one()
      throws InterruptedException {
    var clock = new AtomicReference<>(InstantSource.system());
    var late = new Outbox(vertx, database.database(), () -> clock.get().instant());
    nodes.add(late);
    delivers(late);
    var written = database
        .database()
        .transaction(tx -> late.write(tx, List.of(message("1")), now()))
        .await();
    sql("UPDATE outbox SET next_at = clock_timestamp()");

    clock.set(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10)));
    late.deliver(written);

    assertThat(tries.take()).isEqualTo(new Try("1", false));
    late.stop().await();
    assertThat(rows("delivered_at IS NOT NULL AND next_at > clock_timestamp()")).isEqualTo(1);
  }

  @Test
  void a_node_that_woke_late_relies_on_no_lease_that_it_had_before() throws InterruptedException {
    delivers(one);
    var written = database
        .database()
        .transaction(tx -> one.write(tx, List.of(message("1")), now()))
        .await();
    sql("UPDATE outbox SET attempts = 2"); // another node has it

    one.wokeLate();
    one.deliver(written);
    put(one, message("2", "another subject"));

    assertThat(tries.take()).isEqualTo(new Try("2", false));
    one.stop().await();
    assertThat(tries).isEmpty();
  }

  @Test
  void a_message_that_is_handed_over_after_its_lease_was_over_is_not_held_twice()
      throws InterruptedException {
    var receiver = Promise.<Void>promise();
    one.deliverTo(
        DESTINATION, (message, again) -> take(message, again).compose(_ -> receiver.future()));
    one.start().await();
    var written = database
        .database()
        .transaction(tx -> one.write(tx, List.of(message("1")), now()))
        .await();
    sql("UPDATE outbox SET next_at = clock_timestamp()");
    put(other, message("2", "another subject")); // and that is news to every node
    assertThat(List.of(tries.take(), tries.take()))
        .containsExactlyInAnyOrder(new Try("1", true), new Try("2", false));

    one.deliver(written);
    put(one, message("3"));
    receiver.complete();

    assertThat(tries.take()).isEqualTo(new Try("3", false));
    one.stop().await();
    assertThat(tries).isEmpty();
  }

  // --- what cannot be stored as it is

  @Test
  void a_failure_whose_text_cannot_be_stored_is_noted_like_any_other() throws InterruptedException {
    one.deliverTo(
        DESTINATION,
        (message, again) -> take(message, again)
            .compose(_ -> Future.failedFuture(
                again ? new Outbox.Refused("never\0 ever") : new Exception("not\0 now"))));
    one.start().await();

    put(one, "1");

    assertThat(tries.take()).isEqualTo(new Try("1", false));
    assertThat(tries.take()).isEqualTo(new Try("1", true));
    one.stop().await();
    assertThat(rows("given_up_at IS NOT NULL AND attempts = 2 AND last_error = 'never ever'"))
        .isEqualTo(1);
  }

  // --- a receiver that is away

  @Test
  void a_receiver_that_is_away_fills_no_more_than_its_room_and_holds_up_nobody_else()
      throws InterruptedException {
    int many = Receiver.HELD_MAX + 300;
    var away = new AtomicBoolean(true);
    var node = node(new Pace(Duration.ofSeconds(10), List.of(Duration.ofMillis(500))));
    node.deliverTo(
        "away",
        (message, again) -> away.get() ? Future.failedFuture("not now") : take(message, again));
    delivers(node);
    var messages = IntStream.range(0, many)
        .mapToObj(i -> new OutboxMessage("away " + i, "away", "order " + i, "news", "{}"))
        .toList();
    put(node, messages.toArray(OutboxMessage[]::new));
    await("SELECT count(*) = " + Receiver.HELD_MAX + " FROM outbox WHERE last_error = 'not now'");

    put(node, "1");

    assertThat(tries.take()).isEqualTo(new Try("1", false));
    await("SELECT count(*) = 300 FROM outbox WHERE destination = 'away' AND attempts = 0");
    away.set(false);
    for (int i = 0; i < many; i++) {
      tries.take();
    }
    node.stop().await();
    assertThat(rows("delivered_at IS NOT NULL")).isEqualTo(many + 1);
  }

  @Test
  void a_message_without_a_lease_is_found_after_its_commit() throws InterruptedException {
    var node = node(new Pace(Duration.ofMinutes(5), List.of(Duration.ofMillis(100))));
    put(one, message("left", "another subject"));
    var written = Promise.<Outbox.Written>promise();
    var commit = Promise.<Void>promise();
    var committed = database
        .database()
        .transaction(tx -> node.write(tx, List.of(message("1")), now())
            .onComplete(written)
            .compose(put -> commit.future().map(put)));
    written.future().await(); // the node does not deliver yet
    delivers(node);
    assertThat(tries.take().key()).isEqualTo("left");
    await("SELECT delivered_at IS NOT NULL FROM outbox"); // and nothing else is to be found

    commit.complete();
    node.deliver(committed.await());

    assertThat(tries.poll(10, TimeUnit.SECONDS)).isEqualTo(new Try("1", false));
  }

  // --- what it costs

  @Test
  void marking_a_message_and_giving_it_a_lease_touch_few_indexes() {
    assertThat(ask("""
        SELECT indexdef FROM pg_indexes WHERE tablename = 'outbox' ORDER BY indexname"""))
        .hasSize(3)
        .noneMatch(index -> index.contains("next_at") || index.contains("attempts"));
  }

  private Outbox node(Pace pace) {
    var node = new Outbox(vertx, database.database(), InstantSource.system(), pace);
    nodes.add(node);
    return node;
  }

  private void delivers(Outbox node) {
    node.deliverTo(DESTINATION, this::take);
    node.start().await();
  }

  private Future<Void> take(OutboxMessage message, boolean again) {
    tries.add(new Try(message.key(), again));
    return Future.succeededFuture();
  }

  private static Instant now() {
    return InstantSource.system().instant();
  }

  private static OutboxMessage message(String key) {
    return message(key, "order 7");
  }

  private static OutboxMessage message(String key, String subject) {
    return new OutboxMessage(key, DESTINATION, subject, "news", "{}");
  }

  private void put(Outbox outbox, String key) {
    put(outbox, message(key));
  }

  private void put(Outbox outbox, OutboxMessage... messages) {
    database
        .database()
        .transaction(tx -> outbox.put(tx, new OneStatement(), List.of(messages), now()))
        .await();
  }

  /** A node dies between the commit and the delivery. */
  private void dieWith(String key) {
    var dead = node(QUICK);
    dead.deliverTo(DESTINATION, (_, _) -> Future.failedFuture("dead"));
    dead.start().await();
    database
        .database()
        .transaction(tx -> dead.write(tx, List.of(message(key)), now()))
        .await();
    dead.stop().await(); // it has never heard of the commit
  }

  private int rows(String where) {
    return ask("SELECT id FROM outbox WHERE " + where).size();
  }

  private List<String> ask(String sql) {
    return database.database().pool().query(sql).execute().await().stream()
        .map(row -> String.valueOf(row.getValue(0)))
        .toList();
  }

  private void sql(String sql) {
    database.database().pool().query(sql).execute().await();
  }

  /** Asks until it is so; asking takes its time in the database. */
  private void await(String sql) {
    while (!ask("SELECT (" + sql + ") FROM pg_sleep(0.02)").equals(List.of("true"))) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }
}
