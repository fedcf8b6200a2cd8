package tandem.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.SHIPPING;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ContactId;
import tandem.base.Currency;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Money;
import tandem.document.Json;

@ExtendWith(VertxExtension.class)
class CasesTest {

  private static Vertx vertx;

  @AutoClose
  private final Ground ground = new Ground(vertx);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  private Attached attach(ContactId contact, CustomerId customer, Instant arrived) {
    return ground
        .transaction(
            tx -> ground.attach(tx, List.of(new NewContact(contact, customer, PARCELS, arrived))))
        .get(contact);
  }

  private static Attached of(Attached attached, CustomerId other) {
    return new Attached(
        attached.caseId(),
        other,
        attached.before(),
        attached.cameBack(),
        attached.reopening(),
        attached.left());
  }

  private CaseFile find(Attached attached) {
    return ground.cases.find(ground.database().pool(), attached.caseId()).await();
  }

  @Test
  void a_first_contact_opens_a_case_named_after_its_queue() {
    var eva = ground.customer("Eva");

    var opened = find(attach(ground.contact(), eva, NINE));

    assertThat(opened.customer()).isEqualTo(eva);
    assertThat(opened.subject()).isEqualTo("Where is my parcel");
    assertThat(opened.kind()).isEqualTo(CaseFile.Kind.QUESTION);
    assertThat(opened.state()).isEqualTo(CaseFile.State.OPEN);
    assertThat(opened.department()).isEqualTo(SHIPPING);
    assertThat(opened.repeats()).isZero();
  }

  @Test
  void attaching_the_same_contact_again_changes_nothing() {
    var eva = ground.customer("Eva");
    var contact = ground.contact();
    var first = attach(contact, eva, NINE);

    var second = attach(contact, eva, NINE);

    assertThat(second).isEqualTo(first);
    assertThat(find(second).repeats()).isZero();
  }

  @Test
  void a_contact_within_thirty_days_reopens_the_case_and_counts_as_a_repeat() {
    var eva = ground.customer("Eva");
    var first = attach(ground.contact(), eva, NINE);
    ground.sql("UPDATE case_file SET state = 'resolved', resolved_at = '%s'".formatted(NINE));

    var second = attach(ground.contact(), eva, NINE.plus(Duration.ofDays(30)));

    assertThat(second.caseId()).isEqualTo(first.caseId());
    assertThat(second.reopening()).map(entry -> entry.body().toString()).contains("""
            {"state":"open","before":"resolved","cause":"contact"}""");
    assertThat(find(second).state()).isEqualTo(CaseFile.State.OPEN);
    assertThat(find(second).resolvedAt()).isEmpty();
    assertThat(find(second).repeats()).isEqualTo(1);
  }

  @Test
  void a_contact_goes_to_an_open_case_rather_than_to_a_resolved_one_that_changed_later() {
    var eva = ground.customer("Eva");
    var open = ground.openCase(eva);
    var resolved = ground.openCase(eva);
    ground.sql("UPDATE case_file SET touched_at = '%s' WHERE id = '%s'".formatted(NINE, open.id()));
    ground.sql("""
        UPDATE case_file SET state = 'resolved', touched_at = '%1$s', resolved_at = '%1$s' WHERE id = '%2$s'""".formatted(NINE.plus(Duration.ofDays(3)), resolved.id()));

    var attached = attach(ground.contact(), eva, NINE.plus(Duration.ofDays(4)));

    assertThat(attached.caseId()).isEqualTo(open.id());
    assertThat(attached.reopening()).isEmpty();
  }

  @Test
  void an_open_case_that_has_rested_for_a_month_more_gives_way_to_a_resolved_one() {
    var eva = ground.customer("Eva");
    var old = ground.openCase(eva);
    var resolved = ground.openCase(eva);
    ground.sql("UPDATE case_file SET touched_at = '%s' WHERE id = '%s'".formatted(NINE, old.id()));
    ground.sql("""
        UPDATE case_file SET state = 'resolved', touched_at = '%1$s', resolved_at = '%1$s' WHERE id = '%2$s'""".formatted(NINE.plus(Duration.ofDays(31)), resolved.id()));

    var attached = attach(ground.contact(), eva, NINE.plus(Duration.ofDays(32)));

    assertThat(attached.caseId()).isEqualTo(resolved.id());
    assertThat(attached.reopening()).isPresent();
  }

  @Test
  void a_contact_after_more_than_thirty_days_is_a_new_case() {
    var eva = ground.customer("Eva");
    var first = attach(ground.contact(), eva, NINE);

    var second = attach(ground.contact(), eva, NINE.plus(Duration.ofDays(31)));

    assertThat(second.caseId()).isNotEqualTo(first.caseId());
  }

  @Test
  void a_first_contact_on_a_case_opened_by_hand_is_no_repeat() {
    var eva = ground.customer("Eva");
    var opened = ground.openCase(eva);

    var attached = attach(ground.contact(), eva, NINE.plusSeconds(60));

    assertThat(attached.caseId()).isEqualTo(opened.id());
    assertThat(find(attached).repeats()).isZero();
  }

  @Test
  void many_contacts_of_one_customer_at_once_open_one_case() {
    var eva = ground.customer("Eva");

    Future.all(IntStream.range(0, 20)
            .mapToObj(_ -> ground
                .database()
                .transaction(tx -> ground.attach(
                    tx, List.of(new NewContact(ground.contact(), eva, PARCELS, NINE)))))
            .toList())
        .await();

    assertThat(ground.ask("SELECT repeats FROM case_file")).containsExactly("19");
  }

  @Test
  void contacts_in_one_batch_share_the_case_the_first_of_them_opens() {
    var eva = ground.customer("Eva");
    var ben = ground.customer("Ben");
    var contacts = List.of(
        new NewContact(ground.contact(), eva, PARCELS, NINE),
        new NewContact(ground.contact(), ben, PARCELS, NINE),
        new NewContact(ground.contact(), eva, PARCELS, NINE.plusSeconds(1)));

    var attached = ground.transaction(tx -> ground.attach(tx, contacts));

    assertThat(attached.get(contacts.get(2).contact()).caseId())
        .isEqualTo(attached.get(contacts.get(0).contact()).caseId());
    assertThat(ground.ask("SELECT count(*) FROM case_file")).containsExactly("2");
    assertThat(ground.ask("SELECT repeats FROM case_file ORDER BY number"))
        .containsExactly("1", "0");
  }

  @Test
  void of_contacts_in_one_batch_the_first_opens_a_resolved_case_again_and_each_counts() {
    var eva = ground.customer("Eva");
    var first = attach(ground.contact(), eva, NINE);
    ground.sql("UPDATE case_file SET state = 'resolved', resolved_at = '%s'".formatted(NINE));
    var contacts = IntStream.range(1, 4)
        .mapToObj(i -> new NewContact(ground.contact(), eva, PARCELS, NINE.plusSeconds(i)))
        .toList();

    var attached = ground.transaction(tx -> ground.attach(tx, contacts));

    assertThat(contacts)
        .extracting(contact -> attached.get(contact.contact()).reopening().isPresent())
        .containsExactly(true, false, false);
    assertThat(find(first).state()).isEqualTo(CaseFile.State.OPEN);
    assertThat(find(first).repeats()).isEqualTo(3);
    assertThat(find(first).entries()).isEqualTo(1);
    assertThat(ground.doctor("I6_timelines_are_gap_free")).isEmpty();
  }

  @Test
  void a_strangers_cases_move_with_their_numbers_and_later_writes_follow() {
    var stranger = ground.customer("");
    var eva = ground.customer("Eva");
    var attached = attach(ground.contact(), stranger, NINE);
    var before = find(attached);

    ground.transaction(tx -> tx.query(
            "UPDATE customer SET joined_into = '%s' WHERE id = '%s'".formatted(eva, stranger))
        .execute()
        .compose(_ -> ground.cases.moveAll(tx, stranger, eva)));
    var late = attach(ground.contact(), stranger, NINE);

    assertThat(find(attached).customer()).isEqualTo(eva);
    assertThat(find(attached).number()).isEqualTo(before.number());
    assertThat(late.caseId()).isEqualTo(attached.caseId());
    assertThat(late.customer()).isEqualTo(eva);
  }

  @Test
  void a_case_of_one_contact_follows_it_to_the_customer_it_was_found_to_be_of() {
    var ben = ground.customer("Ben");
    var eva = ground.customer("Eva");
    var contact = ground.contact();
    var attached = attach(contact, ben, NINE);

    var followed = follow(contact, eva, NINE);

    assertThat(followed).isEqualTo(of(attached, eva));
  }

  @Test
  void a_contact_whose_case_is_the_customers_already_stays_on_it() {
    var eva = ground.customer("Eva");
    var contact = ground.contact();
    var attached = attach(contact, eva, NINE);

    var followed = follow(contact, eva, NINE);

    assertThat(followed).isEqualTo(attached);
  }

  @Test
  void a_case_that_was_open_before_the_contact_came_stays_with_its_customer() {
    var ben = ground.customer("Ben");
    var eva = ground.customer("Eva");
    var bens = ground.openCase(ben);
    var contact = ground.contact();
    var attached = attach(contact, ben, NINE.plusSeconds(60));
    assertThat(attached.caseId()).isEqualTo(bens.id());

    var followed = follow(contact, eva, NINE.plusSeconds(60));

    assertThat(followed.caseId()).isNotEqualTo(bens.id());
    assertThat(find(attached).customer()).isEqualTo(ben);
  }

  @Test
  void remedies_of_a_contact_move_with_its_case() {
    var ben = ground.customer("Ben");
    var eva = ground.customer("Eva");
    var contact = ground.contact();
    var attached = attach(contact, ben, NINE);
    var given = ground.transaction(tx -> ground.remedies.give(
        tx,
        new RemedyRequest(
            "credit",
            attached.caseId(),
            Ground.CREDIT,
            Optional.empty(),
            List.of(),
            Optional.of(new Money(500, Currency.of("EUR").orElseThrow())),
            "sorry",
            Optional.of(contact),
            Optional.empty()),
        Author.of(Ground.ANA),
        NINE));

    follow(contact, eva, NINE);

    assertThat(find(attached).customer()).isEqualTo(eva);
    assertThat(ground.ask("SELECT customer FROM remedy WHERE id = '%s'"
            .formatted(given.remedy().id())))
        .containsExactly(eva.toString());
  }

  @Test
  void a_case_that_others_belong_to_stays_and_the_contact_gets_another() {
    var ben = ground.customer("Ben");
    var eva = ground.customer("Eva");
    var contact = ground.contact();
    attach(ground.contact(), ben, NINE);
    var attached = attach(contact, ben, NINE);

    var followed = follow(contact, eva, NINE);

    assertThat(followed.caseId()).isNotEqualTo(attached.caseId());
    assertThat(find(followed).customer()).isEqualTo(eva);
    assertThat(find(attached).customer()).isEqualTo(ben);
    assertThat(ground.cases.caseOf(ground.database().pool(), contact).await())
        .map(CaseFile::id)
        .contains(followed.caseId());
  }

  @Test
  void a_contact_that_was_said_to_be_anothers_meanwhile_follows_to_that_one() {
    var ben = ground.customer("Ben");
    var eva = ground.customer("Eva");
    var joe = ground.customer("Joe");
    var contact = ground.contact();
    var attached = attach(contact, ben, NINE);

    var followed = ground.transaction(tx -> ground.cases.follow(
        tx, new NewContact(contact, eva, PARCELS, NINE), () -> Future.succeededFuture(joe)));

    assertThat(followed).isEqualTo(of(attached, joe));
    assertThat(find(attached).customer()).isEqualTo(joe);
  }

  private Attached follow(ContactId contact, CustomerId customer, Instant arrived) {
    return ground.transaction(tx -> ground.cases.follow(
        tx,
        new NewContact(contact, customer, PARCELS, arrived),
        () -> Future.succeededFuture(customer)));
  }

  @Test
  void every_write_raises_the_customers_version() {
    var eva = ground.customer("Eva");
    long before = ground.version(eva);

    var opened = ground.openCase(eva);

    long afterOpen = ground.version(eva);
    assertThat(afterOpen).isGreaterThan(before);
    ground.transaction(tx -> ground.timelines.append(
        tx,
        new NewEntry(
            opened.id(),
            NINE,
            Entry.Kind.NOTE,
            Optional.empty(),
            Optional.of(ANA),
            Optional.empty(),
            Optional.empty(),
            Json.MAPPER.createObjectNode().put("text", "hello"))));
    assertThat(ground.version(eva)).isGreaterThan(afterOpen);
  }

  @Test
  void the_case_touched_last_is_listed_first() {
    var eva = ground.customer("Eva");
    var first = ground.openCase(eva);
    var second = ground.openCase(eva);
    ground.sql("UPDATE case_file SET touched_at = touched_at + interval '1 day' WHERE id = '%s'"
        .formatted(first.id()));

    var cases = ground.cases.ofCustomer(ground.database().pool(), eva, 10).await();

    assertThat(cases).extracting(CaseFile::id).containsExactly(first.id(), second.id());
  }

  @Test
  void a_case_needs_a_customer_and_a_subject() {
    var nobody = new CustomerId(ground.ids.next());

    assertThatThrownBy(() -> ground.openCase(nobody)).isInstanceOf(Failure.NotFound.class);
    assertThatThrownBy(() -> ground.transaction(tx -> ground.cases.open(
            tx,
            new Cases.ByHand(nobody, CaseFile.Kind.QUESTION, "  ", SHIPPING),
            Optional.empty(),
            NINE)))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessage("subject is required");
  }
}
