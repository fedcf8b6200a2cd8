package tandem.desk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.TOM;
import static tandem.desk.voice.IntakeGround.CALLER;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.Currency;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.Money;
import tandem.cases.Author;
import tandem.cases.Entry;
import tandem.cases.Ground;
import tandem.cases.RemedyRequest;
import tandem.customers.Customer;
import tandem.customers.ReadHistory;
import tandem.customers.TestGrid;
import tandem.desk.voice.IntakeGround;
import tandem.storage.nodes.Grid;

@ExtendWith(VertxExtension.class)
class IdentificationTest {

  private static final String ANNAS_OWN = "+31207654321";
  private static final String BERTS_OWN = "+31301234567";

  private static Vertx vertx;

  @AutoClose
  private static final Grid grid = TestGrid.alone();

  @AutoClose
  private final IntakeGround ground = new IntakeGround(vertx, grid);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  private static ReadHistory history(Future<Pop> pop) {
    return ReadHistory.of(pop.await().history());
  }

  @Test
  void a_stranger_becomes_the_customer_with_case_and_number() {
    var anna = ground.create("Anna", Optional.empty());
    var contact = ground.talk("c-1", CALLER, ANA);
    var caseId = ground.desk.awaitEvent(contact, "arrived").entry().caseId();

    var identified = identify(contact, anna.id(), ANA);

    assertThat(identified.id()).isEqualTo(anna.id());
    assertThat(ground.onFloor(contact).orElseThrow().customer()).isEqualTo(anna.id());
    var pop = history(ground.pops.of(contact));
    assertThat(pop.customer().id()).isEqualTo(anna.id());
    assertThat(pop.customer().contactPoints()).hasSize(1);
    assertThat(pop.cases()).extracting(ReadHistory.Case::id).containsExactly(caseId);
    assertThat(pop.timeline()).isNotEmpty();
    // timelines may grow between the two reads, and the version with them
    assertThat(history(ground.pops.of(Ids.strangerOf(contact))).customer())
        .usingRecursiveComparison()
        .ignoringFields("version")
        .isEqualTo(pop.customer());
  }

  @Test
  void a_repeated_identification_changes_nothing() {
    var anna = ground.create("Anna", Optional.empty());
    var contact = ground.talk("c-1", CALLER, ANA);
    identify(contact, anna.id(), ANA);

    identify(contact, anna.id(), ANA);

    assertThat(ground.ground.ask("SELECT count(*) FROM fact WHERE kind = 'identified'"))
        .containsExactly("1");
  }

  @Test
  void the_agent_chooses_one_of_several_candidates_and_the_next_call_is_not_guessed() {
    var anna = ground.create("Anna", Optional.empty(), CALLER);
    ground.create("Bert", Optional.empty(), CALLER);
    var contact = ground.talk("c-1", CALLER, ANA);

    identify(contact, anna.id(), ANA);

    var pop = ground.pops.of(contact).await();
    assertThat(pop.history().customer()).isEqualTo(anna.id());
    assertThat(pop.candidates()).extracting(Pop.Candidate::name).containsExactly("Anna", "Bert");
    assertThat(ground.pops.of(ground.arrive("c-2", CALLER).contact()).await().candidates())
        .hasSize(2);
  }

  @Test
  void a_call_of_a_known_customer_may_be_given_to_another_and_both_stay_unchanged() {
    var anna = ground.create("Anna", Optional.empty(), CALLER);
    var bert = ground.create("Bert", Optional.empty());
    var contact = ground.talk("c-1", CALLER, ANA);
    var caseId = ground.desk.awaitEvent(contact, "arrived").entry().caseId();

    identify(contact, bert.id(), ANA);
    ground.desk.await(added -> added.entry().kind().name().equals("IDENTIFIED"));

    assertThat(history(ground.pops.of(contact)).customer().id()).isEqualTo(bert.id());
    assertThat(history(ground.pops.of(bert.id())).cases())
        .extracting(ReadHistory.Case::id)
        .containsExactly(caseId);
    assertThat(history(ground.pops.of(anna.id())).customer().contactPoints()).hasSize(1);
    assertThat(ground.arrive("c-2", CALLER).contact())
        .satisfies(
            next -> assertThat(ground.onFloor(next).orElseThrow().customer()).isEqualTo(anna.id()));
  }

  @Test
  void only_the_agent_with_the_contact_may_identify_its_customer() {
    var anna = ground.create("Anna", Optional.empty());
    var contact = ground.talk("c-1", CALLER, ANA);

    assertThatThrownBy(() -> identify(contact, anna.id(), TOM)).isInstanceOf(Failure.Denied.class);
    assertThatThrownBy(() -> identify(Ids.contact("native", "c-9"), anna.id(), ANA))
        .isInstanceOf(Failure.NotFound.class);
    assertThatThrownBy(() -> identify(contact, new CustomerId(new UUID(0, 9)), ANA))
        .isInstanceOf(Failure.NotFound.class);
  }

  @Test
  void data_that_came_with_a_contact_move_on_when_its_identification_is_corrected() {
    var anna = ground.create("Anna", Optional.empty(), ANNAS_OWN);
    var bert = ground.create("Bert", Optional.empty(), BERTS_OWN);
    var annasCase = ground.ground.openCase(anna.id());
    var contact = ground.talk("c-1", CALLER, ANA);
    var caseId = ground.desk.awaitEvent(contact, "arrived").entry().caseId();
    ground.ground.orderLine(Ids.strangerOf(contact), 1, 1_000);
    identify(contact, anna.id(), ANA);
    var remedy = ground.ground.transaction(tx ->
        ground.ground.remedies.give(tx, credit(caseId, contact), Author.of(ANA), Ground.NINE));
    long versions = ground.ground.version(anna.id()) + ground.ground.version(bert.id());

    var corrected = identify(contact, bert.id(), ANA);

    assertThat(corrected.id()).isEqualTo(bert.id());
    assertThat(points(anna)).containsExactly(ANNAS_OWN);
    assertThat(points(bert)).containsExactlyInAnyOrder(BERTS_OWN, CALLER);
    assertThat(cases(anna)).containsExactly(annasCase.id());
    assertThat(cases(bert)).containsExactly(caseId);
    assertThat(history(ground.pops.of(anna.id())).orders()).isEmpty();
    assertThat(history(ground.pops.of(bert.id())).orders()).hasSize(1);
    assertThat(owner("remedy", "id", remedy.remedy().id())).isEqualTo(bert.id().toString());
    assertThat(owner("contact_origin", "contact", contact)).isEqualTo(bert.id().toString());
    assertThat(owner("contact", "id", contact)).isEqualTo(bert.id().toString());
    assertThat(ground.ground.version(anna.id()) + ground.ground.version(bert.id()))
        .isGreaterThanOrEqualTo(versions + 2);
    assertThat(history(ground.pops.of(Ids.strangerOf(contact))).customer().id())
        .isEqualTo(bert.id());
    assertThat(
            ground.onFloor(ground.arrive("c-2", CALLER).contact()).orElseThrow().customer())
        .isEqualTo(bert.id());
    awaitIdentified(2);
    assertThat(cases(anna)).containsExactly(annasCase.id());
    assertThat(cases(bert)).containsExactly(caseId);
  }

  @Test
  void after_several_corrections_and_repeats_only_the_last_identification_counts() {
    var anna = ground.create("Anna", Optional.empty());
    var bert = ground.create("Bert", Optional.empty());
    var contact = ground.talk("c-1", CALLER, ANA);
    var caseId = ground.desk.awaitEvent(contact, "arrived").entry().caseId();

    for (var customer : List.of(anna, bert, anna, bert, bert)) {
      identify(contact, customer.id(), ANA);
    }

    assertThat(points(anna)).isEmpty();
    assertThat(points(bert)).containsExactly(CALLER);
    assertThat(cases(anna)).isEmpty();
    assertThat(cases(bert)).containsExactly(caseId);
    awaitIdentified(4);
    assertThat(cases(bert)).containsExactly(caseId);
  }

  @Test
  void earlier_contacts_of_the_same_stranger_move_on_with_them() {
    var anna = ground.create("Anna", Optional.empty());
    var bert = ground.create("Bert", Optional.empty());
    var first = ground.arrive("c-1", CALLER).contact();
    ground.hangUp("c-1");
    var second = ground.talk("c-2", CALLER, ANA);
    var caseId = ground.desk.awaitEvent(second, "arrived").entry().caseId();
    identify(second, anna.id(), ANA);

    identify(second, bert.id(), ANA);

    assertThat(history(ground.pops.of(first)).customer().id()).isEqualTo(bert.id());
    assertThat(points(anna)).isEmpty();
    assertThat(cases(anna)).isEmpty();
    assertThat(cases(bert)).containsExactly(caseId);
  }

  @Test
  void two_calls_of_one_stranger_get_one_customer_whichever_agent_identifies_last() {
    var anna = ground.create("Anna", Optional.empty());
    var bert = ground.create("Bert", Optional.empty());
    var first = ground.talk("c-1", CALLER, ANA);
    var second = ground.talk("c-2", CALLER, TOM);
    identify(first, anna.id(), ANA);

    identify(second, bert.id(), TOM);

    assertThat(points(anna)).isEmpty();
    assertThat(points(bert)).containsExactly(CALLER);
    for (var contact : List.of(first, second)) {
      assertThat(ground.onFloor(contact).orElseThrow().customer()).isEqualTo(bert.id());
      assertThat(history(ground.pops.of(contact)).customer().id()).isEqualTo(bert.id());
    }
  }

  @Test
  void a_number_that_is_known_only_from_calls_moves_when_an_identification_is_corrected() {
    var anna = ground.create("Anna", Optional.empty());
    var bert = ground.create("Bert", Optional.empty());
    var mistaken = ground.talk("c-1", CALLER, ANA);
    identify(mistaken, anna.id(), ANA);
    ground.hangUp("c-1");
    var next = ground.talk("c-2", CALLER, TOM);
    assertThat(ground.onFloor(next).orElseThrow().customer()).isEqualTo(anna.id());

    identify(next, bert.id(), TOM);

    assertThat(points(anna)).isEmpty();
    assertThat(points(bert)).containsExactly(CALLER);
    assertThat(history(ground.pops.of(mistaken)).customer().id()).isEqualTo(anna.id());
    assertThat(
            ground.onFloor(ground.arrive("c-3", CALLER).contact()).orElseThrow().customer())
        .isEqualTo(bert.id());
  }

  @Test
  void a_number_that_the_first_customer_had_before_stays_theirs() {
    var contact = ground.talk("c-1", CALLER, ANA);
    var anna = ground.create("Anna", Optional.empty(), CALLER);
    var bert = ground.create("Bert", Optional.empty());
    identify(contact, anna.id(), ANA);

    identify(contact, bert.id(), ANA);

    assertThat(points(anna)).containsExactly(CALLER);
    assertThat(points(bert)).isEmpty();
    assertThat(history(ground.pops.of(contact)).customer().id()).isEqualTo(bert.id());
  }

  @Test
  void a_remedy_for_the_first_customers_own_order_stays_with_them() {
    var anna = ground.create("Anna", Optional.empty());
    var bert = ground.create("Bert", Optional.empty());
    var line = ground.ground.orderLine(anna.id(), 1, 1_000);
    var contact = ground.talk("c-1", CALLER, ANA);
    var caseId = ground.desk.awaitEvent(contact, "arrived").entry().caseId();
    identify(contact, anna.id(), ANA);
    var remedy = ground.ground.transaction(tx -> ground.ground.remedies.give(
        tx,
        Ground.request("key", caseId, Ground.REPLACEMENT, Optional.of(line), 1),
        Author.of(ANA),
        Ground.NINE));

    identify(contact, bert.id(), ANA);
    awaitIdentified(2);

    assertThat(owner("remedy", "id", remedy.remedy().id())).isEqualTo(anna.id().toString());
    assertThat(cases(anna)).containsExactly(caseId);
    assertThat(cases(bert)).hasSize(1).doesNotContain(caseId);
    assertThat(points(bert)).containsExactly(CALLER);
  }

  @Test
  void of_many_identifications_at_once_one_is_the_last_and_all_data_belong_to_its_customer() {
    var anna = ground.create("Anna", Optional.empty());
    var bert = ground.create("Bert", Optional.empty());
    var contact = ground.talk("c-1", CALLER, ANA);
    var caseId = ground.desk.awaitEvent(contact, "arrived").entry().caseId();

    var words = IntStream.range(0, 20)
        .mapToObj(
            i -> ground.identification.identify(contact, (i % 2 == 0 ? anna : bert).id(), ANA))
        .toList();
    words.forEach(word -> word.await());

    var customer = history(ground.pops.of(contact)).customer().id();
    var other = customer.equals(anna.id()) ? bert : anna;
    var holder = customer.equals(anna.id()) ? anna : bert;
    assertThat(points(holder)).containsExactly(CALLER);
    assertThat(points(other)).isEmpty();
    assertThat(cases(holder)).containsExactly(caseId);
    assertThat(cases(other)).isEmpty();
    assertThat(history(ground.pops.of(Ids.strangerOf(contact))).customer().id())
        .isEqualTo(customer);
  }

  private List<String> points(Customer customer) {
    return ground.ground.ask("SELECT value FROM contact_point WHERE customer = '%s' ORDER BY value"
        .formatted(customer.id()));
  }

  private List<CaseId> cases(Customer customer) {
    return ground
        .ground
        .ask("SELECT id FROM case_file WHERE customer = '%s' ORDER BY number"
            .formatted(customer.id()))
        .stream()
        .map(CaseId::parse)
        .toList();
  }

  private String owner(String table, String key, Object id) {
    return ground
        .ground
        .ask("SELECT customer FROM %s WHERE %s = '%s'".formatted(table, key, id))
        .getFirst();
  }

  /** Waits until the timeline has this many identifications. */
  private void awaitIdentified(int times) {
    var seen = new HashSet<Entry>();
    ground.desk.await(added -> added.entry().kind() == Entry.Kind.IDENTIFIED
        && seen.add(added.entry())
        && seen.size() == times);
  }

  private static RemedyRequest credit(CaseId caseId, ContactId contact) {
    return new RemedyRequest(
        "credit",
        caseId,
        Ground.CREDIT,
        Optional.empty(),
        List.of(),
        Optional.of(new Money(500, Currency.of("EUR").orElseThrow())),
        "sorry",
        Optional.of(contact),
        Optional.empty());
  }

  private Customer identify(ContactId contact, CustomerId customer, AgentId agent) {
    return ground.identification.identify(contact, customer, agent).await();
  }
}
