package tandem.console.conversations;

import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.Entrance;
import tandem.auth.SendGridSigner;
import tandem.auth.WebhookSignature;
import tandem.channels.CarrierTime;
import tandem.channels.HookMeters;
import tandem.channels.email.CaseReference;
import tandem.channels.email.LargeMailAnswers;
import tandem.channels.email.MailIntake;
import tandem.channels.email.hooks.MailHooks;
import tandem.channels.email.hooks.MailgunSettings;
import tandem.channels.email.hooks.PostmarkSettings;
import tandem.channels.email.hooks.SendGridSettings;
import tandem.console.ConsoleGround;
import tandem.conversations.Mailboxes;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.MessageEvents;
import tandem.document.HiddenText;
import tandem.document.Json;
import tandem.storage.Outage;

/** Mails that come by the hooks, over real HTTP into a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class MailHooksTest {

  private static final WebhookSignature SIGNATURE =
      new WebhookSignature(List.of(ConsoleGround.HOOK_SECRET));
  private static final String BOUNDARY = "xYzZY";
  private static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final int MB = 1024 * 1024;

  private ConsoleGround ground;
  private String ana = "";
  private String sam = "";
  private int events;

  @BeforeAll
  void open(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    ground.take("""
        queues: [{id: mails, name: Mails, department: service, channel: email}]
        entrances: [{channel: email, address: help@shop.example, queue: mails}]
        """);
    ana = ground.entrance.session("ana");
    sam = ground.entrance.session("sam");
  }

  @AfterAll
  void close() {
    ground.close();
  }

  // --- every hook

  @Test
  void a_mail_becomes_a_message_with_its_attachments_by_every_hook() {
    var mails = new LinkedHashMap<String, HttpResponse<Buffer>>();
    mails.put("mime", mime(mail("one-mime"), ""));
    mails.put("postmark", postmark(postmarkBody(mail("one-postmark"))));
    mails.put("mailgun", mailgun(FORM, pairs(mailgunFields(mail("one-mailgun")))));
    mails.put("mailgun-parts", mailgun(MULTIPART, parts(mailgunFields(mail("one-mailgun-parts")))));
    mails.put("sendgrid", sendgrid(parts(sendgridFields(mail("one-sendgrid")))));

    mails.forEach((hook, answer) -> {
      assertThat(answer.statusCode()).as(hook + answer.bodyAsString()).isEqualTo(200);
      assertThat(json(answer).path("result").asText()).as(hook).isEqualTo("accepted");
      assertThat(json(answer).path("contact").asText()).as(hook).isNotEmpty();
      var shown = conversation(answer);
      assertThat(shown.at("/conversation/entrance").asText())
          .as(hook)
          .isEqualTo("help@shop.example");
      assertThat(shown.at("/messages/0/text").asText()).as(hook).startsWith("Where are my shoes?");
      assertThat(shown.at("/messages/0/details/subject").asText())
          .as(hook)
          .isEqualTo("Shoes one-" + hook);
      assertThat(shown.at("/messages/0/attachments")).as(hook).hasSize(2);
      assertThat(shown.at("/messages/0/attachments/0/name").asText()).isEqualTo("photo.txt");
      assertThat(shown.at("/messages/0/attachments/1/name").asText()).isEqualTo("original.eml");
      var original = await(ground
          .entrance
          .request(
              GET,
              "/api/v1/conversations/" + json(answer).path("conversation").asText()
                  + "/messages/1/attachments/2")
          .putHeader("Authorization", "Bearer " + ana)
          .send());
      assertThat(original.body()).as(hook).isEqualTo(Buffer.buffer(mail("one-" + hook)));
    });
  }

  @Test
  void a_mail_that_comes_by_all_hooks_and_fifty_times_in_parallel_is_one_message() {
    var mail = mail("same");
    var sent = new ArrayList<Future<HttpResponse<Buffer>>>();
    for (int i = 0; i < 13; i++) {
      sent.add(mimeRequest(mail, "").sendBuffer(Buffer.buffer(mail)));
      sent.add(postmarkRequest().sendBuffer(postmarkBody(mail)));
      sent.add(mailgunRequest(FORM).sendBuffer(pairs(mailgunFields(mail))));
      var body = parts(sendgridFields(mail));
      sent.add(sendgridRequest(body).sendBuffer(body));
    }

    var answers = sent.stream().map(ConsoleGround::await).toList();

    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200));
    assertThat(answers.stream().filter(answer -> answer.bodyAsString().contains("accepted")))
        .hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.bodyAsString().contains("repeated")))
        .hasSize(51);
    assertThat(answers.stream()
            .map(answer -> json(answer).path("conversation").asText())
            .distinct())
        .hasSize(1);
    assertThat(messages("same")).isEqualTo("1");
  }

  @Test
  void the_envelope_says_to_which_mailbox_a_mail_came() {
    var blind = text("hidden@elsewhere.example", "blind");

    assertThat(entrance(mime(blind, "?to=help@shop.example"))).isEqualTo("help@shop.example");
    assertThat(entrance(mime(text("help@shop.example", "open"), "")))
        .isEqualTo("help@shop.example");
    var postmark = Json.MAPPER
        .createObjectNode()
        .put("OriginalRecipient", "451d9b70cf9364d2@inbound.postmarkapp.com")
        .put("RawEmail", new String(text("Help@Shop.example", "forwarded"), UTF_8));
    assertThat(entrance(postmark(Buffer.buffer(postmark.toString()))))
        .isEqualTo("help@shop.example");
    var several = sendgridFields(text("x@elsewhere.example", "several"));
    several.put(
        "envelope",
        "{\"to\":[\"x@elsewhere.example\",\"help+1@shop.example\",\"help@shop.example\"]}"
            .getBytes(UTF_8));
    assertThat(entrance(sendgrid(parts(several)))).isEqualTo("help@shop.example");
    assertThat(mime(mail("twice-to"), "?to=a@b.example&to=c@d.example").bodyAsString())
        .contains("to must be given once");
  }

  @Test
  void a_mail_is_kept_when_the_other_fields_are_missing_or_unreadable() {
    var postmark = "{\"RawEmail\":" + Json.write(new String(mail("lone-postmark"), UTF_8))
        + ",\"OriginalRecipient\":{\"x\":[1,2]},\"Attachments\":[{\"Content\":\""
        + "QUJD".repeat(1000);
    assertThat(postmark(Buffer.buffer(postmark)).statusCode()).isEqualTo(200);
    var mailgun = mailgunFields(mail("lone-mailgun"));
    mailgun.remove("recipient");
    assertThat(mailgun(MULTIPART, parts(mailgun)).statusCode()).isEqualTo(200);
    var sendgrid = sendgridFields(mail("lone-sendgrid"));
    sendgrid.put("envelope", "no json [".getBytes(UTF_8));
    assertThat(sendgrid(parts(sendgrid)).statusCode()).isEqualTo(200);
    sendgrid = sendgridFields(mail("lone-sendgrid-2"));
    sendgrid.remove("envelope");
    assertThat(sendgrid(parts(sendgrid)).statusCode()).isEqualTo(200);
  }

  @Test
  void the_bytes_of_a_mail_in_any_charset_are_kept() {
    var mail = """
        From: Zoe <zoe@example.org>\r
        To: help@shop.example\r
        Subject: bytes\r
        Message-ID: <%s@example.org>\r
        Content-Type: text/plain; charset=iso-8859-1\r
        Content-Transfer-Encoding: 8bit\r
        \r
        Caf\u00e9 & 100%% + t\u00eate\r
        """;
    var answers = List.of(
        mailgun(FORM, pairs(mailgunFields(mail.formatted("b1").getBytes(ISO_8859_1)))),
        mailgun(MULTIPART, parts(mailgunFields(mail.formatted("b2").getBytes(ISO_8859_1)))),
        sendgrid(parts(sendgridFields(mail.formatted("b3").getBytes(ISO_8859_1)))),
        mime(mail.formatted("b4").getBytes(ISO_8859_1), ""));

    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(conversation(answer).at("/messages/0/text").asText())
                .startsWith("Caf\u00e9 & 100% + t\u00eate"));
  }

  @Test
  void a_mail_without_anything_that_can_be_read_is_kept() {
    var noise = new byte[5_000];
    new Random(7).nextBytes(noise);

    assertThat(mime(noise, "?to=help@shop.example").statusCode()).isEqualTo(200);
    assertThat(sendgrid(parts(sendgridFields("\r\n".getBytes(UTF_8)))).statusCode())
        .isEqualTo(200);
  }

  // --- what is refused

  @Test
  void a_request_without_the_raw_mail_is_refused_with_the_field_and_the_way_to_switch_it_on() {
    var postmark = postmark(Buffer.buffer("{\"TextBody\":\"x\",\"RawEmail\":\"\"}"));
    assertThat(postmark.statusCode()).isEqualTo(422);
    assertThat(postmark.bodyAsString()).contains("RawEmail").contains("Include raw email content");
    assertThat(postmark(Buffer.buffer("[1]")).statusCode()).isEqualTo(422);
    assertThat(postmark(Buffer.buffer("{\"RawEmail\":\"brok")).statusCode()).isEqualTo(400);
    assertThat(postmark(Buffer.buffer("[".repeat(100_000))).statusCode()).isEqualTo(422);
    var mailgun = mailgunFields(mail("none"));
    mailgun.remove("body-mime");
    mailgun.put("body-plain", "x".getBytes(UTF_8));
    for (var answer : List.of(mailgun(FORM, pairs(mailgun)), mailgun(MULTIPART, parts(mailgun)))) {
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.bodyAsString()).contains("body-mime").contains("mailgun/mime");
    }
    var sendgrid = sendgrid(parts(Map.of("text", "x".getBytes(UTF_8))));
    assertThat(sendgrid.statusCode()).isEqualTo(422);
    assertThat(sendgrid.bodyAsString()).contains("email is missing").contains("POST the raw");
    assertThat(mime(new byte[0], "").statusCode()).isEqualTo(422);
  }

  @Test
  void a_mail_with_a_wrong_signature_is_refused_and_not_stored() {
    var mail = mail("forged");
    var now = ground.clock.instant();
    var good = SIGNATURE.sign("msg_forged", Buffer.buffer(mail), now);
    var other = new WebhookSignature(List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    var signature = good.get(WebhookSignature.SIGNATURE);
    for (var headers : List.of(
        Map.<String, String>of(),
        other.sign("msg_forged", Buffer.buffer(mail), now),
        SIGNATURE.sign("msg_forged", Buffer.buffer(mail("another")), now),
        SIGNATURE.sign("msg_forged", Buffer.buffer(mail), now.minus(Duration.ofMinutes(6))),
        SIGNATURE.sign("msg_forged", Buffer.buffer(mail), now.plus(Duration.ofMinutes(6))),
        with(good, WebhookSignature.SIGNATURE, signature.substring(0, signature.length() - 2)),
        with(good, WebhookSignature.SIGNATURE, ""),
        with(good, WebhookSignature.ID, "msg_other"))) {
      var request = ground.entrance.request(POST, "/hooks/email/mime");
      headers.forEach(request::putHeader);
      assertThat(await(request.sendBuffer(Buffer.buffer(mail))).statusCode()).isEqualTo(403);
    }
    var doubled = ground.entrance.request(POST, "/hooks/email/mime");
    good.forEach(doubled::putHeader);
    doubled.headers().add(WebhookSignature.SIGNATURE, signature);
    assertThat(await(doubled.sendBuffer(Buffer.buffer(mail))).statusCode()).isEqualTo(403);
    assertThat(messages("forged")).isEqualTo("0");
  }

  @Test
  void a_provider_without_our_password_is_told_to_log_in_and_may_come_again() {
    var mail = mail("unknown");
    var body = parts(sendgridFields(mail));
    for (var value : List.of(
        "",
        "Basic",
        "Basic ???",
        basic("postmark", "wrong"),
        basic("other", "pw-postmark"),
        basic("postmark", ""),
        "Bearer " + ana)) {
      var postmark = ground.entrance.request(POST, "/hooks/email/postmark");
      var sendgrid = ground.entrance.request(POST, "/hooks/email/sendgrid");
      signed(body).forEach(sendgrid::putHeader);
      if (!value.isEmpty()) {
        postmark.putHeader("Authorization", value);
        sendgrid.putHeader("Authorization", value);
      }
      for (var answer : List.of(
          await(postmark.sendBuffer(postmarkBody(mail))),
          await(sendgrid.putHeader("Content-Type", MULTIPART).sendBuffer(body)))) {
        assertThat(answer.statusCode()).as(value).isEqualTo(401);
        assertThat(answer.getHeader("WWW-Authenticate")).startsWith("Basic ");
      }
    }
    assertThat(messages("unknown")).isEqualTo("0");
  }

  @Test
  void a_mail_of_mailgun_is_taken_only_with_one_fresh_signature_by_one_of_the_two_keys() {
    assertThat(
            mailgun(FORM, pairs(mailgunFields(mail("old-key"), "key-old", ground.clock.instant())))
                .statusCode())
        .isEqualTo(200);
    var mail = mail("mailgun-forged");
    var now = ground.clock.instant();
    var cases = new ArrayList<Map<String, byte[]>>();
    cases.add(mailgunFields(mail, "key-other", now));
    cases.add(mailgunFields(mail, "key-new", now.minus(Duration.ofMinutes(6))));
    cases.add(mailgunFields(mail, "key-new", now.plus(Duration.ofMinutes(6))));
    for (var field : List.of("timestamp", "token", "signature")) {
      for (var change : List.<UnaryOperator<String>>of(
          _ -> "",
          text -> text.substring(1),
          text -> text.substring(0, text.length() - 1),
          text -> text + "0",
          _ -> "x\u0000y",
          text -> text.repeat(500))) {
        var fields = mailgunFields(mail);
        fields.computeIfPresent(
            field, (_, value) -> change.apply(new String(value, UTF_8)).getBytes(UTF_8));
        cases.add(fields);
      }
      var fields = mailgunFields(mail);
      fields.remove(field);
      cases.add(fields);
    }
    for (var fields : cases) {
      assertThat(mailgun(FORM, pairs(fields)).statusCode()).isEqualTo(403);
      assertThat(mailgun(MULTIPART, parts(fields)).statusCode()).isEqualTo(403);
    }
    for (var field : List.of("timestamp", "token", "signature")) {
      var fields = mailgunFields(mail);
      var twice =
          pairs(fields).appendString("&").appendBuffer(pairs(Map.of(field, fields.get(field))));
      assertThat(mailgun(FORM, twice).bodyAsString()).contains(field + " must be given once");
    }
    assertThat(messages("mailgun-forged")).isEqualTo("0");
  }

  @Test
  void a_token_of_mailgun_that_was_overheard_brings_no_other_mail() {
    var fields = mailgunFields(mail("token-first"));
    assertThat(mailgun(FORM, pairs(fields)).bodyAsString()).contains("accepted");
    assertThat(mailgun(MULTIPART, parts(fields)).bodyAsString()).contains("repeated");

    fields.put("body-mime", mail("token-second"));

    assertThat(mailgun(FORM, pairs(fields)).statusCode()).isEqualTo(403);
    assertThat(messages("token-second")).isEqualTo("0");
  }

  @Test
  void a_mail_of_sendgrid_is_taken_only_with_a_signature_over_its_body() {
    var mail = mail("sendgrid-forged");
    var body = parts(sendgridFields(mail));
    var good = signed(body);
    var signature = good.get("X-Twilio-Email-Event-Webhook-Signature");
    for (var headers : List.of(
        Map.<String, String>of(),
        new SendGridSigner().sign("1700000000", body.getBytes()),
        signed(body.copy().appendString("x")),
        with(good, "X-Twilio-Email-Event-Webhook-Timestamp", "1"),
        with(good, "X-Twilio-Email-Event-Webhook-Timestamp", "now"),
        with(good, "X-Twilio-Email-Event-Webhook-Signature", "???"),
        with(good, "X-Twilio-Email-Event-Webhook-Signature", ""),
        with(good, "X-Twilio-Email-Event-Webhook-Signature", signature.substring(0, 40)),
        with(
            good,
            "X-Twilio-Email-Event-Webhook-Signature",
            Base64.getEncoder().encodeToString(new byte[72])))) {
      var request = ground
          .entrance
          .request(POST, "/hooks/email/sendgrid")
          .putHeader("Authorization", basic("sendgrid", "pw-sendgrid"))
          .putHeader("Content-Type", MULTIPART);
      headers.forEach(request::putHeader);
      assertThat(await(request.sendBuffer(body)).statusCode()).isEqualTo(403);
    }
    var doubled = sendgridRequest(body);
    doubled.headers().add("X-Twilio-Email-Event-Webhook-Signature", signature);
    assertThat(await(doubled.sendBuffer(body)).statusCode()).isEqualTo(403);
    assertThat(messages("sendgrid-forged")).isEqualTo("0");
  }

  @Test
  void hostile_forms_are_refused_or_read_and_never_an_error_of_ours() {
    var good = parts(sendgridFields(mail("hostile"))).toString(ISO_8859_1);
    var bodies = new ArrayList<String>();
    bodies.add("");
    bodies.add("--" + BOUNDARY);
    bodies.add("--" + BOUNDARY + "--\r\n");
    bodies.add(("--" + BOUNDARY + "\r\n\r\n").repeat(100_000));
    bodies.add(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n\r\n")
        .repeat(2_000));
    bodies.add(
        "--" + BOUNDARY + "\r\n" + "X: y\r\n".repeat(100_000) + "\r\nx\r\n--" + BOUNDARY + "--");
    bodies.add(
        "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name*=utf-8''%zz;;;=\"\r\n\r\nx");
    bodies.add("--" + BOUNDARY
        + "\r\nContent-Disposition: form-data; name=\"email\"\r\nContent-Transfer-Encoding: nonsense\r\n\r\nx\r\n--"
        + BOUNDARY + "--");
    bodies.add("--" + BOUNDARY
        + "\r\nContent-Disposition: form-data; name=\"envelope\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%%\r\n--"
        + BOUNDARY + "--");
    bodies.add("\u0000".repeat(10_000));
    bodies.add("%".repeat(1_000) + "=%&%zz=1");
    bodies.add("a=".repeat(100_000));
    bodies.add("&".repeat(100_000));
    IntStream.range(0, 40)
        .map(i -> i * good.length() / 40)
        .mapToObj(cut -> good.substring(0, cut))
        .forEach(bodies::add);
    var random = new Random(42);
    for (int i = 0; i < 30; i++) {
      var mutated = new StringBuilder(good);
      for (int n = 0; n < 8; n++) {
        mutated.setCharAt(random.nextInt(mutated.length()), (char) random.nextInt(256));
      }
      bodies.add(mutated.toString());
    }
    for (var text : bodies) {
      var body = Buffer.buffer(text.getBytes(ISO_8859_1));
      for (var type :
          List.of(MULTIPART, FORM, "multipart/form-data", "multipart/form-data; boundary=\"", "")) {
        var sendgrid = sendgridRequest(body);
        sendgrid.headers().remove("Content-Type");
        var mailgun = ground.entrance.request(POST, "/hooks/email/mailgun/mime");
        if (!type.isEmpty()) {
          sendgrid.putHeader("Content-Type", type);
          mailgun.putHeader("Content-Type", type);
        }
        assertThat(await(sendgrid.sendBuffer(body)).statusCode()).as(type).isIn(200, 400, 422);
        assertThat(await(mailgun.sendBuffer(body)).statusCode()).as(type).isIn(400, 403);
      }
    }
  }

  // --- sizes

  @Test
  void a_mail_of_sixty_megabytes_becomes_its_headers_and_a_note() throws IOException {
    var head = new String(mail("sixty"), UTF_8).getBytes(UTF_8);
    var answer = large(head, 60 * MB, 60 * MB);

    assertThat(answer).contains("200 OK").contains("accepted");
    var conversation = answer.replaceFirst("(?s).*\"conversation\":\"([^\"]+)\".*", "$1");
    var message = conversation(conversation).at("/messages/0");
    assertThat(message.at("/details/subject").asText()).isEqualTo("Shoes sixty");
    assertThat(message.at("/details/notes").toString()).contains("large");
    assertThat(message.at("/details/raw_size").asLong()).isEqualTo(60L * MB);
    assertThat(message.path("attachments")).isEmpty();
  }

  @Test
  void half_sent_mails_of_one_address_keep_out_no_signed_mail_of_another() throws IOException {
    var greedy = new ArrayList<Socket>();
    try (var signed = begunSigned(mail("signed-beside"), 24 * MB, 20 * MB)) {
      // four mails of which 25 MB are held: with the signed one more than the memory
      for (int i = 0; i < 4; i++) {
        greedy.add(begunFrom("127.0.0.2", mail("greedy-" + i), 30 * MB, 26 * MB));
      }

      var oldest = greedy.getFirst();
      assertThat(heard(oldest))
          .contains("503")
          .containsIgnoringCase("Retry-After: 10")
          .containsIgnoringCase("Connection: close")
          .contains("too many mails");
      assertThat(oldest.getInputStream().read()).as("the connection is closed").isEqualTo(-1);
      assertThat(mime(mail("small-beside"), "").statusCode()).isEqualTo(200);
      fill(signed.getOutputStream(), 4 * MB);
      assertThat(heard(signed)).contains("200 OK").contains("accepted");
      assertThat(messages("greedy-0")).isEqualTo("0");
    } finally {
      for (var socket : greedy) {
        socket.close();
      }
    }
  }

  @Test
  void mails_without_a_proof_take_nothing_from_a_hook_with_a_password() throws IOException {
    var body = postmarkBody(padded("password-beside", 20 * MB));
    int half = body.length() / 2;
    var strangers = new ArrayList<Socket>();
    try (var proved = connected("127.0.0.1")) {
      var head = "POST /hooks/email/postmark HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
          + basic("postmark", "pw-postmark") + "\r\nContent-Length: " + body.length()
          + "\r\n\r\n";
      proved.getOutputStream().write(head.getBytes(UTF_8));
      proved.getOutputStream().write(body.getBytes(0, half));
      proved.getOutputStream().flush();
      for (int i = 0; i < 6; i++) {
        strangers.add(begunFrom("127.0.0.2", mail("stranger-" + i), 30 * MB, 26 * MB));
      }
      // there is not memory for all six
      assertThat(heard(strangers.getFirst())).contains("503");

      proved.getOutputStream().write(body.getBytes(half, body.length()));
      proved.getOutputStream().flush();

      assertThat(heard(proved)).contains("200 OK").contains("accepted");
    } finally {
      for (var socket : strangers) {
        socket.close();
      }
    }
  }

  @Test
  void a_body_above_the_limit_is_refused_with_the_limit() throws IOException {
    try (var announced = begun(mail("announced"), 100 * MB + 1, 0)) {
      assertThat(heard(announced)).contains("413").contains("104,857,600 bytes");
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), ground.entrance.port())) {
      socket
          .getOutputStream()
          .write(("POST /hooks/email/postmark HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                  + basic("postmark", "pw-postmark")
                  + "\r\nContent-Length: "
                  + (80 * MB + 1)
                  + "\r\n\r\n")
              .getBytes(UTF_8));
      assertThat(heard(socket)).contains("413").contains("83,886,080 bytes");
    }
  }

  @Test
  void a_mail_whose_body_breaks_off_is_not_stored_and_comes_again() throws IOException {
    var mail = mail("broken");
    for (int sent : List.of(0, 10, mail.length / 2, mail.length - 1)) {
      try (var socket = begun(mail, mail.length, 0)) {
        socket.getOutputStream().write(mail, 0, sent);
        socket.getOutputStream().flush();
      }
    }
    assertThat(mime(mail("after-broken"), "").statusCode()).isEqualTo(200);
    assertThat(messages("broken")).isEqualTo("0");

    assertThat(mime(mail, "").bodyAsString()).contains("accepted");
  }

  @Test
  void nothing_stays_of_an_upload_that_breaks_off() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), ground.entrance.port())) {
      var out = socket.getOutputStream();
      out.write(("POST /api/v1/attachments?name=broken-off.bin HTTP/1.1\r\nHost: localhost\r\n"
              + "Authorization: Bearer " + ana + "\r\nContent-Length: 2000000\r\n\r\n")
          .getBytes(UTF_8));
      fill(out, MB);
      eventually(() -> ground
          .ask("SELECT count(*) FROM upload WHERE name = 'broken-off.bin'")
          .equals("1"));
    }

    eventually(() ->
        ground.ask("SELECT count(*) FROM upload WHERE name = 'broken-off.bin'").equals("0"));
  }

  // --- the server

  @Test
  void
      a_mail_that_cannot_be_stored_now_is_asked_for_again_and_hooks_without_a_secret_do_not_exist() {
    var storing = ground.messages;
    var away = new AtomicBoolean(true);
    var events = new GoneDatabase(storing.intake(), away);
    try (var entrance = new Entrance(ground.vertx, "")) {
      var meters = new HookMeters(ground.meters);
      meters.watch(entrance.guard);
      hooks(events, meters)
          .mount(
              entrance.guard,
              SIGNATURE,
              new PostmarkSettings("postmark", new HiddenText("")),
              new MailgunSettings(new HiddenText(""), new HiddenText("")),
              new SendGridSettings("sendgrid", new HiddenText(""), ""));
      var mail = mail("outage");
      var unavailable = counted("unavailable");
      var accepted = counted("accepted");
      var forged = counted("forged");

      var first = sent(entrance, mail);
      away.set(false);
      var second = sent(entrance, mail);

      assertThat(first.statusCode()).isEqualTo(503);
      assertThat(first.getHeader("Retry-After")).isEqualTo("2");
      assertThat(second.bodyAsString()).contains("accepted");
      assertThat(await(entrance.request(POST, "/hooks/email/mime").send()).statusCode())
          .isEqualTo(403);
      assertThat(counted("unavailable")).isEqualTo(unavailable + 1);
      assertThat(counted("accepted")).isEqualTo(accepted + 1);
      assertThat(counted("forged")).isEqualTo(forged + 1);
      for (var hook : List.of("postmark", "mailgun/mime", "sendgrid")) {
        assertThat(await(entrance.request(POST, "/hooks/email/" + hook).send()).statusCode())
            .isEqualTo(404);
      }
    }
  }

  @Test
  void neither_a_forged_mail_nor_one_of_another_kind_of_proof_waits_for_mails_at_work() {
    var events = new SlowDatabase(ground.messages.intake(), Promise.promise(), Promise.promise());
    try (var entrance = new Entrance(ground.vertx, "")) {
      hooks(events, new HookMeters(ground.meters))
          .mount(
              entrance.guard,
              SIGNATURE,
              new PostmarkSettings("postmark", new HiddenText("pw-postmark")),
              new MailgunSettings(new HiddenText("key-new"), new HiddenText("")),
              new SendGridSettings(
                  "sendgrid", new HiddenText(""), ConsoleGround.SENDGRID.publicKey()));
      // what a signature over the body proves has room for 32 MB at work
      var slow = mimeSent(entrance, padded("slow", 24 * MB));
      await(events.begun().future());

      var forged = entrance.request(POST, "/hooks/email/mime");
      var other = padded("slow-forged", 10 * MB);
      SIGNATURE
          .sign("mail_" + ++this.events, Buffer.buffer("another"), ground.clock.instant())
          .forEach(forged::putHeader);
      assertThat(await(forged.sendBuffer(Buffer.buffer(other))).statusCode()).isEqualTo(403);
      var form = parts(sendgridFields(padded("behind-sendgrid", 10 * MB)));
      var forgedForm =
          entrance.request(POST, "/hooks/email/sendgrid").putHeader("Content-Type", MULTIPART);
      new SendGridSigner().sign("1700000000", form.getBytes()).forEach(forgedForm::putHeader);
      assertThat(await(forgedForm.sendBuffer(form)).statusCode()).isEqualTo(403);
      var behind =
          entrance.request(POST, "/hooks/email/sendgrid").putHeader("Content-Type", MULTIPART);
      signed(form).forEach(behind::putHeader);
      var waits = behind.sendBuffer(form);

      var byPassword = entrance
          .request(POST, "/hooks/email/postmark")
          .putHeader("Authorization", basic("postmark", "pw-postmark"));
      assertThat(await(byPassword.sendBuffer(postmarkBody(padded("beside-postmark", 10 * MB))))
              .statusCode())
          .isEqualTo(200);
      var byForm =
          entrance.request(POST, "/hooks/email/mailgun/mime").putHeader("Content-Type", MULTIPART);
      assertThat(await(byForm.sendBuffer(parts(mailgunFields(padded("beside-mailgun", 10 * MB)))))
              .statusCode())
          .isEqualTo(200);
      assertThat(waits.isComplete()).isFalse();
      events.end().complete();

      assertThat(await(slow).statusCode()).isEqualTo(200);
      assertThat(await(waits).statusCode()).isEqualTo(200);
    }
  }

  private MailHooks hooks(MessageEvents events, HookMeters meters) {
    var storing = ground.messages;
    return new MailHooks(
        ground.vertx,
        new MailIntake(
            ground.vertx,
            List.of(),
            new CaseReference("T"),
            events,
            storing.mail(),
            storing.conversations(),
            new LargeMailAnswers(
                List.of(), storing.say(), ZoneId.of("Europe/Amsterdam"), ground.clock),
            ground.clock),
        meters,
        new CarrierTime(ground.clock, ground.clock),
        Outage::meaning);
  }

  /** The desk while its database stores one mail slowly. */
  private record SlowDatabase(MessageEvents desk, Promise<Void> begun, Promise<Void> end)
      implements MessageEvents {

    @Override
    public Future<Taken> arrived(String carrier, MessageEvent.Arrived event) {
      if (!event.subject().equals("Shoes slow")) {
        return desk.arrived(carrier, event);
      }
      begun.tryComplete();
      return end.future().compose(_ -> desk.arrived(carrier, event));
    }

    @Override
    public Future<Result> delivered(String carrier, MessageEvent.Delivered event) {
      return desk.delivered(carrier, event);
    }

    @Override
    public Future<Result> read(String carrier, MessageEvent.Read event) {
      return desk.read(carrier, event);
    }

    @Override
    public void typing(MessageEvent.Typing event) {
      desk.typing(event);
    }

    @Override
    public Future<Result> left(String carrier, MessageEvent.Left event) {
      return desk.left(carrier, event);
    }
  }

  /** The desk while its database is away. */
  private record GoneDatabase(MessageEvents desk, AtomicBoolean away) implements MessageEvents {

    private <T> Future<T> unlessAway(Supplier<Future<T>> work) {
      return away.get() ? Future.failedFuture(new ClosedChannelException()) : work.get();
    }

    @Override
    public Future<Taken> arrived(String carrier, MessageEvent.Arrived event) {
      return unlessAway(() -> desk.arrived(carrier, event));
    }

    @Override
    public Future<Result> delivered(String carrier, MessageEvent.Delivered event) {
      return unlessAway(() -> desk.delivered(carrier, event));
    }

    @Override
    public Future<Result> read(String carrier, MessageEvent.Read event) {
      return unlessAway(() -> desk.read(carrier, event));
    }

    @Override
    public void typing(MessageEvent.Typing event) {
      desk.typing(event);
    }

    @Override
    public Future<Result> left(String carrier, MessageEvent.Left event) {
      return unlessAway(() -> desk.left(carrier, event));
    }
  }

  private HttpResponse<Buffer> sent(Entrance entrance, byte[] mail) {
    return await(mimeSent(entrance, mail));
  }

  private Future<HttpResponse<Buffer>> mimeSent(Entrance entrance, byte[] mail) {
    var request = entrance.request(POST, "/hooks/email/mime");
    SIGNATURE
        .sign("mail_" + ++events, Buffer.buffer(mail), ground.clock.instant())
        .forEach(request::putHeader);
    return request.sendBuffer(Buffer.buffer(mail));
  }

  private double counted(String result) {
    return ground
        .meters
        .counter("tandem.webhooks.received", "source", "mime", "result", result)
        .count();
  }

  // --- mailboxes

  @Test
  void supervisors_see_the_states_of_mailboxes_with_the_reason() {
    var desk = ground.messages.mail();
    await(desk.say("b@shop.example", Mailboxes.State.CONNECTED, java.util.Optional.empty()));
    await(desk.say(
        "a@shop.example",
        Mailboxes.State.REFUSED,
        java.util.Optional.of("the server refuses the password")));

    var answer = await(ground
        .entrance
        .request(GET, "/api/v1/mailboxes")
        .putHeader("Authorization", "Bearer " + sam)
        .send());

    assertThat(answer.statusCode()).isEqualTo(200);
    var mailboxes = json(answer).path("mailboxes");
    assertThat(mailboxes).hasSize(2);
    assertThat(mailboxes.at("/0/address").asText()).isEqualTo("a@shop.example");
    assertThat(mailboxes.at("/0/state").asText()).isEqualTo("refused");
    assertThat(mailboxes.at("/0/why").asText()).isEqualTo("the server refuses the password");
    assertThat(mailboxes.at("/1/state").asText()).isEqualTo("connected");
    assertThat(mailboxes.get(1).has("why")).isFalse();
  }

  // --- mails

  private static byte[] mail(String id) {
    return """
        From: Jan <jan@example.org>\r
        To: help@shop.example\r
        Subject: Shoes %1$s\r
        Message-ID: <%1$s@example.org>\r
        MIME-Version: 1.0\r
        Content-Type: multipart/mixed; boundary=inner\r
        \r
        --inner\r
        Content-Type: text/plain; charset=utf-8\r
        \r
        Where are my shoes? 100%% & more + \u20ac\r
        --inner\r
        Content-Type: text/plain\r
        Content-Disposition: attachment; filename=photo.txt\r
        \r
        a photo\r
        --inner--\r
        """.formatted(id).getBytes(UTF_8);
  }

  private static byte[] text(String to, String id) {
    return "From: jan@example.org\r\nTo: %s\r\nMessage-ID: <%s@example.org>\r\n\r\nHello\r\n"
        .formatted(to, id)
        .getBytes(UTF_8);
  }

  private String messages(String id) {
    return ground.ask("SELECT count(*) FROM message WHERE source = 'email:" + id + "@example.org'");
  }

  private JsonNode conversation(HttpResponse<Buffer> taken) {
    assertThat(taken.statusCode()).as(taken.bodyAsString()).isEqualTo(200);
    return conversation(json(taken).path("conversation").asText());
  }

  private JsonNode conversation(String id) {
    return json(await(ground
        .entrance
        .request(GET, "/api/v1/conversations/" + id)
        .putHeader("Authorization", "Bearer " + ana)
        .send()));
  }

  private String entrance(HttpResponse<Buffer> taken) {
    return conversation(taken).at("/conversation/entrance").asText();
  }

  private static JsonNode json(HttpResponse<Buffer> answer) {
    return Json.read(answer.bodyAsString(), JsonNode.class);
  }

  // --- requests

  private HttpRequest<Buffer> mimeRequest(byte[] mail, String query) {
    var request = ground.entrance.request(POST, "/hooks/email/mime" + query);
    SIGNATURE
        .sign("mail_" + ++events, Buffer.buffer(mail), ground.clock.instant())
        .forEach(request::putHeader);
    return request.putHeader("Content-Type", "message/rfc822");
  }

  private HttpResponse<Buffer> mime(byte[] mail, String query) {
    return await(mimeRequest(mail, query).sendBuffer(Buffer.buffer(mail)));
  }

  private static Buffer postmarkBody(byte[] mail) {
    return Buffer.buffer(Json.MAPPER
        .createObjectNode()
        .put("FromName", "Jan")
        .put("OriginalRecipient", "help@shop.example")
        .put("RawEmail", new String(mail, UTF_8))
        .toString());
  }

  private HttpRequest<Buffer> postmarkRequest() {
    return ground
        .entrance
        .request(POST, "/hooks/email/postmark")
        .putHeader("Authorization", basic("postmark", "pw-postmark"))
        .putHeader("Content-Type", "application/json");
  }

  private HttpResponse<Buffer> postmark(Buffer body) {
    return await(postmarkRequest().sendBuffer(body));
  }

  private HttpRequest<Buffer> mailgunRequest(String type) {
    return ground
        .entrance
        .request(POST, "/hooks/email/mailgun/mime")
        .putHeader("Content-Type", type);
  }

  private HttpResponse<Buffer> mailgun(String type, Buffer body) {
    return await(mailgunRequest(type).sendBuffer(body));
  }

  private Map<String, byte[]> mailgunFields(byte[] mail) {
    return mailgunFields(mail, "key-new", ground.clock.instant());
  }

  private Map<String, byte[]> mailgunFields(byte[] mail, String key, Instant at) {
    var timestamp = Long.toString(at.getEpochSecond());
    var token = HexFormat.of().toHexDigits(++events) + "f".repeat(42);
    var fields = new LinkedHashMap<String, byte[]>();
    fields.put("recipient", "help@shop.example".getBytes(UTF_8));
    fields.put("sender", "jan@example.org".getBytes(UTF_8));
    fields.put("timestamp", timestamp.getBytes(UTF_8));
    fields.put("token", token.getBytes(UTF_8));
    fields.put("signature", hmac(key, timestamp + token).getBytes(UTF_8));
    fields.put("body-mime", mail);
    return fields;
  }

  private static String hmac(String key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, byte[]> sendgridFields(byte[] mail) {
    var fields = new LinkedHashMap<String, byte[]>();
    fields.put("dkim", "none".getBytes(UTF_8));
    fields.put("email", mail);
    fields.put(
        "envelope",
        "{\"to\":[\"help@shop.example\"],\"from\":\"jan@example.org\"}".getBytes(UTF_8));
    return fields;
  }

  private static Map<String, String> signed(Buffer body) {
    // a mail that SendGrid has tried to bring for days
    return ConsoleGround.SENDGRID.sign("1700000000", body.getBytes());
  }

  private HttpRequest<Buffer> sendgridRequest(Buffer body) {
    var request = ground
        .entrance
        .request(POST, "/hooks/email/sendgrid")
        .putHeader("Authorization", basic("sendgrid", "pw-sendgrid"))
        .putHeader("Content-Type", MULTIPART);
    signed(body).forEach(request::putHeader);
    return request;
  }

  private HttpResponse<Buffer> sendgrid(Buffer body) {
    return await(sendgridRequest(body).sendBuffer(body));
  }

  private static Buffer parts(Map<String, byte[]> fields) {
    var body = Buffer.buffer();
    fields.forEach((name, value) -> body.appendString("--" + BOUNDARY + "\r\n")
        .appendString("Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n")
        .appendBytes(value)
        .appendString("\r\n"));
    return body.appendString("--" + BOUNDARY + "--\r\n");
  }

  private static Buffer pairs(Map<String, byte[]> fields) {
    return Buffer.buffer(String.join(
        "&",
        fields.entrySet().stream()
            .map(field -> field.getKey() + "="
                + URLEncoder.encode(new String(field.getValue(), ISO_8859_1), ISO_8859_1))
            .toList()));
  }

  private static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    var changed = new LinkedHashMap<>(headers);
    changed.put(name, value);
    return changed;
  }

  // --- large bodies, which no test holds whole

  /** Sends a signed mail that is filled up to this size. */
  private String large(byte[] head, int size, int sent) throws IOException {
    try (var socket = begun(head, size, sent)) {
      return heard(socket);
    }
  }

  /** Sends the head of a request and the beginning of a mail; what is sent whole is signed. */
  private Socket begun(byte[] head, int size, int sent) throws IOException {
    return size > 0 && sent == size
        ? begunSigned(head, size, sent)
        : begunFrom("127.0.0.1", head, size, sent);
  }

  /** Sends a part of a mail that is signed. */
  private Socket begunSigned(byte[] head, int size, int sent) throws IOException {
    var mail = whole(Buffer.buffer(head), Math.max(0, size - head.length));
    return begun(connected("127.0.0.1"), mail, head, size, sent);
  }

  /** Sends a part of a mail that is not signed, from an address of this machine. */
  private Socket begunFrom(String from, byte[] head, int size, int sent) throws IOException {
    return begun(connected(from), Buffer.buffer(head), head, size, sent);
  }

  private Socket connected(String from) throws IOException {
    var socket = new Socket(
        InetAddress.getLoopbackAddress(), ground.entrance.port(), InetAddress.getByName(from), 0);
    socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
    return socket;
  }

  private Socket begun(Socket socket, Buffer signed, byte[] head, int size, int sent)
      throws IOException {
    var headers = SIGNATURE.sign("big_" + ++events, signed, ground.clock.instant());
    var request = new StringBuilder("POST /hooks/email/mime HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach(
        (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    request.append("Content-Length: ").append(size).append("\r\n\r\n");
    var out = socket.getOutputStream();
    out.write(request.toString().getBytes(UTF_8));
    if (sent > 0) {
      out.write(head);
      fill(out, sent - head.length);
    }
    out.flush();
    return socket;
  }

  private static byte[] padded(String id, int size) {
    var head = mail(id);
    return whole(Buffer.buffer(head), size - head.length).getBytes();
  }

  private static Buffer whole(Buffer head, int fill) {
    return head.copy().appendBytes(lines(fill));
  }

  private static void fill(OutputStream out, int bytes) throws IOException {
    out.write(lines(bytes));
    out.flush();
  }

  private static byte[] lines(int bytes) {
    var lines = new byte[bytes];
    java.util.Arrays.fill(lines, (byte) 'x');
    return lines;
  }

  /** Reads an answer up to the end of its JSON. */
  private static String heard(Socket socket) throws IOException {
    var answer = new StringBuilder();
    var in = socket.getInputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      answer.append((char) c);
      if (c == '}') {
        break;
      }
    }
    return answer.toString();
  }
}
