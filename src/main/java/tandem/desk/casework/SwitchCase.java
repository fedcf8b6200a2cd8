package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.cases.AddedEntry;
import tandem.cases.Author;
import tandem.cases.CaseFile;
import tandem.cases.CaseSwitch;
import tandem.cases.Cases;
import tandem.cases.NewContact;
import tandem.cases.Timelines;
import tandem.desk.Transactions;
import tandem.desk.customers.CustomerNews;
import tandem.desk.timeline.TimelineFeed;
import tandem.routing.CommittedFloor;
import tandem.routing.ContactRecord;
import tandem.routing.engine.Contact;
import tandem.storage.Database;

/** The switching of an open contact to another case of its customer. */
public final class SwitchCase {

  private final Database database;
  private final Transactions transactions;
  private final CommittedFloor floor;
  private final Cases cases;
  private final CaseSwitch switching;
  private final NamedContact contacts;
  private final Timelines timelines;
  private final TimelineFeed feed;
  private final CustomerNews news;
  private final InstantSource clock;

  public SwitchCase(
      Database database,
      CommittedFloor floor,
      Cases cases,
      NamedContact contacts,
      Timelines timelines,
      TimelineFeed feed,
      CustomerNews news,
      InstantSource clock) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.floor = floor;
    this.cases = cases;
    this.switching = new CaseSwitch(cases);
    this.contacts = contacts;
    this.timelines = timelines;
    this.feed = feed;
    this.news = news;
    this.clock = clock;
  }

  /**
   * The person who switches.
   *
   * @param supervises whether they may switch the contacts of others
   */
  public record By(String account, Optional<AgentId> agent, boolean supervises) {

    private boolean mayHave(Contact contact) {
      return supervises || (agent.isPresent() && contact.agent().equals(agent));
    }

    private Author author() {
      return Author.of(account, agent);
    }
  }

  /** Switches a contact, and returns its case; a repeat changes nothing. */
  public Future<CaseFile> to(ContactId id, CaseId target, By by) {
    var now = clock.instant();
    return floor
        .read(f -> f.contact(id))
        .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> gone(id)))
        .compose(contact -> {
          if (!by.mayHave(contact)) {
            throw new Failure.Denied("the contact is not with this agent");
          }
          return transactions.run(tx -> write(tx, contact, target, by, now));
        })
        .compose(added -> cases.find(database.pool(), target).map(file -> {
          feed.say(added);
          if (!added.isEmpty()) {
            news.say(file.customer());
          }
          return file;
        }));
  }

  /** Says whether the contact is closed or unknown. */
  private Future<Contact> gone(ContactId id) {
    return ContactRecord.find(database.pool(), id).map(found -> {
      if (found.filter(ContactRecord::isClosed).isPresent()) {
        throw new Failure.Conflict("the contact is closed, and stays on its case");
      }
      throw new Failure.NotFound("open contact", id);
    });
  }

  private Future<List<AddedEntry>> write(
      SqlConnection tx, Contact contact, CaseId target, By by, Instant now) {
    var moving =
        new NewContact(contact.id(), contact.customer(), contact.queue(), contact.arrived());
    return switching
        .to(tx, target, moving, by.author(), now)
        // the histories are taken, so neither the contact nor the case can get another customer now
        .compose(entries -> contacts
            .check(tx, Optional.of(contact.id()), target)
            .compose(_ -> timelines.write(tx, entries)));
  }
}
