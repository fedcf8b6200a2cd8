package tandem.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * What one caller of a replay is going to do, in our time since the replayed day began.
 *
 * @param type what the caller wants: the kind of call in the log
 * @param patience how long they wait before they hang up; whoever was served that day never does
 * @param talk how long they talk once they are answered
 */
public record CallScript(
    String call,
    String from,
    String to,
    String type,
    Duration arrival,
    Optional<Duration> patience,
    Duration talk) {

  /**
   * No network uses country code 888: nobody can be called by accident. Eleven digits follow it.
   */
  private static final String NOBODYS_NUMBER = "+888%011d";

  private static final long CUSTOMER_MAX = 9_999_999_999L;
  private static final String WITHHELD = "anonymous";

  /** The scripts of a whole day, in order of arrival; the run tells its calls from all others. */
  public static List<CallScript> of(RealDay day, ReplayFloor floor, Pace pace, String run) {
    var talkOfType = new HashMap<String, Duration>();
    var scripts = new ArrayList<CallScript>();
    int begins = day.begins();
    for (var call : day.calls()) {
      scripts.add(new CallScript(
          "replay-" + run + "-" + (scripts.size() + 1),
          numberOf(call.customer()),
          floor.number(call.type(), call.priority()),
          call.type(),
          pace.wall(call.arrival() - begins),
          call.served() ? Optional.empty() : Optional.of(pace.wall(call.waited())),
          call.service()
              .map(service -> pace.wall(service.seconds()))
              .orElseGet(() -> talkOfType.computeIfAbsent(
                  call.type(), type -> pace.wall(day.meanServiceSeconds(type))))));
    }
    return List.copyOf(scripts);
  }

  /** One number per customer, the same on every day; a caller nobody knew withholds it. */
  static String numberOf(String customer) {
    try {
      long number = Long.parseLong(customer);
      if (number > 0 && number <= CUSTOMER_MAX) {
        return NOBODYS_NUMBER.formatted(number);
      }
    } catch (NumberFormatException e) {
      // falls through: not a customer's number
    }
    return WITHHELD;
  }

  /** The n-th of our own numbers; no customer has one of these. */
  static String calledNumber(int n) {
    return NOBODYS_NUMBER.formatted(99_000_000_000L + n);
  }
}
