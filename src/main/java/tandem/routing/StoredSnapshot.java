package tandem.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import tandem.document.Json;
import tandem.routing.engine.FloorSnapshot;

/** The snapshot of a floor as it is stored. Those of earlier versions are read too. */
final class StoredSnapshot {

  private StoredSnapshot() {}

  static FloorSnapshot read(String body) {
    try {
      var snapshot = Json.MAPPER.readTree(body);
      // earlier versions named the agent for whom a contact waits beside its phase
      for (var contact : snapshot.path("contacts")) {
        if (contact.has("assigned") && contact.path("phase") instanceof ObjectNode phase) {
          phase.set("assigned", contact.get("assigned"));
        }
      }
      return Json.MAPPER.treeToValue(snapshot, FloorSnapshot.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored snapshot cannot be read", e);
    }
  }
}
