package tandem.server;

import io.vertx.core.Future;
import tandem.channels.email.MailboxReaders;
import tandem.routing.RoutingNode;

/** The term in which this node reads the mailboxes. */
record MailTerm(MailboxReaders readers) implements RoutingNode.TermListener {

  @Override
  public void began(long epoch) {
    readers.start();
  }

  @Override
  public Future<Void> ended() {
    return readers.stop();
  }
}
