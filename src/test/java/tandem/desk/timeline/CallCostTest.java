package tandem.desk.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.SOLVED;
import static tandem.desk.DeskGround.teller;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tandem.desk.DeskGround;
import tandem.routing.engine.Signal;
import tandem.storage.OutboxMessage;

/**
 * What a call costs beside routing: statements of its timeline and its outcome, counted where they
 * are sent.
 */
class CallCostTest {

  private static final int MESSAGES = 40;

  private static final class Statements implements VertxMetrics {
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());

    @Override
    public ClientMetrics<?, ?, ?> createClientMetrics(
        SocketAddress remote, String type, String namespace) {
      return new ClientMetrics<Object, Object, Object>() {
        @Override
        public Object requestBegin(String uri, Object request) {
          sent.add(String.valueOf(request));
          return request;
        }
      };
    }
  }

  private static final Statements statements = new Statements();

  @AutoClose
  private static final Vertx vertx = Vertx.builder()
      .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
      .withMetrics(_ -> statements)
      .build();

  @AutoClose
  private final DeskGround desk = new DeskGround(vertx).open();

  @Test
  void the_arrivals_of_many_calls_are_written_by_as_many_statements_as_one() {
    desk.awaitEvent(desk.arrive(desk.ground.customer("Ben")), "arrived");
    desk.projector.work().stop().await();
    var callers =
        IntStream.range(0, 30).mapToObj(i -> desk.ground.customer("Eva " + i)).toList();
    var contacts = callers.stream().map(desk::arrive).toList();
    long epoch = Long.parseLong(desk.ground.ask("SELECT epoch FROM floor").getFirst());
    int before = statements.sent.size();

    desk.projector.work().start(epoch);
    contacts.forEach(contact -> desk.awaitEvent(contact, "arrived"));

    assertThat(since(before)).filteredOn(sql -> sql.contains("timeline_entry")).hasSize(1);
    assertThat(since(before)).hasSizeLessThanOrEqualTo(15);
    callers.forEach(caller -> assertThat(desk.ground.version(caller)).isEqualTo(2));
  }

  private static List<String> since(int before) {
    var sent = List.copyOf(statements.sent);
    return sent.subList(before, sent.size());
  }

  @Test
  void an_outcome_is_one_transaction_of_few_statements() {
    var contact = desk.talk(desk.ground.customer("Eva"), ANA);
    desk.awaitEvent(contact, "arrived");
    desk.tell(new Signal.ContactLeft(contact, "hung_up"));
    desk.projector.work().stop().await();
    desk.outbox.stop().await(); // routing would hear of it at once, and write too
    int before = statements.sent.size();

    desk.wrapUp.record(contact, teller(ANA), SOLVED, "done").await();

    var sent = since(before);
    assertThat(sent).filteredOn(sql -> sql.contains("timeline_entry")).hasSize(1);
    assertThat(sent).hasSizeLessThanOrEqualTo(12);
  }

  @Test
  void messages_are_written_once_never_read_and_marked_together() {
    var brought = new ConcurrentLinkedQueue<String>();
    var all = Promise.<Void>promise();
    desk.outbox.deliverTo("shop", (message, _) -> {
      brought.add(message.key());
      if (brought.size() == MESSAGES) {
        all.complete();
      }
      return Future.succeededFuture();
    });
    int before = statements.sent.size();

    Future.all(IntStream.range(0, MESSAGES).mapToObj(this::putMessage).toList()).await();
    all.future().timeout(20, TimeUnit.SECONDS).await();
    desk.outbox.stop().await();

    var sent = since(before).stream().filter(sql -> sql.contains("outbox")).toList();
    assertThat(sent).filteredOn(sql -> sql.startsWith("INSERT INTO outbox")).hasSize(MESSAGES);
    assertThat(sent).hasSizeLessThanOrEqualTo(MESSAGES + MESSAGES / 4);
    assertThat(desk.ground.ask(
            "SELECT count(*) FROM outbox WHERE delivered_at IS NOT NULL AND attempts = 1"))
        .containsExactly(Integer.toString(MESSAGES));
  }

  private Future<Void> putMessage(int number) {
    var message = new OutboxMessage("message " + number, "shop", "order " + number, "news", "{}");
    return desk.ground
        .database()
        .transaction(tx -> desk.outbox.put(tx, message, desk.clock.instant()));
  }
}
