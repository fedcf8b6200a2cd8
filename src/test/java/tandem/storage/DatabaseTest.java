package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlClient;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Failure;

@ExtendWith(VertxExtension.class)
class DatabaseTest {

  private static final String SHOW = "SHOW idle_in_transaction_session_timeout";

  @Test
  void no_connection_of_ours_stays_idle_in_a_transaction_for_long(Vertx vertx) {
    var database = new Database(vertx, TestDatabase.freshAddress(), 1);
    var own = database.connect(8).await();

    assertThat(shown(database.pool())).isEqualTo("10s");
    assertThat(shown(own)).as("the owner's").isEqualTo("10s");
    database.close().await();
  }

  @Test
  void what_a_frozen_node_has_locked_is_free_again(Vertx vertx) {
    var database = new Database(vertx, TestDatabase.freshAddress(), 1);
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
    database.close().await();
  }

  private static String shown(SqlClient sql) {
    return sql.query(SHOW).execute().await().iterator().next().getString(0);
  }
}
