package tandem.console.agents;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.cases.Claim;
import tandem.conversations.Glance;
import tandem.conversations.Message;
import tandem.desk.casework.Drafts;
import tandem.desk.floor.Catalogues;
import tandem.loops.Caller;

/**
 * The reading of the data of a screen that the floor does not have: pops, claims, drafts. A failed
 * reading never makes a desk fail. All methods run on the context of {@link Desks}.
 */
final class DeskReading {

  private static final Logger LOG = LoggerFactory.getLogger(DeskReading.class);

  /** The longest wait of an offer for its pop; a later pop is sent alone. */
  static final Duration POP_WAIT_MAX = Duration.ofMillis(100);

  private final Vertx vertx;
  private final Context context;
  private final Desks.Sources sources;

  /** The newest query of each customer's claims; an older answer must not follow a newer one. */
  private final Map<CustomerId, Asked> asked = new HashMap<>();

  private long questions;

  /** @param sayNone whether an empty list is reported too */
  private record Asked(long question, boolean sayNone) {}

  DeskReading(Vertx vertx, Context context, Desks.Sources sources) {
    this.vertx = vertx;
    this.context = context;
    this.sources = sources;
  }

  /**
   * Reads the pop and returns it if it comes in time; a late one is reported later. Never fails.
   */
  Future<Optional<Buffer>> popInTime(
      ContactId contact, CustomerId customer, Consumer<Buffer> late) {
    return inTime("pop", contact, sources.pop(contact, customer).map(Optional::of), late);
  }

  /** The same for the written conversation of a contact. */
  Future<Optional<Glance>> glanceInTime(
      ContactId contact, ConversationId conversation, Consumer<Glance> late) {
    return inTime("conversation", contact, sources.glance(conversation), late);
  }

  private <T> Future<Optional<T>> inTime(
      String what, ContactId contact, Future<Optional<T>> read, Consumer<T> late) {
    var inTime = Promise.<Optional<T>>promise();
    var timer = vertx.setTimer(
        POP_WAIT_MAX.toMillis(),
        _ -> context.runOnContext(_ -> inTime.tryComplete(Optional.empty())));
    read.onComplete(loaded -> context.runOnContext(_ -> {
      vertx.cancelTimer(timer);
      if (loaded.failed()) {
        LOG.warn("no {} contact={} error={}", what, contact, loaded.cause().getMessage());
        inTime.tryComplete(Optional.empty());
      } else if (!inTime.tryComplete(loaded.result())) {
        loaded.result().ifPresent(late);
      }
    }));
    return inTime.future();
  }

  /** Reads the messages of a conversation after this number; none when they cannot be read. */
  Future<List<Message>> messages(ConversationId conversation, int after) {
    return Caller.hears(sources.messages(conversation, after))
        .onFailure(
            e -> LOG.warn("no messages conversation={} error={}", conversation, e.getMessage()))
        .otherwise(List.of());
  }

  /**
   * Reads the claims on this customer and passes them on. If they are requested again meanwhile,
   * only the later answer is passed on, for both requests; an empty list is reported if either
   * asked for it.
   */
  void claims(CustomerId customer, boolean sayNone, Consumer<List<Claim>> then) {
    var before = asked.get(customer);
    var mine = new Asked(++questions, sayNone || (before != null && before.sayNone()));
    asked.put(customer, mine);
    sources
        .claims(customer)
        .onComplete(read -> context.runOnContext(_ -> {
          if (!asked.remove(customer, mine)) {
            return;
          }
          if (read.failed()) {
            LOG.warn("no claims customer={} error={}", customer, read.cause().getMessage());
          } else if (mine.sayNone() || !read.result().isEmpty()) {
            then.accept(read.result());
          }
        }));
  }

  Catalogues catalogues() {
    return sources.catalogues();
  }

  boolean isPractice() {
    return sources.isPractice();
  }

  /** Reads the agent's drafts; empty when they cannot be read; the page then keeps its own. */
  Future<Optional<List<Drafts.Kept>>> drafts(AgentId agent) {
    return Caller.hears(sources.drafts(agent))
        .map(Optional::of)
        .onFailure(e -> LOG.warn("no drafts agent={} error={}", agent, e.getMessage()))
        .otherwise(Optional.empty());
  }
}
