package tandem.desk.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.REPLACEMENT;
import static tandem.cases.Ground.TOM;
import static tandem.cases.Ground.request;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.cases.Author;
import tandem.cases.Claims;
import tandem.cases.RemedyRequest;
import tandem.desk.DeskGround;

/** A request that names a case names only contacts and order lines of the case's customer. */
@ExtendWith(VertxExtension.class)
class NestedIdsTest {

  private static Vertx vertx;

  @AutoClose
  private final DeskGround desk = new DeskGround(vertx).open();

  private final CustomerId eva = desk.ground.customer("Eva");
  private final CustomerId bob = desk.ground.customer("Bob");
  private final CaseId evasCase = desk.ground.openCase(eva).id();

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  private void note(ContactId contact) {
    desk.notes
        .add(evasCase, "She called", Author.of(TOM), Optional.of(contact), Optional.empty())
        .await();
  }

  private void give(String key, ContactId contact) {
    var wish = request(key, evasCase, REPLACEMENT, Optional.empty());
    desk.giveRemedy
        .give(
            new RemedyRequest(
                key,
                evasCase,
                wish.kind(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                wish.reason(),
                Optional.of(contact),
                Optional.empty()),
            Author.of(TOM))
        .await();
  }

  @Test
  void a_note_and_a_remedy_take_only_contacts_of_their_own_customer() {
    var bobs = desk.talk(bob, TOM);

    for (var act : List.<Runnable>of(() -> note(bobs), () -> give("k1", bobs))) {
      assertThatThrownBy(act::run)
          .isInstanceOf(Failure.Invalid.class)
          .hasMessageContaining("contact " + bobs + " must be one of the case's customer");
    }
    assertThatThrownBy(() -> note(desk.ground.contact()))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("does not exist");
    assertThat(desk.ground.ask("SELECT count(*) FROM remedy")).containsExactly("0");
    assertThat(desk.ground.ask("SELECT count(*) FROM timeline_entry WHERE kind = 'note'"))
        .containsExactly("0");
    assertThat(desk.ground.doctor("I6_timelines_are_gap_free")).isEmpty();
  }

  @Test
  void a_contact_is_of_the_customer_that_was_identified_last() {
    var contact = desk.talk(eva, TOM);
    note(contact);
    give("k1", contact);

    desk.work.contacts().identification().identify(contact, bob, TOM).await();

    assertThatThrownBy(() -> note(contact)).isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void a_claim_takes_only_order_lines_of_the_cases_customer() {
    var claims = desk.work.cases().claims();
    var evas = Optional.of(desk.ground.orderLine(eva, 1, 1_000));
    var bobs = Optional.of(desk.ground.orderLine(bob, 1, 1_000));

    assertThatThrownBy(() -> claims
            .claim(new Claims.Intent(evasCase, bobs, List.of(), REPLACEMENT), ANA)
            .await())
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("order_line");

    assertThat(claims
            .claim(new Claims.Intent(evasCase, evas, List.of(), REPLACEMENT), ANA)
            .await())
        .hasSize(1);
    assertThat(claims.of(bob).await()).isEmpty();
  }
}
