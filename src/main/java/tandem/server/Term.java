package tandem.server;

import io.vertx.core.Future;
import java.util.List;
import tandem.routing.RoutingNode;
import tandem.storage.OwnerWork;

/** The term in which this node owns the floor: all work of the owner begins and ends with it. */
public record Term(List<OwnerWork> works) implements RoutingNode.TermListener {

  public Term {
    works = List.copyOf(works);
  }

  @Override
  public void began(long epoch) {
    works.forEach(work -> work.start(epoch));
  }

  @Override
  public Future<Void> ended() {
    return Future.join(works.stream().map(OwnerWork::stop).toList()).mapEmpty();
  }
}
