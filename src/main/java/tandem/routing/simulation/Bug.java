package tandem.routing.simulation;

import java.util.List;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;

/**
 * A fault that a test plants around the engine, to see whether the witness finds it: the engine
 * keeps other times, misunderstands a signal, or decides something else.
 */
interface Bug {

  /** The engine without a fault. */
  Bug NONE = new Bug() {};

  /** The times that the engine keeps, given the agreed ones. */
  default Rules kept(Rules agreed) {
    return agreed;
  }

  /** The signal as the engine understands it. */
  default Signal told(Signal signal) {
    return signal;
  }

  /** The facts that replace the engine's decision. */
  default List<Fact> decided(List<Fact> facts) {
    return facts;
  }
}
