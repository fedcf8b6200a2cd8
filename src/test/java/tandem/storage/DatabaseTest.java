package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class DatabaseTest {

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
}
