package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import tandem.auth.Entrance;
import tandem.auth.Role;
import tandem.base.Channel;
import tandem.base.ConversationId;
import tandem.customers.ContactPoint;
import tandem.desk.conversations.MessageEvent;
import tandem.desk.conversations.Triage;
import tandem.document.Json;

/**
 * A client that knows only the contract: it makes wrong requests for its routes and checks the
 * answers. Routes and fields come from the contract, so new ones are tested automatically.
 */
final class Stranger implements AutoCloseable {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /** Sockets, endless streams, signed hooks and visitors' files, which have tests of their own. */
  private static final List<String> ELSEWHERE = List.of("/ws/", "/hooks/", "/chat/", "/stream");

  private static final Map<String, String> PEOPLE =
      Map.of("agent", "tom", "supervisor", "sam", "admin", "root", "public", "");

  final Map<String, String> existing = new LinkedHashMap<>();
  private final JsonNode contract = read();
  private final ConsoleGround ground;

  record Operation(HttpMethod method, String path, String role, JsonNode json) {}

  /**
   * A request with its answer.
   *
   * @param field the field that the answer must name; empty if any answer is right
   */
  record Attempt(String what, Optional<String> field, HttpResponse<Buffer> answer) {}

  Stranger(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    var customer = ground.customer("Jan");
    existing.put("draft", "note");
    existing.put("customer", customer.toString());
    existing.put("contact", ground.talk(customer, TOM).toString());
    existing.put("conversation", conversation().toString());
    ground.take("sites: [{id: shop, name: Shop}]");
    existing.put("site", "shop");
    existing.put("queue", "parcels");
    existing.put("agent", "ana");
    existing.put("number", "1");
    existing.put("account", "sub");
    await(ground.entrance.accounts.create(
        "test", "sub", Entrance.PASSWORD, Role.SUPERVISOR, Optional.empty()));
    existing.put("credential", new UUID(3, 4).toString());
    existing.put("place", "1");
    existing.put(
        "case",
        made(
            "/api/v1/cases",
            "{\"customer\":\"" + customer + "\",\"kind\":\"complaint\",\"subject\":\"A lamp\"}"));
    existing.put(
        "reply",
        made("/api/v1/canned-replies", "{\"shortcut\":\"sent\",\"text\":\"It is on its way.\"}"));
    existing.put(
        "remedy",
        made(
            "/api/v1/cases/" + existing.get("case") + "/remedies",
            "{\"kind\":\"replacement\",\"reason\":\"It broke\"}"));
  }

  /** Makes a conversation with one message, which has a file. */
  private ConversationId conversation() {
    ground.take("""
        queues: [{id: texts, name: Texts, department: service, channel: message}]
        """);
    var messages = ground.messages;
    var file = await(messages.conversations().keep("test", "a.txt", Buffer.buffer("hello")));
    return await(messages
            .intake()
            .arrived(
                "messages",
                new MessageEvent.Arrived(
                    "m-1",
                    Channel.MESSAGE,
                    "+31970001",
                    new MessageEvent.Place.New(),
                    new MessageEvent.From(
                        "12345",
                        "",
                        ContactPoint.Kind.VISITOR,
                        Optional.empty(),
                        Json.MAPPER.createObjectNode()),
                    ground.clock.instant(),
                    "",
                    "Hello",
                    Optional.empty(),
                    Optional.empty(),
                    Json.MAPPER.createObjectNode(),
                    List.of(file),
                    Triage.NONE)))
        .conversation();
  }

  @Override
  public void close() {
    ground.close();
  }

  String made(String path, String body) {
    var answer = await(request(HttpMethod.POST, path, session("tom"))
        .putHeader("Content-Type", "application/json")
        .putHeader("Idempotency-Key", UUID.randomUUID().toString())
        .sendBuffer(Buffer.buffer(body)));
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(201);
    return answer.bodyAsJsonObject().getString("id");
  }

  /** Values that a field must refuse; one that begins with ? may be valid for some fields. */
  static Map<String, String> wrong(JsonNode schema) {
    var values = new LinkedHashMap<String, String>();
    var type = schema.path("type").asText();
    values.put("? null", "null");
    switch (type) {
      case "string" -> {
        values.put("a number", "7");
        values.put("a list", "[\"x\"]");
        values.put("an object", "{\"x\":1}");
        values.put("with NUL", "\"a\\u0000b\"");
        values.put("with half a character", "\"a\\ud800b\"");
        values.put("very long", "\"" + "x".repeat(40_000) + "\"");
        values.put("? empty", "\"\"");
        values.put("? of spaces", "\" \\t\\n \"");
        values.put("? right to left", "\"\\u202e\\u0001\"");
        if (schema.has("enum") || schema.has("format") || schema.has("pattern")) {
          values.put("of another form", "\"no such word!\"");
        }
        if (schema.has("maxLength")) {
          int max = schema.path("maxLength").intValue();
          values.put("one character too long", "\"" + "x".repeat(max + 1) + "\"");
          values.put(
              "one character too long of two units", "\"" + "\ud83d\ude00".repeat(max + 1) + "\"");
        }
      }
      case "integer", "number" -> {
        values.put("text", "\"7\"");
        values.put(type.equals("integer") ? "a fraction" : "? a fraction", "1.5");
        values.put("far too large", "99999999999999999999999");
        values.put("out of this world", "1e400");
        values.put("of a hundred thousand digits", "1e131071");
        values.put("of a billion digits", "1e999999999");
        values.put("of an exponent beyond all numbers", "1e99999999999");
        values.put("far too small", "1e-20000");
        values.put("of a billion places", "1e-999999999");
        values.put("a list", "[1]");
        values.put("? negative", "-1");
        values.put("? nothing", "0");
        values.put("? the largest", String.valueOf(Long.MAX_VALUE));
        values.put("? the smallest", String.valueOf(Long.MIN_VALUE));
        if (schema.has("maximum")) {
          values.put(
              "one too large",
              schema.path("maximum").decimalValue().add(BigDecimal.ONE).toPlainString());
        }
        if (schema.has("minimum")) {
          values.put(
              "one too small",
              schema.path("minimum").decimalValue().subtract(BigDecimal.ONE).toPlainString());
        }
      }
      case "boolean" -> values.put("text", "\"true\"");
      case "array" -> {
        values.put("text", "\"x\"");
        values.put("an object", "{\"x\":1}");
        values.put("? empty", "[]");
        values.put("? of nulls", "[null,null]");
        values.put("? of lists", "[[],[[]]]");
        values.put("? of odd things", "[\"\\u0000\",-1,1e400,{},{\"a\":null}]");
        values.put("of texts with NUL", "[\"a\\u0000\"]");
        values.put("of texts with half a character", "[\"a\\udbff\"]");
        values.put("of numbers of a hundred thousand digits", "[1e131071]");
        values.put("of far too small numbers", "[{\"a\":1e-20000}]");
        values.put("? of many", "[" + "1,".repeat(5_000) + "1]");
        if (schema.path("maxItems").intValue() > 0) {
          values.put("one too many", "[" + "1,".repeat(schema.path("maxItems").intValue()) + "1]");
        }
      }
      default -> {
        values.put("? text", "\"x\"");
        values.put("? a number", "7");
        values.put("with NUL", "{\"a\":\"\\u0000\"}");
        values.put("with NUL in a name", "{\"a\\u0000\":1}");
        values.put("with half a character", "{\"a\":[\"\\ud800\"]}");
        values.put("with half a character in a name", "{\"\\udc00\":1}");
        values.put("with a number of a hundred thousand digits", "{\"a\":{\"b\":1e131071}}");
        values.put("with a number of a billion digits", "{\"a\":[1e999999999]}");
        values.put("with far too small a number", "{\"a\":1e-20000}");
        values.put("? a list", "[1]");
      }
    }
    return values;
  }

  /** Texts that are neither a valid id nor a valid parameter. */
  List<String> odd() {
    return List.of(
        "x",
        "%00",
        "%FF",
        "%ED%A0%80",
        "..%2F..%2Fetc",
        "-1",
        "1e400",
        "1e131071",
        "1e-20000",
        "1e999999999",
        "a%00b",
        "%C0%80",
        "%EF%BF%BE",
        "%F4%90%80%80",
        "%20",
        "%27%3B--",
        "x".repeat(2_000),
        existing.get("customer") + "%00",
        new UUID(1, 2).toString());
  }

  /** Well-formed cursors that no page ever gave. */
  static Stream<String> cursors() {
    return Stream.of(
            "",
            "\0",
            "x",
            "x\ny",
            "x\ny\nz",
            "99999999999999999999",
            "-1",
            "+1000000000-12-31T23:59:59Z\n" + new UUID(1, 2) + "\n1",
            "-1000000000-01-01T00:00:00Z\n" + new UUID(1, 2) + "\n1",
            "+1000000000-12-31T23:59:59Z_" + new UUID(1, 2) + "_1",
            "-1000000000-01-01T00:00:00Z_" + new UUID(1, 2) + "_1",
            "+294277-01-01T00:00:00Z_" + new UUID(1, 2) + "_2147483647",
            "2026-02-02T09:00:00Z_" + new UUID(1, 2) + "_99999999999",
            "[\"a\\u0000\",\"" + new UUID(1, 2) + "\"]",
            "[\"a\",\"x\"]",
            "[1,2]",
            "[null,null]",
            "[\"\\ud800\",\"" + new UUID(1, 2) + "\"]",
            "name\u0000\n" + new UUID(1, 2),
            "\ud800\n" + new UUID(1, 2))
        .map(text -> Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  // --- checks of every answer

  /** Returns the error of the answer, if there is one. */
  static Optional<String> complaint(Attempt attempt) {
    var answer = attempt.answer();
    var body = answer.bodyAsString() == null ? "" : answer.bodyAsString();
    int status = answer.statusCode();
    boolean no = status >= 400 && status < 500;
    var detail = no ? answer.bodyAsJsonObject().getString("detail", "") : "";
    var ok = status < 500
        && (!no || "application/problem+json".equals(answer.getHeader("Content-Type")))
        && (!no || answer.bodyAsJsonObject().getInteger("status") == status)
        && (!no || !detail.isBlank())
        && (!no || Stream.of("tandem.", "java.", "ERROR:").noneMatch(body::contains))
        // a refusal for lack of permission names no fields
        && (status == 401
            || status == 429
            || attempt.field().filter(field -> !no || !detail.contains(field)).isEmpty());
    return ok
        ? Optional.empty()
        : Optional.of(attempt.what() + " -> " + status + " " + shortened(body) + "\n");
  }

  // --- requests

  HttpResponse<Buffer> send(Operation operation, String who, String contentType, Buffer body) {
    return send(operation, path(operation), who, contentType, body);
  }

  HttpResponse<Buffer> send(
      Operation operation, String path, String who, String contentType, Buffer body) {
    var request = request(operation.method(), path, who)
        .putHeader("Idempotency-Key", UUID.randomUUID().toString())
        .putHeader("If-Match", "\"1\"");
    if (!contentType.isEmpty()) {
      request.putHeader("Content-Type", contentType);
    }
    return await(request.sendBuffer(body));
  }

  HttpResponse<Buffer> plainly(
      Operation operation, String path, String who, Map<String, String> headers) {
    var request = request(operation.method(), path, who);
    headers.forEach(request::putHeader);
    return await(
        schema(operation).isMissingNode()
            ? request.send()
            : request
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(example(schema(operation)).toString())));
  }

  HttpRequest<Buffer> request(HttpMethod method, String path, String who) {
    var request = ground.entrance.request(method, path);
    return who.isEmpty() ? request : request.putHeader("Authorization", "Bearer " + who);
  }

  /** Opens a session of its own, because some routes end it. */
  String session(String name) {
    return name.isEmpty() ? "" : ground.entrance.session(name);
  }

  static String person(Operation operation) {
    return Objects.requireNonNull(PEOPLE.get(operation.role()), operation.path());
  }

  String path(Operation operation) {
    var path = operation.path();
    for (var known : existing.entrySet()) {
      path = path.replace("{" + known.getKey() + "}", known.getValue());
    }
    assertThat(path).as("an id for the test").doesNotContain("{");
    return path;
  }

  // --- the contract

  JsonNode schema(Operation operation) {
    return deref(deref(operation.json().path("requestBody"))
        .path("content")
        .path("application/json")
        .path("schema"));
  }

  JsonNode deref(JsonNode node) {
    return node.has("$ref") ? deref(contract.at(node.path("$ref").asText().substring(1))) : node;
  }

  /** A valid body of all required fields. */
  ObjectNode example(JsonNode schema) {
    if (schema.path("example").isObject()) {
      return schema.path("example").deepCopy();
    }
    var body = Json.MAPPER.createObjectNode();
    schema
        .path("required")
        .forEach(name -> body.set(
            name.asText(),
            value(name.asText(), deref(schema.path("properties").path(name.asText())))));
    return body;
  }

  JsonNode value(String name, JsonNode schema) {
    var nodes = Json.MAPPER.getNodeFactory();
    if (schema.has("enum")) {
      return schema.path("enum").get(0);
    }
    if (schema.has("examples")) {
      return schema.path("examples").get(0);
    }
    if (schema.has("properties")) {
      return example(schema);
    }
    if (schema.path("format").asText().equals("date-time")) {
      return nodes.textNode("2026-02-02T09:00:00Z");
    }
    return switch (schema.path("type").asText()) {
      case "string" ->
        nodes.textNode(
            schema.path("format").asText().equals("uuid")
                ? existing.getOrDefault(name, new UUID(1, 2).toString())
                : "x");
      case "integer", "number" ->
        nodes.numberNode(Math.max(1, schema.path("minimum").asInt(1)));
      case "boolean" -> nodes.booleanNode(true);
      case "array" -> {
        var items = deref(schema.path("items"));
        yield schema.path("minItems").asInt() > 0
            ? nodes.arrayNode().add(value(name, items))
            : nodes.arrayNode();
      }
      default -> nodes.objectNode();
    };
  }

  List<Operation> operations() {
    var all = new ArrayList<Operation>();
    contract
        .path("paths")
        .properties()
        .forEach(path -> path.getValue().properties().forEach(operation -> {
          if (METHODS.contains(operation.getKey())
              && ELSEWHERE.stream().noneMatch(path.getKey()::contains)) {
            all.add(new Operation(
                HttpMethod.valueOf(operation.getKey().toUpperCase(Locale.ROOT)),
                path.getKey(),
                operation.getValue().path("x-role").asText(),
                operation.getValue()));
          }
        }));
    assertThat(all).isNotEmpty();
    return all;
  }

  static JsonNode read() {
    try {
      return new YAMLMapper().readTree(ContractRoute.read().getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }
}
