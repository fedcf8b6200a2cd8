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
import tandem.document.Json;

/** A history as a client reads it: every field with its type. */
public record ReadHistory(
    Person customer,
    List<Order> orders,
    List<Case> cases,
    List<Remedy> remedies,
    List<Entry> timeline,
    long timelineTotal) {

  public static ReadHistory of(CustomerHistory history) {
    return Json.read(history.json().toString(), ReadHistory.class);
  }

  public long version() {
    return customer.version();
  }

  public record Person(
      CustomerId id,
      String name,
      boolean provisional,
      Optional<SegmentId> segment,
      Optional<String> language,
      Optional<String> timeZone,
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
   * @param paidMinor the amount paid for the whole order
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
   * @param gone whether the order no longer contains the line, which stays because of its remedy
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
      Optional<String> waitingOn,
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
   * @param body immutable
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
