package tandem.channels.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.desk.conversations.ConversationGround.soon;

import com.twilio.security.RequestValidator;
import io.netty.handler.codec.http.QueryStringEncoder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.auth.TwilioSigner;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.channels.TwilioAccount;
import tandem.channels.messages.TwilioPeer.Instead;
import tandem.channels.voice.HookServer;
import tandem.conversations.Conversation;
import tandem.conversations.Delivery;
import tandem.conversations.Message;
import tandem.customers.TestGrid;
import tandem.desk.conversations.ConversationGround;
import tandem.desk.conversations.Say;
import tandem.document.Json;
import tandem.web.Egress;
import tandem.web.PeerClient;
import tandem.web.PublicUrl;

/** Text messages and WhatsApp by Twilio: the hook, its files, our answers and their reports. */
@ExtendWith(VertxExtension.class)
class TwilioHookTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String PUBLIC = "https://desk.example";
  private static final String EVA = "+31612345678";
  private static final String OURS = "+31970001";

  /** Longer than any fetch of these tests takes, unless it never ends. */
  private static final Duration FILES_LIMIT = Duration.ofSeconds(20);

  private Vertx vertx;
  private ConversationGround ground;
  private HookServer server;
  private TwilioPeer twilio;
  private NetServer canary;
  private final AtomicInteger heard = new AtomicInteger();
  private final Set<ContactId> accepted = new HashSet<>();
  private volatile Duration ahead = Duration.ZERO;
  private final InstantSource clock = () -> ground.desk.clock.instant().plus(ahead);
  private int clientKeys;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    ground = new ConversationGround(vertx, TestGrid.shared());
    twilio = new TwilioPeer(vertx, TOKEN, ground.desk.clock);
    canary = vertx
        .createNetServer()
        .connectHandler(socket -> {
          heard.incrementAndGet();
          socket.close();
        })
        .listen(0, "127.0.0.1")
        .await();
    mount(FILES_LIMIT, false);
    carry(PUBLIC);
  }

  /** Sends messages by Twilio. */
  private void carry(String publicUrl) {
    TwilioMessenger.all(
            new PeerClient(vertx), account(), PublicUrl.of(publicUrl), ground.conversations, clock)
        .forEach(ground::with);
  }

  /** Mounts the hook on a server of its own. */
  private void mount(Duration filesLimit, boolean isLocal) {
    if (server != null) {
      server.close();
    }
    server = new HookServer(vertx, PUBLIC);
    var account = account();
    new TwilioHook(
            account,
            PublicUrl.of(PUBLIC),
            new TwilioMedia(
                vertx, account, new Egress(vertx, isLocal), ground.conversations, filesLimit),
            ground.intake,
            ground.conversations,
            ground.desk.rooms.phones(),
            clock)
        .mount(server.guard);
  }

  private TwilioAccount account() {
    return new TwilioAccount(
        TwilioPeer.ACCOUNT, TOKEN, "the-second-token", twilio.url(), () -> PUBLIC);
  }

  @AfterEach
  void close() {
    assertThat(ground.findings()).isEmpty();
    server.close();
    twilio.close();
    canary.close().await();
    ground.close();
  }

  // messages in

  @Test
  void a_text_message_is_stored_and_answered_with_an_empty_document() {
    var answer = send(text("SM1", EVA, "Where are my shoes?"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.getHeader("Content-Type")).startsWith("text/xml");
    assertThat(answer.bodyAsString()).endsWith("<Response></Response>");
    var conversation = one("twilio-sms");
    assertThat(conversation.entrance()).isEqualTo(OURS);
    assertThat(conversation.correspondent().kind()).isEqualTo("phone");
    assertThat(conversation.correspondent().point()).contains(EVA);
    var message = ground.messages(conversation.id()).getFirst();
    assertThat(message.text()).isEqualTo("Where are my shoes?");
    assertThat(message.details()).isEmpty();
  }

  @Test
  void a_message_of_whatsapp_is_of_the_number_and_answered_there() {
    var form = text("SM1", "whatsapp:" + EVA, "Hello");
    form.put("To", "whatsapp:" + OURS);
    form.put("ProfileName", "Eva \ud83d\udc5f");
    form.put("WaId", "31612345678");
    send(form);

    var conversation = one("twilio-whatsapp");
    assertThat(conversation.correspondent().point()).contains(EVA);
    assertThat(conversation.correspondent().name()).isEqualTo("Eva \ud83d\udc5f");
    assertThat(conversation.correspondent().details().path("network").asText())
        .isEqualTo("whatsapp");
    assertThat(say(conversation.id(), "Hi")).isEqualTo(2);
    ground.await(conversation.id(), 2, message -> message.delivery() == Delivery.SENT);
    assertThat(twilio.taken.getFirst().one("To")).isEqualTo("whatsapp:" + EVA);
    assertThat(twilio.taken.getFirst().one("From")).isEqualTo("whatsapp:" + OURS);
  }

  @ParameterizedTest
  @CsvSource({
    "12345,sms:12345",
    "AMAZON,sms:AMAZON",
    "messenger:777123456789,messenger:777123456789"
  })
  void short_codes_names_and_accounts_are_addresses_and_no_telephone_numbers(
      String from, String point) {
    send(text("SM1", from, "Your code"));

    var correspondent = one("twilio-sms").correspondent();
    assertThat(correspondent.kind()).isEqualTo("visitor");
    assertThat(correspondent.point()).contains(point);
  }

  @Test
  void fifty_repeats_at_once_are_one_message_whose_file_is_fetched_once() {
    var url = twilio.media("ME1", request -> request.response().end("%PDF-1.4 label"));
    var form = withFile(text("SM1", EVA, "see file"), url, "application/pdf");

    var coming = IntStream.range(0, 50).mapToObj(_ -> sending(form)).toList();
    var answers = soon(Future.all(coming)).<HttpResponse<Buffer>>list();

    assertThat(answers).allSatisfy(one -> assertThat(one.statusCode()).isEqualTo(200));
    var messages = ground.messages(one("twilio-sms").id());
    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst().attachments()).hasSize(1);
    assertThat(send(form).statusCode()).isEqualTo(200);
    assertThat(ground.messages(one("twilio-sms").id())).hasSize(1);
    assertThat(twilio.asked).hasSize(1);
  }

  @Test
  void many_messages_of_one_sender_at_once_are_one_conversation_without_gaps() {
    var coming = IntStream.range(0, 50)
        .mapToObj(i -> sending(text("SM" + i, EVA, "line " + i)))
        .toList();
    soon(Future.all(coming));

    assertThat(ground.messages(one("twilio-sms").id()))
        .extracting(Message::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(21, 50).boxed().toList());
  }

  @Test
  void a_message_is_refused_for_its_signature_its_account_or_its_missing_sid_only() {
    var form = text("SM1", EVA, "Hello");
    var good = sign(TwilioHook.PATH, form);
    var other = text("SM1", EVA, "Hello");
    other.put("AccountSid", "AC2");
    var without = text("SM1", EVA, "Hello");
    without.keySet().removeAll(Set.of("MessageSid", "SmsSid", "SmsMessageSid"));

    assertThat(post(TwilioHook.PATH, form, "").statusCode()).isEqualTo(403);
    assertThat(post(TwilioHook.PATH, form, good.substring(1)).statusCode()).isEqualTo(403);
    assertThat(post(TwilioHook.PATH + "?x=1", form, good).statusCode()).isEqualTo(403);
    assertThat(send(other).statusCode()).isEqualTo(403);
    assertThat(send(without).statusCode()).isEqualTo(422);
    assertThat(count()).isZero();
    assertThat(post(
                TwilioHook.PATH,
                form,
                TwilioSigner.sign("the-second-token", PUBLIC + TwilioHook.PATH, form))
            .statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_message_is_kept_whatever_else_is_missing_or_unreadable() {
    var hostile = "\u0000\u202e<b>".repeat(2_000);
    List<Map<String, String>> forms = List.of(
        Map.of("SmsSid", "SM1"),
        Map.of("SmsMessageSid", "SM2", "From", "", "To", "", "Body", "", "NumMedia", "many"),
        Map.of("MessageSid", "SM3", "From", "anonymous", "Body", "x"),
        Map.of("MessageSid", "SM4", "From", hostile, "To", hostile, "Body", hostile),
        Map.of("MessageSid", hostile, "From", EVA, "ProfileName", hostile, "WaId", hostile),
        Map.of("MessageSid", "SM6", "From", "whatsapp:", "To", "whatsapp:"),
        Map.of("MessageSid", "SM7", "From", EVA, "NumMedia", "3", "MediaContentType0", hostile),
        Map.of("MessageSid", "SM8", "WaId", "31612345678", "Body", "no From"),
        Map.of("MessageSid", "SM9", "From", EVA, "Body", "x", "SmsStatus", "received"),
        Map.of("MessageSid", "SM10", "From", EVA, "Latitude", "52.1", "Longitude", "4.3"));

    forms.forEach(form -> assertThat(send(new TreeMap<>(form)).statusCode())
        .as(form.keySet().toString())
        .isEqualTo(200));

    assertThat(count()).isEqualTo(forms.size());
  }

  @Test
  void a_place_and_missing_files_are_notes_of_the_message() {
    var form = text("SM1", EVA, "");
    form.putAll(Map.of("Latitude", "52.1", "Longitude", "4.3", "Label", "Shop", "NumMedia", "2"));
    send(form);

    assertThat(notes("twilio-sms"))
        .containsExactly(
            "The customer sent a place: 52.1, 4.3 (Shop)",
            "The message has 2 files, but Twilio named 0.");
  }

  @Test
  void a_report_about_another_programs_message_is_no_message_of_a_customer() {
    var form = new TreeMap<>(
        Map.of("MessageSid", "SM1", "From", OURS, "To", EVA, "MessageStatus", "delivered"));

    assertThat(send(form).statusCode()).isEqualTo(200);

    assertThat(count()).isZero();
  }

  @Test
  void a_message_that_cannot_be_stored_is_refused_so_that_twilio_repeats() {
    soon(ground
        .desk
        .ground
        .database()
        .pool()
        .query("ALTER TABLE message RENAME TO gone")
        .execute());
    var refused = send(text("SM1", EVA, "Hello"));
    soon(ground
        .desk
        .ground
        .database()
        .pool()
        .query("ALTER TABLE gone RENAME TO message")
        .execute());

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(send(text("SM1", EVA, "Hello")).statusCode()).isEqualTo(200);
    assertThat(ground.messages(one("twilio-sms").id())).hasSize(1);
  }

  // files in

  @Test
  void a_file_is_fetched_with_our_credentials_and_its_content_tells_its_type() {
    var png = Buffer.buffer(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13});
    var url = twilio.media("ME1", request -> request.response().end(png));

    send(withFile(text("SM1", EVA, ""), url, "image/png"));

    var file = ground.messages(one("twilio-sms").id()).getFirst().attachments().getFirst();
    assertThat(file.type()).isEqualTo("image/png");
    assertThat(file.name()).isEqualTo("image-1.png");
    assertThat(file.size()).isEqualTo(png.length());
    assertThat(notes("twilio-sms")).isEmpty();
  }

  @Test
  void a_file_that_cannot_be_stored_is_not_given_up_because_twilio_repeats_the_message() {
    var url = twilio.media("ME1", request -> request.response().end("hello"));
    var form = withFile(text("SM1", EVA, ""), url, "text/plain");
    soon(ground
        .desk
        .ground
        .database()
        .pool()
        .query("ALTER TABLE upload RENAME TO gone")
        .execute());
    var refused = send(form);
    soon(ground
        .desk
        .ground
        .database()
        .pool()
        .query("ALTER TABLE gone RENAME TO upload")
        .execute());

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(send(form).statusCode()).isEqualTo(200);
    assertThat(ground.messages(one("twilio-sms").id()).getFirst().attachments()).hasSize(1);
  }

  @Test
  void a_file_is_not_given_up_because_our_database_is_slow() {
    mount(Duration.ofSeconds(1), false);
    var url = twilio.media("ME1", request -> request.response().end("hello"));
    var form = withFile(text("SM1", EVA, ""), url, "text/plain");
    var held = soon(ground.desk.ground.database().connect(1));
    soon(held.query("BEGIN; LOCK TABLE upload").execute());
    var refused = send(form);
    soon(held.query("ROLLBACK").execute());
    soon(held.close());

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(send(form).statusCode()).isEqualTo(200);
    assertThat(ground.messages(one("twilio-sms").id()).getFirst().attachments()).hasSize(1);
  }

  @Test
  void a_redirect_is_followed_without_our_credentials() {
    mount(FILES_LIMIT, true);
    var headers = new CopyOnWriteArrayList<String>();
    var cdn = vertx
        .createHttpServer()
        .requestHandler(request -> {
          headers.add(String.valueOf(request.getHeader("Authorization")));
          if (request.path().equals("/first")) {
            request
                .response()
                .setStatusCode(302)
                .putHeader("Location", "/second")
                .end();
          } else {
            request.response().end("from the CDN");
          }
        })
        .listen(0, "127.0.0.1")
        .await();
    var url = twilio.media("ME1", redirect("http://localhost:" + cdn.actualPort() + "/first", 307));

    send(withFile(text("SM1", EVA, ""), url, "text/plain"));

    assertThat(ground.messages(one("twilio-sms").id()).getFirst().attachments()).hasSize(1);
    assertThat(headers).containsExactly("null", "null");
    cdn.close().await();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d/x",
        "https://127.0.0.1:%d/x",
        "https://localhost:%d/x",
        "https://127.1:%d/x",
        "https://2130706433:%d/x",
        "https://0x7f.0.0.1:%d/x",
        "https://0177.0.0.1:%d/x",
        "https://[::1]:%d/x",
        "https://[::ffff:127.0.0.1]:%d/x",
        "https://0.0.0.0:%d/x",
        "//127.0.0.1:%d/x",
        "https://user@127.0.0.1:%d/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "gopher://127.0.0.1:%d/x",
        "file:///etc/passwd",
        "%%%d",
        "",
        "https://"
      })
  void a_redirect_into_our_network_is_a_note_and_the_canary_hears_nothing(String target) {
    var url = twilio.media(
        "ME1", redirect(target.replace("%d", Integer.toString(canary.actualPort())), 302));

    assertThat(send(withFile(text("SM1", EVA, "see"), url, "image/png")).statusCode())
        .isEqualTo(200);

    assertThat(notes("twilio-sms"))
        .singleElement()
        .asString()
        .startsWith("A file of type image/png could not be fetched: ");
    assertThat(heard).hasValue(0);
  }

  @Test
  void a_file_at_another_url_than_our_accounts_is_not_fetched() {
    var canaryUrl =
        "http://127.0.0.1:" + canary.actualPort() + "/2010-04-01/Accounts/AC1/Messages/x";
    var ours = twilio.url() + "/2010-04-01/Accounts/";
    var form = text("SM1", EVA, "see");
    var urls = List.of(
        canaryUrl,
        twilio.url().replace("http://", "http://x@") + "/2010-04-01/Accounts/AC1/Messages/x",
        ours + "AC2/Messages/MM1/Media/ME1",
        ours + "AC1/Calls.json",
        ours + "AC1/Messages/../Calls.json",
        "not a URL",
        "");
    for (int i = 0; i < urls.size(); i++) {
      form.put("MediaUrl" + i, urls.get(i));
    }

    send(form);

    assertThat(notes("twilio-sms")).hasSize(urls.size() - 1);
    assertThat(heard).hasValue(0);
    assertThat(twilio.asked).isEmpty();
  }

  @Test
  void a_file_that_is_too_large_breaks_off_or_redirects_for_ever_is_a_note() {
    mount(FILES_LIMIT, true);
    var form = text("SM1", EVA, "see");
    var big = Buffer.buffer(new byte[1024 * 1024]);
    var round = twilio.url() + "/round";
    var urls = List.of(
        twilio.media("ME1", request -> {
          request.response().setChunked(true);
          pour(request, big, 40);
        }),
        twilio.media(
            "ME2",
            request -> request
                .response()
                .putHeader("Content-Length", Long.toString(26L * 1024 * 1024))
                .write(big)),
        twilio.media("ME3", request -> {
          request.response().putHeader("Content-Length", "100").write("half");
          vertx.runOnContext(_ -> request.connection().close());
        }),
        twilio.media("ME4", redirect(round, 301)),
        twilio.media("ME5", request -> request.response().setStatusCode(404).end()),
        twilio.media("ME6", request -> request.response().end("good")));
    for (int i = 0; i < urls.size(); i++) {
      form.put("MediaUrl" + i, urls.get(i));
      form.put("MediaContentType" + i, "audio/ogg");
    }

    assertThat(send(form).statusCode()).isEqualTo(200);

    var message = ground.messages(one("twilio-sms").id()).getFirst();
    assertThat(message.attachments()).hasSize(1);
    assertThat(notes("twilio-sms")).hasSize(5);
    assertThat(notes("twilio-sms").getFirst()).contains("25 MB");
    assertThat(notes("twilio-sms").get(1)).contains("25 MB");
    assertThat(notes("twilio-sms").get(4)).contains("answered 404");
  }

  private static void pour(HttpServerRequest request, Buffer piece, int times) {
    if (times > 0 && !request.response().closed()) {
      request.response().write(piece).onSuccess(_ -> pour(request, piece, times - 1));
    } else if (!request.response().closed()) {
      request.response().end();
    }
  }

  @Test
  void files_that_never_end_do_not_hold_the_message_up() {
    mount(Duration.ofSeconds(2), false);
    var form = text("SM1", EVA, "see");
    var drips = new CopyOnWriteArrayList<Long>();
    form.put("MediaUrl0", twilio.media("ME1", _ -> {}));
    form.put("MediaUrl1", twilio.media("ME2", request -> {
      request.response().setChunked(true).write("x");
      drips.add(vertx.setPeriodic(100, _ -> request.response().write("x")));
    }));

    assertThat(send(form).statusCode()).isEqualTo(200);

    drips.forEach(vertx::cancelTimer);
    assertThat(ground.messages(one("twilio-sms").id()).getFirst().text()).isEqualTo("see");
    assertThat(notes("twilio-sms"))
        .hasSize(2)
        .allSatisfy(note -> assertThat(note).contains("it took longer than 2 s"));
  }

  // answers and their reports

  @Test
  void an_answer_goes_out_from_the_number_that_was_written_to() {
    var conversation = arrived();

    say(conversation, "On their way \ud83d\udc5f & more");

    ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);
    var sent = twilio.taken.getFirst();
    assertThat(sent.one("To")).isEqualTo(EVA);
    assertThat(sent.one("From")).isEqualTo(OURS);
    assertThat(sent.one("Body")).isEqualTo("On their way \ud83d\udc5f & more");
    assertThat(sent.one("StatusCallback"))
        .isEqualTo(PUBLIC + "/hooks/messages/twilio/status?message=" + conversation
            + ".2&network=sms&tries=0");
  }

  @Test
  void reports_in_every_order_end_in_the_state_that_is_furthest() {
    var conversation = arrived();
    var random = new Random(7);
    for (int round = 0; round < 24; round++) {
      int number = say(conversation, "message " + round);
      ground.await(conversation, number, message -> message.delivery() == Delivery.SENT);
      var url = callback(round);
      var statuses =
          new ArrayList<>(List.of("queued", "sending", "sent", "delivered", "read", "undelivered"));
      Collections.shuffle(statuses, random);
      soon(Future.all(statuses.stream()
          .flatMap(status -> List.of(report(url, status), report(url, status)).stream())
          .toList()));

      assertThat(ground.await(conversation, number, _ -> true).delivery()).isEqualTo(Delivery.READ);
    }
  }

  @Test
  void a_failed_delivery_shows_its_reason_in_words() {
    var conversation = arrived();
    say(conversation, "Hello");
    ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);

    var form = new TreeMap<>(
        Map.of("MessageSid", "SM1", "MessageStatus", "undelivered", "ErrorCode", "30003"));
    assertThat(send(callback(0), form).statusCode()).isEqualTo(204);

    var failed = ground.await(conversation, 2, message -> message.delivery() == Delivery.FAILED);
    assertThat(failed.why())
        .contains("the customer's telephone cannot be reached at present (Twilio 30003)");
  }

  @Test
  void a_report_about_an_earlier_try_does_not_touch_the_next_one() {
    var conversation = arrived();
    say(conversation, "Hello");
    ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);
    var first = callback(0);
    soon(report(first, "failed"));
    ground.await(conversation, 2, message -> message.delivery() == Delivery.FAILED);
    soon(ground.say.again(conversation, 2));
    ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);

    soon(report(first, "failed"));
    soon(report(first, "delivered"));

    assertThat(twilio.taken).hasSize(2);
    assertThat(callback(1)).endsWith("&tries=1");
    assertThat(ground.await(conversation, 2, _ -> true).delivery()).isEqualTo(Delivery.SENT);
    soon(report(callback(1), "delivered"));
    assertThat(ground.await(conversation, 2, _ -> true).delivery()).isEqualTo(Delivery.DELIVERED);
  }

  @Test
  void a_report_that_twilio_did_not_sign_or_that_names_another_url_changes_nothing() {
    var conversation = arrived();
    say(conversation, "Hello");
    ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);
    var url = callback(0);
    var form = new TreeMap<>(Map.of("MessageSid", "SM1", "MessageStatus", "read"));

    assertThat(post(url.replace(".2&", ".1&"), form, sign(url, form)).statusCode())
        .isEqualTo(403);
    assertThat(post(url, form, "").statusCode()).isEqualTo(403);
    assertThat(send("/hooks/messages/twilio/status", form).statusCode()).isEqualTo(422);
    assertThat(send(url.replace("network=sms", "network=whatsapp"), form).statusCode())
        .isEqualTo(404);
    assertThat(report(url, "dancing").await().statusCode()).isEqualTo(204);
    assertThat(ground.await(conversation, 2, _ -> true).delivery()).isEqualTo(Delivery.SENT);
  }

  @ParameterizedTest
  @CsvSource({
    "400,21211,the customer's address is not a number that gets messages (Twilio 21211)",
    "400,21610,the customer has unsubscribed from our messages (STOP) (Twilio 21610)",
    "400,99999,The number (a number) is on fire (Twilio 99999)",
    "404,20404,The number (a number) is on fire (Twilio 20404)"
  })
  void a_refusal_for_ever_is_shown_in_words_and_the_next_message_is_sent(
      int status, int code, String why) {
    twilio.next(new Instead.Refuses(status, code, "The number " + EVA + " is on fire"));
    var conversation = arrived();

    say(conversation, "first");
    say(conversation, "second");

    var failed = ground.await(conversation, 2, message -> message.delivery() == Delivery.FAILED);
    assertThat(failed.why()).contains(why);
    ground.await(conversation, 3, message -> message.delivery() == Delivery.SENT);
  }

  @ParameterizedTest
  @CsvSource({"429,20429", "500,20500", "503,0", "400,21611"})
  void a_refusal_for_now_is_tried_again(int status, int code) {
    twilio.next(new Instead.Refuses(status, code, "later"));
    var conversation = arrived();

    say(conversation, "Hello");

    ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);
    assertThat(twilio.taken).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -300, 300})
  void a_message_whose_answer_was_lost_is_sent_once_whatever_time_twilio_has(long seconds) {
    twilio.clockIsOff(Duration.ofSeconds(seconds));
    var conversation = arrived();
    say(conversation, "Yes");
    ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);
    twilio.next(new Instead.LosesAnswer());

    say(conversation, "Yes");

    ground.await(conversation, 3, message -> message.delivery() == Delivery.SENT);
    assertThat(twilio.taken).hasSize(2);
  }

  @Test
  void the_same_text_as_before_is_sent_although_twilio_has_the_first_one() {
    var conversation = arrived();
    say(conversation, "Yes");
    ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);
    twilio.next(new Instead.Refuses(503, 0, "later"));

    say(conversation, "Yes");

    ground.await(conversation, 3, message -> message.delivery() == Delivery.SENT);
    assertThat(twilio.taken).hasSize(2);
  }

  // files out

  @Test
  void twilio_fetches_our_files_by_links_that_are_signed_and_end(@TempDir Path folder)
      throws IOException {
    var conversation = arrived();
    say(conversation, "your label", upload(folder, "label \u00fc.pdf", "%PDF-1.4 label"));
    ground.await(conversation, 2, message -> message.delivery() == Delivery.SENT);
    var link = twilio.taken.getFirst().one("MediaUrl").substring(PUBLIC.length());

    var file = get(link);

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.bodyAsString()).isEqualTo("%PDF-1.4 label");
    assertThat(file.getHeader("Content-Type")).isEqualTo("application/pdf");
    assertThat(file.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(get(link.replace("/2/1?", "/1/1?")).statusCode()).isEqualTo(403);
    assertThat(get(link.replaceFirst("expires=[0-9]+", "expires=99999999999")).statusCode())
        .isEqualTo(403);
    assertThat(get(link.substring(0, link.length() - 2)).statusCode()).isEqualTo(403);
    assertThat(get(link.substring(0, link.indexOf('?'))).statusCode()).isEqualTo(403);
    assertThat(get(link + "&signature=00").statusCode()).isEqualTo(403);
    ahead = Duration.ofHours(6);
    assertThat(get(link).statusCode()).isEqualTo(403);
  }

  @Test
  void whatsapp_takes_one_file_and_the_agent_is_told(@TempDir Path folder) throws IOException {
    var form = text("SM1", "whatsapp:" + EVA, "Hello");
    form.put("To", "whatsapp:" + OURS);
    send(form);
    var conversation = one("twilio-whatsapp").id();

    say(
        conversation,
        "both",
        upload(folder, "a.pdf", "%PDF-1.4 a"),
        upload(folder, "b.pdf", "%PDF-1.4 b"));

    var failed = ground.await(conversation, 2, message -> message.delivery() == Delivery.FAILED);
    assertThat(failed.why())
        .contains("one message takes at most 1 file; send the others in further messages");
    assertThat(twilio.taken).isEmpty();
  }

  @Test
  void without_a_public_url_a_file_cannot_be_sent_and_the_reason_says_so(@TempDir Path folder)
      throws IOException {
    carry("");
    var conversation = arrived();

    say(conversation, "your label", upload(folder, "label.pdf", "%PDF-1.4 label"));
    say(conversation, "text only");

    var failed = ground.await(conversation, 2, message -> message.delivery() == Delivery.FAILED);
    assertThat(failed.why().orElseThrow()).contains("http.public_url is not set");
    ground.await(conversation, 3, message -> message.delivery() == Delivery.SENT);
  }

  private UUID upload(Path folder, String name, String content) throws IOException {
    var path = Files.writeString(folder.resolve("content-" + ++clientKeys), content);
    var file = soon(vertx.fileSystem().open(path.toString(), new OpenOptions().setWrite(false)));
    return soon(ground.conversations.upload("ana", name, file)).id();
  }

  // helpers

  private static Map<String, String> text(String sid, String from, String body) {
    return new TreeMap<>(Map.of(
        "MessageSid", sid,
        "SmsSid", sid,
        "SmsMessageSid", sid,
        "AccountSid", TwilioPeer.ACCOUNT,
        "From", from,
        "To", OURS,
        "Body", body,
        "NumMedia", "0",
        "NumSegments", "1",
        "ApiVersion", "2010-04-01"));
  }

  private static Map<String, String> withFile(Map<String, String> form, String url, String type) {
    form.putAll(Map.of("NumMedia", "1", "MediaUrl0", url, "MediaContentType0", type));
    return form;
  }

  private static Handler<HttpServerRequest> redirect(String target, int status) {
    return request ->
        request.response().setStatusCode(status).putHeader("Location", target).end();
  }

  /** Signs as Twilio documents it; Twilio's own validator agrees. */
  private static String sign(String path, Map<String, String> form) {
    var signature = TwilioSigner.sign(TOKEN, PUBLIC + path, form);
    assertThat(new RequestValidator(TOKEN).validate(PUBLIC + path, form, signature))
        .isTrue();
    return signature;
  }

  private HttpResponse<Buffer> send(Map<String, String> form) {
    return send(TwilioHook.PATH, form);
  }

  private HttpResponse<Buffer> send(String path, Map<String, String> form) {
    return post(path, form, sign(path, form));
  }

  private Future<HttpResponse<Buffer>> sending(Map<String, String> form) {
    return posting(TwilioHook.PATH, form, sign(TwilioHook.PATH, form));
  }

  private HttpResponse<Buffer> post(String path, Map<String, String> form, String signature) {
    return soon(posting(path, form, signature));
  }

  private Future<HttpResponse<Buffer>> posting(
      String path, Map<String, String> form, String signature) {
    var body = new QueryStringEncoder("");
    form.forEach(body::addParam);
    var text = body.toString();
    return server
        .request(HttpMethod.POST, path)
        .putHeader("Content-Type", "application/x-www-form-urlencoded")
        .putHeader("X-Twilio-Signature", signature)
        .sendBuffer(Buffer.buffer(text.isEmpty() ? text : text.substring(1)));
  }

  private HttpResponse<Buffer> get(String path) {
    return soon(server.request(HttpMethod.GET, path).send());
  }

  private Future<HttpResponse<Buffer>> report(String callback, String status) {
    var form = new TreeMap<>(Map.of("MessageSid", "SM1", "MessageStatus", status));
    return posting(callback, form, sign(callback, form));
  }

  /** Returns the path at which Twilio reports about the message that it took as this one. */
  private String callback(int taken) {
    return twilio.taken.get(taken).one("StatusCallback").substring(PUBLIC.length());
  }

  private ConversationId arrived() {
    send(text("SM-in", EVA, "Hello"));
    return one("twilio-sms").id();
  }

  /** Lets the agent who has the conversation answer; returns the number of the answer. */
  private int say(ConversationId conversation, String text, UUID... files) {
    var contact =
        soon(ground.conversations.of(conversation)).conversation().contact().orElseThrow();
    if (accepted.add(contact)) {
      ground.accept(contact, ANA);
    }
    return soon(ground.say.answer(
            contact,
            ANA,
            "ana",
            "k-" + ++clientKeys,
            new Say.Answer(text, Optional.empty(), List.of(files), Json.MAPPER.createObjectNode())))
        .number();
  }

  private Conversation one(String carrier) {
    var ids = new ArrayList<UUID>();
    soon(ground
            .desk
            .ground
            .database()
            .pool()
            .preparedQuery("SELECT id FROM conversation WHERE carrier = $1")
            .execute(Tuple.of(carrier)))
        .forEach(row -> ids.add(row.getUUID("id")));
    assertThat(ids).hasSize(1);
    return soon(ground.conversations.of(new ConversationId(ids.getFirst()))).conversation();
  }

  private List<String> notes(String carrier) {
    var notes = new ArrayList<String>();
    ground
        .messages(one(carrier).id())
        .getFirst()
        .details()
        .path("notes")
        .forEach(note -> notes.add(note.asText()));
    return notes;
  }

  private long count() {
    return soon(ground
            .desk
            .ground
            .database()
            .pool()
            .query("SELECT count(*) FROM message")
            .execute())
        .iterator()
        .next()
        .getLong(0);
  }
}
