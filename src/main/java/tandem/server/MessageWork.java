package tandem.server;

import io.vertx.core.Future;
import java.security.SecureRandom;
import tandem.auth.Audit;
import tandem.desk.Alerts;
import tandem.desk.conversations.Absences;
import tandem.desk.conversations.ArrivalMessages;
import tandem.desk.conversations.CannedReplies;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.ConversationEnds;
import tandem.desk.conversations.ConversationFeed;
import tandem.desk.conversations.MailDesk;
import tandem.desk.conversations.MessageCarriers;
import tandem.desk.conversations.MessageIntake;
import tandem.desk.conversations.Receipts;
import tandem.desk.conversations.RemedyCards;
import tandem.desk.conversations.Say;
import tandem.desk.conversations.SiteKeys;
import tandem.desk.conversations.Turns;
import tandem.desk.conversations.Viewers;
import tandem.desk.conversations.VisitorDesk;
import tandem.desk.customers.ScreenPop;
import tandem.desk.floor.KnownCatalogues;
import tandem.desk.timeline.ContactFollower;
import tandem.desk.timeline.TimelineFeed;

/** The desk's work with written messages: their intake, the answers, and what people read. */
public record MessageWork(
    ConversationFeed feed,
    MessageCarriers carriers,
    MessageIntake intake,
    Say say,
    ConversationDesk conversations,
    MailDesk mail,
    Receipts receipts,
    ContactFollower follower,
    Viewers viewers,
    CannedReplies replies,
    VisitorDesk visitors,
    SiteKeys siteKeys,
    Absences absences) {

  /** Makes the cards that show visitors what they were given, and begins to deliver them. */
  static RemedyCards cards(Ground ground, Rooms rooms, ConversationFeed feed) {
    var cards = new RemedyCards(
        ground.database(),
        rooms.conversations().conversations(),
        rooms.conversations().messages(),
        ground.outbox(),
        feed,
        ground.clock());
    ground.outbox().deliverTo(RemedyCards.DESTINATION, cards);
    return cards;
  }

  static MessageWork of(
      Ground ground,
      Rooms rooms,
      KnownCatalogues catalogues,
      ScreenPop pops,
      Alerts alerts,
      TimelineFeed timeline,
      ConversationFeed feed,
      Audit audit) {
    var database = ground.database();
    var outbox = ground.outbox();
    var clock = ground.clock();
    var floor = rooms.floor();
    var conversations = rooms.conversations().conversations();
    var messages = rooms.conversations().messages();
    var attachments = rooms.conversations().attachments();
    var visits = rooms.conversations().visits();
    var turns = new Turns(rooms.customers(), conversations, visits, catalogues, alerts, outbox);
    var cases = rooms.cases().cases();
    var carriers =
        new MessageCarriers(database, conversations, messages, cases, outbox, feed, clock);
    var say = new Say(
        database, conversations, messages, attachments, carriers, floor, outbox, feed, clock);
    var ends = new ConversationEnds(conversations, turns, floor);
    var receipts =
        new Receipts(database, conversations, messages, cases, floor, outbox, say, clock);
    outbox.deliverTo(Receipts.DESTINATION, receipts);
    outbox.deliverLiveTo(ArrivalMessages.DESTINATION, new ArrivalMessages(floor, rooms.routing()));
    var intake = new MessageIntake(
        database,
        conversations,
        messages,
        turns,
        pops,
        floor,
        rooms.routing(),
        feed,
        ground.ids(),
        clock);
    return new MessageWork(
        feed,
        carriers,
        intake,
        say,
        new ConversationDesk(
            database, conversations, messages, attachments, carriers, feed, ground.ids(), clock),
        new MailDesk(
            database,
            conversations,
            messages,
            rooms.conversations().mailboxes(),
            cases,
            rooms.customers(),
            clock),
        receipts,
        (tx, facts) -> ends.follow(tx, facts).compose(_ -> receipts.follow(tx, facts)),
        new Viewers(ground.vertx(), ground.node(), clock),
        new CannedReplies(database, floor, audit::record, ground.ids(), clock),
        new VisitorDesk(
            database,
            conversations,
            messages,
            attachments,
            visits,
            carriers,
            say,
            cases,
            rooms.cases().timelines(),
            timeline,
            feed,
            catalogues,
            ground.ids(),
            clock),
        new SiteKeys(
            database,
            rooms.conversations().sites(),
            (tx, by, act, site, body) -> audit.record(tx, by, act, site, body),
            new SecureRandom(),
            clock),
        new Absences(
            ground.vertx(),
            database,
            visits,
            intake,
            clock,
            System::nanoTime,
            Absences.Patience.USUAL));
  }

  Future<Void> start() {
    return Future.all(feed.start(), viewers.start()).mapEmpty();
  }

  Future<Void> stop() {
    return Future.join(feed.stop(), viewers.stop()).mapEmpty();
  }
}
