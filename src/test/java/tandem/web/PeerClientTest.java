package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.base.Failure;
import tandem.faults.RudePeer;
import tandem.faults.RudePeer.Manner;

/** The bounds of what other servers answer. */
@ExtendWith(VertxExtension.class)
class PeerClientTest {

  private static final PeerClient.Bounds QUICK =
      new PeerClient.Bounds(Duration.ofMillis(700), 64 * 1024);

  private static final PeerClient.Bounds PATIENT =
      new PeerClient.Bounds(Duration.ofSeconds(20), 64 * 1024);

  private final Vertx vertx;
  private final PeerClient client;

  PeerClientTest(Vertx vertx) {
    this.vertx = vertx;
    this.client = new PeerClient(vertx);
    super();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ANSWERS_TWICE", "POLITE"})
  void a_bad_answer_ends_in_time_and_its_connection_is_closed(Manner manner) {
    try (var peer = new RudePeer(manner)) {
      assertThatThrownBy(() -> ask(peer, QUICK)).as(manner.name()).isInstanceOf(Exception.class);

      eventually(() -> peer.accepted() == 1 && peer.open() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SILENT", "TRICKLES_HEAD", "TRICKLES_BODY", "ENDLESS_INTERIM"})
  void a_server_that_takes_too_long_is_named_as_such(Manner manner) {
    try (var peer = new RudePeer(manner)) {
      assertThatThrownBy(() -> ask(peer, QUICK))
          .isInstanceOf(Failure.Unavailable.class)
          .hasMessage("there was no whole answer within 0.7 s");
    }
  }

  /** With time enough, the size alone ends them. */
  @ParameterizedTest
  @EnumSource(names = {"ENDLESS_BODY", "HUGE_BODY", "BOMB"})
  void no_more_of_an_answer_is_kept_than_was_asked_for(Manner manner) {
    try (var peer = new RudePeer(manner)) {
      assertThatThrownBy(() -> ask(peer, PATIENT))
          .isInstanceOf(Failure.Unavailable.class)
          .hasMessage("the answer has more than 65536 bytes");

      eventually(() -> peer.open() == 0);
      assertThat(peer.sent()).isLessThan(64L * 1024 * 1024);
    }
  }

  @Test
  void endless_headers_end_by_their_size() {
    try (var peer = new RudePeer(Manner.ENDLESS_HEADERS)) {
      assertThatThrownBy(() -> ask(peer, PATIENT)).hasMessageContaining("8192");

      eventually(() -> peer.open() == 0);
    }
  }

  @Test
  void a_connection_is_used_again_after_a_whole_answer_only() {
    try (var peer =
        new RudePeer(request -> request.contains("/bad") ? Manner.ENDLESS_BODY : Manner.POLITE)) {
      // a connection is free again a moment after its answer
      eventually(() -> {
        int before = peer.accepted();
        ask(peer, QUICK);
        return peer.accepted() == before;
      });

      assertThatThrownBy(() -> ask(peer.url() + "/bad", QUICK).await());
      assertThat(ask(peer, QUICK).text()).isEqualTo("{}");

      eventually(() -> peer.open() < peer.accepted());
    }
  }

  @Test
  void two_hundred_requests_that_hang_delay_no_other() {
    try (var peer =
        new RudePeer(request -> request.contains("/hang") ? Manner.SILENT : Manner.POLITE)) {
      var hanging = IntStream.range(0, 200)
          .mapToObj(_ -> ask(peer.url() + "/hang", PATIENT))
          .toList();
      eventually(() -> peer.open() == 200);

      assertThat(ask(peer, PATIENT).status()).isEqualTo(200);

      assertThat(hanging).noneMatch(Future::isComplete);
    }
  }

  @Test
  void requests_beyond_the_number_of_connections_wait_their_time_and_beyond_that_fail_at_once() {
    var narrow = new PeerClient(vertx, 2, 3);
    try (var peer = new RudePeer(Manner.SILENT)) {
      var all = IntStream.range(0, 6)
          .mapToObj(_ -> narrow.send(
              HttpMethod.GET,
              peer.url(),
              MultiMap.caseInsensitiveMultiMap(),
              Buffer.buffer(),
              PATIENT))
          .toList();

      eventually(() -> all.stream().anyMatch(Future::failed));
      // one that is still connecting counts as waiting
      assertThat(all.stream().filter(Future::failed).count()).isLessThanOrEqualTo(3);
      assertThat(all.getFirst().isComplete()).isFalse();
      assertThat(peer.accepted()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void a_request_that_has_waited_in_vain_leaves_its_connection_to_the_next() {
    var narrow = new PeerClient(vertx, 1, 10);
    try (var peer =
        new RudePeer(request -> request.contains("/hang") ? Manner.SILENT : Manner.POLITE)) {
      for (int i = 0; i < 3; i++) {
        narrow
            .send(
                HttpMethod.GET,
                peer.url() + "/hang",
                MultiMap.caseInsensitiveMultiMap(),
                Buffer.buffer(),
                QUICK)
            .otherwiseEmpty()
            .await();
      }

      assertThat(narrow
              .send(
                  HttpMethod.GET,
                  peer.url(),
                  MultiMap.caseInsensitiveMultiMap(),
                  Buffer.buffer(),
                  PATIENT)
              .await()
              .status())
          .isEqualTo(200);
    }
  }

  @Test
  void a_name_server_that_says_nothing_about_some_hosts_delays_no_other_host() throws Exception {
    var never = new CountDownLatch(1);
    var names = new BoundedNames(
        vertx,
        host -> {
          if (host.startsWith("hang")) {
            await(never);
          }
          return List.of(InetAddress.getLoopbackAddress());
        },
        Duration.ofSeconds(1));
    var hanging = IntStream.range(0, BoundedNames.AT_ONCE_MAX - 1)
        .mapToObj(i -> names.of("hang-" + i))
        .toList();

    assertThat(names.of("good.example").await()).hasSize(1);

    for (var one : hanging) {
      assertThatThrownBy(one::await).hasMessageContaining("not found in time");
    }
    assertThat(names.of("good.example").await()).hasSize(1);
    never.countDown();
  }

  @Test
  void a_host_whose_name_hangs_is_asked_for_once_at_a_time_and_only_a_number_of_them() {
    var never = new CountDownLatch(1);
    var asked = new java.util.concurrent.atomic.AtomicInteger();
    var names = new BoundedNames(
        vertx,
        _ -> {
          asked.incrementAndGet();
          await(never);
          return List.of();
        },
        Duration.ofMillis(300));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> names.of("hang.example").await())
          .hasMessageContaining("not found in time");
    }
    assertThat(asked).hasValue(1);
    for (int i = 1; i < BoundedNames.AT_ONCE_MAX; i++) {
      names.of("hang-" + i);
    }
    assertThatThrownBy(() -> names.of("another.example").await())
        .hasMessageContaining("too many hosts");
    never.countDown();
    eventually(
        () -> names.of("another.example").map(List::isEmpty).otherwise(false).await());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private PeerClient.Answer ask(RudePeer peer, PeerClient.Bounds bounds) {
    return ask(peer.url(), bounds).await();
  }

  private Future<PeerClient.Answer> ask(String url, PeerClient.Bounds bounds) {
    return client.send(
        HttpMethod.POST, url, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("{}"), bounds);
  }
}
