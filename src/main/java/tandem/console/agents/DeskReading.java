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
import tandem.base.CustomerId;
import tandem.cases.Claim;
import tandem.desk.casework.Drafts;
import tandem.desk.floor.Catalogues;
import tandem.loops.Caller;

/**
 * The reading of what a screen shows and the floor does not know: pops, claims, drafts. A desk
 * never fails because something could not be read. Everything here happens on the context of
 * {@link Desks}.
 */
final class DeskReading {

  private static final Logger LOG = LoggerFactory.getLogger(DeskReading.class);

  /** An offer waits this long for its pop; then the pop follows by itself. */
  static final Duration POP_WAIT_MAX = Duration.ofMillis(100);

  private final Vertx vertx;
  private final Context context;
  private final Desks.Sources sources;

  /** The newest question about each customer's claims: an older answer must not follow a newer. */
  private final Map<CustomerId, Asked> asked = new HashMap<>();

  private long questions;

  /** @param sayNone whether it is news too that there are none */
  private record Asked(long question, boolean sayNone) {}

  DeskReading(Vertx vertx, Context context, Desks.Sources sources) {
    this.vertx = vertx;
    this.context = context;
    this.sources = sources;
  }

  /** The pop if it comes in time; if it comes later, it is said later. Never fails. */
  Future<Optional<Buffer>> popInTime(
      ContactId contact, CustomerId customer, Consumer<Buffer> late) {
    var inTime = Promise.<Optional<Buffer>>promise();
    var timer = vertx.setTimer(
        POP_WAIT_MAX.toMillis(),
        _ -> context.runOnContext(_ -> inTime.tryComplete(Optional.empty())));
    sources
        .pop(contact, customer)
        .onComplete(loaded -> context.runOnContext(_ -> {
          vertx.cancelTimer(timer);
          if (loaded.failed()) {
            LOG.warn("no pop contact={} error={}", contact, loaded.cause().getMessage());
            inTime.tryComplete(Optional.empty());
          } else if (!inTime.tryComplete(Optional.of(loaded.result()))) {
            late.accept(loaded.result());
          }
        }));
    return inTime.future();
  }

  /**
   * Hands on the claims on this customer. When asked again meanwhile, only the later answer is
   * handed on, for both: if the first wanted to hear of no claims too, it still does.
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

  /** What the agent had typed; nothing when it cannot be read, and the page keeps what it has. */
  Future<Optional<List<Drafts.Draft>>> drafts(AgentId agent) {
    return Caller.hears(sources.drafts(agent))
        .map(Optional::of)
        .onFailure(e -> LOG.warn("no drafts agent={} error={}", agent, e.getMessage()))
        .otherwise(Optional.empty());
  }
}
