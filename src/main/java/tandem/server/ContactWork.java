package tandem.server;

import tandem.desk.Alerts;
import tandem.desk.casework.DeskMessages;
import tandem.desk.casework.DraftNews;
import tandem.desk.casework.Drafts;
import tandem.desk.casework.Transfer;
import tandem.desk.casework.WrapUp;
import tandem.desk.customers.CustomerDesk;
import tandem.desk.customers.CustomerNews;
import tandem.desk.customers.Identification;
import tandem.desk.customers.ScreenPop;
import tandem.desk.floor.KnownCatalogues;
import tandem.desk.timeline.ContactStory;
import tandem.desk.timeline.TimelineFeed;
import tandem.desk.voice.Intake;
import tandem.storage.nodes.NodeNews;

/** The desk's work with contacts and their customers, from the arrival to the outcome. */
public record ContactWork(
    ScreenPop pops,
    Intake intake,
    Identification identification,
    CustomerDesk customers,
    Drafts drafts,
    NodeNews<DraftNews> draftNews,
    Transfer transfer,
    ContactStory story,
    WrapUp wrapUp) {

  static ContactWork of(
      Ground ground,
      Rooms rooms,
      KnownCatalogues catalogues,
      Alerts alerts,
      TimelineFeed feed,
      CustomerNews news) {
    var database = ground.database();
    var clock = ground.clock();
    var floor = rooms.floor();
    var routing = rooms.routing();
    var draftNews = DraftNews.news(ground.vertx());
    var customers = rooms.customers();
    var cases = rooms.cases().cases();
    var timelines = rooms.cases().timelines();
    var pops = new ScreenPop(database.pool(), customers, rooms.histories(), ground.meters());
    ground.outbox().deliverLiveTo(DeskMessages.DESTINATION, new DeskMessages(routing));
    return new ContactWork(
        pops,
        new Intake(
            database,
            ground.inbox(),
            customers,
            rooms.phones(),
            floor,
            catalogues,
            routing,
            pops,
            alerts,
            clock),
        new Identification(database, customers, cases, floor, routing),
        new CustomerDesk(database, customers, timelines, news),
        new Drafts(database, floor, draftNews, clock),
        draftNews,
        new Transfer(database, floor, routing, cases, timelines, feed, clock),
        new ContactStory(database, Rooms.FLOOR),
        new WrapUp(
            database,
            floor,
            cases,
            timelines,
            rooms.cases().outcomes(),
            rooms.conversations().conversations(),
            ground.outbox(),
            feed,
            clock));
  }
}
