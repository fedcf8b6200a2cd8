package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Failure;

@ExtendWith(VertxExtension.class)
class DatabaseTest {

  private static final String SHOW = "SHOW idle_in_transaction_session_timeout";

  private TestDatabase test;

  @BeforeEach
  void start(Vertx vertx) {
    test = TestDatabase.fresh(vertx);
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void a_statement_follows_its_keys_although_the_table_is_small_when_it_is_planned() {
    var pool = test.database().pool();
    pool.query("""
        CREATE TABLE young (id uuid PRIMARY KEY, n integer NOT NULL);
        INSERT INTO young SELECT gen_random_uuid(), n FROM generate_series(1, 60) n;
        ANALYZE young
        """).execute().await();

    for (var statement : List.of(
        "UPDATE young y SET n = u.n FROM unnest($1::uuid[], $2::int[]) AS u(id, n) WHERE y.id = u.id",
        "SELECT y.n FROM unnest($1::uuid[], $2::int[]) AS u(id, n) JOIN young y ON y.id = u.id")) {
      assertThat(plan(pool, statement))
          .contains("Index Scan using young_pkey")
          .doesNotContain("Seq Scan");
    }
  }

  @Test
  void a_long_statement_is_planned_once_however_often_it_is_asked() {
    var longOne = "SELECT $1::int -- " + "a statement as long as a customer's history ".repeat(100);
    var connection = test.database().connect(1).await();
    try {
      for (int i = 0; i < 3; i++) {
        connection.preparedQuery(longOne).execute(Tuple.of(i)).await();
      }

      var prepared = connection
          .query(
              "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int%'")
          .execute()
          .await();

      assertThat(prepared).singleElement().satisfies(row -> {
        assertThat(row.getLong(0)).isEqualTo(3);
        assertThat(row.getLong(1)).isZero();
      });
    } finally {
      connection.close().await();
    }
  }

  @Test
  void no_connection_of_ours_stays_idle_in_a_transaction_for_long() {
    var database = test.database();
    var own = database.connect(8).await();

    assertThat(shown(database.pool())).isEqualTo("10s");
    assertThat(shown(own)).as("the owner's").isEqualTo("10s");
    own.close().await();
  }

  @Test
  void the_locks_of_a_frozen_node_are_released() {
    var database = test.database();
    var frozen = database.connect(1).await();
    var isCut = Promise.<Void>promise();
    frozen.closeHandler(_ -> isCut.complete());
    frozen.query("BEGIN").execute().await();
    frozen.query("SELECT pg_advisory_xact_lock(1)").execute().await();
    frozen.query("SET LOCAL idle_in_transaction_session_timeout = 20").execute().await();

    database
        .transaction(tx -> tx.query("SELECT pg_advisory_xact_lock(1)").execute())
        .timeout(20, TimeUnit.SECONDS)
        .await();

    isCut.future().timeout(20, TimeUnit.SECONDS).await();
    var failure = catchThrowable(() -> frozen.query("COMMIT").execute().await());
    assertThat(Outage.meaning(failure)).as("%s", failure).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void nothing_is_written_after_a_transaction_has_failed_in_another_branch() {
    var database = test.database();
    var written = Promise.<Void>promise();
    database.pool().query("CREATE TABLE note (text text)").execute().await();

    var transaction = database.<Void>transaction(tx -> {
      var first = tx.query("SELECT 1").execute().<Void>map(_ -> {
        throw new IllegalStateException("a row cannot be read");
      });
      tx.query("SELECT pg_sleep(0.05)")
          .execute()
          .compose(_ -> tx.query("INSERT INTO note VALUES ('too late')").execute())
          .<Void>mapEmpty()
          .onComplete(written);
      return first;
    });

    assertThat(catchThrowable(transaction::await)).hasMessage("a row cannot be read");
    assertThat(catchThrowable(written.future()::await)).hasMessage("the transaction has ended");
    assertThat(database.pool().query("SELECT text FROM note").execute().await()).isEmpty();
  }

  private static String plan(SqlClient sql, String statement) {
    return sql
        .preparedQuery("EXPLAIN " + statement)
        .execute(Tuple.tuple()
            .addArrayOfUUID(new UUID[] {new UUID(1, 2)})
            .addArrayOfInteger(new Integer[] {1}))
        .await()
        .stream()
        .map(row -> row.getString(0))
        .collect(Collectors.joining("\n"));
  }

  private static String shown(SqlClient sql) {
    return sql.query(SHOW).execute().await().iterator().next().getString(0);
  }
}
