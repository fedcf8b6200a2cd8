package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Channel;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.QueueId;
import tandem.base.SkillId;
import tandem.document.RequestShape;

@ExtendWith(VertxExtension.class)
class BodiesTest {

  private static final int SMALL = 1_000;

  record Line(String article, int quantity) {
    Line {
      Failure.require(quantity > 0, "quantity must be more than 0");
    }
  }

  record Request(
      String name,
      long count,
      boolean urgent,
      Channel channel,
      QueueId queue,
      Instant at,
      Duration ring,
      List<Line> lines,
      Map<SkillId, Integer> skills,
      Optional<UUID> contact) {}

  private static final String GOOD = """
      {"name":"Zoë 👟","count":3,"urgent":true,"channel":"call","queue":"orders",
       "at":"2026-02-01T09:00:00Z","ring":2.5,"lines":[{"article":"A","quantity":1}],"skills":{"dutch":3}}
      """;

  private final BodyMemory memory = new BodyMemory(1_000_000);
  private final Vertx vertx;
  private final WebClient client = WebClient.create(vertx);
  private HttpServer server;

  BodiesTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void listen() {
    var router = Router.router(vertx);
    new ProblemHandler(new Ids(InstantSource.system(), new Random(1)), UnaryOperator.identity())
        .mount(router);
    router.route().handler(ctx -> {
      ClientAddress.of("10.0.0.1").putInto(ctx);
      ctx.next();
    });
    router
        .post("/json")
        .handler(Bodies.reader(SMALL, memory))
        .handler(ctx -> ctx.end(Bodies.read(ctx, Request.class).name()));
    router
        .post("/form")
        .handler(Bodies.reader(SMALL, memory))
        .handler(ctx ->
            ctx.end(String.join("|", Bodies.form(ctx).fields().getOrDefault("Body", List.of()))));
    router.get("/bug").handler(_ -> {
      throw new IllegalStateException("the secret of the house");
    });
    server = vertx
        .createHttpServer(Limits.server())
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .await();
  }

  @Test
  void a_good_body_becomes_its_record() {
    assertThat(RequestShape.read(Bodies.json(GOOD), Request.class))
        .isEqualTo(new Request(
            "Zoë 👟",
            3,
            true,
            Channel.CALL,
            new QueueId("orders"),
            Instant.parse("2026-02-01T09:00:00Z"),
            Duration.ofMillis(2500),
            List.of(new Line("A", 1)),
            Map.of(new SkillId("dutch"), 3),
            Optional.empty()));
    assertThat(send("/json", "application/json; charset=UTF-8", bytes(GOOD)).bodyAsString())
        .isEqualTo("Zoë 👟");
  }

  @Test
  void every_wrong_field_is_named_at_once_with_what_is_allowed() {
    var answer = send("/json", "application/json", bytes("""
        {"name":7,"count":1.5,"urgent":"yes","channel":"fax","queue":"No Queue","at":"yesterday",
         "ring":"long","lines":[{"article":"A","quantity":1,"colour":"red"},{"quantity":true}],
         "skills":{"Bad Skill":1,"dutch":"much"},"contact":"x","surplus":1}
        """));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
    assertThat(errors(answer))
        .containsExactly(
            "name must be text",
            "count must be a whole number of at most 63 bits",
            "urgent must be true or false",
            "channel must be one of call, chat, message, email",
            "queue queue must be 1-64 of a-z 0-9 _ . - and begin with a letter or digit",
            "at must be a time in ISO 8601 with its zone: 2026-02-01T09:00:00Z",
            "ring must be a number of seconds",
            "lines[0].colour is unknown; allowed: article, quantity",
            "lines[1].article is missing",
            "lines[1].quantity must be a whole number from -2147483648 to 2147483647",
            "skills.Bad Skill skill must be 1-64 of a-z 0-9 _ . - and begin with a letter or digit",
            "skills.dutch must be a whole number from -2147483648 to 2147483647",
            "contact must be a UUID",
            "surplus is unknown; allowed: name, count, urgent, channel, queue, at, ring, lines, skills, contact");
  }

  @ParameterizedTest
  @CsvSource({
    "0000-01-01T00:00:00Z",
    "+294277-01-01T00:00:00Z",
    "+999999999-12-31T23:59:59Z",
    "1899-12-31T23:59:59Z"
  })
  void a_time_too_far_away_is_refused_with_its_field(String at) {
    var answer = send("/json", "application/json", bytes(GOOD.replace("2026-02-01T09:00:00Z", at)));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.bodyAsJsonObject().getJsonArray("errors"))
        .containsExactly(
            "at must be a time from 1900-01-01T00:00:00Z and before 2100-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\" \"",
        "\"1700000000\"",
        "1700000000",
        "1.5",
        "true",
        "[]",
        "{}",
        "\"2026-02-01\"",
        "\"2026-02-01T09:00:00\"",
        "\"2026-02-01T25:00:00Z\"",
        "\" 2026-02-01T09:00:00Z\"",
        "\"2026-02-01T10:00:00+01:00[Europe/Amsterdam]\""
      })
  void a_text_that_is_not_a_time_with_a_zone_is_refused_with_its_field(String at) {
    var answer =
        send("/json", "application/json", bytes(GOOD.replace("\"2026-02-01T09:00:00Z\"", at)));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(errors(answer))
        .containsExactly("at must be a time in ISO 8601 with its zone: 2026-02-01T09:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-01T09:00Z",
        "2026-02-01T09:00:00.000Z",
        "2026-02-01T10:00+01:00",
        "2026-02-01T08:00:00-01:00",
        "2026-02-01t09:00:00z"
      })
  void a_time_is_read_in_each_spelling_of_iso_8601_that_has_a_zone(String at) {
    assertThat(
            RequestShape.read(Bodies.json(GOOD.replace("2026-02-01T09:00:00Z", at)), Request.class)
                .at())
        .isEqualTo("2026-02-01T09:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1-1-1-1-1", "AZwYbi6Ac6CrG00dFZmVyA=="})
  void a_uuid_is_read_only_as_it_is_written_in_full(String contact) {
    var answer = send(
        "/json",
        "application/json",
        bytes(GOOD.replace("\"count\"", "\"contact\":\"" + contact + "\",\"count\"")));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(errors(answer)).containsExactly("contact must be a UUID");
  }

  @Test
  void a_broken_rule_of_the_record_is_reported_with_its_place() {
    var answer =
        send("/json", "application/json", bytes(GOOD.replace("\"quantity\":1", "\"quantity\":0")));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(errors(answer)).containsExactly("lines[0]: quantity must be more than 0");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {"name": }            | not JSON at line 1, column 11
          {"name":"a" "b":1}    | not JSON at line 1, column 13
          {} {}                 | not JSON at line 1, column 4
          {"name":"a            | not JSON at line 1, column 11
          NaN                   | not JSON at line 1, column 1
          '[1,'                 | not JSON at line 1
          """)
  void invalid_json_is_refused_with_line_and_column(String body, String detail) {
    var answer = send("/json", "application/json", bytes(body));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("detail")).startsWith("not JSON at line 1");
    assertThat(detail).startsWith("not JSON at line 1");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {"name":"a","name":1}      | the field "name" is given twice, at line 1, column 19
          {"lines":[{"a":1,"a":1}]}  | the field "a" is given twice, at line 1, column 21
          """)
  void a_field_that_is_there_twice_is_named_with_its_place(String body, String detail) {
    var answer = send("/json", "application/json", bytes(body));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("detail")).isEqualTo(detail);
  }

  @Test
  void json_beyond_a_limit_is_refused_with_the_limit() {
    var deep = "[".repeat(1_001) + "]".repeat(1_001);

    assertThatThrownBy(() -> Bodies.json(deep))
        .isInstanceOfSatisfying(
            HttpException.class,
            no -> assertThat(no.getPayload())
                .isEqualTo("the body is nested deeper than 1000 levels"));
    assertThatThrownBy(() -> Bodies.json("[" + "9".repeat(5_000) + "]"))
        .isInstanceOfSatisfying(
            HttpException.class,
            no -> assertThat(no.getPayload())
                .isEqualTo("a number, a name or a text of the body is too long"));
  }

  @Test
  void malformed_utf_8_is_answered_with_the_byte_where_it_breaks() {
    var broken = Buffer.buffer("{\"name\":\"").appendByte((byte) 0xC3).appendString("\"}");

    var answer = send("/json", "application/json", broken);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("detail")).isEqualTo("not UTF-8 at byte 9");
  }

  @ParameterizedTest
  @CsvSource({"C0AF", "EDA080", "F4908080", "FF", "E282", "80"})
  void overlong_surrogate_and_cut_off_bytes_are_not_utf_8(String hex) {
    var body = Buffer.buffer().appendBytes(java.util.HexFormat.of().parseHex(hex));

    var whole = body.appendString(hex.equals("E282") ? "" : "x");
    assertThatThrownBy(() -> Bodies.utf8(whole))
        .isInstanceOf(HttpException.class)
        .extracting(e -> ((HttpException) e).getPayload())
        .isEqualTo("not UTF-8 at byte 0");
  }

  @Test
  void text_that_cannot_be_stored_is_refused_by_name() {
    assertThat(errors(send("/json", "application/json", bytes(GOOD.replace("Zoë", "a\\u0000b")))))
        .containsExactly("name must not contain the character U+0000");
    assertThat(errors(send("/json", "application/json", bytes(GOOD.replace("Zoë", "a\\ud800b")))))
        .containsExactly("name must not contain half a character (a lone surrogate)");
  }

  @Test
  void a_body_that_is_too_large_is_refused_with_or_without_a_declared_length() {
    var large = bytes("{\"name\":\"" + "a".repeat(SMALL) + "\"}");

    assertThat(send("/json", "application/json", large).statusCode()).isEqualTo(413);
    var chunked = client
        .request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/json")
        .putHeader("Content-Type", "application/json")
        .sendStream(new OneChunk(large))
        .await();
    assertThat(chunked.statusCode()).isEqualTo(413);
  }

  @Test
  void another_media_type_or_charset_is_refused() {
    assertThat(send("/json", "text/plain", bytes(GOOD)).statusCode()).isEqualTo(415);
    assertThat(send("/json", "application/json; charset=latin1", bytes(GOOD)).statusCode())
        .isEqualTo(415);
  }

  @Test
  void an_empty_body_is_refused_as_empty() {
    var answer = send("/json", "application/json", Buffer.buffer());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("detail")).startsWith("the body is empty");
  }

  @ParameterizedTest
  @CsvSource({
    "Body=a+b%20c%2B,a b c+",
    "x=1&Body=Zo%C3%AB,Zoë",
    "Body=Zoë,Zoë",
    "Body=Zo%EB,Zoë",
    "Body=100%,100%",
    "Body=%ZZ%4,%ZZ%4",
    "Body=a&Body=b,a|b",
    "Other=a,",
    "Body,"
  })
  void a_form_is_read_as_far_as_it_can_be(String form, String body) {
    var answer = send("/form", "text/plain", bytes(form));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.bodyAsString()).isEqualTo(body);
  }

  @Test
  void a_bug_is_answered_without_its_message_and_with_an_id_for_the_log() {
    var answer = client.get(server.actualPort(), "127.0.0.1", "/bug").send().await();

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.bodyAsString()).doesNotContain("secret");
    assertThat(answer.bodyAsJsonObject().getString("instance")).startsWith("urn:uuid:");
  }

  @Test
  void an_unknown_path_is_a_problem_too() {
    var answer = client.get(server.actualPort(), "127.0.0.1", "/nowhere").send().await();
    var wrongMethod =
        client.get(server.actualPort(), "127.0.0.1", "/json").send().await();

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.bodyAsJsonObject().getInteger("status")).isEqualTo(404);
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(wrongMethod.getHeader("Content-Type")).isEqualTo("application/problem+json");
  }

  private HttpResponse<Buffer> send(String path, String type, Buffer body) {
    return client
        .post(server.actualPort(), "127.0.0.1", path)
        .putHeader("Content-Type", type)
        .sendBuffer(body)
        .await();
  }

  private static Buffer bytes(String text) {
    return Buffer.buffer(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> errors(HttpResponse<Buffer> answer) {
    return answer.bodyAsJsonObject().getJsonArray("errors").stream()
        .map(String::valueOf)
        .toList();
  }
}
