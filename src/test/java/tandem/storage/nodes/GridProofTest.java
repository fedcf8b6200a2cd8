package tandem.storage.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GridProofTest {

  private final GridProof member = new GridProof("a secret", new SecureRandom());

  @AutoClose
  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  @AutoClose
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private final List<Socket> opened = new ArrayList<>();

  GridProofTest() throws IOException {}

  @AfterEach
  void closeAll() throws IOException {
    for (var socket : opened) {
      socket.close();
    }
  }

  private record Pair(Socket called, Socket caller) {}

  private Pair connected() throws IOException {
    var caller = new Socket(door.getInetAddress(), door.getLocalPort());
    opened.add(caller);
    var called = door.accept();
    opened.add(called);
    return new Pair(called, caller);
  }

  private Future<Void> accepted(Socket called) {
    return threads.submit(() -> {
      member.onAccept(called);
      return null;
    });
  }

  @Test
  void the_time_limit_holds_for_the_whole_proof_and_not_for_each_byte() throws IOException {
    var pair = connected();
    try (var slowly = Executors.newSingleThreadScheduledExecutor()) {
      var out = pair.caller().getOutputStream();
      var _ = slowly.scheduleAtFixedRate(() -> send(out), 0, 400, TimeUnit.MILLISECONDS);

      assertThatThrownBy(() -> member.onAccept(pair.called()))
          .isInstanceOf(SocketTimeoutException.class);

      slowly.shutdownNow();
    }
  }

  private static void send(OutputStream out) {
    try {
      out.write(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void strangers_that_say_nothing_do_not_take_all_threads_and_members_come_in_after_them()
      throws Exception {
    var silent = new ArrayList<Future<Void>>();
    for (int i = 0; i < GridProof.CALLERS_MAX; i++) {
      var pair = connected();
      silent.add(accepted(pair.called()));
      // it has begun when its random bytes are here
      assertThat(pair.caller().getInputStream().readNBytes(32)).hasSize(32);
    }

    var late = connected();
    assertThatThrownBy(() -> member.onAccept(late.called()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too many");

    closeAll();
    eventually(() -> silent.stream().allMatch(Future::isDone));
    var pair = connected();
    var called = accepted(pair.called());
    assertThatCode(() -> new GridProof("a secret", new SecureRandom()).onConnect(pair.caller()))
        .doesNotThrowAnyException();
    called.get();
    assertThat(pair.called().getSoTimeout()).isZero();
  }
}
