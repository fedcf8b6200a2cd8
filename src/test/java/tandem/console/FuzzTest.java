package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/**
 * Requests to every route of the contract with many random errors at once: no answer is a server
 * error, and the contract describes each answer. HooksLoseNobodyTest does the same with the hooks.
 * The environment may name another seed: {@code TANDEM_FUZZ_SEED}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class FuzzTest {

  private static final long SEED =
      Long.parseLong(System.getenv().getOrDefault("TANDEM_FUZZ_SEED", "20260201"));
  private static final int REQUESTS = 60;
  private static final int CUTS_MAX = 4;

  private static final Pattern HOLE = Pattern.compile("\\{([a-z]+)}");

  private static final List<String> TYPES = List.of(
      "application/json", "application/json", "application/json", "application/yaml", "text/csv");

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
  Stream<DynamicTest> every_route_has_an_answer_to_whatever_it_is_sent() {
    return stranger.operations().stream()
        .map(operation -> DynamicTest.dynamicTest(
            operation.method() + " " + operation.path() + ", seed " + SEED,
            () -> throwAt(operation)));
  }

  private void throwAt(Operation operation) {
    var random = new Random(SEED + (operation.method() + operation.path()).hashCode());
    var attempts = new ArrayList<Attempt>();
    for (int i = 0; i < REQUESTS; i++) {
      var who = stranger.session(Stranger.person(operation));
      var path = path(operation, random);
      var schema = stranger.schema(operation);
      if (schema.isMissingNode()) {
        attempts.add(
            new Attempt(path, Optional.empty(), stranger.plainly(operation, path, who, Map.of())));
      } else {
        var body = bytes(Json.write(object(schema, random)), random);
        attempts.add(new Attempt(
            path + " " + body,
            Optional.empty(),
            stranger.send(operation, path, who, any(TYPES, random), body)));
      }
    }

    assertThat(attempts.stream().flatMap(attempt -> Stranger.complaint(attempt).stream()))
        .isEmpty();
  }

  /** Makes a path with known and with invalid ids, sometimes with more text at its end. */
  private String path(Operation operation, Random random) {
    var path = HOLE.matcher(operation.path())
        .replaceAll(hole -> Matcher.quoteReplacement(
            random.nextInt(4) == 0
                ? any(stranger.odd(), random)
                : stranger.existing.get(hole.group(1))));
    return random.nextInt(4) == 0
        ? path + "?" + any(List.of("limit", "cursor", "q", "phone", "x"), random) + "="
            + any(stranger.odd(), random)
        : path;
  }

  /** Makes an object with some fields, each valid or invalid. */
  private ObjectNode object(JsonNode schema, Random random) {
    var body = stranger.example(schema);
    schema.path("properties").properties().forEach(property -> {
      var known = stranger.deref(property.getValue());
      var items = stranger.deref(known.path("items"));
      switch (random.nextInt(5)) {
        case 0 -> body.remove(property.getKey());
        case 1, 2 ->
          body.putRawValue(
              property.getKey(),
              new RawValue(any(List.copyOf(Stranger.wrong(known).values()), random)));
        case 3 -> {
          if (items.has("properties")) {
            var list = body.putArray(property.getKey());
            random.ints(random.nextInt(4), 0, 1).forEach(_ -> list.add(object(items, random)));
          } else if (known.has("properties")) {
            body.set(property.getKey(), object(known, random));
          }
        }
        default -> {}
      }
    });
    return body;
  }

  /** Returns the text's bytes, sometimes with bytes removed and inserted. */
  private static Buffer bytes(String text, Random random) {
    var body = Buffer.buffer(text);
    if (random.nextInt(3) > 0) {
      return body;
    }
    for (int cuts = 1 + random.nextInt(CUTS_MAX); cuts > 0 && body.length() > 1; cuts--) {
      int from = random.nextInt(body.length());
      int to = Math.min(body.length(), from + random.nextInt(8));
      body = Buffer.buffer()
          .appendBuffer(body.getBuffer(0, from))
          .appendByte((byte) random.nextInt(256))
          .appendBuffer(body.getBuffer(to, body.length()));
    }
    return body;
  }

  private static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
