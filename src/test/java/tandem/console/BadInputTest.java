package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.console.Stranger.Attempt;
import tandem.console.Stranger.Operation;
import tandem.document.Json;

/** Requests to every route of the contract with one error at a time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class BadInputTest {

  private Stranger stranger;

  @BeforeAll
  void open(Vertx vertx) {
    stranger = new Stranger(vertx);
  }

  @AfterAll
  void close() {
    stranger.close();
  }

  @TestFactory
  Stream<DynamicTest> every_route_answers_bad_bodies_with_a_problem_that_names_the_field() {
    return stranger.operations().stream()
        .filter(operation -> !stranger.schema(operation).isMissingNode())
        .map(operation -> DynamicTest.dynamicTest(
            operation.method() + " " + operation.path(), () -> bodies(operation)));
  }

  @TestFactory
  Stream<DynamicTest> every_route_answers_bad_paths_queries_and_headers_with_a_problem() {
    return stranger.operations().stream()
        .map(operation -> DynamicTest.dynamicTest(
            operation.method() + " " + operation.path(), () -> surroundings(operation)));
  }

  // --- bodies

  private void bodies(Operation operation) {
    var who = stranger.session(Stranger.person(operation));
    var good = stranger.example(stranger.schema(operation));
    var attempts = new ArrayList<Attempt>();
    wholes(good)
        .forEach((what, bytes) -> attempts.add(new Attempt(
            what, Optional.empty(), stranger.send(operation, who, "application/json", bytes))));
    for (var type :
        List.of("", "text/plain", "multipart/form-data", "application/json; charset=utf-16")) {
      attempts.add(new Attempt(
          "content type " + type,
          Optional.empty(),
          stranger.send(operation, who, type, Buffer.buffer(good.toString()))));
    }
    for (var mutant :
        mutants(stranger.schema(operation), body -> body, operation.path().endsWith("/floor"))) {
      attempts.add(new Attempt(
          mutant.what() + ": " + Stranger.shortened(mutant.body()),
          mutant.field(),
          stranger.send(operation, who, "application/json", Buffer.buffer(mutant.body()))));
    }

    assertThat(attempts.stream().flatMap(attempt -> Stranger.complaint(attempt).stream()))
        .isEmpty();
  }

  /** A body with one error. */
  private record Mutant(String what, Optional<String> field, String body) {}

  /**
   * Makes every kind of error in every field of an object and of the objects within it.
   *
   * @param floor in the floor document words may be written without quotes, numbers too
   */
  private List<Mutant> mutants(
      JsonNode schema, Function<ObjectNode, ObjectNode> within, boolean floor) {
    var mutants = new ArrayList<Mutant>();
    schema.path("properties").properties().forEach(property -> {
      var field = property.getKey();
      var known = stranger.deref(property.getValue());
      Stranger.wrong(known)
          .forEach((what, value) -> mutants.add(new Mutant(
              field + " " + what,
              what.startsWith("?") || (floor && what.equals("a number"))
                  ? Optional.empty()
                  : Optional.of(field),
              Json.write(within.apply(
                  stranger.example(schema).putRawValue(field, new RawValue(value)))))));
      mutants.add(new Mutant(
          field + " twice",
          Optional.empty(),
          Json.write(within.apply(stranger
              .example(schema)
              .putRawValue(field, new RawValue("1,\"" + field + "\":1"))))));
      var items = stranger.deref(known.path("items"));
      if (items.has("properties")) {
        mutants.addAll(mutants(
            items,
            item -> {
              var body = stranger.example(schema);
              body.putArray(field).add(item);
              return within.apply(body);
            },
            floor));
      } else if (known.has("properties")) {
        mutants.addAll(
            mutants(known, part -> within.apply(stranger.example(schema).set(field, part)), floor));
      }
    });
    schema.path("required").forEach(field -> {
      var body = stranger.example(schema);
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

  // --- paths, queries, headers

  private void surroundings(Operation operation) {
    var who = stranger.session(Stranger.person(operation));
    var attempts = new ArrayList<Attempt>();
    var odd = stranger.odd();
    if (operation.path().contains("{")) {
      for (var value : odd) {
        var path = operation
            .path()
            .replaceAll("\\{[a-z]+}", java.util.regex.Matcher.quoteReplacement(value));
        attempts.add(new Attempt(
            "path " + Stranger.shortened(path),
            Optional.empty(),
            stranger.plainly(operation, path, who, Map.of())));
      }
      // ids of other kinds
      stranger
          .existing
          .values()
          .forEach(id -> attempts.add(new Attempt(
              "id of another kind",
              Optional.empty(),
              stranger.plainly(
                  operation, operation.path().replaceAll("\\{[a-z]+}", id), who, Map.of()))));
    }
    for (var parameter : operation.json().path("parameters")) {
      var known = stranger.deref(parameter);
      var name = known.path("name").asText();
      if (known.path("in").asText().equals("query")) {
        Stream.concat(odd.stream(), Stranger.cursors()).forEach(value -> {
          for (var query : List.of(name + "=" + value, name + "=" + value + "&" + name + "=1")) {
            attempts.add(new Attempt(
                "query " + Stranger.shortened(query),
                Optional.empty(),
                stranger.plainly(
                    operation, stranger.path(operation) + "?" + query, who, Map.of())));
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
              "header " + header + " " + Stranger.shortened(value),
              Optional.empty(),
              stranger.plainly(operation, stranger.path(operation), who, Map.of(header, value))));
        }
      }
    }

    assertThat(attempts.stream().flatMap(attempt -> Stranger.complaint(attempt).stream()))
        .isEmpty();
  }
}
