package tandem.channels.voice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.auth.TwilioSigner;
import tandem.base.AgentId;
import tandem.channels.TwilioAccount;
import tandem.desk.voice.CallEvent;
import tandem.web.PublicUrl;

@ExtendWith(VertxExtension.class)
class TwilioVoiceTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String PUBLIC = "https://desk.example";
  private static final Instant ASKED = Instant.parse("2026-02-01T08:00:00.000000007Z");
  private static final String CALL = "CA00000000000000000000000000000001";

  private final Vertx vertx;
  private final HookServer server = new HookServer(vertx, PUBLIC);
  private final RecordingDesk desk = new RecordingDesk();
  private final TwilioAccount account =
      new TwilioAccount("AC1", TOKEN, "the-second-token", "http://127.0.0.1:1", () -> PUBLIC);

  TwilioVoiceTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void mount() {
    new TwilioVoice(account, PublicUrl.of(PUBLIC), desk, server.clock).mount(server.guard);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_call_that_fetches_repeatedly_waits_and_arrives_once() throws Exception {
    var arrived = server.clock.instant();
    var first = send(TwilioVoice.PATH, fetch());
    server.clock.pass(Duration.ofSeconds(30));
    var again = send(redirect(first), fetch());
    server.clock.pass(Duration.ofSeconds(30));
    send(redirect(again), fetch());

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.getHeader("Content-Type")).startsWith("text/xml");
    assertThat(redirect(again)).isEqualTo(redirect(first));
    assertThat(desk.told)
        .containsExactly(new CallEvent.Arrived(CALL, "+31201234567", "+31207654321", arrived));
  }

  @Test
  void a_caller_who_cannot_be_stored_is_held_and_keeps_the_place() throws Exception {
    var arrived = server.clock.instant();
    desk.goAway();
    var first = send(TwilioVoice.PATH, fetch());
    server.clock.pass(Duration.ofSeconds(5));
    desk.failWith(new IllegalStateException("a bug"));
    var second = send(redirect(first), fetch());
    server.clock.pass(Duration.ofSeconds(5));
    desk.comeBack();
    var third = send(redirect(second), fetch());

    assertThat(List.of(pause(first), pause(second), pause(third))).containsExactly("5", "5", "30");
    assertThat(desk.told)
        .containsExactly(new CallEvent.Arrived(CALL, "+31201234567", "+31207654321", arrived));
  }

  @Test
  void a_place_in_line_that_the_carrier_did_not_sign_is_refused() throws Exception {
    var hold = redirect(send(TwilioVoice.PATH, fetch()));
    var forged = hold.replaceAll("arrived=\\d+", "arrived=1");
    var other = new TreeMap<>(fetch());
    other.put("CallSid", "CA2");
    var ofHold = TwilioSigner.sign(TOKEN, PUBLIC + hold, fetch());

    assertThat(forged).isNotEqualTo(hold);
    assertThat(post(forged, encoded(fetch()), ofHold).statusCode()).isEqualTo(403);
    assertThat(post(hold, encoded(other), ofHold).statusCode()).isEqualTo(403);
    assertThat(post(hold + "&arrived=1", encoded(fetch()), ofHold).statusCode()).isEqualTo(403);
    assertThat(desk.told).hasSize(1);
  }

  @Test
  void an_agents_leg_and_the_end_of_dialling_are_reported_once_each() throws Exception {
    var leg = leg("ana");
    send(leg, child("in-progress", "1"));
    send(leg, child("in-progress", "1"));
    send(leg, child("completed", "2"));
    var ended = send(leg, dialled("completed", "in-progress"));
    send(leg, dialled("completed", "in-progress"));

    assertThat(desk.told)
        .containsExactly(
            new CallEvent.Bridged(CALL, Optional.of(new AgentId("ana"))),
            new CallEvent.Ended(CALL, "completed"));
    assertThat(
            TwimlTest.parse(ended.bodyAsString()).getElementsByTagName("Hangup").getLength())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"busy", "no-answer", "failed", "canceled"})
  void an_agent_who_cannot_be_reached_sends_the_caller_back_to_waiting(String status)
      throws Exception {
    var leg = leg("ana");
    var answer = send(leg, dialled(status, "in-progress"));

    assertThat(desk.told)
        .containsExactly(new CallEvent.BridgeFailed(CALL, Optional.of(new AgentId("ana")), status));
    assertThat(redirect(answer)).startsWith(TwilioVoice.PATH);
  }

  @ParameterizedTest
  @CsvSource({"busy", "no-answer", "failed", "canceled"})
  void a_caller_stays_on_hold_when_resuming_fails(String status) throws Exception {
    var leg = resuming("ana", ASKED);
    send(leg, child(status, "1"));
    var answer = send(leg, dialled(status, "in-progress"));

    assertThat(desk.told)
        .containsExactly(
            new CallEvent.ResumeFailed(CALL, Optional.of(new AgentId("ana")), Optional.of(ASKED)));
    assertThat(redirect(answer)).startsWith(TwilioVoice.PATH);
  }

  @Test
  void each_failed_try_to_take_a_caller_back_is_an_event_even_if_its_leg_has_no_name()
      throws Exception {
    var form = new TreeMap<>(dialled("failed", "in-progress"));
    form.remove("DialCallSid");
    var again = ASKED.plusSeconds(9);

    send(resuming("ana", ASKED), form);
    send(resuming("ana", ASKED), form);
    send(resuming("ana", again), form);

    var ana = Optional.of(new AgentId("ana"));
    assertThat(desk.told)
        .containsExactly(
            new CallEvent.ResumeFailed(CALL, ana, Optional.of(ASKED)),
            new CallEvent.ResumeFailed(CALL, ana, Optional.of(again)));
  }

  @Test
  void the_end_of_a_dialling_and_the_status_of_its_leg_may_come_in_any_order() throws Exception {
    var url = resuming("ana", ASKED);
    var answer = send(url, dialled("no-answer", "in-progress"));
    send(url, child("no-answer", "1"));

    assertThat(desk.told)
        .containsExactly(
            new CallEvent.ResumeFailed(CALL, Optional.of(new AgentId("ana")), Optional.of(ASKED)));
    assertThat(redirect(answer)).startsWith(TwilioVoice.PATH);
  }

  @Test
  void a_leg_that_an_earlier_version_dialled_has_no_time_at_which_it_was_asked_for()
      throws Exception {
    var url = resuming("ana", ASKED);

    send(url.substring(0, url.indexOf("&asked=")), dialled("busy", "in-progress"));

    assertThat(desk.told)
        .containsExactly(new CallEvent.ResumeFailed(CALL, Optional.of(new AgentId("ana"))));
  }

  @Test
  void a_caller_who_hangs_up_while_an_agent_is_rung_has_left() throws Exception {
    var answer = send(leg("ana"), dialled("canceled", "completed"));

    assertThat(desk.told).containsExactly(new CallEvent.Ended(CALL, "canceled"));
    assertThat(answer.bodyAsString()).contains("Hangup");
  }

  @ParameterizedTest
  @CsvSource({
    "queued,0",
    "ringing,0",
    "initiated,0",
    "in-progress,0",
    "completed,1",
    "busy,1",
    "failed,1",
    "no-answer,1",
    "canceled,1"
  })
  void the_callers_own_leg_ends_the_call_by_its_last_status(String status, int told)
      throws Exception {
    var answer = send(TwilioVoice.PATH, status(status, "3"));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(desk.told).hasSize(told);
  }

  @Test
  void a_status_that_cannot_be_stored_is_not_taken() {
    desk.goAway();

    var answer = send(TwilioVoice.PATH, status("completed", "3"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.getHeader("Retry-After")).isEqualTo("2");
  }

  @Test
  void a_repeated_status_has_one_effect_and_a_repeated_fetch_always_gets_its_instructions()
      throws Exception {
    for (int i = 0; i < 50; i++) {
      send(TwilioVoice.PATH, status("completed", "3"));
      assertThat(redirect(send(TwilioVoice.PATH, fetch()))).startsWith(TwilioVoice.PATH);
    }

    assertThat(desk.told).hasSize(2);
  }

  @Test
  void a_request_with_a_wrong_signature_is_refused_without_effect() {
    var good = TwilioSigner.sign(TOKEN, PUBLIC + TwilioVoice.PATH, fetch());
    for (var signature : List.of(
        "",
        good.substring(1),
        good + good,
        TwilioSigner.sign("x", PUBLIC + TwilioVoice.PATH, fetch()))) {
      assertThat(post(TwilioVoice.PATH, encoded(fetch()), signature).statusCode())
          .isEqualTo(403);
    }
    var listening = server.origin() + TwilioVoice.PATH;
    assertThat(
            post(TwilioVoice.PATH, encoded(fetch()), TwilioSigner.sign(TOKEN, listening, fetch()))
                .statusCode())
        .isEqualTo(403);
    assertThat(post(TwilioVoice.PATH + "?x=1", encoded(fetch()), good).statusCode())
        .isEqualTo(403);
    assertThat(post(TwilioVoice.PATH, encoded(fetch()) + "&Extra=1", good).statusCode())
        .isEqualTo(403);
    var stranger = new TreeMap<>(fetch());
    stranger.put("AccountSid", "AC2");
    assertThat(send(TwilioVoice.PATH, stranger).statusCode()).isEqualTo(403);

    assertThat(desk.told).isEmpty();
  }

  @Test
  void the_second_token_is_good_too() {
    var answer = post(
        TwilioVoice.PATH,
        encoded(fetch()),
        TwilioSigner.sign("the-second-token", PUBLIC + TwilioVoice.PATH, fetch()));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void a_request_without_a_call_is_refused_with_the_missing_field() {
    for (var call : List.of("", " ")) {
      var noCall = new TreeMap<>(fetch());
      noCall.put("CallSid", call);
      var answer = send(TwilioVoice.PATH, noCall);
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.bodyAsJsonObject().getString("detail")).isEqualTo("CallSid is missing");
    }
    assertThat(post(TwilioVoice.PATH, "CallSid=%C3%28", "x").statusCode()).isEqualTo(403);
    assertThat(post(TwilioVoice.PATH, "a=" + "x".repeat(1_100_000), "x").statusCode())
        .isEqualTo(413);

    assertThat(desk.told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          From=a                                              | a                          | {}
          From=%2B31612345678%00                              | +31612345678\\0            | {}
          From=a&From=b                                       | b                          | {from=a}
          To=&AccountSid=                                     | ''                         | {}
          CallStatus=&CallStatus=none                         | ''                         | {}
          From=Zo%C3%AB+%3Csip%3Aa@b%3E                       | Zoë <sip:a@b>              | {}
          """)
  void a_caller_is_accepted_when_fields_are_missing_or_given_twice(
      String form, String from, String unread) throws Exception {
    var answer = signed("CallSid=" + CALL + "&" + form);

    assertThat(redirect(answer)).startsWith(TwilioVoice.PATH);
    assertThat(desk.told).singleElement().isInstanceOfSatisfying(CallEvent.Arrived.class, event -> {
      assertThat(event.from()).isEqualTo(from.replace("\\0", "\0"));
      assertThat(event.unread()).hasToString(unread);
    });
  }

  @Test
  void a_call_id_of_any_form_is_a_caller() throws Exception {
    for (var call :
        List.of("CA1\r\nX: y", "\0", "Zo\u00eb \ud83d\ude00", "x".repeat(2_000), "../..")) {
      var form = new TreeMap<>(fetch());
      form.put("CallSid", call);

      assertThat(redirect(send(TwilioVoice.PATH, form))).startsWith(TwilioVoice.PATH);
      assertThat(desk.told.getLast().call()).isEqualTo(call);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CallStatus=completed",
    "CallStatus=+Completed%0A",
    "CallStatus=completed&CallStatus=%00",
    "CallStatus=&CallStatus=completed&CallbackSource=call-progress-events",
    "CallStatus=completed&SequenceNumber=1&SequenceNumber=2",
    "DialCallStatus=completed&DialCallStatus=",
    "DialCallStatus=&CallStatus=completed",
    "DialCallSid=CA9&CallStatus=busy"
  })
  void an_end_is_handled_even_if_its_other_fields_cannot_be_read(String form) {
    var answer = signed("CallSid=" + CALL + "&" + form);

    assertThat(answer.statusCode()).isIn(200, 204);
    assertThat(desk.told).singleElement().isInstanceOf(CallEvent.Ended.class);
  }

  @Test
  void a_dialling_whose_end_cannot_be_read_sends_the_caller_back_to_waiting() throws Exception {
    var leg = leg("ana");
    var form = new TreeMap<>(dialled("what?", "in-progress"));

    assertThat(redirect(send(leg, form))).startsWith(TwilioVoice.PATH);
    assertThat(desk.told)
        .containsExactly(
            new CallEvent.BridgeFailed(CALL, Optional.of(new AgentId("ana")), "unreadable"));
  }

  @Test
  void the_end_of_a_dialling_that_could_not_be_stored_is_reported_again_later() throws Exception {
    desk.goAway();
    var talked = redirect(send(leg("ana"), dialled("completed", "in-progress")));
    var busy = redirect(send(leg("ana"), dialled("busy", "in-progress")));
    var held = redirect(send(resuming("ana", ASKED), dialled("failed", "in-progress")));
    desk.comeBack();

    var after = send(talked, fetch());
    var back = send(busy, fetch());
    send(held, fetch());

    assertThat(after.bodyAsString()).contains("Hangup");
    assertThat(redirect(back)).doesNotContain("dialled");
    assertThat(desk.told)
        .containsExactly(
            new CallEvent.Ended(CALL, "completed"),
            new CallEvent.BridgeFailed(CALL, Optional.of(new AgentId("ana")), "busy"),
            new CallEvent.ResumeFailed(CALL, Optional.of(new AgentId("ana")), Optional.of(ASKED)));
  }

  @Test
  void an_unreadable_url_is_refused_without_a_signature_and_has_no_data_with_one()
      throws Exception {
    var odd = TwilioVoice.PATH + "?arrived=%C3%28&agent=%zz";

    assertThat(post(odd, encoded(fetch()), "x").statusCode()).isEqualTo(403);
    assertThat(redirect(send(odd, fetch()))).startsWith(TwilioVoice.PATH);
  }

  @Test
  void a_caller_whose_contact_is_over_is_not_held_for_ever() throws Exception {
    var hold = redirect(send(TwilioVoice.PATH, fetch()));
    desk.over.add(CALL);

    assertThat(send(hold, fetch()).bodyAsString()).contains("Hangup").doesNotContain("Redirect");
  }

  @Test
  void a_call_that_is_over_when_it_asks_has_ended() {
    var over = new TreeMap<>(fetch());
    over.put("CallStatus", "completed");

    assertThat(send(TwilioVoice.PATH, over).bodyAsString()).contains("Hangup");
    assertThat(desk.told).containsExactly(new CallEvent.Ended(CALL, "completed"));
  }

  @Test
  void the_end_of_a_call_that_could_not_be_stored_is_not_confirmed() {
    var over = new TreeMap<>(fetch());
    over.put("CallStatus", "completed");
    desk.goAway();

    var answer = send(TwilioVoice.PATH, over);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.getHeader("Retry-After")).isNotNull();
  }

  private static Map<String, String> fetch() {
    return Map.of(
        "CallSid", CALL,
        "AccountSid", "AC1",
        "From", "+31201234567",
        "To", "+31207654321",
        "CallStatus", "ringing",
        "Direction", "inbound",
        "ApiVersion", "2010-04-01");
  }

  private static Map<String, String> status(String status, String sequence) {
    var form = new TreeMap<>(fetch());
    form.put("CallStatus", status);
    form.put("SequenceNumber", sequence);
    form.put("CallbackSource", "call-progress-events");
    return form;
  }

  private static Map<String, String> child(String status, String sequence) {
    var form = new TreeMap<>(status(status, sequence));
    form.put("CallSid", "CA9");
    form.put("ParentCallSid", CALL);
    return form;
  }

  private static Map<String, String> dialled(String dialStatus, String callStatus) {
    var form = new TreeMap<>(fetch());
    form.put("CallStatus", callStatus);
    form.put("DialCallStatus", dialStatus);
    form.put("DialCallSid", "CA9");
    return form;
  }

  private String leg(String agent) {
    return new TwilioLinks(account).leg(new AgentId(agent), ASKED).substring(PUBLIC.length());
  }

  /** Returns the URL of a leg by which the agent takes the caller off hold. */
  private String resuming(String agent, Instant asked) {
    return new TwilioLinks(account)
        .leg(new AgentId(agent), asked, asked)
        .substring(PUBLIC.length());
  }

  private HttpResponse<Buffer> send(String path, Map<String, String> form) {
    return post(path, encoded(form), TwilioSigner.sign(TOKEN, PUBLIC + path, form));
  }

  /** Sends a form unchanged, with the signature of its fields. */
  private HttpResponse<Buffer> signed(String form) {
    var fields = new TreeMap<String, TreeSet<String>>();
    for (var field : form.split("&", -1)) {
      var parts = field.split("=", 2);
      fields
          .computeIfAbsent(parts[0], _ -> new TreeSet<>())
          .add(URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    var text = new StringBuilder(PUBLIC + TwilioVoice.PATH);
    fields.forEach((name, values) -> values.forEach(value -> text.append(name).append(value)));
    return post(TwilioVoice.PATH, form, TwilioSigner.sign(TOKEN, text.toString(), Map.of()));
  }

  private HttpResponse<Buffer> post(String path, String body, String signature) {
    return server
        .request(HttpMethod.POST, path)
        .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
        .putHeader("X-Twilio-Signature", signature)
        .timeout(Duration.ofSeconds(60).toMillis())
        .sendBuffer(Buffer.buffer(body))
        .await();
  }

  private static String redirect(HttpResponse<Buffer> answer) throws Exception {
    return TwimlTest.parse(answer.bodyAsString())
        .getElementsByTagName("Redirect")
        .item(0)
        .getTextContent()
        .substring(PUBLIC.length());
  }

  private static String pause(HttpResponse<Buffer> answer) throws Exception {
    return TwimlTest.parse(answer.bodyAsString())
        .getElementsByTagName("Pause")
        .item(0)
        .getAttributes()
        .getNamedItem("length")
        .getTextContent();
  }

  private static String encoded(Map<String, String> form) {
    var encoder = new QueryStringEncoder("");
    form.forEach(encoder::addParam);
    return encoder.toString().substring(1);
  }
}
