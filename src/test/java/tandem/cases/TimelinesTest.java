package tandem.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.SERVICE;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.CaseId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.document.Cursor;
import tandem.document.Json;

@ExtendWith(VertxExtension.class)
class TimelinesTest {

  private static Vertx vertx;

  @AutoClose
  private final Ground ground = new Ground(vertx);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  private static NewEntry note(CaseId caseId, int seconds, Optional<String> source) {
    return new NewEntry(
        caseId,
        NINE.plusSeconds(seconds),
        Entry.Kind.NOTE,
        Optional.empty(),
        Optional.of(ANA),
        Optional.empty(),
        source,
        Json.MAPPER.createObjectNode().put("text", "note " + seconds));
  }

  private Future<Optional<AddedEntry>> append(NewEntry entry) {
    return Ground.patiently(
        () -> ground.database().transaction(tx -> ground.timelines.append(tx, entry)));
  }

  @Test
  void entries_are_numbered_from_one_and_carry_their_agents_department() {
    var eva = ground.customer("Eva");
    var opened = ground.openCase(eva);

    append(note(opened.id(), 0, Optional.empty())).await();
    var second = append(note(opened.id(), 1, Optional.empty())).await().orElseThrow();

    assertThat(second.customer()).isEqualTo(eva);
    assertThat(second.entry().number()).isEqualTo(2);
    assertThat(second.entry().caseNumber()).isEqualTo(opened.number());
    assertThat(second.entry().department()).contains(SERVICE);
    assertThat(ground
            .timelines
            .page(ground.database().pool(), opened.id(), Optional.empty(), 1)
            .await())
        .containsExactly(second.entry());
  }

  @Test
  void fifty_writers_at_once_leave_no_gap() {
    var eva = ground.customer("Eva");
    var ben = ground.customer("Ben");
    var cases = List.of(ground.openCase(eva), ground.openCase(eva), ground.openCase(ben));

    Future.all(IntStream.range(0, 50)
            .mapToObj(i -> append(note(cases.get(i % 3).id(), i, Optional.empty())))
            .toList())
        .await();

    assertThat(ground.doctor("I6_timelines_are_gap_free")).isEmpty();
    assertThat(ground.ask("SELECT sum(entries) FROM case_file")).containsExactly("50");
  }

  @Test
  void writers_that_fail_after_their_entry_burn_no_number() {
    var opened = ground.openCase(ground.customer("Eva"));

    Future.join(IntStream.range(0, 50)
            .mapToObj(i -> ground
                .database()
                .transaction(tx -> ground
                    .timelines
                    .append(tx, note(opened.id(), i, Optional.empty()))
                    .compose(added -> i % 2 == 0
                        ? Future.succeededFuture(added)
                        : Future.failedFuture(new Failure.Conflict("changed my mind")))))
            .toList())
        .otherwiseEmpty()
        .await();

    assertThat(ground.doctor("I6_timelines_are_gap_free")).isEmpty();
    assertThat(ground.ask("SELECT entries FROM case_file")).containsExactly("25");
  }

  @Test
  void a_second_entry_of_one_source_changes_nothing_and_burns_no_number() {
    var opened = ground.openCase(ground.customer("Eva"));

    Future.all(IntStream.range(0, 20)
            .mapToObj(i -> append(note(opened.id(), i, Optional.of("fact:main:7"))))
            .toList())
        .await();

    assertThat(append(note(opened.id(), 30, Optional.of("fact:main:7"))).await())
        .isEmpty();
    assertThat(append(note(opened.id(), 31, Optional.empty())).await())
        .map(added -> added.entry().number())
        .contains(2);
  }

  @Test
  void a_batch_numbers_many_cases_in_its_own_order_beside_other_writers() {
    var eva = ground.customer("Eva");
    var cases = IntStream.range(0, 10).mapToObj(_ -> ground.openCase(eva)).toList();
    var writes = new ArrayList<Future<?>>();
    for (int round = 0; round < 10; round++) {
      int first = round * 100;
      var batch = IntStream.range(0, 100)
          .mapToObj(i -> note(cases.get((i * 7) % 10).id(), first + i, Optional.empty()))
          .toList();
      writes.add(ground.database().transaction(tx -> ground.timelines.appendAll(tx, batch)));
      writes.add(append(note(cases.get(round).id(), first, Optional.empty())));
    }

    Future.all(writes).await();

    assertThat(ground.doctor("I6_timelines_are_gap_free")).isEmpty();
    assertThat(ground.ask("SELECT sum(entries) FROM case_file")).containsExactly("1010");
  }

  @Test
  void a_customers_history_is_paged_newest_first_without_losing_or_repeating_any() {
    var eva = ground.customer("Eva");
    var cases = List.of(ground.openCase(eva), ground.openCase(eva));
    for (int i = 0; i < 25; i++) {
      append(note(cases.get(i % 2).id(), i / 4, Optional.empty())).await();
    }

    var read = new ArrayList<Entry>();
    Optional<Timelines.Place> below = Optional.empty();
    List<Entry> page;
    do {
      page = ground
          .timelines
          .page(ground.database().pool(), eva, EntryFilter.ALL, below, 7)
          .await();
      read.addAll(page);
      below = page.isEmpty()
          ? below
          : Optional.of(
              Timelines.Place.parse(Timelines.Place.of(page.getLast()).cursor().text()));
    } while (!page.isEmpty());

    assertThat(read).hasSize(25).doesNotHaveDuplicates();
    assertThat(read).extracting(Entry::at).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void a_part_of_a_history_is_read_from_all_of_it() {
    var eva = ground.customer("Eva");
    var shoes = ground.openCase(eva).id();
    var socks = ground.openCase(eva).id();
    for (int i = 0; i < 40; i++) {
      append(note(shoes, 100 + i, Optional.empty())).await();
    }
    append(entry(socks, Entry.Kind.NOTE, "text", "Zoë says: the SOCKS are 50% wool"))
        .await();
    append(entry(socks, Entry.Kind.REMEDY, "why", "the money came back")).await();
    append(entry(shoes, Entry.Kind.OUTCOME, "outcome_name", "Re-sent")).await();

    assertThat(wanted(eva, Set.of(Entry.Kind.REMEDY, Entry.Kind.OUTCOME), null, null, null))
        .containsExactlyInAnyOrder("the money came back", "Re-sent");
    assertThat(wanted(eva, Set.of(), socks, null, null)).hasSize(2);
    assertThat(wanted(eva, Set.of(), null, SERVICE, null)).hasSize(PAGE);
    assertThat(wanted(eva, Set.of(), null, new DepartmentId("sales"), null)).isEmpty();
    assertThat(wanted(eva, Set.of(), null, null, "zoe  socks"))
        .containsExactly("Zoë says: the SOCKS are 50% wool");
    assertThat(wanted(eva, Set.of(), null, null, "ZOË 50%")).hasSize(1);
    assertThat(wanted(eva, Set.of(), null, null, "zo_")).isEmpty();
    assertThat(wanted(eva, Set.of(), null, null, "outcome_name")).isEmpty();
    assertThat(wanted(eva, Set.of(), shoes, null, "came back")).isEmpty();
  }

  private static final int PAGE = 5;

  private List<String> wanted(
      CustomerId customer,
      Set<Entry.Kind> kinds,
      @Nullable CaseId caseId,
      @Nullable DepartmentId department,
      @Nullable String words) {
    var filter = new EntryFilter(
        kinds,
        Optional.ofNullable(caseId),
        Optional.ofNullable(department),
        Optional.ofNullable(words));
    return ground
        .timelines
        .page(ground.database().pool(), customer, filter, Optional.empty(), PAGE)
        .await()
        .stream()
        .map(entry -> entry.body().elements().next().asText())
        .toList();
  }

  private static NewEntry entry(CaseId caseId, Entry.Kind kind, String field, String text) {
    return new NewEntry(
        caseId,
        NINE,
        kind,
        Optional.empty(),
        Optional.of(ANA),
        Optional.empty(),
        Optional.empty(),
        Json.MAPPER.createObjectNode().put(field, text));
  }

  @Test
  void an_entry_on_no_case_is_refused() {
    var nowhere = new CaseId(ground.ids.next());

    assertThatThrownBy(() -> append(note(nowhere, 0, Optional.empty())).await())
        .isInstanceOf(Failure.NotFound.class);
  }

  @Test
  void a_made_up_cursor_is_refused() {
    for (var cursor : List.of(
        "",
        "x",
        Cursor.of("2026-02-02T09:00:00Z", 1).text(),
        Cursor.of("2026-02-02T09:00:00Z", 1, 2).text(),
        Cursor.of("", "", "").text(),
        Cursor.of("a", "b", "c", "d").text())) {
      assertThatThrownBy(() -> Timelines.Place.parse(cursor)).isInstanceOf(Failure.Invalid.class);
    }
  }
}
