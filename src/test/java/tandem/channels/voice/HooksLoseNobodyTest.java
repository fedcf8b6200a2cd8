package tandem.channels.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.TwilioSigner;
import tandem.auth.WebhookSignature;
import tandem.base.ContactId;
import tandem.base.Ids;
import tandem.channels.TwilioAccount;
import tandem.customers.TestGrid;
import tandem.desk.voice.IntakeGround;
import tandem.document.Json;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;
import tandem.storage.nodes.Grid;
import tandem.web.PublicUrl;

/**
 * Random signed events at the hooks of a real floor and database: any field may be missing, of
 * another type, too long or unreadable. A caller with a call id always waits or is offered, and no
 * call is open after its end.
 */
@ExtendWith(VertxExtension.class)
class HooksLoseNobodyTest {

  private static final int SIDE_BY_SIDE = 30;
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String PUBLIC = "https://desk.example";

  /** JSON values that can be read as a text. */
  private static final List<String> ODD_TEXTS = List.of(
      "\"\"",
      "\" \"",
      "\"\\u0000\"",
      "\"a\\u0000b\"",
      "\"\\ud83d\"",
      "\"\\ude00\\ud83d\"",
      "\"\\ud83d\\ude00\"",
      "\"\u202e7042\\r\\n\"",
      "\"a\u0001\u0000b\"",
      "\"\\x\"",
      "\"'; DROP TABLE contact; --\"",
      "\"<script>alert(1)</script>\"");

  private static final List<String> ODD_VALUES = List.of(
      "null",
      "true",
      "false",
      "0",
      "7",
      "-1",
      "16",
      "1e99",
      "-1.5E-7",
      "0612",
      "+316",
      "NaN",
      "-Infinity",
      ".5",
      "5.",
      "[]",
      "{}",
      "[null]",
      "{\"type\":\"call.ended\",\"call\":\"other\"}",
      "[[[[[[[[[]]]]]]]]]");

  private static final Map<String, List<String>> GOOD = Map.of(
      "from",
      List.of(
          "\"+31612345678\"",
          "31612345678",
          "3.1612345678E10",
          "\"7042\"",
          "\"+3361234567\"",
          "\"anonymous\"",
          "\"sip:bob@pbx\"",
          "\"+31000000000\""),
      "to",
      List.of("\"+31201112222\"", "\"020 111 2222\"", "31201112222", "\"+31209999999\""),
      "at",
      List.of(
          "\"2026-02-01T08:59:58Z\"",
          "\"2026-02-01T09:59:58+0100\"",
          "\"2026-02-01 08:59 Z\"",
          "1769936398",
          "\"yesterday\"",
          "\"0001-01-01T00:00:00Z\"",
          "\"9999-12-31T23:59:59Z\""),
      "agent",
      List.of("\"ana\"", "\"tom\"", "\"No One\"", "101"),
      "reason",
      List.of("\"busy\"", "486"),
      "cause",
      List.of("\"hangup\"", "16"));

  private static Vertx vertx;

  @AutoClose
  private static final Grid grid = TestGrid.alone();

  @AutoClose
  private final IntakeGround ground = new IntakeGround(vertx, grid);

  private final HookServer server = new HookServer(vertx, PUBLIC);
  private final WebhookSignature signature = new WebhookSignature(List.of(SECRET));

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @BeforeEach
  void mount() {
    new NativeVoice(signature, ground.intake, server.clock).mount(server.guard);
    var account = new TwilioAccount("AC1", TOKEN, "", "http://127.0.0.1:1", () -> PUBLIC);
    new TwilioVoice(account, PublicUrl.of(PUBLIC), ground.intake, server.clock).mount(server.guard);
    ground.desk.tell(new Signal.PresenceAsked(ANA, new Presence.Ready()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_caller_waits_until_the_end_whatever_a_connector_sends() {
    rounds(3_000, round -> new Connector(round, new Random(round)).live());

    nobodyIsLeft(3_000);
  }

  @Test
  void a_caller_waits_until_the_end_whatever_a_carrier_like_twilio_leaves_out() {
    rounds(1_500, round -> new Twilio(round, new Random(round)).live());

    nobodyIsLeft(1_500);
  }

  @Test
  void an_end_that_comes_before_its_caller_leaves_no_contact_waiting() {
    rounds(900, round -> new Connector(round, new Random(10_000 + round)).liveBackwards());

    nobodyIsLeft(900);
  }

  private void rounds(int count, IntFunction<Future<Void>> round) {
    for (int i = 0; i < count; i += SIDE_BY_SIDE) {
      Future.all(IntStream.range(i, i + SIDE_BY_SIDE).mapToObj(round).toList()).await();
    }
  }

  private void nobodyIsLeft(int rounds) {
    assertThat(ground.ground.ask("SELECT reference FROM contact WHERE state <> 'closed'"))
        .isEmpty();
    assertThat(ground.ground.ask("SELECT contact FROM offer WHERE state = 'pending'"))
        .isEmpty();
    assertThat(ground.ground.ask("SELECT count(*) FROM contact"))
        .containsExactly(Integer.toString(rounds));
    assertThat(ground.ground.doctor("I2_every_contact_is_in_one_state")).isEmpty();
  }

  private Future<Void> isOnFloor(ContactId contact, boolean expected, Object said) {
    return ground
        .desk
        .routing
        .committed()
        .read(floor -> floor.contact(contact).isPresent())
        .map(onFloor -> {
          assertThat(onFloor).as("%s", said).isEqualTo(expected);
          return null;
        });
  }

  /** One call at the native hook. */
  private final class Connector {
    private final int round;
    private final Random random;
    private final String call;
    private int events;

    Connector(int round, Random random) {
      this.round = round;
      this.random = random;
      this.call = callOf(round, random);
    }

    Future<Void> live() {
      var arrival = body("call.arrived", List.of("from", "to", "at"));
      return tell(arrival)
          .compose(contact -> isOnFloor(contact, true, arrival)
              .compose(_ -> tell(arrival, events)) // a repeat
              .compose(again -> {
                assertThat(again).isEqualTo(contact);
                return between(random.nextInt(4));
              })
              .compose(_ -> isOnFloor(contact, true, arrival))
              .compose(_ -> end())
              .compose(_ -> isOnFloor(contact, false, arrival)));
    }

    Future<Void> liveBackwards() {
      return end()
          .compose(_ -> tell(body("call.arrived", List.of("from", "to", "at"))))
          .compose(contact -> isOnFloor(contact, false, call));
    }

    private Future<ContactId> end() {
      return tell(body("call.ended", List.of("cause", "at")));
    }

    private Future<Void> between(int count) {
      if (count == 0) {
        return Future.succeededFuture();
      }
      var type = List.of("call.bridged", "call.bridge_failed", "call.held", "call.resumed")
          .get(random.nextInt(4));
      return tell(body(type, List.of("agent", "reason", "at"))).compose(_ -> between(count - 1));
    }

    private Future<ContactId> tell(Buffer body) {
      return tell(body, ++events);
    }

    private Future<ContactId> tell(Buffer body, int event) {
      var id = "%d-%d-".formatted(round, event) + "x".repeat(round % 5 == 0 ? 240 : 0);
      var request = server.request(HttpMethod.POST, NativeVoice.PATH);
      if (round % 7 != 0) {
        request.putHeader(
            "Content-Type", round % 11 == 0 ? "text/plain; charset=utf-16" : "application/json");
      }
      signature.sign(id, body, server.clock.instant()).forEach(request::putHeader);
      return patiently(() -> request.sendBuffer(body)).map(answer -> {
        assertThat(answer.statusCode())
            .as("%s: %s", body, answer.bodyAsString())
            .isEqualTo(200);
        return ContactId.parse(answer.bodyAsJsonObject().getString("contact"));
      });
    }

    private Buffer body(String type, List<String> about) {
      var fields = new ArrayList<String>();
      fields.add("\"type\":"
          + (random.nextInt(9) == 0
              ? "\" " + type.toUpperCase(Locale.ROOT) + "\""
              : "\"" + type + "\""));
      fields.add("\"call\":" + call);
      for (var field : about) {
        for (int times = random.nextInt(8) == 0 ? 2 : 1; times > 0; times--) {
          value(field).ifPresent(value -> fields.add("\"" + field + "\":" + value));
        }
      }
      if (random.nextInt(4) == 0) {
        fields.add("\"trunk\":" + odd());
      }
      if (random.nextInt(9) == 0) {
        fields.add("\"call\":null");
      }
      Collections.shuffle(fields, random);
      var json = "{" + String.join(random.nextBoolean() ? "," : " ,\n", fields) + "}";
      return Buffer.buffer(random.nextInt(9) == 0 ? "\uFEFF" + json : json);
    }

    private Optional<String> value(String field) {
      return switch (random.nextInt(5)) {
        case 0 -> Optional.empty();
        case 1, 2 -> Optional.of(pick(GOOD.get(field)));
        default -> Optional.of(odd());
      };
    }

    private String odd() {
      return switch (random.nextInt(8)) {
        case 0 -> "\"" + "x".repeat(random.nextInt(200, 5_000)) + "\"";
        case 1 -> "\"" + "\ud83d\ude00".repeat(random.nextInt(120, 300)) + "\"";
        case 2 -> "9".repeat(random.nextInt(1, 2_000));
        case 3 -> "[".repeat(1_500) + "]".repeat(1_500);
        case 4, 5 -> pick(ODD_TEXTS);
        default -> pick(ODD_VALUES);
      };
    }

    private String pick(List<String> values) {
      return values.get(random.nextInt(values.size()));
    }
  }

  /** The JSON of a call id that no other round has. */
  private static String callOf(int round, Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Integer.toString(1_000_000 + round);
      case 1 -> round + ".50";
      case 2 -> "\"" + round + "x".repeat(random.nextInt(100, 4_000)) + "\"";
      case 3 -> "\"" + round + "\\u0000" + "\\ud83d".repeat(random.nextInt(3)) + "\"";
      case 4 -> "\" " + round + "\\r\\n\"";
      case 5 -> "\"" + round + "\ud83d\ude00\u202e\"";
      case 6 -> "\"" + round + "\\u0010" + random.nextInt(3) + "\"";
      default -> "\"c-" + round + "\"";
    };
  }

  /** Repeats a request after a 503, as carriers do. */
  private static Future<HttpResponse<Buffer>> patiently(
      Supplier<Future<HttpResponse<Buffer>>> request) {
    return request
        .get()
        .compose(answer ->
            answer.statusCode() == 503 ? patiently(request) : Future.succeededFuture(answer));
  }

  /** One call of a carrier with Twilio's interface. */
  private final class Twilio {
    private final Random random;
    private final String call;

    Twilio(int round, Random random) {
      this.random = random;
      this.call = Json.read(
              callOf(round, random).replaceFirst("^([0-9.]+)$", "\"$1\""), String.class)
          .replaceAll("[\\ud800-\\udfff]", "");
    }

    Future<Void> live() {
      var fetch = fetch();
      var contact =
          Ids.contact("twilio", call.replace("\u0010", "\u00100010").replace("\0", "\u00100000"));
      return post(fetch)
          .compose(answer -> {
            assertThat(answer.statusCode()).as("%s", fetch).isEqualTo(200);
            assertThat(answer.bodyAsString()).as("%s", fetch).contains("<Pause", "<Redirect");
            return isOnFloor(contact, true, fetch);
          })
          .compose(_ -> {
            var end = end();
            return post(end).compose(answer -> {
              assertThat(answer.statusCode()).as("%s", end).isIn(200, 204);
              return isOnFloor(contact, false, end);
            });
          });
    }

    private Map<String, List<String>> fetch() {
      var form = some(Map.of(
          "AccountSid", "AC1",
          "From", "+31612345678",
          "To", "+31201112222",
          "CallStatus", "ringing",
          "Direction", "inbound"));
      form.put("CallSid", List.of(call));
      if (random.nextInt(8) == 0) {
        form.put("CallSid", List.of(call, ""));
      }
      return form;
    }

    private Map<String, List<String>> end() {
      var dialled = random.nextInt(3) == 0;
      var form = some(Map.of(
          "From", "+31612345678",
          "CallbackSource", "call-progress-events",
          "SequenceNumber", "3",
          "Timestamp", "Sun, 01 Feb 2026 09:00:00 +0000"));
      form.put("CallSid", List.of(call));
      form.put(
          dialled ? "DialCallStatus" : "CallStatus",
          List.of(List.of("completed", "busy", "failed", "no-answer", "canceled", " Completed\n")
              .get(dialled ? 0 : random.nextInt(6))));
      if (dialled && random.nextBoolean()) {
        form.put("DialCallSid", List.of("CA9"));
      }
      return form;
    }

    /** Makes each field valid, missing or invalid. */
    private Map<String, List<String>> some(Map<String, String> good) {
      var form = new TreeMap<String, List<String>>();
      good.forEach((field, value) -> {
        switch (random.nextInt(4)) {
          case 0 -> form.put(field, List.of(value));
          case 1 -> {} // missing
          case 2 ->
            form.put(field, field.equals("AccountSid") ? List.of("", value) : List.of(odd()));
          default ->
            form.put(
                field,
                field.equals("CallStatus") ? List.of(odd(), value) : List.of(odd(), value, odd()));
        }
      });
      return form;
    }

    private String odd() {
      return switch (random.nextInt(6)) {
        case 0 -> "";
        case 1 -> "\0";
        case 2 -> "x".repeat(random.nextInt(200, 3_000));
        case 3 -> "\ud83d\ude00\r\n%zz&=+";
        case 4 -> "anonymous";
        default -> Integer.toString(random.nextInt());
      };
    }

    private Future<HttpResponse<Buffer>> post(Map<String, List<String>> form) {
      var encoder = new QueryStringEncoder("");
      var signed = new StringBuilder(PUBLIC + TwilioVoice.PATH);
      form.forEach((name, values) -> {
        values.forEach(value -> encoder.addParam(name, value));
        new TreeSet<>(values).forEach(value -> signed.append(name).append(value));
      });
      return server
          .request(HttpMethod.POST, TwilioVoice.PATH)
          .putHeader("Content-Type", "application/x-www-form-urlencoded")
          .putHeader("X-Twilio-Signature", TwilioSigner.sign(TOKEN, signed.toString(), Map.of()))
          .sendBuffer(
              Buffer.buffer(encoder.toString().substring(1).getBytes(StandardCharsets.UTF_8)));
    }
  }
}
