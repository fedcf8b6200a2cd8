package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.channels.chat.ChatClient;
import tandem.commands.Doctor;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.storage.AskedDatabase;
import tandem.storage.TestDatabase;

/** The node that owns the floor dies in the middle of chats, and they go on at the other node. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class ChatTakeoverIT {

  private static final String SITE = "shop-help";

  @TempDir
  private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void chats_resume_by_number_at_another_node_when_theirs_is_killed(Vertx vertx) throws Exception {
    var database = new AskedDatabase(TestDatabase.freshAddress());
    var environment = Map.of("TANDEM_DATABASE_URL", database.url());
    try (var owner = Node.start(Files.createDirectory(folder.resolve("owner")), environment);
        var other = Node.start(Files.createDirectory(folder.resolve("other")), environment)) {
      admin(owner, "/api/v1/floor", """
          queues: [{id: service_chat, name: Customer service by chat, department: service, channel: chat, offer_timeout: 600}]
          channels: [{channel: chat, slots: 1, blocks: [call], link: immediate, customer: live}]
          """, "application/yaml");
      var talking = ChatClient.connect(vertx, owner.http().getPort(), SITE, "", 0);
      talking.said("m-0", "text 0");
      var token = Json.read(
              admin(owner, "/api/v1/tokens", "{\"agent\":\"daan\"}", "application/json"),
              JsonNode.class)
          .path("token")
          .asText();
      try (var daan = DeskClient.connect(vertx, other.http().getPort(), token)) {
        daan.say("{\"type\":\"hello\"}");
        daan.doing("c-1", "\"do\":\"ready\"");
        var offer = daan.until("offer.created").path("offer");
        daan.doing("c-2", "\"do\":\"accept\",\"offer\":\"" + offer.path("id").asText() + "\"");
        talking.state("talking");
        var contact = offer.path("contact").asText();
        answer(other, token, contact, "before");
        talking.message(2);
        var waiting = ChatClient.connect(vertx, owner.http().getPort(), SITE, "", 0);
        waiting.said("w-1", "And me?");
        var place = waiting.state("waiting");

        IntStream.rangeClosed(1, 7).forEach(i -> talking.saying("m-" + i, "text " + i));
        owner.kill();

        var resumed = ChatClient.connect(vertx, other.http().getPort(), SITE, talking.token(), 2);
        var numbers = IntStream.rangeClosed(1, 7)
            .map(i -> resumed.said("m-" + i, "text " + i))
            .toArray();
        assertThat(numbers).containsExactly(IntStream.rangeClosed(3, 9).toArray());
        answer(other, token, contact, "after");
        assertThat(resumed.message(10).path("text").asText()).isEqualTo("after");
        assertThat(resumed.numbers())
            .containsExactlyElementsOf(IntStream.rangeClosed(3, 9).boxed().toList());
        assertThat(database.ask("SELECT string_agg(text, ' ' ORDER BY m.number) FROM message m"
                + " JOIN conversation c ON c.id = m.conversation"
                + " WHERE c.contact = '" + contact + "' AND m.direction = 'in'"))
            .isEqualTo(String.join(
                " ", IntStream.rangeClosed(0, 7).mapToObj(i -> "text " + i).toList()));

        var back = ChatClient.connect(vertx, other.http().getPort(), SITE, waiting.token(), 1);
        var kept = back.until(message -> message.path("place").asInt() == 1);
        assertThat(kept.path("contact")).isEqualTo(place.path("contact"));
        back.close();
        resumed.close();
      }
      assertThat(new Doctor(database.address()).examine().rows()).isZero();
    }
  }

  private void answer(Node node, String token, String contact, String text) throws Exception {
    send(
        node,
        "/api/v1/contacts/" + contact + "/messages",
        token,
        Json.write(Map.of("text", text)),
        "application/json");
  }

  private String admin(Node node, String path, String body, String type) throws Exception {
    return send(node, path, node.secret("admin-token"), body, type);
  }

  private String send(Node node, String path, String token, String body, String type)
      throws Exception {
    var answer = http.send(
        HttpRequest.newBuilder(node.http().resolve(path))
            .header("authorization", "Bearer " + token)
            .header("content-type", type)
            .header("idempotency-key", "k" + body.hashCode())
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }
}
