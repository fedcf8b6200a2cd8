package tandem.desk.floor;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.SOLVED;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.cases.Ground;
import tandem.cases.OutcomeKind;

@ExtendWith(VertxExtension.class)
class KnownCataloguesTest {

  private static Vertx vertx;

  @AutoClose
  private final Ground ground = new Ground(vertx);

  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final CatalogueRows rows = new CatalogueRows();
  private final KnownCatalogues here = node();
  private final KnownCatalogues there = node();

  private KnownCatalogues node() {
    var node = new KnownCatalogues(vertx, ground.database(), rows);
    node.listen(() -> heard.add(name(node)));
    node.start().await();
    heard.clear();
    return node;
  }

  private static String name(KnownCatalogues node) {
    return node.now().outcomes().stream()
        .filter(kind -> kind.id().equals(SOLVED))
        .map(OutcomeKind::name)
        .findFirst()
        .orElse("");
  }

  private void rename(String name) {
    ground.sql("UPDATE outcome_kind SET name = '" + name + "' WHERE id = 'solved'");
  }

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void stop() {
    Future.all(here.stop(), there.stop()).await();
  }

  @Test
  void a_change_reaches_every_node() throws Exception {
    rename("Done");
    here.say();

    assertThat(List.of(heard(), heard())).containsExactly("Done", "Done");
    assertThat(List.of(name(here), name(there))).containsExactly("Done", "Done");
  }

  @Test
  void news_that_is_repeated_or_made_up_changes_nothing() throws Exception {
    here.say();
    here.say();
    rename("Done");
    here.say();
    here.say();

    assertThat(List.of(heard(), heard())).containsExactly("Done", "Done");
    Future.all(here.refresh(), there.refresh()).await();
    assertThat(heard).isEmpty();
  }

  @Test
  void lost_news_is_made_good_by_the_next_look() throws Exception {
    rename("Done");

    here.lookForChanges().await();

    assertThat(heard()).isEqualTo("Done");
    assertThat(name(here)).isEqualTo("Done");
    assertThat(name(there)).as("it does not look by itself").isEqualTo("Solved");
  }

  @Test
  void a_change_of_any_catalogue_is_counted() {
    for (var change : List.of(
        "INSERT INTO segment (id, name, head_start) VALUES ('gold', 'Gold', 0)",
        "UPDATE segment SET name = 'Golden' WHERE id = 'gold'",
        "DELETE FROM segment WHERE id = 'gold'",
        "UPDATE outcome_kind SET name = 'Done' WHERE id = 'solved'",
        "UPDATE remedy_kind SET name = 'Other ' || name")) {
      var before = here.now();
      ground.sql(change);

      here.lookForChanges().await();

      assertThat(here.now()).as(change).isNotEqualTo(before);
    }
  }

  @Test
  void a_look_that_finds_nothing_new_reads_no_catalogue() {
    ground.sql("ALTER TABLE segment RENAME TO hidden");

    here.lookForChanges().await();

    ground.sql("ALTER TABLE hidden RENAME TO segment");
  }

  @Test
  void a_look_whose_reading_failed_is_made_good_by_the_next() {
    rename("Done");
    ground.sql("ALTER TABLE segment RENAME TO hidden");
    assertThat(here.lookForChanges().map(true).otherwise(false).await()).isFalse();
    ground.sql("ALTER TABLE hidden RENAME TO segment");

    here.lookForChanges().await();

    assertThat(name(here)).isEqualTo("Done");
  }

  @Test
  void of_many_readings_at_once_the_newest_stays() {
    var readings = IntStream.range(0, 50)
        .mapToObj(i -> {
          rename("Name " + i);
          return here.refresh();
        })
        .toList();
    Future.all(readings).await();

    assertThat(name(here)).isEqualTo("Name 49");
  }

  @Test
  void a_reading_that_fails_is_followed_by_another() {
    ground.sql("ALTER TABLE segment RENAME TO hidden");
    assertThat(here.refresh().otherwiseEmpty().await()).isNull();
    ground.sql("ALTER TABLE hidden RENAME TO segment");
    rename("Done");

    here.refresh().await();

    assertThat(name(here)).isEqualTo("Done");
  }

  private String heard() throws InterruptedException {
    return String.valueOf(heard.poll(60, TimeUnit.SECONDS));
  }
}
