package tandem.console.conversations;

import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.console.ConsoleGround.ANA;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.TwilioSigner;
import tandem.auth.WebhookSignature;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.channels.messages.TwilioPeer;
import tandem.channels.voice.Peer;
import tandem.console.ConsoleGround;
import tandem.document.Json;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/** Messages from the gateway's hook to the agent's answer at the gateway, over real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class MessagesApiTest {

  private static final WebhookSignature SIGNATURE =
      new WebhookSignature(List.of(ConsoleGround.HOOK_SECRET));

  private ConsoleGround ground;
  private String token = "";
  private int events;

  @BeforeAll
  void open(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    ground.take("""
        queues: [{id: texts, name: Texts, department: service, channel: message}]
        entrances: [{channel: message, address: "+31970001", queue: texts}]
        channels: [{channel: message, slots: 20}]
        """);
    token = ground.entrance.session("ana");
    ground.tell(new Signal.PresenceAsked(ANA, new Presence.Ready()));
  }

  @AfterAll
  void close() {
    ground.close();
  }

  @Test
  void a_message_reaches_an_agent_and_the_answer_reaches_the_gateway() {
    var taken = hook(arrived("w-1", "+31612000001", "Where are my shoes?"));
    assertThat(taken.statusCode()).isEqualTo(200);
    var contact = accepted(taken);

    var shown = json(ask(GET, "/contacts/" + contact + "/conversation", ""));
    assertThat(shown.at("/messages/0/text").asText()).isEqualTo("Where are my shoes?");
    assertThat(shown.at("/conversation/correspondent/point").asText()).isEqualTo("+31612000001");
    var said = answer(contact, "k-1", "On their way.");
    assertThat(said.statusCode()).isEqualTo(201);
    assertThat(answer(contact, "k-1", "On their way.").bodyAsString()).contains("\"number\":2");

    var id = shown.at("/conversation/id").asText() + ".2";
    eventually(() -> sent(id).isPresent());
    var command = sent(id).orElseThrow();
    assertThat(command.path("to").asText()).isEqualTo("+31612000001");
    assertThat(command.path("from").asText()).isEqualTo("+31970001");
    assertThat(command.path("text").asText()).isEqualTo("On their way.");
    var report = Json.MAPPER.createObjectNode().put("type", "message.read").put("message", id);
    assertThat(hook(report).bodyAsString()).contains("accepted");
    assertThat(hook(report).bodyAsString()).contains("repeated");
    assertThat(json(ask(GET, "/contacts/" + contact + "/conversation", ""))
            .at("/messages/1/delivery")
            .asText())
        .isEqualTo("read");
  }

  @Test
  void all_tries_of_a_message_have_one_webhook_id_and_an_agents_retry_has_another() {
    var taken = hook(arrived("w-7", "+31612000007", "Hello"));
    var contact = accepted(taken);
    var conversation = taken.bodyAsJsonObject().getString("conversation");
    var first = conversation + ".2";
    var again = first + ".1";
    ground.gateway.says(503, "{}");
    try {
      assertThat(answer(contact, "k-7", "Hi").statusCode()).isEqualTo(201);
      eventually(() -> got(first).size() >= 2);
      ground.gateway.says(422, "{\"reason\":\"no such account\"}");
      eventually(() -> delivery(conversation, 2).equals("failed"));
    } finally {
      ground.gateway.says(200, "{}");
    }
    assertThat(retry(conversation, 2).statusCode()).isEqualTo(200);
    eventually(() -> delivery(conversation, 2).equals("sent"));

    assertThat(webhookIds(first)).hasSize(1);
    assertThat(webhookIds(again)).hasSize(1).doesNotContainAnyElementsOf(webhookIds(first));
  }

  @Test
  void a_repeated_report_about_the_first_try_does_not_fail_the_second_one() {
    var taken = hook(arrived("y-1", "+31612000071", "Hello"));
    var contact = accepted(taken);
    answer(contact, "y-k-1", "Good morning");
    var conversation = taken.bodyAsJsonObject().getString("conversation");
    eventually(() -> sent(conversation + ".2").isPresent());
    var failed = Json.MAPPER
        .createObjectNode()
        .put("type", "message.failed")
        .put("message", conversation + ".2")
        .put("reason", "telephone off");
    assertThat(hook(failed).bodyAsString()).contains("accepted");

    ask(POST, "/conversations/" + conversation + "/messages/2/retry", "");
    eventually(() -> sent(conversation + ".2.1").isPresent());
    assertThat(hook(failed).bodyAsString()).contains("repeated");

    var second = Json.MAPPER
        .createObjectNode()
        .put("type", "message.delivered")
        .put("message", conversation + ".2.1");
    assertThat(hook(second).bodyAsString()).contains("accepted");
    assertThat(json(ask(GET, "/contacts/" + contact + "/conversation", ""))
            .at("/messages/1/delivery")
            .asText())
        .isEqualTo("delivered");
  }

  @Test
  void the_key_of_an_answer_to_another_contact_is_refused_and_no_answer_gets_lost() {
    var one = accepted(hook(arrived("z-1", "+31612000081", "Hello")));
    var other = accepted(hook(arrived("z-2", "+31612000082", "Hello")));
    assertThat(answer(one, "z-k", "To the first").statusCode()).isEqualTo(201);

    var refused = answer(other, "z-k", "To the second");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.bodyAsString()).contains("Idempotency-Key");
    assertThat(answer(one, "z-k", "To the first").statusCode()).isEqualTo(201);
  }

  @Test
  void the_number_of_a_user_of_another_messenger_is_nobodys_telephone() {
    var id = "0612000091";
    var taken = hook(arrived("n-1", id, "Hello").put("network", "telegram"));
    var contact = taken.bodyAsJsonObject().getString("contact");

    var point = json(ask(GET, "/contacts/" + contact + "/conversation", ""))
        .at("/conversation/correspondent/point");
    assertThat(point.asText()).isEqualTo("telegram:" + id);
    var by_phone = hook(arrived("n-2", id, "Hello").put("network", "sms"))
        .bodyAsJsonObject()
        .getString("contact");
    // the same thread of our address: it joins the conversation that is there
    assertThat(by_phone).isEqualTo(contact);
    accepted(taken);
  }

  @Test
  void files_of_a_message_go_along_with_an_answer_without_being_uploaded_again() {
    var event = arrived("w-9", "+31612000009", "two files");
    var files = event.putArray("attachments");
    for (var name : List.of("one.txt", "two.txt")) {
      files
          .addObject()
          .put("name", name)
          .put(
              "content", Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8)));
    }
    var taken = hook(event);
    var contact = accepted(taken);
    var conversation = taken.bodyAsJsonObject().getString("conversation");
    var path = "/conversations/" + conversation + "/messages/1/attachments";

    var copied = ask(POST, path, "{\"places\":[2,1,2]}");

    assertThat(copied.statusCode()).isEqualTo(201);
    assertThat(json(copied).at("/attachments/0/name").asText()).isEqualTo("two.txt");
    assertThat(json(copied).at("/attachments/1/name").asText()).isEqualTo("one.txt");
    assertThat(json(copied).path("attachments")).hasSize(2);
    var answer = Json.MAPPER.createObjectNode().put("text", "as you sent them");
    answer.putArray("attachments").add(json(copied).at("/attachments/0/id").asText());
    assertThat(post("/contacts/" + contact + "/messages", "k-f", answer).statusCode())
        .isEqualTo(201);
    var sent = ask(GET, "/conversations/" + conversation + "/messages/2/attachments/1", "");
    assertThat(sent.bodyAsString()).isEqualTo("two.txt");
    assertThat(ask(POST, path, "{\"places\":[1,3]}").statusCode()).isEqualTo(404);
    for (var bad : List.of("[]", "[0]", "[-1]", "[\"x\"]", "[null]", "null", "1")) {
      assertThat(ask(POST, path, "{\"places\":" + bad + "}").statusCode())
          .as(bad)
          .isIn(400, 422);
    }
    var other = ground.entrance.session("tom");
    var theirs = await(ground
        .entrance
        .request(POST, "/api/v1" + path)
        .putHeader("Authorization", "Bearer " + other)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer("{\"places\":[1]}")));
    assertThat(theirs.statusCode()).isEqualTo(201);
    var stolen = Json.MAPPER.createObjectNode().put("text", "not mine");
    stolen.putArray("attachments").add(json(theirs).at("/attachments/0/id").asText());
    assertThat(post("/contacts/" + contact + "/messages", "k-g", stolen).statusCode())
        .isEqualTo(422);
    assertThat(await(ground
                .entrance
                .request(POST, "/api/v1" + path)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer("{\"places\":[1]}")))
            .statusCode())
        .isEqualTo(401);
  }

  @Test
  void a_file_goes_in_and_out_unchanged_with_a_name_in_any_script() {
    var content = Buffer.buffer("hello ".repeat(100_000));
    var event = arrived("w-2", "+31612000002", "see file");
    event
        .putArray("attachments")
        .addObject()
        .put("name", "../../rechnung \u00fc \u65e5\u672c.txt")
        .put("content", Base64.getEncoder().encodeToString(content.getBytes()));
    var taken = hook(event);
    var contact = accepted(taken);
    var conversation = taken.bodyAsJsonObject().getString("conversation");

    var file = ask(GET, "/conversations/" + conversation + "/messages/1/attachments/1", "");

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.body()).isEqualTo(content);
    assertThat(file.getHeader("Content-Disposition"))
        .isEqualTo("attachment; filename*=UTF-8''rechnung%20%C3%BC%20%E6%97%A5%E6%9C%AC.txt");
    assertThat(file.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    var uploaded = await(request(POST, "/attachments?name=label.pdf")
        .putHeader("Content-Type", "application/octet-stream")
        .sendBuffer(Buffer.buffer("%PDF-1.4 label")));
    assertThat(uploaded.statusCode()).isEqualTo(201);
    assertThat(uploaded.bodyAsJsonObject().getString("type")).isEqualTo("application/pdf");
    var body = Json.MAPPER.createObjectNode().put("text", "your label");
    body.putArray("attachments").add(uploaded.bodyAsJsonObject().getString("id"));
    assertThat(post("/contacts/" + contact + "/messages", "k-2", body).statusCode())
        .isEqualTo(201);
    eventually(() -> sent(conversation + ".2").isPresent());
    assertThat(
            sent(conversation + ".2").orElseThrow().at("/attachments/0/content").asText())
        .isEqualTo(
            Base64.getEncoder().encodeToString("%PDF-1.4 label".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_file_that_is_too_large_is_refused_and_nothing_of_it_stays() {
    var large = await(request(POST, "/attachments?name=large.bin")
        .putHeader("Content-Type", "application/octet-stream")
        .sendBuffer(Buffer.buffer(new byte[26 * 1024 * 1024])));

    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(ground.ask("SELECT count(*) FROM upload WHERE name = 'large.bin'"))
        .isEqualTo("0");
  }

  @Test
  void a_short_code_is_an_address_and_not_a_telephone_number() {
    var taken = hook(arrived("w-3", "12345", "code"));

    var shown =
        json(ask(GET, "/conversations/" + taken.bodyAsJsonObject().getString("conversation"), ""));

    assertThat(shown.at("/conversation/correspondent/kind").asText()).isEqualTo("visitor");
    assertThat(shown.at("/conversation/correspondent/point").asText()).isEqualTo("messages:12345");
  }

  @Test
  void a_message_of_which_little_can_be_read_is_kept_with_what_came() {
    var event = arrived("w-4", "Zo\u00eb", "x");
    event.put("at", "yesterday");
    event.putArray("text").add("a list");

    var taken = hook(event);

    assertThat(taken.statusCode()).isEqualTo(200);
    var message = json(ask(
            GET, "/conversations/" + taken.bodyAsJsonObject().getString("conversation"), ""))
        .at("/messages/0");
    assertThat(message.path("text").asText()).isEqualTo("[\"a list\"]");
    assertThat(message.at("/details/unread/at").asText()).isEqualTo("yesterday");
  }

  @Test
  void an_event_without_signature_sender_or_type_is_refused_with_the_reason() {
    var unsigned = await(ground
        .entrance
        .request(POST, "/hooks/messages")
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer("{}")));
    assertThat(unsigned.statusCode()).isEqualTo(403);
    assertThat(hook(Json.MAPPER.createObjectNode().put("type", "message.eaten")).bodyAsString())
        .contains("type must be one of message.arrived");
    assertThat(
            hook(Json.MAPPER.createObjectNode().put("type", "message.arrived")).bodyAsString())
        .contains("from is missing");
    assertThat(hook(Json.MAPPER
                .createObjectNode()
                .put("type", "message.read")
                .put("message", "00000000-0000-4000-8000-000000000001.1"))
            .statusCode())
        .isEqualTo(404);
  }

  @Test
  void what_was_read_is_noted_and_wrong_numbers_are_named() {
    var taken = hook(arrived("w-5", "+31612000005", "Hello"));
    var conversation = "/conversations/" + taken.bodyAsJsonObject().getString("conversation");

    assertThat(ask(PUT, conversation + "/read", "{\"number\":7}").statusCode()).isEqualTo(204);

    assertThat(json(ask(GET, conversation, "")).at("/conversation/agent_read").asInt())
        .isEqualTo(1);
    assertThat(ask(PUT, conversation + "/read", "{\"number\":0}").statusCode()).isEqualTo(422);
    assertThat(ask(GET, conversation + "/messages?before=x", "").bodyAsString())
        .contains("before must be a whole number");
    assertThat(ask(GET, conversation + "/messages/99", "").statusCode()).isEqualTo(404);
  }

  @Test
  void a_message_by_twilio_reaches_an_agent_and_the_answer_reaches_twilio() {
    var form = Map.of(
        "MessageSid", "SM1",
        "AccountSid", TwilioPeer.ACCOUNT,
        "From", "whatsapp:+31612000009",
        "To", "whatsapp:+31970001",
        "Body", "Where are my shoes?");
    var body = MultiMap.caseInsensitiveMultiMap().addAll(form);
    var request = ground.entrance.request(POST, "/hooks/messages/twilio");
    var url = ground.entrance.origin() + "/hooks/messages/twilio";
    var answer = await(request
        .putHeader("X-Twilio-Signature", TwilioSigner.sign(ConsoleGround.TWILIO_TOKEN, url, form))
        .sendForm(body));
    assertThat(answer.bodyAsString()).endsWith("<Response></Response>");
    var contact = new ContactId(UUID.fromString(
        ground.ask("SELECT contact FROM conversation WHERE carrier = 'twilio-whatsapp'")));
    accept(contact);

    assertThat(answer(contact, "k-t", "On their way.").statusCode()).isEqualTo(201);

    eventually(() -> !ground.twilio.taken.isEmpty());
    assertThat(ground.twilio.taken.getFirst().one("To")).isEqualTo("whatsapp:+31612000009");
    assertThat(ground.twilio.taken.getFirst().one("Body")).isEqualTo("On their way.");
    assertThat(json(ask(GET, "/contacts/" + contact + "/conversation", ""))
            .path("text_length_max")
            .asInt())
        .isEqualTo(4_096);
  }

  private static ObjectNode arrived(String id, String from, String text) {
    return Json.MAPPER
        .createObjectNode()
        .put("type", "message.arrived")
        .put("id", id)
        .put("from", from)
        .put("to", "+31970001")
        .put("text", text);
  }

  private HttpResponse<Buffer> hook(ObjectNode event) {
    var body = Buffer.buffer(event.toString());
    var request = ground.entrance.request(POST, "/hooks/messages");
    SIGNATURE.sign("msg_" + ++events, body, ground.clock.instant()).forEach(request::putHeader);
    return await(request.putHeader("Content-Type", "application/json").sendBuffer(body));
  }

  private ContactId accepted(HttpResponse<Buffer> taken) {
    return accept(ContactId.parse(taken.bodyAsJsonObject().getString("contact")));
  }

  private ContactId accept(ContactId contact) {
    eventually(() -> await(ground.routing.committed().read(floor -> floor.contact(contact)))
        .filter(open -> open.phase() instanceof Phase.Offered)
        .isPresent());
    ground.tell(new Signal.OfferAccepted(new OfferId(contact, 1), ANA));
    return contact;
  }

  private String delivery(String conversation, int number) {
    return json(ask(GET, "/conversations/" + conversation + "/messages?after=" + (number - 1), ""))
        .at("/messages/0/delivery")
        .asText();
  }

  private HttpResponse<Buffer> retry(String conversation, int number) {
    return await(request(POST, "/conversations/" + conversation + "/messages/" + number + "/retry")
        .send());
  }

  private Set<String> webhookIds(String message) {
    return got(message).stream()
        .map(got -> got.headers().get(WebhookSignature.ID))
        .collect(Collectors.toSet());
  }

  private List<Peer.Got> got(String message) {
    return ground.gateway.got.stream()
        .filter(got -> Json.read(got.body().toString(), JsonNode.class)
            .path("message")
            .asText()
            .equals(message))
        .toList();
  }

  private Optional<JsonNode> sent(String message) {
    return ground.gateway.got.stream()
        .map(got -> Json.read(got.body().toString(), JsonNode.class))
        .filter(command -> command.path("message").asText().equals(message))
        .findFirst();
  }

  private HttpResponse<Buffer> answer(ContactId contact, String key, String text) {
    return post(
        "/contacts/" + contact + "/messages",
        key,
        Json.MAPPER.createObjectNode().put("text", text));
  }

  private HttpResponse<Buffer> post(String path, String key, JsonNode body) {
    return await(request(POST, path)
        .putHeader("Content-Type", "application/json")
        .putHeader("Idempotency-Key", key)
        .sendBuffer(Buffer.buffer(body.toString())));
  }

  private io.vertx.ext.web.client.HttpRequest<Buffer> request(HttpMethod method, String path) {
    return ground
        .entrance
        .request(method, "/api/v1" + path)
        .putHeader("Authorization", "Bearer " + token);
  }

  private HttpResponse<Buffer> ask(HttpMethod method, String path, String body) {
    var request = request(method, path);
    return await(
        body.isEmpty()
            ? request.send()
            : request
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body)));
  }

  private static JsonNode json(HttpResponse<Buffer> answer) {
    return Json.read(answer.bodyAsString(), JsonNode.class);
  }
}
