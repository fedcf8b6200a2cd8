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

/**
 * The assignment of contacts to cases, decided for many at once before it is written.
 *
 * @param cameBack the number of repeat contacts by case
 */
record Attaching(
    Map<ContactId, Attached> all,
    List<Opened> opened,
    Map<CaseId, Integer> cameBack,
    Map<ContactId, CaseId> linked) {

  /**
   * A customer's newest case.
   *
   * @param visited whether a contact belongs to it
   */
  record Newest(CaseId id, Instant touchedAt, boolean visited) {}

  record Opened(CaseId id, CustomerId customer, QueueId queue, Instant at) {}

  static Attaching decide(
      List<NewContact> contacts,
      Map<ContactId, Attached> known,
      Map<CustomerId, CustomerId> living,
      Map<CustomerId, Newest> newest,
      Ids ids) {
    Map<ContactId, Attached> all = new LinkedHashMap<>(known);
    List<Opened> opened = new ArrayList<>();
    Map<CaseId, Integer> cameBack = new LinkedHashMap<>();
    Map<ContactId, CaseId> linked = new LinkedHashMap<>();
    Map<CustomerId, Newest> now = new HashMap<>(newest);
    for (var contact : contacts) {
      if (all.containsKey(contact.contact())) {
        continue;
      }
      var customer = living.getOrDefault(contact.customer(), contact.customer());
      var last = Optional.ofNullable(now.get(customer))
          .filter(n -> !n.touchedAt().plus(Cases.COMES_BACK_WITHIN).isBefore(contact.arrived()));
      var caseId = last.map(Newest::id).orElseGet(() -> new CaseId(ids.next()));
      if (last.isEmpty()) {
        opened.add(new Opened(caseId, customer, contact.queue(), contact.arrived()));
      } else {
        cameBack.merge(caseId, last.get().visited() ? 1 : 0, Integer::sum);
      }
      now.put(customer, new Newest(caseId, contact.arrived(), true));
      linked.put(contact.contact(), caseId);
      all.put(contact.contact(), new Attached(caseId, customer));
    }
    return new Attaching(all, opened, cameBack, linked);
  }

  /**
   * Returns all contacts with their cases; the first repeat contact of a case has the entry of its
   * reopening.
   *
   * @param before the earlier states of the reopened cases
   */
  Map<ContactId, Attached> withReopenings(
      List<NewContact> contacts, Map<CaseId, CaseFile.State> before) {
    Map<ContactId, Attached> told = new LinkedHashMap<>(all);
    var reopened = new HashMap<>(before);
    for (var contact : contacts) {
      var caseId = linked.get(contact.contact());
      var was = caseId == null ? null : reopened.remove(caseId);
      if (caseId != null && was != null) {
        told.computeIfPresent(
            contact.contact(),
            (_, attached) -> attached.with(CaseStates.reopened(caseId, was, contact)));
      }
    }
    return told;
  }
}
