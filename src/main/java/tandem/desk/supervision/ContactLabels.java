package tandem.desk.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.conversations.Conversations;
import tandem.conversations.Glance;
import tandem.routing.engine.Contact;
import tandem.storage.Database;

/** The reading of what people call contacts by, for many contacts at once. */
public final class ContactLabels {

  private static final String VISITOR = "visitor";

  private static final String LABELS = """
      SELECT asked.contact, c.name, c.provisional, o.kind AS point, o.value, o.came_as, f.kind, f.number, f.subject
        FROM unnest($1::uuid[], $2::uuid[]) AS asked (contact, customer)
        LEFT JOIN desk_customer c ON c.id = asked.customer
        LEFT JOIN desk_contact_origin o ON o.contact = asked.contact
        LEFT JOIN desk_contact_case f ON f.contact = asked.contact
      """;

  private final Database database;
  private final Conversations conversations;

  public ContactLabels(Database database, Conversations conversations) {
    this.database = database;
    this.conversations = conversations;
  }

  /** Returns the labels of open contacts by their ids. */
  public Future<Map<ContactId, ContactLabel>> of(List<Contact> contacts) {
    if (contacts.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    var talks = new HashMap<ContactId, ConversationId>();
    contacts.forEach(
        contact -> conversation(contact).ifPresent(talk -> talks.put(contact.id(), talk)));
    return Future.all(rows(contacts), conversations.glances(database.pool(), talks.values()))
        .map(read -> labels(read.resultAt(0), talks, read.resultAt(1)));
  }

  /** The carrier's name of a written contact is the id of its conversation. */
  private static Optional<ConversationId> conversation(Contact contact) {
    return contact
        .endpoint()
        .filter(_ -> contact.channel().isWritten())
        .flatMap(endpoint -> parsed(endpoint.reference()));
  }

  private static Optional<ConversationId> parsed(String reference) {
    try {
      return Optional.of(ConversationId.parse(reference));
    } catch (Failure.Invalid e) {
      return Optional.empty();
    }
  }

  private Future<List<Row>> rows(List<Contact> contacts) {
    return database
        .pool()
        .preparedQuery(LABELS)
        .execute(Tuple.from(List.of(
            contacts.stream().map(contact -> contact.id().value()).toArray(UUID[]::new),
            contacts.stream().map(contact -> contact.customer().value()).toArray(UUID[]::new))))
        .map(rows -> rows.stream().toList());
  }

  private static Map<ContactId, ContactLabel> labels(
      List<Row> rows, Map<ContactId, ConversationId> talks, Map<ConversationId, Glance> glances) {
    var labels = new HashMap<ContactId, ContactLabel>();
    for (var row : rows) {
      var id = new ContactId(row.getUUID("contact"));
      labels.put(id, label(row, Optional.ofNullable(talks.get(id)).map(glances::get)));
    }
    return labels;
  }

  private static ContactLabel label(Row row, Optional<Glance> glance) {
    return new ContactLabel(
        name(row)
            .or(() ->
                glance.map(seen -> seen.correspondent().name()).filter(name -> !name.isBlank())),
        from(row),
        glance
            .map(Glance::subject)
            .filter(subject -> !subject.isBlank())
            .or(() -> text(row, "subject")),
        glance.flatMap(Glance::last).map(Glance.Last::line),
        text(row, "kind"),
        Optional.ofNullable(row.getLong("number")));
  }

  private static Optional<String> name(Row row) {
    return text(row, "name").filter(_ -> !Boolean.TRUE.equals(row.getBoolean("provisional")));
  }

  /** A visitor of a site is known by a random word, which says nothing to people. */
  private static Optional<String> from(Row row) {
    return text(row, "value")
        .or(() -> text(row, "came_as"))
        .filter(_ -> !VISITOR.equals(row.getString("point")));
  }

  private static Optional<String> text(Row row, String column) {
    return Optional.ofNullable(row.getString(column)).filter(text -> !text.isBlank());
  }
}
