package tandem.customers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.OrderId;
import tandem.base.OrderLineId;
import tandem.base.RemedyId;
import tandem.base.RemedyKindId;
import tandem.base.SegmentId;

/**
 * Everything that ever happened with one customer, in summary, as it was at one version. Shared
 * between threads and never changed.
 *
 * @param timeline newest first
 * @param timelineTotal how many entries there are, shown here or not
 */
public record CustomerHistory(
    Person customer,
    List<Order> orders,
    List<Case> cases,
    List<Remedy> remedies,
    List<Entry> timeline,
    long timelineTotal) {

  /** The newest of each; what is older is read by page. */
  public static final int CONTACT_POINTS_MAX = 50;

  public static final int ORDERS_MAX = 200;
  public static final int CASES_MAX = 200;
  public static final int REMEDIES_MAX = 200;
  public static final int TIMELINE_MAX = 200;

  public CustomerHistory {
    orders = List.copyOf(orders);
    cases = List.copyOf(cases);
    remedies = List.copyOf(remedies);
    timeline = List.copyOf(timeline);
  }

  /** What changed it last. */
  public long version() {
    return customer.version();
  }

  /** The same with no more than this many entries of the timeline. */
  public CustomerHistory withNewest(int entries) {
    return timeline.size() <= entries
        ? this
        : new CustomerHistory(
            customer, orders, cases, remedies, timeline.subList(0, entries), timelineTotal);
  }

  public record Person(
      CustomerId id,
      String name,
      boolean provisional,
      Optional<SegmentId> segment,
      Instant since,
      long version,
      List<ContactPoint> contactPoints) {
    public Person {
      contactPoints = List.copyOf(contactPoints);
    }
  }

  /**
   * One order.
   *
   * @param paidMinor what was paid for the whole order
   */
  public record Order(
      OrderId id,
      String number,
      String state,
      Instant placedAt,
      String currency,
      Optional<String> tracking,
      long paidMinor,
      List<Line> lines) {
    public Order {
      lines = List.copyOf(lines);
    }
  }

  /**
   * One article of an order.
   *
   * @param shopLine the shop's own id of the line
   * @param priceMinor of one unit
   * @param paidMinor what was paid for all its units
   * @param gone whether the order has come without the line since; it stays for its remedy
   */
  public record Line(
      OrderLineId id,
      Optional<String> shopLine,
      int position,
      String article,
      String title,
      int quantity,
      long priceMinor,
      long paidMinor,
      boolean gone) {}

  public record Case(
      CaseId id,
      long number,
      String kind,
      String subject,
      String state,
      DepartmentId department,
      Instant openedAt,
      Instant touchedAt,
      int entries,
      int repeats) {}

  public record Remedy(
      RemedyId id,
      @JsonProperty("case") CaseId caseId,
      Optional<OrderLineId> orderLine,
      List<Integer> units,
      RemedyKindId kind,
      String kindName,
      String exclusionGroup,
      int generation,
      String state,
      Optional<Long> amountMinor,
      Optional<String> currency,
      String reason,
      Optional<AgentId> agent,
      Optional<String> agentName,
      Optional<String> recordedBy,
      Optional<DepartmentId> department,
      Optional<String> departmentName,
      Instant givenAt,
      Instant changedAt,
      Optional<String> article,
      Optional<String> title,
      Optional<String> tracking) {
    public Remedy {
      units = List.copyOf(units);
    }
  }

  /**
   * One entry of a case's timeline.
   *
   * @param body never changed by anybody
   */
  public record Entry(
      @JsonProperty("case") CaseId caseId,
      long caseNumber,
      int number,
      Instant at,
      String kind,
      Optional<DepartmentId> department,
      Optional<AgentId> agent,
      Optional<String> recordedBy,
      Optional<ContactId> contact,
      JsonNode body) {}
}
