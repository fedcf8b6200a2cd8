package tandem.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tandem.document.Json;

/**
 * The comparison of answers with the contract: the route names the status, the body matches the
 * schema of that status, and the contract describes every property.
 */
final class ContractAnswers {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
  private static final ContractAnswers OURS = new ContractAnswers();

  private record Route(String method, Pattern path, JsonNode responses) {}

  private final ObjectNode contract = read();
  private final List<Route> routes = new ArrayList<>();
  private final Map<JsonNode, JsonSchema> schemas = new ConcurrentHashMap<>();
  private final JsonSchemaFactory factory =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private ContractAnswers() {
    contract.path("components").path("schemas").forEach(this::closeParts);
    contract.path("paths").properties().stream()
        .sorted(Comparator.comparing(
            path -> path.getKey().contains("{"))) // a literal name before a parameter
        .forEach(path -> path.getValue().properties().stream()
            .filter(operation -> METHODS.contains(operation.getKey()))
            .forEach(operation -> routes.add(new Route(
                operation.getKey().toUpperCase(Locale.ROOT),
                Pattern.compile(
                    path.getKey().replace(".", "\\.").replaceAll("\\{[a-z]+}", "[^/]+")),
                operation.getValue().path("responses")))));
  }

  /** The same request, which fails if its answer differs from the contract. */
  @SuppressWarnings("unchecked") // it has the interface of the request
  static <T> HttpRequest<T> checked(HttpRequest<T> request) {
    return (HttpRequest<T>) Proxy.newProxyInstance(
        HttpRequest.class.getClassLoader(),
        new Class<?>[] {HttpRequest.class},
        (_, method, with) -> {
          Object result;
          try {
            result = method.invoke(request, with);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
          return switch (result) {
            case HttpRequest<?> next -> checked(next);
            case Future<?> sent -> sent.compose(answer -> OURS.check(request, answer));
            case null, default -> result;
          };
        });
  }

  private <A> Future<A> check(HttpRequest<?> request, A answer) {
    return complaint(request.method(), request.uri().split("\\?", 2)[0], (HttpResponse<?>) answer)
        .<Future<A>>map(complaint -> Future.failedFuture(
            new AssertionError(request.method() + " " + request.uri() + ": " + complaint)))
        .orElseGet(() -> Future.succeededFuture(answer));
  }

  /** Returns the error of the answer, if there is one. */
  private Optional<String> complaint(HttpMethod method, String path, HttpResponse<?> answer) {
    var text = answer.bodyAsBuffer() == null ? "" : answer.bodyAsBuffer().toString();
    var status = Integer.toString(answer.statusCode());
    var said = "answers " + status + " " + text + "\nand by the contract ";
    var route = routes.stream()
        .filter(one -> one.method().equals(method.name()))
        .filter(one -> one.path().matcher(path).matches())
        .findFirst();
    if (route.isEmpty() && answer.statusCode() < 400) {
      return Optional.of(said + "there is no such route");
    }
    var responses = route.map(Route::responses).orElseGet(Json.MAPPER::createObjectNode);
    if (!responses.has(status) && answer.statusCode() < 400) {
      return Optional.of(said + "the route has no such status");
    }
    var response = deref(
        responses.has(status)
            ? responses.path(status)
            : responses.path("default").isMissingNode()
                ? contract.at("/components/responses/Problem")
                : responses.path("default"));
    var content = response.path("content");
    var type = Optional.ofNullable(answer.getHeader("Content-Type")).orElse("").split(";", 2)[0];
    if (content.isMissingNode() || text.isEmpty()) {
      return content.isMissingNode() == text.isEmpty() || method.equals(HttpMethod.HEAD)
          ? Optional.empty()
          : Optional.of(said + (text.isEmpty() ? "there is a body" : "there is no body"));
    }
    if (content.has("*/*")) {
      return Optional.empty(); // a file from outside
    }
    if (!content.has(type)) {
      return Optional.of(said + "no body is " + type);
    }
    if (!type.endsWith("json")) {
      return Optional.empty();
    }
    var wrong = schema(content.path(type).path("schema")).validate(json(text));
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(said
            + wrong.stream().map(ValidationMessage::getMessage).collect(Collectors.joining("; ")));
  }

  private JsonSchema schema(JsonNode written) {
    return schemas.computeIfAbsent(written, _ -> {
      var whole = Json.MAPPER.createObjectNode();
      whole.set("components", contract.path("components"));
      var root = (ObjectNode) written.deepCopy();
      close(root);
      whole.setAll(root);
      return factory.getSchema(
          whole, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    });
  }

  /**
   * Makes a schema refuse unknown properties. The parts of an {@code allOf} do not know each
   * other's properties, so only the whole is closed.
   */
  private void close(JsonNode schema) {
    if (schema instanceof ObjectNode open
        && (open.has("properties") || open.has("$ref") || open.has("allOf"))
        && !open.has("additionalProperties")) {
      open.put("unevaluatedProperties", false);
    }
    closeParts(schema);
  }

  private void closeParts(JsonNode schema) {
    schema.path("properties").forEach(this::close);
    for (var part : List.of("items", "additionalProperties")) {
      if (schema.path(part).isObject()) {
        close(schema.path(part));
      }
    }
    for (var parts : List.of("allOf", "oneOf", "anyOf")) {
      schema.path(parts).forEach(this::closeParts);
    }
  }

  private JsonNode deref(JsonNode node) {
    return node.has("$ref") ? deref(contract.at(node.path("$ref").asText().substring(1))) : node;
  }

  private static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + text, e);
    }
  }

  private static ObjectNode read() {
    try {
      return (ObjectNode) new YAMLMapper().readTree(ContractRoute.read().getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
