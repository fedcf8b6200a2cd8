package tandem.rehearsal.carriers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Ids;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.OneLoop;
import tandem.rehearsal.SmallServer;

@Timeout(60)
@ExtendWith(VertxExtension.class)
class MessageGatewayTest implements MessageGateway.Listener {

  private static final String SENT = "{\"type\":\"message.send\",\"message\":\"c.1.1\"}";

  private final URI url = URI.create("http://127.0.0.1:" + new FreePort().number() + "/messages");
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Vertx vertx;
  private final SmallServer server = new SmallServer(vertx, url);
  private final MessageGateway gateway = new MessageGateway(
      vertx,
      Clock.systemUTC(),
      new Ids(Clock.systemUTC(), new Random(1)),
      new FrontDoor(vertx, url),
      SmallServer.SECRET,
      url,
      this);

  MessageGatewayTest(OneLoop loop) {
    vertx = loop.vertx();
    super();
  }

  @Override
  public void sent(JsonNode message) {
    heard.add(message.path("message").asText());
  }

  @Override
  public void strange(String what) {
    heard.add(what);
  }

  @Test
  void a_message_of_the_server_is_taken_once() {
    gateway.open().await();

    assertThat(server.command("m-1", SENT).await().status()).isEqualTo(204);
    assertThat(server.command("m-1", SENT).await().status()).isEqualTo(204);

    assertThat(heard).containsExactly("c.1.1");
    gateway.close().await();
  }

  @Test
  void a_message_that_nobody_has_signed_is_refused() {
    gateway.open().await();

    var answer = new FrontDoor(vertx, url).post(url.getPath(), Map.of(), SENT).await();

    assertThat(answer.status()).isEqualTo(403);
    assertThat(heard).containsExactly("a message with a bad signature");
    gateway.close().await();
  }
}
