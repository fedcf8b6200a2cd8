package tandem.rehearsal.replay;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import tandem.rehearsal.day.Waits;
import tandem.rehearsal.replay.Caller.Doing;

/** All callers of a replayed day, and how far they have come. */
final class Callers {

  private final Map<String, Caller> byCall = new LinkedHashMap<>();
  private int toCome;
  private int open;

  void add(CallScript script) {
    byCall.put(script.call(), new Caller(script));
    toCome++;
    open++;
  }

  /** Empty when the call is none of ours. */
  Optional<Caller> of(String call) {
    return Optional.ofNullable(byCall.get(call));
  }

  /** As they come to be. */
  Collection<Caller> all() {
    return Collections.unmodifiableCollection(byCall.values());
  }

  int size() {
    return byCall.size();
  }

  /** How many have not dialled. */
  int toCome() {
    return toCome;
  }

  long count(Doing doing) {
    return all().stream().filter(caller -> caller.doing == doing).count();
  }

  /** @param moment when they dialled, {@link System#nanoTime} */
  void dials(Caller caller, long moment) {
    caller.doing = Doing.WAITING;
    caller.dialledAt = moment;
    toCome--;
  }

  /** The server knows the end of the call, or will never have it. */
  void settle(Caller caller) {
    if (!caller.settled) {
      caller.settled = true;
      open--;
    }
  }

  boolean allSettled() {
    return open == 0;
  }

  /** How long those waited whose call is settled, in seconds of the day. */
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
