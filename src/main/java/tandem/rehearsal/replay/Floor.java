package tandem.rehearsal.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tandem.document.Json;
import tandem.rehearsal.Numbers;
import tandem.rehearsal.day.RealDay;
import tandem.rehearsal.day.Waits;

/**
 * The floor of a replayed day, in addition to the server's floor: a department, a skill for each
 * kind of call, a queue for each kind with and without priority, the day's agents.
 */
final class Floor {

  private static final String DEPARTMENT = "replay";
  static final String OUTCOME = "replay-done";

  private static final double HEAD_START_SECONDS = 90;

  /**
   * Not divided by the speed, because our agents answer at once, and a stall of the driver must not
   * miss an offer.
   */
  private static final Duration OFFER_TIMEOUT = Duration.ofSeconds(20);

  private static final int PROFICIENCY = 5;

  private final RealDay day;
  private final Map<String, String> skills = new LinkedHashMap<>();
  private final Map<String, String> agents = new LinkedHashMap<>();
  private final Map<Line, String> numbers = new LinkedHashMap<>();

  /** The calls to one number: their kind and priority. */
  private record Line(String type, boolean priority) {}

  Floor(RealDay day) {
    this.day = day;
    var types = new TreeSet<String>();
    day.calls().forEach(call -> types.add(call.type()));
    var words = new HashSet<String>();
    types.forEach(type -> skills.put(type, word(type, words)));
    words.clear();
    day.agents().forEach(agent -> agents.put(agent.name(), word(agent.name(), words)));
    for (var type : types) {
      for (boolean priority : new boolean[] {false, true}) {
        numbers.put(new Line(type, priority), Numbers.ours(numbers.size() + 1));
      }
    }
  }

  /** Returns the id of an agent by name. */
  String agent(String name) {
    return known(agents, name);
  }

  /** Returns the number for a kind of call. */
  String number(String type, boolean priority) {
    return known(numbers, new Line(type, priority));
  }

  /** Returns the floor document to import, with times at that pace. */
  String document(Pace pace) {
    var document = new LinkedHashMap<String, Object>();
    document.put("channels", List.of());
    document.put("departments", List.of(Map.of("id", DEPARTMENT, "name", "Replay")));
    document.put(
        "skills",
        skills.entrySet().stream()
            .map(skill -> Map.of("id", skill.getValue(), "name", "Replay " + skill.getKey()))
            .toList());
    document.put(
        "queues", numbers.keySet().stream().map(line -> queue(line, pace)).toList());
    document.put("agents", day.agents().stream().map(this::agent).toList());
    document.put("reasons", List.of());
    document.put("segments", List.of());
    document.put(
        "outcomes", List.of(Map.of("id", OUTCOME, "name", "Replay: done", "resolves", true)));
    document.put("remedies", List.of());
    document.put(
        "entrances",
        numbers.entrySet().stream()
            .map(number -> Map.of(
                "channel", "call", "address", number.getValue(), "queue", queueId(number.getKey())))
            .toList());
    return Json.write(document);
  }

  private Map<String, Object> queue(Line line, Pace pace) {
    var queue = new LinkedHashMap<String, Object>();
    queue.put("id", queueId(line));
    queue.put("name", "Replay " + line.type() + (line.priority() ? ", priority" : ""));
    queue.put("department", DEPARTMENT);
    queue.put("channel", "call");
    queue.put("skills", Map.of(known(skills, line.type()), 1));
    queue.put("strategy", "longest_idle");
    queue.put("head_start", line.priority() ? pace.wall(HEAD_START_SECONDS) : Duration.ZERO);
    queue.put("offer_timeout", OFFER_TIMEOUT);
    queue.put("wrap_up", Duration.ZERO);
    queue.put("short_abandon", pace.wall(Waits.SHORT_ABANDON_SECONDS));
    queue.put("answer_within", pace.wall(Waits.ANSWER_WITHIN_SECONDS));
    queue.put("active", true);
    return queue;
  }

  private Map<String, Object> agent(RealDay.Agent agent) {
    var id = agent(agent.name());
    var proficiency = new HashMap<String, Integer>();
    agent.types().forEach(type -> proficiency.put(known(skills, type), PROFICIENCY));
    return Map.of(
        "id",
        id,
        "name",
        agent.name(),
        "department",
        DEPARTMENT,
        "skills",
        proficiency,
        "address",
        "sip:" + id + "@rehearsal.invalid",
        "active",
        true);
  }

  private String queueId(Line line) {
    return known(skills, line.type()) + (line.priority() ? "-priority" : "");
  }

  /** Makes a unique id of the floor document for a name. */
  private static String word(String name, Set<String> taken) {
    var letters = new ArrayList<String>();
    name.toLowerCase(Locale.ROOT)
        .codePoints()
        .limit(40)
        .forEach(letter -> letters.add(
            (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')
                ? Character.toString(letter)
                : "_"));
    var word = "replay-" + String.join("", letters);
    for (int n = 2; !taken.add(word); n++) {
      word = "replay-" + String.join("", letters) + "." + n;
    }
    return word;
  }

  private static <K, V> V known(Map<K, V> of, K key) {
    var value = of.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is not of this day");
    }
    return value;
  }
}
