package tandem.desk.conversations;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.conversations.Conversations;
import tandem.desk.timeline.ContactFollower;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;

/**
 * The ends of contacts, for their conversations. A customer who wrote after the agent was done, or
 * after they had left, waits for an answer: the conversation gets its next contact in the same
 * transaction.
 */
public final class ConversationEnds implements ContactFollower {

  private final Conversations conversations;
  private final Turns turns;
  private final CommittedFloor floor;
  private final RecentCalls calls = new RecentCalls();

  public ConversationEnds(Conversations conversations, Turns turns, CommittedFloor floor) {
    this.conversations = conversations;
    this.turns = turns;
    this.floor = floor;
  }

  @Override
  public Future<Void> follow(SqlConnection tx, List<Fact> facts) {
    Future<Void> all = Future.succeededFuture();
    for (var fact : facts) {
      all = all.compose(_ -> follow(tx, fact));
    }
    return all;
  }

  private Future<Void> follow(SqlConnection tx, Fact fact) {
    return switch (fact) {
      case Fact.Finished f ->
        end(tx, f.contact(), Optional.of(f.agent()), f.at())
            .compose(ended -> again(tx, ended, f.at()));
      case Fact.Abandoned f ->
        end(tx, f.contact(), Optional.empty(), f.at()).compose(ended -> again(tx, ended, f.at()));
      case Fact.Queued f
      when f.channel() == Channel.CALL -> {
        calls.add(f.contact());
        yield Future.succeededFuture();
      }
      case Fact.Identified f -> conversations.follow(tx, f.contact(), f.customer());
      case Fact.OfWaiting _, Fact.OfWork _, Fact.OfPresence _, Fact.OfPlan _, Fact.OfTime _ ->
        Future.succeededFuture();
    };
  }

  private Future<Optional<Conversations.Ended>> end(
      SqlConnection tx, ContactId contact, Optional<AgentId> agent, Instant at) {
    return calls.ended(contact)
        ? Future.succeededFuture(Optional.empty())
        : conversations.end(tx, contact, agent, at);
  }

  private Future<Void> again(SqlConnection tx, Optional<Conversations.Ended> ended, Instant now) {
    return ended
        .filter(one -> one.unanswered().isPresent())
        .map(one -> floor
            .read(Floor::plan)
            .map(plan -> Entrances.route(
                plan,
                one.conversation().channel(),
                one.conversation().entrance(),
                Optional.empty()))
            // without a queue the customer's next message begins the contact
            .compose(route ->
                route.map(open -> again(tx, one, open, now)).orElseGet(Future::succeededFuture)))
        .orElseGet(Future::succeededFuture);
  }

  private Future<Void> again(
      SqlConnection tx, Conversations.Ended ended, Entrances.Route route, Instant now) {
    var conversation = ended.conversation();
    var beginning = new Turns.Beginning(
        Conversations.next(conversation),
        MessageEvent.From.of(conversation.correspondent()),
        conversation.entrance(),
        route,
        Duration.ZERO,
        List.of());
    return turns
        .customer(tx, beginning, Optional.of(conversation.customer()), now)
        .compose(customer -> turns.begin(
            tx, conversation, beginning, customer, ended.unanswered().orElseThrow(), now));
  }
}
