package tandem.channels.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.desk.conversations.ConversationGround.soon;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.WebhookSignature;
import tandem.base.ConversationId;
import tandem.channels.CarrierTime;
import tandem.channels.voice.HookServer;
import tandem.channels.voice.Peer;
import tandem.conversations.Delivery;
import tandem.customers.TestGrid;
import tandem.desk.conversations.ConversationGround;
import tandem.desk.conversations.Say;
import tandem.document.Json;
import tandem.web.PeerClient;

/** The machine's clock is right and the database's is ten minutes ahead; the gateway's is right. */
@ExtendWith(VertxExtension.class)
class GatewayTimeTest {

  private static final Duration OFF = Duration.ofMinutes(10);

  private final WebhookSignature signature =
      new WebhookSignature(List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  private final Vertx vertx;
  private ConversationGround ground;
  private HookServer server;
  private Peer gateway;
  private InstantSource ours;
  private InstantSource right;

  GatewayTimeTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void open() {
    ground = new ConversationGround(vertx, TestGrid.shared());
    server = new HookServer(vertx, "");
    gateway = new Peer(vertx);
    ours = ground.desk.clock;
    right = () -> ours.instant().minus(OFF);
    var time = new CarrierTime(ours, right);
    new MessageHook(
            signature, ground.intake, ground.conversations, ground.desk.rooms.phones(), time)
        .mount(server.guard);
    ground.with(new GatewayCarrier(
        new PeerClient(vertx), gateway.url(), signature, ground.conversations, time));
  }

  @AfterEach
  void close() {
    server.close();
    ground.close();
  }

  @Test
  void a_message_has_our_time_whether_the_gateway_tells_its_own_or_none() {
    var without = arrives("m-1", "+31612000001", "");
    var with = arrives("m-2", "+31612000002", ",\"at\":\"" + right.instant() + "\"");

    assertThat(atOf(without)).isBetween(ours.instant().minusSeconds(60), ours.instant());
    assertThat(atOf(with)).isBetween(ours.instant().minusSeconds(60), ours.instant());
  }

  @Test
  void an_answer_is_signed_with_the_time_of_the_gateway() {
    var conversation = arrives("m-1", "+31612000001", "");
    var contact =
        soon(ground.conversations.of(conversation)).conversation().contact().orElseThrow();
    ground.accept(contact, ANA);

    soon(ground.say.answer(
        contact,
        ANA,
        "ana",
        "k-1",
        new Say.Answer("On its way", Optional.empty(), List.of(), Json.MAPPER.createObjectNode())));
    ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);

    assertThat(WebhookSignature.sent(gateway.got.getFirst().headers()).orElseThrow())
        .isBetween(right.instant().minusSeconds(60), right.instant());
  }

  private Instant atOf(ConversationId conversation) {
    return ground.messages(conversation).getFirst().at();
  }

  private ConversationId arrives(String id, String from, String at) {
    var body = Buffer.buffer("{\"type\":\"message.arrived\",\"id\":\"" + id + "\",\"from\":\""
        + from + "\",\"to\":\"" + ConversationGround.ACCOUNT + "\",\"text\":\"Hello\"" + at + "}");
    var request = server.request(HttpMethod.POST, MessageHook.PATH);
    request.putHeader("content-type", "application/json");
    signature.sign("e-" + id, body, right.instant()).forEach(request::putHeader);
    var answer = request.sendBuffer(body).await();
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return ConversationId.parse(answer.bodyAsJsonObject().getString("conversation"));
  }
}
