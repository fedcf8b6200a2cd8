package tandem.commands.rehearsal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import tandem.base.Ids;
import tandem.storage.DatabaseAddress;

/**
 * The reference measurement: how many contacts a second a database can store when only their rows
 * are written. It makes the six durable writes of a contact (the event that announced it, its row,
 * its facts, its offer, its timeline entry, its outcome), each for {@value #BATCH} contacts in one
 * {@code unnest} statement that is a transaction of its own. Several connections write in parallel,
 * as fast as they can. The tables are made for it and dropped afterwards.
 */
final class DatabaseReference {

  private static final int BATCH = 50;
  private static final int CONNECTIONS = 4;

  /** About as long as a fact of the server. */
  private static final String BODY = """
      {"kind": "queued", "contact": "00000000-0000-0000-0000-000000000000", "channel": "call", "queue": "bench",
       "customer": "00000000-0000-0000-0000-000000000000", "head_start": 0, "arrived": "2026-01-01T09:00:00Z"}""";

  private static final List<String> TABLES = List.of(
      "CREATE SCHEMA bench_reference",
      "CREATE TABLE bench_reference.written_event (id text PRIMARY KEY, contact uuid NOT NULL)",
      "CREATE TABLE bench_reference.written_contact (id uuid PRIMARY KEY, customer uuid NOT NULL, state text NOT NULL)",
      "CREATE TABLE bench_reference.written_fact (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
          + " contact uuid NOT NULL, body jsonb NOT NULL)",
      "CREATE TABLE bench_reference.written_offer (contact uuid, attempt int, agent text NOT NULL, PRIMARY KEY (contact,"
          + " attempt))",
      "CREATE TABLE bench_reference.written_entry (case_id uuid, number int, body jsonb NOT NULL, PRIMARY KEY (case_id,"
          + " number))",
      "CREATE TABLE bench_reference.written_outcome (contact uuid PRIMARY KEY, outcome text NOT NULL)");

  private static final List<String> WRITES = List.of(
      "INSERT INTO bench_reference.written_event SELECT id::text, id FROM unnest(?::uuid[]) id",
      "INSERT INTO bench_reference.written_contact SELECT id, id, 'queued' FROM unnest(?::uuid[]) id",
      "INSERT INTO bench_reference.written_fact (contact, body) SELECT id, '" + BODY
          + "' FROM unnest(?::uuid[]) id",
      "INSERT INTO bench_reference.written_offer SELECT id, 1, 'ana' FROM unnest(?::uuid[]) id",
      "INSERT INTO bench_reference.written_entry SELECT id, 1, '" + BODY
          + "' FROM unnest(?::uuid[]) id",
      "INSERT INTO bench_reference.written_outcome SELECT id, 'done' FROM unnest(?::uuid[]) id");

  private final DatabaseAddress address;
  private final Ids ids;

  DatabaseReference(DatabaseAddress address, Ids ids) {
    this.address = address;
    this.ids = ids;
  }

  double contactsPerSecond(Duration lasting) throws SQLException, InterruptedException {
    try (var connection = address.open();
        var statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS bench_reference CASCADE");
      for (var table : TABLES) {
        statement.execute(table);
      }
      try {
        return write(lasting);
      } finally {
        statement.execute("DROP SCHEMA bench_reference CASCADE");
      }
    }
  }

  private double write(Duration lasting) throws InterruptedException {
    long begun = System.nanoTime();
    long until = begun + lasting.toNanos();
    int contacts = 0;
    try (var writers = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (var written : writers.invokeAll(writers(until))) {
        contacts += written.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the reference cannot be written", e.getCause());
    }
    return contacts / ((System.nanoTime() - begun) / 1e9);
  }

  private List<Callable<Integer>> writers(long until) {
    return IntStream.range(0, CONNECTIONS)
        .<Callable<Integer>>mapToObj(_ -> () -> {
          try (var connection = address.open()) {
            return write(connection, until);
          }
        })
        .toList();
  }

  private int write(Connection connection, long until) throws SQLException {
    var statements = new ArrayList<java.sql.PreparedStatement>();
    for (var write : WRITES) {
      statements.add(connection.prepareStatement(write));
    }
    int contacts = 0;
    while (System.nanoTime() < until) {
      var batch = connection.createArrayOf(
          "uuid", IntStream.range(0, BATCH).mapToObj(_ -> next()).toArray());
      for (var statement : statements) {
        statement.setArray(1, batch);
        statement.execute();
      }
      contacts += BATCH;
    }
    return contacts;
  }

  private synchronized UUID next() {
    return ids.next();
  }
}
