package tandem.routing.simulation;

import java.util.List;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;

/**
 * A fault that is planted around the engine to see whether the witness notices it: the engine keeps
 * other rules, understands a signal in another way, or decides something else.
 */
interface Bug {

  /** The engine as it is. */
  Bug NONE = new Bug() {};

  /** The times that the engine keeps, of those agreed. */
  default Rules kept(Rules agreed) {
    return agreed;
  }

  /** The signal as the engine understands it. */
  default Signal told(Signal signal) {
    return signal;
  }

  /** What the engine decides in the place of these facts. */
  default List<Fact> decided(List<Fact> facts) {
    return facts;
  }
}
