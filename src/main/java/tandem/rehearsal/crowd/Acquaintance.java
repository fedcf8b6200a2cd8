package tandem.rehearsal.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import tandem.document.Json;
import tandem.rehearsal.Admin;

/**
 * What the shop knows of its customers beside their orders. An import of orders names a customer by
 * the telephone alone, so the email address is added before the customer comes for the first time.
 * It is used on one event loop.
 */
final class Acquaintance {

  private static final String PATH = "/api/v1/customers/";

  private final Admin admin;
  private final Set<Customer> done = new HashSet<>();

  Acquaintance(Admin admin) {
    this.admin = admin;
  }

  /** Adds the email address, unless the server has it. */
  Future<Void> with(Customer customer) {
    if (done.contains(customer)) {
      return Future.succeededFuture();
    }
    var phone = URLEncoder.encode(customer.phone(), StandardCharsets.UTF_8);
    return admin
        .read("/api/v1/customers?phone=" + phone)
        .compose(found -> admin.read(PATH + found.at("/customers/0/id").asText()))
        .compose(history -> add(history.path("customer"), customer))
        .onSuccess(_ -> done.add(customer));
  }

  private Future<Void> add(JsonNode known, Customer customer) {
    for (var point : known.path("contact_points")) {
      if (point.path("kind").asText().equals("email")) {
        return Future.succeededFuture();
      }
    }
    var change = Json.MAPPER.createObjectNode();
    change
        .putArray("contact_points")
        .add(point("phone", customer.phone()))
        .add(point("email", customer.email()));
    return admin.change(
        PATH + known.path("id").asText(), known.path("version").asInt(), Json.write(change));
  }

  private static JsonNode point(String kind, String value) {
    return Json.MAPPER.createObjectNode().put("kind", kind).put("value", value);
  }
}
