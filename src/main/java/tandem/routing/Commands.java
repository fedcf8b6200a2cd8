package tandem.routing;

import java.util.List;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.storage.outbox.OutboxMessage;

/** The commands to carriers that follow from a fact. */
@FunctionalInterface
public interface Commands {

  /**
   * Returns the messages of a fact, which are written in its transaction.
   *
   * @param seq the fact's number, from which message keys are made
   * @param after the floor right after the fact; do not keep it, because it changes
   */
  List<OutboxMessage> meantBy(long seq, Fact fact, Floor after);
}
