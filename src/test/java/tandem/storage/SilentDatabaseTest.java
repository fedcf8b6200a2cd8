package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static tandem.Polls.eventually;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.base.Failure;
import tandem.faults.Cable;

/** PostgreSQL, or the network before it, says nothing any more and tells nobody. */
@ExtendWith(VertxExtension.class)
class SilentDatabaseTest {

  private static final int CONNECTIONS = 4;
  private static final int MEGABYTE = 1024 * 1024;
  private static final AnswerWatch.Bounds LIMIT =
      new AnswerWatch.Bounds(Duration.ofSeconds(2), MEGABYTE, 4 * MEGABYTE);

  private final Vertx vertx;
  private TestDatabase test;
  private Cable cable;
  private Database database;

  SilentDatabaseTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void open() {
    test = TestDatabase.fresh(vertx);
    cable = new Cable(test.address().port());
    database = new Database(vertx, through(cable.port()), CONNECTIONS, LIMIT);
  }

  @AfterEach
  void close() {
    cable.mend();
    database.close().await();
    cable.close();
    test.close();
  }

  private DatabaseAddress through(int port) {
    var real = test.address();
    return new DatabaseAddress("127.0.0.1", port, real.database(), real.user(), real.password());
  }

  @Test
  void statements_without_an_answer_end_in_time_and_their_connections_are_closed() {
    fill();
    int before = cable.connections();
    cable.silence();

    var asked = many(CONNECTIONS * 8);

    for (var one : asked) {
      assertThat(Outage.meaning(caught(one))).isInstanceOf(Failure.Unavailable.class);
    }
    assertThat(before).isPositive();
  }

  @Test
  void all_work_goes_on_by_itself_when_the_server_answers_again() {
    fill();
    cable.silence();
    many(CONNECTIONS * 8).forEach(SilentDatabaseTest::caught);
    // by now all connections are given up, and those that were begun meanwhile say nothing either
    many(CONNECTIONS * 2).forEach(SilentDatabaseTest::caught);

    cable.mend();

    eventually(() -> one().map(true).otherwise(false).await());
    assertThat(many(CONNECTIONS * 8))
        .allSatisfy(one -> one.timeout(20, TimeUnit.SECONDS).await());
  }

  @Test
  void a_server_that_stops_in_the_middle_of_an_answer_is_given_up() {
    var single = database.connect(1).timeout(20, TimeUnit.SECONDS).await();
    var closed = Promise.<Void>promise();
    single.closeHandler(_ -> closed.complete());
    // the first rows come, and then nothing
    var asked = single
        .query("SELECT repeat('x', 100000), pg_sleep(CASE WHEN n > 20 THEN 3600 ELSE 0 END) "
            + "FROM generate_series(1, 40) n")
        .execute();

    assertThat(caught(asked)).isNotNull();
    closed.future().timeout(20, TimeUnit.SECONDS).await();
  }

  @ParameterizedTest
  @CsvSource({"1048000, 1, true", "1100000, 1, false", "1000000, 3, true", "1000000, 5, false"})
  void a_server_that_announces_or_sends_too_much_is_given_up(int bytes, int rows, boolean isTaken) {
    var single = database.connect(1).await();
    var closed = Promise.<Void>promise();
    single.closeHandler(_ -> closed.complete());

    var asked = single
        .query("SELECT repeat('x', " + bytes + ") FROM generate_series(1, " + rows + ")")
        .execute();

    if (isTaken) {
      assertThat(asked.await()).hasSize(rows);
      // the next answer is counted anew
      assertThat(single.query("SELECT repeat('x', 1000000)").execute().await()).hasSize(1);
      single.close().await();
    } else {
      assertThat(caught(asked)).isNotNull();
      closed.future().timeout(20, TimeUnit.SECONDS).await();
    }
  }

  @Test
  @Timeout(60)
  void a_server_that_drips_during_the_log_in_is_given_up() throws IOException {
    try (var dripping = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      var nowhere = new Database(vertx, through(dripping.getLocalPort()), CONNECTIONS, LIMIT);
      var asked = List.of(
          nowhere.connect(1).mapEmpty(),
          nowhere.pool().query("SELECT 1").execute().mapEmpty());
      for (var _ : asked) {
        try (var socket = dripping.accept()) {
          drip(socket);
        }
      }

      assertThat(asked).allSatisfy(one -> assertThat(caught(one)).isNotNull());
      nowhere.close();
    }
  }

  /** A notice that never ends, until the client has closed the connection. */
  private void drip(Socket socket) throws IOException {
    var sent = socket.getOutputStream();
    sent.write(new byte[] {'N', 0, 0, 1, 0});
    var timer = vertx.setPeriodic(500, id -> {
      try {
        sent.write('x');
      } catch (IOException e) {
        vertx.cancelTimer(id);
      }
    });
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      // a client that closes with unread bytes resets the connection
      assertThat(reset).hasMessageContaining("reset");
    }
    vertx.cancelTimer(timer);
  }

  @Test
  void a_statement_of_a_transaction_and_all_behind_it_end_in_time() {
    var written = database.transaction(tx -> tx.query("SELECT pg_sleep(3600)").execute());

    assertThat(Outage.meaning(caught(written))).isInstanceOf(Failure.Unavailable.class);
    assertThat(caught(one())).isNull();
  }

  @Test
  void a_connection_that_waits_for_no_answer_may_rest() {
    var single = database.connect(8).await();
    var closed = Promise.<Void>promise();
    single.closeHandler(_ -> closed.complete());

    // longer than every limit: of the statements, and of the time in which a connection is made
    single.query("SELECT 1").execute().await();
    vertx.timer(6, TimeUnit.SECONDS).await();

    assertThat(closed.future().isComplete()).isFalse();
    assertThat(single.query("SELECT 2").execute().await()).hasSize(1);
    single.close().await();
  }

  @Test
  void many_statements_in_one_pipeline_have_each_their_own_time() {
    var single = database.connect(32).await();

    // together longer than the limit of one
    var all = IntStream.range(0, 6)
        .mapToObj(_ -> single.query("SELECT pg_sleep(0.6)").execute())
        .toList();

    assertThat(Future.all(all).map(true).await()).isTrue();
    single.close().await();
  }

  @Test
  void a_server_that_accepts_and_says_nothing_is_given_up_while_connecting() throws IOException {
    try (var silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      var nowhere = new Database(vertx, through(silent.getLocalPort()), CONNECTIONS, LIMIT);

      var single = caught(nowhere.connect(1));
      assertThat(single).isNotNull();
      assertThat(Outage.meaning(caught(nowhere.pool().query("SELECT 1").execute())))
          .isInstanceOf(Failure.Unavailable.class);
      nowhere.close();
    }
  }

  @Test
  void no_more_requests_wait_than_a_number_and_the_others_fail_at_once() {
    fill();
    cable.silence();

    var all = many(5_000);

    eventually(() -> all.stream().filter(Future::failed).count() >= 2_000);
    all.forEach(SilentDatabaseTest::caught);
    cable.mend();
    eventually(() -> one().map(true).otherwise(false).await());
  }

  @Test
  void code_that_blocks_does_not_wait_for_ever_either() throws IOException, SQLException {
    try (var silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> through(silent.getLocalPort()).open())
          .isInstanceOf(SQLException.class);
    }
    try (var connection = through(cable.port()).open()) {
      assertThat(connection.getNetworkTimeout()).isBetween(1, 200_000);
    }
  }

  private void fill() {
    many(CONNECTIONS * 8).forEach(one -> one.timeout(20, TimeUnit.SECONDS).await());
  }

  private List<Future<Void>> many(int count) {
    return IntStream.range(0, count).mapToObj(_ -> one()).toList();
  }

  private Future<Void> one() {
    return database.pool().query("SELECT 1").execute().mapEmpty();
  }

  private static Throwable caught(Future<?> asked) {
    return catchThrowable(() -> asked.timeout(40, TimeUnit.SECONDS).await());
  }
}
