package tandem.server;

import tandem.base.Ids;
import tandem.cases.CaseStates;
import tandem.cases.Cases;
import tandem.cases.Claims;
import tandem.cases.Outcomes;
import tandem.cases.Remedies;
import tandem.cases.Timelines;
import tandem.conversations.Attachments;
import tandem.conversations.Conversations;
import tandem.conversations.Mailboxes;
import tandem.conversations.Messages;
import tandem.conversations.Sites;
import tandem.conversations.Visits;
import tandem.customers.Customers;
import tandem.customers.Histories;
import tandem.customers.HistoryCache;
import tandem.customers.Orders;
import tandem.customers.PhoneNumbers;
import tandem.reports.FactHistory;
import tandem.routing.Commands;
import tandem.routing.CommittedFloor;
import tandem.routing.RoutingNode;
import tandem.routing.engine.Rules;

/** The rooms: routing, customers, cases, conversations, reports. They do not use each other. */
public record Rooms(
    RoutingNode routing,
    PhoneNumbers phones,
    Customers customers,
    HistoryCache histories,
    Orders orders,
    OfCases cases,
    OfConversations conversations,
    FactHistory factHistory) {

  /** The name of the one floor: most installations have one site. */
  public static final String FLOOR = "main";

  /** The room of cases. */
  public record OfCases(
      Cases cases,
      CaseStates states,
      Timelines timelines,
      Outcomes outcomes,
      Remedies remedies,
      Claims claims) {

    public static OfCases of(Ids ids) {
      return new OfCases(
          new Cases(ids),
          new CaseStates(),
          new Timelines(),
          new Outcomes(),
          new Remedies(ids),
          new Claims());
    }
  }

  /** The room of conversations. */
  public record OfConversations(
      Conversations conversations,
      Messages messages,
      Attachments attachments,
      Mailboxes mailboxes,
      Sites sites,
      Visits visits) {

    public static OfConversations of() {
      return new OfConversations(
          new Conversations(),
          new Messages(),
          new Attachments(),
          new Mailboxes(),
          new Sites(),
          new Visits());
    }
  }

  /**
   * Builds the rooms of one node.
   *
   * @param commands the messages to carriers that follow from facts
   * @param region the country whose phone numbers are written without a country code
   */
  public static Rooms of(Ground ground, Rules rules, Commands commands, String region) {
    var database = ground.database();
    var clock = ground.clock();
    var routing = new RoutingNode(
        ground.vertx(),
        ground.loops().engine(),
        database,
        clock,
        FLOOR,
        ground.node(),
        rules,
        commands,
        ground.meters(),
        ground.outbox());
    var phones = new PhoneNumbers(region);
    var customers = new Customers(clock, ground.ids(), phones);
    var histories = new HistoryCache(
        ground.vertx(), database.pool(), new Histories(), ground.grid(), clock, ground.meters());
    return new Rooms(
        routing,
        phones,
        customers,
        histories,
        new Orders(database, customers, clock, ground.ids()),
        OfCases.of(ground.ids()),
        OfConversations.of(),
        new FactHistory(database, FLOOR));
  }

  /** The floor made of committed facts, for every read. */
  public CommittedFloor floor() {
    return routing.committed();
  }
}
