package tandem.desk.conversations;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tandem.base.ContactId;

/**
 * The calls that have arrived lately. Nobody writes in a call, so its end needs no look at the
 * conversations. A call that is not among them is looked up like any other contact. Any thread may
 * call.
 */
final class RecentCalls {

  private static final int CALLS_MAX = 10_000;

  private final Set<ContactId> calls = Collections.synchronizedSet(
      Collections.newSetFromMap(new LinkedHashMap<ContactId, Boolean>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ContactId, Boolean> eldest) {
          return size() > CALLS_MAX;
        }
      }));

  void add(ContactId call) {
    calls.add(call);
  }

  /** Whether the contact is a call; it is forgotten then, because a contact ends once. */
  boolean ended(ContactId contact) {
    return calls.remove(contact);
  }
}
