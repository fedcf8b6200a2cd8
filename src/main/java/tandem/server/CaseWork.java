package tandem.server;

import tandem.auth.Audit;
import tandem.desk.Alerts;
import tandem.desk.casework.CaseClosing;
import tandem.desk.casework.CaseDesk;
import tandem.desk.casework.ClaimDesk;
import tandem.desk.casework.GiveRemedy;
import tandem.desk.casework.NamedContact;
import tandem.desk.casework.Notes;
import tandem.desk.casework.OpenCase;
import tandem.desk.casework.SwitchCase;
import tandem.desk.conversations.RemedyCards;
import tandem.desk.customers.CustomerNews;
import tandem.desk.timeline.TimelineFeed;

/** The desk's work with cases: notes, remedies and the claims to give one, and the closing. */
public record CaseWork(
    OpenCase openCase,
    SwitchCase switchCase,
    CaseDesk desk,
    Notes notes,
    GiveRemedy giveRemedy,
    ClaimDesk claims,
    CaseClosing closing) {

  static CaseWork of(
      Ground ground,
      Rooms rooms,
      Alerts alerts,
      TimelineFeed feed,
      CustomerNews news,
      RemedyCards cards,
      Audit audit) {
    var vertx = ground.vertx();
    var database = ground.database();
    var clock = ground.clock();
    var cases = rooms.cases().cases();
    var states = rooms.cases().states();
    var timelines = rooms.cases().timelines();
    var contacts = new NamedContact(cases, rooms.customers());
    return new CaseWork(
        new OpenCase(database, cases, news, clock),
        new SwitchCase(database, rooms.floor(), cases, contacts, timelines, feed, news, clock),
        new CaseDesk(database, cases, timelines, states, feed, clock),
        new Notes(database, contacts, timelines, feed, clock),
        new GiveRemedy(
            database,
            cases,
            contacts,
            timelines,
            rooms.cases().remedies(),
            alerts,
            feed,
            cards,
            (tx, account, act, remedy, body) ->
                audit.record(tx, account, act, remedy.toString(), body),
            clock,
            ground.meters()),
        new ClaimDesk(vertx, database, cases, rooms.cases().claims(), clock),
        new CaseClosing(vertx, database, cases, states, timelines, feed, clock));
  }
}
