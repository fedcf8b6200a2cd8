package tandem.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Failure;
import tandem.storage.TestDatabase;

@ExtendWith(VertxExtension.class)
class TransactionsTest {

  private final Vertx vertx;

  @AutoClose
  private final TestDatabase database = TestDatabase.fresh(vertx);

  private final Transactions transactions = new Transactions(database.database());
  private final AtomicInteger tries = new AtomicInteger();

  TransactionsTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  /** Fails with this state at the first tries. */
  private Future<String> brokenOff(SqlConnection tx, String state, int times) {
    return tries.incrementAndGet() <= times
        ? tx.query("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '%s'; END $$".formatted(state))
            .execute()
            .map("never")
        : tx.query("SELECT 1").execute().map("done");
  }

  @Test
  void a_transaction_that_lost_a_deadlock_is_done_again() {
    var answer = transactions.run(tx -> brokenOff(tx, "40P01", 2)).await();

    assertThat(answer).isEqualTo("done");
    assertThat(tries).hasValue(3);
  }

  @Test
  void a_transaction_that_always_fails_is_answered_with_try_again() {
    assertThatThrownBy(() -> transactions.run(tx -> brokenOff(tx, "40001", 9)).await())
        .isInstanceOf(Failure.Unavailable.class);
    assertThat(tries).hasValue(3);
  }

  @Test
  void any_other_failure_is_passed_on_at_once() {
    assertThatThrownBy(() -> transactions.run(tx -> brokenOff(tx, "23505", 9)).await())
        .isInstanceOf(io.vertx.pgclient.PgException.class);
    assertThat(tries).hasValue(1);
  }
}
