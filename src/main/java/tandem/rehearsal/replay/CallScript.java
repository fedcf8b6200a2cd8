package tandem.rehearsal.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import tandem.rehearsal.Numbers;
import tandem.rehearsal.day.RealDay;

/**
 * The planned acts of one caller of a replay, in real time since the replayed day began.
 *
 * @param type the kind of call in the log
 * @param patience the wait after which they hang up; a caller served that day never does
 * @param talk the length of the talk after the answer
 */
record CallScript(
    String call,
    String from,
    String to,
    String type,
    Duration arrival,
    Optional<Duration> patience,
    Duration talk) {

  /**
   * Makes the scripts of a whole day, in order of arrival; the run's name makes its call ids
   * unique.
   */
  static List<CallScript> of(RealDay day, Floor floor, Pace pace, String run) {
    var talkOfType = new HashMap<String, Duration>();
    var scripts = new ArrayList<CallScript>();
    int begins = day.begins();
    for (var call : day.calls()) {
      scripts.add(new CallScript(
          "replay-" + run + "-" + (scripts.size() + 1),
          Numbers.of(call.customer()),
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
}
