package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Statements of several parts on a real PostgreSQL. */
@ExtendWith(VertxExtension.class)
class OneStatementTest {

  private static final String ADD = """
      INSERT INTO place (id, holder)
      SELECT u.id, u.holder FROM unnest($1::int[], $2::text[]) AS u(id, holder)
       WHERE previous_is_done
      RETURNING id
      """;

  private static final String LEAVE =
      "UPDATE place SET holder = NULL WHERE id = $1 AND previous_is_done RETURNING id";

  private TestDatabase test;
  private PgConnection connection;

  @BeforeEach
  void start(Vertx vertx) {
    test = TestDatabase.fresh(vertx);
    connection = test.database().connect(1).await();
    sql("CREATE TABLE place (id int PRIMARY KEY, holder text UNIQUE)");
    sql("INSERT INTO place VALUES (1, 'tom'), (2, NULL)");
  }

  @AfterEach
  void stop() {
    connection.close().await();
    test.close();
  }

  @Test
  void parts_with_parameters_of_their_own_are_run_by_one_statement() {
    var rows = new OneStatement()
        .with("added", ADD, ids(3, 4), names("ana", "bob"))
        .with("left_place", LEAVE, 1)
        .select(
            connection,
            "SELECT a.id, $1::text || l.id AS word FROM added a, left_place l ORDER BY 1",
            "left ")
        .await();

    assertThat(StreamSupport.stream(rows.spliterator(), false).map(Row::deepToString))
        .hasSize(2)
        .first()
        .asString()
        .contains("3", "left 1");
    assertThat(places()).containsExactly("1 -", "2 -", "3 ana", "4 bob");
  }

  @Test
  void the_rows_of_a_part_come_with_those_of_another_that_belong_to_them() {
    var rows = new OneStatement()
        .with("added", ADD, ids(3, 4), names("ana", "bob"))
        .with("known", "SELECT $1::int AS place, 'known' AS word", 4)
        .rows(connection, "added", "known", "known.place = added.id")
        .await();

    assertThat(rows.stream().map(row -> row.getInteger("id") + " " + row.getString("word")))
        .containsExactlyInAnyOrder("3 null", "4 known");
  }

  @Test
  void a_part_that_waits_for_the_previous_one_sees_its_rows_in_unique_indexes() {
    // the last query asks for the second part first
    new OneStatement()
        .with("left_place", LEAVE, 1)
        .with("added", ADD, ids(3), names("tom"))
        .select(connection, "SELECT id FROM added")
        .await();

    assertThat(places()).containsExactly("1 -", "2 -", "3 tom");
  }

  @Test
  void a_place_is_taken_by_an_update_after_the_previous_part_has_left_it() {
    new OneStatement()
        .with("left_place", LEAVE, 1)
        .with(
            "taken",
            "UPDATE place SET holder = $2 WHERE id = $1 AND previous_is_done RETURNING id",
            2,
            "tom")
        .select(connection, "SELECT id FROM taken")
        .await();

    assertThat(places()).containsExactly("1 -", "2 tom");
  }

  @Test
  void nothing_is_written_when_the_last_part_fails() {
    assertThatThrownBy(() -> new OneStatement()
            .with("added", ADD, ids(3), names("ana"))
            .with("again", ADD, ids(4, 4), names("bob", "cid"))
            .run(connection)
            .await())
        .isInstanceOfSatisfying(
            PgException.class,
            failure -> assertThat(failure.getConstraint()).isEqualTo("place_pkey"));

    assertThat(places()).containsExactly("1 tom", "2 -");
  }

  @Test
  void a_first_part_that_raises_an_error_is_run_before_any_row_is_written() {
    sql("CREATE SEQUENCE written");
    sql("ALTER TABLE place ADD COLUMN n bigint DEFAULT nextval('written')"); // two rows
    sql("""
        CREATE FUNCTION fence() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'closed' USING ERRCODE = 'TF001'; END $$
        """);

    assertThatThrownBy(() -> new OneStatement()
            .with("fence", "SELECT fence()")
            .with("added", ADD, ids(3), names("ana"))
            .select(connection, "INSERT INTO place (id) SELECT 4 WHERE previous_is_done")
            .await())
        .isInstanceOfSatisfying(
            PgException.class, failure -> assertThat(failure.getSqlState()).isEqualTo("TF001"));

    // a sequence is not rolled back: it counts what was tried
    assertThat(ask("SELECT last_value FROM written")).containsExactly("2");
  }

  @Test
  void a_first_part_that_only_selects_is_run_once_also_when_nothing_follows() {
    sql("CREATE SEQUENCE counted");

    new OneStatement()
        .with("fence", "SELECT nextval('counted')")
        .run(connection)
        .await();
    new OneStatement()
        .with("fence", "SELECT nextval('counted')")
        .with("added", ADD, ids(3, 4, 5), names("ana", "bob", "cid"))
        .run(connection)
        .await();

    assertThat(ask("SELECT last_value FROM counted")).containsExactly("2");
  }

  @Test
  void a_last_query_may_write() {
    var added = new OneStatement().select(connection, ADD, ids(3), names("ana")).await();

    assertThat(added.iterator().next().getInteger("id")).isEqualTo(3);
    assertThat(places()).containsExactly("1 tom", "2 -", "3 ana");
  }

  @Test
  void a_statement_without_parts_sends_nothing() {
    connection.close().await();

    assertThat(new OneStatement().run(connection).succeeded()).isTrue();
  }

  @Test
  void a_statement_has_succeeded_only_when_its_commit_has() {
    sql("""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'not at the end'; END $$
        """);
    sql("""
        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON place DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse()
        """);

    assertThatThrownBy(() -> new OneStatement()
            .with("added", ADD, ids(3), names("ana"))
            .run(connection)
            .await())
        .hasMessageContaining("not at the end");

    assertThat(places()).containsExactly("1 tom", "2 -");
  }

  @Test
  void the_same_parts_are_prepared_once() {
    for (int i = 3; i < 6; i++) {
      new OneStatement()
          .with("added", ADD, ids(i), names("n" + i))
          .run(connection)
          .await();
    }

    assertThat(ask("SELECT generic_plans + custom_plans FROM pg_prepared_statements"
            + " WHERE statement LIKE 'WITH added%'"))
        .containsExactly("3");
  }

  private List<String> places() {
    return ask("SELECT id || ' ' || coalesce(holder, '-') FROM place ORDER BY id");
  }

  private List<String> ask(String query) {
    return connection.query(query).execute().await().stream()
        .map(row -> String.valueOf(row.getValue(0)))
        .toList();
  }

  private void sql(String statement) {
    connection.query(statement).execute().await();
  }

  private static Integer[] ids(Integer... ids) {
    return ids;
  }

  private static String[] names(String... names) {
    return names;
  }
}
