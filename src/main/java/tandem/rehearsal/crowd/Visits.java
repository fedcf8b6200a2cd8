package tandem.rehearsal.crowd;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The customers who are in contact with the shop now. An agent of the crowd finds the visit of a
 * contact by the contact's id, or by the address from which the customer writes. It is used on one
 * event loop.
 */
final class Visits {

  private final Tally tally;
  private final Set<Visit> all = new LinkedHashSet<>();
  private final Set<Customer> busy = new HashSet<>();
  private final Map<String, Visit> known = new HashMap<>();

  Visits(Tally tally) {
    this.tally = tally;
  }

  void begun(Visit visit) {
    all.add(visit);
    busy.add(visit.customer());
    tally.comes(visit.channel());
  }

  /** A visit can be found by this key: the id of its contact, or an address of its customer. */
  void known(String key, Visit visit) {
    if (all.contains(visit) && !key.isEmpty()) {
      known.put(key, visit);
    }
  }

  Optional<Visit> of(String key) {
    return Optional.ofNullable(known.get(key));
  }

  void over(Visit visit) {
    if (all.remove(visit)) {
      busy.remove(visit.customer());
      known.values().removeIf(visit::equals);
      tally.goes(visit.channel());
    }
  }

  boolean isBusy(Customer customer) {
    return busy.contains(customer);
  }

  int count() {
    return all.size();
  }

  List<Visit> all() {
    return List.copyOf(all);
  }
}
