package tandem.desk.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.TOM;
import static tandem.desk.conversations.ConversationGround.soon;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.conversations.Attachment;
import tandem.conversations.Delivery;
import tandem.conversations.Message;
import tandem.customers.TestGrid;
import tandem.desk.conversations.ConversationGround.KeepingCarrier;
import tandem.document.Json;

/** Answers of agents, from the desk to the carrier. */
@ExtendWith(VertxExtension.class)
class SayTest {

  private static final String EVA = "+31612345678";

  private final KeepingCarrier carrier = new KeepingCarrier();
  private ConversationGround ground;
  private ConversationId conversation;
  private ContactId contact;

  @BeforeEach
  void open(Vertx vertx) {
    ground = new ConversationGround(vertx, TestGrid.shared()).with(carrier);
    var taken = ground.arrive(ground.text("m-1", EVA, "Where are my shoes?"));
    conversation = taken.conversation();
    contact = taken.contact().orElseThrow();
    ground.accept(contact, ANA);
  }

  @AfterEach
  void close() {
    assertThat(ground.findings()).isEmpty();
    ground.close();
  }

  @Test
  void an_answer_is_numbered_stored_sent_and_marked_as_sent() {
    var said = answer("k-1", "They are on their way.");

    assertThat(said.number()).isEqualTo(2);
    var sent = ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);
    assertThat(sent.agent()).contains(ANA);
    assertThat(carrier.texts()).containsExactly("They are on their way.");
  }

  @Test
  void an_answer_given_twice_at_once_is_one_message_and_is_sent_once() {
    var coming = List.of(
        saying("k-1", "On its way"), saying("k-1", "On its way"), saying("k-1", "On its way"));

    var said = soon(Future.all(coming)).<Message>list();

    assertThat(said).extracting(Message::number).containsOnly(2);
    answer("k-2", "Bye");
    ground.await(conversation, 3, message -> message.delivery() == Delivery.SENT);
    assertThat(carrier.texts()).containsExactly("On its way", "Bye");
  }

  @Test
  void answers_are_sent_in_order_also_when_the_first_try_of_one_fails() {
    carrier.answers(_ -> {
      carrier.answers(_ -> Future.succeededFuture(new MessageCarrier.Sent(Optional.empty())));
      return Future.failedFuture(new Failure.Unavailable("away", java.time.Duration.ofMillis(10)));
    });

    answer("k-1", "first");
    answer("k-2", "second");

    ground.await(conversation, 3, message -> message.delivery() == Delivery.SENT);
    assertThat(carrier.texts()).containsExactly("first", "first", "second");
  }

  @Test
  void a_message_that_cannot_be_delivered_shows_the_reason_and_can_be_sent_again() {
    carrier.answers(_ -> Future.failedFuture(new Failure.Conflict("the number is blocked")));
    answer("k-1", "Hello");
    var failed = ground.await(conversation, 2, one -> one.delivery() == Delivery.FAILED);
    assertThat(failed.why()).contains("the number is blocked");

    carrier.answers(_ -> Future.succeededFuture(new MessageCarrier.Sent(Optional.empty())));
    var again = soon(ground.say.again(conversation, 2));

    assertThat(again.delivery()).isIn(Delivery.QUEUED, Delivery.SENT);
    ground.await(conversation, 2, one -> one.delivery() == Delivery.SENT);
    assertThatThrownBy(() -> soon(ground.say.again(conversation, 2)))
        .hasMessage("only a message that failed can be sent again");
  }

  @Test
  void a_repeat_is_said_again_because_the_first_node_may_have_died_before_it_said_it() {
    answer("k-1", "Hello");
    eventually(() -> told(2) == 1);

    answer("k-1", "Hello");

    eventually(() -> told(2) == 2);
    ground.arrive(ground.text("m-1", EVA, "Where are my shoes?"));
    eventually(() -> told(1) >= 2);
  }

  private long told(int number) {
    return ground.heard().stream()
        .filter(news ->
            news instanceof ConversationNews.Added(var message) && message.number() == number)
        .count();
  }

  @Test
  void the_states_of_a_delivery_never_go_back() {
    answer("k-1", "Hello");
    ground.await(conversation, 2, one -> one.delivery() == Delivery.SENT);

    report(Delivery.READ);
    report(Delivery.DELIVERED);
    report(Delivery.FAILED);

    assertThat(ground.messages(conversation).getLast().delivery()).isEqualTo(Delivery.READ);
  }

  private void report(Delivery delivery) {
    soon(ground.intake.delivered(
        "messages", new MessageEvent.Delivered(conversation, 2, delivery, Optional.empty())));
  }

  @Test
  void a_carrier_cannot_report_about_the_conversation_of_another_one() {
    assertThatThrownBy(() -> soon(ground.intake.delivered(
            "other", new MessageEvent.Delivered(conversation, 1, Delivery.READ, Optional.empty()))))
        .isInstanceOf(Failure.NotFound.class);
  }

  @Test
  void only_the_agent_who_has_the_contact_can_answer() {
    assertThatThrownBy(
            () -> soon(ground.say.answer(contact, TOM, "tom", "k-1", Say.Answer.of("Hello"))))
        .isInstanceOf(Failure.Denied.class);
    assertThat(ground.messages(conversation)).hasSize(1);
  }

  @Test
  void a_repeat_gets_the_first_message_also_after_the_contact_has_ended() {
    var said = answer("k-1", "Bye");
    ground.finish(contact, ANA, Optional.empty());
    ground.awaitClosed(conversation);

    assertThat(answer("k-1", "Bye").number()).isEqualTo(said.number());
    assertThatThrownBy(() -> answer("k-2", "Bye")).isInstanceOf(Failure.class);
  }

  @Test
  void an_answer_that_its_carrier_cannot_carry_is_refused_with_the_rule() {
    assertThatThrownBy(() -> answer("k-1", "x".repeat(1_001)))
        .hasMessage("text must have at most 1000 characters");
    assertThatThrownBy(() -> answer("k-2", " ")).hasMessage("text is required, or an attachment");
    assertThat(ground.messages(conversation)).hasSize(1);
  }

  @Test
  void a_file_is_stored_once_and_goes_out_with_the_answer() {
    var content = Buffer.buffer("%PDF-1.4 " + "x".repeat(600_000));
    var kept = soon(ground.conversations.keep("ana", "../../invoice.pdf", content));
    var once = soon(ground.conversations.keep("ana", "again.pdf", content));
    assertThat(kept.sha256()).isEqualTo(once.sha256());
    assertThat(kept.name()).isEqualTo("invoice.pdf");
    assertThat(kept.type()).isEqualTo("application/pdf");

    assertThat(content(kept)).isEqualTo(content);
  }

  @Test
  void a_file_that_another_account_has_uploaded_cannot_be_attached() {
    assertThatThrownBy(() -> soon(ground.say.answer(
            contact,
            ANA,
            "ana",
            "k-1",
            new Say.Answer(
                "Hello",
                Optional.empty(),
                List.of(UUID.fromString("00000000-0000-4000-8000-000000000001")),
                Json.MAPPER.createObjectNode()))))
        .hasMessageContaining("is not a file that you have uploaded");
  }

  @Test
  void what_is_left_of_an_upload_that_was_given_up_is_removed() {
    ground.desk.ground.sql("""
        INSERT INTO upload (id, owner, name, started_at)
        VALUES ('00000000-0000-4000-8000-000000000001', 'ana', 'old', now() - interval '2 hours'),
               ('00000000-0000-4000-8000-000000000002', 'ana', 'new', now());
        INSERT INTO blob_piece (upload, number, content)
        VALUES ('00000000-0000-4000-8000-000000000001', 0, 'x'), ('00000000-0000-4000-8000-000000000002', 0, 'x');
        """);

    ground.conversations.sweepNowAndThen();

    eventually(() -> ground
        .desk
        .ground
        .ask("SELECT u.name FROM blob_piece p JOIN upload u ON u.id = p.upload")
        .equals(List.of("new")));
  }

  /** One piece has 256 KB. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 262_143, 262_144, 262_145, 524_288})
  void files_of_any_length_are_stored_once_and_come_back_as_they_were(int length) {
    var content = Buffer.buffer("x".repeat(length));
    var kept = soon(ground.conversations.keep("ana", "a.txt", content));
    var again = soon(ground.conversations.keep("tom", "b.txt", content));

    assertThat(kept.size()).isEqualTo(length);
    assertThat(again.sha256()).isEqualTo(kept.sha256());
    assertThat(content(again)).isEqualTo(content);
    assertThat(
            ground.desk.ground.ask(
                "SELECT (SELECT count(*) FROM blob) || ' ' || coalesce(sum(length(content)), 0) FROM blob_piece"))
        .containsExactly("1 " + length);
  }

  private Buffer content(Attachment file) {
    var read = Buffer.buffer();
    soon(ground.conversations.content(file, piece -> {
      read.appendBuffer(piece);
      return Future.succeededFuture();
    }));
    return read;
  }

  @Test
  void an_attachment_is_on_the_message() {
    var file = soon(ground.conversations.keep("tom", "a.txt", Buffer.buffer("hello")));
    ground.arrive(ground.text("m-2", EVA, "see file", List.of(file)));

    assertThat(ground.messages(conversation).getLast().attachments())
        .extracting(Attachment::name)
        .containsExactly("a.txt");
  }

  private Message answer(String key, String text) {
    return soon(saying(key, text));
  }

  private Future<Message> saying(String key, String text) {
    return ground.say.answer(contact, ANA, "ana", key, Say.Answer.of(text));
  }
}
