package tandem.server;

import tandem.auth.Audit;
import tandem.desk.screens.ScreenRegister;
import tandem.desk.supervision.ContactLabels;
import tandem.desk.supervision.SupervisionNews;
import tandem.desk.supervision.SupervisorActs;
import tandem.desk.supervision.SupervisorWriter;
import tandem.storage.nodes.NodeNews;

/** The desk's work for supervisors: what they see of the contacts of others, and what they do. */
public record SupervisionWork(
    ContactLabels labels, SupervisorActs acts, NodeNews<SupervisionNews> news) {

  static SupervisionWork of(Ground ground, Rooms rooms, ScreenRegister screens, Audit audit) {
    var news = SupervisionNews.news(ground.vertx());
    rooms
        .routing()
        .companions(
            SupervisorWriter.KIND, new SupervisorWriter(audit::record, screens::hasScreen, news));
    return new SupervisionWork(
        new ContactLabels(ground.database(), rooms.conversations().conversations()),
        new SupervisorActs(rooms.floor(), rooms.routing()),
        news);
  }
}
