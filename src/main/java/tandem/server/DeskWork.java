package tandem.server;

import io.vertx.core.Future;
import java.util.List;
import tandem.auth.Audit;
import tandem.desk.Alerts;
import tandem.desk.conversations.ConversationFeed;
import tandem.desk.customers.CustomerNews;
import tandem.desk.search.FindAnything;
import tandem.desk.timeline.ContactFollower;
import tandem.desk.timeline.Projector;
import tandem.desk.timeline.TimelineFeed;

/** The work of the desk, which combines the rooms. */
public record DeskWork(
    Alerts alerts,
    TimelineFeed feed,
    CustomerNews customerNews,
    Projector projector,
    FloorWork floor,
    ContactWork contacts,
    MessageWork messages,
    CaseWork cases,
    ScreenWork screens,
    SupervisionWork supervision,
    FindAnything finding) {

  /**
   * Builds the desk's part of one node; the outbox delivers the desk's messages to routing.
   *
   * @param audit the audit in which changes of the floor are recorded
   */
  public static DeskWork of(Ground ground, Rooms rooms, Audit audit) {
    var alerts = new Alerts();
    var feed = new TimelineFeed(ground.vertx());
    var floor = FloorWork.of(ground, rooms, audit);
    var news = new ConversationFeed(ground.vertx());
    var cards = MessageWork.cards(ground, rooms, news);
    var customerNews = new CustomerNews(ground.vertx());
    var cases = CaseWork.of(ground, rooms, alerts, feed, customerNews, cards, audit);
    var contacts = ContactWork.of(ground, rooms, floor.catalogues(), alerts, feed, customerNews);
    var messages = MessageWork.of(
        ground, rooms, floor.catalogues(), contacts.pops(), alerts, feed, news, audit);
    var screens = ScreenWork.of(ground, rooms, cases.claims());
    return new DeskWork(
        alerts,
        feed,
        customerNews,
        projector(ground, rooms, messages.follower(), alerts, feed),
        floor,
        contacts,
        messages,
        cases,
        screens,
        SupervisionWork.of(ground, rooms, screens.register(), audit),
        new FindAnything(
            ground.database(),
            rooms.customers(),
            rooms.cases().cases(),
            rooms.conversations().messages(),
            rooms.phones()));
  }

  /** Builds a second projector, as another node would have it. */
  public Projector anotherProjector(Ground ground, Rooms rooms) {
    return projector(ground, rooms, messages.follower(), alerts, feed);
  }

  private static Projector projector(
      Ground ground, Rooms rooms, ContactFollower follower, Alerts alerts, TimelineFeed feed) {
    return new Projector(
        ground.vertx(),
        ground.database(),
        rooms.floor(),
        Rooms.FLOOR,
        rooms.cases().cases(),
        rooms.cases().timelines(),
        rooms.conversations().conversations(),
        follower,
        alerts,
        feed,
        ground.clock(),
        ground.meters());
  }

  /** Starts to receive the news of all nodes. */
  public Future<Void> start() {
    return Future.all(List.of(
            feed.start(),
            customerNews.start(),
            messages.start(),
            contacts.draftNews().start(),
            cases.claims().start(),
            floor.catalogues().start(),
            supervision.news().start()))
        .mapEmpty();
  }

  public Future<Void> stop() {
    return Future.join(List.of(
            feed.stop(),
            customerNews.stop(),
            messages.stop(),
            contacts.draftNews().stop(),
            cases.claims().stop(),
            floor.catalogues().stop(),
            supervision.news().stop()))
        .mapEmpty();
  }
}
