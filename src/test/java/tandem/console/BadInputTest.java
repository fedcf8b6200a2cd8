package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
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
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.document.Json;

/**
 * A stranger who has read the contract, and sends every route of it what it does not want. The
 * routes and their fields are the contract's own, so a new one is tried by itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class BadInputTest {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /** A socket, a stream that does not end, and what carriers sign: tried in tests of their own. */
  private static final List<String> ELSEWHERE = List.of("/ws/", "/hooks/", "/stream");

  private static final Map<String, String> PEOPLE =
      Map.of("agent", "tom", "supervisor", "sam", "admin", "root", "public", "");

  private final JsonNode contract = read();
  private final Map<String, String> existing = new LinkedHashMap<>();
  private ConsoleGround ground;

  private record Operation(HttpMethod method, String path, String role, JsonNode json) {}

  /** What was sent; a field that the answer must name, unless any answer will do. */
  private record Attempt(String what, Optional<String> field, HttpResponse<Buffer> answer) {}

  @BeforeAll
  void open(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    var customer = ground.customer("Jan");
    existing.put("draft", "note");
    existing.put("customer", customer.toString());
    existing.put("contact", ground.talk(customer, TOM).toString());
    existing.put(
        "case",
        made(
            "/api/v1/cases",
            "{\"customer\":\"" + customer + "\",\"kind\":\"complaint\",\"subject\":\"A lamp\"}"));
    existing.put(
        "remedy",
        made(
            "/api/v1/cases/" + existing.get("case") + "/remedies",
            "{\"kind\":\"replacement\",\"reason\":\"It broke\"}"));
  }

  @AfterAll
  void close() {
    ground.close();
  }

  private String made(String path, String body) {
    var answer = await(request(HttpMethod.POST, path, session("tom"))
        .putHeader("Content-Type", "application/json")
        .putHeader("Idempotency-Key", UUID.randomUUID().toString())
        .sendBuffer(Buffer.buffer(body)));
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(201);
    return answer.bodyAsJsonObject().getString("id");
  }

  @TestFactory
  Stream<DynamicTest> every_route_answers_bad_bodies_with_a_problem_that_names_the_field() {
    return operations().stream()
        .filter(operation -> !schema(operation).isMissingNode())
        .map(operation -> DynamicTest.dynamicTest(
            operation.method() + " " + operation.path(), () -> bodies(operation)));
  }

  @TestFactory
  Stream<DynamicTest> every_route_answers_bad_paths_queries_and_headers_with_a_problem() {
    return operations().stream()
        .map(operation -> DynamicTest.dynamicTest(
            operation.method() + " " + operation.path(), () -> surroundings(operation)));
  }

  // --- bodies

  private void bodies(Operation operation) {
    var who = session(person(operation));
    var good = example(schema(operation));
    var attempts = new ArrayList<Attempt>();
    wholes(good)
        .forEach((what, bytes) -> attempts.add(
            new Attempt(what, Optional.empty(), send(operation, who, "application/json", bytes))));
    for (var type :
        List.of("", "text/plain", "multipart/form-data", "application/json; charset=utf-16")) {
      attempts.add(new Attempt(
          "content type " + type,
          Optional.empty(),
          send(operation, who, type, Buffer.buffer(good.toString()))));
    }
    for (var mutant :
        mutants(schema(operation), body -> body, operation.path().endsWith("/floor"))) {
      attempts.add(new Attempt(
          mutant.what() + ": " + shortened(mutant.body()),
          mutant.field(),
          send(operation, who, "application/json", Buffer.buffer(mutant.body()))));
    }

    assertThat(attempts.stream().flatMap(attempt -> complaint(attempt).stream()))
        .isEmpty();
  }

  /** A body with one thing wrong in it. */
  private record Mutant(String what, Optional<String> field, String body) {}

  /**
   * Every field of an object wrong in every way, and so on in the objects within it.
   *
   * @param floor in the floor document words may be written without quotes, numbers too
   */
  private List<Mutant> mutants(
      JsonNode schema, Function<ObjectNode, ObjectNode> within, boolean floor) {
    var mutants = new ArrayList<Mutant>();
    schema.path("properties").properties().forEach(property -> {
      var field = property.getKey();
      var known = deref(property.getValue());
      wrong(known)
          .forEach((what, value) -> mutants.add(new Mutant(
              field + " " + what,
              what.startsWith("?") || (floor && what.equals("a number"))
                  ? Optional.empty()
                  : Optional.of(field),
              Json.write(within.apply(example(schema).putRawValue(field, new RawValue(value)))))));
      mutants.add(new Mutant(
          field + " twice",
          Optional.empty(),
          Json.write(within.apply(
              example(schema).putRawValue(field, new RawValue("1,\"" + field + "\":1"))))));
      var items = deref(known.path("items"));
      if (items.has("properties")) {
        mutants.addAll(mutants(
            items,
            item -> {
              var body = example(schema);
              body.putArray(field).add(item);
              return within.apply(body);
            },
            floor));
      } else if (known.has("properties")) {
        mutants.addAll(
            mutants(known, part -> within.apply(example(schema).set(field, part)), floor));
      }
    });
    schema.path("required").forEach(field -> {
      var body = example(schema);
      body.remove(field.asText());
      mutants.add(new Mutant(
          "without " + field.asText(),
          Optional.of(field.asText()),
          Json.write(within.apply(body))));
    });
    return mutants;
  }

  private static Map<String, Buffer> wholes(ObjectNode good) {
    var bodies = new LinkedHashMap<String, Buffer>();
    for (var text : List.of(
        "", " ", "{", "[]", "null", "7", "\"x\"", "{}x", "[[{}]]", "\uFEFF{}", "{\"a\":NaN}")) {
      bodies.put("body " + text, Buffer.buffer(text));
    }
    bodies.put(
        "unknown field", Buffer.buffer(good.deepCopy().put("no_such_field", 1).toString()));
    bodies.put("not UTF-8", Buffer.buffer("{\"a\":\"").appendByte((byte) 0xFF).appendString("\"}"));
    bodies.put(
        "a surrogate in UTF-8",
        Buffer.buffer("{\"a\":\"")
            .appendBytes(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})
            .appendString("\"}"));
    bodies.put("nested deep", Buffer.buffer("[".repeat(30_000)));
    bodies.put(
        "nested deep in a field", Buffer.buffer("{\"a\":".repeat(9_000) + "1" + "}".repeat(9_000)));
    bodies.put("ten megabytes", Buffer.buffer("{\"a\":\"" + "x".repeat(10 << 20) + "\"}"));
    bodies.put("a long name", Buffer.buffer("{\"" + "n".repeat(50_000) + "\":1}"));
    bodies.put("a long number", Buffer.buffer("{\"a\":" + "9".repeat(5_000) + "}"));
    return bodies;
  }

  /** Values a field must refuse; one that begins with ? may be right for some. */
  private static Map<String, String> wrong(JsonNode schema) {
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
        values.put("? of many", "[" + "1,".repeat(5_000) + "1]");
        if (schema.path("maxItems").intValue() > 0) {
          values.put("one too many", "[" + "1,".repeat(schema.path("maxItems").intValue()) + "1]");
        }
      }
      default -> {
        values.put("? text", "\"x\"");
        values.put("? a number", "7");
        values.put("? with NUL", "{\"a\\u0000\":\"\\u0000\"}");
        values.put("? a list", "[1]");
      }
    }
    return values;
  }

  // --- paths, queries, headers

  private void surroundings(Operation operation) {
    var who = session(person(operation));
    var attempts = new ArrayList<Attempt>();
    var odd = List.of(
        "x",
        "%00",
        "%FF",
        "%ED%A0%80",
        "..%2F..%2Fetc",
        "-1",
        "1e400",
        "%20",
        "%27%3B--",
        "x".repeat(3_000),
        existing.get("customer") + "%00",
        new UUID(1, 2).toString());
    if (operation.path().contains("{")) {
      for (var value : odd) {
        var path = operation
            .path()
            .replaceAll("\\{[a-z]+}", java.util.regex.Matcher.quoteReplacement(value));
        attempts.add(new Attempt(
            "path " + shortened(path), Optional.empty(), plainly(operation, path, who, Map.of())));
      }
      // ids of other kinds
      existing
          .values()
          .forEach(id -> attempts.add(new Attempt(
              "id of another kind",
              Optional.empty(),
              plainly(operation, operation.path().replaceAll("\\{[a-z]+}", id), who, Map.of()))));
    }
    for (var parameter : operation.json().path("parameters")) {
      var known = deref(parameter);
      var name = known.path("name").asText();
      if (known.path("in").asText().equals("query")) {
        Stream.concat(odd.stream(), cursors()).forEach(value -> {
          for (var query : List.of(name + "=" + value, name + "=" + value + "&" + name + "=1")) {
            attempts.add(new Attempt(
                "query " + shortened(query),
                Optional.empty(),
                plainly(operation, path(operation) + "?" + query, who, Map.of())));
          }
        });
      }
    }
    for (var header : List.of(
        "Idempotency-Key", "If-Match", "Content-Length", "Authorization", "Cookie", "Accept")) {
      for (var value : List.of(
          "",
          "*",
          "W/\"1\"",
          "\"x\"",
          "\"99999999999999999999\"",
          "-1",
          "k".repeat(5_000),
          "\u00e9\u00ff")) {
        if (!header.equals("Content-Length")) {
          attempts.add(new Attempt(
              "header " + header + " " + shortened(value),
              Optional.empty(),
              plainly(operation, path(operation), who, Map.of(header, value))));
        }
      }
    }

    assertThat(attempts.stream().flatMap(attempt -> complaint(attempt).stream()))
        .isEmpty();
  }

  /** As if they were ours: of the right form, with places that no page ever gave. */
  private static Stream<String> cursors() {
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

  // --- what every answer must be

  /** What is wrong with the answer, if anything is. */
  private static Optional<String> complaint(Attempt attempt) {
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
        // who may not even try is told nothing of fields
        && (status == 401
            || status == 429
            || attempt.field().filter(field -> !no || !detail.contains(field)).isEmpty());
    return ok
        ? Optional.empty()
        : Optional.of(attempt.what() + " -> " + status + " " + shortened(body) + "\n");
  }

  // --- asking

  private HttpResponse<Buffer> send(
      Operation operation, String who, String contentType, Buffer body) {
    var request = request(operation.method(), path(operation), who)
        .putHeader("Idempotency-Key", UUID.randomUUID().toString())
        .putHeader("If-Match", "\"1\"");
    if (!contentType.isEmpty()) {
      request.putHeader("Content-Type", contentType);
    }
    return await(request.sendBuffer(body));
  }

  private HttpResponse<Buffer> plainly(
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

  private HttpRequest<Buffer> request(HttpMethod method, String path, String who) {
    var request = ground.entrance.request(method, path);
    return who.isEmpty() ? request : request.putHeader("Authorization", "Bearer " + who);
  }

  /** A session of its own: some routes end it. */
  private String session(String name) {
    return name.isEmpty() ? "" : ground.entrance.session(name);
  }

  private static String person(Operation operation) {
    return Objects.requireNonNull(PEOPLE.get(operation.role()), operation.path());
  }

  private String path(Operation operation) {
    var path = operation.path();
    for (var known : existing.entrySet()) {
      path = path.replace("{" + known.getKey() + "}", known.getValue());
    }
    assertThat(path).as("an id for the test").doesNotContain("{");
    return path;
  }

  // --- the contract

  private JsonNode schema(Operation operation) {
    return deref(deref(operation.json().path("requestBody"))
        .path("content")
        .path("application/json")
        .path("schema"));
  }

  private JsonNode deref(JsonNode node) {
    return node.has("$ref") ? deref(contract.at(node.path("$ref").asText().substring(1))) : node;
  }

  /** A body of the right form, made of what is required. */
  private ObjectNode example(JsonNode schema) {
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

  private JsonNode value(String name, JsonNode schema) {
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

  private List<Operation> operations() {
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

  private static JsonNode read() {
    try {
      return new YAMLMapper().readTree(ContractRoute.read().getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }
}
