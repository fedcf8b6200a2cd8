package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.cases.Claim;
import tandem.desk.casework.Drafts;

/** What is read for a screen while more happens. */
class DeskReadingTest {

  private static final CustomerId JAN = new CustomerId(new UUID(0, 1));

  private final Vertx vertx = Vertx.vertx();
  private final Deque<Promise<List<Claim>>> asked = new ArrayDeque<>();
  private final DeskReading reading =
      new DeskReading(vertx, vertx.getOrCreateContext(), new Sources());
  private final BlockingQueue<List<Claim>> told = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void that_a_claim_has_ended_is_told_though_a_screen_begins_to_see_the_customer_meanwhile()
      throws Exception {
    reading.claims(JAN, true, told::add);
    reading.claims(JAN, false, told::add);

    asked.removeFirst().complete(List.of());
    asked.removeFirst().complete(List.of());

    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(List.of());
  }

  private final class Sources implements Desks.Sources {
    @Override
    public Future<Buffer> pop(ContactId contact, CustomerId customer) {
      return Future.failedFuture("not asked here");
    }

    @Override
    public Future<List<Claim>> claims(CustomerId customer) {
      var answer = Promise.<List<Claim>>promise();
      asked.addLast(answer);
      return answer.future();
    }

    @Override
    public Future<List<Drafts.Draft>> drafts(AgentId agent) {
      return Future.failedFuture("not asked here");
    }
  }
}
