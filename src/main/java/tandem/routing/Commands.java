package tandem.routing;

import java.util.List;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.storage.OutboxMessage;

/** What a fact orders the carriers to do. */
@FunctionalInterface
public interface Commands {

  /**
   * The messages a fact means, written in its transaction.
   *
   * @param seq the fact's number: message keys are made of it
   * @param before the floor as it was committed before the fact's batch
   */
  List<OutboxMessage> meantBy(long seq, Fact fact, Floor before);
}
