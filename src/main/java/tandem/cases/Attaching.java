package tandem.cases;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Ids;
import tandem.base.QueueId;

/** The assignment of contacts to cases, decided for many at once before it is written. */
record Attaching(Map<ContactId, Attached> all, List<Opened> opened, Map<ContactId, CaseId> linked) {

  /**
   * The case of a contact, or its customer's newest one, as it was found.
   *
   * @param isAttached whether the contact belongs to it
   * @param visited whether another contact belongs to it, where this one does not
   */
  record Standing(
      boolean isAttached,
      CaseId caseId,
      CustomerId customer,
      CaseFile.State state,
      Optional<CaseFile.WaitingOn> waitingOn,
      Instant touchedAt,
      boolean visited) {

    /**
     * Whether a new contact reopens the case. A case that waits on a carrier or department does not
     * change.
     */
    boolean reopens() {
      return switch (state) {
        case RESOLVED, CLOSED -> true;
        case WAITING -> waitingOn.equals(Optional.of(CaseFile.WaitingOn.CUSTOMER));
        case OPEN -> false;
      };
    }

    private Standing visitedAt(Instant at) {
      return new Standing(
          false,
          caseId,
          customer,
          reopens() ? CaseFile.State.OPEN : state,
          reopens() ? Optional.empty() : waitingOn,
          at,
          true);
    }
  }

  record Opened(CaseId id, CustomerId customer, QueueId queue, Instant at) {}

  /**
   * Decides in the order of the contacts: the first that comes back to a case opens it again.
   *
   * @param contacts with their present customers, as corrected after they arrived
   */
  static Attaching decide(List<NewContact> contacts, Map<ContactId, Standing> standing, Ids ids) {
    Map<ContactId, Attached> all = new LinkedHashMap<>();
    standing.forEach((contact, found) -> {
      if (found.isAttached()) {
        all.put(contact, attached(found, false, Optional.empty()));
      }
    });
    List<Opened> opened = new ArrayList<>();
    Map<ContactId, CaseId> linked = new LinkedHashMap<>();
    Map<CustomerId, Standing> newest = new HashMap<>();
    Map<CaseId, Standing> visited = new HashMap<>();
    for (var contact : contacts) {
      if (all.containsKey(contact.contact())) {
        continue;
      }
      var last = Optional.ofNullable(standing.get(contact.contact()))
          .map(found -> visited.getOrDefault(found.caseId(), found))
          .filter(n -> !n.touchedAt().plus(Cases.COMES_BACK_WITHIN).isBefore(contact.arrived()))
          .or(() -> Optional.ofNullable(newest.get(contact.customer())));
      var of = last.orElseGet(() -> opening(contact, ids));
      if (last.isEmpty()) {
        opened.add(new Opened(of.caseId(), contact.customer(), contact.queue(), contact.arrived()));
      }
      var reopening = of.reopens()
          ? Optional.of(CaseStates.reopened(of.caseId(), of.state(), contact))
          : Optional.<NewEntry>empty();
      var now = of.visitedAt(contact.arrived());
      newest.put(contact.customer(), now);
      visited.put(now.caseId(), now);
      linked.put(contact.contact(), of.caseId());
      all.put(contact.contact(), attached(of, of.visited(), reopening));
    }
    return new Attaching(all, opened, linked);
  }

  private static Standing opening(NewContact contact, Ids ids) {
    return new Standing(
        false,
        new CaseId(ids.next()),
        contact.customer(),
        CaseFile.State.OPEN,
        Optional.empty(),
        contact.arrived(),
        false);
  }

  private static Attached attached(Standing found, boolean cameBack, Optional<NewEntry> reopening) {
    return new Attached(
        found.caseId(), found.customer(), found.state(), cameBack, reopening, Optional.empty());
  }
}
