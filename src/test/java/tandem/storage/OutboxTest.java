package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on one database; the one that owns the floor delivers. */
@Timeout(60)
class OutboxTest {

  private static final String DESTINATION = "shop";

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.fresh(vertx);
  private final Outbox owner = outbox();
  private final Outbox other = outbox();
  private final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    owner.stop().await();
    other.stop().await();
    database.close();
    vertx.close().await();
  }

  @Test
  void what_another_node_has_put_is_delivered_by_the_owner_at_once() throws InterruptedException {
    owner.deliverTo(DESTINATION, (message, _) -> take(message));
    owner.start();

    put(other, "1");

    assertThat(delivered.take()).isEqualTo("1");
  }

  @Test
  void what_was_put_while_nobody_owned_the_floor_is_delivered_by_the_next_owner()
      throws InterruptedException {
    put(other, "1");
    owner.deliverTo(DESTINATION, (message, _) -> take(message));

    owner.start();

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
    owner.start();

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
    owner.start();

    put(owner, "1");

    assertThat(delivered.take()).isEqualTo("1");
    assertThat(tries).containsExactly(false, true);
  }

  @Test
  void two_owners_at_once_make_a_noted_try_once() throws InterruptedException {
    var receiver = Promise.<Void>promise();
    Outbox.Deliverer slow = (message, _) -> {
      delivered.add(message.key());
      return receiver.future();
    };
    owner.deliverNotedTo(DESTINATION, slow);
    other.deliverNotedTo(DESTINATION, slow);
    put(owner, "1");

    owner.start();
    other.start();

    assertThat(delivered.take()).isEqualTo("1");
    receiver.complete();
    owner.stop().await();
    other.stop().await();
    assertThat(delivered).isEmpty();
  }

  @Test
  void whoever_stops_does_not_wait_for_a_try_that_is_not_due_yet() throws InterruptedException {
    owner.deliverTo(DESTINATION, (message, _) -> take(message));
    put(owner, "slow", "1", InstantSource.system().instant().plus(Duration.ofDays(1)));
    put(owner, "quick", "2", InstantSource.system().instant());
    owner.start();
    assertThat(delivered.take()).isEqualTo("2"); // and the one before it is read

    owner.stop().await();

    assertThat(delivered).isEmpty();
  }

  @Test
  void whoever_stops_while_a_message_is_given_up_comes_to_an_end() throws InterruptedException {
    var receiver = Promise.<Void>promise();
    owner.deliverTo(DESTINATION, (message, _) -> {
      delivered.add(message.key());
      return receiver.future();
    });
    owner.start();
    put(owner, "1");
    assertThat(delivered.take()).isEqualTo("1");

    var stopped = owner.stop();
    receiver.fail(new Outbox.Refused("never"));

    stopped.await();
    assertThat(database
            .database()
            .pool()
            .query("SELECT FROM outbox WHERE given_up_at IS NOT NULL")
            .execute()
            .await())
        .hasSize(1);
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
    database
        .database()
        .pool()
        .withTransaction(
            tx -> outbox.put(tx, new OutboxMessage(key, DESTINATION, subject, "news", "{}"), from))
        .await();
    outbox.wake();
  }
}
