package tandem.rehearsal.replay;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import tandem.rehearsal.day.Waits;
import tandem.rehearsal.replay.Caller.Doing;

/** The callers of a replayed day, with their states. */
final class Callers {

  private final Map<String, Caller> byCall = new LinkedHashMap<>();
  private int toCome;
  private int open;

  void add(CallScript script) {
    byCall.put(script.call(), new Caller(script));
    toCome++;
    open++;
  }

  /** Returns the caller of a call; empty when the call is not one of ours. */
  Optional<Caller> of(String call) {
    return Optional.ofNullable(byCall.get(call));
  }

  /** Returns all callers in order of arrival. */
  Collection<Caller> all() {
    return Collections.unmodifiableCollection(byCall.values());
  }

  int size() {
    return byCall.size();
  }

  /** The number of callers who have not dialled yet. */
  int toCome() {
    return toCome;
  }

  long count(Doing doing) {
    return all().stream().filter(caller -> caller.doing == doing).count();
  }

  /** @param moment the time of dialling, {@link System#nanoTime} */
  void dials(Caller caller, long moment) {
    caller.doing = Doing.WAITING;
    caller.dialledAt = moment;
    toCome--;
  }

  /** Marks a call as settled: the server has accepted its end, or will never get it. */
  void settle(Caller caller) {
    if (!caller.settled) {
      caller.settled = true;
      open--;
    }
  }

  boolean allSettled() {
    return open == 0;
  }

  /** Returns the waits of settled calls, in seconds of the day. */
  Waits waits(Pace pace) {
    return Waits.of(
        waits(pace, Doing.SERVED, Caller::waited),
        waits(pace, Doing.GAVE_UP, Caller::waitedInVain));
  }

  private double[] waits(Pace pace, Doing doing, ToLongFunction<Caller> nanos) {
    return all().stream()
        .filter(caller -> caller.doing == doing && caller.settled)
        .mapToDouble(caller -> pace.daySeconds(nanos.applyAsLong(caller)))
        .toArray();
  }
}
