package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;

class OutageTest {

  @Test
  void who_waited_too_long_for_a_connection_may_come_again() {
    var vertx = Vertx.vertx();
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
    vertx.close().await();
  }
}
