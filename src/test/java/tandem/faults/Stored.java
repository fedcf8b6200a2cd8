package tandem.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.storage.DatabaseAddress;

/** What the servers have stored, to be compared with what was seen. */
record Stored(Set<String> events, List<Call> calls, List<Offer> offers) {

  /** A key begins with the sender's id. */
  private static final String EVENTS =
      "SELECT split_part(event, ' ', 1) AS event FROM hook_event WHERE source = 'native'";

  private static final String CALLS = """
      SELECT c.id, c.reference, c.state, c.ended,
             (SELECT (f.body ->> 'head_start')::double precision
                FROM fact f WHERE f.contact = c.id AND f.kind = 'queued' ORDER BY f.seq LIMIT 1) AS head_start,
             (SELECT min(f.seq) FROM fact f WHERE f.contact = c.id AND f.kind = 'offered') AS first_offered
        FROM contact c
       ORDER BY c.reference
      """;

  private static final String OFFERS = """
      SELECT contact, attempt, agent, state, why,
             extract(epoch FROM clock_timestamp() - offered_at) AS age
        FROM offer
       ORDER BY contact, attempt
      """;

  /**
   * A stored call.
   *
   * @param ended how a closed one has ended
   * @param headStart only calls with the same one are in one class
   * @param firstOffered the number of its first offer in the journal
   */
  record Call(
      ContactId id,
      String call,
      String state,
      Optional<String> ended,
      Duration headStart,
      Optional<Long> firstOffered) {}

  /**
   * A stored offer.
   *
   * @param at when it was made; {@link System#nanoTime} of the reader
   * @param why the reason of its end
   */
  record Offer(OfferId id, String agent, String state, Optional<String> why, long at) {

    boolean isAccepted() {
      return state.equals("accepted");
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T row(ResultSet row) throws SQLException;
  }

  Stored {
    events = Set.copyOf(events);
    calls = List.copyOf(calls);
    offers = List.copyOf(offers);
  }

  static Stored read(DatabaseAddress address) {
    try (var connection = address.open()) {
      long now = System.nanoTime();
      return new Stored(
          new HashSet<>(read(connection, EVENTS, row -> row.getString("event"))),
          read(connection, CALLS, Stored::call),
          read(connection, OFFERS, row -> offer(row, now)));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> List<T> read(Connection connection, String query, Reading<T> reading)
      throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var all = new ArrayList<T>();
      while (rows.next()) {
        all.add(reading.row(rows));
      }
      return all;
    }
  }

  private static Call call(ResultSet row) throws SQLException {
    long first = row.getLong("first_offered");
    return new Call(
        new ContactId(row.getObject("id", UUID.class)),
        row.getString("reference"),
        row.getString("state"),
        Optional.ofNullable(row.getString("ended")),
        Duration.ofMillis(Math.round(row.getDouble("head_start") * 1000)),
        first == 0 ? Optional.empty() : Optional.of(first));
  }

  private static Offer offer(ResultSet row, long now) throws SQLException {
    return new Offer(
        new OfferId(new ContactId(row.getObject("contact", UUID.class)), row.getInt("attempt")),
        row.getString("agent"),
        row.getString("state"),
        Optional.ofNullable(row.getString("why")),
        now - Math.round(row.getDouble("age") * 1e9));
  }
}
