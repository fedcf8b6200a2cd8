package tandem.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import tandem.base.Failure;
import tandem.document.Json;

/**
 * The acts of a rehearsal that need an admin: importing its floor and customers, making tokens for
 * its agents, and reading what the server has.
 */
public final class Admin {

  private final FrontDoor door;
  private final String token;

  public Admin(FrontDoor door, String token) {
    this.door = door;
    this.token = token;
  }

  /** Imports a floor document; the other parts of the server's floor stay unchanged. */
  public Future<Void> importFloor(String document) {
    return post("/api/v1/floor", document).mapEmpty();
  }

  /** Imports at most 1,000 orders; unchanged ones stay as they are. */
  public Future<Void> importOrders(String batch) {
    return post("/api/v1/orders/import", batch).mapEmpty();
  }

  /** Makes a customer with a phone number and an email address. */
  public Future<Void> createCustomer(String name, String phone, String email) {
    var customer = Json.MAPPER.createObjectNode().put("name", name);
    var points = customer.putArray("contact_points");
    points.addObject().put("kind", "phone").put("value", phone);
    points.addObject().put("kind", "email").put("value", email);
    return post("/api/v1/customers", Json.write(customer)).mapEmpty();
  }

  /** Makes a bearer token for the agent's desk. */
  public Future<String> tokenOf(String agent) {
    ObjectNode request = Json.MAPPER.createObjectNode().put("agent", agent);
    return post("/api/v1/tokens", Json.write(request))
        .map(answer -> answer.json().path("token").asText());
  }

  /** Makes a key with which a site signs who its visitors are. */
  public Future<String> siteKey(String site) {
    return post("/api/v1/sites/" + site + "/keys", "")
        .map(answer -> answer.json().path("key").asText());
  }

  /** Changes something that is still at this version. */
  public Future<Void> change(String path, int version, String body) {
    var headers = Map.of(
        "authorization",
        "Bearer " + token,
        "content-type",
        "application/json",
        "if-match",
        "\"" + version + "\"");
    return taken("PATCH " + path, door.send(HttpMethod.PATCH, path, headers, body))
        .mapEmpty();
  }

  /** Reads once. */
  public Future<JsonNode> read(String path) {
    return taken("GET " + path, get(path)).map(FrontDoor.Answer::json);
  }

  /** Reads again and again until the server answers. */
  public Future<JsonNode> readUntilAnswered(String path) {
    return taken("GET " + path, door.insist(() -> get(path), () -> {})).map(FrontDoor.Answer::json);
  }

  private Future<FrontDoor.Answer> get(String path) {
    return door.send(HttpMethod.GET, path, Map.of("authorization", "Bearer " + token), "");
  }

  private Future<FrontDoor.Answer> post(String path, String body) {
    return taken(
        "POST " + path,
        door.post(
            path,
            Map.of("authorization", "Bearer " + token, "content-type", "application/json"),
            body));
  }

  private Future<FrontDoor.Answer> taken(String request, Future<FrontDoor.Answer> asked) {
    return asked
        .recover(no -> Future.failedFuture(new Failure.Conflict("no server answers at "
            + door.base() + ", start the server first: " + no.getMessage())))
        .compose(answer -> answer.taken()
            ? Future.succeededFuture(answer)
            : Future.failedFuture(
                new Failure.Conflict(request + " was answered " + answer.inShort())));
  }
}
