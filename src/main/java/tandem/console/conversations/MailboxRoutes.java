package tandem.console.conversations;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.conversations.Mailboxes.Mailbox;
import tandem.desk.conversations.MailDesk;

/** The route of our mailboxes: whether each can be read, and why not. */
public final class MailboxRoutes {

  record Listed(List<Mailbox> mailboxes) {}

  private final MailDesk desk;

  public MailboxRoutes(MailDesk desk) {
    this.desk = desk;
  }

  public void mount(Guard guard) {
    guard
        .allow(Who.SUPERVISOR, HttpMethod.GET, "/api/v1/mailboxes")
        .answer(_ -> desk.mailboxes().map(Listed::new));
  }
}
