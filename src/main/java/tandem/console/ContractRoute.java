package tandem.console;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.document.Json;

/** The routes of the API contract of this version: as it is written, and as JSON for pages. */
public final class ContractRoute {

  private final Buffer contract = read();

  /** Made when it is needed first: to read so much YAML takes some tenths of a second. */
  private volatile @Nullable Buffer json;

  public void mount(Guard guard) {
    guard
        .allow(Who.PUBLIC, HttpMethod.GET, "/openapi.yaml")
        .handle(
            ctx -> ctx.response().putHeader("Content-Type", "application/yaml").end(contract));
    guard.allow(Who.PUBLIC, HttpMethod.GET, "/openapi.json").answer(this::asJson);
  }

  private Future<Buffer> asJson(RoutingContext ctx) {
    var made = json;
    return made == null
        ? ctx.vertx().executeBlocking(this::madeJson)
        : Future.succeededFuture(made);
  }

  private synchronized Buffer madeJson() throws IOException {
    var made = json;
    if (made == null) {
      var document = new YAMLMapper().readTree(contract.getBytes());
      made = Buffer.buffer(Json.MAPPER.writeValueAsBytes(document));
      json = made;
    }
    return made;
  }

  static Buffer read() {
    try (var in = ContractRoute.class.getResourceAsStream("/openapi.yaml")) {
      return Buffer.buffer(
          Objects.requireNonNull(in, "openapi.yaml is part of the jar").readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
