package tandem.desk.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.TOM;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.cases.Ground;
import tandem.document.Json;
import tandem.routing.FactLog;
import tandem.routing.NumberedFact;
import tandem.routing.engine.Fact;

@ExtendWith(VertxExtension.class)
class FactsInOrderTest {

  private static Vertx vertx;

  @AutoClose
  private final Ground ground = new Ground(vertx);

  private final FactsInOrder facts = new FactsInOrder(new FactLog("main"));

  private static Fact fact(long seq) {
    return new Fact.AgentFound(TOM, NINE.plusSeconds(seq));
  }

  private void journal(long from, long to) {
    ground
        .database()
        .pool()
        .preparedQuery("""
            INSERT INTO fact (floor, seq, epoch, at, kind, body)
            VALUES ('main', $1, 1, $2, 'agent_found', $3::text::jsonb)""")
        .executeBatch(LongStream.rangeClosed(from, to)
            .mapToObj(seq -> Tuple.of(seq, NINE.atOffset(ZoneOffset.UTC), Json.write(fact(seq))))
            .toList())
        .await();
  }

  private void hand(long from, long to) {
    LongStream.rangeClosed(from, to).forEach(seq -> facts.add(new NumberedFact(seq, fact(seq))));
  }

  private List<Long> after(long seq, int limit) {
    return facts.after(ground.database().pool(), seq, limit).await().stream()
        .map(NumberedFact::seq)
        .toList();
  }

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @Test
  void facts_that_were_handed_over_are_not_read_again() {
    assertThat(after(0, 10)).isEmpty();
    hand(1, 3); // and the journal has none of them

    assertThat(after(0, 2)).containsExactly(1L, 2L);
    assertThat(after(2, 2)).containsExactly(3L);
    assertThat(after(3, 2)).isEmpty();
  }

  @Test
  void earlier_facts_are_read_and_later_ones_are_handed_over() {
    journal(1, 5);
    hand(4, 7);

    assertThat(after(0, 100)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(after(3, 100)).containsExactly(4L, 5L, 6L, 7L);
    assertThat(after(7, 100)).isEmpty();
  }

  @Test
  void a_long_journal_is_read_page_by_page() {
    journal(1, 5);

    assertThat(after(0, 2)).containsExactly(1L, 2L);
    assertThat(after(2, 2)).containsExactly(3L, 4L);
    assertThat(after(4, 2)).containsExactly(5L);
    hand(6, 6);
    assertThat(after(5, 2)).containsExactly(6L);
  }

  @Test
  void a_fact_that_the_journal_gave_before_it_was_handed_over_holds_up_none_after_it() {
    journal(1, 1);
    assertThat(after(0, 10)).containsExactly(1L);
    hand(1, 2);

    assertThat(after(0, 10)).containsExactly(1L, 2L);
  }

  @Test
  void a_missed_number_is_read_from_the_journal() {
    assertThat(after(0, 10)).isEmpty();
    hand(1, 2);
    hand(5, 6);
    journal(1, 5);

    assertThat(after(0, 2)).containsExactly(1L, 2L);
    assertThat(after(0, 10)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(after(5, 10)).containsExactly(6L);
  }

  @Test
  void facts_that_only_the_journal_has_follow_those_that_were_handed_over() {
    assertThat(after(0, 10)).isEmpty();
    hand(1, 3);
    journal(1, 4);
    facts.lookBack(); // the fourth was committed while nothing was handed over

    assertThat(after(0, 10)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(after(2, 10)).containsExactly(3L, 4L);
    hand(5, 5);
    assertThat(after(4, 10)).containsExactly(5L);
  }

  @Test
  void more_than_can_be_kept_is_read_from_the_journal() {
    assertThat(after(0, 10)).isEmpty();
    hand(1, FactsInOrder.HEARD_MAX + 1);
    journal(1, 3);

    assertThat(after(0, 3)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void facts_from_the_journal_count_towards_the_limit() {
    int full = FactsInOrder.HEARD_MAX;
    journal(1, 5);
    hand(6, full + 1);
    assertThat(after(0, 10)).containsExactly(1L, 2L, 3L, 4L, 5L);
    hand(full + 2, full + 2);
    journal(6, 7);

    assertThat(after(5, 3)).containsExactly(6L, 7L);
  }
}
