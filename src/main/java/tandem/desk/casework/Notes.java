package tandem.desk.casework;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.cases.AddedEntry;
import tandem.cases.Author;
import tandem.cases.Entry;
import tandem.cases.NewEntry;
import tandem.cases.RemedyRequest;
import tandem.cases.Timelines;
import tandem.desk.Transactions;
import tandem.desk.timeline.TimelineFeed;
import tandem.document.Json;
import tandem.storage.Database;

/** The notes that people write on a case. */
public final class Notes {

  public static final int NOTE_LENGTH_MAX = 4_000;

  private final Transactions transactions;
  private final NamedContact contacts;
  private final Timelines timelines;
  private final TimelineFeed feed;
  private final InstantSource clock;

  public Notes(
      Database database,
      NamedContact contacts,
      Timelines timelines,
      TimelineFeed feed,
      InstantSource clock) {
    this.transactions = new Transactions(database);
    this.contacts = contacts;
    this.timelines = timelines;
    this.feed = feed;
    this.clock = clock;
  }

  /**
   * Adds a note to a case. Fails with {@link Failure.Conflict} when the key was used for another
   * note: a written note is never dropped.
   *
   * @param contact the contact in which it was written
   * @param key the idempotency key: a note that is sent again with the same key is written once
   */
  public Future<Entry> add(
      CaseId caseId,
      String text,
      Author author,
      Optional<ContactId> contact,
      Optional<String> key) {
    var source = key.map(k -> "note:" + caseId + ":" + name(author) + ":"
        + Text.required("idempotency_key", k, RemedyRequest.KEY_LENGTH_MAX));
    var note = NewEntry.by(
        author,
        caseId,
        clock.instant(),
        Entry.Kind.NOTE,
        contact,
        source,
        Json.MAPPER.createObjectNode().put("text", Text.required("text", text, NOTE_LENGTH_MAX)));
    return transactions
        .run(tx -> timelines
            .append(tx, note)
            // the entry holds the histories, so the contact cannot get another customer meanwhile
            .compose(added -> added.isPresent()
                ? contacts
                    .check(tx, contact, caseId)
                    .map(_ -> new Written(added.get().entry(), added))
                : timelines
                    .ofSource(tx, source.orElseThrow())
                    .map(first -> new Written(same(first.orElseThrow(), note), Optional.empty()))))
        .map(written -> {
          feed.say(written.added().stream().toList());
          return written.entry();
        });
  }

  private static Entry same(Entry first, NewEntry note) {
    if (first.body().equals(note.body()) && first.contact().equals(note.contact())) {
      return first;
    }
    throw new Failure.Conflict("this Idempotency-Key was used for a different request");
  }

  /** The author's part of the key, so that two people may use the same key. */
  private static String name(Author author) {
    return author
        .agent()
        .map(AgentId::value)
        .orElseGet(() -> "@" + author.account().orElseThrow());
  }

  private record Written(Entry entry, Optional<AddedEntry> added) {}
}
