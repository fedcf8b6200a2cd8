package tandem.channels.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.channels.chat.ChatGround.CLOSED;
import static tandem.channels.chat.ChatGround.SHOP;
import static tandem.channels.chat.ChatGround.eventually;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.ConversationId;
import tandem.conversations.Messages;
import tandem.conversations.NewMessage;
import tandem.conversations.Visits;
import tandem.conversations.Writer;
import tandem.desk.conversations.Absences;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.MessageEvents;
import tandem.desk.conversations.SiteKeys;
import tandem.document.Json;

/** Visitors with real sockets, the floor behind them, and an agent who answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class ChatTest {

  private Vertx vertx;
  private ChatGround ground;

  @BeforeAll
  void open(Vertx vertx) {
    this.vertx = vertx;
    ground = new ChatGround(vertx);
  }

  @AfterAll
  void close() {
    ground.close();
  }

  private static ObjectNode fields() {
    return Json.MAPPER.createObjectNode();
  }

  private String ask(String query) {
    return ground.console.ask(query);
  }

  // --- a talk

  @Test
  void a_visitor_asks_and_an_agent_answers() {
    try (var visitor = ground.visitor()) {
      assertThat(visitor.said("a-1", "Where is my blender?")).isEqualTo(1);
      assertThat(visitor.message(1).path("id").asText()).isEqualTo("a-1");
      var contact = ground.accepted(visitor);

      ground.answer(contact, "On its <b>way</b>.");

      var answer = visitor.message(2);
      assertThat(answer.path("writer").asText()).isEqualTo("agent");
      assertThat(answer.path("text").asText()).isEqualTo("On its <b>way</b>.");
      ground.finish(contact);
      assertThat(visitor.state("none").has("contact")).isFalse();
    }
  }

  @Test
  void a_message_is_sent_delivered_and_read_and_both_sides_see_who_types() {
    try (var visitor = ground.visitor()) {
      visitor.said("d-1", "Hello");
      var contact = ground.accepted(visitor);
      ground.answer(contact, "Good morning");
      visitor.message(2);
      var conversation = conversation(contact.toString());
      eventually(() -> delivery(conversation, 2).equals("sent"));

      visitor.say("{\"type\":\"got\",\"number\":2}");
      eventually(() -> delivery(conversation, 2).equals("delivered"));
      visitor.say("{\"type\":\"read\",\"number\":2}");

      eventually(() -> delivery(conversation, 2).equals("read"));
      var desk = ground.console.messages.conversations();
      desk.typing(conversation, tandem.console.ConsoleGround.TOM, true);
      assertThat(visitor.until("typing").path("is_typing").asBoolean()).isTrue();
      visitor.said("d-2", "Are you there?");
      await(desk.read(conversation, 3));
      assertThat(visitor.until("read").path("number").asInt()).isEqualTo(3);
      var heard = new java.util.concurrent.LinkedBlockingQueue<Boolean>();
      ground.console.messages.feed().listen(news -> {
        if (news instanceof tandem.desk.conversations.ConversationNews.Typing typing
            && typing.agent().isEmpty()
            && typing.conversation().equals(conversation)) {
          heard.add(typing.isTyping());
        }
      });
      visitor.say("{\"type\":\"typing\",\"is_typing\":true}");
      eventually(() -> heard.contains(true));
      visitor.cut();
      eventually(() -> heard.contains(false));
      ground.finish(contact);
    }
  }

  private ConversationId conversation(String contact) {
    return ConversationId.parse(
        ask("SELECT conversation FROM conversation_contact WHERE contact = '" + contact + "'"));
  }

  private String delivery(ConversationId conversation, int number) {
    return ask("SELECT delivery FROM message WHERE conversation = '%s' AND number = %d"
        .formatted(conversation, number));
  }

  // --- resuming

  @Test
  void a_visitor_who_reconnects_gets_each_missed_message_once_and_in_order() {
    var first = ground.visitor();
    first.said("r-1", "Hello");
    var contact = ground.accepted(first);
    first.message(1);
    first.cut();
    IntStream.range(0, 120).forEach(i -> ground.answer(contact, "answer " + i));

    try (var back = ground.visitor(first.token(), 1)) {
      assertThat(back.message(121).path("text").asText()).isEqualTo("answer 119");
      assertThat(back.numbers()).isEqualTo(IntStream.rangeClosed(2, 120).boxed().toList());
      // a number that does not exist yet is not believed
      try (var confused = ground.visitor(first.token(), 5_000)) {
        confused.message(121);
        assertThat(confused.numbers())
            .isEqualTo(IntStream.rangeClosed(92, 120).boxed().toList());
        var page = confused.ask("h", "history", fields().put("before", 92));
        assertThat(page.at("/ok/messages").findValuesAsText("number"))
            .isEqualTo(IntStream.iterate(91, n -> n - 1)
                .limit(30)
                .mapToObj(String::valueOf)
                .toList());
      }
    }
    ground.finish(contact);
  }

  @Test
  void two_tabs_of_a_visitor_show_the_same() {
    try (var one = ground.visitor();
        var two = ground.visitor(one.token(), 0)) {
      one.said("t-1", "from the first");
      assertThat(two.message(1).path("id").asText()).isEqualTo("t-1");

      assertThat(two.said("t-2", "from the second")).isEqualTo(2);

      assertThat(one.message(2).path("text").asText()).isEqualTo("from the second");
      assertThat(two.token()).isEqualTo(one.token());
      one.ask("t-3", "leave", fields());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 50})
  void a_message_that_comes_many_times_at_once_is_one_message(int times) {
    var clients = new ArrayList<ChatClient>();
    var first = ground.visitor();
    clients.add(first);
    for (int i = 1; i < Math.min(times, 8); i++) {
      clients.add(ground.visitor(first.token(), 0));
    }
    // beyond the limit of a visitor some are refused, and none is stored twice
    for (int i = 0; i < times; i++) {
      clients.get(i % clients.size()).saying("same", "said " + times + " times");
    }
    int taken = 0;
    for (int i = 0; i < times; i++) {
      var answer = clients.get(i % clients.size()).answer("same");
      if (answer.has("ok")) {
        assertThat(answer.at("/ok/number").asInt()).isEqualTo(1);
        taken++;
      } else {
        assertThat(answer.at("/problem/status").asInt()).isEqualTo(429);
      }
    }

    assertThat(taken).isPositive();
    assertThat(ask("SELECT count(*) FROM message WHERE text = 'said " + times + " times'"))
        .isEqualTo("1");
    first.ask("bye", "leave", fields());
    clients.forEach(ChatClient::close);
  }

  @Test
  void messages_of_a_visitor_keep_their_order() {
    try (var visitor = ground.visitor()) {
      for (int i = 1; i <= 10; i++) {
        visitor.saying("o-" + i, "number " + i);
      }

      for (int i = 1; i <= 10; i++) {
        assertThat(visitor.answer("o-" + i).at("/ok/number").asInt()).isEqualTo(i);
      }
      visitor.ask("bye", "leave", fields());
    }
  }

  // --- strangers

  @Test
  void a_stranger_sees_nothing_without_the_visitors_token() {
    try (var visitor = ground.visitor()) {
      visitor.said("s-1", "my secret");
      var token = visitor.token();
      int dot = token.lastIndexOf('.');
      var forged = List.of(
          "",
          token.substring(0, dot),
          token.substring(0, dot) + ".",
          token.substring(0, token.length() - 1) + (token.endsWith("0") ? "1" : "0"),
          token.substring(0, token.length() - 2),
          token + "0",
          "v.AAAAAAAAAAAAAAAAAAAAAA" + token.substring(dot),
          "x".repeat(5_000));
      for (var text : forged) {
        try (var stranger = ground.visitor(text, 0)) {
          assertThat(stranger.token()).isNotEqualTo(token);
          assertThat(stranger
                  .ask("h", "history", fields().put("before", 100))
                  .at("/ok/messages")
                  .size())
              .isZero();
        }
      }
      // a token counts at its own site only
      try (var elsewhere = ChatClient.resume(ground.console, "other", token, 0)) {
        assertThat(elsewhere.token()).isNotEqualTo(token);
      }
      visitor.ask("bye", "leave", fields());
    }
  }

  @Test
  void a_signed_user_has_one_conversation_in_every_browser_and_is_found_by_a_signed_address() {
    var key =
        ground.api(HttpMethod.POST, "/api/v1/sites/shop/keys", "").path("key").asText();
    var email = "Zoe@Customers.example";
    var customer = ground
        .api(
            HttpMethod.POST,
            "/api/v1/customers",
            "{\"name\":\"Zoe\",\"contact_points\":[{\"kind\":\"email\",\"value\":\"zoe@customers.example\"}]}")
        .path("id")
        .asText();
    var identity = identity(key, "user-7");
    identity
        .put("name", "Zo\u00eb")
        .put("email", email)
        .put("email_hmac", hmac(key, "user-7\n" + email));
    try (var desk = hello(identity)) {
      desk.said("i-1", "Hello");
      var contact = desk.state("waiting").path("contact").asText();
      assertThat(ask("SELECT customer FROM conversation WHERE contact = '" + contact + "'"))
          .isEqualTo(customer);

      try (var phone = hello(identity)) {
        assertThat(phone.message(1).path("text").asText()).isEqualTo("Hello");
      }
      desk.ask("bye", "leave", fields());
    }
    // an address that is not signed finds nobody
    var unsigned = identity(key, "user-8").put("email", email).put("email_hmac", "00");
    try (var stranger = hello(unsigned)) {
      stranger.said("i-2", "Hello");
      var contact = stranger.state("waiting").path("contact").asText();
      assertThat(ask("SELECT customer FROM conversation WHERE contact = '" + contact + "'"))
          .isNotEqualTo(customer);
      stranger.ask("bye", "leave", fields());
    }
  }

  @Test
  void a_wrong_signature_leaves_the_visitor_unknown_and_two_keys_count_at_a_time() {
    var keys = IntStream.range(0, 3)
        .mapToObj(_ -> ground.api(HttpMethod.POST, "/api/v1/sites/other/keys", ""))
        .toList();
    assertThat(ground.api(HttpMethod.GET, "/api/v1/sites/other/keys", "").toString())
        .doesNotContain(keys.getLast().path("key").asText());
    var numbers = keys.stream().map(key -> key.path("number").asInt()).toList();

    assertThat(isKnown("other", keys.get(0).path("key").asText())).isFalse();
    assertThat(isKnown("other", keys.get(1).path("key").asText())).isTrue();
    assertThat(isKnown("other", keys.get(2).path("key").asText())).isTrue();
    ground.api(HttpMethod.DELETE, "/api/v1/sites/other/keys/" + numbers.get(1), "");
    assertThat(isKnown("other", keys.get(1).path("key").asText())).isFalse();
    assertThat(ask("SELECT count(*) FROM audit WHERE body::text LIKE '%"
            + keys.getLast().path("key").asText() + "%'"))
        .isEqualTo("0");
    var client = ChatClient.connect(ground.console, "other");
    client.say("{\"type\":\"hello\",\"identity\":{\"id\":\"a\",\"hmac\":\"zz\"}}");
    assertThat(client.until("welcome").path("identity").asText()).isEqualTo("refused");
    client.close();
  }

  private boolean isKnown(String site, String key) {
    var client = ChatClient.connect(ground.console, site);
    client.say(fields()
        .put("type", "hello")
        .<ObjectNode>set("identity", identity(key, "user-9"))
        .toString());
    var welcome = client.until("welcome");
    client.close();
    return welcome.path("is_known").asBoolean();
  }

  private ChatClient hello(ObjectNode identity) {
    return ChatClient.hello(ground.console, SHOP, fields().<ObjectNode>set("identity", identity));
  }

  private static ObjectNode identity(String key, String id) {
    return fields().put("id", id).put("hmac", hmac(key, id));
  }

  private static String hmac(String key, String text) {
    return HexFormat.of().formatHex(SiteKeys.sign(key, text));
  }

  @Test
  void a_signed_users_token_opens_nothing_without_a_right_signature() {
    var key =
        ground.api(HttpMethod.POST, "/api/v1/sites/other/keys", "").path("key").asText();
    var signed = ChatClient.hello(
        ground.console, "other", fields().set("identity", identity(key, "user-70")));
    var token = signed.token();
    signed.close();
    var wrong = identity(key, "user-70").put("hmac", "00");
    for (var hello : List.of(
        fields().put("token", token),
        fields().put("token", token).<ObjectNode>set("identity", wrong))) {
      try (var stranger = ChatClient.hello(ground.console, "other", hello)) {
        assertThat(stranger.token()).isNotEqualTo(token).startsWith("v.");
      }
    }
    var again = fields().put("token", token).<ObjectNode>set("identity", identity(key, "user-70"));
    try (var user = ChatClient.hello(ground.console, "other", again)) {
      assertThat(user.token()).isEqualTo(token);
    }
  }

  @Test
  void a_message_of_which_no_news_came_is_shown_nevertheless() {
    try (var visitor = ground.visitor()) {
      visitor.said("b-1", "Hello");
      var conversation = conversation(visitor.state("waiting").path("contact").asText());

      await(new Messages()
          .add(
              ground.console.base.database().pool(),
              conversation,
              new NewMessage(
                  ground.console.clock.instant(),
                  Writer.RESPONDER,
                  Optional.empty(),
                  "test:" + conversation,
                  Optional.empty(),
                  "We are coming",
                  Optional.empty(),
                  fields(),
                  List.of()),
              Optional.empty()));

      assertThat(visitor.message(2).path("text").asText()).isEqualTo("We are coming");
      visitor.ask("bye", "leave", fields());
    }
  }

  // --- hostile clients

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"hello\"",
        "{\"type\":\"got\",\"number\":-1}",
        "{\"type\":\"read\",\"number\":\"x\"}",
        "{\"type\":\"hello\"}",
        "{\"do\":\"say\",\"text\":\"no id\"}",
        "{\"id\":\"\\u0000\",\"do\":\"say\"}",
        "{\"id\":\"a b\",\"do\":\"say\"}"
      })
  void a_frame_that_nobody_can_answer_ends_the_connection_and_nothing_else(String frame) {
    var visitor = ground.visitor();

    visitor.throwAt(frame);

    assertThat(visitor.closeCode()).isEqualTo(ChatSocket.POLICY);
    try (var next = ground.visitor()) {
      assertThat(next.token()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"id":"x","do":"say"}                                          | text is required, or an attachment
      {"id":"x","do":"say","text":"  "}                              | text is required, or an attachment
      {"id":"x","do":"say","text":7}                                 | text
      {"id":"x","do":"say","text":"a","attachments":["no"]}          | attachments
      {"id":"x","do":"say","text":"a","attachments":["00000000-0000-0001-0000-000000000002"]} | is not a file that you have uploaded
      {"id":"x","do":"history","before":0}                           | before must be a positive number
      {"id":"x","do":"rate","score":3}                               | contact
      {"id":"x","do":"transcript","email":"nobody"}                  | email must be an email address
      {"id":"x","do":"offline","email":"a@b.example","text":""}      | text is required
      {"id":"x","do":"fly"}                                          | do must be one of
      """)
  void a_command_that_breaks_a_rule_is_answered_with_the_rule(String frame, String rule) {
    try (var visitor = ground.visitor()) {
      visitor.say(frame);

      assertThat(visitor.answer("x").path("problem").toString()).contains(rule);
    }
  }

  @Test
  void a_message_has_8000_characters_and_no_more() {
    try (var visitor = ground.visitor()) {
      var longest = "\uD83D\uDE00".repeat(4_000) + "x".repeat(4_000);
      assertThat(visitor.said("l-1", longest)).isEqualTo(1);
      assertThat(visitor.message(1).path("text").asText()).isEqualTo(longest);

      visitor.saying("l-2", longest + "x");

      assertThat(visitor.answer("l-2").toString()).contains("at most 8000 characters");
      visitor.ask("bye", "leave", fields());
    }
  }

  @Test
  void a_visitor_is_not_refused_for_a_character_that_cannot_be_stored_or_a_number_nobody_reads() {
    try (var visitor = ground.visitor()) {
      visitor.say(
          "{\"id\":\"u-1\",\"do\":\"say\",\"text\":\"a\\u0000b \\ud800 c\",\"took\":1e131071,"
              + "\"more\":{\"x\":[1e-20000]}}");

      assertThat(visitor.answer("u-1").at("/ok/number").asInt()).isEqualTo(1);
      assertThat(visitor.message(1).path("text").asText()).isEqualTo("ab \uFFFD c");
      visitor.ask("bye", "leave", fields());
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      \\ud83d\\ude00, 8000
      \\u0301,       8000
      \\",           8000
      \\u0001,       0
      \\u202e,       8000
      """)
  void a_message_of_8000_characters_comes_however_its_client_escapes_them(
      String character, int kept) {
    try (var visitor = ground.visitor()) {
      visitor.say("{\"id\":\"w-1\",\"do\":\"say\",\"text\":\"" + character.repeat(8_000) + "\"}");

      var answer = visitor.answer("w-1");

      if (kept == 0) {
        assertThat(answer.toString()).contains("text is required");
      } else {
        assertThat(answer.at("/ok/number").asInt()).as("%s", answer).isEqualTo(1);
        var text = visitor.message(1).path("text").asText();
        assertThat(text.codePointCount(0, text.length())).isEqualTo(kept);
        visitor.ask("bye", "leave", fields());
      }
    }
  }

  @Test
  void answers_do_not_pile_up_for_a_client_that_does_not_read() {
    try (var first = ground.visitor()) {
      first.said("n-1", "Hello");
      var contact = ground.accepted(first);
      var long_ = "\uD83D\uDE00".repeat(8_000);
      IntStream.range(0, 30).forEach(_ -> ground.answer(contact, long_));
      first.message(31);
      int before = ground.console.chats.sockets();
      var deaf = ground.visitor(first.token(), 31);
      deaf.socket().pause();

      for (int i = 0; i < ChatSocket.IN_FLIGHT_MAX; i++) {
        deaf.throwAt("{\"id\":\"n-" + i + "\",\"do\":\"history\",\"before\":32}");
      }

      // long before it counts as lost, because it does not answer pings either
      long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
      while (ground.console.chats.sockets() > before) {
        assertThat(deadline - System.nanoTime()).as("it is still open").isPositive();
        Thread.onSpinWait();
      }
      deaf.cut();
      ground.finish(contact);
    }
  }

  @Test
  void a_client_that_types_on_and_off_does_not_make_news_of_it_each_time() {
    try (var visitor = ground.visitor()) {
      visitor.said("y-1", "Hello");
      var contact = visitor.state("waiting").path("contact").asText();
      var conversation = conversation(contact);
      var heard = new java.util.concurrent.LinkedBlockingQueue<Boolean>();
      ground.console.messages.feed().listen(news -> {
        if (news instanceof tandem.desk.conversations.ConversationNews.Typing typing
            && typing.conversation().equals(conversation)) {
          heard.add(typing.isTyping());
        }
      });

      for (int i = 0; i < 20; i++) {
        visitor.say("{\"type\":\"typing\",\"is_typing\":true}");
        visitor.say("{\"type\":\"typing\",\"is_typing\":false}");
      }
      visitor.ask("y-2", "leave", fields());

      assertThat(heard.size()).isLessThanOrEqualTo(6);
      assertThat(heard).contains(true);
      assertThat(List.copyOf(heard).getLast()).isFalse();
    }
  }

  @Test
  void a_storm_of_clients_that_break_off_leaves_no_socket_behind() throws Exception {
    int before = ground.console.chats.sockets();
    int port = ground.console.entrance.port();
    for (int i = 0; i < 600; i++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoLinger(true, 0);
        var out = socket.getOutputStream();
        out.write(("GET /ws/chat?site=shop HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: tandem.v1\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
        out.flush();
        if (i % 3 == 0) {
          socket.getInputStream().read();
        }
        if (i % 3 == 1) {
          out.write(new byte[] {(byte) 0x81, (byte) 0x91, 1, 2, 3, 4});
        }
      }
    }
    var clients = new ArrayList<ChatClient>();
    for (int i = 0; i < 150; i++) {
      clients.add(ground.visitor());
    }

    assertThat(clients).hasSize(150);
    clients.forEach(ChatClient::close);
    eventually(() -> ground.console.chats.sockets() <= before);
  }

  @Test
  void a_request_for_a_socket_with_a_body_is_refused_and_leaves_no_place_taken() throws Exception {
    int before = ground.console.chats.sockets();
    int port = ground.console.entrance.port();
    var body = "x".repeat(5_000);
    for (var framing : List.of(
        "Content-Length: 15000\r\n\r\n" + body,
        "Transfer-Encoding: chunked\r\n\r\n" + "1388\r\n" + body + "\r\n")) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        var out = socket.getOutputStream();
        out.write(("GET /ws/chat?site=shop HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: tandem.v1\r\n"
                + framing)
            .getBytes(StandardCharsets.UTF_8));
        out.flush();
        out.write(
            framing.startsWith("C")
                ? body.getBytes(StandardCharsets.UTF_8)
                : ("1388\r\n" + body + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();

        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
            .isEqualTo("HTTP/1.1 400");
      }
    }
    eventually(() -> ground.console.chats.sockets() <= before);
  }

  @Test
  void a_flood_of_a_visitor_is_refused_with_the_limit_and_the_time_to_come_again() {
    try (var visitor = ground.visitor()) {
      for (int i = 0; i < 14; i++) {
        visitor.saying("f-" + i, "flood " + i);
      }

      var refused =
          visitor.until(message -> message.path("problem").path("status").asInt() == 429);
      assertThat(refused.at("/problem/detail").asText()).contains("10 messages at once");
      assertThat(refused.at("/problem/retry_after_ms").asInt()).isBetween(1, 1_000);
      visitor.ask("bye", "leave", fields());
    }
  }

  @Test
  void too_many_frames_end_the_connection() {
    var visitor = ground.visitor();
    for (int i = 0; i <= ChatSocket.FRAMES_PER_SECOND_MAX * 2 + 1; i++) {
      visitor.throwAt("{\"type\":\"typing\",\"is_typing\":true}");
    }

    assertThat(visitor.closeCode()).isEqualTo(ChatSocket.POLICY);
  }

  @Test
  void a_client_must_say_hello_first_and_once() {
    var silent = ChatClient.connect(ground.console, SHOP);
    silent.throwAt("{\"id\":\"a\",\"do\":\"leave\"}");
    assertThat(silent.closeCode()).isEqualTo(ChatSocket.POLICY);
    var binary = ground.visitor();
    var _ = binary.socket().writeBinaryMessage(Buffer.buffer("x"));
    assertThat(binary.closeCode()).isEqualTo(ChatSocket.POLICY);
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      shop, https://shop.example, 101
      shop, https://SHOP.example, 101
      shop, own, 101
      shop, none, 101
      other, own, 101
      shop, https://shop.example.evil.example, 403
      shop, https://evil.example, 403
      shop, http://shop.example, 403
      shop, https://shop.example:8443, 403
      shop, null, 403
      other, https://shop.example, 403
      unknown, own, 404
      """)
  void only_pages_of_a_site_get_a_socket(String site, String origin, int status) {
    var from = switch (origin) {
      case "own" -> "Origin: " + ground.console.entrance.origin() + "\r\n";
      case "none" -> "";
      default -> "Origin: " + origin + "\r\n";
    };

    int answered = handshake("/ws/chat?site=" + site, from);

    assertThat(answered).isEqualTo(status);
  }

  /** Asks for a socket as a browser does; the client of Vert.x sets an origin of its own. */
  private int handshake(String path, String headers) {
    int port = ground.console.entrance.port();
    var answer = Promise.<Buffer>promise();
    var client = vertx.createNetClient();
    var socket = await(client.connect(port, "127.0.0.1"));
    socket.handler(answer::tryComplete);
    socket.write("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: tandem.v1\r\n"
        + headers + "\r\n");
    int status = Integer.parseInt(await(answer.future()).getString(9, 12));
    await(client.close());
    return status;
  }

  // --- the line

  @Test
  void a_visitor_hears_the_place_in_line_when_it_changes() {
    try (var first = ground.visitor();
        var second = ground.visitor()) {
      // behind whoever waits from other tests
      first.said("p-1", "first");
      int before = first
          .until(message -> message.path("place").asInt() > 0)
          .path("place")
          .asInt();
      second.said("p-2", "second");
      assertThat(second
              .until(message -> message.path("place").asInt() > 0)
              .path("place")
              .asInt())
          .isEqualTo(before + 1);

      first.ask("bye", "leave", fields());

      assertThat(second
              .until(message -> message.path("place").asInt() == before)
              .path("state")
              .asText())
          .isEqualTo("waiting");
      second.ask("bye", "leave", fields());
      second.state("none");
    }
  }

  // --- leaving and coming back

  @Test
  void a_chat_has_a_time_for_its_visitors_return_as_soon_as_it_is_stored() {
    try (var visitor = ground.visitor()) {
      visitor.said("r-1", "Hello?");

      assertThat(
              ask("SELECT count(v.*) FROM conversation c LEFT JOIN visit v ON v.conversation = c.id"
                  + " GROUP BY c.id ORDER BY c.created_at DESC, c.id DESC LIMIT 1"))
          .isEqualTo("1");
      visitor.ask("bye", "leave", fields());
    }
  }

  @Test
  void a_visitor_who_is_gone_keeps_the_place_is_closed_as_left_later_and_continues_when_back() {
    var visitor = ground.visitor();
    visitor.said("g-1", "Hello?");
    var contact = visitor.state("waiting").path("contact").asText();
    visitor.cut();
    var database = ground.console.base.database();
    var visits = new Visits();
    var absences = new Absences(
        vertx,
        database,
        visits,
        ground.console.messages.intake(),
        ground.console.clock,
        System::nanoTime,
        new Absences.Patience(Duration.ofMillis(1), Duration.ofMillis(20)));
    eventually(() -> ask("SELECT count(*) FROM visit v JOIN conversation c ON c.id = v.conversation"
            + " WHERE c.contact = '" + contact + "' AND due_at > now() + interval '9 minutes'")
        .equals("1"));

    absences.work().start(1);
    try {
      eventually(() -> {
        tenMinutesPass();
        return hasEnded(contact);
      });
      assertThat(ask("SELECT ended FROM contact WHERE id = '" + contact + "'"))
          .isIn("abandoned", "short_abandoned");
    } finally {
      await(absences.work().stop());
    }
    try (var back = ground.visitor(visitor.token(), 1)) {
      eventually(() -> ask("SELECT count(*) FROM conversation WHERE contact = '" + contact + "'")
          .equals("0"));
      assertThat(back.said("g-2", "Still there?")).isEqualTo(2);
      back.until(message -> message.path("state").asText().equals("waiting")
          && !message.path("contact").asText().equals(contact));
      back.ask("bye", "leave", fields());
    }
  }

  /** Also when the node has noticed only now that a visitor has gone, and gives them their time. */
  private void tenMinutesPass() {
    await(ground
        .console
        .base
        .database()
        .pool()
        .query("UPDATE visit SET due_at = now() - interval '1 second'")
        .execute());
  }

  private boolean hasEnded(String contact) {
    return ask("SELECT ended IS NOT NULL FROM contact WHERE id = '" + contact + "'")
        .equals("true");
  }

  @Test
  void visitors_get_time_to_come_back_when_the_process_was_frozen() {
    var visitor = ground.visitor();
    visitor.said("f-1", "Hello?");
    var contact = visitor.state("waiting").path("contact").asText();
    visitor.cut();
    eventually(() -> ask("SELECT count(*) FROM visit v JOIN conversation c ON c.id = v.conversation"
            + " WHERE c.contact = '" + contact + "' AND due_at > now() + interval '9 minutes'")
        .equals("1"));
    var looks = new AtomicInteger();
    var isFrozen = new AtomicBoolean(true);
    // each time the timer is set or fires, ten more seconds have passed
    LongSupplier nanos = () -> System.nanoTime()
        + Duration.ofSeconds(10).toNanos()
            * (isFrozen.get() ? looks.incrementAndGet() : looks.get());
    var absences = new Absences(
        vertx,
        ground.console.base.database(),
        new Visits(),
        ground.console.messages.intake(),
        ground.console.clock,
        nanos,
        new Absences.Patience(Duration.ofMillis(1), Duration.ofMillis(20)));

    absences.work().start(1);
    try {
      eventually(() -> {
        tenMinutesPass();
        return looks.get() > 20;
      });
      assertThat(hasEnded(contact)).isFalse();
      isFrozen.set(false);

      eventually(() -> {
        tenMinutesPass();
        return hasEnded(contact);
      });
    } finally {
      await(absences.work().stop());
    }
  }

  @Test
  void a_visitor_who_comes_back_while_others_are_closed_keeps_the_place() {
    try (var one = ground.visitor();
        var two = ground.visitor()) {
      one.said("j-1", "Hello");
      two.said("j-2", "Hello");
      var pool = ground.console.base.database().pool();
      var closed = new java.util.concurrent.ConcurrentLinkedQueue<ConversationId>();
      var events = new Closing(ground.console.messages.intake(), conversation -> {
        closed.add(conversation);
        // meanwhile all others come back
        return pool.query("UPDATE visit SET due_at = now() + interval '10 minutes'")
            .execute()
            .mapEmpty();
      });
      var absences = new Absences(
          vertx,
          ground.console.base.database(),
          new Visits(),
          events,
          ground.console.clock,
          System::nanoTime,
          new Absences.Patience(Duration.ofMillis(1), Duration.ofMillis(20)));
      await(pool.query("UPDATE visit SET due_at = now() - interval '1 second'").execute());

      absences.work().start(1);
      eventually(() -> !closed.isEmpty());
      await(absences.work().stop());

      assertThat(closed).hasSize(1);
      one.ask("bye", "leave", fields());
      two.ask("bye", "leave", fields());
    }
  }

  /** Hears of the ends of chats, and lets none end. */
  private record Closing(MessageEvents all, Function<ConversationId, Future<Void>> heard)
      implements MessageEvents {

    @Override
    public Future<Taken> arrived(String carrier, MessageEvent.Arrived event) {
      return all.arrived(carrier, event);
    }

    @Override
    public Future<Result> delivered(String carrier, MessageEvent.Delivered event) {
      return all.delivered(carrier, event);
    }

    @Override
    public Future<Result> read(String carrier, MessageEvent.Read event) {
      return all.read(carrier, event);
    }

    @Override
    public void typing(MessageEvent.Typing event) {
      all.typing(event);
    }

    @Override
    public Future<Result> left(String carrier, MessageEvent.Left event) {
      return heard.apply(event.conversation()).map(Result.REPEATED);
    }
  }

  @Test
  void out_of_hours_a_visitor_leaves_a_message_that_becomes_an_email_contact() {
    try (var visitor = ChatClient.open(ground.console, CLOSED)) {
      visitor.saying("c-1", "Hello?");
      var refused = visitor.answer("c-1");
      assertThat(refused.at("/problem/is_open").asBoolean(true)).isFalse();

      var left = fields().put("email", "zed@customers.example").put("text", "Call me");
      assertThat(visitor.ask("c-2", "offline", left.deepCopy()).has("ok")).isTrue();
      assertThat(visitor.ask("c-2", "offline", left).has("ok")).isTrue();

      assertThat(
              ask(
                  "SELECT string_agg(c.channel || ' ' || c.entrance || ' ' || (c.correspondent ->> 'point'), ',')"
                      + " FROM conversation c JOIN message m ON m.conversation = c.id WHERE m.text = 'Call me'"))
          .isEqualTo("email help@shop.example zed@customers.example");
    }
  }

  @Test
  void the_welcome_has_the_hours_and_whether_the_site_is_open() {
    var client = ChatClient.connect(ground.console, CLOSED);
    client.say("{\"type\":\"hello\"}");
    var site = client.until("welcome").path("site");
    client.close();

    assertThat(site.path("is_open").asBoolean()).isFalse();
    assertThat(site.path("hours").size()).isEqualTo(1);
    assertThat(site.at("/hours/0/from").asText()).endsWith("T09:00:00Z");
  }

  // --- what follows a chat

  @Test
  void a_rating_is_on_the_timeline_of_the_case_once_and_nobody_rates_anothers_contact() {
    try (var visitor = ground.visitor();
        var stranger = ground.visitor()) {
      visitor.said("q-1", "Hello");
      var contact = ground.accepted(visitor);
      ground.answer(contact, "Solved");
      ground.finish(contact);
      visitor.state("none");
      var rating =
          fields().put("contact", contact.toString()).put("score", 5).put("comment", "Nice");
      eventually(() -> visitor.ask("q-2", "rate", rating.deepCopy()).has("ok"));
      visitor.ask("q-3", "rate", rating.deepCopy());
      stranger.said("q-4", "Hello");

      var refused = stranger.ask("q-5", "rate", rating.deepCopy().put("score", 1));

      assertThat(refused.at("/problem/status").asInt()).isEqualTo(404);
      assertThat(
              ask("SELECT string_agg(body::text, ',') FROM timeline_entry WHERE kind = 'rating'"))
          .isEqualTo("{\"score\": 5, \"comment\": \"Nice\"}");
      assertThat(visitor.ask("q-6", "rate", rating.deepCopy().put("score", 6)).toString())
          .contains("score must be a whole number from 1 to 5");
      stranger.ask("bye", "leave", fields());
    }
  }

  @Test
  void a_remedy_is_a_card_in_the_chat_once() {
    try (var visitor = ground.visitor()) {
      visitor.said("k-1", "Broken");
      var contact = ground.accepted(visitor);
      eventually(() -> !ask("SELECT count(*) FROM case_contact WHERE contact = '" + contact + "'")
          .equals("0"));
      var file = ask("SELECT case_id FROM case_contact WHERE contact = '" + contact + "'");
      var body = "{\"kind\":\"replacement\",\"reason\":\"Broken\",\"contact\":\"" + contact + "\"}";
      for (int i = 0; i < 2; i++) {
        var given = await(ground
            .console
            .entrance
            .request(HttpMethod.POST, "/api/v1/cases/" + file + "/remedies")
            .putHeader("Authorization", "Bearer " + ground.console.entrance.session("tom"))
            .putHeader("Content-Type", "application/json")
            .putHeader("Idempotency-Key", "card")
            .sendBuffer(Buffer.buffer(body)));
        assertThat(given.statusCode()).as(given.bodyAsString()).isBetween(200, 201);
      }

      var card = visitor.message(2);

      assertThat(card.path("writer").asText()).isEqualTo("system");
      assertThat(card.at("/remedy/name").asText()).isEqualTo("Replacement");
      ground.answer(contact, "As you see");
      visitor.message(3);
      ground.finish(contact);
    }
  }

  @Test
  void without_a_mail_server_nobody_is_promised_a_transcript() {
    try (var visitor = ground.visitor()) {
      visitor.said("m-1", "Hello");

      var refused = visitor.ask("m-2", "transcript", fields().put("email", "a@b.example"));

      assertThat(refused.at("/problem/detail").asText()).contains("email is not set up");
      visitor.ask("bye", "leave", fields());
    }
  }

  @Test
  void a_file_goes_to_the_agent_and_only_its_visitor_reads_it() {
    try (var visitor = ground.visitor();
        var stranger = ground.visitor()) {
      var uploaded = await(ground
          .console
          .entrance
          .request(
              HttpMethod.POST, "/chat/attachments?site=shop&name=a%20%E6%97%A5%E2%80%AElmth.exe")
          .putHeader("Authorization", "Bearer " + visitor.token())
          .putHeader("Content-Type", "application/octet-stream")
          .sendBuffer(Buffer.buffer("%PDF-1.4 broken blender")));
      assertThat(uploaded.statusCode()).as(uploaded.bodyAsString()).isEqualTo(201);
      var id = uploaded.bodyAsJsonObject().getString("id");
      var say = fields().put("text", "");
      say.putArray("attachments").add(id);
      assertThat(stranger.ask("u-0", "say", say.deepCopy()).toString())
          .contains("is not a file that you have uploaded");

      visitor.ask("u-1", "say", say);

      var file = visitor.message(1).at("/attachments/0");
      assertThat(file.path("type").asText()).isEqualTo("application/pdf");
      assertThat(file.path("name").asText()).isEqualTo("a \u65E5lmth.exe");
      assertThat(download(visitor.token()).bodyAsString()).isEqualTo("%PDF-1.4 broken blender");
      assertThat(download(visitor.token()).getHeader("Content-Disposition"))
          .startsWith("attachment");
      assertThat(download(stranger.token()).statusCode()).isEqualTo(409);
      stranger.said("u-2", "now with a conversation");
      assertThat(download(stranger.token()).statusCode()).isEqualTo(404);
      assertThat(download("v.AAAAAAAAAAAAAAAAAAAAAA.00").statusCode()).isEqualTo(403);
      visitor.ask("bye", "leave", fields());
      stranger.ask("bye", "leave", fields());
    }
  }

  private io.vertx.ext.web.client.HttpResponse<Buffer> download(String token) {
    return await(ground
        .console
        .entrance
        .request(HttpMethod.GET, "/chat/messages/1/attachments/1?site=shop")
        .putHeader("Authorization", "Bearer " + token)
        .send());
  }
}
