package tandem.desk.customers;

import java.util.List;
import java.util.Optional;
import tandem.base.CustomerId;
import tandem.customers.CameFrom;
import tandem.customers.CustomerHistory;
import tandem.customers.CustomerHistory.Case;
import tandem.customers.CustomerHistory.Entry;
import tandem.customers.CustomerHistory.Order;
import tandem.customers.CustomerHistory.Person;
import tandem.customers.CustomerHistory.Remedy;

/**
 * The view of a customer that an agent gets with an offered contact.
 *
 * @param candidates the customers it may be, when several share the contact point
 * @param from where the contact came from; empty when only the customer was asked for
 * @param timeline the newest entries, newest first
 */
public record Pop(
    Person customer,
    List<Candidate> candidates,
    Optional<CameFrom> from,
    List<Order> orders,
    List<Case> cases,
    List<Remedy> remedies,
    List<Entry> timeline,
    long timelineTotal) {

  public static final int TIMELINE_MAX = 30;

  public Pop {
    candidates = List.copyOf(candidates);
    orders = List.copyOf(orders);
    cases = List.copyOf(cases);
    remedies = List.copyOf(remedies);
    timeline = List.copyOf(timeline);
  }

  /** One of several customers it may be. */
  public record Candidate(CustomerId id, String name) {}

  static Pop of(CustomerHistory history, List<Candidate> candidates, Optional<CameFrom> from) {
    var shown = history.withNewest(TIMELINE_MAX);
    return new Pop(
        shown.customer(),
        candidates,
        from,
        shown.orders(),
        shown.cases(),
        shown.remedies(),
        shown.timeline(),
        shown.timelineTotal());
  }
}
