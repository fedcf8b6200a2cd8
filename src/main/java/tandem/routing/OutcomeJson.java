package tandem.routing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import tandem.document.Json;
import tandem.routing.engine.Outcome;

/**
 * An outcome as it is kept with its event and sent between nodes: yes, or the no and why; never the
 * facts.
 */
public final class OutcomeJson {

  private OutcomeJson() {}

  public static String write(Outcome outcome) {
    var node = Json.MAPPER.createObjectNode();
    switch (outcome) {
      case Outcome.Accepted _ -> node.put("accepted", true);
      case Outcome.Refused no ->
        node.put("accepted", false)
            .put("no", no.no().name().toLowerCase(Locale.ROOT))
            .put("why", no.why());
    }
    return Json.write(node);
  }

  public static Outcome read(JsonNode node) {
    return node.path("accepted").asBoolean()
        ? new Outcome.Accepted(List.of())
        : new Outcome.Refused(
            Outcome.No.valueOf(node.path("no").asText().toUpperCase(Locale.ROOT)),
            node.path("why").asText());
  }
}
