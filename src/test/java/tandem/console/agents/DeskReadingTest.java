package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.cases.Claim;
import tandem.conversations.Glance;
import tandem.conversations.Message;
import tandem.desk.casework.Drafts;
import tandem.desk.floor.Catalogues;

/** The reading of a screen's data while they change. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 60, timeUnit = TimeUnit.SECONDS)
class DeskReadingTest {

  private static final CustomerId JAN = new CustomerId(new UUID(0, 1));

  private final Vertx vertx;
  private final Deque<Promise<List<Claim>>> asked = new ArrayDeque<>();
  private final DeskReading reading =
      new DeskReading(vertx, vertx.getOrCreateContext(), new Sources());

  DeskReadingTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @Test
  void the_end_of_a_claim_is_reported_even_if_a_screen_begins_to_show_the_customer_meanwhile(
      VertxTestContext test) {
    var told = test.checkpoint();
    Consumer<List<Claim>> screen = claims -> test.verify(() -> {
      assertThat(claims).isEmpty();
      told.flag();
    });
    reading.claims(JAN, true, screen);
    reading.claims(JAN, false, screen);

    asked.removeFirst().complete(List.of());
    asked.removeFirst().complete(List.of());
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
    public Future<List<Drafts.Kept>> drafts(AgentId agent) {
      return Future.failedFuture("not asked here");
    }

    @Override
    public Future<Optional<Glance>> glance(ConversationId conversation) {
      return Future.failedFuture("not asked here");
    }

    @Override
    public Future<List<Message>> messages(ConversationId conversation, int after) {
      return Future.failedFuture("not asked here");
    }

    @Override
    public Catalogues catalogues() {
      return Catalogues.EMPTY;
    }

    @Override
    public boolean isPractice() {
      return false;
    }
  }
}
