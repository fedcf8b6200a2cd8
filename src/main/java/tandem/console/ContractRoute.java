package tandem.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import tandem.auth.Guard;
import tandem.auth.Who;

/** The route of the API contract of this version. */
public final class ContractRoute {

  private final Buffer contract = read();

  public void mount(Guard guard) {
    guard
        .allow(Who.PUBLIC, HttpMethod.GET, "/openapi.yaml")
        .handle(
            ctx -> ctx.response().putHeader("Content-Type", "application/yaml").end(contract));
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
