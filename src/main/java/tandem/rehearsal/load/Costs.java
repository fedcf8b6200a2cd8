package tandem.rehearsal.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What server, database and driver have used so far; a figure that cannot be read here is empty.
 *
 * @param serverCpu processor time of the server's process
 * @param databaseCpu processor time of all processes of the database
 * @param driverCpu processor time of this process
 * @param statements sent to the database, begin and commit included
 * @param transactions that the database has committed or rolled back
 * @param allocatedBytes of memory that the server's threads have asked for
 * @param pauses of the server's garbage collector since the last reading
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

  /** Reads them. A reading takes some milliseconds. */
  @FunctionalInterface
  public interface Meter {
    Costs read();
  }
}
