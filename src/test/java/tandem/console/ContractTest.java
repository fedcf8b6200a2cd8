package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.channels.email.hooks.MailHooks;
import tandem.channels.messages.MessageHook;
import tandem.web.Bodies;

/** The API contract describes exactly the mounted routes and their permissions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class ContractTest {

  private static final int HOOKS = 10;

  /** The limits of the hooks that take files. */
  private static final Map<String, Integer> BODY_BYTES_MAX = Map.of(
      MessageHook.PATH,
      MessageHook.BODY_BYTES_MAX,
      MailHooks.PATH + "mime",
      MailHooks.MIME_BYTES_MAX,
      MailHooks.PATH + "postmark",
      MailHooks.PROVIDER_BYTES_MAX,
      MailHooks.PATH + "mailgun/mime",
      MailHooks.PROVIDER_BYTES_MAX,
      MailHooks.PATH + "sendgrid",
      MailHooks.PROVIDER_BYTES_MAX);

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

  private record Operation(HttpMethod method, String path, String role, JsonNode json) {
    String name() {
      return method + " " + path;
    }
  }

  private final JsonNode contract = read();
  private final List<Operation> operations = operations();
  private final Map<String, String> tokens = new HashMap<>();
  private ConsoleGround ground;

  @BeforeAll
  void open(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    for (var name : List.of("ana", "sam", "root")) {
      tokens.put(name, ground.entrance.session(name));
    }
  }

  @AfterAll
  void close() {
    ground.close();
  }

  @Test
  void it_is_openapi_and_every_reference_in_it_leads_somewhere() {
    assertThat(contract.path("openapi").asText()).isEqualTo("3.1.0");
    var references = new TreeSet<String>();
    collectReferences(contract, references);

    assertThat(references).isNotEmpty().allSatisfy(reference -> {
      assertThat(reference).startsWith("#/");
      assertThat(contract.at(reference.substring(1)).isMissingNode())
          .as(reference)
          .isFalse();
    });
  }

  @Test
  void no_entry_was_split_by_a_stray_comma() {
    assertThat(nulls(contract, "")).isEmpty();
  }

  @Test
  void every_mounted_route_is_in_it_and_every_path_in_it_is_mounted() {
    var mounted = ground.entrance.guard.declared().stream()
        .map(route -> route.method() + " " + inContract(route.path()))
        .collect(Collectors.toCollection(TreeSet::new));
    var written =
        operations.stream().map(Operation::name).collect(Collectors.toCollection(TreeSet::new));

    assertThat(mounted).isEqualTo(written);
  }

  @Test
  void the_contract_names_the_users_of_each_route() {
    var mounted = ground.entrance.guard.declared().stream()
        .collect(Collectors.toMap(
            route -> route.method() + " " + inContract(route.path()),
            route -> route.who().name().toLowerCase(Locale.ROOT)));
    operations.forEach(operation ->
        assertThat(mounted.get(operation.name())).as(operation.name()).isEqualTo(operation.role()));
  }

  @Test
  void every_operation_has_a_name_of_its_own_and_describes_a_no() {
    var names = operations.stream()
        .map(operation -> operation.json().path("operationId").asText())
        .toList();
    assertThat(names).doesNotHaveDuplicates().doesNotContain("");
    assertThat(operations).allSatisfy(operation -> {
      assertThat(operation.json().path("summary").asText()).as(operation.name()).isNotEmpty();
      if (!Set.of("public", "hook", "visitor").contains(operation.role())) {
        assertThat(operation.json().path("responses").has("401"))
            .as(operation.name())
            .isTrue();
      }
    });
  }

  @Test
  void parameters_of_every_path_are_described() {
    contract.path("paths").properties().forEach(path -> {
      var named = new TreeSet<String>();
      path.getValue()
          .path("parameters")
          .forEach(parameter -> named.add(contract
              .at(parameter.path("$ref").asText().substring(1))
              .path("name")
              .asText()));
      var inPath = new TreeSet<String>();
      for (var part : path.getKey().split("/", -1)) {
        if (part.startsWith("{")) {
          inPath.add(part.substring(1, part.length() - 1));
        }
      }
      assertThat(named).as(path.getKey()).isEqualTo(inPath);
    });
  }

  @Test
  void only_public_routes_are_open_without_a_log_in() {
    guarded().forEach(operation -> {
      var answer = ask(operation, "");

      assertThat(answer.statusCode()).as(operation.name()).isEqualTo(401);
      assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
      assertThat(ask(operation, "x".repeat(43)).statusCode())
          .as(operation.name())
          .isEqualTo(401);
    });
  }

  @Test
  void no_carrier_gets_in_without_a_signature() {
    var hooks =
        operations.stream().filter(operation -> operation.role().equals("hook")).toList();
    assertThat(hooks).hasSize(HOOKS).allSatisfy(operation -> {
      var answer = ask(operation, token("root"));

      assertThat(answer.statusCode()).as(operation.name()).isIn(401, 403, 415);
      assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
    });
  }

  @Test
  void it_names_the_maximum_size_of_a_hooks_body() {
    assertThat(operations.stream()
            .filter(operation -> operation.role().equals("hook"))
            .filter(operation -> operation.method().equals(HttpMethod.POST)))
        .hasSize(HOOKS - 1)
        .allSatisfy(hook -> assertThat(hook.json().path("description").asText().replace('\n', ' '))
            .as(hook.name())
            .contains(String.format(
                Locale.ROOT,
                "%,d bytes is not read (413)",
                BODY_BYTES_MAX.getOrDefault(hook.path(), Bodies.HOOK_BYTES_MAX))));
  }

  @Test
  void each_role_is_refused_only_the_routes_of_higher_roles() {
    var ranks = List.of("agent", "supervisor", "admin");
    var people = Map.of("ana", 0, "sam", 1, "root", 2);
    guarded()
        .forEach(operation -> people.forEach((name, rank) -> {
          if (rank < ranks.indexOf(operation.role())) {
            assertThat(ask(operation, token(name)).statusCode())
                .as(name + " " + operation.name())
                .isEqualTo(403);
          }
        }));
    // an agent of the floor may use all routes of agents; the route that ends the log-in is left
    // out
    guarded().stream()
        .filter(operation -> operation.role().equals("agent"))
        .filter(operation -> !operation.name().equals("DELETE /api/v1/session"))
        .forEach(operation -> assertThat(ask(operation, token("ana")).statusCode())
            .as(operation.name())
            .isNotIn(401, 403, 405, 500));
  }

  @Test
  void it_is_served_to_everybody() {
    var answer = await(ground.entrance.request(HttpMethod.GET, "/openapi.yaml").send());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("application/yaml");
    assertThat(answer.body()).isEqualTo(ContractRoute.read());
  }

  @Test
  void it_is_served_as_json_too_each_time_the_same() throws IOException {
    var first = await(ground.entrance.request(HttpMethod.GET, "/openapi.json").send());
    var second = await(ground.entrance.request(HttpMethod.GET, "/openapi.json").send());

    assertThat(first.getHeader("Content-Type")).isEqualTo("application/json");
    assertThat(new ObjectMapper().readTree(first.body().getBytes())).isEqualTo(contract);
    assertThat(second.body()).isEqualTo(first.body());
  }

  private String token(String name) {
    return Objects.requireNonNull(tokens.get(name));
  }

  private List<Operation> guarded() {
    return operations.stream()
        .filter(operation -> !Set.of("public", "hook", "visitor").contains(operation.role()))
        // an accepted stream does not end; WallboardTest tests it
        .filter(operation -> !operation.path().endsWith("/stream"))
        .toList();
  }

  private HttpResponse<Buffer> ask(Operation operation, String token) {
    var path = operation.path().replaceAll("\\{[a-z]+}", new UUID(1, 2).toString());
    var request = ground.entrance.request(operation.method(), path);
    if (!token.isEmpty()) {
      request.putHeader("Authorization", "Bearer " + token);
    }
    return await(
        operation.method().equals(HttpMethod.GET)
            ? request.send()
            : request
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer("{}")));
  }

  private static JsonNode read() {
    try {
      return new YAMLMapper().readTree(ContractRoute.read().getBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<Operation> operations() {
    var all = new ArrayList<Operation>();
    contract
        .path("paths")
        .properties()
        .forEach(path -> path.getValue().properties().forEach(operation -> {
          if (METHODS.contains(operation.getKey())) {
            all.add(new Operation(
                HttpMethod.valueOf(operation.getKey().toUpperCase(Locale.ROOT)),
                path.getKey(),
                operation.getValue().path("x-role").asText(),
                operation.getValue()));
          }
        }));
    return all;
  }

  private static String inContract(String path) {
    return path.replaceAll(":([a-z]+)", "{$1}");
  }

  private static void collectReferences(JsonNode node, Set<String> references) {
    if (node.isObject()) {
      node.properties().forEach(part -> {
        if (part.getKey().equals("$ref")) {
          references.add(part.getValue().asText());
        }
      });
    }
    node.forEach(part -> collectReferences(part, references));
  }

  private static List<String> nulls(JsonNode node, String at) {
    var found = new ArrayList<String>();
    if (node.isNull()) {
      found.add(at);
    }
    node.properties()
        .forEach(part -> found.addAll(nulls(part.getValue(), at + "/" + part.getKey())));
    return found;
  }
}
