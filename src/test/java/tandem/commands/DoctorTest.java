package tandem.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/** The doctor without findings; its findings are tested where data are broken. */
class DoctorTest {

  @Test
  void a_new_database_is_healthy() {
    var report = new Doctor(TestDatabase.freshAddress()).examine();

    assertThat(report.isHealthy()).isTrue();
    assertThat(report.invariants()).hasSize(13);
  }

  @Test
  void a_row_that_names_what_is_not_there_is_found() throws SQLException {
    var address = TestDatabase.freshAddress();
    try (var connection = address.open();
        var statement = connection.createStatement()) {
      statement.execute("""
          INSERT INTO contact (id, floor, seq, channel, queue, state, ended, agent, rank, arrived_at, closed_at, offers)
          VALUES ('%1$s', 'nowhere', 1, 'call', 'gone', 'closed', 'handled', 'nobody', now(), now(), now(), 1);
          INSERT INTO offer (contact, attempt, agent, channel, state, choice, offered_at, expires_at)
          VALUES ('%2$s', 1, 'nobody', 'call', 'declined', '{}', now(), now());
          INSERT INTO fact (floor, seq, epoch, at, kind, body) VALUES ('nowhere', 1, 1, now(), 'ready', '{}');
          INSERT INTO contact_origin (contact, customer, kind, called, at) VALUES ('%1$s', '%2$s', 'phone', '', now());
          INSERT INTO case_contact (contact, case_id) VALUES ('%1$s', '%1$s');
          INSERT INTO case_file (id, customer, kind, subject, state, department, opened_at, touched_at, entries)
          VALUES ('%2$s', '%2$s', 'question', '', 'open', 'gone', now(), now(), 1);
          INSERT INTO timeline_entry (case_id, number, at, kind, department, agent, body)
          VALUES ('%2$s', 1, now(), 'note', 'gone', 'nobody', '{}');
          INSERT INTO contact_outcome (contact, case_id, outcome, note, agent, at)
          VALUES ('%1$s', '%1$s', 'gone', '', 'nobody', now());
          """.formatted(new UUID(0, 1), new UUID(0, 2)));
    }

    var found = new Doctor(address)
        .examine().invariants().stream()
            .filter(checked -> checked.invariant().equals("I13"))
            .findFirst()
            .orElseThrow();

    assertThat(found.findings())
        .extracting(Doctor.Finding::finding)
        .containsExactlyInAnyOrder(
            "facts of a floor that is not there",
            "floor nowhere, queue gone, agent nobody of the contact not there",
            "contact, agent nobody of offer 1 not there",
            "customer %s of the contact's origin not there".formatted(new UUID(0, 2)),
            "case %s of the contact not there".formatted(new UUID(0, 1)),
            "customer %s, department gone of the case not there".formatted(new UUID(0, 2)),
            "agent nobody, department gone of entry 1 not there",
            "case %s, kind gone, agent nobody of the contact's outcome not there"
                .formatted(new UUID(0, 1)));
  }

  @Test
  void gaps_and_lost_messages_of_conversations_are_found() throws SQLException {
    var address = TestDatabase.freshAddress();
    var gap = new UUID(0, 1);
    var lost = new UUID(0, 2);
    try (var connection = address.open();
        var statement = connection.createStatement()) {
      statement.execute("""
          INSERT INTO conversation (id, channel, carrier, entrance, correspondent, customer, subject, created_at, messages,
                                    turns, contact)
          VALUES ('%1$s', 'message', 'messages', 'x', '{}', '%1$s', '', now(), 2, 0, NULL),
                 ('%2$s', 'message', 'messages', 'x', '{}', '%1$s', '', now(), 2, 1, '%2$s');
          INSERT INTO conversation_contact (contact, conversation, turn, queue, opened_at, first_number)
          VALUES ('%2$s', '%2$s', 1, 'texts', now(), 1);
          INSERT INTO message (conversation, number, at, direction, author, source, text, details, delivery, delivered_at)
          VALUES ('%1$s', 2, now(), 'in', 'customer', 'a', '', '{}', 'received', now()),
                 ('%2$s', 1, now(), 'out', 'agent', 'b', '', '{}', 'sent', now()),
                 ('%2$s', 2, now(), 'out', 'agent', 'c', '', '{}', 'queued', now());
          """.formatted(gap, lost));
    }

    var found = new Doctor(address)
        .examine().invariants().stream()
            .filter(checked -> checked.invariant().equals("I14"))
            .findFirst()
            .orElseThrow();

    assertThat(found.findings())
        .extracting(finding -> finding.subject() + ": " + finding.finding())
        .containsExactlyInAnyOrder(
            gap + ": messages 2, counted 1, last 2",
            gap + ": message 2 of the customer has no contact",
            lost + ": open contact of conversation " + lost
                + " is unknown to routing, and no message is on its way",
            lost + ": message 2 is queued, and nothing sends it");
  }

  @Test
  void an_open_chat_that_waits_for_its_visitor_for_ever_and_a_lost_rating_are_found()
      throws SQLException {
    var address = TestDatabase.freshAddress();
    var chat = new UUID(0, 1);
    try (var connection = address.open();
        var statement = connection.createStatement()) {
      statement.execute("""
          INSERT INTO contact (id, floor, seq, channel, queue, state, rank, arrived_at, offers)
          VALUES ('%1$s', 'main', 1, 'chat', 'chats', 'queued', now(), now(), 0);
          INSERT INTO conversation (id, channel, carrier, entrance, correspondent, customer, subject, created_at, messages,
                                    turns, contact)
          VALUES ('%1$s', 'chat', 'chat', 'shop', '{}', '%1$s', '', now(), 0, 1, '%1$s');
          INSERT INTO conversation_contact (contact, conversation, turn, queue, opened_at, first_number)
          VALUES ('%1$s', '%1$s', 1, 'chats', now(), 1);
          INSERT INTO rating (contact, conversation, score, comment, at) VALUES ('%1$s', '%1$s', 5, '', now());
          """.formatted(chat));
    }

    var found = new Doctor(address)
        .examine().invariants().stream()
            .filter(checked -> checked.invariant().equals("I14"))
            .findFirst()
            .orElseThrow();

    assertThat(found.findings())
        .extracting(finding -> finding.subject() + ": " + finding.finding())
        .containsExactlyInAnyOrder(
            chat + ": chat is open, and there is no time until which its visitor may be away",
            chat + ": rating is not on a timeline");
  }

  @Test
  void an_unreachable_database_is_reported_in_one_line_without_its_password() {
    var nowhere = new DatabaseAddress("127.0.0.1", 1, "tandem", "tandem", "secret-word");

    assertThatThrownBy(() -> new Doctor(nowhere).examine())
        .isInstanceOf(Failure.Unavailable.class)
        .hasMessageStartingWith(
            "the doctor cannot read postgresql://tandem@127.0.0.1:1/tandem: Connection to 127.0.0.1:1 refused")
        .message()
        .doesNotContain("secret-word", "\n");
  }

  @Test
  void a_foreign_database_is_reported_in_one_line() {
    var other = TestDatabase.freshAddress().database("postgres");

    assertThatThrownBy(() -> new Doctor(other).examine())
        .isInstanceOf(Failure.Unavailable.class)
        .hasMessageContaining("does not exist")
        .message()
        .doesNotContain("\n");
  }
}
