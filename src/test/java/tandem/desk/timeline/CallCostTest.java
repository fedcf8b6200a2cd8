package tandem.desk.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.SOLVED;
import static tandem.cases.Ground.TOM;
import static tandem.desk.DeskGround.teller;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.desk.DeskGround;
import tandem.desk.voice.CallEvent;
import tandem.document.Json;
import tandem.routing.engine.Signal;
import tandem.storage.InboxEvent;
import tandem.storage.SentStatements;
import tandem.storage.outbox.OutboxMessage;

/**
 * What a call costs beside routing: statements of its timeline and its outcome, counted where they
 * are sent.
 */
class CallCostTest {

  private static final int MESSAGES = 40;

  private static final SentStatements statements = new SentStatements();

  @AutoClose
  private static final Vertx vertx = statements.vertx();

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
    int before = statements.count();

    desk.projector.work().start(epoch);
    contacts.forEach(contact -> desk.awaitEvent(contact, "arrived"));

    assertThat(statements.since(before))
        .filteredOn(sql -> sql.contains("INSERT INTO timeline_entry"))
        .hasSize(1);
    assertThat(statements.since(before)).hasSizeLessThanOrEqualTo(8);
    callers.forEach(caller -> assertThat(desk.ground.version(caller)).isEqualTo(2));
  }

  @Test
  void an_outcome_is_one_transaction_of_few_statements() {
    var contact = desk.talk(desk.ground.customer("Eva"), ANA);
    desk.awaitEvent(contact, "arrived");
    desk.tell(new Signal.ContactLeft(contact, "hung_up"));
    desk.projector.work().stop().await();
    desk.outbox.stop().await(); // routing would hear of it at once, and write too
    int before = statements.count();

    desk.wrapUp.record(contact, teller(ANA), SOLVED, "done").await();

    var sent = statements.since(before);
    assertThat(sent)
        .filteredOn(sql -> sql.contains("INSERT INTO timeline_entry"))
        .hasSize(1);
    assertThat(sent).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void the_end_of_a_call_asks_for_no_conversation() {
    var contact = desk.talk(desk.ground.customer("Eva"), ANA);
    desk.awaitEvent(contact, "arrived");
    desk.tell(new Signal.ContactLeft(contact, "hung_up"));
    int before = statements.count();

    desk.tell(new Signal.ContactFinished(contact, ANA, Optional.empty()));
    desk.awaitEvent(contact, "ended");

    assertThat(statements.since(before))
        .filteredOn(sql -> sql.contains("conversation_contact"))
        .isEmpty();
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
    int before = statements.count();

    Future.all(IntStream.range(0, MESSAGES).mapToObj(this::putMessage).toList()).await();
    all.future().timeout(20, TimeUnit.SECONDS).await();
    desk.outbox.stop().await();

    var sent =
        statements.since(before).stream().filter(sql -> sql.contains("outbox")).toList();
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

  @Test
  void the_events_of_a_call_are_decided_without_a_read_of_the_inbox() {
    int before = statements.count();

    tell(new CallEvent.Arrived("c-1", "+31201234567", "+31201112222", desk.clock.instant()));
    var contact = Ids.contact("native", "c-1");
    desk.routing
        .tell(
            new Signal.OfferAccepted(new OfferId(contact, 1), TOM),
            new InboxEvent("desk:tom", "yes", "{}"))
        .await();
    tell(new CallEvent.Bridged("c-1", Optional.of(TOM)));
    tell(new CallEvent.Held("c-1"));
    tell(new CallEvent.Resumed("c-1"));
    tell(new CallEvent.Ended("c-1", "hung_up"));

    assertThat(statements.inboxReadsSince(before)).isEmpty();
    assertThat(statements.since(before))
        .filteredOn(sql -> sql.contains("INSERT INTO hook_event"))
        .hasSize(6);
    assertThat(desk.ground.ask("SELECT count(*) FROM hook_event")).containsExactly("6");
  }

  private void tell(CallEvent event) {
    desk.work
        .contacts()
        .intake()
        .tell("native", "e-" + Json.kind(event.getClass()), event)
        .await();
  }
}
