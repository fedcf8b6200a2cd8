package tandem.desk.timeline;

import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.routing.FactLog;
import tandem.storage.Database;

/** The second-by-second story of a contact, read from the journal when somebody opens it. */
public final class ContactStory {

  /**
   * A part of a story, oldest event first.
   *
   * @param next where the story goes on, if it may go on
   */
  public record Part(List<StoryEvent> events, OptionalLong next) {
    public Part {
      events = List.copyOf(events);
    }
  }

  private final Database database;
  private final FactLog log;

  public ContactStory(Database database, String floor) {
    this.database = database;
    this.log = new FactLog(floor);
  }

  /** The events after a place, made of at most so many facts. */
  public Future<Part> of(ContactId contact, OptionalLong after, int limit) {
    return log.ofContact(database.pool(), contact, after.orElse(0), limit).map(facts -> {
      if (facts.isEmpty() && after.isEmpty()) {
        throw new Failure.NotFound("contact", contact);
      }
      return new Part(
          facts.stream().flatMap(one -> StoryEvent.of(one.fact()).stream()).toList(),
          facts.size() < limit
              ? OptionalLong.empty()
              : OptionalLong.of(facts.getLast().seq()));
    });
  }
}
