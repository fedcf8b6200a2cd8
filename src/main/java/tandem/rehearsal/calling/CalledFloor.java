package tandem.rehearsal.calling;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import tandem.base.Failure;

/** The floor of a server as a caller needs it: its numbers, and the names of queues and agents. */
public final class CalledFloor {

  /** The queue of each number, in the order of the document. */
  private final Map<String, String> numbers = new LinkedHashMap<>();

  private final Map<String, String> queues;
  private final Map<String, String> agents;

  /** @param document the floor document */
  public CalledFloor(JsonNode document) {
    document.path("entrances").forEach(entrance -> {
      if (entrance.path("channel").asText().equals("call")) {
        numbers.put(entrance.path("address").asText(), entrance.path("queue").asText());
      }
    });
    queues = names(document.path("queues"));
    agents = names(document.path("agents"));
  }

  private static Map<String, String> names(JsonNode parts) {
    var names = new LinkedHashMap<String, String>();
    parts.forEach(part -> names.put(part.path("id").asText(), part.path("name").asText()));
    return names;
  }

  /** The number to call, if nothing is wished. */
  public String number() {
    return numbers.keySet().stream()
        .findFirst()
        .orElseThrow(() -> new Failure.Invalid("the server's floor has no number for calls: give"
            + " one by --to, and the call goes to the default queue"));
  }

  /** The number that leads to a queue. */
  public String numberOf(String queue) {
    return numbers.entrySet().stream()
        .filter(entrance -> entrance.getValue().equals(queue))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new Failure.Invalid("--queue must be a queue that a number leads to ("
            + String.join(", ", new LinkedHashSet<>(numbers.values())) + "), not " + queue));
  }

  String queue(String id) {
    return Optional.ofNullable(queues.get(id)).orElse(id);
  }

  String agent(String id) {
    return Optional.ofNullable(agents.get(id)).orElse(id);
  }
}
