package tandem.server;

import io.vertx.core.Future;
import tandem.channels.email.MailboxReaders;
import tandem.routing.RoutingNode;

/** The term in which this node reads the mailboxes. */
record MailTerm(RoutingNode routing, MailboxReaders readers) implements RoutingNode.TermListener {

  @Override
  public void began(long epoch) {
    readers.start(() -> routing.holds(epoch));
  }

  @Override
  public Future<Void> ended() {
    return readers.stop();
  }
}
