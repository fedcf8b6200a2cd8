package tandem.rehearsal.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.OneLoop;
import tandem.rehearsal.SmallServer;

@Timeout(300)
@ExtendWith(VertxExtension.class)
class VoiceCarrierTest implements VoiceCarrier.Listener {

  private final Vertx vertx;
  private final Ids ids = new Ids(Clock.systemUTC(), new Random(1));
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<String> tried = new CopyOnWriteArrayList<>();
  private final FreePort port = new FreePort();
  private final URI commandUrl = URI.create("http://127.0.0.1:" + port.number() + "/commands");
  private final SmallServer server = new SmallServer(vertx, commandUrl);
  private URI base = URI.create("http://127.0.0.1:1");
  private VoiceCarrier carrier = carrier(base);

  VoiceCarrierTest(OneLoop loop) {
    vertx = loop.vertx();
    super();
  }

  private VoiceCarrier carrier(URI base) {
    return carrier(new FrontDoor(vertx, base), 1);
  }

  private VoiceCarrier carrier(FrontDoor door, int copies) {
    return new VoiceCarrier(
        vertx, Clock.systemUTC(), ids, door, SmallServer.SECRET, commandUrl, this, () -> copies);
  }

  @Override
  public void tried(String id, String call, String type, long sentAtNanos, int status) {
    tried.add(type + " " + status);
  }

  @BeforeEach
  void open() {
    base = server.open().await();
    carrier = carrier(base);
    assertThat(carrier.open().await()).isEqualTo(commandUrl);
  }

  @Override
  public boolean bridge(String call, String agent) {
    said.add("bridge " + call + " " + agent);
    return !agent.equals("away");
  }

  @Override
  public void bridgedAgain(String call, String before, String agent) {
    said.add("again " + call + " " + before + " " + agent);
  }

  @Override
  public void strange(String what) {
    said.add(what);
  }

  private static String bridging(String call, String agent) {
    return "{\"type\":\"call.bridge\",\"call\":\"%s\",\"agent\":\"%s\"}".formatted(call, agent);
  }

  @Test
  void an_event_is_repeated_under_its_own_id_until_it_is_taken() {
    server.busyAnswers = 2;

    var answer = carrier.arrive("one", "anonymous", "+88899000000001").await();

    assertThat(answer.json().path("contact").asText())
        .isEqualTo(Ids.contact("native", "one").toString());
    assertThat(carrier.retries()).isEqualTo(2);
    assertThat(server.heard).hasSize(3).last().isEqualTo("call.arrived one");
    assertThat(server.heard.get(0)).isEqualTo(server.heard.get(1)).startsWith("503 ");
  }

  @Test
  void an_event_goes_to_the_next_node_when_one_does_not_answer() {
    var nodes = List.of(URI.create("http://127.0.0.1:1"), base);
    carrier = carrier(new FrontDoor(vertx, nodes), 1);

    assertThat(carrier.arrive("one", "anonymous", "+88899000000001").await().taken())
        .isTrue();

    assertThat(server.heard).containsExactly("call.arrived one");
    assertThat(tried).containsExactly("call.arrived 0", "call.arrived 200");
  }

  @Test
  void copies_of_an_event_go_to_each_node_under_the_same_id() {
    var other = new SmallServer(vertx, commandUrl);
    var nodes = List.of(base, other.open().await());
    carrier = carrier(new FrontDoor(vertx, nodes), 4);

    carrier.arrive("one", "anonymous", "+88899000000001").await();

    assertThat(tried).hasSize(4).containsOnly("call.arrived 200");
    // a repeat under the same id has no second effect
    assertThat(server.heard).containsExactly("call.arrived one");
    assertThat(other.heard).containsExactly("call.arrived one");
  }

  @Test
  void events_of_one_call_keep_their_order_over_a_break_of_the_server() {
    server.cut().await();
    var arrived = carrier.arrive("one", "anonymous", "+88899000000001");
    var ended = carrier.hangUp("one", "caller_hung_up");

    server.open().await();
    Future.all(arrived, ended).await();

    assertThat(server.heard).containsExactly("call.arrived one", "call.ended one");
  }

  @Test
  void a_command_has_one_effect_however_often_it_comes() {
    carrier.arrive("one", "anonymous", "+88899000000001").await();

    var answers = List.of(
        server.command("c1", bridging("one", "ana")).await().status(),
        server.command("c1", bridging("one", "ana")).await().status());
    carrier.hangUp("one", "caller_hung_up").await();

    assertThat(answers).containsExactly(204, 204);
    assertThat(said).containsExactly("bridge one ana");
    assertThat(server.heard)
        .containsExactly("call.arrived one", "call.bridged one", "call.ended one");
  }

  @Test
  void a_second_bridge_moves_the_caller_and_is_reported() {
    carrier.arrive("one", "anonymous", "+88899000000001").await();

    server.command("c1", bridging("one", "ana")).await();
    server.command("c2", bridging("one", "ben")).await();

    assertThat(said).containsExactly("bridge one ana", "again one ana ben");
  }

  @Test
  void an_agent_who_cannot_be_reached_is_a_failed_bridge() {
    carrier.arrive("one", "anonymous", "+88899000000001").await();

    server.command("c1", bridging("one", "away")).await();
    carrier.hangUp("one", "caller_hung_up").await();

    assertThat(server.heard)
        .containsExactly("call.arrived one", "call.bridge_failed one", "call.ended one");
  }

  @Test
  void a_command_after_the_end_is_taken_and_does_nothing() {
    carrier.arrive("one", "anonymous", "+88899000000001").await();
    carrier.hangUp("one", "caller_hung_up").await();

    assertThat(server.command("c1", bridging("one", "ana")).await().status()).isEqualTo(204);

    assertThat(said).isEmpty();
    assertThat(server.heard).hasSize(2);
  }

  @Test
  void a_call_that_the_carrier_does_not_know_is_reported_as_over() {
    assertThat(server.command("c1", bridging("ghost", "ana")).await().status()).isEqualTo(204);
    carrier.report("ghost", VoiceCarrier.event("call.held", "ghost")).await();

    assertThat(said).containsExactly("a command for the unknown call ghost");
    assertThat(server.heard).containsExactly("call.ended ghost", "call.held ghost");
  }

  @Test
  void a_command_that_the_server_has_not_signed_is_refused() {
    var forged = new SignedMessages("whsec_AAAA");
    var body = bridging("one", "ana");
    carrier.arrive("one", "anonymous", "+88899000000001").await();

    var answer = new FrontDoor(vertx, commandUrl)
        .post("/commands", forged.headers("c1", Clock.systemUTC().instant(), body), body)
        .await();

    assertThat(answer.status()).isEqualTo(403);
    assertThat(said).containsExactly("a command with a bad signature");
  }

  @Test
  void a_command_port_in_use_is_named() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var url = URI.create("http://127.0.0.1:" + taken.getLocalPort() + "/commands");
      var second = new VoiceCarrier(
          vertx,
          Clock.systemUTC(),
          ids,
          new FrontDoor(vertx, URI.create("http://127.0.0.1:1")),
          SmallServer.SECRET,
          url,
          this);

      assertThatThrownBy(() -> second.open().await())
          .isInstanceOf(Failure.Conflict.class)
          .hasMessageStartingWith("voice.native.command_url " + url)
          .hasMessageContaining("already in use");
    }
  }
}
