package tandem.storage;

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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes on one database; the one that owns the floor delivers. */
@Timeout(300)
@ExtendWith(VertxExtension.class)
class OutboxTest {

  private static final String DESTINATION = "shop";

  /** Statements on this database that wait for a lock. */
  private static final String WAITING = """
      SELECT count(*)
        FROM pg_stat_activity
       WHERE datname = current_database()
         AND wait_event_type = 'Lock'
      """;

  private final Vertx vertx;
  private final TestDatabase database = TestDatabase.fresh(vertx);
  private final Outbox owner = outbox();
  private final Outbox other = outbox();
  private final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();

  OutboxTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @AfterEach
  void close() {
    owner.work().stop().await();
    other.work().stop().await();
    database.close();
  }

  @Test
  void what_another_node_has_put_is_delivered_by_the_owner_at_once() throws InterruptedException {
    owner.deliverTo(DESTINATION, (message, _) -> take(message));
    owner.work().start(1);

    put(other, "1");

    assertThat(delivered.take()).isEqualTo("1");
  }

  @Test
  void what_was_put_while_nobody_owned_the_floor_is_delivered_by_the_next_owner()
      throws InterruptedException {
    put(other, "1");
    owner.deliverTo(DESTINATION, (message, _) -> take(message));

    owner.work().start(1);

    assertThat(delivered.take()).isEqualTo("1");
  }

  @Test
  void messages_of_one_subject_keep_their_order_and_those_of_another_do_not_wait_for_them()
      throws InterruptedException {
    var receiver = Promise.<Void>promise();
    owner.deliverTo(
        DESTINATION,
        (message, _) -> message.subject().equals("slow")
            ? receiver.future().onSuccess(_ -> take(message))
            : take(message));
    owner.work().start(1);

    put(owner, "slow", "1");
    put(owner, "slow", "2");
    put(owner, "quick", "3");

    assertThat(delivered.take()).isEqualTo("3");
    receiver.complete();
    assertThat(List.of(delivered.take(), delivered.take())).containsExactly("1", "2");
  }

  @Test
  void a_receiver_that_fails_is_tried_again_and_told_so() throws InterruptedException {
    var tries = new ArrayList<Boolean>();
    owner.deliverTo(DESTINATION, (message, again) -> {
      tries.add(again);
      return again ? take(message) : Future.failedFuture("not now");
    });
    owner.work().start(1);

    put(owner, "1");

    assertThat(delivered.take()).isEqualTo("1");
    assertThat(tries).containsExactly(false, true);
  }

  @Test
  void two_owners_at_once_make_a_noted_try_once() throws InterruptedException {
    var receiver = Promise.<Void>promise();
    owner.deliverNotedTo(
        DESTINATION, (message, _) -> take(message).compose(_ -> receiver.future()));
    other.deliverNotedTo(DESTINATION, (message, _) -> take(message));
    other.deliverTo("bell", (message, _) -> take(message));
    put(owner, "1");
    owner.work().start(1);
    assertThat(delivered.take()).isEqualTo("1"); // and the try is not over

    other.work().start(1);
    put(
        other,
        new OutboxMessage("2", "bell", "door", "news", "{}"),
        InstantSource.system().instant());
    assertThat(delivered.take()).isEqualTo("2"); // and the one before it is read
    receiver.complete();
    owner.work().stop().await();
    other.work().stop().await();

    assertThat(delivered).isEmpty();
  }

  @Test
  void a_noted_try_that_nobody_ends_is_made_again_when_its_time_is_over()
      throws InterruptedException {
    var crashed = Promise.<Void>promise();
    owner.deliverNotedTo(DESTINATION, (message, _) -> take(message).compose(_ -> crashed.future()));
    put(owner, "1");
    owner.work().start(1);
    assertThat(delivered.take()).isEqualTo("1");
    var next = new Outbox(vertx, database.database(), later());
    var tries = new LinkedBlockingQueue<Boolean>();
    next.deliverNotedTo(DESTINATION, (_, again) -> {
      tries.add(again);
      return Future.succeededFuture();
    });

    next.work().start(1);

    assertThat(tries.take()).isTrue();
    next.work().stop().await();
    crashed.fail("too late");
    owner.work().stop().await();
    assertThat(rows("delivered_at IS NOT NULL AND last_error IS NULL AND attempts = 2"))
        .isEqualTo(1);
  }

  @Test
  void a_noted_try_is_not_made_when_its_time_is_over_before_it_begins()
      throws InterruptedException {
    var clock = new AtomicReference<>(InstantSource.system());
    var frozen = new Outbox(vertx, database.database(), () -> clock.get().instant());
    var tries = new LinkedBlockingQueue<Boolean>();
    frozen.deliverNotedTo(DESTINATION, (_, again) -> {
      tries.add(again);
      return Future.succeededFuture();
    });
    put(frozen, "1");
    var held = database.database().pool().getConnection().await();
    held.query("BEGIN; SELECT FROM outbox FOR UPDATE").execute().await();
    frozen.work().start(1);
    while (rows("pg_sleep(0.02) IS NOT NULL AND (%s) > 0".formatted(WAITING)) == 0) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    clock.set(later());
    held.query("COMMIT").execute().await();

    assertThat(tries.take()).isTrue(); // the second, for all that anybody can know
    held.close().await();
    frozen.work().stop().await();
    assertThat(tries).isEmpty();
  }

  @Test
  void whoever_stops_does_not_wait_for_a_try_that_is_not_due_yet() throws InterruptedException {
    owner.deliverTo(DESTINATION, (message, _) -> take(message));
    put(owner, "slow", "1", InstantSource.system().instant().plus(Duration.ofDays(1)));
    put(owner, "quick", "2", InstantSource.system().instant());
    owner.work().start(1);
    assertThat(delivered.take()).isEqualTo("2"); // and the one before it is read

    owner.work().stop().await();

    assertThat(delivered).isEmpty();
  }

  @Test
  void whoever_stops_while_a_message_is_given_up_comes_to_an_end() throws InterruptedException {
    var receiver = Promise.<Void>promise();
    owner.deliverTo(DESTINATION, (message, _) -> {
      delivered.add(message.key());
      return receiver.future();
    });
    owner.work().start(1);
    put(owner, "1");
    assertThat(delivered.take()).isEqualTo("1");

    var stopped = owner.work().stop();
    receiver.fail(new Outbox.Refused("never"));

    stopped.await();
    assertThat(rows("given_up_at IS NOT NULL")).isEqualTo(1);
  }

  private int rows(String where) {
    return database
        .database()
        .pool()
        .query("SELECT FROM outbox WHERE " + where)
        .execute()
        .await()
        .size();
  }

  /** When whatever is under way now has had its time. */
  private static InstantSource later() {
    return Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10));
  }

  private Outbox outbox() {
    return new Outbox(vertx, database.database(), InstantSource.system());
  }

  private Future<Void> take(OutboxMessage message) {
    delivered.add(message.key());
    return Future.succeededFuture();
  }

  private void put(Outbox outbox, String key) {
    put(outbox, "order 7", key);
  }

  private void put(Outbox outbox, String subject, String key) {
    put(outbox, subject, key, InstantSource.system().instant());
  }

  /** It is tried from then on. */
  private void put(Outbox outbox, String subject, String key, Instant from) {
    put(outbox, new OutboxMessage(key, DESTINATION, subject, "news", "{}"), from);
  }

  private void put(Outbox outbox, OutboxMessage message, Instant from) {
    database
        .database()
        .pool()
        .withTransaction(tx -> outbox.put(tx, message, from))
        .await();
    outbox.wake();
  }
}
