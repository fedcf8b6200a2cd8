package tandem.desk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.TOM;
import static tandem.desk.voice.IntakeGround.CALLER;

import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.customers.Customer;
import tandem.customers.CustomerHistory;
import tandem.customers.TestGrid;
import tandem.desk.voice.IntakeGround;
import tandem.storage.Grid;

class IdentificationTest {

  @AutoClose
  private static final Vertx vertx = Vertx.vertx();

  @AutoClose
  private static final Grid grid = TestGrid.alone();

  @AutoClose
  private final IntakeGround ground = new IntakeGround(vertx, grid);

  @Test
  void a_stranger_becomes_who_they_are_with_case_number_and_all() {
    var anna = ground.create("Anna", Optional.empty());
    var contact = ground.talk("c-1", CALLER, ANA);
    var caseId = ground.desk.awaitEvent(contact, "connected").entry().caseId();

    var identified = identify(contact, anna.id(), ANA);

    assertThat(identified.id()).isEqualTo(anna.id());
    assertThat(ground.onFloor(contact).orElseThrow().customer()).isEqualTo(anna.id());
    var pop = ground.pops.of(contact).await();
    assertThat(pop.customer().id()).isEqualTo(anna.id());
    assertThat(pop.customer().contactPoints()).hasSize(1);
    assertThat(pop.cases()).extracting(CustomerHistory.Case::id).containsExactly(caseId);
    assertThat(pop.timeline()).isNotEmpty();
    // timelines may grow between the two looks, and the version with them
    assertThat(ground.pops.of(Ids.strangerOf(contact)).await().customer())
        .usingRecursiveComparison()
        .ignoringFields("version")
        .isEqualTo(pop.customer());
  }

  @Test
  void said_twice_it_is_said_once() {
    var anna = ground.create("Anna", Optional.empty());
    var contact = ground.talk("c-1", CALLER, ANA);
    identify(contact, anna.id(), ANA);

    identify(contact, anna.id(), ANA);

    assertThat(ground.ground.ask("SELECT count(*) FROM fact WHERE kind = 'identified'"))
        .containsExactly("1");
  }

  @Test
  void one_of_several_candidates_is_chosen_and_the_next_call_is_no_guess_either() {
    var anna = ground.create("Anna", Optional.empty(), CALLER);
    ground.create("Bert", Optional.empty(), CALLER);
    var contact = ground.talk("c-1", CALLER, ANA);

    identify(contact, anna.id(), ANA);

    var pop = ground.pops.of(contact).await();
    assertThat(pop.customer().id()).isEqualTo(anna.id());
    assertThat(pop.candidates()).isEmpty();
    assertThat(ground.pops.of(ground.arrive("c-2", CALLER).contact()).await().candidates())
        .hasSize(2);
  }

  @Test
  void a_call_of_somebody_known_may_be_another_customers_and_both_stay_who_they_are() {
    var anna = ground.create("Anna", Optional.empty(), CALLER);
    var bert = ground.create("Bert", Optional.empty());
    var contact = ground.talk("c-1", CALLER, ANA);
    var caseId = ground.desk.awaitEvent(contact, "connected").entry().caseId();

    identify(contact, bert.id(), ANA);
    ground.desk.await(added -> added.entry().kind().name().equals("IDENTIFIED"));

    assertThat(ground.pops.of(contact).await().customer().id()).isEqualTo(bert.id());
    assertThat(ground.pops.of(bert.id()).await().cases())
        .extracting(CustomerHistory.Case::id)
        .containsExactly(caseId);
    assertThat(ground.pops.of(anna.id()).await().customer().contactPoints()).hasSize(1);
    assertThat(ground.arrive("c-2", CALLER).contact())
        .satisfies(
            next -> assertThat(ground.onFloor(next).orElseThrow().customer()).isEqualTo(anna.id()));
  }

  @Test
  void only_who_holds_the_contact_says_who_it_is() {
    var anna = ground.create("Anna", Optional.empty());
    var contact = ground.talk("c-1", CALLER, ANA);

    assertThatThrownBy(() -> identify(contact, anna.id(), TOM)).isInstanceOf(Failure.Denied.class);
    assertThatThrownBy(() -> identify(Ids.contact("native", "c-9"), anna.id(), ANA))
        .isInstanceOf(Failure.NotFound.class);
    assertThatThrownBy(() -> identify(contact, new CustomerId(new UUID(0, 9)), ANA))
        .isInstanceOf(Failure.NotFound.class);
  }

  private Customer identify(ContactId contact, CustomerId customer, AgentId agent) {
    return ground.identification.identify(contact, customer, agent).await();
  }
}
