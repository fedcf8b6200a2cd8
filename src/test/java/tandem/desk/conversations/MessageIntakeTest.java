package tandem.desk.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.SERVICE;
import static tandem.cases.Ground.TOM;
import static tandem.desk.conversations.ConversationGround.soon;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import tandem.base.OfferId;
import tandem.cases.CaseFile;
import tandem.cases.Cases;
import tandem.conversations.Message;
import tandem.conversations.Messages;
import tandem.conversations.NewMessage;
import tandem.customers.TestGrid;
import tandem.desk.conversations.ConversationGround.KeepingCarrier;
import tandem.desk.conversations.MessageEvents.Result;
import tandem.desk.customers.ScreenPop;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/** Messages of customers, from the carrier's event to the agent. */
@ExtendWith(VertxExtension.class)
class MessageIntakeTest {

  private static final String EVA = "+31612345678";

  private ConversationGround ground;

  @BeforeEach
  void open(Vertx vertx) {
    ground = new ConversationGround(vertx, TestGrid.shared()).with(new KeepingCarrier());
  }

  @AfterEach
  void close() {
    assertThat(ground.findings()).isEmpty();
    ground.close();
  }

  @Test
  void a_first_message_opens_a_conversation_and_a_contact_that_reaches_an_agent() {
    ground.customer("Eva", EVA);

    var taken = ground.arrive(ground.text("m-1", EVA, "Where are my shoes?"));

    assertThat(taken.result()).isEqualTo(Result.ACCEPTED);
    assertThat(taken.number()).isEqualTo(1);
    var contact = taken.contact().orElseThrow();
    ground.accept(contact, ANA);
    ground.await(contact, open -> open.phase() instanceof Phase.Connected);
    var entry = ground.desk.awaitEvent(contact, "arrived").entry();
    assertThat(entry.body().path("channel").asText()).isEqualTo("message");
    assertThat(entry.body().path("line").asText()).isEqualTo("Where are my shoes?");
    assertThat(entry.body().path("conversation").asText())
        .isEqualTo(taken.conversation().toString());
  }

  @Test
  void the_history_of_a_new_customer_is_loaded_ahead_without_a_failure() {
    var log = new ListAppender<ILoggingEvent>();
    log.list = new CopyOnWriteArrayList<>();
    log.start();
    var pops = (Logger) LoggerFactory.getLogger(ScreenPop.class);
    pops.addAppender(log);
    try {
      for (int i = 0; i < 20; i++) {
        var taken = ground.arrive(ground.text("m-" + i, "+3161230%04d".formatted(i), "Hello"));
        soon(ground.desk.work.contacts().pops().of(taken.contact().orElseThrow()));
      }
    } finally {
      pops.detachAppender(log);
    }

    assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
  }

  @Test
  void a_message_to_a_conversation_with_an_open_contact_joins_that_contact() {
    var first = ground.arrive(ground.text("m-1", EVA, "Hello"));

    var second = ground.arrive(ground.text("m-2", EVA, "Anybody there?"));

    assertThat(second.conversation()).isEqualTo(first.conversation());
    assertThat(second.contact()).isEqualTo(first.contact());
    assertThat(second.number()).isEqualTo(2);
    assertThat(ground.messages(first.conversation()))
        .extracting(Message::text)
        .containsExactly("Hello", "Anybody there?");
  }

  @Test
  void messages_that_come_fifty_times_at_once_are_stored_once_and_numbered_without_gaps() {
    var ids = List.of("m-1", "m-2", "m-3");
    var coming = new ArrayList<Future<MessageEvents.Taken>>();
    for (int time = 0; time < 50; time++) {
      for (var id : ids) {
        coming.add(ground.intake.arrived("messages", ground.text(id, EVA, "text of " + id)));
      }
    }

    var taken = soon(Future.all(coming)).<MessageEvents.Taken>list();

    var stored = ground.messages(taken.getFirst().conversation());
    assertThat(stored)
        .extracting(Message::text)
        .containsExactlyInAnyOrder("text of m-1", "text of m-2", "text of m-3");
    assertThat(stored).extracting(Message::number).containsExactly(1, 2, 3);
    assertThat(taken)
        .extracting(MessageEvents.Taken::conversation)
        .containsOnly(taken.getFirst().conversation());
    assertThat(taken)
        .extracting(MessageEvents.Taken::contact)
        .containsOnly(taken.getFirst().contact());
    assertThat(taken.stream().filter(one -> one.result() == Result.ACCEPTED)).hasSize(3);
  }

  @Test
  void many_customers_who_write_at_once_get_a_conversation_each() {
    var coming = IntStream.range(0, 60)
        .mapToObj(i -> ground.intake.arrived(
            "messages", ground.text("m-" + i, "+3161234%04d".formatted(i), "text " + i)))
        .toList();

    var taken = soon(Future.all(coming)).<MessageEvents.Taken>list();

    assertThat(taken).extracting(MessageEvents.Taken::conversation).doesNotHaveDuplicates();
    assertThat(taken).extracting(MessageEvents.Taken::contact).doesNotHaveDuplicates();
    taken.forEach(one -> ground.await(one.contact().orElseThrow(), _ -> true));
  }

  @Test
  void a_message_after_the_contact_has_ended_opens_the_next_contact_of_the_conversation() {
    var first = ground.arrive(ground.text("m-1", EVA, "Hello"));
    var contact = first.contact().orElseThrow();
    ground.accept(contact, ANA);
    ground.finish(contact, ANA, Optional.empty());
    ground.awaitClosed(first.conversation());

    var next = ground.arrive(ground.text("m-2", EVA, "One more thing"));

    assertThat(next.conversation()).isEqualTo(first.conversation());
    assertThat(next.contact()).isPresent().isNotEqualTo(first.contact());
    ground.await(next.contact().orElseThrow(), _ -> true);
    var end = ground.desk.await(added -> added.entry().contact().equals(first.contact())
        && added.entry().body().path("event").asText().equals("ended"));
    assertThat(end.entry().body().path("messages").asInt()).isEqualTo(1);
  }

  @Test
  void the_next_contact_of_a_conversation_prefers_the_agent_who_had_the_last_one() {
    ground.desk.floor.take("""
        queues: [{id: texts, name: Texts, department: service, channel: message, prefer_last_agent: 300}]
        """);
    ground.desk.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    var first = ground.arrive(ground.text("m-1", EVA, "Hello"));
    var contact = first.contact().orElseThrow();
    var toTom = ground.await(contact, open -> open.phase() instanceof Phase.Offered);
    ground.desk.tell(new Signal.OfferAccepted(new OfferId(contact, toTom.offers()), TOM));
    // Ana is idle for longer than Tom, who finishes a contact after this
    ground.desk.tell(new Signal.PresenceAsked(ANA, new Presence.Ready()));
    ground.finish(contact, TOM, Optional.empty());
    ground.awaitClosed(first.conversation());

    var next = ground.arrive(ground.text("m-2", EVA, "One more thing"));

    var offered =
        ground.await(next.contact().orElseThrow(), open -> open.phase() instanceof Phase.Offered);
    assertThat(offered.phase())
        .isInstanceOfSatisfying(
            Phase.Offered.class, phase -> assertThat(phase.offer().agent()).isEqualTo(TOM));
  }

  @Test
  void a_message_that_the_agent_did_not_see_before_finishing_begins_a_new_contact() {
    var first = ground.arrive(ground.text("m-1", EVA, "Hello"));
    var contact = first.contact().orElseThrow();
    ground.accept(contact, ANA);
    ground.arrive(ground.text("m-2", EVA, "Wait, one more thing"));

    ground.finish(contact, ANA, Optional.of(1));

    var again = ground.await(
        first.conversation(), open -> open.turns() == 2 && open.contact().isPresent());
    ground.await(again.contact().orElseThrow(), _ -> true);
  }

  @Test
  void a_message_that_is_being_stored_while_its_contact_ends_begins_the_next_contact() {
    var first = ground.arrive(ground.text("m-1", EVA, "Hello"));
    var contact = first.contact().orElseThrow();
    ground.accept(contact, ANA);
    var commit = Promise.<Void>promise();
    var storing = ground
        .desk
        .ground
        .database()
        .transaction(tx -> new Messages()
            .addToOpen(
                tx,
                first.conversation(),
                NewMessage.said(ground.desk.clock.instant(), "messages:m-2", "One more thing"))
            .compose(place -> commit.future().map(place)));

    ground.finish(contact, ANA, Optional.of(1));
    ground.desk.ground.awaitWaiting();
    commit.complete();

    assertThat(soon(storing)).isPresent();
    var again = ground.await(
        first.conversation(), open -> open.turns() == 2 && open.contact().isPresent());
    ground.await(again.contact().orElseThrow(), _ -> true);
    assertThat(
            ground.desk.ground.ask("SELECT last_number FROM conversation_contact WHERE turn = 1"))
        .containsExactly("2");
  }

  @Test
  void a_visitor_who_writes_again_right_after_leaving_waits_in_the_next_contact() {
    var first = ground.arrive(ground.chat("c-1", "Hello"));
    var contact = first.contact().orElseThrow();
    ground.await(contact, _ -> true);
    ground.arrive(ground.chat("c-2", "Never mind"));
    // the end is not noted yet when the visitor writes again
    ground.desk.projector.work().stop().await();
    ground.leave(first.conversation());
    // at another node, whose clock is behind
    var before = ground.desk.clock.instant().minusSeconds(5);
    var back = ground.arrive(ground.chat("c-3", "No, I do need you", before));
    assertThat(back.contact()).contains(contact);

    ground.desk.projector.work().start(epoch());

    var again = ground.await(
        first.conversation(), open -> open.turns() == 2 && open.contact().isPresent());
    ground.await(again.contact().orElseThrow(), _ -> true);
    assertThat(
            ground.desk.ground.ask("SELECT first_number FROM conversation_contact WHERE turn = 2"))
        .containsExactly("3");
  }

  @Test
  void a_visitor_who_has_left_for_good_waits_for_nothing() {
    var first = ground.arrive(ground.chat("c-1", "Hello"));
    ground.await(first.contact().orElseThrow(), _ -> true);
    ground.arrive(ground.chat("c-2", "Never mind"));

    ground.leave(first.conversation());

    ground.awaitClosed(first.conversation());
    assertThat(ground.await(first.conversation(), _ -> true).turns()).isEqualTo(1);
  }

  @Test
  void what_nobody_has_read_waits_when_a_contact_ends_by_itself() {
    var first = ground.arrive(ground.text("m-1", EVA, "Hello"));
    var contact = first.contact().orElseThrow();
    ground.accept(contact, ANA);
    soon(ground.say.answer(contact, ANA, "ana", "k-1", Say.Answer.of("Good morning")));
    ground.arrive(ground.text("m-2", EVA, "Where are my shoes?"));

    // as when the agent's screen is gone
    ground.desk.tell(new Signal.ContactFinished(contact, ANA, Optional.empty()));

    var again = ground.await(
        first.conversation(), open -> open.turns() == 2 && open.contact().isPresent());
    ground.await(again.contact().orElseThrow(), _ -> true);
  }

  private long epoch() {
    return Long.parseLong(ground.desk.ground.ask("SELECT epoch FROM floor").getFirst());
  }

  @Test
  void an_agent_who_saw_everything_ends_the_contact_for_good() {
    var first = ground.arrive(ground.text("m-1", EVA, "Hello"));
    var contact = first.contact().orElseThrow();
    ground.accept(contact, ANA);
    ground.arrive(ground.text("m-2", EVA, "Thanks"));

    ground.finish(contact, ANA, Optional.of(2));

    ground.awaitClosed(first.conversation());
    assertThat(ground.await(first.conversation(), _ -> true).turns()).isEqualTo(1);
  }

  @Test
  void a_reply_reopens_the_case_of_its_conversation_and_not_the_customers_newest_one() {
    ground.customer("Eva", EVA);
    var first = ground.arrive(ground.text("m-1", EVA, "The shoes never came"));
    var shoes = first.contact().orElseThrow();
    ground.accept(shoes, ANA);
    var old = ground.desk.awaitEvent(shoes, "arrived").entry().caseId();
    ground.finish(shoes, ANA, Optional.empty());
    ground.awaitClosed(first.conversation());
    var customer = ground.await(first.conversation(), _ -> true).customer();
    var newer = soon(ground
        .desk
        .work
        .cases()
        .openCase()
        .open(
            new Cases.ByHand(customer, CaseFile.Kind.COMPLAINT, "The lamp is broken", SERVICE),
            ANA,
            Optional.empty()));

    var reply = ground.arrive(ground.text("m-2", EVA, "They still have not come"));

    var arrived =
        ground.desk.awaitEvent(reply.contact().orElseThrow(), "arrived").entry();
    assertThat(arrived.caseId()).isEqualTo(old).isNotEqualTo(newer.id());
    assertThat(ground.desk.heard())
        .anyMatch(added -> added.entry().caseId().equals(old)
            && added.entry().body().path("cause").asText().equals("contact"));
  }

  @Test
  void several_customers_with_one_number_are_candidates_and_nobody_is_guessed() {
    ground.customer("Eva", EVA);
    ground.customer("Jan", EVA);

    var taken = ground.arrive(ground.text("m-1", EVA, "Hello"));

    var pop = soon(ground.desk.work.contacts().pops().of(taken.contact().orElseThrow()));
    assertThat(pop.json().toString()).contains("Eva", "Jan");
  }

  @Test
  void a_message_to_an_unknown_address_joins_a_queue_of_its_channel_and_raises_an_alert() {
    var event = ground.text("m-1", EVA, "Hello");
    var elsewhere = new MessageEvent.Arrived(
        event.id(),
        event.channel(),
        "+31999",
        event.place(),
        event.from(),
        event.at(),
        "",
        event.text(),
        Optional.empty(),
        Optional.empty(),
        event.details(),
        List.of(),
        Triage.NONE);

    var taken = ground.arrive(elsewhere);

    assertThat(ground.await(taken.contact().orElseThrow(), _ -> true).queue())
        .isEqualTo(ConversationGround.TEXTS);
    assertThat(soon(ground.desk.alerts.since(ground.desk.ground.database().pool(), Instant.EPOCH)))
        .extracting(alert -> alert.kind())
        .contains("unknown_entrance");
  }

  @Test
  void a_text_with_nul_and_half_a_character_is_kept_as_far_as_it_can_be_stored() {
    var taken = ground.arrive(ground.text("m-1", EVA, "a\u0000b\ud83d c\r\nd"));

    assertThat(ground.messages(taken.conversation()).getFirst().text()).isEqualTo("ab\ufffd c\nd");
  }

  @Test
  void a_message_is_the_same_after_a_transfer_to_another_agent() {
    var first = ground.arrive(ground.text("m-1", EVA, "Hello"));
    var contact = first.contact().orElseThrow();
    ground.accept(contact, ANA);
    ground.desk.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    ground.desk.tell(new Signal.ContactMoved(
        contact, new Destination.ToAgent(TOM), Fact.MoveReason.TRANSFER, Optional.of(ANA)));

    var second = ground.arrive(ground.text("m-2", EVA, "Still there?"));

    assertThat(second.contact()).isEqualTo(first.contact());
  }
}
