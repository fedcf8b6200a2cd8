package tandem.console.agents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.console.ConsoleGround;
import tandem.document.Json;
import tandem.routing.engine.AgentState;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/**
 * The limits for connections that are silent, do not read or are closed for too long; each test
 * shortens one limit.
 */
@ExtendWith(VertxExtension.class)
class DeskPatienceTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final Vertx vertx;
  private ConsoleGround ground;
  private String tom;

  DeskPatienceTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private void open(DeskSocket.Patience patience) {
    ground = PatientConsole.with(vertx, patience);
    tom = ground.entrance.session("tom");
  }

  @Test
  void a_silent_socket_is_closed() {
    open(new DeskSocket.Patience(SHORT, LONG, LONG, LONG, LONG, LONG));

    var client = DeskClient.connect(ground.vertx, ground.entrance.port(), tom);

    assertThat(client.closeCode()).isEqualTo(DeskSocket.POLICY);
  }

  @Test
  void a_line_that_answers_no_pings_is_lost() {
    // it waits three times the limit without a hello
    open(new DeskSocket.Patience(LONG, Duration.ofSeconds(1), LONG, LONG, LONG, LONG));
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    var ghosts = ground.vertx.createNetClient();
    var ghost = await(ghosts.connect(ground.entrance.port(), "127.0.0.1"));
    var upgraded = Promise.<Void>promise();
    var welcomed = Promise.<Void>promise();
    var heard = Buffer.buffer();
    ghost.handler(bytes -> {
      upgraded.tryComplete();
      if (heard.appendBuffer(bytes).toString(ISO_8859_1).contains("\"type\":\"snapshot\"")) {
        welcomed.tryComplete();
      }
    });
    await(ghost.write("""
        GET /ws/desk HTTP/1.1\r
        Host: 127.0.0.1\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Protocol: tandem.v1\r
        Authorization: Bearer %s\r
        \r
        """.formatted(tom)));
    await(upgraded.future());
    await(ghost.write(maskedText("{\"type\":\"hello\"}")));

    await(welcomed.future());
    eventually(() -> ground.agent(TOM).orElseThrow().lost());
    assertThat(ground.desks.sockets()).isZero();
    await(ghosts.close());
  }

  private static Buffer maskedText(String text) {
    var frame = Buffer.buffer()
        .appendByte((byte) 0x81)
        .appendByte((byte) (0x80 | text.length()))
        .appendInt(0); // masked with zeros
    return frame.appendString(text);
  }

  @Test
  void a_client_that_stops_reading_is_cut_off_and_its_queue_is_bounded() {
    open(new DeskSocket.Patience(LONG, LONG, Duration.ofSeconds(1), LONG, LONG, SHORT));
    var big = Json.MAPPER.createObjectNode().put("text", "x".repeat(200_000));
    ground.pops = (_, _) -> Future.succeededFuture(big);
    int connections = ground.entrance.gate.connections().open();
    var client = DeskClient.ready(ground, tom);
    client.socket().pause();

    // more than the buffers of both ends hold
    for (int i = 0; i < 80 && ground.desks.sockets() > 0; i++) {
      var contact = ground.arrive(ground.customer("Jan"));
      ground.tell(new Signal.ContactLeft(contact, "hung up"));
    }

    eventually(() -> ground.desks.sockets() == 0);
    eventually(() -> ground.agent(TOM).orElseThrow().lost());
    // it would read neither the reason nor the close frame
    eventually(() -> ground.entrance.gate.connections().open() <= connections);
  }

  @Test
  void a_line_that_is_cut_while_it_is_let_in_leaves_no_screen_that_counts_as_there() {
    open(new DeskSocket.Patience(LONG, LONG, LONG, LONG, LONG, SHORT));
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));

    for (int i = 0; i < 50; i++) {
      var client = DeskClient.connect(ground.vertx, ground.entrance.port(), tom);
      client.socket().writeTextMessage("{\"type\":\"hello\"}");
      client.cut();
    }

    eventually(() -> ground.agent(TOM).orElseThrow().lost());
    assertThat(ground.desks.sockets()).isZero();
  }

  @Test
  void a_screen_that_was_away_too_long_gets_a_snapshot() {
    open(new DeskSocket.Patience(LONG, LONG, LONG, LONG, SHORT, LONG));
    var client = DeskClient.ready(ground, tom);
    client.close();
    eventually(() -> await(ground.desks.screens()) == 0);

    var back = DeskClient.resume(ground, tom, client.session(), client.last());

    assertThat(back.next("snapshot").path("presence").path("state").asText()).isEqualTo("ready");
    assertThat(back.session()).isNotEqualTo(client.session());
  }

  @Test
  void an_agent_is_lost_with_the_last_screen_and_found_with_the_next() {
    open(new DeskSocket.Patience(LONG, LONG, LONG, LONG, LONG, SHORT));
    var first = DeskClient.ready(ground, tom);
    var second = DeskClient.open(ground, tom);

    first.close();
    second.doing("c-9", "\"do\":\"ready\"");
    second.answer("c-9");
    assertThat(ground.agent(TOM).map(AgentState::lost)).contains(false);
    second.close();
    eventually(() -> ground.agent(TOM).orElseThrow().lost());
    var third = DeskClient.open(ground, tom);

    eventually(() -> !ground.agent(TOM).orElseThrow().lost());
    third.close();
  }
}
