package tandem.server;

import tandem.desk.supervision.ContactLabels;

/** The desk's work for supervisors: what they see of the contacts of others. */
public record SupervisionWork(ContactLabels labels) {

  static SupervisionWork of(Ground ground, Rooms rooms) {
    return new SupervisionWork(
        new ContactLabels(ground.database(), rooms.conversations().conversations()));
  }
}
