package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;

@ExtendWith(VertxExtension.class)
class OutageTest {

  @Test
  void a_request_that_waited_too_long_for_a_connection_may_be_repeated(Vertx vertx) {
    var pool = PgBuilder.pool()
        .with(new PoolOptions()
            .setMaxSize(1)
            .setConnectionTimeout(2)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS))
        .connectingTo(TestDatabase.freshAddress().connectOptions())
        .using(vertx)
        .build();
    var taken = pool.getConnection().await();

    var failure = catchThrowable(
        () -> pool.withTransaction(tx -> tx.query("SELECT 1").execute()).await());

    assertThat(Outage.meaning(failure)).isInstanceOf(Failure.Unavailable.class);
    taken.close().await();
    pool.close().await();
  }

  @Test
  void a_request_on_a_cut_connection_may_be_repeated(Vertx vertx) {
    var database = new Database(vertx, TestDatabase.freshAddress(), 1);
    var cut = database.connect(1).await();
    var isCut = Promise.<Void>promise();
    cut.closeHandler(_ -> isCut.complete());
    database
        .pool()
        .query("SELECT pg_terminate_backend(" + cut.processId() + ")")
        .execute()
        .await();
    isCut.future().await();

    var failure = catchThrowable(() -> cut.query("SELECT 1").execute().await());

    assertThat(Outage.meaning(failure)).as("%s", failure).isInstanceOf(Failure.Unavailable.class);
    database.close().await();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08006", "25006", "28P01", "3D000", "40P01", "53100", "53200", "55P03", "57014", "57P03",
        "58030", "TF001"
      })
  void a_request_that_failed_for_a_passing_reason_may_be_repeated(String state, Vertx vertx) {
    var failure = raised(state, vertx);

    assertThat(Outage.meaning(failure)).as("%s", failure).isInstanceOf(Failure.Unavailable.class);
    assertThat(Outage.isFaultOfValues(failure)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"22003", "22021", "23503", "23514"})
  void a_request_whose_values_cannot_be_stored_fails_again(String state, Vertx vertx) {
    var failure = raised(state, vertx);

    assertThat(Outage.meaning(failure)).isSameAs(failure);
    assertThat(Outage.isFaultOfValues(failure)).isTrue();
  }

  private static Throwable raised(String state, Vertx vertx) {
    var database = new Database(vertx, TestDatabase.freshAddress(), 1);
    var failure = catchThrowable(() -> database
        .pool()
        .query("DO $$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = '" + state + "'; END $$")
        .execute()
        .await());
    database.close().await();
    return failure;
  }
}
