package tandem.routing.simulation;

import java.util.List;
import java.util.SortedMap;

/**
 * The result of one simulated day.
 *
 * @param facts how many of each kind
 * @param joinedLate how many callers were connected by the carrier's word after their bridge was
 *     given up
 * @param blended how many contacts were taken by agents who had one of another channel
 * @param passedOn how many contacts agents passed on who talked to the customer
 * @param fingerprint the same for the same facts
 * @param violations promises of the floor that were broken; none on a good day
 */
public record Report(
    long seed,
    int signals,
    int accepted,
    int refused,
    SortedMap<String, Integer> facts,
    int joinedLate,
    int blended,
    int passedOn,
    String fingerprint,
    List<String> violations) {

  public Report {
    violations = List.copyOf(violations);
  }
}
