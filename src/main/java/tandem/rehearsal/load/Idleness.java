package tandem.rehearsal.load;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.base.ContactId;

/**
 * The record of lost agent time: the time for which agents are free while contacts wait, as the
 * driver sees it. All agents can take all contacts. Times are in nanoseconds.
 */
final class Idleness {

  private final Set<String> free = new HashSet<>();
  private final Set<ContactId> waiting = new HashSet<>();
  private final Set<ContactId> open = new HashSet<>();

  /**
   * When each agent became free, if a contact waited then and there was no other free agent for it.
   */
  private final Map<String, Long> neededSince = new HashMap<>();

  private @Nullable Window window;
  private long last;

  /** Adds the measurements to this window from now on. */
  void measure(Window measured, long now) {
    window = measured;
    last = now;
  }

  /** Brings the window up to date, also at its end. */
  void pass(long now) {
    if (window != null) {
      window.passed(now - last, Math.min(free.size(), waiting.size()), open.size());
    }
    last = now;
  }

  void arrived(ContactId contact, long now) {
    pass(now);
    waiting.add(contact);
    open.add(contact);
  }

  void closed(ContactId contact, long now) {
    pass(now);
    waiting.remove(contact);
    open.remove(contact);
  }

  void freed(String agent, long now) {
    pass(now);
    if (waiting.size() > free.size()) {
      neededSince.put(agent, now);
    } else {
      neededSince.remove(agent);
    }
    free.add(agent);
  }

  /** Returns how long the agent was free while a contact waited, if there was one. */
  OptionalLong offered(String agent, ContactId contact, long now) {
    pass(now);
    waiting.remove(contact);
    free.remove(agent);
    var since = neededSince.remove(agent);
    return since == null ? OptionalLong.empty() : OptionalLong.of(now - since);
  }

  int waiting() {
    return waiting.size();
  }

  int open() {
    return open.size();
  }
}
