package tandem.server;

import io.vertx.core.Future;
import tandem.auth.Audit;
import tandem.desk.Alerts;
import tandem.desk.conversations.ArrivalMessages;
import tandem.desk.conversations.CannedReplies;
import tandem.desk.conversations.ConversationDesk;
import tandem.desk.conversations.ConversationEnds;
import tandem.desk.conversations.ConversationFeed;
import tandem.desk.conversations.MailDesk;
import tandem.desk.conversations.MessageCarriers;
import tandem.desk.conversations.MessageIntake;
import tandem.desk.conversations.Receipts;
import tandem.desk.conversations.Say;
import tandem.desk.conversations.Turns;
import tandem.desk.conversations.Viewers;
import tandem.desk.customers.ScreenPop;
import tandem.desk.floor.KnownCatalogues;
import tandem.desk.timeline.ContactFollower;

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
    CannedReplies replies) {

  static MessageWork of(
      Ground ground,
      Rooms rooms,
      KnownCatalogues catalogues,
      ScreenPop pops,
      Alerts alerts,
      Audit audit) {
    var database = ground.database();
    var outbox = ground.outbox();
    var clock = ground.clock();
    var floor = rooms.floor();
    var conversations = rooms.conversations().conversations();
    var messages = rooms.conversations().messages();
    var attachments = rooms.conversations().attachments();
    var feed = new ConversationFeed(ground.vertx());
    var turns = new Turns(rooms.customers(), conversations, catalogues, alerts, outbox);
    var cases = rooms.cases().cases();
    var carriers =
        new MessageCarriers(database, conversations, messages, cases, outbox, feed, clock);
    var say = new Say(
        database, conversations, messages, attachments, carriers, floor, outbox, feed, clock);
    var ends = new ConversationEnds(conversations, turns, floor);
    var receipts =
        new Receipts(database, conversations, messages, cases, floor, outbox, say, clock);
    outbox.deliverTo(Receipts.DESTINATION, receipts);
    outbox.deliverTo(ArrivalMessages.DESTINATION, new ArrivalMessages(floor, rooms.routing()));
    return new MessageWork(
        feed,
        carriers,
        new MessageIntake(
            database,
            conversations,
            messages,
            turns,
            pops,
            floor,
            rooms.routing(),
            feed,
            ground.ids(),
            clock),
        say,
        new ConversationDesk(
            database, conversations, messages, attachments, carriers, feed, ground.ids(), clock),
        new MailDesk(
            database, conversations, messages, rooms.conversations().mailboxes(), cases, clock),
        receipts,
        (tx, facts) -> ends.follow(tx, facts).compose(_ -> receipts.follow(tx, facts)),
        new Viewers(ground.vertx(), ground.node(), clock),
        new CannedReplies(database, floor, audit::record, ground.ids(), clock));
  }

  Future<Void> start() {
    return Future.all(feed.start(), viewers.start()).mapEmpty();
  }

  Future<Void> stop() {
    return Future.join(feed.stop(), viewers.stop()).mapEmpty();
  }
}
