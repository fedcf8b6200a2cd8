package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import tandem.base.AgentId;
import tandem.base.CustomerId;
import tandem.cases.Cases;
import tandem.cases.Claim;
import tandem.cases.Claims;
import tandem.storage.Database;
import tandem.storage.nodes.NodeNews;

/**
 * The claims of agents, shown at all nodes. The news of a change contains only the customer's id,
 * and each node then reads the claims. After late or lost news a node therefore shows a wrong claim
 * no longer than the claim lasts.
 */
public final class ClaimDesk {

  private final Database database;
  private final Cases cases;
  private final Claims claims;
  private final InstantSource clock;
  private final NodeNews<CustomerId> news;

  public ClaimDesk(
      Vertx vertx, Database database, Cases cases, Claims claims, InstantSource clock) {
    this.news = new NodeNews<>(vertx, "tandem.claims", CustomerId::toString, CustomerId::parse);
    this.database = database;
    this.cases = cases;
    this.claims = claims;
    this.clock = clock;
  }

  /** Starts to receive news, also from this node. */
  public Future<Void> start() {
    return news.start();
  }

  public Future<Void> stop() {
    return news.stop();
  }

  /**
   * Adds a listener for customers whose claims have changed. It is called on the bus's event loop
   * and must not block.
   */
  public void listen(Consumer<CustomerId> listener) {
    news.listen(listener);
  }

  /** Makes or renews a claim; returns all claims on this customer. */
  public Future<List<Claim>> claim(Claims.Intent intent, AgentId agent) {
    var now = clock.instant();
    return cases
        .find(database.pool(), intent.caseId())
        .compose(file -> claims
            .put(database.pool(), intent, agent, now)
            .onSuccess(_ -> say(List.of(file.customer())))
            .compose(_ -> of(file.customer())));
  }

  public Future<Void> unclaim(Claims.Intent intent, AgentId agent) {
    return claims.remove(database.pool(), intent, agent).onSuccess(this::say).mapEmpty();
  }

  /** Ends the claims of an agent without a screen: none of their forms is open. */
  public Future<Void> release(AgentId agent) {
    return claims.removeAll(database.pool(), agent).onSuccess(this::say).mapEmpty();
  }

  /** Returns the claims on this customer, the oldest first. */
  public Future<List<Claim>> of(CustomerId customer) {
    return claims.live(database.pool(), customer, clock.instant());
  }

  private void say(Collection<CustomerId> customers) {
    customers.forEach(news::say);
  }
}
