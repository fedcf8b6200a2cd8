package tandem.commands;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tandem.base.Failure;
import tandem.storage.DatabaseAddress;
import tandem.storage.DatabaseWait;

/**
 * The check of the database for broken invariants: each is a query under {@code db/doctor} that
 * must find no rows.
 */
public final class Doctor {

  /** The file names of the queries: the invariant's number and its rule. */
  private static final List<String> INVARIANTS = List.of(
      "I2_every_contact_is_in_one_state",
      "I3_one_live_offer_per_contact",
      "I4_no_agent_over_capacity",
      "I5_one_live_remedy_per_unit",
      "I6_timelines_are_gap_free",
      "I7_no_offer_is_overdue",
      "I8_no_write_under_an_old_epoch",
      "I9_no_overtaking_within_a_class",
      "I10_commands_are_delivered",
      "I11_remedies_keep_their_goods",
      "I12_no_more_than_was_paid",
      "I13_what_a_row_names_is_there",
      "I14_messages_are_numbered_and_reach_somebody");

  private static final int FINDINGS_SHOWN_MAX = 20;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** One row that breaks an invariant. */
  public record Finding(String subject, String finding) {}

  /**
   * The result of one invariant's query.
   *
   * @param rows the number of findings; at most {@value #FINDINGS_SHOWN_MAX} of them are listed
   */
  public record Checked(String invariant, String says, int rows, List<Finding> findings) {}

  /** The results of all queries. */
  public record Report(int rows, List<Checked> invariants) {
    public boolean isHealthy() {
      return rows == 0;
    }
  }

  private final DatabaseAddress address;

  public Doctor(DatabaseAddress address) {
    this.address = address;
  }

  /**
   * Runs all queries on one snapshot of the database; blocks. @throws Failure.Unavailable with one
   * line, when the database does not answer
   */
  public Report examine() {
    try (var connection = address.open()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      var invariants = new ArrayList<Checked>();
      for (var invariant : INVARIANTS) {
        invariants.add(check(connection, invariant));
      }
      return new Report(invariants.stream().mapToInt(Checked::rows).sum(), List.copyOf(invariants));
    } catch (SQLException e) {
      throw new Failure.Unavailable(
          "the doctor cannot read " + address + ": " + DatabaseWait.why(e), RETRY_AFTER);
    }
  }

  private static Checked check(Connection connection, String invariant) throws SQLException {
    var findings = new ArrayList<Finding>();
    int rows = 0;
    try (var statement = connection.createStatement();
        var found = statement.executeQuery(query(invariant))) {
      while (found.next()) {
        if (rows++ < FINDINGS_SHOWN_MAX) {
          findings.add(new Finding(found.getString("subject"), found.getString("finding")));
        }
      }
    }
    int space = invariant.indexOf('_');
    return new Checked(
        invariant.substring(0, space),
        invariant.substring(space + 1).replace('_', ' '),
        rows,
        List.copyOf(findings));
  }

  private static String query(String invariant) {
    try (var in = Doctor.class.getResourceAsStream("/db/doctor/" + invariant + ".sql")) {
      if (in == null) {
        throw new IllegalStateException("no query for " + invariant);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
