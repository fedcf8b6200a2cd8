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
   * @param after the floor right after the fact; not to be kept, it goes on changing
   */
  List<OutboxMessage> meantBy(long seq, Fact fact, Floor after);
}
