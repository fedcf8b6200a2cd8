package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both drivers at a listener that has taken the port of our own PostgreSQL. */
@ExtendWith(VertxExtension.class)
class ServerProofTest {

  private static final String PASSWORD = "correct-horse";

  private final Vertx vertx;

  ServerProofTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  private static DatabaseAddress at(FalsePostgres server, boolean mustProve) {
    return new DatabaseAddress(
        "127.0.0.1", server.port(), "tandem", "postgres", PASSWORD, DatabaseTls.NONE, mustProve);
  }

  @ParameterizedTest
  @EnumSource(FalsePostgres.Asks.class)
  void a_server_that_does_not_prove_itself_hears_nothing(FalsePostgres.Asks asks) throws Exception {
    try (var server = new FalsePostgres(asks)) {
      var address = at(server, true);

      assertThatThrownBy(address::open).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> Migrations.run(address)).isNotNull();
      assertThatThrownBy(() -> askByVertx(address)).hasMessageContaining("does not prove");
      assertThatThrownBy(() -> connectByVertx(address)).hasMessageContaining("does not prove");
      eventually(() -> server.heard().lines().filter("the end"::equals).count() >= 4);
      // X says goodbye, which Vert.x does when it closes a connection
      assertThat(server.heard().lines())
          .allMatch(line -> line.equals("the end") || line.equals("X "));
    }
  }

  /** Those who run a database of their own decide how to log in there. */
  @Test
  void a_server_of_somebody_else_may_ask_for_the_password() throws Exception {
    try (var server = new FalsePostgres(FalsePostgres.Asks.FOR_THE_PASSWORD)) {
      var address = at(server, false);
      var heard =
          Thread.ofVirtual().start(() -> assertThatThrownBy(address::open).isNotNull());

      eventually(() -> server.heard().contains(PASSWORD));
      server.hangUp();
      heard.join();
    }
  }

  private void askByVertx(DatabaseAddress address) {
    var database = new Database(vertx, address, 1);
    try {
      database.pool().query("SELECT 'a secret'").execute().await();
    } finally {
      database.close().await();
    }
  }

  private void connectByVertx(DatabaseAddress address) {
    var database = new Database(vertx, address, 1);
    try {
      database.connect(1).compose(one -> one.query("SELECT 1").execute()).await();
    } finally {
      database.close().await();
    }
  }

  /** Each number is a request for authentication. */
  @ParameterizedTest
  @CsvSource({
    "10 11 12 0 S K Z, true",
    "N 10 11 12 0 Z, true",
    "E, true",
    "10 11 E, true",
    "3, false",
    "5, false",
    "0 Z, false",
    "S, false",
    "Z, false",
    "11, false",
    "10 12 0, false",
    "10 11 0, false",
    "10 11 12 Z, false",
    "10 11 12 0 S 3, false",
    "10 11 12 0 0, false",
  })
  void the_log_in_is_the_proof_and_nothing_else_also_in_pieces(String said, boolean isBelieved) {
    for (int piece : new int[] {1, 7, 1_000}) {
      var channel = new EmbeddedChannel(new ServerProof());
      var bytes = Stream.of(said.split(" ")).map(ServerProofTest::message).toList();
      var all = Unpooled.wrappedBuffer(bytes.toArray(byte[][]::new));
      boolean isRefused = false;
      while (all.isReadable() && !isRefused) {
        var taken = channel.writeOneInbound(all.readBytes(Math.min(piece, all.readableBytes())));
        isRefused = !taken.isSuccess();
      }
      all.release();

      assertThat(isRefused).isEqualTo(!isBelieved);
      assertThat(channel.isOpen()).isEqualTo(isBelieved);
      if (isBelieved) {
        var left = channel.pipeline().get(ServerProof.class);
        assertThat(left == null).as("it ends with the log-in").isEqualTo(said.endsWith(" Z"));
      }
      channel.finishAndReleaseAll();
    }
  }

  private static byte[] message(String word) {
    return word.matches("[0-9]+")
        ? new byte[] {'R', 0, 0, 0, 10, 0, 0, 0, Byte.parseByte(word), 'R', 3}
        : new byte[] {(byte) word.charAt(0), 0, 0, 0, 7, 'R', 'Z', 0};
  }
}
