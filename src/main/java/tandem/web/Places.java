package tandem.web;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts what each client has open at the same time. Any thread may call. */
public final class Places {

  private final int eachMax;
  private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();

  public Places(int eachMax) {
    this.eachMax = eachMax;
  }

  /** Takes a place of this client; false when all of them are taken. */
  public boolean take(String client) {
    if (taken.merge(client, 1, Integer::sum) > eachMax) {
      leave(client);
      return false;
    }
    return true;
  }

  public void leave(String client) {
    taken.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
  }

  /** The places that are taken by all clients together. */
  public int taken() {
    return taken.values().stream().mapToInt(Integer::intValue).sum();
  }
}
