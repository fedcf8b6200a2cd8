package tandem.routing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import tandem.document.Json;
import tandem.routing.engine.Decision;

/**
 * The JSON form of a decision, stored with its event and sent between nodes: accepted, or refused
 * with the reason; never the facts.
 */
public final class DecisionJson {

  private DecisionJson() {}

  public static String write(Decision decision) {
    var node = Json.MAPPER.createObjectNode();
    switch (decision) {
      case Decision.Decided _ -> node.put("accepted", true);
      case Decision.Refused no ->
        node.put("accepted", false)
            .put("no", no.no().name().toLowerCase(Locale.ROOT))
            .put("why", no.why());
    }
    return Json.write(node);
  }

  public static Decision read(JsonNode node) {
    return node.path("accepted").asBoolean()
        ? new Decision.Decided(List.of())
        : new Decision.Refused(
            Decision.No.valueOf(node.path("no").asText().toUpperCase(Locale.ROOT)),
            node.path("why").asText());
  }
}
