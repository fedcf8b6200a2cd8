package tandem.routing.simulation;

import java.util.List;
import java.util.SortedMap;

/**
 * The result of one simulated day.
 *
 * @param facts how many facts of each kind there were
 * @param joinedLate how many callers a carrier connected after their bridge was given up
 * @param blended how many contacts were taken by agents who had one of another channel
 * @param returned how many contacts were taken by the agent who had the last one of the
 *     conversation, and was preferred
 * @param passedOn how many contacts were passed on by an agent who talked to the customer
 * @param fingerprint a hash of the facts
 * @param violations the broken promises of the floor; empty if the engine works
 */
public record Report(
    long seed,
    int signals,
    int accepted,
    int refused,
    SortedMap<String, Integer> facts,
    int joinedLate,
    int blended,
    int returned,
    int passedOn,
    String fingerprint,
    List<String> violations) {

  public Report {
    violations = List.copyOf(violations);
  }
}
