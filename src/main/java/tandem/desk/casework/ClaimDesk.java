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
import tandem.storage.NodeNews;

/**
 * Who is about to give whom what. Every change is told to all nodes by the name of the customer;
 * what is claimed for them then is read, so late or lost news tells nobody a wrong thing for longer
 * than a claim lasts.
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

  /** Begins to hear news, this node's own too. */
  public Future<Void> start() {
    return news.start();
  }

  public Future<Void> stop() {
    return news.stop();
  }

  /** Hears whose claims have changed. Called on the bus's event loop: it must not wait. */
  public void listen(Consumer<CustomerId> listener) {
    news.listen(listener);
  }

  /** Claims, or renews the claim; answers with everybody's on this customer. */
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

  /** The agent has no screen left: no form of theirs is open. */
  public Future<Void> release(AgentId agent) {
    return claims.removeAll(database.pool(), agent).onSuccess(this::say).mapEmpty();
  }

  /** Who is about to give this customer something, the longest at it first. */
  public Future<List<Claim>> of(CustomerId customer) {
    return claims.live(database.pool(), customer, clock.instant());
  }

  private void say(Collection<CustomerId> customers) {
    customers.forEach(news::say);
  }
}
