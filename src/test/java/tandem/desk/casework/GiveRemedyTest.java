package tandem.desk.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.REFUND;
import static tandem.cases.Ground.REPLACEMENT;
import static tandem.cases.Ground.SERVICE;
import static tandem.cases.Ground.TOM;
import static tandem.cases.Ground.request;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.CaseId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.cases.Author;
import tandem.cases.CaseFile;
import tandem.cases.Entry;
import tandem.cases.Ground;
import tandem.cases.Remedies;
import tandem.cases.Remedy;
import tandem.cases.RemedyRequest;
import tandem.desk.DeskGround;

@ExtendWith(VertxExtension.class)
class GiveRemedyTest {

  private static Vertx vertx;

  @AutoClose
  private final DeskGround desk = new DeskGround(vertx);

  private final CustomerId eva = desk.ground.customer("Eva");
  private final CaseFile opened = desk.ground.openCase(eva);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void holds() {
    assertThat(desk.ground.doctor("I5_one_live_remedy_per_unit")).isEmpty();
    assertThat(desk.ground.doctor("I6_timelines_are_gap_free")).isEmpty();
  }

  private Future<Remedy> give(RemedyRequest request, tandem.base.AgentId agent) {
    return Ground.patiently(() -> desk.giveRemedy.give(request, Author.of(agent)));
  }

  private List<String> events() {
    return desk
        .ground
        .timelines
        .page(desk.ground.database().pool(), opened.id(), Optional.empty(), 100)
        .await()
        .reversed()
        .stream()
        .map(entry -> entry.body().path("event").asText())
        .toList();
  }

  @Test
  void a_given_remedy_is_on_the_timeline_and_on_every_screen() {
    var line = Optional.of(desk.ground.orderLine(eva, 1, 2_000));

    var remedy = give(request("k1", opened.id(), REPLACEMENT, line), TOM).await();

    var added = desk.await(entry -> entry.entry().kind() == Entry.Kind.REMEDY);
    assertThat(added.customer()).isEqualTo(eva);
    assertThat(added.entry().body().path("id").asText()).isEqualTo(remedy.id().toString());
    assertThat(added.entry().body().path("kind_name").asText()).isEqualTo("Replacement");
    assertThat(added.entry().body().path("event").asText()).isEqualTo("given");
  }

  @Test
  void two_departments_at_once_in_two_hundred_rounds_give_exactly_one_each() {
    for (int round = 0; round < 200; round++) {
      var line = Optional.of(desk.ground.orderLine(eva, 1, 2_000));
      var tom = give(request("tom-" + round, opened.id(), REPLACEMENT, line), TOM);
      var ana = give(request("ana-" + round, opened.id(), REFUND, line), ANA);

      Future.join(tom, ana).otherwiseEmpty().await();

      var winner = tom.succeeded() ? tom : ana;
      var loser = tom.succeeded() ? ana : tom;
      assertThat(loser.failed()).isTrue();
      assertThat(Remedies.holder(loser.cause())).contains(winner.result().id());
    }
    assertThat(desk.ground.ask("SELECT count(*) FROM remedy")).containsExactly("200");
    assertThat(desk.ground.ask("SELECT count(*) FROM remedy_prevented")).containsExactly("200");
    assertThat(desk.ground.ask("SELECT entries FROM case_file")).containsExactly("200");
  }

  @Test
  void a_hundred_at_once_with_old_and_new_keys_are_one_remedy_one_entry() {
    var line = Optional.of(desk.ground.orderLine(eva, 1, 2_000));

    var answers = IntStream.range(0, 100)
        .mapToObj(i ->
            give(request(i % 2 == 0 ? "same" : "k" + i, opened.id(), REPLACEMENT, line), ANA))
        .toList();
    Future.join(answers).otherwiseEmpty().await();

    var given = answers.stream()
        .filter(Future::succeeded)
        .map(future -> future.result().id())
        .distinct()
        .toList();
    assertThat(given).hasSize(1);
    assertThat(answers.stream().filter(Future::failed))
        .allSatisfy(no -> assertThat(Remedies.holder(no.cause())).contains(given.getFirst()));
    assertThat(events()).containsExactly("given");
  }

  @Test
  void each_change_of_a_remedys_state_is_on_the_timeline_once() {
    var remedy =
        give(request("k1", opened.id(), REPLACEMENT, Optional.empty()), TOM).await();

    for (int i = 0; i < 2; i++) {
      desk.giveRemedy
          .settle(
              remedy.id(),
              Remedy.State.FAILED,
              "out of stock",
              Optional.empty(),
              DeskGround.by("root", true))
          .await();
    }
    var again =
        give(request("k2", opened.id(), REPLACEMENT, Optional.empty()), ANA).await();

    assertThat(again.department()).contains(SERVICE);
    assertThat(events()).containsExactly("given", "failed", "given");
  }

  @Test
  void the_number_of_its_parcel_is_on_the_timeline_each_time_it_changes() {
    var remedy =
        give(request("k1", opened.id(), REPLACEMENT, Optional.empty()), TOM).await();

    for (var number : List.of("3SABC", "3SABC", "3SDEF", " 3SABC ")) {
      desk.giveRemedy.track(remedy.id(), number, Author.of(ANA)).await();
    }

    assertThat(events()).containsExactly("given", "tracked", "tracked", "tracked");
    assertThatThrownBy(
            () -> desk.giveRemedy.track(remedy.id(), " ", Author.of(ANA)).await())
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("tracking is required");
  }

  @Test
  void a_permitted_repeat_says_so_on_the_timeline() {
    var first =
        give(request("k1", opened.id(), REPLACEMENT, Optional.empty()), TOM).await();
    var repeat = new RemedyRequest(
        "k2",
        opened.id(),
        REPLACEMENT,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        "lost in the post",
        Optional.empty(),
        Optional.of(first.id()));

    var second = give(repeat, ANA).await();

    assertThat(second.generation()).isEqualTo(2);
    assertThat(events()).containsExactly("given", "repeated");
  }

  @Test
  void a_delivery_after_a_failure_is_refused_and_raises_an_alert() {
    var remedy =
        give(request("k1", opened.id(), REPLACEMENT, Optional.empty()), TOM).await();
    desk.giveRemedy
        .settle(
            remedy.id(),
            Remedy.State.FAILED,
            "out of stock",
            Optional.empty(),
            DeskGround.by("sam", true))
        .await();

    assertThatThrownBy(() -> desk.giveRemedy
            .settle(
                remedy.id(),
                Remedy.State.DONE,
                "delivered",
                Optional.empty(),
                DeskGround.by("sam", true))
            .await())
        .isInstanceOf(Failure.Conflict.class);

    assertThat(desk.ground.ask("SELECT kind || ' ' || subject FROM alert"))
        .containsExactly("remedy_done_after_end " + remedy.id());
  }

  @Test
  void a_refused_remedy_leaves_nothing_behind() {
    var line = Optional.of(desk.ground.orderLine(eva, 1, 2_000));
    long before = desk.ground.version(eva);
    var nowhere = new CaseId(desk.ground.ids.next());

    assertThatThrownBy(
            () -> give(request("k1", opened.id(), REPLACEMENT, line, 2), TOM).await())
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(
            () -> give(request("k1", nowhere, REPLACEMENT, line), TOM).await())
        .isInstanceOf(Failure.NotFound.class);

    assertThat(desk.ground.version(eva)).isEqualTo(before);
    assertThat(events()).isEmpty();
  }

  @Test
  void a_note_sent_twice_is_written_once() {
    var first = desk.notes
        .add(opened.id(), " call after five ", Author.of(ANA), Optional.empty(), Optional.of("n1"))
        .await();

    var second = desk.notes
        .add(opened.id(), "call after five", Author.of(ANA), Optional.empty(), Optional.of("n1"))
        .await();

    assertThat(second).isEqualTo(first);
    assertThat(first.body().path("text").asText()).isEqualTo("call after five");
    assertThatThrownBy(() ->
            desk.notes.add(opened.id(), " ", Author.of(ANA), Optional.empty(), Optional.empty()))
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(() -> desk.notes.add(
            opened.id(), "x".repeat(4_001), Author.of(ANA), Optional.empty(), Optional.empty()))
        .isInstanceOf(Failure.Invalid.class);
  }
}
