package tandem.desk.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.SOLVED;
import static tandem.desk.DeskGround.teller;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tandem.desk.DeskGround;
import tandem.routing.engine.Signal;

/**
 * What a call costs beside routing: statements of its timeline and its outcome, counted where they
 * are sent.
 */
class CallCostTest {

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

    assertThat(since(before))
        .filteredOn(sql -> sql.contains("INSERT INTO timeline_entry"))
        .hasSize(1);
    assertThat(since(before)).hasSizeLessThanOrEqualTo(10);
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
    int before = statements.sent.size();

    desk.wrapUp.record(contact, teller(ANA), SOLVED, "done").await();

    var sent = since(before).stream().filter(CallCostTest::isOfOutcome).toList();
    assertThat(sent)
        .filteredOn(sql -> sql.contains("INSERT INTO timeline_entry"))
        .hasSize(1);
    assertThat(sent).hasSizeLessThanOrEqualTo(7);
  }

  /** The outbox reads its rows, and routing writes its facts, in their own time. */
  private static boolean isOfOutcome(String sql) {
    return !sql.contains("fact") && !sql.startsWith("SELECT id, key, destination");
  }
}
