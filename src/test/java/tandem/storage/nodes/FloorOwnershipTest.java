package tandem.storage.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.Polls;
import tandem.storage.Database;
import tandem.storage.DatabaseAddress;
import tandem.storage.DatabaseClock;
import tandem.storage.TestDatabase;

/** The ownership of the floor when the database's clock is set. */
@ExtendWith(VertxExtension.class)
class FloorOwnershipTest {

  /** The function that gives the time to everything in this database. */
  private static final String CLOCK_THAT_CAN_BE_SET = """
      CREATE TABLE set_clock (by interval NOT NULL);
      INSERT INTO set_clock VALUES ('0 s');
      CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
        'SELECT pg_catalog.clock_timestamp() + (SELECT by FROM public.set_clock)';
      """;

  private static final String BEAT =
      "UPDATE node SET seen_at = clock_timestamp() WHERE id = 'ghost'";

  private final Vertx vertx;
  private TestDatabase database;
  private Connection ghost;

  FloorOwnershipTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void start() throws SQLException {
    database = TestDatabase.fresh(vertx);
    try (var first = database.address().open();
        var statement = first.createStatement()) {
      statement.execute(CLOCK_THAT_CAN_BE_SET);
      statement.execute("ALTER DATABASE " + database.address().database()
          + " SET search_path = public, pg_catalog");
    }
    ghost = database.address().open();
  }

  @AfterEach
  void stop() throws SQLException {
    ghost.close();
    database.close();
  }

  @Test
  void an_owner_is_not_taken_for_silent_because_the_clock_was_set_forward() throws Exception {
    ghostOwns();
    var standby = new Standby();
    standby.ownership.start();
    while (!standby.elsewhere.future().isComplete()) {
      ghost(BEAT);
    }

    long set = System.nanoTime();
    ghost("WITH beat AS (" + BEAT + ") UPDATE set_clock SET by = '600 s'");

    // it really is silent from then on
    standby.owns.future().await(60, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(System.nanoTime() - set)).isGreaterThan(Duration.ofMillis(2_500));
    standby.ownership.stop().await();
  }

  @Test
  void a_dead_node_does_not_live_on_because_the_clock_was_set_back() throws Exception {
    ghost("UPDATE set_clock SET by = '600 s'");
    ghost("INSERT INTO node (id, started_at, seen_at)"
        + " VALUES ('ghost', clock_timestamp(), clock_timestamp())");
    ghost("UPDATE set_clock SET by = '0 s'");
    var node = new Standby();

    node.ownership.start();

    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!isTrue("SELECT seen_at <= clock_timestamp() FROM node WHERE id = 'ghost'")) {
      assertThat(System.nanoTime()).as("60 s").isLessThan(until);
    }
    node.ownership.stop().await();
  }

  @Test
  void an_owner_that_writes_nothing_notices_that_another_node_has_taken_the_floor()
      throws Exception {
    var node = new Standby();
    node.ownership.start();
    node.owns.future().await(60, TimeUnit.SECONDS);

    ghost("INSERT INTO node (id, started_at, seen_at)"
        + " VALUES ('ghost', clock_timestamp(), clock_timestamp())");
    ghost("UPDATE floor SET epoch = epoch + 1, owner = 'ghost', backend = NULL");

    node.ended.future().await(60, TimeUnit.SECONDS);
    node.ownership.stop().await();
  }

  @Test
  void a_node_that_died_before_this_one_began_is_no_neighbour_and_one_that_lives_is()
      throws Exception {
    ghost("INSERT INTO node (id, started_at, seen_at)"
        + " VALUES ('ghost', clock_timestamp(), clock_timestamp())");
    var node = new Standby();

    node.ownership.start();

    for (int sign = 0; sign < 3; sign++) {
      assertThat(node.others.poll(60, TimeUnit.SECONDS)).isEmpty();
    }
    ghost(BEAT);
    Polls.until(
        () -> Optional.ofNullable(node.others.poll()),
        others -> others.filter(some -> !some.isEmpty()).isPresent());
    node.ownership.stop().await();
  }

  @Test
  void a_floor_whose_former_owner_cannot_be_ended_stays_with_the_one_that_took_it()
      throws Exception {
    ghostOwns();
    var address = database.address();
    var plain = "plain_" + address.database();
    ghost("CREATE ROLE " + plain
        + " LOGIN PASSWORD 'pw'; GRANT ALL ON ALL TABLES IN SCHEMA public TO " + plain);
    var ofPlain = new Database(
        vertx,
        new DatabaseAddress(address.host(), address.port(), address.database(), plain, "pw"),
        4);
    var standby = new Standby(ofPlain);
    try {
      standby.ownership.start();
      standby.owns.future().await(60, TimeUnit.SECONDS);
      var owned = "SELECT epoch = 2 AND owner = 'standby' FROM floor";

      // the frozen owner holds the lock until its connection ends; then this node gets it
      assertThat(isTrue(owned)).isTrue();
      ghost("SELECT pg_advisory_unlock_all()");
      Polls.eventually(() -> {
        try {
          return isTrue("SELECT count(*) = 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
              + " WHERE l.locktype = 'advisory' AND l.granted AND a.usename = '" + plain + "'");
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      });
      assertThat(isTrue(owned)).isTrue();
      assertThat(standby.ended.future().isComplete()).isFalse();
      standby.ownership.stop().await();
    } finally {
      ofPlain.close().await();
      ghost("DROP OWNED BY " + plain + "; DROP ROLE " + plain);
    }
  }

  private void ghostOwns() throws SQLException {
    ghost("INSERT INTO node (id, started_at, seen_at)"
        + " VALUES ('ghost', clock_timestamp(), clock_timestamp())");
    ghost("UPDATE floor SET epoch = epoch + 1, owner = 'ghost', backend = pg_backend_pid()");
    assertThat(isTrue("SELECT pg_try_advisory_lock(hashtextextended('tandem floor main', 0))"))
        .isTrue();
  }

  private void ghost(String sql) throws SQLException {
    try (var statement = ghost.createStatement()) {
      statement.execute(sql);
    }
  }

  private boolean isTrue(String sql) throws SQLException {
    try (var statement = ghost.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  /** A node that tries to own the floor. */
  private final class Standby implements FloorOwnership.Owner {
    final FloorOwnership ownership;
    final Promise<Void> elsewhere = Promise.promise();
    final Promise<Void> owns = Promise.promise();
    final Promise<Void> ended = Promise.promise();
    final BlockingQueue<List<Neighbour>> others = new LinkedBlockingQueue<>();

    Standby() {
      this(database.database());
    }

    Standby(Database database) {
      ownership = new FloorOwnership(vertx, database, "main", "standby", this);
    }

    @Override
    public Future<Void> begin(FloorOwnership.Term term) {
      owns.tryComplete();
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
      ended.tryComplete();
      return Future.succeededFuture();
    }

    @Override
    public void elsewhere(long epoch, long seq, Optional<String> node) {
      elsewhere.tryComplete();
    }

    @Override
    public void alive(boolean late, boolean alone, List<Neighbour> others) {
      this.others.add(others);
    }

    @Override
    public void timed(DatabaseClock.Reading reading) {}
  }
}
