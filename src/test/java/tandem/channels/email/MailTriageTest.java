package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.desk.conversations.ConversationGround.MAILS;
import static tandem.desk.conversations.ConversationGround.URGENT;
import static tandem.desk.conversations.ConversationGround.soon;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.cases.Author;
import tandem.cases.CaseFile;
import tandem.cases.Cases;
import tandem.cases.Ground;
import tandem.conversations.Conversation;
import tandem.desk.conversations.MessageEvents;
import tandem.routing.engine.Contact;

/** What the content of a mail and its customer decide: queue, head start and case. */
@ExtendWith(VertxExtension.class)
class MailTriageTest {

  private MailGround mails;
  private Ground ground;
  private CustomerId eva = new CustomerId(new UUID(0, 0));
  private CustomerId bob = eva;

  @BeforeEach
  void open(Vertx vertx) {
    mails = new MailGround(
        vertx, MailboxFile.read("mailboxes.yaml", """
            mailboxes:
              - address: help@shop.example
                triage:
                  - {segments: [vip], order: true, head_start: 7200}
                  - {segments: [vip, gold], queue: urgent}
                  - {languages: [de, fr], queue: urgent, head_start: 60}
                  - {order: true, words: [broken], queue: urgent, head_start: 600}
                  - {order: true, head_start: 300}
            """), MailLimits.READING, MailLimits.SENDING);
    ground = mails.ground.desk.ground;
    ground.sql("""
        INSERT INTO segment (id, name, head_start) VALUES ('vip', 'VIP', 0), ('plain', 'Plain', 0);
        """);
    eva = customer("Eva", "eva@home.example");
    bob = customer("Bob", "bob@home.example");
  }

  @AfterEach
  void close() {
    assertThat(mails.ground.findings()).isEmpty();
    mails.close();
  }

  private CustomerId customer(String name, String address) {
    var customer = ground.customer(name);
    ground.sql("INSERT INTO contact_point (customer, kind, value) VALUES ('%s', 'email', '%s')"
        .formatted(customer, address));
    return customer;
  }

  private void order(CustomerId customer, String number) {
    ground.sql("""
        INSERT INTO customer_order (id, number, customer, state, currency, placed_at, updated_at)
        VALUES ('%s', '%s', '%s', 'delivered', 'EUR', '%4$s', '%4$s')
        """.formatted(UUID.randomUUID(), number, customer, Ground.NINE));
  }

  private CaseFile openCase(CustomerId customer, String subject, int minutesAgo) {
    var at = mails.ground.desk.clock.instant().minus(Duration.ofMinutes(minutesAgo));
    return ground.transaction(tx -> ground.cases.open(
        tx,
        new Cases.ByHand(customer, CaseFile.Kind.COMPLAINT, subject, Ground.SHIPPING),
        Optional.empty(),
        at));
  }

  private MessageEvents.Taken take(String id, String from, String subject, String text) {
    var raw =
        MailGround.mail(id, subject, text).replace("eva@home.example", from).replace("\n", "\r\n");
    var taken = soon(
        mails.intake.take(raw.getBytes(StandardCharsets.UTF_8), Optional.of(MailServers.OURS)));
    return ((MailIntake.Taken.Stored) taken).message();
  }

  private Contact contact(MessageEvents.Taken taken) {
    return mails.ground.await(taken.contact().orElseThrow(), _ -> true);
  }

  private static Duration headStart(Contact contact) {
    return Duration.between(contact.rank(), contact.arrived());
  }

  /** Waits for the case of a contact. */
  private CaseFile caseOf(MessageEvents.Taken taken) {
    ContactId contact = taken.contact().orElseThrow();
    mails.ground.desk.awaitEvent(contact, "arrived");
    return soon(ground.cases.caseOf(ground.database().pool(), contact)).orElseThrow();
  }

  private void segment(CustomerId customer, String segment) {
    ground.sql("UPDATE customer SET segment = '%s', version = version + 1 WHERE id = '%s'"
        .formatted(segment, customer));
  }

  @Test
  void the_segment_of_the_customer_decides_the_queue() {
    segment(eva, "vip");
    segment(bob, "plain");

    assertThat(contact(take("a-1", "eva@home.example", "Hello", "x")).queue()).isEqualTo(URGENT);
    assertThat(contact(take("a-2", "bob@home.example", "Hello", "x")).queue()).isEqualTo(MAILS);
    assertThat(contact(take("a-3", "new@home.example", "Hello", "x")).queue()).isEqualTo(MAILS);
  }

  @Test
  void the_language_of_the_text_decides_the_queue_and_the_head_start() {
    var german = contact(take(
        "b-1", "new@home.example", "Frage", "Hallo, ich warte seit einer Woche auf mein Paket."));
    var dutch = contact(take(
        "b-2",
        "bob@home.example",
        "Vraag",
        "Goedemiddag, waar blijft het pakket dat ik heb besteld?"));

    assertThat(german.queue()).isEqualTo(URGENT);
    assertThat(headStart(german)).isEqualTo(Duration.ofMinutes(1));
    assertThat(dutch.queue()).isEqualTo(MAILS);
    assertThat(headStart(dutch)).isZero();
  }

  @Test
  void an_order_of_the_customer_decides_and_one_of_somebody_else_does_not() {
    order(eva, "NK-1001");
    order(bob, "NK-2002");

    var own = contact(take("c-1", "eva@home.example", "NK-1001 is broken", ""));
    var quoted = contact(take(
        "c-2", "bob@home.example", "Fwd: x", "see below\n\n> Your order NK-2002 is on its way."));
    var others = contact(take("c-3", "new@home.example", "NK-1001 is broken", "NK-2002"));

    assertThat(own.queue()).isEqualTo(URGENT);
    assertThat(headStart(own)).isEqualTo(Duration.ofMinutes(10));
    assertThat(quoted.queue()).isEqualTo(MAILS);
    assertThat(headStart(quoted)).isEqualTo(Duration.ofMinutes(5));
    assertThat(others.queue()).isEqualTo(MAILS);
    assertThat(headStart(others)).isZero();
  }

  @Test
  void the_numbers_of_the_orders_are_shown_at_the_message() {
    order(eva, "NK-1001");
    var taken = take("d-1", "eva@home.example", "Hello", "nk-1001 and NK-9999");

    var details = mails.ground.messages(taken.conversation()).getFirst().details();

    assertThat(details.path("orders").toString()).isEqualTo("[\"NK-1001\"]");
  }

  @Test
  void a_mail_goes_to_the_open_case_about_its_order_and_not_to_the_newest() {
    order(eva, "NK-1001");
    var about = openCase(eva, "Order NK-1001: the lid is broken", 90);
    var newest = openCase(eva, "A question", 10);

    assertThat(caseOf(take("e-1", "eva@home.example", "My order NK-1001", "?")).id())
        .isEqualTo(about.id());
    assertThat(caseOf(take("e-2", "eva@home.example", "Something else", "?")).id())
        .isEqualTo(about.id()); // which has been touched last by now
    assertThat(newest.id()).isNotEqualTo(about.id());
  }

  @Test
  void a_case_is_about_an_order_for_whose_line_something_was_given_or_that_an_earlier_mail_named() {
    var line = ground.orderLine(eva, 1, 1000);
    var number = ground.ask("SELECT number FROM customer_order").getFirst();
    order(eva, "NK-3003");
    var first = openCase(eva, "First", 300);
    ground.transaction(tx -> ground.remedies.give(
        tx,
        Ground.request("k-1", first.id(), Ground.REPLACEMENT, Optional.of(line), 1),
        Author.of(Ground.ANA),
        Ground.NINE));
    var second = openCase(eva, "Second", 200);
    assertThat(caseOf(take("f-0", "eva@home.example", "NK-3003", "?")).id()).isEqualTo(second.id());
    openCase(eva, "Third", 100);

    assertThat(caseOf(take("f-1", "eva@home.example", "Order", number)).id()).isEqualTo(first.id());
    assertThat(caseOf(take("f-2", "eva@home.example", "Order", "NK-3003")).id())
        .isEqualTo(second.id());
  }

  @Test
  void a_mail_never_gets_into_the_case_of_another_customer() {
    order(eva, "NK-1001");
    var evas = openCase(eva, "Order NK-1001", 5);
    var bobs = openCase(bob, "Order NK-1001", 5);

    assertThat(caseOf(take("g-1", "bob@home.example", "NK-1001", "NK-1001")).id())
        .isEqualTo(bobs.id());
    var stranger = caseOf(take("g-2", "new@home.example", "NK-1001", "NK-1001"));
    assertThat(stranger.id()).isNotIn(evas.id(), bobs.id());
    assertThat(stranger.customer()).isNotIn(eva, bob);
  }

  @Test
  void a_closed_case_about_the_order_does_not_stand_before_an_open_one() {
    order(eva, "NK-1001");
    var closed = openCase(eva, "Order NK-1001", 200);
    ground.sql(
        "UPDATE case_file SET state = 'closed', closed_at = opened_at, resolved_at = opened_at WHERE id = '%s'"
            .formatted(closed.id()));
    var open = openCase(eva, "Another", 100);

    assertThat(caseOf(take("h-1", "eva@home.example", "NK-1001", "?")).id()).isEqualTo(open.id());
  }

  @Test
  void an_answer_in_a_thread_stays_with_the_case_of_the_thread() {
    order(eva, "NK-1001");
    order(eva, "NK-2002");
    var first = openCase(eva, "Order NK-1001", 50);
    openCase(eva, "Order NK-2002", 20);
    var taken = take("i-1", "eva@home.example", "NK-1001", "?");
    assertThat(caseOf(taken).id()).isEqualTo(first.id());
    ground.sql("UPDATE customer_order SET customer = '%s' WHERE number = 'NK-1001'".formatted(bob));
    mails.ground.accept(taken.contact().orElseThrow(), Ground.ANA);
    mails.ground.finish(taken.contact().orElseThrow(), Ground.ANA, Optional.of(1));
    mails.ground.awaitClosed(taken.conversation());

    var raw = MailGround.mail("i-2", "Re: NK-1001", "And NK-2002?")
        .replaceFirst("\n", "\nIn-Reply-To: <i-1@home.example>\n")
        .replace("\n", "\r\n");
    var next = ((MailIntake.Taken.Stored) soon(
            mails.intake.take(raw.getBytes(StandardCharsets.UTF_8), Optional.of(MailServers.OURS))))
        .message();

    assertThat(next.conversation()).isEqualTo(taken.conversation());
    assertThat(caseOf(next).id()).isEqualTo(first.id());
    Conversation conversation = mails.ground.await(taken.conversation(), _ -> true);
    assertThat(conversation.customer()).isEqualTo(eva);
  }
}
