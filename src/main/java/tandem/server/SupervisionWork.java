package tandem.server;

import tandem.auth.Audit;
import tandem.desk.screens.ScreenRegister;
import tandem.desk.supervision.ContactLabels;
import tandem.desk.supervision.SupervisionFeed;
import tandem.desk.supervision.SupervisorActs;
import tandem.desk.supervision.SupervisorWriter;

/** The desk's work for supervisors: what they see of the contacts of others, and what they do. */
public record SupervisionWork(ContactLabels labels, SupervisorActs acts, SupervisionFeed feed) {

  static SupervisionWork of(Ground ground, Rooms rooms, ScreenRegister screens, Audit audit) {
    var feed = new SupervisionFeed(ground.vertx());
    rooms
        .routing()
        .companions(
            SupervisorWriter.KIND, new SupervisorWriter(audit::record, screens::hasScreen, feed));
    return new SupervisionWork(
        new ContactLabels(ground.database(), rooms.conversations().conversations()),
        new SupervisorActs(rooms.floor(), rooms.routing()),
        feed);
  }
}
