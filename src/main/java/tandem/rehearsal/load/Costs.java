package tandem.rehearsal.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The resources that server, database and driver have used so far; an unreadable figure is empty.
 *
 * @param serverCpu processor time of the server's process
 * @param databaseCpu processor time of all processes of the database
 * @param driverCpu processor time of this process
 * @param statements the statements sent to the database, begin and commit included
 * @param transactions the committed and rolled back transactions
 * @param allocatedBytes the memory that the server's threads have allocated
 * @param pauses the pauses of the server's garbage collector since the last reading
 */
public record Costs(
    Optional<Duration> serverCpu,
    Optional<Duration> databaseCpu,
    Duration driverCpu,
    Optional<Long> statements,
    Optional<Long> transactions,
    Optional<Long> allocatedBytes,
    Optional<List<Duration>> pauses) {

  public Costs {
    pauses = pauses.map(List::copyOf);
  }

  /** The reader of costs. A reading takes some milliseconds. */
  @FunctionalInterface
  public interface Meter {
    Costs read();
  }
}
