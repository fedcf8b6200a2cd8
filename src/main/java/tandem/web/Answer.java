package tandem.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.document.Json;

/**
 * An answer that is more than "200 and this JSON": another status, or headers. A body that is a
 * {@link Buffer} is JSON already.
 */
public record Answer(int status, Map<String, String> headers, Optional<Object> body) {

  public Answer {
    headers = Map.copyOf(headers);
  }

  public static Answer created(Object body) {
    return new Answer(201, Map.of(), Optional.of(body));
  }

  public static Answer empty() {
    return new Answer(204, Map.of(), Optional.empty());
  }

  public static Answer of(Object body) {
    return new Answer(200, Map.of(), Optional.of(body));
  }

  public Answer with(String header, String value) {
    var more = new java.util.TreeMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body);
  }

  /**
   * Makes a handler of a function. Its value is answered as JSON, an {@link Answer} as it
   * describes, null as 204; a failure is passed to {@link ProblemHandler}.
   */
  public static Handler<RoutingContext> by(
      Function<RoutingContext, ? extends Future<? extends @Nullable Object>> ask) {
    return ctx -> ask.apply(ctx).map(Answer::from).compose(a -> a.send(ctx)).onFailure(ctx::fail);
  }

  private static Answer from(@Nullable Object value) {
    return switch (value) {
      case null -> empty();
      case Answer answer -> answer;
      case Object body -> of(body);
    };
  }

  private Future<Void> send(RoutingContext ctx) {
    var bytes = body.map(Answer::json);
    var response = ctx.response();
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    response.setStatusCode(status).putHeader("Cache-Control", "no-store");
    bytes.ifPresent(_ -> response.putHeader("Content-Type", "application/json"));
    headers.forEach(response::putHeader);
    return bytes.map(response::end).orElseGet(response::end);
  }

  private static Buffer json(Object body) {
    try {
      return body instanceof Buffer written
          ? written
          : Buffer.buffer(Json.MAPPER.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON for " + body.getClass(), e);
    }
  }
}
