package tandem.web;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import tandem.base.Failure;
import tandem.document.Json;

/**
 * An error answer (RFC 9457), for HTTP and for the desk socket.
 *
 * @param errors one line per field that breaks a rule
 * @param members the obstacle, as plain JSON values beside the standard members
 */
public record Problem(
    int status, String title, String detail, List<String> errors, Map<String, Object> members) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
    members = Map.copyOf(members);
  }

  public Problem(int status, String title, String detail) {
    this(status, title, detail, List.of(), Map.of());
  }

  /**
   * Translates a failure. The switch is exhaustive: a new kind of failure does not compile until it
   * has a status.
   */
  public static Problem of(Failure failure) {
    return switch (failure) {
      case Failure.NotFound f -> new Problem(404, "Not found", f.getMessage());
      case Failure.Invalid f -> new Problem(422, "Not valid", f.getMessage(), f.errors(), Map.of());
      case Failure.Conflict f ->
        new Problem(409, "Conflict", f.getMessage(), List.of(), f.details());
      case Failure.Outdated f ->
        new Problem(412, "Precondition failed", f.getMessage(), List.of(), f.details());
      case Failure.Unauthenticated f -> new Problem(401, "Not logged in", f.getMessage());
      case Failure.Denied f ->
        new Problem(403, "Not allowed", f.getMessage(), List.of(), f.details());
      case Failure.TooLarge f -> new Problem(413, "Too large", f.getMessage());
      case Failure.TooMany f -> new Problem(429, "Too many requests", f.getMessage());
      case Failure.Unavailable f -> new Problem(503, "Not available now", f.getMessage());
    };
  }

  /** A problem that needs only a status and a detail. */
  public static Problem plain(int status, String detail) {
    return new Problem(status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail);
  }

  @JsonValue
  public ObjectNode json() {
    var json = Json.MAPPER.createObjectNode();
    json.put("type", "about:blank").put("title", title).put("status", status);
    if (!detail.isEmpty()) {
      json.put("detail", detail);
    }
    if (!errors.isEmpty()) {
      errors.forEach(json.putArray("errors")::add);
    }
    members.forEach((name, value) -> json.set(name, Json.MAPPER.valueToTree(value)));
    return json;
  }
}
