package tandem.auth;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tandem.base.Text;

/**
 * What the audit keeps of an act on an account, beside who did it to whom.
 *
 * @param before the changed parts as they were; empty when it was made
 * @param after the changed parts as they are; empty when it was ended
 * @param why the reason that was given
 */
record Act(Map<String, Object> before, Map<String, Object> after, Optional<String> why) {

  static final int WHY_LENGTH_MAX = 500;

  static Act made(Map<String, Object> after) {
    return new Act(Map.of(), after, Optional.empty());
  }

  Map<String, Object> body() {
    var body = new TreeMap<String, Object>();
    if (!before.isEmpty()) {
      body.put("before", before);
    }
    if (!after.isEmpty()) {
      body.put("after", after);
    }
    why.map(text -> Text.cut(text, WHY_LENGTH_MAX)).ifPresent(text -> body.put("why", text));
    return body;
  }
}
